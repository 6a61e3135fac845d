package journal_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"footbridge/internal/db"
	"footbridge/internal/db/dbtest"
	"footbridge/internal/journal"
	"footbridge/internal/journal/journaltest"
	"footbridge/internal/practice"
)

// R4: each audience is a place, and the other reads nothing of Just me and of what has not opened.
func TestAudiencesArePlaces(t *testing.T) {
	each(t, func(t *testing.T, h *journaltest.House, c journaltest.Couple) {
		h.Send(c.Left, journaltest.Mine("diary"))
		h.Send(c.Left, journaltest.Ours("hello"))
		h.Send(c.Left, journaltest.Held("checkin", "calm"))
		expect(t, "author", list(h.Node, c.Left), "+diary/mine +hello/ours +calm/held")
		expect(t, "other", list(h.Node, c.Right), "hello/ours")
		if got := len(rows(t, h.DB, c.Left.Own)); got != 2 {
			t.Errorf("the own shelf has %d rows, want 2", got)
		}
		h.Send(c.Right, journaltest.Held("checkin", "tired"))
		for _, p := range []journaltest.Person{c.Left, c.Right} {
			calm, ok := h.Find(p, "calm")
			tired, ok2 := h.Find(p, "tired")
			if !ok || !ok2 || calm.Opening == "" || calm.Opening != tired.Opening ||
				calm.Audience != practice.Ours || tired.Audience != practice.Ours {
				t.Fatalf("the pair is not whole for %s: %+v, %+v", p.Side, calm, tired)
			}
			if calm.By != practice.Left || tired.By != practice.Right {
				t.Errorf("who wrote what is wrong for %s", p.Side)
			}
			if calm.Own != (p.Side == practice.Left) || calm.At.IsZero() == calm.Own || tired.At.IsZero() == tired.Own {
				t.Errorf("the exact time is for one's own entries only: %+v, %+v", calm, tired)
			}
		}
		if n := whole(t, h.DB, c, 0); n != 1 {
			t.Errorf("%d openings, want 1", n)
		}
	})
}

// R4: what was taken back leaves a numbered stone with nothing in it, wherever it lay.
func TestTakingBackLeavesAStone(t *testing.T) {
	each(t, func(t *testing.T, h *journaltest.House, c journaltest.Couple) {
		for _, words := range []string{"one", "two"} {
			h.Send(c.Left, journaltest.Mine(words))
			h.Send(c.Left, journaltest.Ours("our "+words))
		}
		h.Send(c.Left, journaltest.Held("checkin", "held"))
		for _, words := range []string{"one", "our one", "held"} {
			e, ok := h.Find(c.Left, words)
			if !ok {
				t.Fatalf("%q is not there", words)
			}
			h.TakeBack(c.Left, e.ID)
			if _, ok := h.Find(c.Left, words); ok {
				t.Errorf("%q is still there", words)
			}
		}
		expect(t, "author", list(h.Node, c.Left), "+two/mine +our two/ours")
		expect(t, "other", list(h.Node, c.Right), "our two/ours")
		if own := rows(t, h.DB, c.Left.Own); !own[0].empty() || !own[2].empty() || own[1].empty() {
			t.Error("the stones are not where the words were")
		}
		whole(t, h.DB, c, 0)

		// A standing answer that was taken back opens with nothing.
		h.Send(c.Right, journaltest.Held("checkin", "late"))
		expect(t, "other", list(h.Node, c.Right), "our two/ours +late/held")

		// After the opening, one half can still be taken back.
		h.Send(c.Left, journaltest.Held("checkin", "again"))
		e, _ := h.Find(c.Left, "again")
		h.TakeBack(c.Left, e.ID)
		expect(t, "other", list(h.Node, c.Right), "our two/ours +late/ours")
		whole(t, h.DB, c, 1)
	})
}

// R4: nobody takes back what is not theirs, and is told the same as for an entry that is not there.
func TestOnlyTheAuthorTakesBack(t *testing.T) {
	each(t, func(t *testing.T, h *journaltest.House, c journaltest.Couple) {
		h.Send(c.Left, journaltest.Mine("diary"))
		h.Send(c.Left, journaltest.Ours("hello"))
		h.Send(c.Left, journaltest.Held("checkin", "calm"))
		for _, words := range []string{"diary", "hello", "calm"} {
			e, _ := h.Find(c.Left, words)
			_, err := h.TrySend(c.Right, journal.Writing{TakeBack: []string{e.ID}})
			_, none := h.TrySend(c.Right, journal.Writing{TakeBack: []string{journaltest.Request()}})
			if !errors.Is(err, journal.ErrGone) || err.Error() != none.Error() {
				t.Errorf("taking back the other's %q: %v; what is not there: %v", words, err, none)
			}
		}
		expect(t, "author", list(h.Node, c.Left), "+diary/mine +hello/ours +calm/held")

		// All or nothing: one entry that is gone keeps the rest from being written.
		e, _ := h.Find(c.Left, "diary")
		_, err := h.TrySend(c.Left, journal.Writing{
			New: []journal.NewEntry{journaltest.Mine("more")}, TakeBack: []string{e.ID, journaltest.Request()}})
		if !errors.Is(err, journal.ErrGone) {
			t.Errorf("got %v", err)
		}
		expect(t, "author", list(h.Node, c.Left), "+diary/mine +hello/ours +calm/held")
		whole(t, h.DB, c, 0)
	})
}

