package journal

import (
	"context"
	"fmt"
	"sort"
	"strings"

	"footbridge/internal/db"
	"footbridge/internal/practice"
)

// Batch is what a reader finds on their two shelves, in the order in which it arrived.
type Batch struct {
	Entries []practice.Entry // Body is the JSON as it was written
	Heads   Heads
	// First and Last say when the first and the last of the entries arrived, in Unix
	// milliseconds; 0 when there are none.
	First, Last int64
	// Again says that something was erased behind the heads the reader came with: what was
	// folded up to there is no longer true, and Entries holds everything from the start.
	Again bool
	// Broken counts rows that could not be opened: changed in the database, or under a key that
	// is not here. They are left out.
	Broken int
}

// Read returns the entries of the given kinds that r may read and that lie behind the heads in
// after; the zero Heads ask for all. It is one view of the database.
func (j *Journal) Read(ctx context.Context, r Reader, kinds []practice.Kind, after Heads) (Batch, error) {
	var b Batch
	err := j.db.Read(ctx, func(tx *db.Tx) error {
		b = Batch{}
		var err error
		if b.Heads, err = heads(ctx, tx, r); err != nil {
			return err
		}
		if b.Heads == after {
			return nil
		}
		if b.Again, err = erased(ctx, tx, r, after, b.Heads); err != nil {
			return err
		}
		if b.Again {
			after = Heads{}
		}
		return b.fill(ctx, tx, r, kinds, after)
	})
	if err != nil {
		return Batch{}, fmt.Errorf("read the journal: %w", err)
	}
	return b, nil
}

// found is an opened row on its way into a Batch.
type found struct {
	entry   practice.Entry
	arrived int64
}

// fill opens the rows of both shelves and merges them by arrival. On one shelf arrival never runs
// backwards, whatever the clocks of the nodes said.
func (b *Batch) fill(ctx context.Context, tx *db.Tx, r Reader, kinds []practice.Kind, after Heads) error {
	var all []found
	take := func(shelf string, behind int64) error {
		rows, err := shelfRows(ctx, tx, r, shelf, kinds, behind)
		if err != nil {
			return err
		}
		last := int64(0)
		for _, w := range rows {
			s, c, err := r.openRow(w.row, w.kind.Locked)
			if err != nil || s.kind != w.kind.Name {
				b.Broken++
				continue
			}
			last = max(last, s.arrived)
			all = append(all, found{r.entry(w.row, s, c), last})
		}
		return nil
	}
	if err := take(r.Own, after.Own); err != nil {
		return err
	}
	if r.two() {
		if err := take(r.Shared, after.Shared); err != nil {
			return err
		}
	}
	sort.SliceStable(all, func(i, k int) bool { return all[i].arrived < all[k].arrived })
	for _, f := range all {
		b.Entries = append(b.Entries, f.entry)
	}
	if len(all) > 0 {
		b.First, b.Last = all[0].arrived, all[len(all)-1].arrived
	}
	return nil
}

func heads(ctx context.Context, tx *db.Tx, r Reader) (Heads, error) {
	var h Heads
	one := func(shelf string) (seq int64, err error) {
		err = tx.QueryRow(ctx, `SELECT last_seq FROM shelf WHERE id = $1`, shelf).Scan(&seq)
		return seq, err
	}
	var err error
	if h.Own, err = one(r.Own); err != nil {
		return h, fmt.Errorf("head of the own shelf: %w", err)
	}
	if r.two() {
		if h.Shared, err = one(r.Shared); err != nil {
			return h, fmt.Errorf("head of the shared shelf: %w", err)
		}
	}
	return h, nil
}

// erased says whether a stone was laid on top after the heads a reader came with.
func erased(ctx context.Context, tx *db.Tx, r Reader, after, now Heads) (bool, error) {
	if after == (Heads{}) {
		return true, nil
	}
	one := func(shelf string, seq int64) (yes bool, err error) {
		err = tx.QueryRow(ctx, `SELECT EXISTS (SELECT 1 FROM entry WHERE shelf = $1 AND seq > $2 AND id IS NULL)`,
			shelf, seq).Scan(&yes)
		return yes, err
	}
	if now.Own > after.Own {
		if yes, err := one(r.Own, after.Own); yes || err != nil {
			return yes, err
		}
	}
	if r.two() && now.Shared > after.Shared {
		return one(r.Shared, after.Shared)
	}
	return false, nil
}

type shelfRow struct {
	row
	kind practice.Kind // by its tag
}

// shelfRows reads the rows of some kinds from one shelf. This is the WHERE clause of the package
// comment: callers pass the reader's own shelf or the shared one.
func shelfRows(ctx context.Context, tx *db.Tx, r Reader, shelf string, kinds []practice.Kind, behind int64) ([]shelfRow, error) {
	if shelf != r.Own && shelf != r.Shared {
		return nil, fmt.Errorf("journal: this shelf is not the reader's")
	}
	if len(kinds) == 0 {
		return nil, nil
	}
	args := []any{shelf, behind}
	var marks []string
	byTag := map[string]practice.Kind{}
	for _, k := range kinds {
		tags, err := r.tags(r.lockFor(shelf, false), k.Name)
		if err != nil {
			return nil, err
		}
		for _, tag := range tags {
			args = append(args, tag)
			marks = append(marks, fmt.Sprintf("$%d", len(args)))
			byTag[string(tag)] = k
		}
	}
	rows, err := tx.Query(ctx, `SELECT seq, id, rev, author, day, opening, tag, sealed, wrap FROM entry
		WHERE shelf = $1 AND seq > $2 AND tag IN (`+strings.Join(marks, ", ")+`) ORDER BY seq`, args...)
	if err != nil {
		return nil, fmt.Errorf("read a shelf: %w", err)
	}
	defer rows.Close()
	var out []shelfRow
	for rows.Next() {
		w := shelfRow{row: row{shelf: shelf}}
		var opening *string
		var tag []byte
		if err := rows.Scan(&w.seq, &w.id, &w.rev, &w.author, &w.day, &opening, &tag, &w.sealed, &w.wrap); err != nil {
			return nil, fmt.Errorf("read a row: %w", err)
		}
		if opening != nil {
			w.opening = *opening
		}
		w.kind = byTag[string(tag)]
		out = append(out, w)
	}
	return out, rows.Err()
}

// Heads tells how far the reader's two shelves have come.
func (j *Journal) Heads(ctx context.Context, r Reader) (Heads, error) {
	var h Heads
	err := j.db.Read(ctx, func(tx *db.Tx) (err error) {
		h, err = heads(ctx, tx, r)
		return err
	})
	if err != nil {
		return Heads{}, fmt.Errorf("read the heads: %w", err)
	}
	return h, nil
}
