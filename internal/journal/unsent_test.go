package journal_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"footbridge/internal/db"
	"footbridge/internal/journal"
	"footbridge/internal/journal/journaltest"
)

// A3: unsent words are kept for one person and page, overwritten, and go when they are sent.
func TestUnsentWords(t *testing.T) {
	each(t, func(t *testing.T, h *journaltest.House, c journaltest.Couple) {
		ctx := t.Context()
		long := bytes.Repeat([]byte("word "), 5000)
		for _, words := range [][]byte{[]byte("fi"), []byte("first"), long, []byte("last")} {
			if err := h.KeepUnsent(ctx, c.Left.Reader, "", "/page", words, h.Now()); err != nil {
				t.Fatal(err)
			}
			if got, err := h.Unsent(ctx, c.Left.Reader, "/page"); err != nil || !bytes.Equal(got, words) {
				t.Fatalf("kept %d bytes, got %d (%v)", len(words), len(got), err)
			}
		}
		if got, err := h.Unsent(ctx, c.Right.Reader, "/page"); got != nil || err != nil {
			t.Errorf("the other reads %q, %v", got, err)
		}
		if got, err := h.Unsent(ctx, c.Left.Reader, "/other"); got != nil || err != nil {
			t.Errorf("another page: %q, %v", got, err)
		}
		if err := h.KeepUnsent(ctx, c.Left.Reader, "", "/other", []byte("stays"), h.Now()); err != nil {
			t.Fatal(err)
		}
		if _, err := h.TrySend(c.Left, journal.Writing{Page: "/page", New: []journal.NewEntry{journaltest.Mine("last")}}); err != nil {
			t.Fatal(err)
		}
		if got, err := h.Unsent(ctx, c.Left.Reader, "/page"); got != nil || err != nil {
			t.Errorf("after sending: %q, %v", got, err)
		}
		// Writing that fails keeps them.
		if _, err := h.TrySend(c.Left, journal.Writing{Page: "/other", TakeBack: []string{"nothing"}}); !errors.Is(err, journal.ErrGone) {
			t.Fatal(err)
		}
		if got, err := h.Unsent(ctx, c.Left.Reader, "/other"); string(got) != "stays" || err != nil {
			t.Errorf("after a failure: %q, %v", got, err)
		}
		// A form that writes nothing is remembered, and its unsent words go all the same.
		if _, err := h.TrySend(c.Left, journal.Writing{Page: "/other"}); err != nil {
			t.Fatal(err)
		}
		if got, err := h.Unsent(ctx, c.Left.Reader, "/other"); got != nil || err != nil {
			t.Errorf("after a form without entries: %q, %v", got, err)
		}
	})
}

// unsent is what a page has of somebody's unsent words.
func unsent(t *testing.T, h *journaltest.House, p journaltest.Person, page string) string {
	t.Helper()
	words, err := h.Unsent(t.Context(), p.Reader, page)
	if err != nil {
		t.Fatal(err)
	}
	return string(words)
}

// A3: what was sent does not come back as unsent words, however late its copy arrives.
func TestSentWordsAreNotUnsent(t *testing.T) {
	each(t, func(t *testing.T, h *journaltest.House, c journaltest.Couple) {
		keep := func(p journaltest.Person, request, words string) {
			t.Helper()
			if err := h.KeepUnsent(t.Context(), p.Reader, request, "/page", []byte(words), h.Now()); err != nil {
				t.Fatal(err)
			}
		}
		keep(c.Left, "r1", "half a sen")
		expect(t, "before sending", unsent(t, h, c.Left, "/page"), "half a sen")
		if _, err := h.TrySend(c.Left, journal.Writing{Request: "r1", Page: "/page", New: []journal.NewEntry{journaltest.Mine("half a sentence")}}); err != nil {
			t.Fatal(err)
		}
		keep(c.Left, "r1", "half a sentence")
		expect(t, "after sending", unsent(t, h, c.Left, "/page"), "")
		keep(c.Right, "r1", "the other's form under the same id")
		expect(t, "the other", unsent(t, h, c.Right, "/page"), "the other's form under the same id")
		keep(c.Left, "r2", "another form")
		expect(t, "another form", unsent(t, h, c.Left, "/page"), "another form")
		keep(c.Left, "", "no form at all")
		expect(t, "no request", unsent(t, h, c.Left, "/page"), "no form at all")
	})
}

// A3: the same when sending and keeping happen at the same moment, on two nodes.
func TestSendingRacesWithKeeping(t *testing.T) {
	each(t, func(t *testing.T, h *journaltest.House, c journaltest.Couple) {
		other := h.Open()
		for i := range roundsOr(300, 60) {
			request, page := fmt.Sprintf("r%d", i), fmt.Sprintf("/page/%d", i%3)
			var both sync.WaitGroup
			both.Go(func() {
				if _, err := h.TrySend(c.Left, journal.Writing{Request: request, Page: page,
					New: []journal.NewEntry{journaltest.Held("letter", "dear")}}); err != nil {
					t.Errorf("round %d, sending: %v", i, err)
				}
			})
			both.Go(func() {
				for range 3 { // so that one of them meets the sending
					if err := other.KeepUnsent(t.Context(), c.Left.Reader, request, page, []byte("dea"), h.Now()); err != nil {
						t.Errorf("round %d, keeping: %v", i, err)
					}
				}
			})
			both.Wait()
			if words := unsent(t, h, c.Left, page); words != "" {
				t.Fatalf("round %d: what was sent is unsent again", i)
			}
		}
	})
}

