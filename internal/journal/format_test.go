package journal_test

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"footbridge/internal/journal/journaltest"
)

var update = flag.Bool("update", false, "write testdata/first.json anew; never after the first release")

// kept is a couple with its keys and rows, as the first version wrote them.
type kept struct {
	World       string
	Shelves     map[string]int64
	Rows        []keptRow
	Left, Right string // what they read
}

type keptRow struct {
	Shelf                                string
	Seq                                  int64
	ID, Author, Opening                  *string
	Rev, Day                             *int64
	Tag, Place, Pair, Sealed, Wrap, Held []byte
}

// What the first version wrote is read by every later one: own, locked, shared, held and opened.
func TestTheFirstFormat(t *testing.T) {
	file := filepath.Join("testdata", "first.json")
	if *update {
		writeFirst(t, file)
	}
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var k kept
	if err := json.Unmarshal(b, &k); err != nil {
		t.Fatal(err)
	}
	each(t, func(t *testing.T, h *journaltest.House, _ journaltest.Couple) {
		for shelf, head := range k.Shelves {
			change(t, h.DB, `INSERT INTO shelf (id, last_seq) VALUES ($1, $2)`, shelf, head)
		}
		for _, r := range k.Rows {
			change(t, h.DB, `INSERT INTO entry (shelf, seq, id, rev, author, day, tag, place, pair, opening, sealed, wrap, held)
				VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
				r.Shelf, r.Seq, r.ID, r.Rev, r.Author, r.Day, r.Tag, r.Place, r.Pair, r.Opening, r.Sealed, r.Wrap, r.Held)
		}
		c := h.Adopt(k.World)
		expect(t, "left", list(h.Node, c.Left), k.Left)
		expect(t, "right", list(h.Node, c.Right), k.Right)
		// What stood then opens now.
		h.Send(c.Right, journaltest.Held("checkin", "tired"))
		if _, ok := h.Find(c.Right, "calm"); !ok {
			t.Error("what stood does not open")
		}
		whole(t, h.DB, c, 0)
	})
}

func writeFirst(t *testing.T, file string) {
	t.Helper()
	h, c := lite(t)
	locked := journaltest.Mine("night")
	locked.Kind = journaltest.Locked
	h.Send(c.Left, journaltest.Mine("diary"), locked, journaltest.Ours("hello"))
	h.Send(c.Left, journaltest.Held("letter", "dear"))
	h.Send(c.Right, journaltest.Held("letter", "yours"))
	h.Send(c.Left, journaltest.Held("checkin", "calmish"))
	h.Send(c.Left, journaltest.Held("checkin", "calm"))
	k := kept{World: h.Carry("", c), Shelves: map[string]int64{}, Left: list(h.Node, c.Left), Right: list(h.Node, c.Right)}
	for _, shelf := range []string{c.Left.Own, c.Right.Own, c.Left.Shared} {
		all := rows(t, h.DB, shelf)
		k.Shelves[shelf] = int64(len(all))
		for _, s := range all {
			k.Rows = append(k.Rows, keptRow{s.shelf, s.seq, s.id, s.author, s.opening, s.rev, s.day,
				s.tag, s.place, s.pair, s.sealed, s.wrap, s.heldWrap})
		}
	}
	b, err := json.MarshalIndent(k, "", "\t")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, append(b, '\n'), 0o644); err != nil {
		t.Fatal(err)
	}
}
