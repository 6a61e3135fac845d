package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"
)

const (
	tries = 5 // how often a transaction is run at most
	// writeLid ends a write transaction whose engine no longer answers.
	writeLid = 5 * time.Minute
	bulkLid  = 24 * time.Hour
)

// Tx is one transaction. It is only good inside the function it was given to,
// and for one goroutine.
type Tx struct {
	tx       *sql.Tx
	db       *DB // nil when reading
	postgres bool
}

// Row is the answer to [Tx.QueryRow]; it exists so that its errors are named.
type Row struct{ row *sql.Row }

// Scan copies the row's columns into dest, as sql.Row does. It returns
// [ErrNoRow] when there was none.
func (r *Row) Scan(dest ...any) error { return named(r.row.Scan(dest...)) }

// Err returns the query's error without reading the row.
func (r *Row) Err() error { return named(r.row.Err()) }

// Exec runs a statement that returns no rows.
func (t *Tx) Exec(ctx context.Context, query string, args ...any) (sql.Result, error) {
	t.step()
	res, err := t.tx.ExecContext(ctx, query, args...)
	return res, named(err)
}

// Query runs a statement that returns rows. Close them and ask for rows.Err
// before the next statement: PostgreSQL speaks one at a time.
func (t *Tx) Query(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	t.step()
	rows, err := t.tx.QueryContext(ctx, query, args...)
	return rows, named(err)
}

// QueryRow runs a statement that returns at most one row; its error waits for
// Scan.
func (t *Tx) QueryRow(ctx context.Context, query string, args ...any) *Row {
	t.step()
	return &Row{t.tx.QueryRowContext(ctx, query, args...)}
}

func (t *Tx) step() {
	if t.db != nil {
		t.db.step("exec")
	}
}

// Write runs fn in one write transaction and commits it when fn returns nil.
// fn may be run up to five times and must change nothing but the database. On
// any error nothing was changed, except [ErrUncertain], when it is not known.
// An error of fn comes back as it is, with its name (see the Err variables).
// The transaction holds SQLite's only write connection: fn must not call Write.
func (d *DB) Write(ctx context.Context, fn func(*Tx) error) error {
	return again(ctx, func() error { return d.writeOnce(ctx, fn) })
}

// Bulk is Write for filling whole tables: fn runs once, and may take a day. The transaction holds
// SQLite's only write connection for all that time.
func (d *DB) Bulk(ctx context.Context, fn func(*Tx) error) error {
	return d.write(ctx, bulkLid, fn)
}

// Read runs fn on one unchanging view of the database, as of its first query.
// It may be run up to five times. Writing inside it is refused by the engine.
func (d *DB) Read(ctx context.Context, fn func(*Tx) error) error {
	opts := &sql.TxOptions{ReadOnly: true}
	if d.postgres {
		opts.Isolation = sql.LevelRepeatableRead
	}
	return again(ctx, func() error {
		tx, err := d.reader.BeginTx(ctx, opts)
		if err != nil {
			return fmt.Errorf("begin to read: %w", named(err))
		}
		defer tx.Rollback() //nolint:errcheck // there is nothing to lose
		return named(fn(&Tx{tx: tx, postgres: d.postgres}))
	})
}

func (d *DB) writeOnce(ctx context.Context, fn func(*Tx) error) error {
	return d.write(ctx, writeLid, fn)
}

func (d *DB) write(ctx context.Context, lid time.Duration, fn func(*Tx) error) error {
	// Wait for a connection as long as the caller does, but let the
	// transaction outlive the caller's context: a commit that has been sent
	// must not be torn down halfway.
	conn, err := d.writer.Conn(ctx)
	if err != nil {
		return fmt.Errorf("begin to write: %w", named(err))
	}
	defer conn.Close()
	life, cancel := context.WithTimeout(context.WithoutCancel(ctx), lid)
	defer cancel()
	opts := &sql.TxOptions{}
	if d.postgres {
		opts.Isolation = sql.LevelReadCommitted
	}
	tx, err := conn.BeginTx(life, opts)
	if err != nil {
		return fmt.Errorf("begin to write: %w", named(err))
	}
	// Also when fn panics; after a commit this does nothing.
	defer tx.Rollback() //nolint:errcheck
	if err := fn(&Tx{tx: tx, db: d, postgres: d.postgres}); err != nil {
		return named(err)
	}
	if err := errors.Join(ctx.Err(), life.Err()); err != nil {
		return fmt.Errorf("before the commit: %w", err)
	}
	d.step("commit")
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("commit: %w", commitError(err, d.postgres))
	}
	d.step("committed")
	return nil
}

// again runs f until it succeeds, fails for a reason that will not pass, or
// has been tried five times. It waits a little longer each time, by chance, so
// that two transactions that met do not meet again.
func again(ctx context.Context, f func() error) error {
	wait := 5 * time.Millisecond
	for try := 1; ; try++ {
		err := f()
		if err == nil || try == tries || ctx.Err() != nil || errors.Is(err, ErrUncertain) ||
			!(errors.Is(err, ErrBusy) || errors.Is(err, errLost)) {
			return err
		}
		timer := time.NewTimer(wait/2 + rand.N(wait))
		select {
		case <-ctx.Done():
			timer.Stop()
			return fmt.Errorf("%w (after: %w)", ctx.Err(), err)
		case <-timer.C:
		}
		wait *= 3
	}
}
