package db_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"

	"footbridge/internal/db"
	"footbridge/internal/db/dbtest"
)

// Nothing of a failed, panicking or given-up transaction stays, and the next
// one works.
func TestWriteRollsBack(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, open func() *db.DB) {
		d := migrated(t, open())
		ours := errors.New("ours")
		if err := d.Write(t.Context(), func(tx *db.Tx) error {
			return errors.Join(add(t.Context(), tx, "a"), ours)
		}); !errors.Is(err, ours) {
			t.Errorf("got %v, want our own error", err)
		}
		func() {
			defer func() {
				if recover() == nil {
					t.Error("the panic was swallowed")
				}
			}()
			_ = d.Write(t.Context(), func(tx *db.Tx) error {
				_ = add(t.Context(), tx, "a")
				panic("in the middle")
			})
		}()
		ctx, cancel := context.WithCancel(t.Context())
		if err := d.Write(ctx, func(tx *db.Tx) error {
			defer cancel()
			return add(ctx, tx, "a")
		}); !errors.Is(err, context.Canceled) {
			t.Errorf("got %v, want context.Canceled", err)
		}
		if n := count(t, d, "a"); n != 0 {
			t.Errorf("got %d, want 0", n)
		}
		if err := d.Write(t.Context(), func(tx *db.Tx) error { return add(t.Context(), tx, "a") }); err != nil {
			t.Error(err)
		}
	})
}

// Two transactions that lock the same two rows in opposite order cannot both
// go on; whoever loses is run again and no count is lost. SQLite takes turns
// from the start.
func TestDeadlockIsRunAgain(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, open func() *db.DB) {
		one, two := migrated(t, open()), open()
		var met sync.WaitGroup
		met.Add(2)
		runs := make([]int, 2)
		cross := func(d *db.DB, who int, first, second string) error {
			return d.Write(t.Context(), func(tx *db.Tx) error {
				runs[who]++
				if err := add(t.Context(), tx, first); err != nil {
					return err
				}
				if d.Postgres() && runs[who] == 1 {
					met.Done()
					met.Wait() // both hold their first row
				}
				return add(t.Context(), tx, second)
			})
		}
		var other error
		done := make(chan struct{})
		go func() { defer close(done); other = cross(two, 1, "b", "a") }()
		err := cross(one, 0, "a", "b")
		<-done
		if err := errors.Join(err, other); err != nil {
			t.Fatal(err)
		}
		if a, b := count(t, one, "a"), count(t, one, "b"); a != 2 || b != 2 {
			t.Errorf("got %d and %d, want 2 and 2", a, b)
		}
		if one.Postgres() && runs[0]+runs[1] != 3 {
			t.Errorf("ran %v times, want one of them twice", runs)
		}
	})
}

// Busy is tried five times and then named; other errors are not repeated.
func TestTries(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, open func() *db.DB) {
		d := migrated(t, open())
		for err, want := range map[error]int{db.ErrBusy: 5, db.ErrUncertain: 1, db.ErrDuplicate: 1, sql.ErrNoRows: 1} {
			runs := 0
			got := d.Write(t.Context(), func(*db.Tx) error { runs++; return fmt.Errorf("x: %w", err) })
			if !errors.Is(got, err) || runs != want {
				t.Errorf("%v: ran %d times and got %v, want %d times", err, runs, got, want)
			}
		}
	})
}

// Two processes on one database (here: two handles) lose no count.
func TestTwoProcesses(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, open func() *db.DB) {
		handles := []*db.DB{migrated(t, open()), open()}
		const each = 25
		errs := make([]error, 4)
		var all sync.WaitGroup
		for who := range errs {
			all.Go(func() {
				for range each {
					errs[who] = errors.Join(errs[who], handles[who%2].Write(t.Context(), func(tx *db.Tx) error {
						return add(t.Context(), tx, "a")
					}))
				}
			})
		}
		all.Wait()
		if err := errors.Join(errs...); err != nil {
			t.Fatal(err)
		}
		if n := count(t, handles[0], "a"); n != each*len(errs) {
			t.Errorf("got %d, want %d", n, each*len(errs))
		}
	})
}

// Crash tests hang on these steps.
func TestObserve(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, open func() *db.DB) {
		d := migrated(t, open())
		var steps []string
		d.Observe(func(s string) { steps = append(steps, s) })
		err := d.Write(t.Context(), func(tx *db.Tx) error {
			return errors.Join(add(t.Context(), tx, "a"), add(t.Context(), tx, "b"))
		})
		if err != nil {
			t.Fatal(err)
		}
		count(t, d, "a") // reading is not observed
		d.Observe(nil)
		if err := d.Write(t.Context(), func(tx *db.Tx) error { return add(t.Context(), tx, "a") }); err != nil {
			t.Fatal(err)
		}
		if want := []string{"exec", "exec", "commit", "committed"}; !slices.Equal(steps, want) {
			t.Errorf("got %v, want %v", steps, want)
		}
	})
}
