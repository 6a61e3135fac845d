package db

import (
	"errors"
	"io"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// Only an answer that says "rolled back" makes a failed commit certain.
func TestCommitError(t *testing.T) {
	for name, c := range map[string]struct {
		err       error
		uncertain bool
	}{
		"silence":       {io.ErrUnexpectedEOF, true},
		"shut down":     {&pgconn.PgError{Code: "57P01"}, true},
		"unknown":       {&pgconn.PgError{Code: "40003"}, true},
		"serialization": {&pgconn.PgError{Code: "40001"}, false},
		"duplicate":     {&pgconn.PgError{Code: "23505"}, false},
		"rolled back":   {pgx.ErrTxCommitRollback, false},
	} {
		got := commitError(c.err, true)
		if errors.Is(got, ErrUncertain) != c.uncertain {
			t.Errorf("%s: got %v", name, got)
		}
		if c.uncertain && (errors.Is(got, ErrBusy) || errors.Is(got, errLost)) {
			t.Errorf("%s: would be run again", name)
		}
	}
}
