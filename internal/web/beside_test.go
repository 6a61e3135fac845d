package web_test

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"footbridge/internal/practice"
	"footbridge/internal/practice/practicetest"
	"footbridge/internal/practices/listening"
)

const talk = "/practices/listening"

// cookieOf is what a browser holds under a name, or empty.
func cookieOf(t *testing.T, w *practicetest.World, v *practicetest.Visitor, name string) string {
	t.Helper()
	at, err := url.Parse(w.Server.URL)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range v.Cookies(at) {
		if c.Name == name {
			return c.Value
		}
	}
	return ""
}

// halves is the page of one phone.
func halves(t *testing.T, v *practicetest.Visitor) (listening.PhoneView, practice.Form, practice.Form) {
	t.Helper()
	var view listening.PhoneView
	v.Data(talk+"/phone", &view)
	form := func(h listening.HalfView) practice.Form {
		f := practice.Form{"side": string(h.Side), "talk": h.Talk, "turn": str(h.Turn), "rest": str(h.Rest)}
		for _, m := range h.Moves {
			if m.Main {
				f["go"] = string(m.Go)
			}
		}
		return f
	}
	return view, form(view.Near), form(view.Far)
}

func str(n int) string { return strconv.Itoa(n) }

// sitDown opens a talk on Ada's phone and has Bo sign in beside her.
func sitDown(t *testing.T, w *practicetest.World) (ada, bo *practicetest.Visitor) {
	t.Helper()
	ada, bo = w.Couple("Ada", "Bo")
	if a := ada.Post(talk+"/open/phone", talk+"/open/phone", practice.Form{"go": "open"}); a.To != talk+"/talk" {
		t.Fatalf("open: %d %s", a.Status, a.To)
	}
	if a := ada.Post("/beside", "/beside", practice.Form{"name": "bo", "password": practicetest.Password, "to": talk + "/phone"}); a.To != talk+"/phone" {
		t.Fatalf("beside: %d %s", a.Status, a.To)
	}
	return ada, bo
}

// A8, S3.4: on one phone each takes turns from their own half, each signed in with their own password.
func TestOnePhoneForTwo(t *testing.T) {
	w := practicetest.NewWorld(t, every)
	ada, bo := sitDown(t, w)
	post := func(f practice.Form) {
		t.Helper()
		if a := ada.Post(talk+"/phone", talk+"/phone", f); a.Status != http.StatusSeeOther {
			t.Fatalf("%v: %d", f, a.Status)
		}
	}
	_, _, far := halves(t, ada)
	post(far) // Bo: I am here
	_, near, _ := halves(t, ada)
	post(near) // Ada tosses
	for range 40 {
		_, near, far := halves(t, ada)
		switch {
		case near["go"] != "" && far["go"] != "": // swap
			post(near)
		case near["go"] != "":
			post(near)
		case far["go"] != "":
			post(far)
		}
		if a := ada.Get(talk + "/phone"); a.Status == http.StatusSeeOther {
			break
		}
	}
	var view listening.TalkView
	for _, who := range []*practicetest.Visitor{ada, bo} {
		if who.Data(talk+"/talk", &view); !view.Ended {
			t.Errorf("%s sees %+v", who.Name, view)
		}
	}
	if c := cookieOf(t, w, ada, "footbridge-beside"); c != "" {
		t.Error("the session beside outlives the talk")
	}
	var support struct{ Sessions []struct{ Shared bool } }
	if bo.Data("/support", &support); len(support.Sessions) != 1 {
		t.Errorf("Bo has %d sessions left", len(support.Sessions))
	}
}

