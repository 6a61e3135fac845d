package people

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"footbridge/internal/db"
	"footbridge/internal/vault"
)

// joined is what the one who joins leaves under the code for the inviter.
type joined struct {
	Record    []byte `json:"record"`
	Signature []byte `json:"signature"`
	Name      string `json:"name"`
}

// Join makes a couple of the one who asks and the one whose invitation this is.
// It is done at once for the one who joins; the inviter confirms at their next
// visit. When both stood on the same bank, the one who joins gets the other.
// All other invitations of both are cancelled. Errors: ErrInvitation, ErrPaired,
// ErrNotArrived, ErrChanged (the inviter's keys are not those of the
// invitation).
func (p *People) Join(ctx context.Context, v *Visit, code string) error {
	err := p.db.Write(ctx, func(tx *db.Tx) error {
		r, err := p.readInvitation(ctx, tx, code)
		if errors.Is(err, ErrInvitation) {
			// Somebody who is two already is told that, whatever the code.
			if paired, err := isMember(ctx, tx, v.Account); err != nil {
				return err
			} else if paired {
				return ErrPaired
			}
		}
		if err != nil {
			return err
		}
		if r.account == v.Account {
			return ErrInvitation
		}
		both := []string{v.Account, r.account}
		slices.Sort(both)
		f, err := mayPair(ctx, tx, v, both...)
		if err != nil {
			return err
		}
		// Read again: what was read before the lock may have been used, taken
		// back or renewed.
		if r, err = p.readInvitation(ctx, tx, code); err != nil {
			return err
		}
		inviter, err := readAccount(ctx, tx, `id = $1`, r.account)
		if err != nil {
			return err
		}
		if inviter == nil || !inviter.public.Equal(r.greeting.public()) {
			return ErrChanged
		}
		return p.pairUp(ctx, tx, v, f, r.greeting, inviter.shelf, code)
	})
	if errors.Is(err, db.ErrDuplicate) {
		err = ErrInvitation // the inviter is in a couple already
	}
	if err != nil {
		return fmt.Errorf("join: %w", err)
	}
	p.erased(ctx)
	return nil
}

// pairUp writes the couple's rows. from is the inviter's own shelf.
func (p *People) pairUp(ctx context.Context, tx *db.Tx, v *Visit, f Profile, g greeting, from, code string) error {
	if f.Side == g.Side {
		f.Side = otherSide(g.Side)
		_, err := tx.Exec(ctx, `UPDATE account SET profile = $1 WHERE id = $2`, sealProfile(v.keys, v.Account, f), v.Account)
		if err != nil {
			return fmt.Errorf("change bank: %w", err)
		}
	}
	couple, id, shelf := vault.NewCouple(), newID(), newID()
	public := v.keys.Public()
	m := membership{Version: 1, Couple: id, Epoch: couple.Epoch(), Keys: couple.Hash(), Members: [2]mate{
		{Account: g.Account, Seal: g.Seal, Sign: g.Sign, Side: g.Side},
		{Account: v.Account, Seal: public.Seal, Sign: public.Sign, Side: f.Side},
	}}
	record := pack(m)
	if err := p.makeShelf(ctx, tx, shelf, from, planksMost); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `INSERT INTO couple (id, shelf, epoch) VALUES ($1, $2, $3)`, id, shelf, int64(couple.Epoch()))
	if err != nil {
		return fmt.Errorf("add a couple: %w", err)
	}
	for _, one := range []struct {
		mate           mate
		card           card
		pin, signature []byte
	}{
		{m.Members[0], card{Name: g.Name, Side: g.Side, Zone: g.Zone}, nil, nil},
		{m.Members[1], card{Name: f.Name, Side: f.Side, Zone: f.Zone},
			sealPin(v.keys, id, pin{Record: record}), sealSignature(couple, v.keys, v.Account, record)},
	} {
		wrap, err := couple.SealFor(one.mate.public(), aboutKeys(record, m, one.mate.Account))
		if err != nil {
			return ErrChanged // a public key that is none
		}
		_, err = tx.Exec(ctx, `INSERT INTO member (account, couple, wrap, card, pin, signature) VALUES ($1, $2, $3, $4, $5, $6)`,
			one.mate.Account, id, wrap, sealCard(couple, one.mate.Account, one.card), one.pin, one.signature)
		if err != nil {
			return fmt.Errorf("add a member: %w", err)
		}
	}
	used, err := changed(ctx, tx, `UPDATE invitation SET couple = $1, joined = $2 WHERE account = $3 AND couple IS NULL`,
		id, vault.SealCode(code, aboutJoined, pack(joined{Record: record, Signature: v.keys.Sign(aboutRecord, record), Name: f.Name})), g.Account)
	if err == nil && !used {
		err = ErrInvitation
	}
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `DELETE FROM invitation WHERE account = $1`, v.Account)
	return err
}
