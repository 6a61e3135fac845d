package db

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// Names of errors that callers decide on; compare with errors.Is.
var (
	// ErrDuplicate: a row with this key is already there. On PostgreSQL the
	// transaction can only be rolled back afterwards; use ON CONFLICT where a
	// duplicate is expected and the work should go on.
	ErrDuplicate = errors.New("already there")
	// ErrNoRow is what Scan reports when a query found no row.
	ErrNoRow = sql.ErrNoRows
	// ErrBusy: another transaction stood in the way each time it was tried.
	ErrBusy = errors.New("the database is busy")
	// ErrUncertain: the commit was sent but no answer came; it may or may not
	// have happened.
	ErrUncertain = errors.New("it is not known whether the change was saved")
	// ErrFull: there is no room left where the database lies.
	ErrFull = errors.New("the disk is full")
	// ErrDamaged: an SQLite file is not whole, or its rows refer to rows that are not there.
	ErrDamaged = errors.New("the database file is damaged")
	// ErrNewerSchema: a newer version of the program has changed the tables.
	ErrNewerSchema = errors.New("the database belongs to a newer version of the program")

	// errLost: the connection broke before a commit was sent, so nothing was
	// changed and the transaction may be run again.
	errLost = errors.New("the connection to the database was lost")
)

// fault is a driver's error with a name and a text without values.
type fault struct {
	name  error // may be nil
	text  string
	cause error
}

func (f *fault) Error() string {
	if f.name == nil {
		return f.text
	}
	return f.name.Error() + ": " + f.text
}

func (f *fault) Unwrap() []error {
	if f.name == nil {
		return []error{f.cause}
	}
	return []error{f.name, f.cause}
}

// named gives an error from a driver its name and a text that quotes no value.
// Errors that are already named, or that no driver made, come back unchanged.
func named(err error) error {
	if err == nil || errors.Is(err, sql.ErrNoRows) {
		return err
	}
	var done *fault
	if errors.As(err, &done) {
		return err
	}
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		text := "PostgreSQL error " + pg.Code
		if pg.ConstraintName != "" {
			text += " on " + pg.ConstraintName
		} else if !strings.Contains(pg.Message, `: "`) { // "invalid input …: "value""
			text += ", " + pg.Message
		}
		return &fault{name: postgresName(pg.Code), text: text, cause: err}
	}
	var lite *sqlite.Error
	if errors.As(err, &lite) {
		return &fault{name: sqliteName(lite.Code()), text: lite.Error(), cause: err}
	}
	if isLost(err) {
		return &fault{name: errLost, text: "no answer", cause: err}
	}
	if text, cut := withoutValue(err.Error()); cut {
		return &fault{text: text, cause: err}
	}
	return err
}

func postgresName(code string) error {
	switch code {
	case "23505":
		return ErrDuplicate
	case "40001", "40P01", "55P03": // serialization, deadlock, lock not available
		return ErrBusy
	case "53100": // disk full
		return ErrFull
	case "57P01", "57P02", "57P03": // shut down, crashed, starting up
		return errLost
	}
	if strings.HasPrefix(code, "08") { // connection trouble
		return errLost
	}
	return nil
}

func sqliteName(code int) error {
	switch code {
	case sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY, sqlite3.SQLITE_CONSTRAINT_ROWID:
		return ErrDuplicate
	case sqlite3.SQLITE_IOERR_SHMSIZE: // the file beside the log could not grow
		return ErrFull
	}
	switch code & 0xff {
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
		return ErrBusy
	case sqlite3.SQLITE_FULL:
		return ErrFull
	case sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB:
		return ErrDamaged
	}
	return nil
}

// isLost reports an error that says the connection is gone, seen before a
// commit was sent. A context that ended is the caller's wish, not a loss.
func isLost(err error) bool {
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return false
	}
	return errors.Is(err, driver.ErrBadConn) || errors.Is(err, io.EOF) ||
		errors.Is(err, io.ErrUnexpectedEOF) || pgconn.SafeToRetry(err) ||
		strings.Contains(err.Error(), "conn closed") || strings.Contains(err.Error(), "broken pipe") ||
		strings.Contains(err.Error(), "connection reset")
}

// withoutValue cuts the quoted value off the two messages that carry one: a
// column that does not fit its variable, and an argument that does not fit its
// column.
func withoutValue(text string) (string, bool) {
	if at := strings.Index(text, ": converting driver.Value"); at >= 0 {
		return text[:at] + ": the column does not fit the variable", true
	}
	if at := strings.Index(text, ": unable to encode"); at >= 0 {
		return text[:at] + ": the argument does not fit the column", true
	}
	return text, false
}

// commitError names what a failed commit means. Only an answer from the engine
// that it rolled back is certain; silence is not.
func commitError(err error, postgres bool) error {
	if errors.Is(err, sql.ErrTxDone) {
		return err
	}
	if !postgres {
		var lite *sqlite.Error
		if errors.As(err, &lite) && lite.Code()&0xff == sqlite3.SQLITE_IOERR {
			return fmt.Errorf("%w: %w", ErrUncertain, named(err))
		}
		return named(err)
	}
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		// 40003 is "statement completion unknown"; a server that is being
		// shut down may have committed before it says so.
		if pg.Code == "40003" || postgresName(pg.Code) == errLost {
			return fmt.Errorf("%w: PostgreSQL error %s", ErrUncertain, pg.Code)
		}
		return named(err)
	}
	if strings.Contains(err.Error(), "commit unexpectedly resulted in rollback") {
		return err
	}
	return fmt.Errorf("%w: no answer to the commit", ErrUncertain)
}
