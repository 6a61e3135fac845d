package people

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"footbridge/internal/db"
	"footbridge/internal/vault"
)

// SignIn is a name and a password from a browser.
type SignIn struct {
	Name, Password string
	Browser
}

// SignIn opens a new session. A wrong password and a missing account are the
// same ErrWrong after the same time. *ErrSlow asks to wait; a browser that has
// signed in to this account before is only ever slowed by its own failures.
func (p *People) SignIn(ctx context.Context, s SignIn) (Cookies, error) {
	macs := p.vault.NameMACs(s.Name)
	var a *account
	known := false
	err := p.db.Read(ctx, func(tx *db.Tx) (err error) {
		if a, err = byName(ctx, tx, macs); err != nil {
			return err
		}
		known, err = p.knows(ctx, tx, a, s.Device)
		return err
	})
	if err != nil {
		return Cookies{}, fmt.Errorf("sign in: %w", err)
	}
	counters := []*counter{p.countName(macs[0], s.Remote), p.countNetwork(s.Remote)}
	if known {
		counters = []*counter{p.countDevice(p.look(s.Device))}
	}
	if err := p.admit(ctx, counters...); err != nil {
		return Cookies{}, fmt.Errorf("sign in: %w", err)
	}
	keys, err := p.withPassword(ctx, a, s.Password)
	if err != nil {
		return Cookies{}, fmt.Errorf("sign in: %w", err)
	}
	var cookies Cookies
	err = p.db.Write(ctx, func(tx *db.Tx) (err error) {
		// A password changed in between has ended all sessions: this one must
		// not begin after that.
		if err := stillLocked(ctx, tx, a); err != nil {
			return err
		}
		if err := p.remac(ctx, tx, a, macs[0]); err != nil {
			return err
		}
		if cookies, err = p.startSession(ctx, tx, a.id, keys, s.Browser); err != nil {
			return err
		}
		return forgive(ctx, tx, counters...)
	})
	if err != nil {
		return Cookies{}, fmt.Errorf("sign in: %w", err)
	}
	if p.vault.Weak(a.passwordLock) {
		if err := p.strengthen(ctx, a, keys, s.Password); err != nil {
			p.log.Error("a password lock was not strengthened", "cause", err.Error())
		}
	}
	return cookies, nil
}

// strengthen locks an account's keys anew under the same password, at today's cost: only at a sign-in
// is the password at hand. A lock that somebody else has replaced meanwhile is left alone.
func (p *People) strengthen(ctx context.Context, a *account, keys *vault.Keys, password string) error {
	lock, err := p.vault.LockWithPassword(ctx, keys, password)
	if err != nil {
		return err
	}
	err = p.db.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE account SET password_lock = $1 WHERE id = $2 AND password_lock = $3`, lock, a.id, a.passwordLock)
		return err
	})
	if err != nil {
		return err
	}
	p.erased(ctx)
	return nil
}

// knows reports whether the device cookie comes from an earlier sign-in to this
// account.
func (p *People) knows(ctx context.Context, tx *db.Tx, a *account, device string) (bool, error) {
	look := p.look(device)
	if look == nil {
		return false, nil
	}
	var owner string
	var expires int64
	err := tx.QueryRow(ctx, `SELECT account, expires_ms FROM device WHERE look = $1`, look).Scan(&owner, &expires)
	if errors.Is(err, db.ErrNoRow) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("read a device: %w", err)
	}
	return a != nil && owner == a.id && p.now() < expires, nil
}

// stillLocked locks the account's row and makes sure that its password lock is
// the one that was opened.
func stillLocked(ctx context.Context, tx *db.Tx, a *account) error {
	if err := lockAccount(ctx, tx, a.id); errors.Is(err, db.ErrNoRow) {
		return ErrWrong
	} else if err != nil {
		return err
	}
	now, err := readAccount(ctx, tx, `id = $1`, a.id)
	if err != nil {
		return err
	}
	if now == nil || !bytes.Equal(now.passwordLock, a.passwordLock) {
		return ErrWrong
	}
	return nil
}

// remac moves a name that was found under an older server secret to the newest.
func (p *People) remac(ctx context.Context, tx *db.Tx, a *account, mac []byte) error {
	if bytes.Equal(a.nameMAC, mac) {
		return nil
	}
	_, err := tx.Exec(ctx, `UPDATE account SET name_mac = $1, name_secret = $2 WHERE id = $3
		AND NOT EXISTS (SELECT 1 FROM account o WHERE o.name_mac = $1)`, mac, p.vault.SecretIDs()[0], a.id)
	if err != nil {
		return fmt.Errorf("renew a name's hash: %w", err)
	}
	return nil
}
