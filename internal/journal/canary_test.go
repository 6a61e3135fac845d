package journal_test

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"footbridge/internal/db"
	"footbridge/internal/journal"
	"footbridge/internal/journal/journaltest"
	"footbridge/internal/practice"
)

// dump is all that the database holds, as somebody who stole it would have it.
func dump(t *testing.T, d *db.DB) []byte {
	t.Helper()
	if !d.Postgres() {
		return onDisk(t, d)
	}
	var all bytes.Buffer
	err := d.Read(t.Context(), func(tx *db.Tx) error {
		tables := []string{}
		list, err := tx.Query(t.Context(), `SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'`)
		if err != nil {
			return err
		}
		defer list.Close()
		for list.Next() {
			var name string
			if err := list.Scan(&name); err != nil {
				return err
			}
			tables = append(tables, name)
		}
		if err := list.Err(); err != nil {
			return err
		}
		for _, name := range tables {
			if err := dumpTable(t, tx, name, &all); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all.Bytes()
}

var hexText = regexp.MustCompile(`\\x[0-9a-f]+`)

// dumpTable writes a table's rows as text, and once more each value that PostgreSQL writes as hex.
func dumpTable(t *testing.T, tx *db.Tx, name string, all *bytes.Buffer) error {
	rows, err := tx.Query(t.Context(), `SELECT CAST(one AS TEXT) FROM `+name+` AS one`)
	if err != nil {
		return err
	}
	defer rows.Close()
	fmt.Fprintln(all, name)
	for rows.Next() {
		var text string
		if err := rows.Scan(&text); err != nil {
			return err
		}
		fmt.Fprintln(all, text)
		for _, h := range hexText.FindAllString(text, -1) {
			raw, err := hex.DecodeString(h[2:])
			if err != nil {
				return err
			}
			all.Write(raw)
		}
	}
	return rows.Err()
}

// disguises are the ways in which a word may lie somewhere: as it is, in UTF-16, in hex, and in
// base64 at each of its three offsets.
func disguises(word string) map[string]string {
	out := map[string]string{"raw": word, "hex": hex.EncodeToString([]byte(word)), "HEX": strings.ToUpper(hex.EncodeToString([]byte(word)))}
	var wide strings.Builder
	for _, b := range []byte(word) {
		wide.Write([]byte{b, 0})
	}
	out["wide"] = wide.String()
	for i := range 3 {
		for name, enc := range map[string]*base64.Encoding{"base64": base64.RawStdEncoding, "base64url": base64.RawURLEncoding} {
			text := enc.EncodeToString([]byte(strings.Repeat(" ", i) + word))
			// The first and the last signs depend on what stands beside the word.
			out[fmt.Sprintf("%s %d", name, i)] = text[i+(i+1)/2 : len(text)-2]
		}
	}
	return out
}

// A copy of the database holds none of the words, no name of a place, no name of a kind.
func TestACopyTellsNothing(t *testing.T) {
	each(t, func(t *testing.T, h *journaltest.House, c journaltest.Couple) {
		secret := []string{"canary-a-", "canary-b-", "sample/checkin", "sample/letter", "checkin",
			"sample.plain", "sample.letter", "sample.locked", "/secret/page", "told-to-go", "digest-of-form"}
		people := []journaltest.Person{c.Left, c.Right}
		for i := range 40 {
			p := people[i%2]
			words := fmt.Sprintf("canary-%s-%d", p.Side, i)
			locked := journaltest.Mine(words + "locked")
			locked.Kind = journaltest.Locked
			for _, n := range []journal.NewEntry{
				journaltest.Mine(words), locked, journaltest.Ours(words), journaltest.Held([]string{"checkin", "letter"}[i%3/2], words),
			} {
				if _, err := h.TrySend(p, journal.Writing{New: []journal.NewEntry{n}, Form: []byte("digest-of-form"),
					Answer: []byte("told-to-go"), Page: fmt.Sprintf("/secret/page/%d", i%7)}); err != nil {
					t.Fatal(err)
				}
			}
			if err := h.KeepUnsent(t.Context(), p.Reader, "", fmt.Sprintf("/secret/page/%d", i%5), []byte(words+"unsent"), h.Now()); err != nil {
				t.Fatal(err)
			}
			if i%4 == 3 {
				all := slices.DeleteFunc(h.All(p), func(e practice.Entry) bool { return !e.Own })
				h.TakeBack(p, all[len(all)/2].ID)
			}
			h.Wait(5 * time.Hour)
		}
		for _, at := range []string{"running", "after a purge"} {
			stolen := dump(t, h.DB)
			if !bytes.Contains(stolen, []byte(c.Left.Own)) {
				t.Fatal("the copy does not even hold the shelf's id")
			}
			for _, word := range secret {
				for how, text := range disguises(word) {
					if bytes.Contains(stolen, []byte(text)) {
						t.Errorf("%s: %q is in the copy, %s", at, word, how)
					}
				}
			}
			if err := h.Purge(t.Context(), h.Now()); err != nil {
				t.Fatal(err)
			}
		}
		whole(t, h.DB, c, 40)
	})
}

// The search itself finds a word in each of its disguises.
func TestDisguises(t *testing.T) {
	for _, around := range []string{"", "x", "xy", "xyz"} {
		text := []byte(around + "canary" + around)
		hay := hex.EncodeToString(text) + base64.StdEncoding.EncodeToString(text)
		got := 0
		for how, d := range disguises("canary") {
			if strings.HasPrefix(how, "base64 ") && strings.Contains(hay, d) || how == "hex" && strings.Contains(hay, d) {
				got++
			}
		}
		if got != 2 {
			t.Errorf("inside %q: %d of 2 found", around, got)
		}
	}
}

// aboutHeld is what a held wrap is bound to, written out once more so that the format cannot change
// unnoticed.
func aboutHeld(s stored) []byte {
	var b strings.Builder
	for _, part := range []string{"held1", *s.id, fmt.Sprint(*s.rev), *s.author} {
		fmt.Fprintf(&b, "%d:%s,", len(part), part)
	}
	return []byte(b.String())
}

func aboutWrap(s stored) []byte {
	var b strings.Builder
	for _, part := range []string{"wrap1", s.shelf, fmt.Sprint(s.seq), *s.id, fmt.Sprint(*s.rev), *s.author, fmt.Sprint(*s.day), ""} {
		fmt.Fprintf(&b, "%d:%s,", len(part), part)
	}
	return []byte(b.String())
}

// With a copy of the database and their own keys, but without the server's secret, the other opens
// nothing that is mine or held. The same keys on the server could, which is what the opening needs.
func TestTheOthersKeysAloneOpenNothing(t *testing.T) {
	each(t, func(t *testing.T, h *journaltest.House, c journaltest.Couple) {
		h.Send(c.Left, journaltest.Mine("diary"))
		h.Send(c.Left, journaltest.Held("checkin", "calm"))
		h.Send(c.Left, journaltest.Held("letter", "dear"))
		thief := c.Right.With([]byte("another secret, thirty-two bytes"))
		here, tried := 0, 0
		for _, s := range rows(t, h.DB, c.Left.Own) {
			for _, wrap := range [][]byte{s.wrap, s.heldWrap} {
				for _, about := range [][]byte{aboutWrap(s), aboutHeld(s)} {
					for _, lock := range []string{"own", "private", "shared", "held"} {
						tried++
						if _, err := thief.Keys.Unwrap(lock, wrap, about); err == nil {
							t.Errorf("row %d opens with the other's %s lock", s.seq, lock)
						}
						if _, err := c.Right.Keys.Unwrap(lock, wrap, about); err == nil {
							here++
						}
					}
				}
			}
		}
		if tried != 3*2*2*4 || here != 2 {
			t.Errorf("tried %d, of which %d open with the server's secret, want 2", tried, here)
		}
	})
}

// With the server's secret lost, both read all they could read before.
func TestLostSecretLosesNoWords(t *testing.T) {
	each(t, func(t *testing.T, h *journaltest.House, c journaltest.Couple) {
		locked := journaltest.Mine("night")
		locked.Kind = journaltest.Locked
		h.Send(c.Left, journaltest.Mine("diary"), locked, journaltest.Ours("hello"))
		h.Send(c.Left, journaltest.Held("letter", "dear"))
		h.Send(c.Right, journaltest.Held("letter", "yours"))
		h.Send(c.Left, journaltest.Held("checkin", "calm"))
		if err := h.KeepUnsent(t.Context(), c.Left.Reader, "", "/page", []byte("unsent"), h.Now()); err != nil {
			t.Fatal(err)
		}
		left, right := list(h.Node, c.Left), list(h.Node, c.Right)
		fresh := []byte("a new secret of thirty-two bytes")
		expect(t, "author", list(h.Node, c.Left.With(fresh)), left)
		expect(t, "other", list(h.Node, c.Right.With(fresh)), right)
		words, err := h.Unsent(t.Context(), c.Left.With(fresh).Reader, "/page")
		if string(words) != "unsent" || err != nil {
			t.Errorf("unsent words: %q, %v", words, err)
		}
	})
}
