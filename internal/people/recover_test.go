package people

import (
	"errors"
	"testing"
	"time"

	"footbridge/internal/vault"
)

// B5, B6, E23: the recovery code works once, ends all else, and says so.
func TestRecover(t *testing.T) {
	each(t, open, func(t *testing.T, w *world) {
		ctx := t.Context()
		a, b := w.couple()
		account := a.visit().Account
		typed := "  " + lookAlike(a.recovery) + " "
		_, _, err := w.Recover(ctx, Recover{Code: typed, Name: "ada", Password: "short", Browser: browser()})
		w.wants("a bad password", err, ErrPasswordShort)
		_, _, err = w.Recover(ctx, Recover{Code: typed, Name: "bo", Password: otherPw, Browser: browser()})
		w.wants("somebody else's name", err, ErrName)
		for _, code := range []string{"", "x", vault.NewCode(), b.recovery[:len(b.recovery)-1]} {
			_, _, err = w.Recover(ctx, Recover{Code: code, Name: "ada", Password: otherPw})
			w.wants("a wrong code", err, ErrWrong)
		}
		c, code, err := w.Recover(ctx, Recover{Code: typed, Name: "ada", Password: otherPw, Browser: browser()})
		w.must(err)
		v, err := w.Visit(ctx, c.Session)
		w.must(err)
		if v.Account != account || v.Partner == nil || v.Changed || v.Notice == nil || v.Notice.Kind != NoticeUsed || code == a.recovery {
			t.Fatalf("after recovery: %+v", v)
		}
		if n := b.visit().Notice; n != nil {
			t.Fatalf("the partner sees %v", n)
		}
		_, err = w.Visit(ctx, a.cookies.Session)
		w.wants("the session before", err, ErrNoSession)
		_, _, err = w.Recover(ctx, Recover{Code: a.recovery, Name: "ada", Password: goodPw})
		w.wants("the used code", err, ErrWrong)
		_, err = w.SignIn(ctx, SignIn{Name: "ada", Password: goodPw})
		w.wants("the old password", err, ErrWrong)
		c2, err := w.SignIn(ctx, SignIn{Name: "ada", Password: otherPw})
		w.must(err)
		v2, err := w.Visit(ctx, c2.Session)
		w.must(err)
		if v2.Notice == nil {
			t.Fatal("another session is not told")
		}
		w.pass(31 * 24 * time.Hour)
		c3, err := w.SignIn(ctx, SignIn{Name: "ada", Password: otherPw})
		w.must(err)
		if v, err = w.Visit(ctx, c3.Session); err != nil || v.Notice != nil {
			t.Fatalf("a month later: %v %v", v.Notice, err)
		}
		next, err := w.NewRecovery(ctx, v, otherPw)
		w.must(err)
		_, _, err = w.Recover(ctx, Recover{Code: code, Name: "ada", Password: goodPw})
		w.wants("a replaced code", err, ErrWrong)
		if v, err = w.Visit(ctx, c3.Session); err != nil || v.Notice == nil || v.Notice.Kind != NoticeMade {
			t.Fatalf("after a new code: %v %v", v.Notice, err)
		}
		_, _, err = w.Recover(ctx, Recover{Code: next, Name: "new name", Password: goodPw})
		w.must(err)
		_, err = w.SignIn(ctx, SignIn{Name: "new name", Password: goodPw})
		w.must(err)
	})
}

// lookAlike is the code as somebody may type it.
func lookAlike(code string) string {
	out := []rune{}
	for _, r := range code {
		switch r {
		case '0':
			r = 'o'
		case '1':
			r = 'l'
		case '-':
			r = ' '
		}
		out = append(out, r)
	}
	return string(out)
}

// Names move to the newest server secret on sign-in, and a lost secret takes
// nothing but the name, which recovery gives back.
func TestServerSecretChanges(t *testing.T) {
	each(t, open, func(t *testing.T, w *world) {
		ctx := t.Context()
		a := w.signUp("ada", "a")
		b := w.signUp("bo", "b")
		w.People = w.node(w.d, open, secretOf(2), secretOf(1))
		_, _, err := w.SignUp(ctx, SignUp{Name: "ada", Password: goodPw})
		w.wants("a name under the older secret", err, ErrName)
		_, err = w.SignIn(ctx, SignIn{Name: "ada", Password: goodPw})
		w.must(err)
		if n := w.count(`SELECT COUNT(*) FROM account WHERE name_secret = $1`, w.vault.SecretIDs()[0]); n != 1 {
			t.Fatalf("%d names under the newest secret", n)
		}
		w.People = w.node(w.d, open, secretOf(2)) // the first secret is lost
		_, err = w.SignIn(ctx, SignIn{Name: "ada", Password: goodPw})
		w.must(err)
		_, err = w.SignIn(ctx, SignIn{Name: "bo", Password: goodPw})
		w.wants("a name under the lost secret", err, ErrWrong)
		b.visit() // sessions need no server secret
		c, _, err := w.Recover(ctx, Recover{Code: b.recovery, Name: "bo", Password: otherPw})
		w.must(err)
		v, err := w.Visit(ctx, c.Session)
		w.must(err)
		if v.Name != "Called bo" {
			t.Fatal("the profile is lost")
		}
		_, err = w.SignIn(ctx, SignIn{Name: "bo", Password: otherPw})
		w.must(err)
		a.visit()
	})
}

// B13: a changed password ends the other sessions and their known browsers.
func TestChangePassword(t *testing.T) {
	each(t, open, func(t *testing.T, w *world) {
		ctx := t.Context()
		a := w.signUp("a name of many letters", "a")
		other, err := w.SignIn(ctx, SignIn{Name: a.name, Password: goodPw, Browser: browser()})
		w.must(err)
		v := a.visit()
		w.wants("a wrong old one", w.ChangePassword(ctx, v, otherPw, otherPw), ErrWrong)
		w.wants("a common new one", w.ChangePassword(ctx, v, goodPw, "footbridgefootbridge"), ErrPasswordCommon)
		w.wants("the name", w.ChangePassword(ctx, v, goodPw, "A name of many letters1"), ErrPasswordName)
		w.must(w.ChangePassword(ctx, v, goodPw, otherPw))
		a.visit()
		_, err = w.Visit(ctx, other.Session)
		w.wants("the other session", err, ErrNoSession)
		_, err = w.SignIn(ctx, SignIn{Name: a.name, Password: goodPw})
		w.wants("the old password", err, ErrWrong)
		_, err = w.SignIn(ctx, SignIn{Name: a.name, Password: otherPw})
		w.must(err)
		if n := w.count(`SELECT COUNT(*) FROM device`); n != 2 {
			t.Fatalf("%d known browsers, want the one that changed it and the new one", n)
		}
		// An open session cannot be used to guess the password.
		var slow *ErrSlow
		for range 10 {
			_, err = w.NewRecovery(ctx, v, goodPw)
		}
		if !errors.As(err, &slow) {
			t.Fatalf("guessing in a session: %v", err)
		}
	})
}
