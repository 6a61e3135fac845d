package db

import (
	"context"
	"database/sql"
	"path/filepath"
	"testing"
)

// Every connection of both pools carries the settings: all connections of a
// pool are held at once and asked.
func TestPragmas(t *testing.T) {
	d, err := Open(t.Context(), filepath.Join(t.TempDir(), "test.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	for name, pool := range map[string]*sql.DB{"writer": d.writer, "reader": d.reader} {
		want := map[string]string{
			"busy_timeout": "5000", "journal_mode": "wal", "synchronous": "2", "foreign_keys": "1",
			"secure_delete": "1", "trusted_schema": "0", "query_only": "0",
		}
		if name == "reader" {
			want["query_only"] = "1"
		}
		for range pool.Stats().MaxOpenConnections {
			conn, err := pool.Conn(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close()
			for pragma, value := range want {
				var got string
				if err := conn.QueryRowContext(t.Context(), "PRAGMA "+pragma).Scan(&got); err != nil {
					t.Fatal(err)
				}
				if got != value {
					t.Errorf("%s: %s is %s, want %s", name, pragma, got, value)
				}
			}
		}
	}
}

// A write takes the lock at its beginning, not at its first statement.
func TestWriteBeginsImmediate(t *testing.T) {
	path := filepath.Join(t.TempDir(), "test.db")
	one, err := Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	defer one.Close()
	two, err := Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	defer two.Close()
	if _, err := two.writer.ExecContext(t.Context(), "PRAGMA busy_timeout = 0"); err != nil {
		t.Fatal(err)
	}
	err = one.Write(t.Context(), func(*Tx) error {
		ran := false
		busy := two.writeOnce(context.Background(), func(*Tx) error { ran = true; return nil })
		if ran || named(busy) == nil {
			t.Errorf("a second writer began (%v)", busy)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestOlderThan(t *testing.T) {
	for version, want := range map[string]bool{
		"3.51.2": true, "3.51.3": false, "3.51.10": false, "3.52.0": false, "4.0.0": false, "2.99.9": true, "x": true,
	} {
		if got := olderThan(version, oldestSQLite); got != want {
			t.Errorf("%s: got %v, want %v", version, got, want)
		}
	}
}
