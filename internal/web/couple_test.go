package web_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"footbridge/internal/practice"
	"footbridge/internal/practice/practicetest"
)

// A4: used, expired, cancelled, unknown and one's own invitation say one sentence; a third person on
// the link finds it closed.
func TestInvitationsThatDoNotWork(t *testing.T) {
	w := practicetest.NewWorld(t, list)
	ada := w.Visitor("Ada")
	ada.SignUp("a")
	answers := map[string]string{}
	ask := func(name string, v *practicetest.Visitor, code string) {
		a := v.Do("POST", "/i", practice.Form{"code": code}, "application/json")
		if a.Status != http.StatusUnprocessableEntity {
			t.Errorf("%s: %d", name, a.Status)
		}
		var view struct{ Error practice.Say }
		a.Decode(t, &view)
		answers[name] = view.Error.Key
	}
	ask("unknown", w.Visitor("x"), "ABCDE-FGHJK-MNPQR-STVWX-YZ234")
	ask("not a code", w.Visitor("x"), "hello")
	code := ada.Invite()
	ask("one's own", ada, code)
	ada.Post("/invite", "/invite/back", nil)
	ask("cancelled", w.Visitor("x"), code)
	code = ada.Invite()
	w.Clock.Add(73 * time.Hour)
	ask("expired", w.Visitor("x"), code)
	ada.SignIn()
	code = ada.Invite()
	bo := w.Visitor("Bo")
	bo.Do("POST", "/join", practice.Form{"code": code}, "")
	bo.SignUp("a")
	bo.Do("POST", "/join", practice.Form{"code": code}, "")
	ask("used", w.Visitor("Cyd"), code)
	for name, key := range answers {
		if key != "problem.invitation" {
			t.Errorf("%s says %q", name, key)
		}
	}
	if v := bo.Visit(); v.Side != "b" || v.Partner == nil {
		t.Errorf("both wanted the left bank: the second stands on %q", v.Side)
	}
}

// A5: the four words are the same on both screens; when they differ the inviter says so, and both are
// alone again, with nothing of their own lost.
func TestFourWords(t *testing.T) {
	w := practicetest.NewWorld(t, list)
	ada, bo := w.Visitor("Ada"), w.Visitor("Bo")
	ada.SignUp("a")
	for _, confirm := range []bool{false, true} {
		code := ada.Invite()
		if bo.Do("POST", "/join", practice.Form{"code": code}, ""); !confirm {
			bo.SignUp("b")
			bo.Do("POST", "/join", practice.Form{"code": code}, "")
			checkIn(t, bo, "HERON", "mine")
		}
		var mine, theirs struct{ Words [4]string }
		ada.Data("/joined", &mine)
		bo.Data("/joined", &theirs)
		if mine.Words != theirs.Words || mine.Words[0] == "" {
			t.Fatalf("%v and %v", mine.Words, theirs.Words)
		}
		if v := ada.Visit(); v.Partner != nil {
			t.Fatal("two before the inviter said so")
		}
		if confirm {
			ada.Do("POST", "/joined", practice.Form{}, "")
		} else {
			ada.Do("POST", "/joined/refuse", practice.Form{}, "")
		}
		if a, b := ada.Visit(), bo.Visit(); (a.Partner != nil) != confirm || (b.Partner != nil) != confirm {
			t.Errorf("confirmed %v: two for one %v, for the other %v", confirm, a.Partner != nil, b.Partner != nil)
		}
		if a := bo.Get(front); !strings.Contains(a.Body, "HERON") {
			t.Error("own words are lost")
		}
	}
}
