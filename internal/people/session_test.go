package people

import (
	"bytes"
	"encoding/base64"
	"errors"
	"os"
	"testing"
	"time"

	"footbridge/internal/db"
)

// B12: idle and absolute limits, decided by the server's clock.
func TestSessionExpiry(t *testing.T) {
	each(t, open, func(t *testing.T, w *world) {
		ctx := t.Context()
		a := w.signUp("ada", "a")
		account := a.visit().Account
		for _, c := range []struct {
			what   string
			shared bool
			idle   time.Duration // before the one look
			every  time.Duration // else: a visit this often
			whole  time.Duration
			live   bool
		}{
			{"own device, a day less a minute", false, 24*time.Hour - time.Minute, 0, 0, true},
			{"own device, a day", false, 24 * time.Hour, 0, 0, false},
			{"shared device, 14 minutes", true, 14 * time.Minute, 0, 0, true},
			{"shared device, 15 minutes", true, 15 * time.Minute, 0, 0, false},
			{"own device in use, 29 days", false, 0, 20 * time.Hour, 29 * 24 * time.Hour, true},
			{"own device in use, 30 days", false, 0, 20 * time.Hour, 31 * 24 * time.Hour, false},
			{"shared device in use, 23 hours", true, 0, 10 * time.Minute, 23 * time.Hour, true},
			{"shared device in use, 25 hours", true, 0, 10 * time.Minute, 25 * time.Hour, false},
		} {
			b := browser()
			b.Shared = c.shared
			k, err := w.SignIn(ctx, SignIn{Name: "ada", Password: goodPw, Browser: b})
			w.must(err)
			if (k.Device == "") != c.shared {
				t.Fatalf("%s: device cookie %q", c.what, k.Device)
			}
			w.pass(c.idle)
			v, err := w.Visit(ctx, k.Session)
			for spent := c.every; err == nil && spent <= c.whole && c.every > 0; spent += c.every {
				w.pass(c.every)
				v, err = w.Visit(ctx, k.Session)
			}
			if c.live {
				w.wants(c.what, err, nil)
				if v.SharedDevice != c.shared {
					t.Fatalf("%s: shared %v", c.what, v.SharedDevice)
				}
				w.wants(c.what, w.Still(ctx, v), nil)
				continue
			}
			w.wants(c.what, err, ErrNoSession)
			whose, err := w.ExpiredAccount(ctx, k.Session)
			if err != nil || whose != account {
				t.Fatalf("%s: whose %q, %v", c.what, whose, err)
			}
		}
	})
}

// E31: a clock that is set back brings no session to life; asking in between
// (Still, Glance) keeps none alive.
func TestLapsedStaysLapsed(t *testing.T) {
	each(t, open, func(t *testing.T, w *world) {
		ctx := t.Context()
		a := w.signUp("ada", "a")
		v := a.visit()
		for range 23 {
			w.pass(time.Hour)
			w.must(w.Still(ctx, v))
			_, err := w.Glance(ctx, a.cookies.Session)
			w.must(err)
		}
		w.pass(time.Hour)
		w.wants("still", w.Still(ctx, v), ErrNoSession)
		_, err := w.Visit(ctx, a.cookies.Session)
		w.wants("lapsed", err, ErrNoSession)
		w.pass(-2 * time.Hour)
		_, err = w.Visit(ctx, a.cookies.Session)
		w.wants("the clock set back", err, ErrNoSession)
		if n := w.count(`SELECT COUNT(*) FROM session WHERE lock IS NULL AND agent IS NULL`); n != 1 {
			t.Fatal("the keys are still there")
		}
	})
}

// Purge takes keys at once and rows after 30 days, and nothing that lives.
func TestPurge(t *testing.T) {
	each(t, open, func(t *testing.T, w *world) {
		ctx := t.Context()
		a := w.signUp("ada", "a")
		account := a.visit().Account
		_, err := w.Invite(ctx, a.visit(), 1)
		w.must(err)
		w.must(w.Purge(ctx))
		a.visit()
		if w.count(`SELECT COUNT(*) FROM invitation`) != 1 {
			t.Fatal("a standing invitation is gone")
		}
		w.pass(25 * time.Hour)
		w.must(w.Purge(ctx))
		if n := w.count(`SELECT COUNT(*) FROM session WHERE lock IS NULL AND agent IS NULL`); n != 1 {
			t.Fatal("a lapsed session keeps its keys")
		}
		whose, err := w.ExpiredAccount(ctx, a.cookies.Session)
		if err != nil || whose != account {
			t.Fatalf("whose %q %v", whose, err)
		}
		w.pass(48 * time.Hour)
		w.must(w.Purge(ctx))
		if w.count(`SELECT COUNT(*) FROM invitation`) != 0 || w.count(`SELECT COUNT(*) FROM device`) != 1 {
			t.Fatal("an expired invitation stays, or a known browser goes")
		}
		w.pass(29 * 24 * time.Hour)
		w.must(w.Purge(ctx))
		if whose, err := w.ExpiredAccount(ctx, a.cookies.Session); err != nil || whose != "" {
			t.Fatalf("after the time: %q %v", whose, err)
		}
		w.pass(180 * 24 * time.Hour)
		w.must(w.Purge(ctx))
		if w.count(`SELECT COUNT(*) FROM device`)+w.count(`SELECT COUNT(*) FROM session`)+w.count(`SELECT COUNT(*) FROM throttle`) != 0 {
			t.Fatal("something is left")
		}
		_, err = w.SignIn(ctx, SignIn{Name: "ada", Password: goodPw})
		w.must(err)
	})
}

