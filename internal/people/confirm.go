package people

import (
	"context"
	"errors"
	"fmt"

	"footbridge/internal/db"
	"footbridge/internal/vault"
)

// usedRow is one's own invitation that somebody has joined.
type usedRow struct {
	couple       string
	code, joined []byte
}

// readUsed is nil when there is none.
func readUsed(ctx context.Context, tx *db.Tx, account string) (*usedRow, error) {
	var r usedRow
	err := tx.QueryRow(ctx, `SELECT couple, code, joined FROM invitation WHERE account = $1 AND couple IS NOT NULL`, account).
		Scan(&r.couple, &r.code, &r.joined)
	if errors.Is(err, db.ErrNoRow) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read a used invitation: %w", err)
	}
	return &r, nil
}

// found is what somebody left who joined, opened and checked.
type found struct {
	joined joined
	me     mate
	couple *vault.Couple
}

// checkJoined checks everything that the inviter relies on, from the code that
// they themselves made: the record lies under that code, it is about this
// couple and holds their own keys, the other's keys in it are those of the
// other's account and signed it, and the couple's keys are the ones it names.
func checkJoined(k *vault.Keys, me string, row *memberRow, used *usedRow) (*found, error) {
	var out found
	code, err := openOwnCode(k, me, used.code)
	if err != nil {
		return nil, ErrChanged
	}
	plain, err := vault.OpenCode(code, aboutJoined, used.joined)
	if err != nil || unpack(plain, &out.joined) != nil {
		return nil, ErrChanged
	}
	m, err := readMembership(out.joined.Record)
	if err != nil || m.Couple != row.couple || used.couple != row.couple || m.Epoch != 1 {
		return nil, ErrChanged
	}
	mine, other, ok := m.split(me)
	switch {
	case !ok || !mine.public().Equal(k.Public()):
		return nil, ErrChanged
	case other.Account != row.other || !other.public().Equal(row.otherKeys):
		return nil, ErrChanged
	case !vault.Verify(other.public(), aboutRecord, out.joined.Record, out.joined.Signature):
		return nil, ErrChanged
	}
	out.me = mine
	out.couple, err = openKeys(k, out.joined.Record, m, me, row.wrap)
	return &out, err
}

// Confirm is the inviter's side: it checks what the other left, signs it, and
// erases the invitation. Errors: ErrAlone when nobody has joined, ErrPaired
// when it is done already, ErrChanged when anything does not match; then
// nothing is used or changed.
func (p *People) Confirm(ctx context.Context, v *Visit) error {
	err := p.db.Write(ctx, func(tx *db.Tx) error {
		if err := lockAccount(ctx, tx, v.Account); err != nil {
			return err
		}
		row, used, err := waiting(ctx, tx, v.Account)
		if err != nil {
			return err
		}
		found, err := checkJoined(v.keys, v.Account, row, used)
		if err != nil {
			return err
		}
		f, err := storedProfile(ctx, tx, v.keys, v.Account)
		if err != nil {
			return err
		}
		if f.Side != found.me.Side {
			return ErrChanged
		}
		record := found.joined.Record
		_, err = tx.Exec(ctx, `UPDATE member SET card = $1, pin = $2, signature = $3 WHERE account = $4`,
			sealCard(found.couple, v.Account, card{Name: f.Name, Side: f.Side, Zone: f.Zone}),
			sealPin(v.keys, row.couple, pin{Record: record, Both: true}),
			sealSignature(found.couple, v.keys, v.Account, record), v.Account)
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `DELETE FROM invitation WHERE account = $1`, v.Account)
		return err
	})
	if err != nil {
		return fmt.Errorf("confirm: %w", err)
	}
	p.erased(ctx)
	return nil
}

// Refuse is the other answer of the inviter, while they have not confirmed: it
// was not the person they meant, or the words differ, or the record does not
// match. The couple and its keys are erased, and both are alone again; what lies
// on the shared shelf cannot be opened any more. Errors: ErrAlone, ErrPaired.
func (p *People) Refuse(ctx context.Context, v *Visit) error {
	err := p.db.Write(ctx, func(tx *db.Tx) error {
		if err := lockAccount(ctx, tx, v.Account); err != nil {
			return err
		}
		row, _, err := waiting(ctx, tx, v.Account)
		if err != nil {
			return err
		}
		for _, query := range []string{
			`DELETE FROM invitation WHERE couple = $1`, `DELETE FROM member WHERE couple = $1`, `DELETE FROM couple WHERE id = $1`,
		} {
			if _, err := tx.Exec(ctx, query, row.couple); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("refuse: %w", err)
	}
	p.erased(ctx)
	return nil
}

// waiting reads what waits for the account's yes.
func waiting(ctx context.Context, tx *db.Tx, account string) (*memberRow, *usedRow, error) {
	row, err := readMember(ctx, tx, account)
	if err != nil {
		return nil, nil, err
	}
	if row == nil {
		return nil, nil, ErrAlone
	}
	if row.pin != nil {
		return nil, nil, ErrPaired
	}
	used, err := readUsed(ctx, tx, account)
	if err == nil && used == nil {
		used = &usedRow{} // erased by somebody: opens nothing, and can be refused
	}
	return row, used, err
}
