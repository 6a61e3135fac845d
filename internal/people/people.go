// Package people keeps accounts, sign-ins, couples and how two people find each
// other. An account is a name and its keys; nothing that a person wrote lies
// here, and nothing about them lies here in clear.
//
// # What is stored
//
// A sign-in name is an HMAC under the server secret. What a person is called,
// their bank, time zone, language and look are one blob under their own
// everyday key; a copy of name, bank and zone (the card) lies under the couple
// key for the other one. A browser's label lies under the everyday key of its
// owner. Network addresses are only ever counted, as keyed hashes, for a day.
//
// # Who is asking
//
// A session cookie is 32 random bytes. The row holds a look-up hash of them and
// the person's keys locked under them, so the database alone opens nothing and
// the cookie alone opens nothing. [People.Visit] turns a cookie into a [Visit]:
// the person with opened keys, for one request. A session that lapses is erased.
//
// # Waiting
//
// Wrong passwords are counted per name and network, per network, and, for a
// browser that has signed in before (the device cookie), on that browser's own
// counter alone. Counting happens before the password is tried, so that a
// hundred tries at once are a hundred tries. Nobody's failures make a known
// browser wait, so no one can lock another out.
//
// # Two people
//
// An invitation carries no key. Its code opens a greeting (who invites, and
// their public keys) and, once used, the way back: the membership record. The
// one who joins draws the couple's keys, seals them for both public keys, and
// writes and signs the record: couple, epoch, both accounts, both public keys,
// both banks, the hash of the keys. At the next visit of the one who invited
// everything is checked against the record and signed by them too. The four
// words that the two compare are a hash of the record.
//
// Each keeps the record that they checked under their own everyday key (the
// pin). On every visit the couple's keys must match the pin, so keys planted or
// swapped in the database later are refused; signatures need not be checked
// again. What does not match is [Visit.Changed]: the person can still reach
// everything of their own, and nothing of the couple is used.
//
// To the one who joined nothing looks different before and after the other
// confirms, because that would tell when the other was here.
//
// Every change that touches whether somebody is in a couple begins by locking
// the account rows of both, in order of id; what it decides on is read after.
package people

import (
	"context"
	"crypto/rand"
	"embed"
	"encoding/base32"
	"fmt"
	"io/fs"
	"log/slog"
	"strings"
	"time"

	"footbridge/internal/db"
	"footbridge/internal/vault"
)

// Rules are what the operator decides about new accounts.
type Rules struct {
	// Open lets anybody sign up. Otherwise everybody after the first account
	// needs a standing invitation.
	Open bool
	// SetupCode, when not empty, must be given for the first account.
	SetupCode string
}

// People is the store of accounts and couples. It is safe for concurrent use.
type People struct {
	db        *db.DB
	vault     *vault.Vault
	clock     func() time.Time
	makeShelf MakeShelf
	rules     Rules
	log       *slog.Logger
}

// MakeShelf adds an empty shelf inside the transaction that makes an account or
// a couple. A couple's begins with the planks of the shelf from, the inviter's
// own, at most most of them; for an account's own, from is empty.
type MakeShelf func(ctx context.Context, tx *db.Tx, id, from string, most int) error

// New returns the store. clock tells the time.
func New(d *db.DB, v *vault.Vault, clock func() time.Time, makeShelf MakeShelf, rules Rules) *People {
	return &People{db: d, vault: v, clock: clock, makeShelf: makeShelf, rules: rules,
		log: slog.New(slog.DiscardHandler)}
}

// LogTo names the log for what failed without stopping anybody; New begins with none. Call it before
// the store is used.
func (p *People) LogTo(log *slog.Logger) { p.log = log }

//go:embed migrations
var migrations embed.FS

// Schemas are this package's tables.
func Schemas() []db.Schema {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		panic(err) // the folder is compiled in
	}
	return []db.Schema{{Name: "people", Files: files}}
}

// now is the time in milliseconds, as it is stored.
func (p *People) now() int64 { return p.clock().UnixMilli() }

// minute cuts milliseconds to the minute: nothing here keeps more.
func minute(ms int64) int64 { return ms - ms%time.Minute.Milliseconds() }

// millis is a stored time as a time.
func millis(ms int64) time.Time { return time.UnixMilli(ms).UTC() }

// newID draws 128 random bits, as 26 small letters and digits.
func newID() string {
	var b [16]byte
	rand.Read(b[:]) // never fails: the runtime stops the program instead
	return strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(b[:]))
}

// erased folds the write-ahead log away after keys were erased, so that they
// are gone from the files too. When a long read is in the way the next erasing
// does it.
func (p *People) erased(ctx context.Context) {
	_ = p.db.Checkpoint(ctx)
}

// lockAccount makes this transaction the only one that changes the account's
// couple or invitation until it ends.
func lockAccount(ctx context.Context, tx *db.Tx, id string) error {
	res, err := tx.Exec(ctx, `UPDATE account SET turn = turn + 1 WHERE id = $1`, id)
	if err != nil {
		return fmt.Errorf("lock an account: %w", err)
	}
	if n, err := res.RowsAffected(); err != nil || n != 1 {
		return fmt.Errorf("lock an account: %w", errOr(err, db.ErrNoRow))
	}
	return nil
}

// errOr is err, or other when there is none.
func errOr(err, other error) error {
	if err != nil {
		return err
	}
	return other
}

// changed reports whether a statement changed exactly one row.
func changed(ctx context.Context, tx *db.Tx, query string, args ...any) (bool, error) {
	res, err := tx.Exec(ctx, query, args...)
	if err != nil {
		return false, err
	}
	n, err := res.RowsAffected()
	return n == 1, err
}