// R3, R4: alone, only Just me; joining moves nothing that was written before.
func TestAlone(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, open func() *db.DB) {
		h := journaltest.New(t, open)
		p, q := h.Person(), h.Person()
		h.Send(p, journaltest.Mine("before"))
		for _, n := range []journal.NewEntry{journaltest.Ours("x"), journaltest.Held("checkin", "x")} {
			if _, err := h.TrySend(p, journal.Writing{New: []journal.NewEntry{n}}); !errors.Is(err, journal.ErrAlone) {
				t.Errorf("%s while alone: %v", n.Audience, err)
			}
		}
		c := h.Join(p, q)
		expect(t, "author", list(h.Node, c.Left), "+before/mine")
		expect(t, "other", list(h.Node, c.Right), "")
		h.Send(c.Left, journaltest.Ours("after"))
		expect(t, "other", list(h.Node, c.Right), "after/ours")
		e, _ := h.Find(c.Left, "before")
		h.TakeBack(c.Left, e.ID)
		whole(t, h.DB, c, 0)
	})
}

// R4: a standing answer turned down to Just me, in one writing, never opens.
func TestTurnDown(t *testing.T) {
	each(t, func(t *testing.T, h *journaltest.House, c journaltest.Couple) {
		h.Send(c.Left, journaltest.Held("checkin", "calm"))
		e, _ := h.Find(c.Left, "calm")
		mine := journaltest.Mine("calm")
		mine.Kind, mine.Pair = journaltest.Letter, "sample/checkin" // as a practice may leave it
		if _, err := h.TrySend(c.Left, journal.Writing{TakeBack: []string{e.ID}, New: []journal.NewEntry{mine}}); err != nil {
			t.Fatal(err)
		}
		h.Send(c.Right, journaltest.Held("checkin", "tired"))
		expect(t, "author", list(h.Node, c.Left), "+calm/mine")
		expect(t, "other", list(h.Node, c.Right), "+tired/held")
		if n := whole(t, h.DB, c, 0); n != 0 {
			t.Errorf("%d openings, want none", n)
		}
	})
}

// N4: writing under the second lock is read by its author, held or not, and opens all the same.
func TestLockedKinds(t *testing.T) {
	each(t, func(t *testing.T, h *journaltest.House, c journaltest.Couple) {
		mine, held := journaltest.Mine("diary"), journaltest.Held("letter", "dear")
		mine.Kind, held.Kind = journaltest.Locked, journaltest.Locked
		h.Send(c.Left, mine)
		h.Send(c.Left, held)
		expect(t, "author", list(h.Node, c.Left), "+diary/mine +dear/held")
		h.Send(c.Right, journaltest.Held("letter", "mine"))
		if _, ok := h.Find(c.Right, "dear"); !ok {
			t.Error("the letter did not open")
		}
	})
}

// Every shelf is read by two; a stranger on the same server reads and moves nothing.
func TestStrangers(t *testing.T) {
	each(t, func(t *testing.T, h *journaltest.House, c journaltest.Couple) {
		h.Send(c.Left, journaltest.Ours("hello"))
		h.Send(c.Left, journaltest.Held("checkin", "calm"))
		d := h.Couple()
		h.Send(d.Right, journaltest.Held("checkin", "tired"))
		expect(t, "stranger", list(h.Node, d.Right), "+tired/held")

		// Even a reader who was given somebody else's shelf opens nothing of it.
		wrong := d.Right
		wrong.Shared = c.Left.Shared
		b, err := h.Read(context.Background(), wrong.Reader, journaltest.Kinds, journal.Heads{})
		if err != nil || len(b.Entries) != 1 {
			t.Errorf("a stranger on the wrong shelf reads %d entries (%v)", len(b.Entries), err)
		}
	})
}

// What came after the heads, and whether something before them was erased.
func TestReadOn(t *testing.T) {
	each(t, func(t *testing.T, h *journaltest.House, c journaltest.Couple) {
		ctx := context.Background()
		read := func(p journaltest.Person, after journal.Heads) journal.Batch {
			t.Helper()
			b, err := h.Read(ctx, p.Reader, journaltest.Kinds, after)
			if err != nil || b.Broken != 0 {
				t.Fatalf("read on: %v, %d broken", err, b.Broken)
			}
			return b
		}
		h.Send(c.Left, journaltest.Mine("one"))
		h.Wait(time.Minute)
		h.Send(c.Right, journaltest.Ours("two"))
		all := read(c.Left, journal.Heads{})
		if len(all.Entries) != 2 || !all.Again || all.First >= all.Last {
			t.Fatalf("all: %+v", all)
		}
		if same := read(c.Left, all.Heads); len(same.Entries) != 0 || same.Again || same.Heads != all.Heads {
			t.Errorf("nothing new: %+v", same)
		}
		h.Send(c.Left, journaltest.Ours("three"))
		if on := read(c.Left, all.Heads); len(on.Entries) != 1 || on.Again {
			t.Errorf("one more: %+v", on)
		}
		if only, err := h.Read(ctx, c.Left.Reader, []practice.Kind{journaltest.Letter}, journal.Heads{}); err != nil || len(only.Entries) != 0 {
			t.Errorf("another kind: %+v, %v", only, err)
		}
		e, _ := h.Find(c.Left, "three")
		h.TakeBack(c.Left, e.ID)
		for _, p := range []journaltest.Person{c.Left, c.Right} {
			if on := read(p, journal.Heads{Own: all.Heads.Own, Shared: 2}); !on.Again {
				t.Errorf("%s does not see that something was erased", p.Side)
			}
		}
	})
}
