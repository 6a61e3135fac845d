package people

import (
	"bytes"
	"errors"
	"os"
	"testing"
	"time"

	"footbridge/internal/db"
)

// E12, E13: a session row without its cookie opens nothing, nor does one with
// another row's lock; bundles of two accounts cannot be swapped.
func TestSwappedLocks(t *testing.T) {
	each(t, open, func(t *testing.T, w *world) {
		ctx := t.Context()
		a, b := w.signUp("ada", "a"), w.signUp("bo", "b")
		va, vb := a.visit(), b.visit()
		w.swap("session", "account", "lock", va.Account, vb.Account)
		for _, p := range []*person{a, b} {
			_, err := w.Visit(ctx, p.cookies.Session)
			w.wants("a swapped session lock", err, ErrNoSession)
		}
		w.swap("session", "account", "lock", va.Account, vb.Account)
		a.visit()
		// The whole session moved to another account: its keys do not fit.
		w.exec(`UPDATE session SET account = $1 WHERE account = $2`, vb.Account, va.Account)
		_, err := w.Visit(ctx, a.cookies.Session)
		w.wants("a session moved to another account", err, ErrNoSession)
		w.exec(`DELETE FROM session`)
		// Same password, swapped locks: they open, but to the other's keys.
		w.swap("account", "id", "password_lock", va.Account, vb.Account)
		_, err = w.SignIn(ctx, SignIn{Name: "ada", Password: goodPw})
		w.wants("a swapped password lock", err, ErrWrong)
		w.swap("account", "id", "password_lock", va.Account, vb.Account)
		w.swap("account", "id", "recovery_lock", va.Account, vb.Account)
		_, _, err = w.Recover(ctx, Recover{Code: a.recovery, Name: "ada", Password: otherPw})
		w.wants("a swapped recovery lock", err, ErrWrong)
		w.swap("account", "id", "recovery_lock", va.Account, vb.Account)
		_, err = w.SignIn(ctx, SignIn{Name: "ada", Password: goodPw})
		w.must(err)
		// Public keys that are not this account's are noticed on signing in.
		w.exec(`UPDATE account SET sign_key = $1`, w.vault.NewKeys().Public().Sign)
		_, err = w.SignIn(ctx, SignIn{Name: "ada", Password: goodPw})
		w.wants("a replaced public key", err, ErrWrong)
	})
}

// E17: a lowered cost in the row is refused, not followed.
func TestLoweredCost(t *testing.T) {
	each(t, open, func(t *testing.T, w *world) {
		ctx := t.Context()
		a := w.signUp("ada", "a")
		var row *account
		w.must(w.d.Read(ctx, func(tx *db.Tx) (err error) {
			row, err = readAccount(ctx, tx, `id = $1`, a.visit().Account)
			return err
		}))
		for i, b := range []byte{1, 2, 10} { // bytes of memory, passes, lanes: all below and above
			low := bytes.Clone(row.passwordLock)
			copy(low[2:11], []byte{0, 0, 0, b, 0, 0, 0, 1, 1})
			w.exec(`UPDATE account SET password_lock = $1`, low)
			_, err := w.SignIn(ctx, SignIn{Name: "ada", Password: goodPw})
			if !errors.Is(err, ErrWrong) {
				t.Fatalf("lock %d: %v", i, err)
			}
			w.pass(time.Hour)
		}
		w.exec(`UPDATE account SET password_lock = $1`, row.passwordLock)
		_, err := w.SignIn(ctx, SignIn{Name: "ada", Password: goodPw})
		w.must(err)
	})
}

// E16: any changed bit of what a session needs ends in the same answer.
func TestFlippedBits(t *testing.T) {
	each(t, open, func(t *testing.T, w *world) {
		ctx := t.Context()
		a := w.signUp("ada", "a")
		var lock []byte
		w.must(w.d.Read(ctx, func(tx *db.Tx) error {
			return tx.QueryRow(ctx, `SELECT lock FROM session`).Scan(&lock)
		}))
		for i := 0; i < len(lock); i += 5 {
			bad := bytes.Clone(lock)
			bad[i] ^= 1 << (i % 8)
			w.exec(`UPDATE session SET lock = $1`, bad)
			_, err := w.Visit(ctx, a.cookies.Session)
			w.wants("a changed bit", err, ErrNoSession)
		}
	})
}

// D6: keys that were erased are gone from SQLite's files too.
func TestErasedFromFiles(t *testing.T) {
	each(t, open, func(t *testing.T, w *world) {
		ctx := t.Context()
		if w.d.Postgres() {
			return // its files are its own business
		}
		a := w.signUp("ada", "a")
		var lock []byte
		w.must(w.d.Read(ctx, func(tx *db.Tx) error {
			return tx.QueryRow(ctx, `SELECT lock FROM session`).Scan(&lock)
		}))
		found := func() bool {
			for _, suffix := range []string{"", "-wal"} {
				b, err := os.ReadFile(w.d.Path() + suffix)
				if err != nil && !errors.Is(err, os.ErrNotExist) {
					t.Fatal(err)
				}
				if bytes.Contains(b, lock[20:60]) {
					return true
				}
			}
			return false
		}
		if !found() {
			t.Fatal("the key is not where it was looked for")
		}
		w.must(w.SignOut(ctx, a.cookies.Session))
		if found() {
			t.Fatal("a signed-out session's keys are still in the file")
		}
	})
}
