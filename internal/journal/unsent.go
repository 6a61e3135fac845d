package journal

import (
	"context"
	"errors"
	"fmt"
	"time"

	"footbridge/internal/db"
	"footbridge/internal/practice"
)

func aboutUnsent(r Reader, page string) []byte { return bind("unsent1", r.Own, page) }

func unsentTag(r Reader, page string) []byte { return r.Keys.Tags(lockOwn, "unsent "+page)[0] }

// KeepUnsent keeps the words of a page that has not been sent: one row for a person and page,
// overwritten. request is the id of the form they are typed into; when that was written already,
// nothing is kept and nil is returned, so that words that were sent never come back as unsent ones.
// An empty request is not looked for. It moves no shelf and wakes nobody.
func (j *Journal) KeepUnsent(ctx context.Context, r Reader, request, page string, words []byte, now time.Time) error {
	sealed, err := sealSmall(r, words, aboutUnsent(r, page))
	if err != nil {
		return err
	}
	return j.db.Write(ctx, func(tx *db.Tx) error {
		// The lock that every writing of this person takes: the request is either written before
		// it is looked for, or after, and then it drops what is stored here.
		if _, err := lockShelf(ctx, tx, r.Own); err != nil {
			return err
		}
		if request != "" {
			if sent, err := wasWritten(ctx, tx, r, request); sent || err != nil {
				return err
			}
		}
		return storeUnsent(ctx, tx, r, page, sealed, now)
	})
}

func storeUnsent(ctx context.Context, tx *db.Tx, r Reader, page string, sealed []byte, now time.Time) error {
	_, err := tx.Exec(ctx, `INSERT INTO unsent (shelf, page, day, sealed) VALUES ($1, $2, $3, $4)
		ON CONFLICT (shelf, page) DO UPDATE SET day = excluded.day, sealed = excluded.sealed`,
		r.Own, unsentTag(r, page), int64(practice.DayOf(now.UTC())), sealed)
	if err != nil {
		return fmt.Errorf("keep unsent words: %w", err)
	}
	return nil
}

// Unsent returns the unsent words of a page, or nil.
func (j *Journal) Unsent(ctx context.Context, r Reader, page string) ([]byte, error) {
	var blob []byte
	err := j.db.Read(ctx, func(tx *db.Tx) error {
		return tx.QueryRow(ctx, `SELECT sealed FROM unsent WHERE shelf = $1 AND page = $2`, r.Own, unsentTag(r, page)).Scan(&blob)
	})
	if errors.Is(err, db.ErrNoRow) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read unsent words: %w", err)
	}
	return openSmall(r, blob, aboutUnsent(r, page))
}

func dropUnsent(ctx context.Context, tx *db.Tx, r Reader, page string) error {
	if _, err := tx.Exec(ctx, `DELETE FROM unsent WHERE shelf = $1 AND page = $2`, r.Own, unsentTag(r, page)); err != nil {
		return fmt.Errorf("erase unsent words: %w", err)
	}
	return nil
}