// A step of a long form: what the next page starts from is stored with the request, moves nothing,
// and the same form gets the same answer.
func TestTheNextPageStartsFrom(t *testing.T) {
	each(t, func(t *testing.T, h *journaltest.House, c journaltest.Couple) {
		for _, p := range []journaltest.Person{h.Person(), c.Left} { // alone, and one of two
			h.Send(p, journaltest.Mine("diary"))
			before, err := h.Heads(t.Context(), p.Reader)
			if err != nil {
				t.Fatal(err)
			}
			own, shared := fmt.Sprint(h.Woken(p.Own)), fmt.Sprint(h.Woken(p.Shared))
			if err := h.KeepUnsent(t.Context(), p.Reader, "r1", "/one", []byte("first"), h.Now()); err != nil {
				t.Fatal(err)
			}
			w := journal.Writing{Request: "r1", Form: []byte("f"), Answer: []byte("to /two"),
				Page: "/one", KeepPage: "/two", Keep: []byte("first and second")}
			if _, err := h.TrySend(p, w); err != nil {
				t.Fatal(err)
			}
			expect(t, "the page that was sent", unsent(t, h, p, "/one"), "")
			expect(t, "the next page", unsent(t, h, p, "/two"), "first and second")
			// The same form again changes nothing, also when the next page has words by now.
			if err := h.KeepUnsent(t.Context(), p.Reader, "r2", "/two", []byte("typed on"), h.Now()); err != nil {
				t.Fatal(err)
			}
			if _, err := h.TrySend(p, w); !errors.Is(err, journal.ErrAnswered) {
				t.Errorf("a second time: %v", err)
			}
			answer, ok, err := h.Answered(t.Context(), p.Reader, "r1", []byte("f"))
			if string(answer) != "to /two" || !ok || err != nil {
				t.Errorf("told %q, %v, %v", answer, ok, err)
			}
			expect(t, "the next page, typed into", unsent(t, h, p, "/two"), "typed on")
			if after, err := h.Heads(t.Context(), p.Reader); after != before || err != nil {
				t.Errorf("the heads went from %v to %v (%v)", before, after, err)
			}
			expect(t, "woken, own shelf", fmt.Sprint(h.Woken(p.Own)), own)
			expect(t, "woken, shared shelf", fmt.Sprint(h.Woken(p.Shared)), shared)

			// A page may start from itself, and words may be stored with what is written.
			if _, err := h.TrySend(p, journal.Writing{Page: "/two", KeepPage: "/two", Keep: []byte("again"),
				New: []journal.NewEntry{journaltest.Mine("more")}}); err != nil {
				t.Fatal(err)
			}
			expect(t, "the same page", unsent(t, h, p, "/two"), "again")
			// What is refused stores nothing.
			if _, err := h.TrySend(p, journal.Writing{Page: "/two", KeepPage: "/three", Keep: []byte("no"), TakeBack: []string{"nothing"}}); !errors.Is(err, journal.ErrGone) {
				t.Fatal(err)
			}
			expect(t, "after a refusal", unsent(t, h, p, "/two")+unsent(t, h, p, "/three"), "again")
		}
	})
}

// A step of a long form takes no lock but that of the own shelf: it is written while the shared shelf
// and the other's own one are held by somebody else.
func TestAStepLocksOnlyTheOwnShelf(t *testing.T) {
	each(t, func(t *testing.T, h *journaltest.House, c journaltest.Couple) {
		if !h.DB.Postgres() {
			return // one writer at a time, whatever it locks
		}
		seen, err := h.Heads(t.Context(), c.Left.Reader)
		if err != nil {
			t.Fatal(err)
		}
		short, stop := context.WithTimeout(t.Context(), 20*time.Second)
		defer stop()
		err = h.DB.Write(t.Context(), func(tx *db.Tx) error {
			if _, err := tx.Exec(t.Context(), `UPDATE shelf SET last_seq = last_seq WHERE id IN ($1, $2)`, c.Left.Shared, c.Right.Own); err != nil {
				return err
			}
			return h.Open().Write(short, c.Left.Reader, journal.Writing{Seen: seen, Now: h.Now(), Request: journaltest.Request(),
				Page: "/one", KeepPage: "/two", Keep: []byte("words")})
		})
		if err != nil {
			t.Error(err)
		}
		expect(t, "the next page", unsent(t, h, c.Left, "/two"), "words")
	})
}
