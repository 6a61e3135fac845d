package people

import (
	"context"
	"errors"
	"fmt"

	"footbridge/internal/db"
	"footbridge/internal/vault"
)

// memberRow is one's place in a couple, and what lies there of the other.
type memberRow struct {
	couple, shelf      string
	wrap, pin          []byte
	other              string // account
	otherKeys          vault.Public
	otherShelf         string
	otherCard, otherBy []byte // sealed card; sealed signature, nil until they signed
}

// readMember is nil for somebody alone.
func readMember(ctx context.Context, tx *db.Tx, account string) (*memberRow, error) {
	var r memberRow
	err := tx.QueryRow(ctx, `SELECT m.couple, c.shelf, m.wrap, m.pin,
			o.account, a.seal_key, a.sign_key, a.shelf, o.card, o.signature
		FROM member m JOIN couple c ON c.id = m.couple
		JOIN member o ON o.couple = m.couple AND o.account <> m.account
		JOIN account a ON a.id = o.account
		WHERE m.account = $1`, account).Scan(&r.couple, &r.shelf, &r.wrap, &r.pin,
		&r.other, &r.otherKeys.Seal, &r.otherKeys.Sign, &r.otherShelf, &r.otherCard, &r.otherBy)
	if errors.Is(err, db.ErrNoRow) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read a membership: %w", err)
	}
	return &r, nil
}

// isMember reports whether the account is in a couple, confirmed or not.
func isMember(ctx context.Context, tx *db.Tx, account string) (bool, error) {
	var n int
	err := tx.QueryRow(ctx, `SELECT COUNT(*) FROM member WHERE account = $1`, account).Scan(&n)
	if err != nil {
		return false, fmt.Errorf("read a membership: %w", err)
	}
	return n > 0, nil
}

// pair is an opened and checked membership.
type pair struct {
	pin    pin
	couple *vault.Couple
	other  mate
	card   card // of the other
	signed bool // the other's signature is there and right
}

// openPair opens a membership that this person has checked before, and compares
// everything with what they checked. Any difference is ErrChanged.
func (r *memberRow) openPair(k *vault.Keys, me string) (*pair, error) {
	var out pair
	plain, err := k.OpenOwn(aboutPin+r.couple, r.pin)
	if err != nil || unpack(plain, &out.pin) != nil {
		return nil, ErrChanged
	}
	m, err := readMembership(out.pin.Record)
	if err != nil || m.Couple != r.couple {
		return nil, ErrChanged
	}
	_, other, ok := m.split(me)
	if !ok || other.Account != r.other || !other.public().Equal(r.otherKeys) {
		return nil, ErrChanged
	}
	out.other = other
	if out.couple, err = openKeys(k, out.pin.Record, m, me, r.wrap); err != nil {
		return nil, err
	}
	if out.card, err = openCard(out.couple, other.Account, r.otherCard); err != nil {
		return nil, ErrChanged
	}
	if r.otherBy != nil && !out.pin.Both {
		sig, err := out.couple.Open(aboutSignature+other.Account, r.otherBy)
		if err != nil || !vault.Verify(other.public(), aboutRecord, out.pin.Record, sig) {
			return nil, ErrChanged
		}
	}
	out.signed = r.otherBy != nil
	return &out, nil
}

func sealPin(k *vault.Keys, couple string, p pin) []byte {
	return k.SealOwn(aboutPin+couple, pack(p))
}

func sealCard(c *vault.Couple, account string, of card) []byte {
	return c.Seal(aboutCard+account, pack(of))
}

func openCard(c *vault.Couple, account string, sealed []byte) (of card, err error) {
	plain, err := c.Open(aboutCard+account, sealed)
	if err != nil {
		return card{}, err
	}
	return of, unpack(plain, &of)
}

func sealSignature(c *vault.Couple, k *vault.Keys, account string, record []byte) []byte {
	return c.Seal(aboutSignature+account, k.Sign(aboutRecord, record))
}
