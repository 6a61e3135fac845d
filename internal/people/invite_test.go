package people

import (
	"errors"
	"strings"
	"testing"
	"time"

	"footbridge/internal/vault"
)

// A4: what whoever opens the link sees, and what the inviter can do with it.
func TestInvitation(t *testing.T) {
	each(t, open, func(t *testing.T, w *world) {
		ctx := t.Context()
		a, b := w.signUp("ada", "a"), w.signUp("bo", "a")
		w.must(w.SetKeeper(ctx, a.visit(), "Ada, on a shelf at home"))
		none, err := w.Standing(ctx, a.visit())
		if none != nil || err != nil {
			t.Fatalf("standing before: %v %v", none, err)
		}
		inv, err := w.Invite(ctx, a.visit(), 9)
		w.must(err)
		if got := inv.Expires.Sub(w.clockNow()); got > 72*time.Hour || got < 72*time.Hour-time.Second {
			t.Fatalf("expires in %v", got)
		}
		if again, err := w.Invite(ctx, a.visit(), 2); err != nil || again != inv {
			t.Fatalf("a second one: %v %v", again, err)
		}
		if s, err := w.Standing(ctx, a.visit()); err != nil || s == nil || *s != inv {
			t.Fatalf("standing: %v %v", s, err)
		}
		want := Greeting{From: "Called ada", Side: "a", Keeper: "Ada, on a shelf at home", Planks: 2}
		for _, v := range []*Visit{nil, b.visit()} {
			if g, err := w.Look(ctx, v, strings.ToLower(inv.Code)); err != nil || g != want {
				t.Fatalf("%+v %v", g, err)
			}
		}
		// A changed profile is told, the planks stay.
		w.must(w.ChangeProfile(ctx, a.visit(), Profile{Name: "Adele", Side: "b", Zone: "UTC"}))
		want.From, want.Side = "Adele", "b"
		if g, err := w.Look(ctx, nil, inv.Code); err != nil || g != want {
			t.Fatalf("%+v %v", g, err)
		}
		_, err = w.Look(ctx, a.visit(), inv.Code)
		w.wants("one's own", err, ErrInvitation)
	})
}

// A4, E22: used, expired, cancelled, unknown, mistyped and one's own are one
// answer, and nothing happens.
func TestOneRefusal(t *testing.T) {
	each(t, open, func(t *testing.T, w *world) {
		ctx := t.Context()
		make3 := func() (a, b, c *person, code string) {
			w.exec(`DELETE FROM member`)
			w.exec(`DELETE FROM invitation`)
			w.exec(`DELETE FROM couple`)
			w.exec(`DELETE FROM session`)
			w.exec(`DELETE FROM account`)
			w.exec(`DELETE FROM throttle`)
			a, b, c = w.signUp("ada", "a"), w.signUp("bo", "b"), w.signUp("cy", "b")
			inv, err := w.Invite(ctx, a.visit(), 1)
			w.must(err)
			return a, b, c, inv.Code
		}
		for what, spoil := range map[string]func(a, b, c *person, code string) string{
			"used": func(_, b, _ *person, code string) string { w.must(w.Join(ctx, b.visit(), code)); return code },
			"confirmed": func(a, b, _ *person, code string) string {
				w.must(w.Join(ctx, b.visit(), code))
				w.must(w.Confirm(ctx, a.visit()))
				return code
			},
			"cancelled": func(a, _, _ *person, code string) string { w.must(w.CancelInvitation(ctx, a.visit())); return code },
			"replaced": func(a, _, _ *person, code string) string {
				w.must(w.CancelInvitation(ctx, a.visit()))
				_, err := w.Invite(ctx, a.visit(), 1)
				w.must(err)
				return code
			},
			"the inviter joined another": func(a, b, _ *person, code string) string {
				inv, err := w.Invite(ctx, b.visit(), 0)
				w.must(err)
				w.must(w.Join(ctx, a.visit(), inv.Code))
				return code
			},
			"unknown":  func(_, _, _ *person, _ string) string { return vault.NewCode() },
			"mistyped": func(_, _, _ *person, code string) string { return code[:len(code)-1] + "?" },
			"empty":    func(_, _, _ *person, _ string) string { return "" },
			"damaged": func(_, _, _ *person, code string) string {
				w.exec(`UPDATE invitation SET greeting = wrong.code FROM (SELECT code FROM invitation) AS wrong`)
				return code
			},
		} {
			a, b, c, code := make3()
			code = spoil(a, b, c, code)
			before := w.count(`SELECT COUNT(*) FROM member`)
			_, err := w.Look(ctx, nil, code)
			w.wants(what+", looked at", err, ErrInvitation)
			w.wants(what, w.Join(ctx, c.visit(), code), ErrInvitation)
			if w.count(`SELECT COUNT(*) FROM member`) != before || c.visit().SharedShelf != "" {
				t.Fatalf("%s: something happened", what)
			}
		}
		a, b, _, code := make3()
		w.wants("one's own", w.Join(ctx, a.visit(), code), ErrInvitation)
		w.pass(72*time.Hour - time.Minute)
		in := func(p *person) *Visit {
			c, err := w.SignIn(ctx, SignIn{Name: p.name, Password: goodPw})
			w.must(err)
			v, err := w.Visit(ctx, c.Session)
			w.must(err)
			return v
		}
		if _, err := w.Look(ctx, nil, code); err != nil {
			t.Fatalf("a minute before: %v", err)
		}
		w.pass(time.Minute)
		w.wants("expired", w.Join(ctx, in(b), code), ErrInvitation)
		if s, err := w.Standing(ctx, in(a)); err != nil || s != nil {
			t.Fatalf("an expired one stands: %v %v", s, err)
		}
		fresh, err := w.Invite(ctx, in(a), 0)
		w.must(err)
		if fresh.Code == code {
			t.Fatal("an expired code came back")
		}
		w.must(w.Join(ctx, in(b), fresh.Code))
	})
}