// A8: what Bo's password opens on Ada's phone is worth nothing anywhere else: not as a session of its own, not
// with another session of Ada's, not for another form, and not without it.
func TestBesideOpensNothingElse(t *testing.T) {
	w := practicetest.NewWorld(t, every)
	ada, bo := sitDown(t, w)
	beside, main := cookieOf(t, w, ada, "footbridge-beside"), cookieOf(t, w, ada, "footbridge")
	if beside == "" {
		t.Fatal("no cookie")
	}
	ask := func(path, cookies string) practicetest.Answer {
		return w.Visitor("x").Ask(path, http.Header{"Accept": {"text/html"}, "Cookie": {cookies}})
	}
	if a := ask("/support", "footbridge="+beside); a.Status != http.StatusSeeOther || a.To != "/sign-in" {
		t.Errorf("as a session: %d %s", a.Status, a.To)
	}
	if a := ask("/support", "footbridge-beside="+beside); a.Status != http.StatusSeeOther || a.To != "/sign-in" {
		t.Errorf("alone: %d %s", a.Status, a.To)
	}
	if a := ask("/support", "footbridge="+main+"; footbridge-beside="+beside); strings.Contains(a.Body, `value="Bo"`) || !strings.Contains(a.Body, `value="Ada"`) {
		t.Error("a page is not the viewer's")
	}
	bo.SignIn()
	if a := ask(talk+"/phone", "footbridge="+cookieOf(t, w, bo, "footbridge")+"; footbridge-beside="+beside); a.To != talk+"/talk" {
		t.Errorf("with another session: %d %s", a.Status, a.To)
	}
	_, _, far := halves(t, ada)
	rid := ada.Data(talk+"/phone", nil)
	far["rid"] = rid
	if a := bo.Do("POST", talk+"/phone", far, ""); a.Status != http.StatusBadRequest {
		t.Errorf("Ada's page sent by Bo: %d", a.Status)
	}
	for _, path := range []string{"/later", "/takeback"} { // a form that is not marked is the viewer's own
		if a := ada.Post(talk+"/phone", talk+path, practice.Form{"side": "b"}); a.Status != http.StatusSeeOther {
			t.Errorf("%s: %d", path, a.Status)
		}
	}
	var today struct{ Card *struct{ Title practice.Say } }
	if bo.Data("/", &today); today.Card == nil || today.Card.Title.Key != "listening.step.invited" {
		t.Errorf("a form without a mark was taken as Bo's: %+v", today.Card)
	}
	ada.Do("POST", "/sign-out", practice.Form{}, "")
	if c := cookieOf(t, w, ada, "footbridge-beside"); c != "" {
		t.Error("it outlives the viewer's session")
	}
	ada.SignIn()
	if a := ask(talk+"/phone", "footbridge="+cookieOf(t, w, ada, "footbridge")+"; footbridge-beside="+beside); a.To != talk+"/talk" {
		t.Errorf("after signing in again: %d %s", a.Status, a.To)
	}
}

// A8: nobody signs in beside without a talk on one phone, with a wrong password, or as somebody else; and a talk
// of another way takes nothing from another half.
func TestBesideIsForOnePhoneOnly(t *testing.T) {
	w := practicetest.NewWorld(t, every)
	ada, _ := w.Couple("Ada", "Bo")
	if a := ada.Get("/beside"); a.To != "/" {
		t.Errorf("without a talk: %d %s", a.Status, a.To)
	}
	good := practice.Form{"name": "bo", "password": practicetest.Password}
	if a := ada.Do("POST", "/beside", good, ""); a.Status != http.StatusUnauthorized || cookieOf(t, w, ada, "footbridge-beside") != "" {
		t.Errorf("without a talk: %d", a.Status)
	}
	ada.Post(talk+"/open/aloud", talk+"/open/aloud", practice.Form{"go": "open"})
	if a := ada.Do("POST", "/beside", good, ""); a.Status != http.StatusUnauthorized {
		t.Errorf("with two phones: %d", a.Status)
	}
	var view listening.TalkView
	rid := ada.Data(talk+"/talk", &view)
	if a := ada.Do("POST", talk+"/phone", practice.Form{"rid": rid, "side": "b", "talk": view.Talk, "rest": "0", "go": "here"}, ""); a.Status != http.StatusBadRequest {
		t.Errorf("a form of the other's half: %d", a.Status)
	}
	ada.Post(talk+"/open/phone", talk+"/open/phone", practice.Form{"go": "open"})
	first := ""
	for name, f := range map[string]practice.Form{"wrong": {"name": "bo", "password": "not the password at all"}, "unknown": {"name": "cy", "password": "x"},
		"oneself": {"name": "ada", "password": practicetest.Password}} {
		a := ada.Do("POST", "/beside", f, "application/json")
		if a.Status != http.StatusUnauthorized || cookieOf(t, w, ada, "footbridge-beside") != "" {
			t.Errorf("%s: %d", name, a.Status)
		}
		said := a.Body[strings.Index(a.Body, `"Error"`):strings.Index(a.Body, `"rid"`)]
		if first == "" {
			first = said
		}
		if said != first {
			t.Errorf("%s: %s, not %s", name, said, first)
		}
	}
}

