package db_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"footbridge/internal/db"
	"footbridge/internal/db/dbtest"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// tally is a small schema of the tests: a counter and names that are unique.
func tally(versions int) db.Schema {
	up := func(s string) *fstest.MapFile { return &fstest.MapFile{Data: []byte("-- +goose Up\n" + s)} }
	files := fstest.MapFS{
		"sqlite/00001_first.sql": up(`CREATE TABLE tally (id TEXT NOT NULL PRIMARY KEY, n INTEGER NOT NULL) STRICT;
			INSERT INTO tally (id, n) VALUES ('a', 0);
			INSERT INTO tally (id, n) VALUES ('b', 0);`),
		"postgres/00001_first.sql": up(`CREATE TABLE tally (id TEXT NOT NULL PRIMARY KEY, n BIGINT NOT NULL);
			INSERT INTO tally (id, n) VALUES ('a', 0);
			INSERT INTO tally (id, n) VALUES ('b', 0);`),
	}
	for v := 2; v <= versions; v++ {
		for _, engine := range []string{"sqlite", "postgres"} {
			files[fmt.Sprintf("%s/%05d_more.sql", engine, v)] = up(`UPDATE tally SET n = n + 100 WHERE id = 'a';`)
		}
	}
	return db.Schema{Name: "tally", Files: files}
}

func migrated(t *testing.T, d *db.DB) *db.DB {
	t.Helper()
	if err := d.Migrate(t.Context(), tally(1)); err != nil {
		t.Fatal(err)
	}
	return d
}

func count(t *testing.T, d *db.DB, id string) (n int) {
	t.Helper()
	err := d.Read(t.Context(), func(tx *db.Tx) error {
		return tx.QueryRow(t.Context(), `SELECT n FROM tally WHERE id = $1`, id).Scan(&n)
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func add(ctx context.Context, tx *db.Tx, id string) error {
	_, err := tx.Exec(ctx, `UPDATE tally SET n = n + 1 WHERE id = $1`, id)
	return err
}

func TestSameColumns(t *testing.T) { dbtest.SameColumns(t, tally(3)) }

// A row that is already there has one name on both engines, also behind
// RETURNING, and its text holds no value.
func TestDuplicate(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, open func() *db.DB) {
		d := migrated(t, open())
		err := d.Write(t.Context(), func(tx *db.Tx) error {
			_, err := tx.Exec(t.Context(), `INSERT INTO tally (id, n) VALUES ($1, $2)`, "a", 7)
			return fmt.Errorf("insert: %w", err)
		})
		if !errors.Is(err, db.ErrDuplicate) {
			t.Fatalf("got %v, want ErrDuplicate", err)
		}
		err = d.Write(t.Context(), func(tx *db.Tx) error {
			var id string
			err := tx.QueryRow(t.Context(), `INSERT INTO tally (id, n) VALUES ($1, $2) RETURNING id`, "a", 7).Scan(&id)
			if !errors.Is(err, db.ErrDuplicate) {
				t.Errorf("inside: got %v, want ErrDuplicate", err)
			}
			return err
		})
		if !errors.Is(err, db.ErrDuplicate) {
			t.Fatalf("RETURNING: got %v, want ErrDuplicate", err)
		}
		err = d.Read(t.Context(), func(tx *db.Tx) error {
			var n int
			return tx.QueryRow(t.Context(), `SELECT n FROM tally WHERE id = $1`, "z").Scan(&n)
		})
		if !errors.Is(err, db.ErrNoRow) {
			t.Fatalf("got %v, want ErrNoRow", err)
		}
	})
}

// Drivers quote what did not fit; our errors must not.
func TestErrorsQuoteNoValue(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, open func() *db.DB) {
		d := migrated(t, open())
		const secret = "only-for-us"
		for name, fn := range map[string]func(tx *db.Tx) error{
			"scan": func(tx *db.Tx) error {
				var n int
				return tx.QueryRow(t.Context(), `SELECT CAST($1 AS TEXT)`, secret).Scan(&n)
			},
			"argument": func(tx *db.Tx) error {
				_, err := tx.Exec(t.Context(), `UPDATE tally SET n = $1`, secret)
				return err
			},
			"cast": func(tx *db.Tx) error {
				_, err := tx.Exec(t.Context(), `UPDATE tally SET n = CAST(CAST($1 AS TEXT) AS BIGINT) + n / 1 WHERE id <> $1`, secret)
				if !d.Postgres() {
					return errors.New("SQLite casts anything")
				}
				return err
			},
		} {
			err := d.Write(t.Context(), fn)
			if err == nil || strings.Contains(err.Error(), secret) {
				t.Errorf("%s: got %v, want an error without the value", name, err)
			}
		}
	})
}

