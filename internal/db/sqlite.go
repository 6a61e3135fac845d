package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"runtime"

	_ "modernc.org/sqlite" // registers the driver "sqlite"
)

// oldestSQLite is the first release whose write-ahead log cannot lose a
// checkpoint race (fixed in 3.51.3).
var oldestSQLite = [3]int{3, 51, 3}

// busyMillis is how long a statement waits for another process's lock.
const busyMillis = "5000"

// sqliteDSN builds the address of one pool. The driver sets busy_timeout first,
// then the pragmas, then query_only, on every connection it makes.
func sqliteDSN(path string, readOnly, throwAway bool) string {
	safety := "synchronous(FULL)"
	if throwAway {
		safety = "synchronous(OFF)"
	}
	q := url.Values{
		"_busy_timeout": {busyMillis},
		"_txlock":       {"immediate"},
		"_defensive":    {"1"},
		"_dqs":          {"0"},
		"_pragma": {
			"journal_mode(WAL)", safety, "foreign_keys(ON)",
			"secure_delete(ON)", "trusted_schema(OFF)",
		},
	}
	if readOnly {
		q.Set("_query_only", "1")
	}
	u := url.URL{Scheme: "file", Path: filepath.ToSlash(path), RawQuery: q.Encode()}
	return u.String()
}

func openSQLite(ctx context.Context, path string, throwAway bool) (_ *DB, err error) {
	abs, err := filepath.Abs(path)
	if err != nil {
		return nil, fmt.Errorf("find the file's full path: %w", err)
	}
	if err := privateFile(abs); err != nil {
		return nil, err
	}
	d := &DB{path: abs}
	if d.writer, err = sql.Open("sqlite", sqliteDSN(abs, false, throwAway)); err != nil {
		return nil, err
	}
	// One writer: waiting in Go's queue is fair and cheap, waiting for
	// SQLite's lock is neither.
	d.writer.SetMaxOpenConns(1)
	if d.reader, err = sql.Open("sqlite", sqliteDSN(abs, true, throwAway)); err != nil {
		return nil, errors.Join(err, d.writer.Close())
	}
	readers := max(4, runtime.NumCPU())
	d.reader.SetMaxOpenConns(readers)
	d.reader.SetMaxIdleConns(readers)
	if err := d.checkSQLite(ctx); err != nil {
		return nil, errors.Join(err, d.Close())
	}
	return d, nil
}

// checkSQLite refuses a library with known faults and a file that would not
// switch to the write-ahead log (some network file systems).
func (d *DB) checkSQLite(ctx context.Context) error {
	var version, mode string
	if err := d.writer.QueryRowContext(ctx, `SELECT sqlite_version()`).Scan(&version); err != nil {
		return fmt.Errorf("ask for the version: %w", err)
	}
	if olderThan(version, oldestSQLite) {
		return fmt.Errorf("SQLite %s is too old, need %d.%d.%d", version, oldestSQLite[0], oldestSQLite[1], oldestSQLite[2])
	}
	if err := d.writer.QueryRowContext(ctx, `PRAGMA journal_mode`).Scan(&mode); err != nil {
		return fmt.Errorf("ask for the journal mode: %w", err)
	}
	if mode != "wal" {
		return fmt.Errorf("the file system allows no write-ahead log (journal mode is %s)", mode)
	}
	return nil
}

// olderThan compares a dotted version with the oldest accepted one; what
// cannot be read counts as older.
func olderThan(version string, oldest [3]int) bool {
	var v [3]int
	if n, _ := fmt.Sscanf(version, "%d.%d.%d", &v[0], &v[1], &v[2]); n != 3 {
		return true
	}
	for i := range v {
		if v[i] != oldest[i] {
			return v[i] < oldest[i]
		}
	}
	return false
}

// privateFile makes the file and its folder when missing, and closes an
// existing file to everybody but its owner. SQLite gives its -wal and -shm
// files the same mode.
func privateFile(path string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fmt.Errorf("make the data folder: %w", err)
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return fmt.Errorf("make the database file: %w", err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return fmt.Errorf("look at the database file: %w", err)
	}
	if info.Mode().IsRegular() && info.Mode().Perm()&0o077 != 0 {
		if err := f.Chmod(0o600); err != nil {
			return fmt.Errorf("close the database file to others: %w", err)
		}
	}
	return nil
}

// Checkpoint folds SQLite's write-ahead log into the file and empties it, so
// that what was erased is gone from both; call it after erasing keys or words.
// It returns [ErrBusy] when a long read keeps the log in use. On PostgreSQL it
// does nothing: the server does this by itself.
func (d *DB) Checkpoint(ctx context.Context) error {
	if d.postgres {
		return nil
	}
	return again(ctx, func() error {
		var busy, pages, moved int
		row := d.writer.QueryRowContext(ctx, `PRAGMA wal_checkpoint(TRUNCATE)`)
		if err := row.Scan(&busy, &pages, &moved); err != nil {
			return fmt.Errorf("empty the write-ahead log: %w", named(err))
		}
		if busy != 0 {
			return fmt.Errorf("empty the write-ahead log: %w", ErrBusy)
		}
		return nil
	})
}
