package curiosity

import (
	"net/http"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"footbridge/internal/practice"
	"footbridge/internal/practice/practicetest"
)

const home = "/practices/curiosity"

func send(t *testing.T, who *practicetest.Visitor, page, action string, f practice.Form) {
	t.Helper()
	if a := who.Post(home+page, home+action, f); a.Status != http.StatusSeeOther {
		t.Fatalf("%s sends %s: %d\n%s", who.Name, action, a.Status, a.Body)
	}
}

func says(t *testing.T, who *practicetest.Visitor, path, words string, want bool) {
	t.Helper()
	if a := who.Get(path); strings.Contains(a.Body, words) != want {
		t.Errorf("%s at %s: %q is there: %v, status %d", who.Name, path, words, !want, a.Status)
	}
}

// asks asks a question of today and gives its path.
func asks(t *testing.T, who *practicetest.Visitor, f practice.Form) string {
	t.Helper()
	var page AskView
	who.Data(home+"/ask", &page)
	for name, value := range map[string]string{"question": page.Question, "depth": "1"} {
		if f[name] == "" {
			f[name] = value
		}
	}
	f["day"] = strconv.Itoa(int(page.Day))
	send(t, who, "/ask", "/ask", f)
	var front FrontView
	who.Data(home+"/", &front)
	for _, list := range [][]RowView{front.Open, front.Waits} {
		if len(list) > 0 {
			return "/asked/" + list[0].ID
		}
	}
	t.Fatalf("asked, and it is nowhere: %+v", front)
	return ""
}

// S6.2, S6.3, R5, R6: one asks with no deadline; the asker's pages say the same whether the other never came, left it, or
// says how it landed.
func TestAsked(t *testing.T) {
	w := practicetest.NewWorld(t, []practice.Practice{Practice})
	ada, bo := w.Couple("Ada", "Bo")
	q := asks(t, ada, practice.Form{"go": "you", "own": "1", "words": "What did the HERON say?"})
	says(t, bo, "/", "A question for you", true)
	says(t, bo, home+q, "HERON", true)
	look := func() (out [3]string) {
		for i, path := range []string{"/", home + "/", home + q} {
			out[i] = ada.Do("GET", path, nil, "application/json").Body
		}
		for i := range out {
			if at := strings.Index(out[i], `"rid"`); at >= 0 {
				out[i] = out[i][:at]
			}
		}
		return out
	}
	before := look()
	send(t, bo, q, q+"/left", nil)
	if after := look(); !reflect.DeepEqual(before, after) {
		t.Errorf("the asker can tell that it was left: %v, then %v", before, after)
	}
	says(t, bo, "/", "A question for you", false)
	send(t, bo, q, q+"/answer", practice.Form{"words": "It said WREN."})
	send(t, bo, q, q+"/landed", practice.Form{"how": Interview})
	says(t, ada, "/", "WREN", false)
	says(t, ada, "/", "An answer for you to read", true)
	says(t, ada, home+q, "WREN", false)
	send(t, ada, q, q+"/open", nil)
	says(t, ada, home+q, "It said WREN.", true)
	var v AskedView
	ada.Data(home+q, &v)
	if v.How != "" || len(v.Hows) != 0 {
		t.Errorf("the asker is told how it landed: %+v", v)
	}
	if a := ada.Post(home+q, home+q+"/answer", practice.Form{"words": "mine"}); a.Status != http.StatusSeeOther {
		t.Errorf("the asker answers: %d", a.Status)
	}
	says(t, bo, home+q, "mine</p>", false)
	send(t, ada, q, "/takeback", practice.Form{"entry": strings.TrimPrefix(q, "/asked/")})
	a := bo.Post(home+"/", home+q+"/answer", practice.Form{"words": "late FINCH"})
	if !strings.Contains(a.Body, "late FINCH") {
		t.Errorf("words to a question that was taken back are lost: %d", a.Status)
	}
}

// S6.2: a question for both opens when both have answered; until then each may change or take back theirs.
func TestBoth(t *testing.T) {
	w := practicetest.NewWorld(t, []practice.Practice{Practice})
	ada, bo := w.Couple("Ada", "Bo")
	q := asks(t, ada, practice.Form{"go": "both"})
	send(t, ada, q, q+"/answer", practice.Form{"words": "HERON first"})
	send(t, ada, q, q+"/answer", practice.Form{"words": "HERON second"})
	for _, path := range []string{"/", home + "/", home + q} {
		says(t, bo, path, "HERON", false)
	}
	for _, bad := range []string{"", strings.Repeat("ö", practice.MaxText+1)} {
		if a := bo.Post(home+q, home+q+"/answer", practice.Form{"words": bad}); a.Status != http.StatusUnprocessableEntity {
			t.Errorf("%d characters: %d", len(bad), a.Status)
		}
	}
	send(t, bo, q, q+"/answer", practice.Form{"words": "OTTER mine"})
	for _, who := range []*practicetest.Visitor{ada, bo} {
		says(t, who, home+q, "HERON", false) // not before a calm moment
		send(t, who, q, q+"/open", nil)
		says(t, who, home+q, "HERON second", true)
		says(t, who, home+q, "OTTER mine", true)
		says(t, who, home+q, "HERON first", false)
	}
}

// R3: somebody alone answers for themself.
func TestAlone(t *testing.T) {
	w := practicetest.NewWorld(t, []practice.Practice{Practice})
	ada := w.Visitor("Ada")
	ada.SignUp("a")
	says(t, ada, home+"/ask", "Just me", true)
	send(t, ada, "/keep", "/keep", practice.Form{"go": "give", "words": "HERON for me"})
	says(t, ada, home+"/", "HERON for me", true)
	if a := ada.Post(home+"/ask", home+"/ask", practice.Form{"go": "you"}); a.To != home+"/keep" {
		t.Errorf("asked nobody: %d %s", a.Status, a.To)
	}
}
