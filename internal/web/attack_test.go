package web_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"footbridge/internal/practice"
	"footbridge/internal/practice/practicetest"
)

var inputs = regexp.MustCompile(`<input type="hidden" name="([a-z_]+)" value="([^"]*)"`)

// formOf is what a browser would send of a check-in page besides what is typed.
func formOf(page string) practice.Form {
	f := practice.Form{}
	_, form, _ := strings.Cut(page, `<form id="checkin"`)
	form, _, _ = strings.Cut(form, "</form>")
	for _, m := range inputs.FindAllStringSubmatch(form, -1) {
		f[m[1]] = m[2]
	}
	return f
}

// R3, R4: a check-in begun alone says "Just me" beside its fields. When the other joins before it is
// sent, from any of its steps, it is still for just me.
func TestBegunAloneStaysJustMe(t *testing.T) {
	for _, steps := range []int{1, 2, 3} {
		w := practicetest.NewWorld(t, list)
		ada, bo := w.Visitor("Ada"), w.Visitor("Bo")
		ada.SignUp("a")
		code := ada.Invite()
		form, typed := formOf(ada.Get(front+"checkin").Body), map[int]string{1: "mood", 2: "mind", 3: "ahead"}
		next := func() practicetest.Answer {
			form["go"] = "next"
			return ada.Do(http.MethodPost, front+"checkin", form, "")
		}
		form["mood"] = "HERON"
		for range steps - 1 {
			form = formOf(next().Body)
		}
		form[typed[steps]] = "HERON"
		bo.Do(http.MethodPost, "/join", practice.Form{"code": code}, "")
		bo.SignUp("b")
		bo.Do(http.MethodPost, "/join", practice.Form{"code": code}, "")
		checkIn(t, bo, "what Bo wrote", "held")
		ada.Do(http.MethodPost, "/joined", practice.Form{}, "")
		a := next()
		for a.Status == http.StatusOK {
			form = formOf(a.Body)
			a = next()
		}
		checkIn(t, bo, "what Bo wrote next", "held")
		var view struct{ Ready string }
		if bo.Data(front, &view); a.Status != http.StatusSeeOther || view.Ready != "" {
			t.Errorf("begun alone and at step %d when the other joined: %d %q, ready for the other: %v", steps, a.Status, a.To, view.Ready != "")
		}
		if mine := ada.Get(front).Body; !strings.Contains(mine, "HERON") {
			t.Errorf("step %d: the words are not among Ada's own", steps)
		}
	}
}
