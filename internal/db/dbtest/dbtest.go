// Package dbtest gives tests a fresh database of each engine.
//
// SQLite needs nothing. PostgreSQL is the server named by
// FOOTBRIDGE_TEST_POSTGRES (the URL of a database in which databases may be
// made), or one that is started for the test binary, out of the machine's
// PostgreSQL programs, in a folder of its own and without a network port. It
// ends when the test binary ends, however it ends. Where there is no
// PostgreSQL the test is skipped, or fails when FOOTBRIDGE_TEST_ALL is 1.
package dbtest

import (
	"context"
	"crypto/rand"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"footbridge/internal/db"

	"github.com/jackc/pgx/v5"
)

// Each runs f as the subtests "sqlite" and "postgres". Every open of one
// subtest opens the same fresh and empty database again, as a second node or
// process would. What was opened is closed at the subtest's end.
func Each(t *testing.T, f func(t *testing.T, open func() *db.DB)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) {
		f(t, opener(t, filepath.Join(t.TempDir(), "test.db")))
	})
	t.Run("postgres", func(t *testing.T) {
		f(t, opener(t, PostgresURL(t)))
	})
}

func opener(t testing.TB, where string) func() *db.DB {
	return func() *db.DB {
		t.Helper()
		d, err := db.Open(t.Context(), where)
		if err != nil {
			t.Fatalf("open the test database: %v", err)
		}
		t.Cleanup(func() {
			if err := d.Close(); err != nil {
				t.Errorf("close the test database: %v", err)
			}
		})
		return d
	}
}

// PostgresURL makes an empty database and returns its URL. The database is
// dropped when the test ends, whoever is still connected.
func PostgresURL(t testing.TB) string {
	t.Helper()
	admin, err := server()
	if err != nil {
		if os.Getenv("FOOTBRIDGE_TEST_ALL") == "1" {
			t.Fatalf("PostgreSQL is missing: %v", err)
		}
		t.Skipf("PostgreSQL is missing: %v", err)
	}
	u, err := url.Parse(admin)
	if err != nil {
		t.Fatal("the server's URL cannot be read")
	}
	name := "footbridge_" + strings.ToLower(rand.Text()[:16])
	run(t, admin, "CREATE DATABASE "+name)
	t.Cleanup(func() { run(t, admin, "DROP DATABASE IF EXISTS "+name+" WITH (FORCE)") })
	u.Path = "/" + name
	return u.String()
}

// run runs one statement on a connection of its own.
func run(t testing.TB, address, statement string) {
	t.Helper()
	// Not the test's context: that one has ended when cleaning up.
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	conn, err := pgx.Connect(ctx, address)
	if err != nil {
		t.Fatalf("reach the PostgreSQL server: %v", err)
	}
	defer conn.Close(ctx) //nolint:errcheck // nothing depends on it
	if _, err := conn.Exec(ctx, statement); err != nil {
		t.Fatal(fmt.Errorf("%s: %w", statement, err))
	}
}