// The reading side refuses to write, and sees one unchanging view.
func TestRead(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, open func() *db.DB) {
		d := migrated(t, open())
		err := d.Read(t.Context(), func(tx *db.Tx) error { return add(t.Context(), tx, "a") })
		if err == nil {
			t.Error("a read wrote")
		}
		err = d.Read(t.Context(), func(tx *db.Tx) error {
			var before, after int
			const q = `SELECT n FROM tally WHERE id = 'a'`
			if err := tx.QueryRow(t.Context(), q).Scan(&before); err != nil {
				return err
			}
			if err := d.Write(t.Context(), func(w *db.Tx) error { return add(t.Context(), w, "a") }); err != nil {
				return err
			}
			if err := tx.QueryRow(t.Context(), q).Scan(&after); err != nil {
				return err
			}
			if before != after {
				t.Errorf("the view moved from %d to %d", before, after)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if n := count(t, d, "a"); n != 1 {
			t.Errorf("got %d, want 1", n)
		}
	})
}

// A file, its folder and the files beside it belong to the owner alone; a path
// with odd letters is one path.
func TestSQLiteFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "new folder", "a?b#c%20.db")
	d, err := db.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	migrated(t, d)
	if d.Path() != path || d.Postgres() {
		t.Errorf("Path is %q", d.Path())
	}
	for name, want := range map[string]os.FileMode{
		filepath.Dir(path): 0o700, path: 0o600, path + "-wal": 0o600, path + "-shm": 0o600,
	} {
		info, err := os.Stat(name)
		if err != nil {
			t.Fatal(err)
		}
		if info.Mode().Perm() != want {
			t.Errorf("%s has mode %o, want %o", name, info.Mode().Perm(), want)
		}
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, 0o644); err != nil {
		t.Fatal(err)
	}
	again, err := db.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("a file open to others was left so (%v)", err)
	}
}

// What was erased is in neither file after a checkpoint.
func TestCheckpoint(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, open func() *db.DB) {
		d := migrated(t, open())
		const word = "erase-this-unsent-word"
		for _, q := range []string{`INSERT INTO tally (id, n) VALUES ($1, 1)`, `DELETE FROM tally WHERE id = $1`} {
			err := d.Write(t.Context(), func(tx *db.Tx) error {
				_, err := tx.Exec(t.Context(), q, word)
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		if err := d.Checkpoint(t.Context()); err != nil {
			t.Fatal(err)
		}
		if d.Postgres() {
			return
		}
		for _, name := range []string{d.Path(), d.Path() + "-wal"} {
			b, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			if strings.Contains(string(b), word) {
				t.Errorf("%s still holds the erased word", filepath.Base(name))
			}
		}
	})
}

// An address that cannot be reached or read is refused without its password.
func TestOpenRefuses(t *testing.T) {
	for _, where := range []string{"", "postgres://u:hush@127.0.0.1:1/x?connect_timeout=2", "postgres://u:hush@[broken/x"} {
		d, err := db.Open(t.Context(), where)
		if err == nil {
			d.Close()
			t.Fatalf("opened %q", where)
		}
		if strings.Contains(err.Error(), "hush") {
			t.Errorf("the error shows the password: %v", err)
		}
	}
}
