package journal_test

import (
	"bytes"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"footbridge/internal/journal"
	"footbridge/internal/journal/journaltest"
	"footbridge/internal/practice"
)

// A form is written where it was decided, or not at all.
func TestMoved(t *testing.T) {
	each(t, func(t *testing.T, h *journaltest.House, c journaltest.Couple) {
		write := func(p journaltest.Person, seen journal.Heads, n journal.NewEntry) error {
			return h.Write(t.Context(), p.Reader, journal.Writing{
				Seen: seen, Now: h.Now(), Request: journaltest.Request(), New: []journal.NewEntry{n}})
		}
		at := func(p journaltest.Person) journal.Heads {
			seen, err := h.Heads(t.Context(), p.Reader)
			if err != nil {
				t.Fatal(err)
			}
			return seen
		}
		for _, n := range []journal.NewEntry{journaltest.Mine("x"), journaltest.Ours("x"), journaltest.Held("checkin", "x")} {
			old := at(c.Left)
			h.Send(c.Left, journaltest.Mine("own shelf moves"))
			if err := write(c.Left, old, n); !errors.Is(err, journal.ErrMoved) {
				t.Errorf("%s after the own shelf moved: %v", n.Audience, err)
			}
			old = at(c.Left)
			h.Send(c.Right, journaltest.Ours("shared shelf moves"))
			if err := write(c.Left, old, n); !errors.Is(err, journal.ErrMoved) {
				t.Errorf("%s after the shared shelf moved: %v", n.Audience, err)
			}
			// What the other does alone moves nothing of mine.
			old = at(c.Left)
			h.Send(c.Right, journaltest.Mine("hidden"))
			h.Send(c.Right, journaltest.Held("letter", "hidden"))
			if at(c.Left) != old {
				t.Error("the heads tell of what the other does alone")
			}
			if err := write(c.Left, old, n); err != nil {
				t.Errorf("%s after the other wrote alone: %v", n.Audience, err)
			}
		}
		if got := len(h.All(c.Left)); got != 3+3+3 {
			t.Errorf("%d entries, want 9", got)
		}
	})
}

// The same form again is told what it was told; another form under its id is not taken.
func TestTheSameFormAgain(t *testing.T) {
	each(t, func(t *testing.T, h *journaltest.House, c journaltest.Couple) {
		w := journal.Writing{Request: "r1", Form: []byte("digest"), Answer: []byte("to /waiting"),
			New: []journal.NewEntry{journaltest.Held("checkin", "calm")}}
		if _, err := h.TrySend(c.Left, w); err != nil {
			t.Fatal(err)
		}
		if _, err := h.TrySend(c.Left, w); !errors.Is(err, journal.ErrAnswered) {
			t.Errorf("a second time: %v", err)
		}
		answer, ok, err := h.Answered(t.Context(), c.Left.Reader, "r1", []byte("digest"))
		if string(answer) != "to /waiting" || !ok || err != nil {
			t.Errorf("told %q, %v, %v", answer, ok, err)
		}
		if _, _, err := h.Answered(t.Context(), c.Left.Reader, "r1", []byte("another")); !errors.Is(err, journal.ErrOtherForm) {
			t.Errorf("another form: %v", err)
		}
		if _, ok, err := h.Answered(t.Context(), c.Left.Reader, "r2", []byte("digest")); ok || err != nil {
			t.Errorf("what was never written: %v, %v", ok, err)
		}
		// An id is its sender's own: the other may use it and learns nothing from it.
		if _, ok, err := h.Answered(t.Context(), c.Right.Reader, "r1", []byte("digest")); ok || err != nil {
			t.Errorf("the other's request: %v, %v", ok, err)
		}
		if _, err := h.TrySend(c.Right, journal.Writing{Request: "r1", New: []journal.NewEntry{journaltest.Mine("x")}}); err != nil {
			t.Errorf("the same id by the other: %v", err)
		}
		expect(t, "author", list(h.Node, c.Left), "+calm/held")

		// Also where nothing is left that could be found again.
		e, _ := h.Find(c.Left, "calm")
		for i, w := range []journal.Writing{{Request: "back", TakeBack: []string{e.ID}}, {Request: "nothing"}} {
			if _, err := h.TrySend(c.Left, w); err != nil {
				t.Errorf("writing %d: %v", i, err)
			}
			if _, err := h.TrySend(c.Left, w); !errors.Is(err, journal.ErrAnswered) {
				t.Errorf("writing %d again: %v", i, err)
			}
		}
	})
}

