package app

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"syscall"

	"footbridge/internal/db"
)

// A backup is an SQLite file with the tables of this version, whatever engine they come from, and
// behind it a mark and the SHA-256 of all that is in front. So a backup of one engine restores into the
// other, an older one is brought up to date by the same migrations as a database, and a file that was
// cut or changed by accident is refused. The sum is no signature: whoever can write to a backup can
// make a new one.

// sealMark stands between a backup and its sum.
const sealMark = "\nFootbridge backup 1\n"

// leftOut are the tables that no backup carries: they are about now, and what ended after the backup
// was made must not come back with it. Everything else is carried, so decide about each new table.
var leftOut = map[string]bool{
	"session":  true, // an old backup with a cookie of that time would open everything
	"device":   true, // browsers that were forgotten since would be known again
	"throttle": true, // who had to wait that day
}

// carriedRows are the rows of a table that a backup carries, where these are not all. An invitation that
// nobody has used is left out, because it may have been taken back since; one that was used holds what
// the inviter has still to confirm.
var carriedRows = map[string]string{"invitation": "couple IS NOT NULL"}

// copyTables copies what a backup carries of the wanted tables, one line of out for each, and makes sure
// that as many rows arrive as there were. It returns how many these are.
func copyTables(ctx context.Context, from, to *db.Tx, wanted []db.Table, out io.Writer) (int64, error) {
	have, err := to.Tables(ctx)
	if err != nil {
		return 0, err
	}
	all := int64(0)
	for _, t := range have {
		if !among(wanted, t.Name) || leftOut[t.Name] {
			continue
		}
		where := carriedRows[t.Name]
		before, err := from.Rows(ctx, t, where)
		if err != nil {
			return 0, err
		}
		n, err := to.Copy(ctx, from, t, where)
		if err != nil {
			return 0, err
		}
		after, err := to.Rows(ctx, t, "")
		if err != nil {
			return 0, err
		}
		if n != before || after != before {
			return 0, fmt.Errorf("of %d rows of %s %d were read and %d arrived", before, t.Name, n, after)
		}
		fmt.Fprintf(out, "  %-14s %9d rows\n", t.Name, n)
		all += n
	}
	return all, nil
}

func among(tables []db.Table, name string) bool {
	for _, t := range tables {
		if t.Name == name {
			return true
		}
	}
	return false
}

// fresh makes a database file with the tables of this version and nothing in them.
func fresh(ctx context.Context, path string) (*db.DB, error) {
	d, err := db.Open(ctx, path)
	if err != nil {
		return nil, err
	}
	if err := d.Migrate(ctx, schemas()...); err != nil {
		return nil, errors.Join(err, d.Close())
	}
	return d, nil
}

// seal puts the mark and the sum behind a finished file, makes it last, and returns its whole size in
// bytes.
func seal(ctx context.Context, path string) (int64, error) {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return 0, fmt.Errorf("seal the backup: %w", err)
	}
	defer f.Close()
	sum := sha256.New()
	size, err := io.Copy(sum, patient{ctx, f})
	if err != nil {
		return 0, fmt.Errorf("read the backup back: %w", err)
	}
	tail := sum.Sum([]byte(sealMark))
	if _, err := f.Write(tail); err != nil {
		return 0, fmt.Errorf("seal the backup: %w", err)
	}
	if err := f.Sync(); err != nil {
		return 0, fmt.Errorf("seal the backup: %w", err)
	}
	return size + int64(len(tail)), nil
}

// unseal copies a backup without its sum to a new file. A file whose sum does not fit is refused with a
// sentence.
func unseal(ctx context.Context, path, to string) error {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("there is no file %s", path)
	}
	if err != nil {
		return fmt.Errorf("open the backup: %w", err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return fmt.Errorf("look at the backup: %w", err)
	}
	tail := make([]byte, len(sealMark)+sha256.Size)
	end := info.Size() - int64(len(tail))
	if !info.Mode().IsRegular() || end <= 0 {
		return fmt.Errorf("%s is not a backup", path)
	}
	if _, err := f.ReadAt(tail, end); err != nil {
		return fmt.Errorf("read the backup: %w", err)
	}
	mark, want, _ := bytes.Cut(tail, []byte(sealMark))
	if len(mark) > 0 || len(want) != sha256.Size {
		return fmt.Errorf("%s is not a whole backup. Either footbridge backup did not write it, or its end is missing.\n"+
			"Nothing was restored. Try another copy of the backup", path)
	}
	sum := sha256.New()
	if err := copyOut(io.LimitReader(patient{ctx, f}, end), to, sum); err != nil {
		return err
	}
	if !bytes.Equal(sum.Sum(nil), want) {
		return fmt.Errorf("%s is damaged: it is not what was written as a backup.\nNothing was restored. Try another copy of the backup", path)
	}
	return nil
}

func copyOut(from io.Reader, path string, sum hash.Hash) (err error) {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return fmt.Errorf("copy the backup: %w", err)
	}
	_, err = io.Copy(io.MultiWriter(f, sum), from)
	if closed := f.Close(); err == nil {
		err = closed
	}
	if err != nil {
		return fmt.Errorf("copy the backup: %w", err)
	}
	return nil
}

// patient is a reader that ends with its context.
type patient struct {
	ctx context.Context
	r   io.Reader
}

func (p patient) Read(b []byte) (int, error) {
	if err := p.ctx.Err(); err != nil {
		return 0, err
	}
	return p.r.Read(b)
}

// full says whether an error means that there is no room left.
func full(err error) bool { return errors.Is(err, db.ErrFull) || errors.Is(err, syscall.ENOSPC) }

// syncFolder makes a new name in a folder last through a power cut, where the system can.
func syncFolder(path string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	d, err := os.Open(filepath.Dir(path))
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync()
}

// megabytes is a size for people.
func megabytes(bytes int64) string { return fmt.Sprintf("%.1f MB", float64(bytes)/1e6) }
