package journal_test

import (
	"errors"
	"fmt"
	"testing"

	"footbridge/internal/journal"
	"footbridge/internal/journal/journaltest"
)

// broken reads p's shelves and expects one row fewer than before and one that does not open.
func broken(t *testing.T, h *journaltest.House, p journaltest.Person, what string, left int) {
	t.Helper()
	b, err := h.Read(t.Context(), p.Reader, journaltest.Kinds, journal.Heads{})
	if err != nil || b.Broken != 1 || len(b.Entries) != left {
		t.Errorf("%s: %d entries, %d broken, %v; want %d and 1", what, len(b.Entries), b.Broken, err, left)
	}
}

// A row that somebody changed in the database does not open, is counted, and hides no other.
func TestChangedRowsDoNotOpen(t *testing.T) {
	each(t, func(t *testing.T, h *journaltest.House, c journaltest.Couple) {
		h.Send(c.Left, journaltest.Mine("diary"))
		h.Send(c.Left, journaltest.Held("letter", "dear"))
		h.Send(c.Right, journaltest.Held("letter", "yours"))
		h.Send(c.Left, journaltest.Mine("night"))
		h.Send(c.Left, journaltest.Ours("hello"))
		total := len(h.All(c.Left))
		for _, shelf := range []string{c.Left.Own, c.Left.Shared} {
			s := rows(t, h.DB, shelf)[0]
			last := rows(t, h.DB, shelf)
			other := last[len(last)-1]
			for column, values := range map[string][]any{
				"rev":     {*s.rev + 1, int64(1) << 62},
				"author":  {c.Right.Me, "nobody"},
				"day":     {*s.day + 1},
				"id":      {"another"},
				"opening": {"another"},
				"sealed":  {flip(s.sealed, 0), flip(s.sealed, len(s.sealed)-1), []byte{}, other.sealed},
				"wrap":    {flip(s.wrap, 0), flip(s.wrap, 1), flip(s.wrap, len(s.wrap)-1), []byte{1}, other.wrap},
			} {
				var was any
				switch column {
				case "rev":
					was = *s.rev
				case "author":
					was = *s.author
				case "day":
					was = *s.day
				case "id":
					was = *s.id
				case "opening":
					was = s.opening
				case "sealed":
					was = s.sealed
				case "wrap":
					was = s.wrap
				}
				for _, v := range values {
					if column == "author" && v == *s.author {
						v = c.Left.Me
					}
					set := `UPDATE entry SET ` + column + ` = $1 WHERE shelf = $2 AND seq = $3`
					change(t, h.DB, set, v, s.shelf, s.seq)
					broken(t, h, c.Left, fmt.Sprintf("%s of row %d", column, s.seq), total-1)
					change(t, h.DB, set, was, s.shelf, s.seq)
				}
			}
			// Renumbered.
			change(t, h.DB, `UPDATE entry SET seq = $1 WHERE shelf = $2 AND seq = $3`, int64(1000), s.shelf, s.seq)
			broken(t, h, c.Left, "renumbered", total-1)
			change(t, h.DB, `UPDATE entry SET seq = $1 WHERE shelf = $2 AND seq = $3`, s.seq, s.shelf, int64(1000))
		}
		if got := len(h.All(c.Left)); got != total {
			t.Fatalf("put back, %d entries, want %d", got, total)
		}
	})
}

func flip(b []byte, at int) []byte {
	out := append([]byte(nil), b...)
	out[at] ^= 1
	return out
}

// A row under another kind's tag is not taken for that kind.
func TestSwappedTag(t *testing.T) {
	each(t, func(t *testing.T, h *journaltest.House, c journaltest.Couple) {
		h.Send(c.Left, journaltest.Ours("hello"))
		letter := journaltest.Ours("dear")
		letter.Kind = journaltest.Letter
		h.Send(c.Left, letter)
		all := rows(t, h.DB, c.Left.Shared)
		change(t, h.DB, `UPDATE entry SET tag = $1 WHERE shelf = $2 AND seq = $3`, all[0].tag, c.Left.Shared, int64(2))
		broken(t, h, c.Right, "under another kind's tag", 1)
	})
}