// One form sent 50 times at once, through two nodes, is one entry.
func TestTheSameFormFiftyTimes(t *testing.T) {
	each(t, func(t *testing.T, h *journaltest.House, c journaltest.Couple) {
		nodes := []*journaltest.Node{h.Node, h.Open()}
		for what, w := range map[string]journal.Writing{
			"mine": {New: []journal.NewEntry{journaltest.Mine("mine")}},
			"ours": {New: []journal.NewEntry{journaltest.Ours("ours")}},
			"held": {New: []journal.NewEntry{journaltest.Held("checkin", "held")}},
			"keep": {KeepPage: "/page", Keep: []byte("words")},
		} {
			w.Request, w.Form, w.Answer = journaltest.Request(), []byte("f"), []byte("a")
			var all sync.WaitGroup
			errs := make([]error, 50)
			for i := range errs {
				all.Go(func() {
					_, errs[i] = nodes[i%2].TrySend(c.Left, w)
				})
			}
			all.Wait()
			done := 0
			for _, err := range errs {
				switch {
				case err == nil:
					done++
				case !errors.Is(err, journal.ErrAnswered):
					t.Errorf("%s: %v", what, err)
				}
			}
			if done != 1 {
				t.Errorf("%s was written %d times", what, done)
			}
			if answer, ok, err := h.Answered(t.Context(), c.Left.Reader, w.Request, []byte("f")); string(answer) != "a" || !ok || err != nil {
				t.Errorf("told %q, %v, %v", answer, ok, err)
			}
		}
		if got := len(h.All(c.Left)); got != 3 {
			t.Errorf("%d entries, want 3", got)
		}
		bridge(t, h, c, journaltest.Plain.Planks) // for what is for both
		whole(t, h.DB, c, 0)
	})
}

// Answers to requests go after two days and unsent words after thirty, and nothing else does.
func TestPurge(t *testing.T) {
	each(t, func(t *testing.T, h *journaltest.House, c journaltest.Couple) {
		if _, err := h.TrySend(c.Left, journal.Writing{Request: "r1", New: []journal.NewEntry{journaltest.Mine("diary")}}); err != nil {
			t.Fatal(err)
		}
		if err := h.KeepUnsent(t.Context(), c.Left.Reader, "", "/page", []byte("words"), h.Now()); err != nil {
			t.Fatal(err)
		}
		there := func() string {
			if err := h.Purge(t.Context(), h.Now()); err != nil {
				t.Fatal(err)
			}
			_, answered, err := h.Answered(t.Context(), c.Left.Reader, "r1", nil)
			if err != nil {
				t.Fatal(err)
			}
			words, err := h.Unsent(t.Context(), c.Left.Reader, "/page")
			if err != nil {
				t.Fatal(err)
			}
			return fmt.Sprintf("%v %q", answered, words)
		}
		expect(t, "at once", there(), `true "words"`)
		h.Wait(48 * time.Hour)
		expect(t, "after two days", there(), `true "words"`)
		h.Wait(24 * time.Hour)
		expect(t, "after three", there(), `false "words"`)
		h.Wait(27 * 24 * time.Hour)
		expect(t, "after thirty", there(), `false "words"`)
		h.Wait(24 * time.Hour)
		expect(t, "after thirty-one", there(), `false ""`)
		expect(t, "author", list(h.Node, c.Left), "+diary/mine")
	})
}

// A form that comes again after its answer was purged is still not written twice, and above all
// leaves nothing that could never open with the other's.
func TestAVeryOldForm(t *testing.T) {
	each(t, func(t *testing.T, h *journaltest.House, c journaltest.Couple) {
		w := journal.Writing{Request: "r1", New: []journal.NewEntry{journaltest.Held("checkin", "calm")}}
		for _, words := range []string{"tired", "awake"} {
			_, err := h.TrySend(c.Left, w)
			if words == "awake" && !errors.Is(err, journal.ErrAnswered) {
				t.Errorf("a purged form again: %v", err)
			}
			h.Send(c.Right, journaltest.Held("checkin", words))
			h.Wait(9 * 24 * time.Hour)
			if err := h.Purge(t.Context(), h.Now()); err != nil {
				t.Fatal(err)
			}
		}
		for range 2 { // the same for the other audiences
			for r, n := range map[string]journal.NewEntry{"r2": journaltest.Mine("diary"), "r3": journaltest.Ours("hello")} {
				if _, err := h.TrySend(c.Left, journal.Writing{Request: r, New: []journal.NewEntry{n}}); err != nil && !errors.Is(err, journal.ErrAnswered) {
					t.Errorf("%s again: %v", n.Audience, err)
				}
			}
			h.Wait(9 * 24 * time.Hour)
			if err := h.Purge(t.Context(), h.Now()); err != nil {
				t.Fatal(err)
			}
		}
		count := map[string]int{}
		for _, e := range h.All(c.Left) {
			count[journaltest.Words(e)]++
		}
		if fmt.Sprint(count) != "map[calm:1 diary:1 hello:1 tired:1]" {
			t.Errorf("author reads %v", count)
		}
		whole(t, h.DB, c, 0)
	})
}

// Unknown audiences and a writing without an id are mistakes of the program, and write nothing.
func TestMistakes(t *testing.T) {
	each(t, func(t *testing.T, h *journaltest.House, c journaltest.Couple) {
		n := journaltest.Mine("x")
		n.Audience = practice.Audience("everyone")
		if _, err := h.TrySend(c.Left, journal.Writing{New: []journal.NewEntry{journaltest.Ours("x"), n}}); err == nil {
			t.Error("an unknown audience was taken")
		}
		if err := h.Write(t.Context(), c.Left.Reader, journal.Writing{New: []journal.NewEntry{journaltest.Mine("x")}}); err == nil {
			t.Error("a writing without an id was taken")
		}
		big := journaltest.Ours(string(bytes.Repeat([]byte("x"), 1<<24)))
		if _, err := h.TrySend(c.Left, journal.Writing{New: []journal.NewEntry{big}}); err == nil {
			t.Error("16 MiB were taken")
		}
		expect(t, "author", list(h.Node, c.Left), "")
		whole(t, h.DB, c, 0)
	})
}
