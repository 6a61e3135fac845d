package people

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"footbridge/internal/vault"
)

// A1: an account, its recovery code, and signing in again.
func TestSignUpAndIn(t *testing.T) {
	each(t, open, func(t *testing.T, w *world) {
		ctx := t.Context()
		c, recovery, err := w.SignUp(ctx, SignUp{Name: " Ada@Mail.test ", Password: goodPw, Browser: browser()})
		w.must(err)
		if _, err := vault.NormalCode(recovery); err != nil {
			t.Fatalf("recovery code %v", err)
		}
		v, err := w.Visit(ctx, c.Session)
		w.must(err)
		if v.Name != "" || v.Side != "" || !v.FirstAccount || v.Ring == nil || v.Partner != nil || len(v.Account) != 26 || v.OwnShelf == "" {
			t.Fatalf("a new account's visit: %+v", v)
		}
		// The name folds; the password is NFKC.
		c2, err := w.SignIn(ctx, SignIn{Name: "ADA@mail.test", Password: goodPw, Browser: browser()})
		w.must(err)
		v2, err := w.Visit(ctx, c2.Session)
		w.must(err)
		if v2.Account != v.Account || c2.Session == c.Session || c2.Device == c.Device {
			t.Fatal("another account, or an old cookie")
		}
		for _, s := range []SignUp{
			{Name: "ada@MAIL.test", Password: goodPw}, {Name: "ＡＤＡ@mail.test", Password: goodPw},
		} {
			_, _, err := w.SignUp(ctx, s)
			w.wants("a taken name", err, ErrName)
		}
		_, _, err = w.SignUp(ctx, SignUp{Name: "bo", Password: "short"})
		w.wants("short", err, ErrPasswordShort)
		for _, name := range []string{"", "  ", "a\nb", "a\x00b", "\xff", string(make([]byte, 255))} {
			_, _, err = w.SignUp(ctx, SignUp{Name: name, Password: goodPw})
			var field *ErrField
			if !errors.As(err, &field) || field.Field != "signin" {
				t.Errorf("sign-in name %q: %v", name, err)
			}
		}
		for _, s := range []SignIn{
			{Name: "ada@mail.test", Password: otherPw}, {Name: "nobody", Password: goodPw}, {Name: "", Password: ""},
		} {
			_, err := w.SignIn(ctx, s)
			w.wants("wrong", err, ErrWrong)
		}
	})
}

// A3, E: a fresh server may ask for a code, and then needs invitations.
func TestWhoMaySignUp(t *testing.T) {
	each(t, Rules{SetupCode: "from-the-terminal"}, func(t *testing.T, w *world) {
		ctx := t.Context()
		up := func(name, setup, invitation string) error {
			_, _, err := w.SignUp(ctx, SignUp{Name: name, Password: goodPw, SetupCode: setup, Invitation: invitation})
			return err
		}
		w.wants("no code", up("ada", "", ""), ErrSetup)
		w.wants("a wrong code", up("ada", "from-the-termina1", ""), ErrSetup)
		if w.count(`SELECT COUNT(*) FROM server`)+w.count(`SELECT COUNT(*) FROM shelf`) != 0 {
			t.Fatal("a refused sign-up left something")
		}
		w.must(up("ada", "from-the-terminal", ""))
		w.wants("the second", up("bo", "from-the-terminal", ""), ErrClosed)
		c, err := w.SignIn(ctx, SignIn{Name: "ada", Password: goodPw})
		w.must(err)
		v, err := w.Visit(ctx, c.Session)
		w.must(err)
		_, err = w.Invite(ctx, v, 0)
		w.wants("before arriving", err, ErrNotArrived)
		w.must(w.Arrive(ctx, v, Profile{Name: "Ada", Side: "a", Zone: "UTC"}))
		inv, err := w.Invite(ctx, v, 0)
		w.must(err)
		w.wants("an unknown invitation", up("bo", "", vault.NewCode()), ErrClosed)
		w.must(up("bo", "", inv.Code))
		w.pass(73 * time.Hour)
		w.wants("an expired invitation", up("cy", "", inv.Code), ErrClosed)
	})
}

