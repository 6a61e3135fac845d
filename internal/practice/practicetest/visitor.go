package practicetest

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"footbridge/internal/practice"
)

// Visitor is one browser.
type Visitor struct {
	w      *World
	Name   string
	client *http.Client
}

// Visitor opens a browser that nobody has used.
func (w *World) Visitor(name string) *Visitor {
	jar, err := cookiejar.New(nil)
	if err != nil {
		w.T.Fatal(err)
	}
	return &Visitor{w: w, Name: name, client: &http.Client{Jar: jar, Timeout: 30 * time.Second,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
}

// Answer is what a visitor got.
type Answer struct {
	Status int
	To     string // of a redirect
	Body   string
	Header http.Header
}

// Do sends a request. body is form encoded when it is not nil; accept may be empty.
func (v *Visitor) Do(method, path string, body practice.Form, accept string) Answer {
	v.w.T.Helper()
	if accept == "" {
		accept = "text/html"
	}
	return v.send(method, path, body, http.Header{"Accept": {accept}})
}

// Ask fetches a page with headers of its own.
func (v *Visitor) Ask(path string, h http.Header) Answer {
	v.w.T.Helper()
	return v.send(http.MethodGet, path, nil, h)
}

func (v *Visitor) send(method, path string, body practice.Form, h http.Header) Answer {
	v.w.T.Helper()
	var in io.Reader
	if body != nil {
		values := url.Values{}
		for name, value := range body {
			values.Set(name, value)
		}
		in = strings.NewReader(values.Encode())
	}
	r, err := http.NewRequest(method, v.w.Server.URL+path, in)
	if err != nil {
		v.w.T.Fatal(err)
	}
	if body != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	r.Header.Set("Origin", v.w.Server.URL)
	r.Header.Set("User-Agent", "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0")
	for name, values := range h {
		r.Header[name] = values
	}
	res, err := v.client.Do(r)
	if err != nil {
		v.w.T.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		v.w.T.Fatal(err)
	}
	return Answer{res.StatusCode, res.Header.Get("Location"), string(b), res.Header}
}

// Get fetches a page.
func (v *Visitor) Get(path string) Answer {
	v.w.T.Helper()
	return v.Do(http.MethodGet, path, nil, "")
}

// Data fetches a page as its view struct, into view (nil: not wanted), and a request id for a form.
func (v *Visitor) Data(path string, view any) (rid string) {
	v.w.T.Helper()
	a := v.Do(http.MethodGet, path, nil, "application/json")
	if a.Status != http.StatusOK {
		v.w.T.Fatalf("%s: GET %s: %d to %q", v.Name, path, a.Status, a.To)
	}
	return a.Decode(v.w.T, view)
}

// Decode reads a page that was asked for as data.
func (a Answer) Decode(t testing.TB, view any) (rid string) {
	t.Helper()
	got := struct {
		View json.RawMessage `json:"view"`
		RID  string          `json:"rid"`
	}{}
	if err := json.Unmarshal([]byte(a.Body), &got); err != nil {
		t.Fatalf("not data: %v: %.200s", err, a.Body)
	}
	if view != nil {
		if err := json.Unmarshal(got.View, view); err != nil {
			t.Fatalf("not this view: %v", err)
		}
	}
	return got.RID
}

// Post sends a form of the page at path to action, with a fresh request id of that page.
func (v *Visitor) Post(page, action string, f practice.Form) Answer {
	v.w.T.Helper()
	form := practice.Form{"rid": v.Data(page, nil)}
	for name, value := range f {
		form[name] = value
	}
	return v.Do(http.MethodPost, action, form, "")
}

// must fails the test unless a is a redirect to a path that begins with to.
func (v *Visitor) must(a Answer, to string) {
	v.w.T.Helper()
	if a.Status != http.StatusSeeOther || !strings.HasPrefix(a.To, to) {
		v.w.T.Fatalf("%s: got %d to %q, not a redirect to %q: %.600s", v.Name, a.Status, a.To, to, text(a.Body))
	}
}

var tags = regexp.MustCompile(`(?s)<(script|style|svg).*?</(script|style|svg)>|<[^>]*>`)

// text is a page without its markup, for messages of tests.
func text(page string) string {
	return strings.Join(strings.Fields(tags.ReplaceAllString(page, " ")), " ")
}

// MoveTo makes a visitor ask another node from now on, with the same cookies.
func (v *Visitor) MoveTo(w *World) {
	v.w.T.Helper()
	from, err := url.Parse(v.w.Server.URL)
	if err != nil {
		v.w.T.Fatal(err)
	}
	to, err := url.Parse(w.Server.URL)
	if err != nil {
		v.w.T.Fatal(err)
	}
	v.client.Jar.SetCookies(to, v.client.Jar.Cookies(from))
	v.w = w
}

// Cookies are what the visitor's browser sends to a server.
func (v *Visitor) Cookies(at *url.URL) []*http.Cookie { return v.client.Jar.Cookies(at) }
