package journal

import (
	"context"
	"fmt"
	"sort"

	"footbridge/internal/db"
	"footbridge/internal/practice"
)

// reach says how far this writing may go beyond the writer's own shelf: to the shared one, and, with
// an answer that may open, to the other's own.
func (t *writing) reach() (shared, other bool) {
	if !t.r.two() {
		return false, false
	}
	shared = len(t.w.TakeBack) > 0
	for _, n := range t.w.New {
		shared = shared || n.Audience != practice.Mine && n.Audience != practice.Overlap
		other = other || n.Audience == practice.Held
	}
	return shared, other
}

// lockShelves takes the rows of the shelves that this writing may touch, the shared one first and the own
// ones in the order of their ids, and compares the reader's two with where they were seen. What is
// private only locks the own shelf, so that nothing of it can be felt elsewhere.
func (t *writing) lockShelves() error {
	own := []string{t.r.Own}
	wide, other := t.reach()
	if wide {
		if err := t.lockOne(t.r.Shared); err != nil {
			return err
		}
	}
	if other {
		own = append(own, t.r.OtherOwn)
	}
	sort.Strings(own)
	for _, shelf := range own {
		if err := t.lockOne(shelf); err != nil {
			return err
		}
	}
	if t.heads[t.r.Own] != t.w.Seen.Own {
		return ErrMoved
	}
	if !t.r.two() {
		return nil
	}
	shared, locked := t.heads[t.r.Shared]
	if !locked {
		if err := t.tx.QueryRow(t.ctx, `SELECT last_seq FROM shelf WHERE id = $1`, t.r.Shared).Scan(&shared); err != nil {
			return fmt.Errorf("head of the shared shelf: %w", err)
		}
	}
	if shared != t.w.Seen.Shared {
		return ErrMoved
	}
	return nil
}

func (t *writing) lockOne(shelf string) (err error) {
	t.heads[shelf], err = lockShelf(t.ctx, t.tx, shelf)
	return err
}

// lockShelf keeps everybody else from changing what lies on a shelf until the transaction ends, and
// tells how far the shelf has come.
func lockShelf(ctx context.Context, tx *db.Tx, shelf string) (seq int64, err error) {
	err = tx.QueryRow(ctx, `UPDATE shelf SET last_seq = last_seq WHERE id = $1 RETURNING last_seq`, shelf).Scan(&seq)
	if err != nil {
		return 0, fmt.Errorf("lock a shelf: %w", err)
	}
	return seq, nil
}

// next gives the next number of a locked shelf.
func (t *writing) next(shelf string) int64 {
	t.heads[shelf]++
	t.moved[shelf] = t.heads[shelf]
	return t.heads[shelf]
}
