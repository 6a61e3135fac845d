package web_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"footbridge/internal/db"
	"footbridge/internal/db/dbtest"
	"footbridge/internal/practice"
	"footbridge/internal/practice/practicetest"
	"footbridge/internal/practices/appreciation"
	"footbridge/internal/practices/listening"
	"footbridge/internal/practices/rituals"
	"footbridge/internal/vault"
)

// list is one practice: what the others suggest on Today differs from person to person. every is all.
var (
	list  = []practice.Practice{rituals.Practice}
	every = []practice.Practice{rituals.Practice, appreciation.Practice, listening.Practice}
)

const front = "/practices/rituals/"

// checkIn gives a check-in with these words and returns where it led.
func checkIn(t *testing.T, v *practicetest.Visitor, words, audience string) practicetest.Answer {
	t.Helper()
	var view struct{ Base, MindPrompt, AheadPrompt string }
	rid := v.Data(front+"checkin", &view)
	return v.Do(http.MethodPost, front+"checkin", practice.Form{"rid": rid, "step": "3", "go": "give", "stop": "2", "mind": words,
		"mind_prompt": view.MindPrompt, "ahead_prompt": view.AheadPrompt, "base": view.Base, "audience": audience}, "")
}

// openLetter opens the pair that is ready for v and returns its path.
func openLetter(t *testing.T, v *practicetest.Visitor) string {
	t.Helper()
	var view struct{ Ready string }
	v.Data(front, &view)
	if view.Ready == "" {
		t.Fatalf("%s: nothing is ready", v.Name)
	}
	path := front + "letters/" + view.Ready
	if a := v.Post(path, path+"/open", nil); a.Status != http.StatusSeeOther {
		t.Fatalf("%s: open: %d", v.Name, a.Status)
	}
	return path
}

// S4.1, R4, A4, on both engines with the two on two nodes: neither sees anything of the other's
// before both are in, both see both after.
func TestOpensTogetherOnTwoNodes(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, open func() *db.DB) {
		clock, secrets := practicetest.NewClock(), vault.NewSecrets([]byte("the two nodes share this secret.")[:32])
		one := practicetest.On(t, open(), clock, secrets, list)
		two := practicetest.On(t, open(), clock, secrets, list)
		ada, bo := one.Couple("Ada", "Bo")
		bo.MoveTo(two)
		if a := checkIn(t, ada, "HERON words of one", "held"); a.To != front+"waiting" {
			t.Fatalf("given: %d %q", a.Status, a.To)
		}
		for _, path := range []string{"/", front, front + "checkin", front + "waiting", "/practices", "/support"} {
			if a := bo.Get(path); a.Status != http.StatusOK || strings.Contains(a.Body, "HERON") {
				t.Fatalf("%s before both are in: %d", path, a.Status)
			}
		}
		checkIn(t, bo, "OTTER words of two", "held")
		for _, v := range []*practicetest.Visitor{ada, bo} {
			a := v.Get(openLetter(t, v))
			if !strings.Contains(a.Body, "HERON") || !strings.Contains(a.Body, "OTTER") {
				t.Errorf("%s does not see both", v.Name)
			}
		}
	})
}

// A form sent twice is written once and answered the same; another form under its id is refused.
func TestFormSentTwice(t *testing.T) {
	w := practicetest.NewWorld(t, list)
	ada, _ := w.Couple("Ada", "Bo")
	form := practice.Form{"rid": ada.Data(front+"checkin", nil), "step": "3", "go": "give", "mind": "once", "audience": "mine"}
	first := ada.Do("POST", front+"checkin", form, "")
	second := ada.Do("POST", front+"checkin", form, "")
	if first.Status != http.StatusSeeOther || second.Status != first.Status || second.To != first.To {
		t.Errorf("first %d %s, second %d %s", first.Status, first.To, second.Status, second.To)
	}
	form["mind"] = "other words"
	if a := ada.Do("POST", front+"checkin", form, ""); a.Status != http.StatusConflict || !strings.Contains(a.Body, "other words") {
		t.Errorf("another form under the same id: %d, words shown: %v", a.Status, strings.Contains(a.Body, "other words"))
	}
	var view struct{ Mine []any }
	ada.Data(front, &view)
	if len(view.Mine) != 1 {
		t.Errorf("%d entries", len(view.Mine))
	}
}

