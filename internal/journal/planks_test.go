package journal_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"footbridge/internal/db"
	"footbridge/internal/db/dbtest"
	"footbridge/internal/journal"
	"footbridge/internal/journal/journaltest"
)

// failing is a test of either kind, Go's or rapid's.
type failing interface {
	Context() context.Context
	Fatalf(string, ...any)
}

// bridge expects both to read the same number of planks, and none on what is one's own.
func bridge(t testing.TB, h *journaltest.House, c journaltest.Couple, want int) {
	t.Helper()
	for _, p := range []journaltest.Person{c.Left, c.Right} {
		if n := h.Bridge(p); n != want {
			t.Errorf("%s reads %d planks, want %d", p.Side, n, want)
		}
		if n := laid(t, h, p.Own); n != 0 {
			t.Errorf("%d planks lie on the own shelf of %s", n, p.Side)
		}
	}
}

// laid is how many planks lie on a shelf, as it is stored.
func laid(t failing, h *journaltest.House, shelf string) (n int) {
	err := h.DB.Read(t.Context(), func(tx *db.Tx) error {
		return tx.QueryRow(t.Context(), `SELECT planks FROM shelf WHERE id = $1`, shelf).Scan(&n)
	})
	if err != nil {
		t.Fatalf("read a shelf: %v", err)
	}
	return n
}

// J1: what both may read lays planks, each kind its own number, and taking back takes none away.
func TestPlanks(t *testing.T) {
	each(t, func(t *testing.T, h *journaltest.House, c journaltest.Couple) {
		two := func(n journal.NewEntry) journal.NewEntry {
			n.Kind = journaltest.Locked
			return n
		}
		none := journaltest.Ours("none")
		none.Kind.Planks = 0
		back := func(p journaltest.Person, words string) {
			t.Helper()
			e, ok := h.Find(p, words)
			if !ok {
				t.Fatalf("%q is not there", words)
			}
			h.TakeBack(p, e.ID)
		}
		bridge(t, h, c, 0)
		h.Send(c.Left, journaltest.Mine("diary"), two(journaltest.Mine("night")))
		bridge(t, h, c, 0)
		h.Send(c.Left, none)
		bridge(t, h, c, 0)
		h.Send(c.Left, journaltest.Ours("one"), two(journaltest.Ours("two and three")))
		bridge(t, h, c, 3)
		back(c.Left, "one")
		bridge(t, h, c, 3)
		h.Send(c.Left, journaltest.Held("letter", "dear"))
		h.Send(c.Left, journaltest.Held("letter", "dearest"))
		bridge(t, h, c, 3)
		h.Send(c.Right, two(journaltest.Held("letter", "yours"))) // each half its own kind's
		bridge(t, h, c, 6)
		back(c.Right, "yours")
		h.Send(c.Right, journaltest.Held("letter", "waiting"))
		back(c.Right, "waiting")
		bridge(t, h, c, 6)
		// A writing that is refused lays nothing.
		if _, err := h.TrySend(c.Left, journal.Writing{New: []journal.NewEntry{journaltest.Ours("x")}, TakeBack: []string{"nothing"}}); !errors.Is(err, journal.ErrGone) {
			t.Fatal(err)
		}
		bridge(t, h, c, 6)
	})
}

// J1: somebody alone lays planks from one bank; joining, the bridge begins with at most six of the
// inviter's, and what each keeps to themselves lays none from then on.
func TestPlanksLaidAlone(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, open func() *db.DB) {
		h := journaltest.New(t, open)
		for alone, want := range map[int]int{0: 0, 2: 2, 6: 6, 9: 6} {
			inviter, other := h.Person(), h.Person()
			h.Send(other, journaltest.Mine("mine"), journaltest.Mine("too"), journaltest.Mine("and more"))
			for i := range alone {
				w := journal.Writing{Request: fmt.Sprint("r", i), New: []journal.NewEntry{journaltest.Mine(fmt.Sprint("step", i))}}
				var all sync.WaitGroup
				for range 3 { // a form sent three times at once is one step
					all.Go(func() {
						if _, err := h.TrySend(inviter, w); err != nil && !errors.Is(err, journal.ErrAnswered) {
							t.Errorf("sending: %v", err)
						}
					})
				}
				all.Wait()
				if n := h.Bridge(inviter); n != i+1 {
					t.Errorf("alone: %d planks after %d steps", n, i+1)
				}
			}
			if e, ok := h.Find(inviter, "step0"); ok {
				h.TakeBack(inviter, e.ID)
			}
			if n := h.Bridge(inviter); n != alone {
				t.Errorf("alone: %d planks of %d after taking back", n, alone)
			}
			c := h.Join(inviter, other)
			h.Send(c.Left, journaltest.Mine("diary"))
			h.Send(c.Right, journaltest.Mine("diary"))
			for i, p := range []journaltest.Person{c.Left, c.Right} {
				own := []int{alone, 3}[i]
				if n := h.Bridge(p); n != want {
					t.Errorf("%d laid alone: %s begins with %d", alone, p.Side, n)
				}
				if n := laid(t, h, p.Own); n != own {
					t.Errorf("%d laid alone: %d on the own shelf of %s, want %d", alone, n, p.Side, own)
				}
			}
		}
	})
}
