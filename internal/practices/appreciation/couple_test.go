package appreciation

import (
	"net/http"
	"reflect"
	"strings"
	"testing"

	"footbridge/internal/practice"
	"footbridge/internal/practice/practicetest"
)

const home = "/practices/appreciation"

// send posts a form of one page and fails unless it was taken.
func send(t *testing.T, who *practicetest.Visitor, page, action string, f practice.Form) {
	t.Helper()
	if a := who.Post(home+page, home+action, f); a.Status != http.StatusSeeOther {
		t.Fatalf("%s sends %s: %d", who.Name, action, a.Status)
	}
}

// says checks whether a page holds these words.
func says(t *testing.T, who *practicetest.Visitor, path, words string, want bool) {
	t.Helper()
	if a := who.Get(path); strings.Contains(a.Body, words) != want {
		t.Errorf("%s at %s: %q is there: %v, status %d", who.Name, path, words, !want, a.Status)
	}
}

// couple are two people, of whom the first wrote a note while alone. Its id is what she keeps.
func couple(t *testing.T) (ada, bo *practicetest.Visitor, note string) {
	t.Helper()
	w := practicetest.NewWorld(t, []practice.Practice{Practice})
	ada, bo = w.Visitor("Ada"), w.Visitor("Bo")
	ada.SignUp("a")
	says(t, ada, home+"/keep", "when there are two of us here", true)
	send(t, ada, "/keep", "/keep", practice.Form{"go": "give", "words": "You let me sleep on Sunday."})
	code := ada.Invite()
	bo.Do(http.MethodPost, "/join", practice.Form{"code": code}, "")
	bo.SignUp("b")
	bo.Do(http.MethodPost, "/join", practice.Form{"code": code}, "")
	ada.Do(http.MethodPost, "/joined", practice.Form{}, "")
	var front FrontView
	ada.Data(home+"/", &front)
	if len(front.Kept) != 1 || !front.Two {
		t.Fatalf("before it is given: %+v", front)
	}
	return ada, bo, front.Kept[0].ID
}

// S8.1, S8.3, R3, R4, R5 through the host: kept while alone, given by an act of its own, read, landed,
// and taken back, as two people see it.
func TestTwoPeople(t *testing.T) {
	ada, bo, note := couple(t)
	for _, path := range []string{"/", home + "/", home + "/jar", home + "/noticed", home + "/week"} {
		says(t, bo, path, "Sunday", false)
		says(t, bo, path, "for you to read", false)
	}
	var front FrontView
	says(t, ada, home+"/kept/"+note+"/give", "Both of us: you can both read this at once.", true)
	send(t, ada, "/kept/"+note+"/give", "/kept/"+note+"/give", nil)
	ada.Data(home+"/", &front)
	if len(front.Kept) != 0 {
		t.Errorf("given, and still kept: %+v", front.Kept)
	}

	says(t, bo, "/", "Something for you to read", true)
	says(t, bo, "/", "Sunday", false)
	bo.Data(home+"/", &front)
	given := "/notes/" + front.Ready
	says(t, bo, home+given, "Sunday", false)
	var before, after OneView
	ada.Data(home+given, &before)
	send(t, bo, given, given+"/open", nil)
	says(t, bo, home+given, "You let me sleep on Sunday.", true)
	says(t, bo, home+"/jar", "You let me sleep on Sunday.", true)
	if ada.Data(home+given, &after); !reflect.DeepEqual(before, after) {
		t.Errorf("the giver is told that it was opened: %+v, then %+v", before, after)
	}
	send(t, bo, given, given+"/landed", practice.Form{"words": "Nobody else saw how tired I was."})
	says(t, ada, "/", "Something for you to read", true)
	send(t, ada, given, given+"/open", nil)
	says(t, ada, home+given, "Nobody else saw how tired I was.", true)

	send(t, ada, given, "/takeback", practice.Form{"entry": front.Ready})
	for _, who := range []*practicetest.Visitor{ada, bo} {
		for _, path := range []string{"/", home + "/", home + given, home + "/jar", home + "/noticed", home + "/week"} {
			says(t, who, path, "Sunday", false)
			says(t, who, path, "Nobody else saw", false)
		}
	}
	if a := bo.Get(home + given); a.Status != http.StatusNotFound {
		t.Errorf("a note that was taken back: %d", a.Status)
	}
}
