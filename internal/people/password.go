package people

import (
	"context"
	"errors"
	"fmt"

	"footbridge/internal/db"
	"footbridge/internal/vault"
)

// confirm asks an open session for its password once more. Tries are counted
// per session, so that nobody else can slow the owner.
func (p *People) confirm(ctx context.Context, v *Visit, password string) (*account, *vault.Keys, *counter, error) {
	count := p.countSession(v.Session)
	if err := p.admit(ctx, count); err != nil {
		return nil, nil, nil, err
	}
	var a *account
	err := p.db.Read(ctx, func(tx *db.Tx) (err error) {
		a, err = readAccount(ctx, tx, `id = $1`, v.Account)
		return err
	})
	if err != nil {
		return nil, nil, nil, err
	}
	keys, err := p.withPassword(ctx, a, password)
	if err != nil {
		return nil, nil, nil, err
	}
	return a, keys, count, nil
}

// ChangePassword puts a new password in place of the old one and ends all other
// sessions; their browsers are unknown again. Errors: ErrWrong (the old one),
// ErrPassword… (the new one), *ErrSlow.
func (p *People) ChangePassword(ctx context.Context, v *Visit, old, new string) error {
	var mac []byte
	err := p.db.Read(ctx, func(tx *db.Tx) error {
		return tx.QueryRow(ctx, `SELECT name_mac FROM account WHERE id = $1`, v.Account).Scan(&mac)
	})
	if errors.Is(err, db.ErrNoRow) {
		err = ErrNoSession
	}
	if err != nil {
		return fmt.Errorf("change a password: %w", err)
	}
	if err := checkPassword(new, p.isNameOf(mac)); err != nil {
		return err
	}
	a, keys, count, err := p.confirm(ctx, v, old)
	if err != nil {
		return fmt.Errorf("change a password: %w", err)
	}
	lock, err := p.vault.LockWithPassword(ctx, keys, new)
	if err != nil {
		return fmt.Errorf("change a password: %w", err)
	}
	err = p.db.Write(ctx, func(tx *db.Tx) error {
		if err := stillLocked(ctx, tx, a); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `UPDATE account SET password_lock = $1 WHERE id = $2`, lock, a.id); err != nil {
			return err
		}
		for _, query := range []string{endOtherDevices, endOtherSessions} {
			if _, err := tx.Exec(ctx, query, a.id, v.Session); err != nil {
				return err
			}
		}
		return forgive(ctx, tx, count)
	})
	if err != nil {
		return fmt.Errorf("change a password: %w", err)
	}
	p.erased(ctx)
	return nil
}

// NewRecovery replaces the recovery code; the old one is worth nothing from
// then on, and every session of the account sees a Notice. The code is to be
// shown once. Errors: ErrWrong, *ErrSlow.
func (p *People) NewRecovery(ctx context.Context, v *Visit, password string) (code string, err error) {
	a, keys, count, err := p.confirm(ctx, v, password)
	if err != nil {
		return "", fmt.Errorf("new recovery code: %w", err)
	}
	code = vault.NewCode()
	lock, err := p.vault.LockWithCode(keys, code)
	if err != nil {
		return "", fmt.Errorf("new recovery code: %w", err)
	}
	err = p.db.Write(ctx, func(tx *db.Tx) error {
		if err := stillLocked(ctx, tx, a); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `UPDATE account SET recovery_lock = $1, recovery_look = $2, notice = $3 WHERE id = $4`,
			lock, p.vault.CodeLookup("recovery", code), sealNotice(keys, a.id, Notice{Kind: NoticeMade, At: p.now()}), a.id)
		if err != nil {
			return err
		}
		return forgive(ctx, tx, count)
	})
	if err != nil {
		return "", fmt.Errorf("new recovery code: %w", err)
	}
	p.erased(ctx)
	return code, nil
}