// A row that was carried to another shelf opens for nobody: not from me to us, not to the other.
func TestMovedRowsDoNotOpen(t *testing.T) {
	each(t, func(t *testing.T, h *journaltest.House, c journaltest.Couple) {
		move := `UPDATE entry SET shelf = $1, seq = $2, tag = $3 WHERE shelf = $4 AND seq = $5`
		tag := func(p journaltest.Person, lock string) []byte { return p.Keys.Tags(lock, journaltest.Plain.Name)[0] }
		h.Send(c.Left, journaltest.Mine("diary"))
		h.Send(c.Left, journaltest.Ours("hello"))
		from := rows(t, h.DB, c.Left.Own)[0].tag

		change(t, h.DB, move, c.Left.Shared, int64(50), tag(c.Left, "shared"), c.Left.Own, int64(1))
		broken(t, h, c.Left, "from mine to ours", 1)
		broken(t, h, c.Right, "from mine to ours", 1)
		change(t, h.DB, move, c.Right.Own, int64(50), tag(c.Right, "own"), c.Left.Shared, int64(50))
		broken(t, h, c.Right, "from mine to theirs", 1)
		// Even at the same number.
		change(t, h.DB, move, c.Right.Own, int64(1), tag(c.Right, "own"), c.Right.Own, int64(50))
		broken(t, h, c.Right, "from mine to theirs, same number", 1)
		change(t, h.DB, move, c.Left.Own, int64(1), from, c.Right.Own, int64(1))
		expect(t, "put back", list(h.Node, c.Left), "+diary/mine +hello/ours")

		// From one couple's shelf to another's.
		d := h.Couple()
		h.Send(d.Left, journaltest.Ours("theirs"))
		change(t, h.DB, move, d.Left.Shared, int64(2), tag(d.Left, "shared"), c.Left.Shared, int64(1))
		broken(t, h, d.Left, "from us to others", 1)
	})
}

// A row knows its shelf even where the same keys open both, as after joining somebody else.
func TestAShelfUnderTheSameKeys(t *testing.T) {
	each(t, func(t *testing.T, h *journaltest.House, c journaltest.Couple) {
		h.Send(c.Left, journaltest.Mine("diary"))
		moved := c.Left
		moved.Own = h.Person().Own
		h.Send(moved, journaltest.Mine("other diary"))
		change(t, h.DB, `UPDATE entry SET shelf = $1, seq = $2 WHERE shelf = $3`, moved.Own, int64(2), c.Left.Own)
		change(t, h.DB, `UPDATE entry SET seq = $1 WHERE shelf = $2 AND seq = $3`, int64(9), moved.Own, int64(1))
		change(t, h.DB, `UPDATE entry SET seq = $1 WHERE shelf = $2 AND seq = $3`, int64(1), moved.Own, int64(2))
		change(t, h.DB, `DELETE FROM entry WHERE shelf = $1 AND seq = $2`, moved.Own, int64(9))
		broken(t, h, moved, "on another shelf at its own number", 0)
	})
}

// A held answer carried from its author's shelf to the other's, or into another place, is no
// answer of the other: it opens nothing early.
func TestMovedHeldAnswers(t *testing.T) {
	each(t, func(t *testing.T, h *journaltest.House, c journaltest.Couple) {
		h.Send(c.Left, journaltest.Held("letter", "dear"))
		// Into another place of the same shelf.
		place := c.Left.Keys.Tags("held", "sample/checkin")[0]
		change(t, h.DB, `UPDATE entry SET pair = $1 WHERE shelf = $2`, place, c.Left.Own)
		h.Send(c.Right, journaltest.Held("checkin", "tired"))
		if _, ok := h.Find(c.Right, "dear"); ok {
			t.Error("a letter opened as a check-in")
		}
		// Between couples.
		d := h.Couple()
		h.Send(d.Left, journaltest.Held("letter", "stranger"))
		change(t, h.DB, `UPDATE entry SET shelf = $1, seq = $2, pair = $3 WHERE shelf = $4`,
			c.Left.Own, int64(70), c.Left.Keys.Tags("held", "sample/letter")[0], d.Left.Own)
		h.Send(c.Right, journaltest.Held("letter", "yours"))
		if n := whole2(t, h, c); n != 0 {
			t.Errorf("%d openings", n)
		}
		if _, ok := h.Find(c.Right, "stranger"); ok {
			t.Error("another couple's letter opened")
		}
	})
}

// whole2 counts openings on a shelf whose neighbour was tampered with.
func whole2(t *testing.T, h *journaltest.House, c journaltest.Couple) (n int) {
	t.Helper()
	for _, s := range rows(t, h.DB, c.Left.Shared) {
		if s.opening != nil {
			n++
		}
	}
	return n
}

// A reader who is said to be one of two, with keys that know nothing of it, is told so.
func TestKeysOfNoCouple(t *testing.T) {
	each(t, func(t *testing.T, h *journaltest.House, c journaltest.Couple) {
		h.Send(c.Right, journaltest.Ours("hello"))
		c.Left.Keys = h.Person().Keys
		for _, n := range []journal.NewEntry{journaltest.Ours("x"), journaltest.Held("letter", "x")} {
			if _, err := h.TrySend(c.Left, journal.Writing{New: []journal.NewEntry{n}}); !errors.Is(err, journal.ErrKeys) {
				t.Errorf("%s: %v", n.Audience, err)
			}
		}
		if _, err := h.Read(t.Context(), c.Left.Reader, journaltest.Kinds, journal.Heads{}); !errors.Is(err, journal.ErrKeys) {
			t.Errorf("reading: %v", err)
		}
		bridge(t, h, c, journaltest.Plain.Planks)
		whole(t, h.DB, c, 0)
	})
}
