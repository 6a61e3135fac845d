package journal_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"footbridge/internal/journal"
	"footbridge/internal/journal/journaltest"
	"footbridge/internal/practice"
)

// R4: until it opens, a changed answer stays one entry, and counts.
func TestChangingAHeldAnswer(t *testing.T) {
	each(t, func(t *testing.T, h *journaltest.House, c journaltest.Couple) {
		h.Send(c.Left, journaltest.Held("checkin", "calm"))
		first, _ := h.Find(c.Left, "calm")
		h.Send(c.Left, journaltest.Held("checkin", "calmer"))
		h.Send(c.Left, journaltest.Held("checkin", "calmest"))
		expect(t, "author", list(h.Node, c.Left), "+calmest/held")
		last, _ := h.Find(c.Left, "calmest")
		if last.ID != first.ID || first.Rev != 1 || last.Rev != 3 {
			t.Errorf("first %s rev %d, last %s rev %d", first.ID, first.Rev, last.ID, last.Rev)
		}
		h.Send(c.Right, journaltest.Held("checkin", "tired"))
		opened, _ := h.Find(c.Left, "calmest")
		if opened.ID != first.ID || opened.Rev != 3 {
			t.Errorf("opened as %s rev %d", opened.ID, opened.Rev)
		}
		// The other is not told how often it was changed.
		if seen, ok := h.Find(c.Right, "calmest"); !ok || seen.Rev != 1 {
			t.Errorf("the other sees revision %d", seen.Rev)
		}
		h.Send(c.Left, journaltest.Held("checkin", "new"))
		if e, _ := h.Find(c.Left, "new"); e.ID == first.ID || e.Rev != 1 {
			t.Errorf("after the opening a new answer is %s rev %d", e.ID, e.Rev)
		}
		whole(t, h.DB, c, 0)
	})
}

// A4: places are apart, and answers in other kinds meet all the same.
func TestPlaces(t *testing.T) {
	each(t, func(t *testing.T, h *journaltest.House, c journaltest.Couple) {
		h.Send(c.Left, journaltest.Held("checkin", "calm"))
		h.Send(c.Left, journaltest.Held("letter", "dear"))
		other := journaltest.Held("letter", "yours")
		other.Kind = journaltest.Plain
		h.Send(c.Right, other)
		expect(t, "other", list(h.Node, c.Right), pairOf(t, h.Node, c.Right, "dear/ours", "+yours/ours"))
		if _, ok := h.Find(c.Right, "calm"); ok {
			t.Error("another place opened too")
		}
	})
}

// pairOf is the two lines in the order in which they lie: which of the two comes first is by chance.
func pairOf(t *testing.T, n *journaltest.Node, p journaltest.Person, a, b string) string {
	t.Helper()
	if strings.HasPrefix(list(n, p), a) {
		return a + " " + b
	}
	return b + " " + a
}

// R5: the order of an opened pair does not tell who was first.
func TestOrderOfAPairTellsNothing(t *testing.T) {
	each(t, func(t *testing.T, h *journaltest.House, c journaltest.Couple) {
		const n = 200
		first := 0
		for range n {
			h.Send(c.Left, journaltest.Held("letter", "early"))
			h.Send(c.Right, journaltest.Held("letter", "late"))
		}
		all := h.All(c.Left)
		for i := 0; i < len(all); i += 2 {
			if all[i].Opening != all[i+1].Opening {
				t.Fatal("the two halves are not side by side")
			}
			if journaltest.Words(all[i]) == "early" {
				first++
			}
		}
		// 200 fair coins are outside 60 to 140 about once in a hundred million runs.
		if len(all) != 2*n || first < 60 || first > 140 {
			t.Errorf("of %d entries, who was first comes first in %d of %d pairs", len(all), first, n)
		}
	})
}

// R5: an opened answer does not tell at what time it was written, neither by itself nor by where it
// stands among others.
func TestOpeningTellsNoTime(t *testing.T) {
	each(t, func(t *testing.T, h *journaltest.House, c journaltest.Couple) {
		h.Send(c.Left, journaltest.Held("letter", "early"))
		h.Wait(5 * time.Hour)
		h.Send(c.Right, journaltest.Ours("between"))
		at := h.Now()
		h.Send(c.Right, journaltest.Held("letter", "late"))
		b, err := h.Read(t.Context(), c.Right.Reader, []practice.Kind{journaltest.Letter}, journal.Heads{})
		if err != nil || len(b.Entries) != 2 || b.First != at.UnixMilli() || b.Last != b.First {
			t.Fatalf("the pair came from %d to %d, opened at %d (%v)", b.First, b.Last, at.UnixMilli(), err)
		}
		expect(t, "first", list(h.Node, c.Right)[:len("+between/ours")], "+between/ours")
	})
}

// S4.1, A5: the other's answer may be three days old, in hours and not in calendar days.
func TestFresh(t *testing.T) {
	for _, one := range []struct {
		age  time.Duration
		open bool
	}{
		{0, true}, {journaltest.ThreeDays - time.Second, true}, {journaltest.ThreeDays, true},
		{journaltest.ThreeDays + time.Second, false}, {30 * 24 * time.Hour, false},
	} {
		t.Run(one.age.String(), func(t *testing.T) {
			each(t, func(t *testing.T, h *journaltest.House, c journaltest.Couple) {
				h.Send(c.Left, journaltest.Held("checkin", "calm"))
				h.Wait(one.age - time.Second) // sending took one
				h.Send(c.Right, journaltest.Held("checkin", "tired"))
				if _, ok := h.Find(c.Right, "calm"); ok != one.open {
					t.Fatalf("opened: %v, want %v", ok, one.open)
				}
				if one.open {
					return
				}
				// What was too old stands on, is its author's to change, and meets then.
				expect(t, "author", list(h.Node, c.Left), "+calm/held")
				h.Send(c.Left, journaltest.Held("checkin", "fine"))
				if _, ok := h.Find(c.Left, "tired"); !ok {
					t.Error("a changed answer did not open")
				}
				if _, ok := h.Find(c.Right, "calm"); ok {
					t.Error("the old words came out")
				}
				whole(t, h.DB, c, 0)
			})
		})
	}
}

