package journal

import (
	"crypto/sha256"
	"errors"
	"fmt"

	"footbridge/internal/db"
	"footbridge/internal/practice"
)

// unused refuses an entry that is there already. The request that wrote it may have been purged, and
// its answer may have moved to the shared shelf since: given again under the same id it could never
// open, and would keep the other's from opening too.
func (t *writing) unused(id string) error {
	var there bool
	err := t.tx.QueryRow(t.ctx, `SELECT EXISTS (SELECT 1 FROM entry WHERE shelf IN ($1, $2) AND id = $3)`,
		t.r.Own, t.r.Shared, id).Scan(&there)
	if err != nil {
		return fmt.Errorf("look for an entry: %w", err)
	}
	if there {
		return ErrAnswered
	}
	return nil
}

// append seals a new entry and puts it on a shelf where it is not held.
func (t *writing) append(shelf string, n NewEntry, id string) error {
	w := row{shelf: shelf, id: id, rev: 1, author: t.r.Me, day: int64(practice.DayOf(t.w.Now))}
	s, err := t.seal(&w, n)
	if err != nil {
		return err
	}
	return t.put(w, s, n.Kind.Locked, spot{})
}

// seal fills in w.sealed under a fresh key, which the slip carries.
func (t *writing) seal(w *row, n NewEntry) (slip, error) {
	c := content{At: t.w.Now.UnixMilli(), Body: n.Body}
	if n.Audience == practice.Held {
		c.Pair = n.Pair // and only then: it is what makes an own entry a held one
		c.Planks = n.Kind.Planks
	}
	c.Choice = n.Audience == practice.Overlap
	plain, err := c.bytes()
	if err != nil {
		return slip{}, err
	}
	sealed, key, err := t.r.Keys.Seal(plain, w.aboutContent(n.Kind.Name))
	if err != nil {
		return slip{}, fmt.Errorf("seal an entry: %w", err)
	}
	w.sealed = sealed
	return slip{key: key, arrived: t.w.Now.UnixMilli(), kind: n.Kind.Name}, nil
}

// put numbers a sealed row, wraps its key for its shelf, and inserts it. at is where a held
// answer stands, the zero spot for all others.
func (t *writing) put(w row, s slip, locked bool, at spot) error {
	tags, err := t.r.tags(t.r.lockFor(w.shelf, false), s.kind)
	if err != nil {
		return err
	}
	w.seq = t.next(w.shelf)
	inside, err := s.bytes()
	if err != nil {
		return err
	}
	lock := t.r.lockFor(w.shelf, locked)
	if w.wrap, err = t.r.Keys.Wrap(lock, inside, w.aboutWrap()); err != nil {
		return fmt.Errorf("wrap an entry: %w", err)
	}
	w.held = nil // what it was held by elsewhere ends here
	if at.pair != nil {
		if w.held, err = t.r.Keys.Wrap(lockHeld, inside, w.aboutHeld()); err != nil {
			return fmt.Errorf("wrap a held entry: %w", err)
		}
	}
	var opening *string
	if w.opening != "" {
		opening = &w.opening
	}
	_, err = t.tx.Exec(t.ctx, `INSERT INTO entry (shelf, seq, id, rev, author, day, tag, place, pair, opening, sealed, wrap, held)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
		w.shelf, w.seq, w.id, w.rev, w.author, w.day, tags[0], at.place, at.pair, opening, w.sealed, w.wrap, w.held)
	if err != nil {
		return fmt.Errorf("append an entry: %w", err)
	}
	return nil
}

// erase turns a row into a stone and lays a new stone on top, for those who keep a fold.
func (t *writing) erase(shelf string, seq int64) error {
	if _, err := t.tx.Exec(t.ctx, `UPDATE entry SET id = NULL, rev = NULL, author = NULL, day = NULL, tag = NULL,
		place = NULL, pair = NULL, opening = NULL, sealed = NULL, wrap = NULL, held = NULL WHERE shelf = $1 AND seq = $2`, shelf, seq); err != nil {
		return fmt.Errorf("erase an entry: %w", err)
	}
	if _, err := t.tx.Exec(t.ctx, `INSERT INTO entry (shelf, seq) VALUES ($1, $2)`, shelf, t.next(shelf)); err != nil {
		return fmt.Errorf("lay a stone: %w", err)
	}
	t.erased = true
	return nil
}

// takeBack erases one of the writer's own entries, wherever it lies.
func (t *writing) takeBack(id string) error {
	shelves := []string{t.r.Own}
	if t.r.two() {
		shelves = append(shelves, t.r.Shared)
	}
	for _, shelf := range shelves {
		var seq int64
		err := t.tx.QueryRow(t.ctx, `SELECT seq FROM entry WHERE shelf = $1 AND id = $2 AND author = $3`,
			shelf, id, t.r.Me).Scan(&seq)
		if errors.Is(err, db.ErrNoRow) {
			continue
		}
		if err != nil {
			return fmt.Errorf("find an entry to take back: %w", err)
		}
		return t.erase(shelf, seq)
	}
	return ErrGone
}

// entryID is the id of the nth entry of a request: the same when the request comes again, and
// telling neither when it was made nor by whom.
func entryID(account, request string, n int) string {
	sum := sha256.Sum256(bind("entry id", account, request, n))
	return idText.EncodeToString(sum[:16])
}
