// Package journal keeps what two people write, and decides who may read it. It is the one place
// where privacy is decided.
//
// Entries lie on shelves. Each person has an own shelf from sign-up, a couple has a shared shelf
// from joining. A page reads the viewer's own shelf and the shared one, and no other: that is one
// WHERE clause, in read.go. The audiences of R4 are places:
//
//	Just me          on the author's own shelf
//	Both of us       on the shared shelf
//	Opens together   on the author's own shelf until the other has answered too; then both
//	                 answers move to the shared shelf in one transaction, or neither does
//	Only what we share   on the author's own shelf, for good
//
// Only the opening (opening.go) and the overlap (overlap.go) ever read the other's own shelf. The opening shows nothing
// of it: it moves both answers or leaves everything as it was. The overlap hands both choices to one function, and what
// that makes of them to the page; it writes nothing, so no shelf that the other can see moves when somebody chooses.
//
// A shelf is numbered without gaps from 1. Every write begins by taking the lock of the shelf rows
// it needs, the shared one first and then the own ones in the order of their ids, and checks that
// they are where the answer was decided; if not, it reports ErrMoved and the caller looks again. A
// row whose words were taken back, changed or moved becomes a stone: its number stays and
// everything else is erased. Each erasing also puts a new stone on top, so that a reader who kept a
// fold of this shelf sees it and folds again from the start.
//
// A shelf also counts the planks of the bridge (planks.go). Only what both may read counts on the
// shared shelf, so that both read one number, and nothing that one keeps to oneself changes it.
//
// Every entry is sealed once, under a key of its own. The row carries that key in a wrap: with the
// author's key on an own shelf, with the couple's key on the shared one, and, for an answer that
// waits to be opened, a second wrap that only a server secret and the couple's key together open.
// What is bound to what:
//
//	content  entry id, revision, author, kind
//	wrap     shelf, number, entry id, revision, author, day, opening
//	held     entry id, revision, author
//
// so that a row that was moved, renumbered or swapped in the database does not open. A wrap holds a
// slip: the content key, when the entry came to this shelf (Unix milliseconds), and its kind. In
// the clear a row shows its author's account id, the author's calendar day, and a tag for its kind
// that only keys can make.
package journal

import (
	"context"
	"embed"
	"encoding/base32"
	"errors"
	"fmt"
	"io/fs"
	"strconv"
	"time"

	"footbridge/internal/db"
	"footbridge/internal/practice"
)

//go:embed migrations
var migrations embed.FS

// Schema is the journal's tables.
func Schema() db.Schema {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		panic(err) // the folder is embedded above
	}
	return db.Schema{Name: "journal", Files: files}
}

// Errors that callers decide on.
var (
	// ErrMoved: a shelf has moved on since the answer was decided. Nothing was written; look
	// again and decide again.
	ErrMoved = errors.New("journal: the shelf has moved on")
	// ErrGone: an entry to take back is not there, or is not the reader's own.
	ErrGone = errors.New("journal: there is no such entry of yours")
	// ErrAlone: words for both while there is only one.
	ErrAlone = errors.New("journal: there is nobody to share with yet")
	// ErrKeys: the reader's keys do not open what the reader is said to be in. Nothing was written.
	ErrKeys = errors.New("journal: the keys of this reader are missing")
	// ErrUncertain: the answer to the commit was lost; Answered tells whether it happened.
	ErrUncertain = db.ErrUncertain
	// ErrAnswered: this request was written before; ask Answered what it was told. When that has
	// been purged, all that is known is that the entry is there.
	ErrAnswered = errors.New("journal: this request was answered before")
)

// Sealer is what the journal asks of a person's opened keys. The locks are "own", "private",
// "shared" and "held", see the package comment.
type Sealer interface {
	Seal(plain, about []byte) (sealed, key []byte, err error)
	Open(sealed, key, about []byte) ([]byte, error)
	Wrap(lock string, key, about []byte) ([]byte, error)
	Unwrap(lock string, wrap, about []byte) ([]byte, error)
	Tags(lock, label string) [][]byte // none when the lock's keys are not here; own ones always are
}

// The locks of a wrap.
const (
	lockOwn     = "own"
	lockPrivate = "private"
	lockShared  = "shared"
	lockHeld    = "held"
)

// Reader is who reads or writes, with what they can open. The fields of the other person and the
// shared shelf are empty while the reader is alone.
type Reader struct {
	Me   string // account id
	Side practice.Side
	Own  string // own shelf

	Shared string // shared shelf
	Other  string // the other's account id

	// OtherOwn is the other's own shelf. The opening alone may use it.
	OtherOwn string

	Keys Sealer
}

func (r Reader) two() bool { return r.Shared != "" }

// tags are the names that the reader's keys give to a label, today's first; at least one.
func (r Reader) tags(lock, label string) ([][]byte, error) {
	tags := r.Keys.Tags(lock, label)
	if len(tags) == 0 {
		return nil, ErrKeys
	}
	return tags, nil
}

// Heads are the numbers that a reader's two shelves have reached. Shared is 0 while alone.
type Heads struct{ Own, Shared int64 }

// Journal reads and writes shelves. It may be used by many goroutines.
type Journal struct {
	db   *db.DB
	wake func(shelf string, position int64)
}

// New makes a Journal. wake is called after each commit for every shelf that moved, and after one
// that is uncertain for those that may have; it must not block.
func New(d *db.DB, wake func(shelf string, position int64)) *Journal {
	return &Journal{db: d, wake: wake}
}

// Purge erases what only had to be kept for a while: answers to requests after two days and
// unsent words after thirty. It opens nothing.
func (j *Journal) Purge(ctx context.Context, now time.Time) error {
	today := int64(practice.DayOf(now.UTC()))
	err := j.db.Write(ctx, func(tx *db.Tx) error {
		if _, err := tx.Exec(ctx, `DELETE FROM request WHERE day < $1`, today-2); err != nil {
			return fmt.Errorf("erase old requests: %w", err)
		}
		if _, err := tx.Exec(ctx, `DELETE FROM unsent WHERE day < $1`, today-30); err != nil {
			return fmt.Errorf("erase old unsent words: %w", err)
		}
		return nil
	})
	if err != nil {
		return err
	}
	return j.db.Checkpoint(ctx)
}

var idText = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)

// bind joins what a seal is bound to, so that no two lists of parts look alike.
func bind(parts ...any) []byte {
	out := make([]byte, 0, 160)
	add := func(text string) {
		out = append(strconv.AppendInt(out, int64(len(text)), 10), ':')
		out = append(append(out, text...), ',')
	}
	for _, p := range parts {
		switch v := p.(type) { // every row is bound twice, and fmt is slow
		case string:
			add(v)
		case int:
			add(strconv.Itoa(v))
		case int64:
			add(strconv.FormatInt(v, 10))
		default:
			add(fmt.Sprint(v))
		}
	}
	return out
}
