package journal

import (
	"context"
	"fmt"

	"footbridge/internal/db"
	"footbridge/internal/practice"
)

// Planks tells how many planks lie on the bridge (J1): those of the shared shelf when there are two,
// else those that the reader laid alone. The number never falls, and both of two read the same one.
func (j *Journal) Planks(ctx context.Context, r Reader) (n int, err error) {
	shelf := r.Own
	if r.two() {
		shelf = r.Shared
	}
	err = j.db.Read(ctx, func(tx *db.Tx) error {
		n, err = planks(ctx, tx, shelf)
		return err
	})
	return n, err
}

func planks(ctx context.Context, tx *db.Tx, shelf string) (n int, err error) {
	if err := tx.QueryRow(ctx, `SELECT planks FROM shelf WHERE id = $1`, shelf).Scan(&n); err != nil {
		return 0, fmt.Errorf("read how many planks lie: %w", err)
	}
	return n, nil
}

// NewShelf adds an empty shelf inside a transaction of whoever makes the account or the couple. The
// bridge of a couple begins with the planks that the one who invited laid alone, at most most of
// them: from is that person's own shelf. For an account's own shelf it is empty.
func NewShelf(ctx context.Context, tx *db.Tx, id, from string, most int) error {
	laid := 0
	if from != "" {
		alone, err := planks(ctx, tx, from)
		if err != nil {
			return err
		}
		laid = min(alone, most)
	}
	if _, err := tx.Exec(ctx, `INSERT INTO shelf (id, last_seq, planks) VALUES ($1, 0, $2)`, id, laid); err != nil {
		return fmt.Errorf("add a shelf: %w", err)
	}
	return nil
}

// laysOn is the shelf on which an entry lays its planks as it is written, or empty. A held answer
// that waits lays none, and what is for one's own eyes lays none once there are two: the number that
// both read must not tell of either. The halves of a pair lay theirs in open.
func (r Reader) laysOn(n NewEntry) string {
	switch {
	case n.Audience == practice.Ours:
		return r.Shared
	case n.Audience == practice.Mine && !r.two():
		return r.Own
	}
	return ""
}