// A clock that runs back on another node does not keep two answers apart.
func TestClockRunsBack(t *testing.T) {
	each(t, func(t *testing.T, h *journaltest.House, c journaltest.Couple) {
		h.Send(c.Left, journaltest.Held("checkin", "calm"))
		h.Wait(-10 * 24 * time.Hour)
		h.Send(c.Right, journaltest.Held("checkin", "tired"))
		if n := whole(t, h.DB, c, 0); n != 1 {
			t.Errorf("%d openings, want 1", n)
		}
		h.Send(c.Right, journaltest.Ours("later"))
		all := h.All(c.Left)
		expect(t, "last", journaltest.Words(all[len(all)-1]), "later")
	})
}

// Server secrets come and go: with the old one behind a new one a standing pair still opens.
func TestRotatedSecret(t *testing.T) {
	each(t, func(t *testing.T, h *journaltest.House, c journaltest.Couple) {
		h.Send(c.Left, journaltest.Held("checkin", "calm"))
		h.Send(c.Right, journaltest.Held("letter", "dear"))
		secrets := append([][]byte{[]byte("a new secret of thirty-two bytes")}, h.Secrets...)
		left, right := c.Left.With(secrets...), c.Right.With(secrets...)
		h.Send(right, journaltest.Held("letter", "dearest")) // changes the one under the old secret
		h.Send(right, journaltest.Held("checkin", "tired"))
		h.Send(left, journaltest.Held("letter", "yours"))
		if n := whole(t, h.DB, c, 0); n != 2 {
			t.Errorf("%d openings, want 2", n)
		}
		if _, ok := h.Find(left, "dear"); ok {
			t.Error("the changed letter opened in its old words")
		}
	})
}

// A lost secret loses nobody's own words and breaks no giving: the old answer opens with nothing.
func TestLostSecret(t *testing.T) {
	each(t, func(t *testing.T, h *journaltest.House, c journaltest.Couple) {
		h.Send(c.Left, journaltest.Mine("diary"))
		h.Send(c.Left, journaltest.Held("checkin", "calm"))
		fresh := []byte("a new secret of thirty-two bytes")
		left, right := c.Left.With(fresh), c.Right.With(fresh)
		expect(t, "author", list(h.Node, left), "+diary/mine +calm/held")
		h.Send(right, journaltest.Held("checkin", "tired"))
		expect(t, "other", list(h.Node, right), "+tired/held")
		// The author gives again and it opens, with the new words only.
		h.Send(left, journaltest.Held("checkin", "fine"))
		if _, ok := h.Find(right, "calm"); ok {
			t.Error("what nobody else can open came out")
		}
		if _, ok := h.Find(right, "fine"); !ok {
			t.Error("giving again did not open")
		}
		// It took the old one's place, which its author alone can name.
		if _, ok := h.Find(left, "calm"); ok {
			t.Error("the author has two answers in one place")
		}
		whole(t, h.DB, c, 0)
	})
}

// A damaged standing answer of the other does not break giving either; nothing of it comes out.
func TestDamagedStandingAnswer(t *testing.T) {
	for _, column := range []string{"sealed", "held"} {
		t.Run(column, func(t *testing.T) {
			each(t, func(t *testing.T, h *journaltest.House, c journaltest.Couple) {
				h.Send(c.Left, journaltest.Held("checkin", "calm"))
				change(t, h.DB, `UPDATE entry SET `+column+` = $1 WHERE shelf = $2`, []byte("nonsense"), c.Left.Own)
				h.Send(c.Right, journaltest.Held("checkin", "tired"))
				expect(t, "other", list(h.Node, c.Right), "+tired/held")
				h.Send(c.Left, journaltest.Held("checkin", "fine"))
				if n := whole(t, h.DB, c, 0); n != 1 {
					t.Errorf("%d openings, want 1", n)
				}
			})
		})
	}
}

// Withdrawing a standing answer by an old view of it, after it has opened, is told as such.
func TestTakingBackTooLate(t *testing.T) {
	each(t, func(t *testing.T, h *journaltest.House, c journaltest.Couple) {
		h.Send(c.Left, journaltest.Held("checkin", "calm"))
		e, _ := h.Find(c.Left, "calm")
		seen, err := h.Heads(t.Context(), c.Left.Reader)
		if err != nil {
			t.Fatal(err)
		}
		h.Send(c.Right, journaltest.Held("checkin", "tired"))
		err = h.Write(t.Context(), c.Left.Reader, journal.Writing{
			Seen: seen, Now: h.Now(), Request: journaltest.Request(), TakeBack: []string{e.ID}})
		if !errors.Is(err, journal.ErrMoved) {
			t.Errorf("got %v", err)
		}
		if _, ok := h.Find(c.Right, "calm"); !ok {
			t.Error("it did not stay open")
		}
	})
}
