package app

import (
	"context"
	"crypto/rand"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"time"

	"footbridge/internal/db"
)

var backupCommand = command{"backup", "[-to FILE]", "write everything that lasts to one file, also while Footbridge is open",
	func(ctx context.Context, args []string, out, errs io.Writer) error {
		var to string
		c, rest, err := readStore("backup", args, errs, func(_ *Config, f *flag.FlagSet) {
			f.StringVar(&to, "to", "", "the file to write; default: footbridge-DATE-TIME.backup in this folder")
		})
		if err == nil && len(rest) > 0 {
			err = errors.New("footbridge backup takes no name behind its settings; name the file with -to")
		}
		if err != nil {
			return settingsError{err}
		}
		if to == "" {
			to = time.Now().Format("footbridge-2006-01-02-150405.backup")
		}
		return backup(ctx, c, to, time.Now, out)
	}}

// backup writes everything that lasts to a new file, as of one moment. It only reads the database, which
// may be in use. The file appears under its name when it is whole, or not at all; a power cut may leave
// one that ends in ".part".
func backup(ctx context.Context, c Config, to string, clock func() time.Time, out io.Writer) (err error) {
	begin := clock()
	defer func() {
		switch {
		case err == nil:
		case ctx.Err() != nil:
			err = errors.New("stopped; no backup was written")
		case full(err):
			err = fmt.Errorf("there is not enough room for the backup at %s; nothing was left there", to)
		}
	}()
	if err := free(to); err != nil {
		return err
	}
	source, err := openThere(ctx, c)
	if err != nil {
		return err
	}
	defer source.Close()
	part := to + "." + rand.Text()[:8] + ".part"
	defer func() {
		for _, end := range []string{"", "-wal", "-shm", "-journal"} {
			os.Remove(part + end)
		}
	}()
	rows, err := fill(ctx, source, part, out)
	if err != nil {
		return err
	}
	size, err := seal(ctx, part)
	if err != nil {
		return err
	}
	if err := free(to); err != nil { // somebody else may have been as slow
		return err
	}
	if err := os.Rename(part, to); err != nil {
		return fmt.Errorf("name the backup: %w", err)
	}
	if err := syncFolder(to); err != nil {
		return fmt.Errorf("make the backup's name last: %w", err)
	}
	fmt.Fprintf(out, "The backup is %s: %d rows, %s, in %.1f seconds.\n", to, rows, megabytes(size), clock().Sub(begin).Seconds())
	fmt.Fprintf(out, "The server secret is not in it. Keep a copy of %s too, in another place: who finds both has more than with one.\n", c.SecretFile)
	fmt.Fprintln(out, "Who is signed in, and invitations that nobody has used, are not in it either.")
	return nil
}

// free refuses a file that is there already, and a folder that is not.
func free(path string) error {
	if info, err := os.Stat(filepath.Dir(path)); err != nil || !info.IsDir() {
		return fmt.Errorf("there is no folder %s to write the backup to", filepath.Dir(path))
	}
	if _, err := os.Lstat(path); err == nil {
		return fmt.Errorf("%s is there already, and a backup never writes over anything; name another file with -to", path)
	} else if !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("look for the backup's place: %w", err)
	}
	return nil
}

// openThere opens the database, and does not make one where there is none.
func openThere(ctx context.Context, c Config) (*db.DB, error) {
	if !c.postgres() {
		if _, err := os.Stat(c.DB); errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("there is no database at %s; name its folder with -data", c.DB)
		}
	}
	return db.Open(ctx, c.DB)
}

// fill makes the file and copies into it, in one view of the source.
func fill(ctx context.Context, source *db.DB, part string, out io.Writer) (rows int64, err error) {
	file, err := fresh(ctx, part)
	if err != nil {
		return 0, fmt.Errorf("make the backup: %w", err)
	}
	err = source.Read(ctx, func(from *db.Tx) error {
		there, err := from.Versions(ctx)
		if err != nil {
			return err
		}
		return file.Bulk(ctx, func(to *db.Tx) error {
			here, err := to.Versions(ctx)
			if err != nil {
				return err
			}
			if err := sameVersions(there, here); err != nil {
				return err
			}
			wanted, err := to.Tables(ctx)
			if err != nil {
				return err
			}
			rows, err = copyTables(ctx, from, to, wanted, out)
			return err
		})
	})
	if err == nil {
		err = file.Check(ctx)
	}
	if err == nil { // closing does it too, and says nothing when there is no room
		err = file.Checkpoint(ctx)
	}
	if closed := file.Close(); err == nil {
		err = closed
	}
	if _, left := os.Stat(part + "-wal"); err == nil && left == nil {
		err = errors.New("the backup could not be folded into one file")
	}
	return rows, err
}

// sameVersions refuses a database whose tables are not those of this program: it is the running
// server's business to change them.
func sameVersions(there, here map[string]int64) error {
	if maps.Equal(there, here) {
		return nil
	}
	newer, any := false, false
	for schema, version := range there {
		_, known := here[schema]
		newer = newer || known && version > here[schema]
		any = any || known
	}
	switch {
	case !any:
		return errors.New("this database holds nothing of Footbridge yet")
	case newer:
		return errors.New("this database belongs to a newer version of Footbridge; make the backup with that version")
	}
	for schema := range here {
		if there[schema] < here[schema] {
			return errors.New("this database was last used with an older version of Footbridge.\n" +
				"Make the backup with that version, or start this one once, which brings the database up to date")
		}
	}
	return nil // tables of something else lie beside ours
}
