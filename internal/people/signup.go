package people

import (
	"context"
	"crypto/subtle"
	"errors"
	"fmt"

	"footbridge/internal/db"
	"footbridge/internal/vault"
)

// Browser is what the web knows of the browser that signs in.
type Browser struct {
	Agent  string // the User-Agent header
	Remote string // the network address, with or without port
	Cookie string // the session cookie it sent, "" if none: that session ends
	Device string // the device cookie it sent, "" if none
	Shared bool   // others use it too: nothing is remembered
}

// Cookies are the values to set. Both are secrets: HttpOnly, never in a log.
type Cookies struct {
	// Session lasts as long as the browser on a shared device, and 30 days
	// otherwise.
	Session string
	// Device is for 180 days, and "" on a shared device (then leave what is
	// there).
	Device string
}

// SignUp is a new account.
type SignUp struct {
	Name       string // sign-in name: an e-mail address or any other text
	Password   string
	Invitation string // the code of an invitation, or ""
	SetupCode  string // for the first account, where the rules ask for one
	Browser
}

// SignUp makes an account and signs it in. recovery is the recovery code, to be
// shown once. Errors: *ErrField ("signin"), ErrPassword…, ErrName, ErrClosed,
// ErrSetup, *ErrSlow.
func (p *People) SignUp(ctx context.Context, s SignUp) (_ Cookies, recovery string, _ error) {
	if err := checkSignInName(s.Name); err != nil {
		return Cookies{}, "", err
	}
	if err := CheckPassword(s.Password, s.Name); err != nil {
		return Cookies{}, "", err
	}
	count := p.countSignUp(s.Remote)
	if err := p.admit(ctx, count); err != nil {
		return Cookies{}, "", err
	}
	macs := p.vault.NameMACs(s.Name)
	// Asked before the costly derivation, and again where it decides.
	err := p.db.Read(ctx, func(tx *db.Tx) error {
		var n int
		if err := tx.QueryRow(ctx, `SELECT COUNT(*) FROM server`).Scan(&n); err != nil {
			return err
		}
		return p.mayBegin(ctx, tx, s, n == 0, macs)
	})
	if err != nil {
		return Cookies{}, "", fmt.Errorf("sign up: %w", err)
	}
	keys := p.vault.NewKeys()
	lock, err := p.vault.LockWithPassword(ctx, keys, s.Password)
	if err != nil {
		return Cookies{}, "", fmt.Errorf("sign up: %w", err)
	}
	recovery = vault.NewCode()
	codeLock, err := p.vault.LockWithCode(keys, recovery)
	if err != nil {
		return Cookies{}, "", fmt.Errorf("sign up: %w", err)
	}
	var cookies Cookies
	err = p.db.Write(ctx, func(tx *db.Tx) (err error) {
		if cookies, err = p.begin(ctx, tx, s, keys, macs, lock, codeLock, recovery); err != nil {
			return err
		}
		return forgive(ctx, tx, count)
	})
	if errors.Is(err, db.ErrDuplicate) {
		err = ErrName // everything else in the row is random
	}
	if err != nil {
		return Cookies{}, "", fmt.Errorf("sign up: %w", err)
	}
	return cookies, recovery, nil
}

// begin adds the account's rows.
func (p *People) begin(ctx context.Context, tx *db.Tx, s SignUp, keys *vault.Keys, macs [][]byte, lock, codeLock []byte, recovery string) (Cookies, error) {
	id, shelf := newID(), newID()
	first, err := changed(ctx, tx, `INSERT INTO server (id, first_account) VALUES (1, $1) ON CONFLICT (id) DO NOTHING`, id)
	if err != nil {
		return Cookies{}, err
	}
	if err := p.mayBegin(ctx, tx, s, first, macs); err != nil {
		return Cookies{}, err
	}
	if err := p.makeShelf(ctx, tx, shelf, "", 0); err != nil {
		return Cookies{}, err
	}
	public := keys.Public()
	_, err = tx.Exec(ctx, `INSERT INTO account (id, turn, name_mac, name_secret, seal_key, sign_key,
			password_lock, recovery_lock, recovery_look, shelf, profile, notice)
		VALUES ($1, 0, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		id, macs[0], p.vault.SecretIDs()[0], public.Seal, public.Sign,
		lock, codeLock, p.vault.CodeLookup("recovery", recovery), shelf,
		sealProfile(keys, id, Profile{}), sealNotice(keys, id, Notice{}))
	if err != nil {
		return Cookies{}, err
	}
	return p.startSession(ctx, tx, id, keys, s.Browser)
}

// mayBegin says whether this person may have an account under this name.
func (p *People) mayBegin(ctx context.Context, tx *db.Tx, s SignUp, first bool, macs [][]byte) error {
	switch {
	case first && p.rules.SetupCode != "" &&
		subtle.ConstantTimeCompare([]byte(s.SetupCode), []byte(p.rules.SetupCode)) != 1:
		return ErrSetup
	case !first && !p.rules.Open:
		if _, err := p.readInvitation(ctx, tx, s.Invitation); errors.Is(err, ErrInvitation) {
			return ErrClosed
		} else if err != nil {
			return err
		}
	}
	taken, err := byName(ctx, tx, macs)
	if err == nil && taken != nil {
		err = ErrName
	}
	return err
}
