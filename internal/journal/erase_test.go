package journal_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"footbridge/internal/db"
	"footbridge/internal/journal"
	"footbridge/internal/journal/journaltest"
)

// onDisk is SQLite's file and its log, as they lie there now.
func onDisk(t *testing.T, d *db.DB) []byte {
	t.Helper()
	var all []byte
	for _, name := range []string{d.Path(), d.Path() + "-wal"} {
		b, err := os.ReadFile(name)
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			t.Fatal(err)
		}
		all = append(all, b...)
	}
	return all
}

// found counts how many 16-byte pieces of the blobs are on the disk.
func found(disk []byte, blobs ...[]byte) (n, of int) {
	for _, b := range blobs {
		for ; len(b) >= 16; b = b[16:] {
			of++
			if bytes.Contains(disk, b[:16]) {
				n++
			}
		}
	}
	return n, of
}

// lite is a house on an SQLite file, for what only a file can show.
func lite(t *testing.T) (*journaltest.House, journaltest.Couple) {
	h := journaltest.New(t, opener(t, filepath.Join(t.TempDir(), "test.db")))
	return h, h.Couple()
}

// R4: after taking back, changing or opening, nothing of the old row is in SQLite's file or log.
// PostgreSQL has no such promise: it keeps dead rows until it vacuums.
func TestErasedBytesAreGone(t *testing.T) {
	h, c := lite(t)
	long := strings.Repeat("long words ", 2000)
	for range 30 { // so that the rows are spread over pages
		h.Send(c.Left, journaltest.Mine("filling"))
		h.Send(c.Left, journaltest.Ours("filling"))
	}
	back := func(words string) func() {
		return func() {
			e, ok := h.Find(c.Left, words)
			if !ok {
				t.Fatalf("%.10q is not there", words)
			}
			h.TakeBack(c.Left, e.ID)
		}
	}
	for _, one := range []struct {
		what  string
		shelf string
		first journal.NewEntry
		do    func()
		keeps bool // the content and the id move with it to the shared shelf
	}{
		{"mine, taken back", c.Left.Own, journaltest.Mine("diary"), back("diary"), false},
		{"ours, taken back", c.Left.Shared, journaltest.Ours(long), back(long), false},
		{"held, taken back", c.Left.Own, journaltest.Held("checkin", "calm"), back("calm"), false},
		{"held and long, taken back", c.Left.Own, journaltest.Held("letter", long), back(long), false},
		{"held, changed", c.Left.Own, journaltest.Held("checkin", "calm"),
			func() { h.Send(c.Left, journaltest.Held("checkin", "calmer")) }, false},
		{"held, opened", c.Left.Own, journaltest.Held("checkin", "calmest"),
			func() { h.Send(c.Right, journaltest.Held("checkin", "tired")) }, true},
	} {
		h.Send(c.Left, one.first)
		all := rows(t, h.DB, one.shelf)
		s := all[len(all)-1]
		if s.id == nil { // a changed answer lies below its stone
			t.Fatalf("%s: the last row is a stone", one.what)
		}
		blobs := [][]byte{s.wrap, s.heldWrap}
		if !one.keeps {
			blobs = append(blobs, s.sealed)
		}
		if n, of := found(onDisk(t, h.DB), blobs...); n*10 < of*8 || of < 5 {
			t.Fatalf("%s: only %d of %d pieces were found while it was there", one.what, n, of)
		}
		one.do()
		if n, of := found(onDisk(t, h.DB), blobs...); n > 0 {
			t.Errorf("%s: %d of %d pieces are still on the disk", one.what, n, of)
		}
	}
	whole(t, h.DB, c, 0)
}

// A reader who takes long keeps the log in use. Taking back is done all the same and says so; the
// next Purge clears the log.
func TestErasingWhileSomebodyReads(t *testing.T) {
	h, c := lite(t)
	h.Send(c.Left, journaltest.Mine("diary"))
	s := rows(t, h.DB, c.Left.Own)[0]
	err := h.Open().DB.Read(t.Context(), func(tx *db.Tx) error {
		var n int
		if err := tx.QueryRow(t.Context(), `SELECT COUNT(*) FROM entry`).Scan(&n); err != nil {
			return err
		}
		_, err := h.TrySend(c.Left, journal.Writing{TakeBack: []string{*s.id}})
		return err
	})
	if err != nil {
		t.Errorf("taking back: %v", err)
	}
	expect(t, "author", list(h.Node, c.Left), "")
	if err := h.Purge(t.Context(), h.Now()); err != nil {
		t.Errorf("purge: %v", err)
	}
	if n, of := found(onDisk(t, h.DB), s.wrap, s.sealed); n > 0 {
		t.Errorf("after the purge %d of %d pieces are still on the disk", n, of)
	}
	whole(t, h.DB, c, 0)
}
