package people

import (
	"bytes"
	"errors"
	"log/slog"
	"os"
	"strings"
	"testing"
	"time"

	"footbridge/internal/db"
	"footbridge/internal/vault"
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

// E17: a lock that was made at a lower cost than today's is made anew at the next sign-in with the
// right password, once, and the sessions that are open stay so. When that fails the sign-in stands.
func TestRaisedCost(t *testing.T) {
	each(t, open, func(t *testing.T, w *world) {
		ctx := t.Context()
		serve := func(passes uint32) {
			w.People = New(w.d, vault.New(vault.Cost{MemoryKiB: 8, Passes: passes, Lanes: 1}, vault.NewSecrets(secretOf(1))), w.clockNow, makeShelf, open)
		}
		serve(2)
		a := w.signUp("ada", "a")
		stored := func() []byte { return w.bytes(`SELECT password_lock FROM account`) }
		old := stored()
		serve(3)
		var log strings.Builder
		w.LogTo(slog.New(slog.NewTextHandler(&log, nil)))
		_, err := w.SignIn(ctx, SignIn{Name: "ada", Password: otherPw})
		w.wants("a wrong password", err, ErrWrong)
		if !bytes.Equal(stored(), old) {
			t.Fatal("a wrong password made a new lock")
		}
		if !w.d.Postgres() { // whose triggers are another language
			w.exec(`CREATE TRIGGER full BEFORE UPDATE OF password_lock ON account BEGIN SELECT RAISE(ABORT, 'full'); END`)
			_, err = w.SignIn(ctx, SignIn{Name: "ada", Password: goodPw})
			w.must(err)
			if !strings.Contains(log.String(), "was not strengthened") {
				t.Fatal("the failure is not in the log")
			}
			w.exec(`DROP TRIGGER full`)
			log.Reset()
		}
		var first []byte
		for range 2 {
			_, err = w.SignIn(ctx, SignIn{Name: "ada", Password: goodPw})
			w.must(err)
			if first == nil {
				first = stored()
			}
		}
		if bytes.Equal(first, old) || w.vault.Weak(first) || !bytes.Equal(stored(), first) {
			t.Fatal("the lock is not made anew exactly once")
		}
		a.visit()
		if log.Len() > 0 {
			t.Fatalf("something failed: %s", &log)
		}
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
