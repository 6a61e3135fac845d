package journal

import (
	"context"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"fmt"

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

// refuseAnswered reports ErrAnswered when this request was written before.
func (t *writing) refuseAnswered() error {
	if t.w.Request == "" {
		return fmt.Errorf("journal: a writing without a request id")
	}
	there, err := wasWritten(t.ctx, t.tx, t.r, t.w.Request)
	if err != nil {
		return err
	}
	if there {
		return ErrAnswered
	}
	return nil
}

// wasWritten says whether a request of the reader's was written and is still remembered.
func wasWritten(ctx context.Context, tx *db.Tx, r Reader, request string) (there bool, err error) {
	err = tx.QueryRow(ctx, `SELECT EXISTS (SELECT 1 FROM request WHERE shelf = $1 AND id = $2)`, r.Own, request).Scan(&there)
	if err != nil {
		return false, fmt.Errorf("look for a request: %w", err)
	}
	return there, nil
}

// remember keeps what the request was told, drops the unsent words that have now been sent, and
// stores those that the next page starts from.
func (t *writing) remember() error {
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
	if t.w.Page != "" && t.w.Page != t.w.KeepPage {
		if err := dropUnsent(t.ctx, t.tx, t.r, t.w.Page); err != nil {
			return err
		}
	}
	if t.w.KeepPage == "" {
		return nil
	}
	if sealed, err = sealSmall(t.r, t.w.Keep, aboutUnsent(t.r, t.w.KeepPage)); err != nil {
		return err
	}
	return storeUnsent(t.ctx, t.tx, t.r, t.w.KeepPage, sealed, t.w.Now)
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