// A session that is over by the time a form comes: the words are carried through the sign-in page to
// their writer, and to nobody else.
func TestLostSessionKeepsWords(t *testing.T) {
	w := practicetest.NewWorld(t, list)
	ada, bo := w.Couple("Ada", "Bo")
	form := practice.Form{"rid": ada.Data(front+"checkin", nil), "step": "2", "go": "next", "mind": "HERON words"}
	w.Clock.Add(25 * time.Hour)
	a := ada.Do("POST", front+"checkin", form, "")
	carried := regexp.MustCompile(`name="carried" value="([^"]+)"`).FindStringSubmatch(a.Body)
	if a.Status != http.StatusUnauthorized || carried == nil || strings.Contains(a.Body, "HERON") {
		t.Fatalf("%d, carried %v, in clear %v", a.Status, carried != nil, strings.Contains(a.Body, "HERON"))
	}
	in := func(name string) practice.Form {
		return practice.Form{"name": name, "password": practicetest.Password, "carried": carried[1]}
	}
	if a := bo.Do("POST", "/sign-in", in("bo"), ""); a.To != "/" {
		t.Errorf("somebody else is led to %q", a.To)
	}
	if a := bo.Get(front + "checkin"); strings.Contains(a.Body, "HERON") {
		t.Error("somebody else got the words")
	}
	if a := ada.Do("POST", "/sign-in", in("ada"), ""); a.To != front+"checkin" {
		t.Fatalf("led to %q", a.To)
	}
	if a := ada.Get(front + "checkin"); !strings.Contains(a.Body, "HERON") {
		t.Error("the words are not in the field")
	}
}

// Bad input gets a plain sentence, nothing is lost, nothing doubled.
func TestBadInput(t *testing.T) {
	w := practicetest.NewWorld(t, list)
	ada, bo := w.Couple("Ada", "Bo")
	long := strings.Repeat("ö", practice.MaxText+1)
	if a := checkIn(t, ada, long, "held"); a.Status != http.StatusUnprocessableEntity || !strings.Contains(a.Body, long) || !strings.Contains(a.Body, "4000") {
		t.Errorf("too long: %d, kept: %v", a.Status, strings.Contains(a.Body, long))
	}
	if a := checkIn(t, ada, " ", "held"); a.Status == http.StatusOK {
		// stop 2 was chosen, so an empty text is fine; without it there must be something
		t.Errorf("only a stop: %d", a.Status)
	}
	form := practice.Form{"rid": ada.Data(front+"checkin", nil), "step": "3", "go": "give", "mind": "\xff\xfe"}
	if a := ada.Do("POST", front+"checkin", form, ""); a.Status != http.StatusBadRequest || !strings.Contains(a.Body, "cannot be read as text") {
		t.Errorf("invalid UTF-8: %d", a.Status)
	}
	form["mind"] = strings.Repeat("x", 70<<10)
	if a := ada.Do("POST", front+"checkin", form, ""); a.Status != http.StatusRequestEntityTooLarge {
		t.Errorf("70 KiB: %d", a.Status)
	}
	form = practice.Form{"rid": bo.Data(front+"checkin", nil), "step": "3", "go": "give", "mind": "x"}
	form["mind"] = "words of somebody else"
	if a := ada.Do("POST", front+"checkin", form, ""); a.Status != http.StatusBadRequest || strings.Contains(a.Body, "somebody else") {
		t.Errorf("another person's form: %d", a.Status)
	}
	form = practice.Form{"rid": "not ours", "step": "3", "go": "give", "mind": "x"}
	if a := ada.Do("POST", front+"checkin", form, ""); a.Status != http.StatusBadRequest {
		t.Errorf("a form without a page of ours: %d", a.Status)
	}
	if a := ada.Get(front + "letters/" + strings.Repeat("a", 26)); a.Status != http.StatusNotFound {
		t.Errorf("no such letter: %d", a.Status)
	}
	if a := ada.Get("/nowhere"); a.Status != http.StatusNotFound || !strings.Contains(a.Body, "There is no page here") {
		t.Errorf("no such page: %d", a.Status)
	}
}
