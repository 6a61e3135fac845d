package web_test

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"footbridge/internal/practice"
	"footbridge/internal/practice/practicetest"
	"footbridge/internal/web"
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
			form = formOf(ada.Get(next().To).Body)
		}
		form[typed[steps]] = "HERON"
		bo.Do(http.MethodPost, "/join", practice.Form{"code": code}, "")
		bo.SignUp("b")
		bo.Do(http.MethodPost, "/join", practice.Form{"code": code}, "")
		checkIn(t, bo, "what Bo wrote", "held")
		ada.Do(http.MethodPost, "/joined", practice.Form{}, "")
		a := next()
		for a.To == front+"checkin" {
			form = formOf(ada.Get(a.To).Body)
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

// A8: signing in on a device that somebody else left signed in ends what they left: their session and
// their streams.
func TestSigningInEndsWhoWasThere(t *testing.T) {
	w := practicetest.NewWorld(t, list)
	ada, _ := w.Couple("Ada", "Bo")
	events, stop := listen(t, w, ada, "")
	defer stop()
	next(t, events)
	before := w.Visitor("Ada")
	before.SignIn()
	ada.Do("POST", "/sign-in", practice.Form{"name": "bo", "password": practicetest.Password, "shared": "1"}, "")
	for e := next(t, events); e != ""; e = next(t, events) {
	}
	if a := before.Get("/support"); a.Status != http.StatusOK {
		t.Errorf("Ada's other device: %d %q", a.Status, a.To)
	}
}

// A page holds one stream; whoever opens them by the hundred gets no more than some.
func TestStreamsAreFew(t *testing.T) {
	w := practicetest.NewWorld(t, list)
	ada, bo := w.Couple("Ada", "Bo")
	for i := range 100 {
		events, stop := listen(t, w, ada, "")
		t.Cleanup(stop)
		if next(t, events) == "" {
			if i < 10 {
				t.Errorf("only %d streams", i)
			}
			other, stop := listen(t, w, bo, "")
			defer stop()
			if next(t, other) == "" {
				t.Error("and none for the other")
			}
			return
		}
	}
	t.Error("a hundred streams of one person")
}

// After Hide or signing out nothing tells that somebody was looking at an invitation here.
func TestHideForgetsTheInvitation(t *testing.T) {
	for _, way := range []string{"/hide", "/sign-out"} {
		w := practicetest.NewWorld(t, list)
		ada, bo := w.Visitor("Ada"), w.Visitor("Bo")
		ada.SignUp("a")
		bo.Do("POST", "/join", practice.Form{"code": ada.Invite()}, "")
		bo.SignUp("b")
		bo.Do("POST", way, practice.Form{}, "")
		if a := bo.Get("/i"); strings.Contains(a.Body, "Ada") {
			t.Errorf("after %s the invitation is still shown", way)
		}
	}
}

// Unsent words are kept for pages that were shown, and for no others: a person cannot fill the
// database with addresses of their own making.
func TestNoUnsentWordsForNoPage(t *testing.T) {
	w := practicetest.NewWorld(t, list)
	ada, _ := w.Couple("Ada", "Bo")
	rid := ada.Do("GET", front+"letters/"+strings.Repeat("x", 26), nil, "application/json").Decode(t, nil)
	if a := ada.Do("POST", "/unsent", practice.Form{"rid": rid, "words": "x"}, ""); a.Status != http.StatusBadRequest {
		t.Errorf("words for a page that is none: %d", a.Status)
	}
}

// R12: words typed under a letter and not sent are there again.
func TestUnsentAnswerComesBack(t *testing.T) {
	w := practicetest.NewWorld(t, list)
	ada, bo := w.Couple("Ada", "Bo")
	checkIn(t, ada, "one", "held")
	checkIn(t, bo, "two", "held")
	path := openLetter(t, ada)
	ada.Post(path, "/unsent", practice.Form{"what": "question", "words": "HERON, not sent"})
	if a := ada.Get(path); !strings.Contains(a.Body, "HERON") {
		t.Error("the words are gone")
	}
	if openLetter(t, bo); strings.Contains(bo.Get(path).Body, "HERON") {
		t.Error("the other reads them")
	}
	ada.Post(path, path+"/answer", practice.Form{"what": "question", "words": "OTTER, sent"})
	if a := ada.Get(path); strings.Contains(a.Body, "HERON") {
		t.Error("after sending, the unsent ones are still there")
	}
}

// Behind a proxy that adds a header of its own to what the client sent, limits go by the proxy's word.
func TestForwardedByAProxyThatAddsALine(t *testing.T) {
	w := practicetest.NewWorld(t, list, func(c *web.Config) { c.Proxy = true })
	w.Visitor("Ada").SignUp("a")
	last := 0
	for i := range 12 {
		body := url.Values{"name": {"ada"}, "password": {"not it, not at all it"}}.Encode()
		r, err := http.NewRequest("POST", w.Server.URL+"/sign-in", strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		r.Header = http.Header{"Content-Type": {"application/x-www-form-urlencoded"}, "Origin": {w.Server.URL},
			"X-Forwarded-For": {fmt.Sprintf("203.0.%d.7", i), "198.51.100.9"}}
		res, err := http.DefaultTransport.RoundTrip(r)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		last = res.StatusCode
	}
	if last != http.StatusTooManyRequests {
		t.Errorf("after twelve wrong passwords through one proxy line: %d", last)
	}
}
