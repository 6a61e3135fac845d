package app

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"time"

	"footbridge/internal/db"
	"footbridge/internal/vault"
)

var restoreCommand = command{"restore", "FILE", "bring a backup into an empty database, a file or PostgreSQL",
	func(ctx context.Context, args []string, out, errs io.Writer) error {
		c, rest, err := readStore("restore", args, errs, func(c *Config, f *flag.FlagSet) { c.lostFlag(f) })
		if err == nil && len(rest) != 1 {
			err = errors.New("footbridge restore takes one backup file, behind all settings")
		}
		if err != nil {
			return settingsError{err}
		}
		return restore(ctx, c, rest[0], vault.Standard, time.Now, out)
	}}

// errNotEmpty: restoring never mixes two histories.
var errNotEmpty = errors.New("this database holds something already, so nothing was restored.\n" +
	"Restore into an empty one: name another folder with -data, or another PostgreSQL database")

// restore brings a backup into an empty database. The backup is copied, checked and brought up to date
// first, in a folder that is gone afterwards; then everything arrives in one transaction, or nothing.
// cost is what the vault gets; nothing is locked here.
func restore(ctx context.Context, c Config, file string, cost vault.Cost, clock func() time.Time, out io.Writer) (err error) {
	begin := clock()
	defer func() {
		switch {
		case err == nil:
		case ctx.Err() != nil:
			err = errors.New("stopped; nothing was restored")
		case full(err):
			err = errors.New("there is not enough room on the disk; nothing was restored")
		case errors.Is(err, db.ErrNewerSchema):
			err = errors.New("the backup, or the database that it shall go to, belongs to a newer version of Footbridge.\n" +
				"Nothing was restored. Use that version")
		case errors.Is(err, db.ErrDuplicate):
			err = errNotEmpty // somebody has signed up meanwhile
		case errors.Is(err, db.ErrDamaged):
			err = fmt.Errorf("%s is damaged: %w.\nNothing was restored. Try another copy of the backup", file, err)
		}
	}()
	work, err := workFolder(c)
	if err != nil {
		return err
	}
	defer os.RemoveAll(work)
	from, wanted, err := openBackup(ctx, file, work)
	if err != nil {
		return err
	}
	defer from.Close()
	to, err := db.Open(ctx, c.DB)
	if err != nil {
		return err
	}
	defer to.Close()
	if err := to.Read(ctx, func(tx *db.Tx) error { return empty(ctx, tx, wanted) }); err != nil {
		return err
	}
	// The same rule as at the start of a server, asked of the backup: it remembers its secrets.
	if _, err := unlock(ctx, from, c, cost); err != nil {
		return err
	}
	if err := to.Migrate(ctx, schemas()...); err != nil {
		return fmt.Errorf("prepare the database: %w", err)
	}
	rows, err := pour(ctx, from, to, wanted, out)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "Restored %d rows in %.1f seconds. Everybody signs in anew.\n", rows, clock().Sub(begin).Seconds())
	fmt.Fprintf(out, "The server secret was not in the backup. %s fits it; keep a copy of it where no backups are.\n", c.SecretFile)
	return nil
}

// workFolder is a folder for the checked copy: beside the database file, where there must be room anyway.
func workFolder(c Config) (string, error) {
	in := ""
	if !c.postgres() {
		in = filepath.Dir(c.DB)
		if err := os.MkdirAll(in, 0o700); err != nil {
			return "", fmt.Errorf("make the data folder: %w", err)
		}
	}
	work, err := os.MkdirTemp(in, "restore-")
	if err != nil {
		return "", fmt.Errorf("make a folder for a copy of the backup: %w", err)
	}
	return work, nil
}

// openBackup opens a checked copy of a backup, with the tables of this version, and lists these.
func openBackup(ctx context.Context, file, work string) (_ *db.DB, wanted []db.Table, err error) {
	copied := filepath.Join(work, "copy")
	if err := unseal(ctx, file, copied); err != nil {
		return nil, nil, err
	}
	blank, err := fresh(ctx, filepath.Join(work, "blank"))
	if err != nil {
		return nil, nil, err
	}
	defer blank.Close()
	d, err := db.Open(ctx, copied)
	if err != nil {
		return nil, nil, err
	}
	defer func() {
		if err != nil {
			d.Close()
		}
	}()
	if err := d.Check(ctx); err != nil {
		return nil, nil, err
	}
	if err := d.Migrate(ctx, schemas()...); err != nil {
		return nil, nil, err
	}
	found, err := tables(ctx, d)
	if err != nil {
		return nil, nil, err
	}
	if wanted, err = tables(ctx, blank); err != nil {
		return nil, nil, err
	}
	same := func(a, b db.Table) bool { return a.Name == b.Name && slices.Equal(a.Columns, b.Columns) }
	if !slices.EqualFunc(found, wanted, same) {
		return nil, nil, fmt.Errorf("%w: its tables are not those of this version", db.ErrNewerSchema)
	}
	return d, wanted, nil
}

func tables(ctx context.Context, d *db.DB) (list []db.Table, err error) {
	err = d.Read(ctx, func(tx *db.Tx) error {
		list, err = tx.Tables(ctx)
		return err
	})
	return list, err
}

// empty refuses a database in which anybody has signed up. That a server was started on it, or that
// somebody tried to sign in, is nothing.
func empty(ctx context.Context, tx *db.Tx, wanted []db.Table) error {
	have, err := tx.Tables(ctx)
	if err != nil {
		return err
	}
	for _, t := range have {
		if t.Name == secretTable || leftOut[t.Name] || !among(wanted, t.Name) {
			continue
		}
		if n, err := tx.Rows(ctx, t, ""); err != nil {
			return err
		} else if n > 0 {
			return errNotEmpty
		}
	}
	return nil
}

// secretTable remembers the server secrets of a database. Those that an empty one remembers have sealed
// nothing, and give way to those of the backup.
const secretTable = "vault_secret"

// pour copies everything in one transaction.
func pour(ctx context.Context, from, to *db.DB, wanted []db.Table, out io.Writer) (rows int64, err error) {
	err = from.Read(ctx, func(source *db.Tx) error {
		return to.Bulk(ctx, func(tx *db.Tx) error {
			if err := empty(ctx, tx, wanted); err != nil {
				return err
			}
			if _, err := tx.Exec(ctx, `DELETE FROM `+secretTable); err != nil {
				return fmt.Errorf("forget unused secrets: %w", err)
			}
			rows, err = copyTables(ctx, source, tx, wanted, out)
			return err
		})
	})
	return rows, err
}
