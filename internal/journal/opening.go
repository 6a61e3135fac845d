package journal

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"footbridge/internal/db"
	"footbridge/internal/practice"
)

// give puts a held answer in its place, or opens it together with the other's.
//
// Neither of the two can tell from anything here whether the other has answered: an answer that
// stays unopened moves only its author's own shelf, and the row locks taken are the same either
// way.
func (t *writing) give(n NewEntry, id string) error {
	answer, s, at, err := t.instead(n, n.Pair, id)
	if err != nil {
		return err
	}
	pairs, err := t.r.tags(lockHeld, n.Pair)
	if err != nil {
		return err
	}
	theirs, ok, err := t.waiting(n, pairs)
	if err != nil {
		return err
	}
	if !ok {
		return t.put(answer, s, n.Kind.Locked, at)
	}
	return t.open(half{answer, s, n.Kind.Planks}, theirs)
}

// instead seals an answer for a place where at most one of a person's stands: a later one replaces the one that has not
// opened, under its id.
func (t *writing) instead(n NewEntry, pair, id string) (row, slip, spot, error) {
	at, err := t.r.spot(pair)
	if err != nil {
		return row{}, slip{}, spot{}, err
	}
	rev := 1
	mine, ok, err := findHeld(t.ctx, t.tx, `place`, t.r.Own, at.place)
	if err != nil {
		return row{}, slip{}, spot{}, err
	}
	if ok {
		id, rev = mine.id, mine.rev+1
		if err := t.erase(t.r.Own, mine.seq); err != nil {
			return row{}, slip{}, spot{}, err
		}
	}
	answer := row{shelf: t.r.Own, id: id, rev: rev, author: t.r.Me, day: int64(practice.DayOf(t.w.Now))}
	s, err := t.seal(&answer, n)
	return answer, s, at, err
}

// waiting looks on the other's own shelf for the answer that n would open with. This, open and Overlap are
// the only readers of another's shelf. What cannot be opened, or is too old, does not wait.
func (t *writing) waiting(n NewEntry, pairs [][]byte) (half, bool, error) {
	w, ok, err := findHeld(t.ctx, t.tx, `pair`, t.r.OtherOwn, pairs...)
	if err != nil || !ok {
		return half{}, false, err
	}
	if w.author != t.r.Other {
		return half{}, false, nil
	}
	inside, err := t.r.Keys.Unwrap(lockHeld, w.held, w.aboutHeld())
	if err != nil {
		return half{}, false, nil
	}
	s, err := readSlip(inside)
	if err != nil {
		return half{}, false, nil
	}
	// Before the content is opened, so that an old answer costs no time that could be measured.
	if n.Fresh > 0 && t.w.Now.Sub(time.UnixMilli(s.arrived)) > n.Fresh {
		return half{}, false, nil
	}
	_, c, err := t.r.openContent(w, inside)
	if err != nil || c.Pair != n.Pair {
		return half{}, false, nil
	}
	return half{w, s, c.Planks}, true, nil
}

// half is one answer of a pair on its way to the shared shelf.
type half struct {
	row
	slip   slip
	planks int
}

// open moves both answers to the shared shelf. Their order there comes from their ids, which are
// random, so that it does not tell who was first; both arrive at the same moment.
func (t *writing) open(mine, theirs half) error {
	if err := t.erase(t.r.OtherOwn, theirs.seq); err != nil {
		return err
	}
	pair := []half{mine, theirs}
	slices.SortFunc(pair, func(a, b half) int { return strings.Compare(a.id, b.id) })
	// Both ids and no more: a revision in it could be guessed, and would tell how often the other
	// changed their answer before it opened.
	sum := sha256.Sum256(bind("opening", pair[0].id, pair[1].id))
	opening := idText.EncodeToString(sum[:16])
	for _, h := range pair {
		h.shelf, h.opening = t.r.Shared, opening
		h.slip.arrived = t.w.Now.UnixMilli()
		t.laid[h.shelf] += h.planks
		if err := t.put(h.row, h.slip, false, spot{}); err != nil {
			return fmt.Errorf("open a pair: %w", err)
		}
	}
	return nil
}

// spot is where an unopened answer stands, by two names: place is its author's own, so that a later
// answer replaces it even when the server secret is lost; pair is the one by which the other's answer
// finds it, which only the couple's keys and a server secret together can make.
type spot struct{ place, pair []byte }

// spot is the spot of a pair for this reader.
func (r Reader) spot(pair string) (spot, error) {
	places, err := r.tags(lockOwn, "place "+pair)
	if err != nil {
		return spot{}, err
	}
	pairs, err := r.tags(lockHeld, pair)
	if err != nil {
		return spot{}, err
	}
	return spot{place: places[0], pair: pairs[0]}, nil
}

// findHeld finds the unopened answer in one spot of a shelf, by the column place or pair. A pair has
// one tag for each server secret.
func findHeld(ctx context.Context, tx *db.Tx, column, shelf string, tags ...[]byte) (row, bool, error) {
	for _, tag := range tags {
		w := row{shelf: shelf}
		err := tx.QueryRow(ctx, `SELECT seq, id, rev, author, day, sealed, wrap, held FROM entry
			WHERE shelf = $1 AND `+column+` = $2`, shelf, tag).
			Scan(&w.seq, &w.id, &w.rev, &w.author, &w.day, &w.sealed, &w.wrap, &w.held)
		if errors.Is(err, db.ErrNoRow) {
			continue
		}
		if err != nil {
			return row{}, false, fmt.Errorf("look for a standing answer: %w", err)
		}
		return w, true, nil
	}
	return row{}, false, nil
}
