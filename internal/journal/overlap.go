package journal

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"footbridge/internal/db"
	"footbridge/internal/practice"
)

// choicePlace is where the choices of one kind stand. No held answer has such a place, so that a choice never opens.
func choicePlace(kind string) string { return "choice " + kind }

// choose puts a choice in its place on the writer's own shelf. Nothing else moves, and no other lock is taken: the other
// cannot tell by anything whether, when or how often somebody chose.
func (t *writing) choose(n NewEntry, id string) error {
	answer, s, at, err := t.instead(n, choicePlace(n.Kind.Name), id)
	if err != nil {
		return err
	}
	return t.put(answer, s, n.Kind.Locked, at)
}

// Chosen is one of two choices, for the one function that lays them over one another.
type Chosen struct {
	Body    json.RawMessage
	Arrived time.Time
}

// Overlap reads the two choices of a kind that stand now, the reader's own and the other's, and whether both are there.
// The caller must show nothing but what both chose. It does the same work whether the other has chosen or not, so that
// how long a page takes does not tell.
func (j *Journal) Overlap(ctx context.Context, r Reader, kind practice.Kind) (mine, theirs Chosen, both bool, err error) {
	if !r.two() {
		return Chosen{}, Chosen{}, false, nil
	}
	at, err := r.spot(choicePlace(kind.Name))
	if err != nil {
		return Chosen{}, Chosen{}, false, err
	}
	pairs, err := r.tags(lockHeld, choicePlace(kind.Name))
	if err != nil {
		return Chosen{}, Chosen{}, false, err
	}
	err = j.db.Read(ctx, func(tx *db.Tx) error {
		both = false
		own, ok, err := findHeld(ctx, tx, `place`, r.Own, at.place)
		if err != nil || !ok {
			return err
		}
		other, there, err := findHeld(ctx, tx, `pair`, r.OtherOwn, pairs...)
		if err != nil {
			return err
		}
		if !there || other.author != r.Other {
			other, there = own, false
		}
		one, mineOpens := r.openChoice(own, kind)
		two, theirsOpens := r.openChoice(other, kind)
		if there && mineOpens && theirsOpens {
			mine, theirs, both = one, two, true
		}
		return nil
	})
	if err != nil {
		return Chosen{}, Chosen{}, false, fmt.Errorf("lay choices over one another: %w", err)
	}
	return mine, theirs, both, nil
}

// openChoice opens a choice by the wrap that the couple's key and a server secret open together. What does not open is no
// choice.
func (r Reader) openChoice(w row, kind practice.Kind) (Chosen, bool) {
	inside, err := r.Keys.Unwrap(lockHeld, w.held, w.aboutHeld())
	if err != nil {
		return Chosen{}, false
	}
	s, c, err := r.openContent(w, inside)
	if err != nil || !c.Choice || s.kind != kind.Name {
		return Chosen{}, false
	}
	return Chosen{c.Body, time.UnixMilli(s.arrived)}, true
}
