package db_test

import (
	"errors"
	"testing"

	"footbridge/internal/db"
	"footbridge/internal/db/dbtest"
)

// A database changed by a newer program is refused and left as it is.
func TestNewerSchema(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, open func() *db.DB) {
		newer := open()
		if err := newer.Migrate(t.Context(), tally(3)); err != nil {
			t.Fatal(err)
		}
		if err := open().Migrate(t.Context(), tally(2)); !errors.Is(err, db.ErrNewerSchema) {
			t.Fatalf("got %v, want ErrNewerSchema", err)
		}
		if n := count(t, newer, "a"); n != 200 {
			t.Errorf("got %d, want 200", n)
		}
	})
}

// Each schema counts its own versions, and an upgrade runs only what is new.
func TestSchemasAreApart(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, open func() *db.DB) {
		d := migrated(t, open())
		other := db.Schema{Name: "other", Files: tally(2).Files}
		if err := d.Migrate(t.Context(), other); err == nil {
			t.Error("another schema's first step was taken for done")
		}
		if err := d.Migrate(t.Context(), tally(2)); err != nil {
			t.Fatal(err)
		}
		if n := count(t, d, "a"); n != 100 {
			t.Errorf("got %d, want 100", n)
		}
		if err := d.Migrate(t.Context(), db.Schema{Name: "bad name", Files: other.Files}); err == nil {
			t.Error("a bad name was taken")
		}
	})
}

// Several nodes starting together apply every step once: each step adds 100,
// so a step run twice shows.
func TestMigrateTogether(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, open func() *db.DB) {
		const nodes, steps = 4, 6
		errs := make(chan error, nodes)
		start := make(chan struct{})
		var first *db.DB
		for range nodes {
			d := open()
			first = d
			go func() { <-start; errs <- d.Migrate(t.Context(), tally(steps)) }()
		}
		close(start)
		for range nodes {
			if err := <-errs; err != nil {
				t.Error(err)
			}
		}
		if n := count(t, first, "a"); n != (steps-1)*100 {
			t.Errorf("got %d, want %d", n, (steps-1)*100)
		}
	})
}
