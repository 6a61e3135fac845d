package people

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"

	"footbridge/internal/db"
	"footbridge/internal/db/dbtest"
)

// dump is everything in every table, as raw bytes.
func (w *world) dump() []byte {
	w.t.Helper()
	query := `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'`
	if w.d.Postgres() {
		query = `SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema()`
	}
	var out bytes.Buffer
	w.must(w.d.Read(w.t.Context(), func(tx *db.Tx) error {
		tables, err := column(w.t.Context(), tx, query)
		if err != nil {
			return err
		}
		if len(tables) < 8 {
			return fmt.Errorf("only %d tables", len(tables))
		}
		for _, table := range tables {
			if err := dumpTable(w.t.Context(), tx, string(table), &out); err != nil {
				return err
			}
		}
		return nil
	}))
	return out.Bytes()
}

func column(ctx context.Context, tx *db.Tx, query string) (all [][]byte, err error) {
	rows, err := tx.Query(ctx, query)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var b []byte
		if err := rows.Scan(&b); err != nil {
			return nil, err
		}
		all = append(all, b)
	}
	return all, rows.Err()
}

func dumpTable(ctx context.Context, tx *db.Tx, table string, out *bytes.Buffer) error {
	rows, err := tx.Query(ctx, `SELECT * FROM "`+table+`"`)
	if err != nil {
		return err
	}
	defer rows.Close()
	names, err := rows.Columns()
	if err != nil {
		return err
	}
	for rows.Next() {
		values := make([]any, len(names))
		for i := range values {
			values[i] = new(any)
		}
		if err := rows.Scan(values...); err != nil {
			return err
		}
		for i, v := range values {
			switch x := (*v.(*any)).(type) {
			case []byte:
				fmt.Fprintf(out, "%s.%s=%s\n", table, names[i], x)
			default:
				fmt.Fprintf(out, "%s.%s=%v\n", table, names[i], x)
			}
		}
	}
	return rows.Err()
}

// Both engines must end up with the same columns.
func TestSameColumns(t *testing.T) {
	dbtest.SameColumns(t, Schemas()...)
}

// D7, E52: a dump of every table holds no name, word, agent or address, and no
// secret of a browser or a code.
func TestNothingInClear(t *testing.T) {
	each(t, open, func(t *testing.T, w *world) {
		ctx := t.Context()
		a, b := w.joined()
		w.must(w.SetKeeper(ctx, a.visit(), "CanaryKeeper runs it at home"))
		third := w.signUp("CanaryThird@mail.test", "a")
		inv, err := w.Invite(ctx, third.visit(), 2)
		w.must(err)
		_, err = w.SignIn(ctx, SignIn{Name: a.name, Password: "CanaryWrongPassword", Browser: browser()})
		w.wants("wrong password", err, ErrWrong)
		_, newCode, err := w.Recover(ctx, Recover{Code: third.recovery, Name: third.name, Password: otherPw, Browser: browser()})
		w.must(err)
		words := strings.Join(vaultWords(a.visit().Pending.Words), " ")
		check := func() {
			t.Helper()
			all := w.dump()
			for _, canary := range []string{
				"ada", "Called", "Canary", "Vienna", "Firefox", "Android", "203.0.113", "4711", "gravel", "umbrellas",
				words, inv.Code, newCode, third.recovery, a.cookies.Session, a.cookies.Device, b.cookies.Session,
				string(readSecret(b.cookies.Session)), strings.ReplaceAll(inv.Code, "-", ""),
			} {
				if bytes.Contains(bytes.ToLower(all), bytes.ToLower([]byte(canary))) {
					t.Errorf("the database holds %q", canary)
				}
			}
		}
		check()
		w.must(w.Confirm(ctx, a.visit()))
		b.visit()
		check()
		if !bytes.Contains(w.dump(), []byte(a.visit().Account)) {
			t.Fatal("the dump sees nothing at all")
		}
	})
}

func vaultWords(w [4]string) []string { return w[:] }