// A6: each can put a joint practice away for themself; the other sees no difference, and it can be brought
// back.
func TestPuttingAway(t *testing.T) {
	w := practicetest.NewWorld(t, every)
	ada, bo := w.Couple("Ada", "Bo")
	ada.Post(talk+"/open/typed", talk+"/open/typed", practice.Form{"go": "open", "words": "The holidays"})
	pages := []string{"/", talk + "/", talk + "/talk", "/bridge", "/practices"}
	sees := func() (out []string) {
		for _, p := range pages {
			out = append(out, ridless(ada.Do("GET", p, nil, "application/json").Body))
		}
		return out
	}
	before := sees()
	if a := bo.Get("/"); !strings.Contains(a.Body, "The holidays") {
		t.Fatal("the invitation is not on Today")
	}
	if a := bo.Post("/practices", "/put-away", practice.Form{"practice": talk}); a.To != "/practices?said=practices.hidden" {
		t.Fatalf("%d %s", a.Status, a.To)
	}
	for _, p := range pages {
		if a := bo.Get(p); strings.Contains(a.Body, "The holidays") {
			t.Errorf("%s still shows it", p)
		}
	}
	if a := bo.Get(talk + "/talk"); a.To != "/practices" {
		t.Errorf("the room: %d %s", a.Status, a.To)
	}
	for i, now := range sees() {
		if now != before[i] {
			t.Errorf("the other sees a difference at %s:\n%s\n%s", pages[i], before[i], now)
		}
	}
	bo.Do("POST", "/support/look", practice.Form{"theme": "dark"}, "") // another setting leaves it as it is
	if a := bo.Get("/"); strings.Contains(a.Body, "The holidays") {
		t.Error("it comes back by itself")
	}
	bo.Post("/practices", "/put-away", practice.Form{"practice": "listening", "go": "back"})
	if a := bo.Get("/"); !strings.Contains(a.Body, "The holidays") {
		t.Error("it is not brought back")
	}
	for _, slug := range []string{"rituals", "nothing", ""} {
		if a := bo.Post("/practices", "/put-away", practice.Form{"practice": slug}); a.Status != http.StatusNotFound {
			t.Errorf("%q is put away: %d", slug, a.Status)
		}
	}
}

// ridless is a page as data without its request id.
func ridless(body string) string {
	if i := strings.Index(body, `,"rid"`); i > 0 {
		return body[:i]
	}
	return body
}

// A8: handing a shared device over takes two taps, and the first person's pages are locked.
func TestHandingOver(t *testing.T) {
	w := practicetest.NewWorld(t, every)
	ada, _ := w.Couple("Ada", "Bo")
	if a := ada.Get("/"); strings.Contains(a.Body, "/hand-over") {
		t.Error("offered on a device of one's own")
	}
	ada.Do("POST", "/sign-in", practice.Form{"name": "ada", "password": practicetest.Password, "shared": "1"}, "")
	if a := ada.Get("/"); !strings.Contains(a.Body, `href="/hand-over"`) {
		t.Error("not offered on a shared device")
	}
	if a := ada.Post("/hand-over", "/hand-over", nil); a.Status != http.StatusOK || !strings.Contains(a.Body, `action="/sign-in"`) {
		t.Errorf("%d", a.Status)
	}
	if a := ada.Get("/support"); a.To != "/sign-in" {
		t.Errorf("still open: %d %s", a.Status, a.To)
	}
}
