package journal

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"sort"
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
}

// emptyLog is how long a writer waits for SQLite's log to be emptied after erasing.
const emptyLog = 2 * time.Second

// Write writes w for r. It returns ErrMoved when a shelf is not where w was decided, ErrAnswered
// when the request was written before, ErrGone for an entry to take back that is not r's, and
// ErrAlone for words to two while there is one. On any error nothing was written, except
// db.ErrUncertain, after which Answered tells.
func (j *Journal) Write(ctx context.Context, r Reader, w Writing) error {
	var t *writing
	err := j.db.Write(ctx, func(tx *db.Tx) error {
		t = &writing{ctx: ctx, tx: tx, r: r, w: w}
		return t.run()
	})
	if errors.Is(err, db.ErrDuplicate) { // the same request, a moment earlier
		err = fmt.Errorf("%w: %w", ErrMoved, err)
	}
	if err != nil {
		return fmt.Errorf("write to the journal: %w", err)
	}
	for shelf, seq := range t.moved {
		j.wake(shelf, seq)
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
	erased bool
}

func (t *writing) run() error {
	t.heads, t.moved = map[string]int64{}, map[string]int64{}
	if err := t.fresh(); err != nil {
		return err
	}
	if err := t.lock(); err != nil {
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
		if _, err := t.tx.Exec(t.ctx, `UPDATE shelf SET last_seq = $1 WHERE id = $2`, seq, shelf); err != nil {
			return fmt.Errorf("move a head: %w", err)
		}
	}
	return t.finish()
}

// reach says how far this writing may go beyond the writer's own shelf: to the shared one, and, with
// an answer that may open, to the other's own.
func (t *writing) reach() (shared, other bool) {
	if !t.r.two() {
		return false, false
	}
	shared = len(t.w.TakeBack) > 0
	for _, n := range t.w.New {
		shared = shared || n.Audience != practice.Mine
		other = other || n.Audience == practice.Held
	}
	return shared, other
}

// lock takes the rows of the shelves that this writing may touch, the shared one first and the own
// ones in the order of their ids, and compares the reader's two with where they were seen. What is
// private only locks the own shelf, so that nothing of it can be felt elsewhere.
func (t *writing) lock() error {
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

func (t *writing) lockOne(shelf string) error {
	var seq int64
	err := t.tx.QueryRow(t.ctx, `UPDATE shelf SET last_seq = last_seq WHERE id = $1 RETURNING last_seq`, shelf).Scan(&seq)
	if err != nil {
		return fmt.Errorf("lock a shelf: %w", err)
	}
	t.heads[shelf] = seq
	return nil
}

// next gives the next number of a locked shelf.
func (t *writing) next(shelf string) int64 {
	t.heads[shelf]++
	t.moved[shelf] = t.heads[shelf]
	return t.heads[shelf]
}

func (t *writing) add(n NewEntry, id string) error {
	if err := t.unused(id); err != nil {
		return err
	}
	switch n.Audience {
	case practice.Mine:
		_, err := t.append(t.r.Own, n, id, 1)
		return err
	case practice.Ours:
		if !t.r.two() {
			return ErrAlone
		}
		_, err := t.append(t.r.Shared, n, id, 1)
		return err
	case practice.Held:
		if !t.r.two() {
			return ErrAlone
		}
		return t.give(n, id)
	}
	return fmt.Errorf("journal: there is no audience %q", n.Audience)
}

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
func (t *writing) append(shelf string, n NewEntry, id string, rev int) (row, error) {
	w := row{shelf: shelf, id: id, rev: rev, author: t.r.Me, day: int64(practice.DayOf(t.w.Now))}
	s, err := t.seal(&w, n)
	if err != nil {
		return row{}, err
	}
	return w, t.put(w, s, n.Kind.Locked, spot{})
}

// seal fills in w.sealed under a fresh key, which the slip carries.
func (t *writing) seal(w *row, n NewEntry) (slip, error) {
	c := content{At: t.w.Now.UnixMilli(), Body: n.Body}
	if n.Audience == practice.Held {
		c.Pair = n.Pair // and only then: it is what makes an own entry a held one
	}
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
	tag := t.r.Keys.Tags(t.r.lockFor(w.shelf, false), s.kind)[0]
	_, err = t.tx.Exec(t.ctx, `INSERT INTO entry (shelf, seq, id, rev, author, day, tag, place, pair, opening, sealed, wrap, held)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
		w.shelf, w.seq, w.id, w.rev, w.author, w.day, tag, at.place, at.pair, opening, w.sealed, w.wrap, w.held)
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
