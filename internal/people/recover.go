package people

import (
	"context"
	"errors"
	"fmt"

	"footbridge/internal/db"
	"footbridge/internal/vault"
)

// Recover is a recovery code, the sign-in name to use from now on, and a new
// password.
type Recover struct {
	Code, Name, Password string
	Browser
}

// Recover opens the account with its recovery code, which needs no server
// secret, and gives it the name and password. The code is used up; the new one
// is to be shown once. All other sessions end, and for 30 days every session of
// the account sees a [Notice]. Errors: ErrWrong, ErrName, ErrPassword…,
// *ErrField.
func (p *People) Recover(ctx context.Context, r Recover) (_ Cookies, code string, _ error) {
	if err := checkSignInName(r.Name); err != nil {
		return Cookies{}, "", err
	}
	if err := CheckPassword(r.Password, r.Name); err != nil {
		return Cookies{}, "", err
	}
	a, keys, err := p.withCode(ctx, r.Code)
	if err != nil {
		return Cookies{}, "", fmt.Errorf("recover: %w", err)
	}
	lock, err := p.vault.LockWithPassword(ctx, keys, r.Password)
	if err != nil {
		return Cookies{}, "", fmt.Errorf("recover: %w", err)
	}
	code = vault.NewCode()
	codeLock, err := p.vault.LockWithCode(keys, code)
	if err != nil {
		return Cookies{}, "", fmt.Errorf("recover: %w", err)
	}
	macs := p.vault.NameMACs(r.Name)
	var cookies Cookies
	err = p.db.Write(ctx, func(tx *db.Tx) (err error) {
		if err := lockAccount(ctx, tx, a.id); err != nil {
			return err
		}
		if other, err := byName(ctx, tx, macs); err != nil {
			return err
		} else if other != nil && other.id != a.id {
			return ErrName
		}
		used, err := changed(ctx, tx, `UPDATE account SET name_mac = $1, name_secret = $2, password_lock = $3,
				recovery_lock = $4, recovery_look = $5, notice = $6
			WHERE id = $7 AND recovery_look = $8`,
			macs[0], p.vault.SecretIDs()[0], lock, codeLock, p.vault.CodeLookup("recovery", code),
			sealNotice(keys, a.id, Notice{Kind: NoticeUsed, At: p.now()}), a.id, a.recoveryLook)
		if err != nil {
			return err
		}
		if !used {
			return ErrWrong // somebody was faster with the same code
		}
		if _, err := tx.Exec(ctx, `DELETE FROM session WHERE account = $1`, a.id); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `DELETE FROM device WHERE account = $1`, a.id); err != nil {
			return err
		}
		cookies, err = p.startSession(ctx, tx, a.id, keys, r.Browser)
		return err
	})
	if errors.Is(err, db.ErrDuplicate) {
		err = ErrName
	}
	if err != nil {
		return Cookies{}, "", fmt.Errorf("recover: %w", err)
	}
	p.erased(ctx)
	return cookies, code, nil
}

// withCode opens an account's keys with its recovery code.
func (p *People) withCode(ctx context.Context, code string) (a *account, keys *vault.Keys, err error) {
	err = p.db.Read(ctx, func(tx *db.Tx) (err error) {
		a, err = readAccount(ctx, tx, `recovery_look = $1`, p.vault.CodeLookup("recovery", code))
		return err
	})
	if err != nil {
		return nil, nil, err
	}
	if a == nil {
		return nil, nil, ErrWrong
	}
	keys, err = p.vault.OpenWithCode(a.recoveryLock, code)
	if err != nil || !a.owns(keys) {
		return nil, nil, fmt.Errorf("%w: a recovery lock was refused", ErrWrong)
	}
	return a, keys, nil
}
