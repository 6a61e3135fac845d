package people

import (
	"bytes"
	"encoding/base64"
	"testing"
	"time"
)

// B12: idle and absolute limits, decided by the server's clock.
func TestSessionExpiry(t *testing.T) {
	each(t, open, func(t *testing.T, w *world) {
		ctx := t.Context()
		w.signUp("ada", "a")
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
				continue
			}
			w.wants(c.what, err, ErrNoSession)
		}
	})
}

// E31: a clock that is set back brings no session to life; asking in between
// (Glance) keeps none alive.
func TestLapsedStaysLapsed(t *testing.T) {
	each(t, open, func(t *testing.T, w *world) {
		ctx := t.Context()
		a := w.signUp("ada", "a")
		for range 23 {
			w.pass(time.Hour)
			_, err := w.Glance(ctx, a.cookies.Session)
			w.must(err)
		}
		w.pass(time.Hour)
		_, err := w.Glance(ctx, a.cookies.Session)
		w.wants("a glance", err, ErrNoSession)
		_, err = w.Visit(ctx, a.cookies.Session)
		w.wants("lapsed", err, ErrNoSession)
		w.pass(-2 * time.Hour)
		_, err = w.Visit(ctx, a.cookies.Session)
		w.wants("the clock set back", err, ErrNoSession)
		if n := w.count(`SELECT COUNT(*) FROM session`); n != 0 {
			t.Fatal("the session is still there")
		}
	})
}

// Purge takes what has lapsed, and nothing that lives.
func TestPurge(t *testing.T) {
	each(t, open, func(t *testing.T, w *world) {
		ctx := t.Context()
		a := w.signUp("ada", "a")
		_, err := w.Invite(ctx, a.visit(), 1)
		w.must(err)
		w.must(w.Purge(ctx))
		a.visit()
		if w.count(`SELECT COUNT(*) FROM invitation`) != 1 {
			t.Fatal("a standing invitation is gone")
		}
		w.pass(25 * time.Hour)
		w.must(w.Purge(ctx))
		if n := w.count(`SELECT COUNT(*) FROM session`); n != 0 {
			t.Fatal("a lapsed session stays")
		}
		w.pass(48 * time.Hour)
		w.must(w.Purge(ctx))
		if w.count(`SELECT COUNT(*) FROM invitation`) != 0 || w.count(`SELECT COUNT(*) FROM device`) != 1 {
			t.Fatal("an expired invitation stays, or a known browser goes")
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
		w.must(w.SignOut(ctx, third.Session))
		w.must(w.SignOut(ctx, third.Session))
		_, err = w.Visit(ctx, third.Session)
		w.wants("signed out", err, ErrNoSession)
		_, err = w.Glance(ctx, third.Session)
		w.wants("its stream", err, ErrNoSession)
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
