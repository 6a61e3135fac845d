package vault

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"slices"

	"footbridge/internal/db"
)

// ErrSecretMissing means that this database has seen a server secret that our
// file does not hold: a wrong or an old file. Starting with it would leave
// held answers and sign-in names unreadable.
var ErrSecretMissing = errors.New("vault: the server secret file lacks a secret that this database was used with")

//go:embed migrations
var migrations embed.FS

// Schema is the vault's one table: ids of secrets, never secrets.
func Schema() db.Schema {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		panic(err) // the folder is compiled in
	}
	return db.Schema{Name: "vault", Files: files}
}

// CheckSecrets remembers the newest secret's id in the database, and refuses
// with ErrSecretMissing when the database remembers one that we lack. Every
// node runs it before it serves. lost says that such a secret is gone for
// good, and forgets it: held answers and sign-in names made with it stay
// closed, and no one's own words are lost.
func (v *Vault) CheckSecrets(ctx context.Context, d *db.DB, lost bool) error {
	err := d.Write(ctx, func(tx *db.Tx) error {
		lacking, err := v.lacking(ctx, tx)
		if err != nil {
			return err
		}
		if len(lacking) > 0 && !lost {
			return fmt.Errorf("%w: %s", ErrSecretMissing, lacking[0])
		}
		for _, id := range lacking {
			if _, err := tx.Exec(ctx, `DELETE FROM vault_secret WHERE id = $1`, id); err != nil {
				return err
			}
		}
		_, err = tx.Exec(ctx, `INSERT INTO vault_secret (id) VALUES ($1) ON CONFLICT (id) DO NOTHING`, v.secrets.IDs()[0])
		return err
	})
	if err != nil {
		return fmt.Errorf("checking server secrets: %w", err)
	}
	// Two nodes with different files that start on an empty database at once
	// do not see each other's row above; after both commits one of them does.
	err = d.Read(ctx, func(tx *db.Tx) error {
		lacking, err := v.lacking(ctx, tx)
		if err == nil && len(lacking) > 0 {
			err = fmt.Errorf("%w: %s", ErrSecretMissing, lacking[0])
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("checking server secrets again: %w", err)
	}
	return nil
}

// lacking are the ids the database remembers and our file does not hold.
func (v *Vault) lacking(ctx context.Context, tx *db.Tx) ([]string, error) {
	ids, err := secretIDs(ctx, tx)
	if err != nil {
		return nil, err
	}
	ours := v.secrets.IDs()
	return slices.DeleteFunc(ids, func(id string) bool { return slices.Contains(ours, id) }), nil
}

func secretIDs(ctx context.Context, tx *db.Tx) (ids []string, err error) {
	rows, err := tx.Query(ctx, `SELECT id FROM vault_secret`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return ids, rows.Err()
}