// E11: a cookie that somebody else set is never adopted, and the one before
// signing in again is dead.
func TestFixation(t *testing.T) {
	each(t, open, func(t *testing.T, w *world) {
		ctx := t.Context()
		a := w.signUp("ada", "a")
		planted := base64.RawURLEncoding.EncodeToString(bytes.Repeat([]byte{7}, 32))
		for _, cookie := range []string{planted, "", "x", planted + "=", planted + "\n", planted[:42], a.cookies.Device} {
			_, err := w.Visit(ctx, cookie)
			w.wants("a planted cookie", err, ErrNoSession)
			w.must(w.SignOut(ctx, cookie))
			b := browser()
			b.Cookie, b.Device = cookie, cookie
			c, err := w.SignIn(ctx, SignIn{Name: "ada", Password: goodPw, Browser: b})
			w.must(err)
			if c.Session == cookie || c.Device == cookie {
				t.Fatal("adopted")
			}
			_, err = w.Visit(ctx, cookie)
			w.wants("a planted cookie afterwards", err, ErrNoSession)
		}
		b := browser()
		b.Cookie = a.cookies.Session
		_, err := w.SignIn(ctx, SignIn{Name: "ada", Password: goodPw, Browser: b})
		w.must(err)
		_, err = w.Visit(ctx, a.cookies.Session)
		w.wants("the session before", err, ErrNoSession)
	})
}

// E10, B13, N5: signing out kills; sessions are listed and ended by their owner.
func TestSignOutAndEnd(t *testing.T) {
	each(t, open, func(t *testing.T, w *world) {
		ctx := t.Context()
		a, b := w.signUp("ada", "a"), w.signUp("bo", "b")
		in := func(shared bool) Cookies {
			t.Helper()
			c, err := w.SignIn(ctx, SignIn{Name: "ada", Password: goodPw, Browser: Browser{Agent: "Safari/1 iPhone", Shared: shared}})
			w.must(err)
			w.pass(2 * time.Minute)
			return c
		}
		second, third := in(false), in(true)
		v := a.visit()
		list, err := w.Sessions(ctx, v)
		w.must(err)
		if len(list) != 3 || list[0].ID != v.Session || !list[0].Current || list[0].Agent != "Firefox on Android" ||
			list[1].Agent != "Safari on iPhone" || !list[1].Shared || list[2].Shared || list[0].Seen.Second() != 0 {
			t.Fatalf("%+v", list)
		}
		w.must(w.EndSession(ctx, b.visit(), v.Session)) // not hers to end
		a.visit()
		w.must(w.EndSession(ctx, v, list[2].ID))
		_, err = w.Visit(ctx, second.Session)
		w.wants("an ended session", err, ErrNoSession)
		if known, err := w.deviceKnown(second.Device); err != nil || known {
			t.Fatal("an ended session's browser is still known", err)
		}
		old, err := w.Visit(ctx, third.Session)
		w.must(err)
		w.must(w.SignOut(ctx, third.Session))
		w.must(w.SignOut(ctx, third.Session))
		_, err = w.Visit(ctx, third.Session)
		w.wants("signed out", err, ErrNoSession)
		w.wants("its stream", w.Still(ctx, old), ErrNoSession)
		if whose, err := w.ExpiredAccount(ctx, third.Session); err != nil || whose != "" {
			t.Fatalf("signed out is not lapsed: %q %v", whose, err)
		}
		fourth := in(false)
		w.must(w.EndOthers(ctx, a.visit()))
		_, err = w.Visit(ctx, fourth.Session)
		w.wants("ended with the others", err, ErrNoSession)
		a.visit()
		b.visit()
		w.must(w.SignOut(ctx, a.cookies.Session))
		if known, err := w.deviceKnown(a.cookies.Device); err != nil || !known {
			t.Fatal("signing out forgot the browser", err)
		}
	})
}

func (w *world) deviceKnown(cookie string) (bool, error) {
	return w.count(`SELECT COUNT(*) FROM device WHERE look = $1`, w.look(cookie)) > 0, nil
}

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
			t.Skip("PostgreSQL keeps its own files")
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
