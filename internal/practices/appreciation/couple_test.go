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

// S8.1, S8.3, R3, R4, R5 through the host: kept while alone, given by an act of its own, read, landed,
// and taken back, as two people see it.
func TestTwoPeople(t *testing.T) {
	w := practicetest.NewWorld(t, []practice.Practice{Practice})
	ada := w.Visitor("Ada")
	ada.SignUp("a")
	send := func(who *practicetest.Visitor, page, action string, f practice.Form) practicetest.Answer {
		t.Helper()
		a := who.Post(home+page, home+action, f)
		if a.Status != http.StatusSeeOther {
			t.Fatalf("%s sends %s: %d", who.Name, action, a.Status)
		}
		return a
	}
	says := func(who *practicetest.Visitor, path, words string, want bool) {
		t.Helper()
		if a := who.Get(path); strings.Contains(a.Body, words) != want {
			t.Errorf("%s at %s: %q is there: %v, status %d", who.Name, path, words, !want, a.Status)
		}
	}
	send(ada, "/keep", "/keep", practice.Form{"go": "give", "words": "You let me sleep on Sunday."})
	says(ada, home+"/keep", "when there are two of us here", true)

	bo := w.Visitor("Bo")
	code := ada.Invite()
	bo.Do(http.MethodPost, "/join", practice.Form{"code": code}, "")
	bo.SignUp("b")
	bo.Do(http.MethodPost, "/join", practice.Form{"code": code}, "")
	ada.Do(http.MethodPost, "/joined", practice.Form{}, "")

	for _, path := range []string{"/", home + "/", home + "/jar", home + "/noticed", home + "/week"} {
		says(bo, path, "Sunday", false)
		says(bo, path, "for you to read", false)
	}
	var front FrontView
	ada.Data(home+"/", &front)
	note := front.Kept[0].ID
	says(ada, home+"/kept/"+note+"/give", "Both of us: you can both read this at once.", true)
	send(ada, "/kept/"+note+"/give", "/kept/"+note+"/give", nil)
	ada.Data(home+"/", &front)
	if len(front.Kept) != 0 {
		t.Errorf("given, and still kept: %+v", front.Kept)
	}

	says(bo, "/", "Something for you to read", true)
	says(bo, "/", "Sunday", false)
	bo.Data(home+"/", &front)
	given := "/notes/" + front.Ready
	says(bo, home+given, "Sunday", false)
	var before, after OneView
	ada.Data(home+given, &before)
	send(bo, given, given+"/open", nil)
	says(bo, home+given, "You let me sleep on Sunday.", true)
	says(bo, home+"/jar", "You let me sleep on Sunday.", true)
	if ada.Data(home+given, &after); !reflect.DeepEqual(before, after) {
		t.Errorf("the giver is told that it was opened: %+v, then %+v", before, after)
	}
	send(bo, given, given+"/landed", practice.Form{"words": "Nobody else saw how tired I was."})
	says(ada, "/", "Something for you to read", true)
	send(ada, given, given+"/open", nil)
	says(ada, home+given, "Nobody else saw how tired I was.", true)

	send(ada, given, "/takeback", practice.Form{"entry": front.Ready})
	for _, who := range []*practicetest.Visitor{ada, bo} {
		for _, path := range []string{"/", home + "/", home + given, home + "/jar", home + "/noticed", home + "/week"} {
			says(who, path, "Sunday", false)
			says(who, path, "Nobody else saw", false)
		}
	}
	if a := bo.Get(home + given); a.Status != http.StatusNotFound {
		t.Errorf("a note that was taken back: %d", a.Status)
	}
}
