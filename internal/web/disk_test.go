package web_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"os"
	"strings"
	"testing"

	"footbridge/internal/db"
	"footbridge/internal/db/dbtest"
	"footbridge/internal/practice"
	"footbridge/internal/practice/practicetest"
	"footbridge/internal/vault"
)

// A copy of the database, its write-ahead log and the server's log holds none of the words, display
// names, practice names or kinds, and sign-in names only as keyed hashes.
func TestNothingReadableOnDisk(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, open func() *db.DB) {
		d := open()
		w := practicetest.On(t, d, practicetest.NewClock(), vault.NewSecrets([]byte("thirty-two bytes of server secret")[:32]), list)
		ada, bo := w.Couple("Adalovelace", "Bodoni")
		checkIn(t, ada, "WHEATHERON held", "held")
		checkIn(t, bo, "WHEATOTTER opens", "held")
		path := openLetter(t, ada)
		ada.Post(path, path+"/answer", practice.Form{"what": "question", "words": "WHEATSWIFT question"})
		checkIn(t, ada, "WHEATFINCH waits", "held")
		checkIn(t, bo, "WHEATLARKS alone", "mine")
		bo.Post(front+"checkin", "/unsent", practice.Form{"mind": "WHEATROBIN unsent"})
		control := false // the copies hold what is not sealed, so they are what they should be
		for name, copied := range dump(t, d) {
			control = control || bytes.Contains(copied, []byte(ada.Visit().Account))
			for _, word := range []string{"WHEATHERON", "WHEATOTTER", "WHEATSWIFT", "WHEATFINCH", "WHEATLARKS", "WHEATROBIN", "delovelace", "odoni", "rituals", "checkin", "friend with a small", "Firefox", "Berlin", "127.0.0.1", "[::1]", "quiet herons"} {
				for form, b := range forms(word) {
					if form == "text" && bytes.Contains(bytes.ToLower(copied), bytes.ToLower(b)) || bytes.Contains(copied, b) {
						t.Errorf("%s holds %q as %s", name, word, form)
					}
				}
			}
		}
		if !control {
			t.Error("the copies hold nothing at all")
		}
		if strings.Contains(w.Log.String(), "WHEAT") {
			t.Error("the log holds words")
		}
	})
}

// forms are the ways in which a word may lie in a copy.
func forms(word string) map[string][]byte {
	out := map[string][]byte{"text": []byte(word), "hex": []byte(hex.EncodeToString([]byte(word)))}
	for skip := range 3 { // base64 depends on where in a group of three the word begins
		b := base64.StdEncoding.EncodeToString([]byte(strings.Repeat("x", skip) + word))
		if b = b[4 : len(b)-4]; len(b) >= 8 { // shorter pieces turn up by chance
			out[fmt.Sprint("base64 ", skip)] = []byte(b)
		}
	}
	return out
}

// dump is everything that a thief of the database has.
func dump(t *testing.T, d *db.DB) map[string][]byte {
	out := map[string][]byte{}
	if !d.Postgres() {
		for _, end := range []string{"", "-wal"} {
			if b, err := os.ReadFile(d.Path() + end); err == nil {
				out["the file"+end] = b
			}
		}
		return out
	}
	ctx := context.Background()
	err := d.Read(ctx, func(tx *db.Tx) error {
		rows, err := tx.Query(ctx, `SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'`)
		if err != nil {
			return err
		}
		var tables []string
		for rows.Next() {
			var name string
			if err := rows.Scan(&name); err != nil {
				return err
			}
			tables = append(tables, name)
		}
		if err := rows.Err(); err != nil {
			return err
		}
		for _, name := range tables {
			var all string
			if err := tx.QueryRow(ctx, `SELECT COALESCE(string_agg(t::text, E'\n'), '') FROM "`+name+`" t`).Scan(&all); err != nil {
				return err
			}
			out[name] = []byte(all)
		}
		return nil
	})
	if err != nil || len(out) < 10 {
		t.Fatalf("%d tables, %v", len(out), err)
	}
	return out
}
