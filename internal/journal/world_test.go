package journal_test

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"footbridge/internal/db"
	"footbridge/internal/db/dbtest"
	"footbridge/internal/journal/journaltest"
	"footbridge/internal/practice"
)

// TestMain lets the test binary start itself again as a second process, see child_test.go.
func TestMain(m *testing.M) {
	if os.Getenv(childEnv) != "" {
		child(os.Getenv(childEnv))
		return
	}
	if raceDetector { // what is asked for on the command line is read later
		if err := flag.Set("rapid.checks", "8"); err != nil {
			panic(err)
		}
	}
	os.Exit(m.Run())
}

// each runs f on both engines in a fresh house with one couple.
func each(t *testing.T, f func(t *testing.T, h *journaltest.House, c journaltest.Couple)) {
	dbtest.Each(t, func(t *testing.T, open func() *db.DB) {
		h := journaltest.New(t, open)
		f(t, h, h.Couple())
	})
}

// stored is an entry as it lies in the database; nil is NULL.
type stored struct {
	shelf                                    string
	seq                                      int64
	id, author, opening                      *string
	rev, day                                 *int64
	tag, place, pair, sealed, wrap, heldWrap []byte
}

func (s stored) empty() bool {
	return s.id == nil && s.author == nil && s.opening == nil && s.rev == nil && s.day == nil &&
		s.tag == nil && s.place == nil && s.pair == nil && s.sealed == nil && s.wrap == nil && s.heldWrap == nil
}

// rows reads one shelf as it is stored.
func rows(t testing.TB, d *db.DB, shelf string) []stored {
	t.Helper()
	var out []stored
	err := d.Read(t.Context(), func(tx *db.Tx) error {
		out = nil
		rs, err := tx.Query(t.Context(), `SELECT shelf, seq, id, rev, author, day, tag, place, pair, opening, sealed, wrap, held
			FROM entry WHERE shelf = $1 ORDER BY seq`, shelf)
		if err != nil {
			return err
		}
		defer rs.Close()
		for rs.Next() {
			var s stored
			if err := rs.Scan(&s.shelf, &s.seq, &s.id, &s.rev, &s.author, &s.day, &s.tag, &s.place, &s.pair,
				&s.opening, &s.sealed, &s.wrap, &s.heldWrap); err != nil {
				return err
			}
			out = append(out, s)
		}
		return rs.Err()
	})
	if err != nil {
		t.Fatalf("read the rows of a shelf: %v", err)
	}
	return out
}

// dense checks that a shelf's numbers are 1 to its head, and that what has no id has nothing.
func dense(t testing.TB, d *db.DB, shelf string) {
	t.Helper()
	all := rows(t, d, shelf)
	for i, s := range all {
		if s.seq != int64(i+1) {
			t.Fatalf("row %d of a shelf has the number %d", i+1, s.seq)
		}
		if s.id == nil && !s.empty() {
			t.Fatalf("the stone %d still holds something", s.seq)
		}
	}
	var head int64
	err := d.Read(t.Context(), func(tx *db.Tx) error {
		return tx.QueryRow(t.Context(), `SELECT last_seq FROM shelf WHERE id = $1`, shelf).Scan(&head)
	})
	if err != nil || head != int64(len(all)) {
		t.Fatalf("the head says %d of %d rows (%v)", head, len(all), err)
	}
}

// whole checks every shelf of a couple, and that opened answers lie there in pairs. A half may have
// been taken back afterwards: takenBack says how many were.
func whole(t testing.TB, d *db.DB, c journaltest.Couple, takenBack int) (openings int) {
	t.Helper()
	for _, shelf := range []string{c.Left.Own, c.Right.Own, c.Left.Shared} {
		dense(t, d, shelf)
	}
	halves := map[string]int{}
	for _, s := range rows(t, d, c.Left.Shared) {
		if s.opening != nil {
			halves[*s.opening]++
		}
		if s.place != nil || s.pair != nil || s.heldWrap != nil {
			t.Fatalf("something still stands to be opened on the shared shelf")
		}
	}
	single := 0
	for _, n := range halves {
		switch n {
		case 1:
			single++
		case 2:
		default:
			t.Fatalf("an opening has %d answers", n)
		}
	}
	if single > takenBack {
		t.Fatalf("%d openings have one answer, and %d were taken back", single, takenBack)
	}
	return len(halves)
}

// change runs one statement that no part of the program would.
func change(t testing.TB, d *db.DB, statement string, args ...any) {
	t.Helper()
	err := d.Write(t.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec(t.Context(), statement, args...)
		return err
	})
	if err != nil {
		t.Fatalf("change the database: %v", err)
	}
}

// list says what somebody may read, one word for each entry: words/audience, with + for one's own.
func list(n *journaltest.Node, p journaltest.Person) string {
	var b []string
	for _, e := range n.All(p) {
		b = append(b, line(e))
	}
	return strings.Join(b, " ")
}

func line(e practice.Entry) string {
	own := ""
	if e.Own {
		own = "+"
	}
	return fmt.Sprintf("%s%s/%s", own, journaltest.Words(e), e.Audience)
}

func expect(t testing.TB, what, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("%s: got %q, want %q", what, got, want)
	}
}
