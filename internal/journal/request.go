package journal

import (
	"context"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"footbridge/internal/db"
	"footbridge/internal/practice"
)

// ErrOtherForm: a different form was already written under this request id.
var ErrOtherForm = errors.New("journal: another form was sent under this id")

// answered is what is kept of a request, sealed for its sender.
type answered struct {
	Form   []byte `json:"form"`
	Answer []byte `json:"answer"`
}

func aboutRequest(r Reader, id string) []byte { return bind("request1", r.Own, id) }

// fresh reports ErrAnswered when this request was written before.
func (t *writing) fresh() error {
	if t.w.Request == "" {
		return fmt.Errorf("journal: a writing without a request id")
	}
	var there bool
	err := t.tx.QueryRow(t.ctx, `SELECT EXISTS (SELECT 1 FROM request WHERE shelf = $1 AND id = $2)`,
		t.r.Own, t.w.Request).Scan(&there)
	if err != nil {
		return fmt.Errorf("look for a request: %w", err)
	}
	if there {
		return ErrAnswered
	}
	return nil
}

// finish remembers the request and drops the unsent words that have now been sent.
func (t *writing) finish() error {
	plain, err := json.Marshal(answered{t.w.Form, t.w.Answer})
	if err != nil {
		return fmt.Errorf("encode an answer: %w", err)
	}
	sealed, err := sealSmall(t.r, plain, aboutRequest(t.r, t.w.Request))
	if err != nil {
		return err
	}
	if _, err := t.tx.Exec(t.ctx, `INSERT INTO request (shelf, id, day, answer) VALUES ($1, $2, $3, $4)`,
		t.r.Own, t.w.Request, int64(practice.DayOf(t.w.Now.UTC())), sealed); err != nil {
		return fmt.Errorf("remember a request: %w", err)
	}
	if t.w.Page == "" {
		return nil
	}
	return dropUnsent(t.ctx, t.tx, t.r, t.w.Page)
}

// sealSmall seals something short for r alone, as one blob: the wrapped key, its length in front,
// then the content, padded by the Sealer.
func sealSmall(r Reader, plain, about []byte) ([]byte, error) {
	sealed, key, err := r.Keys.Seal(plain, about)
	if err != nil {
		return nil, fmt.Errorf("seal: %w", err)
	}
	wrap, err := r.Keys.Wrap(lockOwn, key, about)
	if err != nil {
		return nil, fmt.Errorf("wrap: %w", err)
	}
	if len(wrap) > 255 {
		return nil, errFormat
	}
	return append(append([]byte{byte(len(wrap))}, wrap...), sealed...), nil
}

func openSmall(r Reader, blob, about []byte) ([]byte, error) {
	if len(blob) < 1 || len(blob) < 1+int(blob[0]) {
		return nil, errFormat
	}
	wrap, sealed := blob[1:1+blob[0]], blob[1+blob[0]:]
	key, err := r.Keys.Unwrap(lockOwn, wrap, about)
	if err != nil {
		return nil, fmt.Errorf("unwrap: %w", err)
	}
	return r.Keys.Open(sealed, key, about)
}

// Answered tells what a request was told when it was written. ok is false when it never was. The
// error is ErrOtherForm when form is not the digest that came with it.
func (j *Journal) Answered(ctx context.Context, r Reader, request string, form []byte) (answer []byte, ok bool, err error) {
	var blob []byte
	err = j.db.Read(ctx, func(tx *db.Tx) error {
		return tx.QueryRow(ctx, `SELECT answer FROM request WHERE shelf = $1 AND id = $2`, r.Own, request).Scan(&blob)
	})
	if errors.Is(err, db.ErrNoRow) {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, fmt.Errorf("look for a request: %w", err)
	}
	plain, err := openSmall(r, blob, aboutRequest(r, request))
	if err != nil {
		return nil, false, fmt.Errorf("open a request: %w", err)
	}
	var a answered
	if err := json.Unmarshal(plain, &a); err != nil {
		return nil, false, errFormat
	}
	if subtle.ConstantTimeCompare(a.Form, form) != 1 {
		return nil, true, ErrOtherForm
	}
	return a.Answer, true, nil
}

func aboutUnsent(r Reader, page string) []byte { return bind("unsent1", r.Own, page) }

func unsentTag(r Reader, page string) []byte { return r.Keys.Tags(lockOwn, "unsent "+page)[0] }

// KeepUnsent keeps the words of a page that has not been sent: one row for a person and page,
// overwritten. It moves no shelf and wakes nobody.
func (j *Journal) KeepUnsent(ctx context.Context, r Reader, page string, words []byte, now time.Time) error {
	sealed, err := sealSmall(r, words, aboutUnsent(r, page))
	if err != nil {
		return err
	}
	return j.db.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO unsent (shelf, page, day, sealed) VALUES ($1, $2, $3, $4)
			ON CONFLICT (shelf, page) DO UPDATE SET day = excluded.day, sealed = excluded.sealed`,
			r.Own, unsentTag(r, page), int64(practice.DayOf(now.UTC())), sealed)
		if err != nil {
			return fmt.Errorf("keep unsent words: %w", err)
		}
		return nil
	})
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

// DropUnsent erases the unsent words of a page.
func (j *Journal) DropUnsent(ctx context.Context, r Reader, page string) error {
	return j.db.Write(ctx, func(tx *db.Tx) error { return dropUnsent(ctx, tx, r, page) })
}

func dropUnsent(ctx context.Context, tx *db.Tx, r Reader, page string) error {
	if _, err := tx.Exec(ctx, `DELETE FROM unsent WHERE shelf = $1 AND page = $2`, r.Own, unsentTag(r, page)); err != nil {
		return fmt.Errorf("erase unsent words: %w", err)
	}
	return nil
}
