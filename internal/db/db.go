// Package db opens the database and runs transactions on it. It knows no
// table: every package owns its own SQL and hands its migrations over as a
// [Schema].
//
// Two engines sit behind the same few methods. SQLite is one file: a writing
// pool of exactly one connection, whose transactions take the write lock at
// once (BEGIN IMMEDIATE), and a reading pool that refuses to write. PostgreSQL
// is one pool, shared with any number of equal nodes. One SQL text serves both,
// written with $1, $2 … that first appear in ascending order, because some
// SQLite drivers number them by appearance.
//
// A write transaction is a function that may run more than once: when the
// engine says "busy", "deadlock" or "your view is stale", or when the
// connection is lost before the commit was sent, nothing has happened yet and
// the function is run again, at most five times. It must therefore change
// nothing outside the transaction. Once a commit has been sent and no answer
// came, nobody knows whether it happened; that is [ErrUncertain], and it is
// never repeated here.
//
// A commit is not abandoned because the reader closed the browser: the
// caller's context ends waiting and statements, but from the moment the commit
// is sent only the package's own time limit ends it.
//
// Errors get one name each from the codes of the drivers ([ErrDuplicate],
// [ErrBusy]). Their text never holds values, only codes and constraint names,
// because drivers like to quote the argument that did not fit.
package db

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"sync/atomic"
)

// DB is an open database. All its methods may be used by many goroutines.
type DB struct {
	writer   *sql.DB
	reader   *sql.DB // the same as writer on PostgreSQL
	postgres bool
	path     string
	observe  atomic.Pointer[func(step string)]
}

// Open opens the database named by where: a URL starting with postgres:// or
// postgresql://, or else the path of an SQLite file. A missing SQLite file is
// made, readable by its owner only, and so is its folder. Open reports an error
// when the engine cannot be reached or is too old.
func Open(ctx context.Context, where string) (*DB, error) {
	if where == "" {
		return nil, fmt.Errorf("open the database: no path and no address given")
	}
	if strings.HasPrefix(where, "postgres://") || strings.HasPrefix(where, "postgresql://") {
		d, err := openPostgres(ctx, where)
		if err != nil {
			return nil, fmt.Errorf("open PostgreSQL: %w", named(err))
		}
		return d, nil
	}
	return openFile(ctx, where, false)
}

// OpenThrowAway opens an SQLite file that goes with this process: nothing in it is made to outlive a
// power cut, which makes writing much faster.
func OpenThrowAway(ctx context.Context, path string) (*DB, error) { return openFile(ctx, path, true) }

func openFile(ctx context.Context, path string, throwAway bool) (*DB, error) {
	d, err := openSQLite(ctx, path, throwAway)
	if err != nil {
		return nil, fmt.Errorf("open SQLite: %w", named(err))
	}
	return d, nil
}

// Close closes all connections after the running transactions have ended. It
// may be called more than once.
func (d *DB) Close() error {
	// Readers first: the last connection folds the write-ahead log into the
	// file, and a reading one is not allowed to.
	if d.reader != d.writer {
		if err := d.reader.Close(); err != nil {
			return fmt.Errorf("close the readers: %w", err)
		}
	}
	if err := d.writer.Close(); err != nil {
		return fmt.Errorf("close the writer: %w", err)
	}
	return nil
}

// Postgres reports whether the engine is PostgreSQL (else it is SQLite).
func (d *DB) Postgres() bool { return d.postgres }

// Path returns the absolute path of the SQLite file, or "" on PostgreSQL.
func (d *DB) Path() string { return d.path }

// Observe sets a function that is called inside every write transaction: with
// "exec" before each statement, "commit" before the commit is sent and
// "committed" after it succeeded. It is meant for tests that end the process at
// a chosen point; nil removes it.
func (d *DB) Observe(f func(step string)) {
	if f == nil {
		d.observe.Store(nil)
		return
	}
	d.observe.Store(&f)
}

func (d *DB) step(name string) {
	if f := d.observe.Load(); f != nil {
		(*f)(name)
	}
}