// A2: names, banks, zones; what cannot be taken names its field.
func TestProfile(t *testing.T) {
	each(t, open, func(t *testing.T, w *world) {
		ctx := t.Context()
		a := w.signUp("ada", "a")
		good := Profile{Name: "Zoë 🌉", Side: "b", Zone: "America/Argentina/Ushuaia", Lang: "pt-BR", Theme: "light"}
		w.must(w.ChangeProfile(ctx, a.visit(), good))
		if v := a.visit(); v.Name != good.Name || v.Side != "b" || v.Zone != good.Zone || v.Lang != "pt-BR" || v.Theme != "light" {
			t.Fatalf("%+v", v)
		}
		for field, spoil := range map[string]func(*Profile){
			"name empty":    func(f *Profile) { f.Name = " \t" },
			"name long":     func(f *Profile) { f.Name = strings.Repeat("ü", 41) },
			"name unknown":  func(f *Profile) { f.Name = "a\x1bb" },
			"side empty":    func(f *Profile) { f.Side = "" },
			"side unknown":  func(f *Profile) { f.Side = "left" },
			"zone empty":    func(f *Profile) { f.Zone = "" },
			"zone unknown":  func(f *Profile) { f.Zone = "../../etc/passwd" },
			"lang unknown":  func(f *Profile) { f.Lang = "de\r\n" },
			"theme unknown": func(f *Profile) { f.Theme = "<b>" },
		} {
			bad := good
			spoil(&bad)
			var got *ErrField
			if err := w.ChangeProfile(ctx, a.visit(), bad); !errors.As(err, &got) || got.Field+" "+got.Why != field {
				t.Errorf("%s: %v", field, err)
			}
		}
		if a.visit().Name != good.Name {
			t.Fatal("a refused change was stored")
		}
	})
}

// A3: the first account answers who runs the server, once.
func TestKeeper(t *testing.T) {
	each(t, open, func(t *testing.T, w *world) {
		ctx := t.Context()
		if words, err := w.Keeper(ctx); words != "" || err != nil {
			t.Fatalf("before anybody: %q %v", words, err)
		}
		a, b := w.signUp("ada", "a"), w.signUp("bo", "b")
		if !a.visit().FirstAccount || b.visit().FirstAccount {
			t.Fatal("the wrong first account")
		}
		w.wants("the second account", w.SetKeeper(ctx, b.visit(), "me"), ErrKeeper)
		w.must(w.SetKeeper(ctx, a.visit(), "Ada,\nat home"))
		w.wants("a second time", w.SetKeeper(ctx, a.visit(), "me"), ErrKeeper)
		if words, err := w.Keeper(ctx); words != "Ada,\nat home" || err != nil {
			t.Fatalf("%q %v", words, err)
		}
	})
}