// B8, E19: somebody else's failures slow them and never the owner's browser.
func TestSlow(t *testing.T) {
	each(t, open, func(t *testing.T, w *world) {
		ctx := t.Context()
		a := w.signUp("ada", "a")
		wrong := func(name, remote, device string) error {
			_, err := w.SignIn(ctx, SignIn{Name: name, Password: otherPw, Browser: Browser{Remote: remote, Device: device}})
			return err
		}
		var slow *ErrSlow
		tried := 0
		for range 101 {
			if err := wrong("ada", "203.0.113.5", ""); errors.As(err, &slow) {
				continue
			} else if !errors.Is(err, ErrWrong) {
				t.Fatal(err)
			}
			tried++
		}
		if tried != 6 || slow.After != time.Second {
			t.Fatalf("%d tries went through, wait %v", tried, slow)
		}
		// The same answer for a name that is nobody's.
		tried = 0
		for range 20 {
			if err := wrong("nobody", "203.0.113.5", ""); !errors.As(err, &slow) {
				tried++
			}
		}
		if tried != 6 {
			t.Fatalf("%d tries for a missing name went through", tried)
		}
		// From the same home, the owner's known browser comes in at once; a new
		// one waits, and a browser known to another account is no help.
		if _, err := w.SignIn(ctx, SignIn{Name: "ada", Password: goodPw, Browser: Browser{Remote: "203.0.113.9"}}); !errors.As(err, &slow) {
			t.Fatalf("an unknown browser: %v", err)
		}
		bo := w.signUp("bo", "b")
		if err := wrong("ada", "203.0.113.5", bo.cookies.Device); !errors.As(err, &slow) {
			t.Fatalf("somebody else's browser: %v", err)
		}
		c, err := w.SignIn(ctx, SignIn{Name: "ada", Password: goodPw, Browser: Browser{Remote: "203.0.113.5", Device: a.cookies.Device}})
		w.must(err)
		// The known browser has its own counter, which the right password clears.
		for i := range 10 {
			err := wrong("ada", "198.51.100.1", c.Device)
			if want := i > 5; errors.As(err, &slow) != want {
				t.Fatalf("try %d in the known browser: %v", i, err)
			}
		}
		w.pass(time.Second)
		c2, err := w.SignIn(ctx, SignIn{Name: "ada", Password: goodPw, Browser: Browser{Device: c.Device}})
		w.must(err)
		w.wants("after the right one", wrong("ada", "198.51.100.1", c2.Device), ErrWrong)
		// The old device cookie was replaced: its browser is unknown now.
		if err := wrong("ada", "203.0.113.5", c.Device); errors.Is(err, ErrWrong) {
			err = wrong("ada", "203.0.113.5", c.Device)
			if !errors.As(err, &slow) {
				t.Fatalf("a replaced device cookie: %v", err)
			}
		}
		// A day later nothing is left of it.
		w.pass(25 * time.Hour)
		w.must(w.Purge(ctx))
		if n := w.count(`SELECT COUNT(*) FROM throttle`); n != 0 {
			t.Fatalf("%d counters are left", n)
		}
	})
}

// B8: delays rise and have an end; a network has its own, wider, measure.
func TestPace(t *testing.T) {
	var last time.Duration
	for n := int64(1); n < 200; n++ {
		d := paceName.delay(n)
		if d < last || d > paceName.most || (n <= 5) != (d == 0) {
			t.Fatalf("%d failures: %v after %v", n, d, last)
		}
		last = d
	}
	if last != paceName.most || paceNetwork.delay(30) != 0 || paceNetwork.delay(31) != time.Second {
		t.Fatal("wrong measure")
	}
	for remote, want := range map[string]string{
		"203.0.113.77:4711": "203.0.113.0/24", "203.0.113.9": "203.0.113.0/24", "[2001:db8:1:2::3]:80": "2001:db8:1::/48",
		"::ffff:203.0.113.1": "203.0.113.0/24", "": "none", "home": "none", "fe80::1%eth0": "fe80::/48",
	} {
		if got := prefix(remote); got != want {
			t.Errorf("%q: %s, want %s", remote, got, want)
		}
	}
}

// B8: one network is slowed whatever names it tries; a success takes back only
// its own try.
func TestSlowNetwork(t *testing.T) {
	each(t, open, func(t *testing.T, w *world) {
		ctx := t.Context()
		w.signUp("ada", "a")
		in := func(name, pw, remote string) error {
			_, err := w.SignIn(ctx, SignIn{Name: name, Password: pw, Browser: Browser{Remote: remote}})
			return err
		}
		for i := range 30 {
			w.wants("wrong", in(fmt.Sprint("name", i), otherPw, "198.51.100.7"), ErrWrong)
		}
		w.must(in("ada", goodPw, "198.51.100.7"))
		w.wants("the 31st", in("name-x", otherPw, "198.51.100.8"), ErrWrong)
		var slow *ErrSlow
		if err := in("ada", goodPw, "198.51.100.9"); !errors.As(err, &slow) {
			t.Fatalf("the network: %v", err)
		}
		w.must(in("ada", goodPw, "192.0.2.1"))
		w.pass(time.Second)
		w.must(in("ada", goodPw, "198.51.100.9"))
		// The success has cleared nothing of the others' failures.
		w.wants("the next", in("name-y", otherPw, "198.51.100.8"), ErrWrong)
		if err := in("ada", goodPw, "198.51.100.9"); !errors.As(err, &slow) || slow.After != 2*time.Second {
			t.Fatalf("the network again: %v", err)
		}
	})
}

// B9, E21: a wrong password and a missing account do the same work in the
// database and give the same answer. (That both take one derivation is the
// vault's.)
func TestMissingAccountLooksTheSame(t *testing.T) {
	each(t, open, func(t *testing.T, w *world) {
		w.signUp("ada", "a")
		work := func(name, remote string) (steps []string, text string) {
			w.d.Observe(func(s string) { steps = append(steps, s) })
			defer w.d.Observe(nil)
			_, err := w.SignIn(t.Context(), SignIn{Name: name, Password: otherPw, Browser: Browser{Remote: remote}})
			w.wants(name, err, ErrWrong)
			return steps, err.Error()
		}
		s1, t1 := work("ada", "203.0.113.1")
		s2, t2 := work("nobody", "198.51.100.1")
		if len(s1) == 0 || !slices.Equal(s1, s2) || t1 != t2 {
			t.Fatalf("%v %q\n%v %q", s1, t1, s2, t2)
		}
	})
}
