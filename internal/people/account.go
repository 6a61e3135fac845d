package people

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"footbridge/internal/db"
	"footbridge/internal/vault"
)

// signInBytes is the most of a sign-in name: the longest e-mail address.
const signInBytes = 254

// account is an account's row, unopened.
type account struct {
	id           string
	nameMAC      []byte
	public       vault.Public
	passwordLock []byte
	recoveryLock []byte
	recoveryLook []byte
	shelf        string
	profile      []byte
}

const accountColumns = `SELECT id, name_mac, seal_key, sign_key, password_lock, recovery_lock, recovery_look, shelf, profile
	FROM account WHERE `

// readAccount reads the one row that the query finds, or nil.
func readAccount(ctx context.Context, tx *db.Tx, where string, arg any) (*account, error) {
	var a account
	err := tx.QueryRow(ctx, accountColumns+where, arg).Scan(&a.id, &a.nameMAC, &a.public.Seal, &a.public.Sign,
		&a.passwordLock, &a.recoveryLock, &a.recoveryLook, &a.shelf, &a.profile)
	if errors.Is(err, db.ErrNoRow) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read an account: %w", err)
	}
	return &a, nil
}

// byName finds the account under any of a name's HMACs, or nil. It asks for
// each of them whether or not one was found, so that both take as long.
func byName(ctx context.Context, tx *db.Tx, macs [][]byte) (*account, error) {
	var found *account
	for _, mac := range macs {
		a, err := readAccount(ctx, tx, `name_mac = $1`, mac)
		if err != nil {
			return nil, err
		}
		if a != nil && found == nil {
			found = a
		}
	}
	return found, nil
}

// owns reports whether the keys are this account's: their public half is in the
// row, and they open the profile. A lock copied from another row opens to
// somebody else's keys.
func (a *account) owns(k *vault.Keys) bool {
	if !k.Public().Equal(a.public) {
		return false
	}
	_, err := openProfile(k, a.id, a.profile)
	return err == nil
}

// withPassword opens the account's keys, or gives ErrWrong after as much time
// when there is no account. A damaged or weakened lock is ErrWrong as well, so
// that it is never followed.
func (p *People) withPassword(ctx context.Context, a *account, password string) (*vault.Keys, error) {
	var lock []byte
	if a != nil {
		lock = a.passwordLock
	}
	keys, err := p.vault.OpenWithPassword(ctx, lock, password)
	switch {
	case errors.Is(err, vault.ErrWrong):
		return nil, ErrWrong
	case errors.Is(err, vault.ErrOpen):
		return nil, fmt.Errorf("%w: a password lock was refused", ErrWrong)
	case err != nil:
		return nil, err
	case !a.owns(keys):
		return nil, fmt.Errorf("%w: a password lock holds other keys", ErrWrong)
	}
	return keys, nil
}

// checkSignInName refuses names that could not be typed again.
func checkSignInName(name string) error {
	switch {
	case len(name) > signInBytes:
		return &ErrField{Field: "signin", Why: "long"}
	case folded(name) == "":
		return &ErrField{Field: "signin", Why: "empty"}
	case !plainText(name):
		return &ErrField{Field: "signin", Why: "unknown"}
	}
	return nil
}

// plainText reports text on one line without control signs.
func plainText(s string) bool {
	return utf8.ValidString(s) && !strings.ContainsFunc(s, func(r rune) bool {
		return unicode.IsControl(r) || r == '\u2028' || r == '\u2029'
	})
}

// isNameOf reports whether s is the sign-in name with this keyed hash.
func (p *People) isNameOf(mac []byte) func(s string) bool {
	return func(s string) bool {
		for _, m := range p.vault.NameMACs(s) {
			if bytes.Equal(m, mac) {
				return true
			}
		}
		return false
	}
}
