package db_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"testing/fstest"

	"footbridge/internal/db"
	"footbridge/internal/db/dbtest"
)

// leafs is a schema with every kind of column that both engines know, and references against the
// order of the alphabet.
func leafs() db.Schema {
	up := func(flag, bytes, number, tail string) *fstest.MapFile {
		return &fstest.MapFile{Data: fmt.Appendf(nil, `-- +goose Up
CREATE TABLE tree (id TEXT PRIMARY KEY, tall %s NOT NULL)%s;
CREATE TABLE branch (tree TEXT NOT NULL REFERENCES tree (id), n %s NOT NULL, PRIMARY KEY (tree, n))%s;
CREATE TABLE a_leaf (tree TEXT NOT NULL, n %s NOT NULL, id TEXT, "order" %s, vein %s,
  FOREIGN KEY (tree, n) REFERENCES branch (tree, n))%s;`, flag, tail, number, tail, number, number, bytes, tail)}
	}
	return db.Schema{Name: "leafs", Files: fstest.MapFS{
		"sqlite/00001_l.sql":   up("INTEGER", "BLOB", "INTEGER", " STRICT"),
		"postgres/00001_l.sql": up("BOOLEAN", "BYTEA", "BIGINT", ""),
	}}
}

// grow makes 250 leafs: more than two batches, some with nothing in them.
func grow(t *testing.T, d *db.DB) {
	t.Helper()
	err := d.Write(t.Context(), func(tx *db.Tx) error {
		for i, id := range []string{"oak", "elm"} {
			if _, err := tx.Exec(t.Context(), `INSERT INTO tree (id, tall) VALUES ($1, $2)`, id, i == 0); err != nil {
				return err
			}
			if _, err := tx.Exec(t.Context(), `INSERT INTO branch (tree, n) VALUES ($1, $2)`, id, i); err != nil {
				return err
			}
		}
		for i := range 250 {
			var vein []byte // NULL, empty, full
			if i%3 > 0 {
				vein = bytes.Repeat([]byte{0, 0xff, byte(i)}, i%3-1)
			}
			var id *string
			if i%2 > 0 {
				text := fmt.Sprintf("leaf %d ö", i)
				id = &text
			}
			_, err := tx.Exec(t.Context(), `INSERT INTO a_leaf (tree, n, id, "order", vein) VALUES ($1, $2, $3, $4, $5)`,
				[]string{"oak", "elm"}[i%2], i%2, id, int64(i)-1<<62, vein)
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// leafsOf describes every row.
func leafsOf(t *testing.T, d *db.DB) string {
	t.Helper()
	var out bytes.Buffer
	err := d.Read(t.Context(), func(tx *db.Tx) error {
		out.Reset()
		rows, err := tx.Query(t.Context(), `SELECT l.tree, b.n, t.tall = TRUE, l.id IS NULL, COALESCE(l.id, ''), l."order", l.vein IS NULL, l.vein
			FROM a_leaf l JOIN branch b ON b.tree = l.tree JOIN tree t ON t.id = l.tree ORDER BY l."order"`)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var tree, id string
			var n, order int64
			var tall, noID, noVein bool
			var vein []byte
			if err := rows.Scan(&tree, &n, &tall, &noID, &id, &order, &noVein, &vein); err != nil {
				return err
			}
			fmt.Fprintf(&out, "%s %d %v %v %q %d %v %x\n", tree, n, tall, noID, id, order, noVein, vein)
		}
		return rows.Err()
	})
	if err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// carry copies every table of one database into another, in one transaction.
func carry(ctx context.Context, from, to *db.DB) (rows int64, err error) {
	err = from.Read(ctx, func(source *db.Tx) error {
		rows = 0
		return to.Bulk(ctx, func(tx *db.Tx) error {
			tables, err := tx.Tables(ctx)
			if err != nil {
				return err
			}
			for _, one := range tables {
				n, err := tx.Copy(ctx, source, one, "")
				if err != nil {
					return err
				}
				rows += n
			}
			return nil
		})
	})
	return rows, err
}

// N6: whole tables go from either engine to the other and back, with every value as it was.
func TestCopy(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, open func() *db.DB) {
		first, second, third := file(t), open(), file(t)
		for _, d := range []*db.DB{first, second, third} {
			if err := d.Migrate(t.Context(), leafs()); err != nil {
				t.Fatal(err)
			}
		}
		grow(t, first)
		for _, way := range [][2]*db.DB{{first, second}, {second, third}} {
			if n, err := carry(t.Context(), way[0], way[1]); n != 254 || err != nil {
				t.Fatalf("%d rows, %v", n, err)
			}
		}
		if err := third.Check(t.Context()); err != nil {
			t.Error(err)
		}
		want := leafsOf(t, first)
		if len(want) < 250*20 || leafsOf(t, second) != want || leafsOf(t, third) != want {
			t.Errorf("the leafs are not the same:\n%.300s\n%.300s\n%.300s", want, leafsOf(t, second), leafsOf(t, third))
		}
		// A second time they are there already, and nothing is doubled.
		if _, err := carry(t.Context(), first, second); !errors.Is(err, db.ErrDuplicate) {
			t.Errorf("twice: %v", err)
		}
		if leafsOf(t, second) != want {
			t.Error("a failed copy left something")
		}
		err := second.Read(t.Context(), func(tx *db.Tx) error {
			versions, err := tx.Versions(t.Context())
			if len(versions) != 1 || versions["leafs"] != 1 {
				t.Errorf("versions: %v", versions)
			}
			tables, err2 := tx.Tables(t.Context())
			if len(tables) != 3 || tables[0].Name != "tree" || tables[2].Name != "a_leaf" {
				t.Errorf("tables: %+v", tables)
			}
			n, err3 := tx.Rows(t.Context(), tables[2], "id IS NULL")
			if n != 125 {
				t.Errorf("%d leafs without id", n)
			}
			return errors.Join(err, err2, err3)
		})
		if err != nil {
			t.Error(err)
		}
	})
}

func file(t *testing.T) *db.DB {
	t.Helper()
	d, err := db.Open(t.Context(), filepath.Join(t.TempDir(), "test.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	return d
}

// A copy that is called off leaves nothing.
func TestCopyCalledOff(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, open func() *db.DB) {
		from, to := file(t), open()
		for _, d := range []*db.DB{from, to} {
			if err := d.Migrate(t.Context(), leafs()); err != nil {
				t.Fatal(err)
			}
		}
		grow(t, from)
		ctx, stop := context.WithCancel(t.Context())
		statements := 0
		to.Observe(func(string) {
			if statements++; statements == 5 {
				stop()
			}
		})
		defer to.Observe(nil)
		if _, err := carry(ctx, from, to); !errors.Is(err, context.Canceled) {
			t.Errorf("called off: %v", err)
		}
		if leafsOf(t, to) != "" {
			t.Error("something was left")
		}
	})
}

// A file with a torn page, and one that is no database, are damaged; a full one says so.
func TestDamagedAndFull(t *testing.T) {
	d := file(t)
	if err := d.Migrate(t.Context(), leafs()); err != nil {
		t.Fatal(err)
	}
	grow(t, d)
	err := d.Write(t.Context(), func(tx *db.Tx) error {
		if _, err := tx.Exec(t.Context(), `PRAGMA max_page_count = 1`); err != nil {
			return err
		}
		_, err := tx.Exec(t.Context(), `INSERT INTO tree (id, tall) VALUES ($1, 0)`, string(make([]byte, 1<<16)))
		return err
	})
	if !errors.Is(err, db.ErrFull) {
		t.Errorf("full: %v", err)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(d.Path())
	if err != nil {
		t.Fatal(err)
	}
	for i := len(b) - 4096; i < len(b); i++ {
		b[i] = 0xa5
	}
	path := filepath.Join(t.TempDir(), "torn.db")
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	torn, err := db.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	defer torn.Close()
	if err := torn.Check(t.Context()); !errors.Is(err, db.ErrDamaged) {
		t.Errorf("torn: %v", err)
	}
	if err := os.WriteFile(path+"2", bytes.Repeat([]byte("no database "), 1000), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := db.Open(t.Context(), path+"2"); !errors.Is(err, db.ErrDamaged) {
		t.Errorf("no database: %v", err)
	}
}
