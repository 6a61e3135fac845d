package journal

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"footbridge/internal/db"
	"footbridge/internal/practice"
)

// NewEntry is one entry to write.
type NewEntry struct {
	Kind     practice.Kind
	Audience practice.Audience
	Pair     string          // for Held: where it meets the other's; unique over all practices
	Fresh    time.Duration   // for Held: how old the other's may be; 0: any age
	Body     json.RawMessage // what the practice wrote
}

// Writing is what one request writes, all of it or nothing.
type Writing struct {
	Seen     Heads     // where the shelves were when this was decided
	Now      time.Time // in the writer's time zone
	Request  string    // the form's own id; entry ids come from it
	Form     []byte    // a digest of the form, to tell a second sending from another form
	Answer   []byte    // what to tell whoever sends the same form again
	New      []NewEntry
	TakeBack []string // ids of the writer's own entries
	Page     string   // the page whose unsent words go with this; may be empty
	Keep     []byte   // what the page KeepPage starts from: stored as its unsent words
	KeepPage string   // may be empty, and may be all that is written
}

// emptyLog is how long a writer waits for SQLite's log to be emptied after erasing.
const emptyLog = 2 * time.Second

// Write writes w for r. It returns ErrMoved when a shelf is not where w was decided, ErrAnswered
// when the request was written before, ErrGone for an entry to take back that is not r's, and
// ErrAlone for words to two while there is one. On any error nothing was written, except
// ErrUncertain, after which Answered tells.
func (j *Journal) Write(ctx context.Context, r Reader, w Writing) error {
	var t *writing
	err := j.db.Write(ctx, func(tx *db.Tx) error {
		t = &writing{ctx: ctx, tx: tx, r: r, w: w}
		return t.run()
	})
	if errors.Is(err, db.ErrDuplicate) { // the same request, a moment earlier
		err = fmt.Errorf("%w: %w", ErrMoved, err)
	}
	if err == nil || errors.Is(err, ErrUncertain) { // waking a shelf that has not moved is harmless
		for shelf, seq := range t.moved {
			j.wake(shelf, seq)
		}
	}
	if err != nil {
		return fmt.Errorf("write to the journal: %w", err)
	}
	if t.erased {
		// What was erased leaves SQLite's log too. A long read may keep the log in use; what was
		// written is written all the same, and the next erasing or Purge empties it.
		short, stop := context.WithTimeout(context.WithoutCancel(ctx), emptyLog)
		defer stop()
		_ = j.db.Checkpoint(short)
	}
	return nil
}

// writing is one Write inside its transaction.
type writing struct {
	ctx context.Context
	tx  *db.Tx
	r   Reader
	w   Writing

	heads  map[string]int64 // numbers reached, by locked shelf
	moved  map[string]int64 // those that this transaction moved
	laid   map[string]int   // planks that it laid, by shelf; each of them moved
	erased bool
}

func (t *writing) run() error {
	t.heads, t.moved, t.laid = map[string]int64{}, map[string]int64{}, map[string]int{}
	if err := t.refuseAnswered(); err != nil {
		return err
	}
	if err := t.lockShelves(); err != nil {
		return err
	}
	for _, id := range t.w.TakeBack {
		if err := t.takeBack(id); err != nil {
			return err
		}
	}
	for i, n := range t.w.New {
		if err := t.add(n, entryID(t.r.Me, t.w.Request, i)); err != nil {
			return err
		}
	}
	for shelf, seq := range t.moved {
		if _, err := t.tx.Exec(t.ctx, `UPDATE shelf SET last_seq = $1, planks = planks + $2 WHERE id = $3`,
			seq, t.laid[shelf], shelf); err != nil {
			return fmt.Errorf("move a head: %w", err)
		}
	}
	return t.remember()
}

func (t *writing) add(n NewEntry, id string) error {
	if err := t.unused(id); err != nil {
		return err
	}
	if on := t.r.laysOn(n); on != "" {
		t.laid[on] += n.Kind.Planks
	}
	switch n.Audience {
	case practice.Mine:
		return t.append(t.r.Own, n, id)
	case practice.Ours:
		if !t.r.two() {
			return ErrAlone
		}
		return t.append(t.r.Shared, n, id)
	case practice.Held:
		if !t.r.two() {
			return ErrAlone
		}
		return t.give(n, id)
	case practice.Overlap:
		if !t.r.two() {
			return ErrAlone
		}
		return t.choose(n, id)
	}
	return fmt.Errorf("journal: there is no audience %q", n.Audience)
}
