// Package practicetest holds the suite that every practice passes, and the world it runs in: the
// real host and journal, with two people who use them through requests.
package practicetest

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"footbridge/internal/db"
	"footbridge/internal/journal"
	"footbridge/internal/live"
	"footbridge/internal/people"
	"footbridge/internal/practice"
	"footbridge/internal/vault"
	"footbridge/internal/web"
)

// Password is everybody's password in a World.
const Password = "seven quiet herons by the lake"

// Clock is a clock that tests move.
type Clock struct {
	mu  sync.Mutex
	now time.Time
}

// Now is the time.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// Add moves the clock.
func (c *Clock) Add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// World is one server with nobody on it yet.
type World struct {
	T       testing.TB
	Clock   *Clock
	DB      *db.DB
	People  *people.People
	Journal *journal.Journal
	Wakes   live.Wakes
	Server  *httptest.Server
	Web     *web.Server
	Log     *strings.Builder
}

// Option changes how a World's server is made.
type Option func(*web.Config)

// Start is when every World begins: a Thursday evening.
var Start = time.Date(2026, 11, 19, 19, 30, 0, 0, time.UTC)

// NewWorld starts a server with these practices on an SQLite file of its own.
func NewWorld(t testing.TB, list []practice.Practice, options ...Option) *World {
	t.Helper()
	d, err := db.Open(context.Background(), filepath.Join(t.TempDir(), "footbridge.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	return On(t, d, &Clock{now: Start}, vault.NewSecrets([]byte("a secret of thirty-two bytes, yes")[:32]), list, options...)
}

// On starts a server on an open database; two on one database are two nodes.
func On(t testing.TB, d *db.DB, clock *Clock, secrets *vault.Secrets, list []practice.Practice, options ...Option) *World {
	t.Helper()
	w := &World{T: t, Clock: clock, DB: d, Wakes: live.NewMemory(), Log: &strings.Builder{}}
	if err := d.Migrate(context.Background(), append([]db.Schema{vault.Schema(), journal.Schema()}, people.Schemas()...)...); err != nil {
		t.Fatal(err)
	}
	keys := vault.New(vault.Cost{MemoryKiB: 64, Passes: 1, Lanes: 1}, secrets)
	w.Journal = journal.New(d, w.Wakes.Wake)
	w.People = people.New(d, keys, clock.Now, journal.NewShelf, people.Rules{})
	w.Server = httptest.NewUnstartedServer(nil)
	c := web.Config{
		People: w.People, Journal: w.Journal, Wakes: w.Wakes, Sealer: keys, Practices: list, Clock: clock.Now,
		Address: &url.URL{Scheme: "http", Host: w.Server.Listener.Addr().String()}, Local: true,
		Healthy: func(context.Context) error { return nil },
		Log:     slog.New(slog.NewTextHandler(w.Log, nil)),
	}
	for _, o := range options {
		o(&c)
	}
	s, err := web.New(c)
	if err != nil {
		t.Fatal(err)
	}
	w.Web = s
	w.Server.Config.Handler = s.Handler()
	w.Server.Start()
	t.Cleanup(func() { s.Close(); w.Server.Close(); w.Wakes.Close() })
	return w
}

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

// SignUp makes an account and arrives. side is "a" or "b".
func (v *Visitor) SignUp(side string) {
	v.w.T.Helper()
	a := v.Do(http.MethodPost, "/sign-up", practice.Form{"name": strings.ToLower(v.Name), "password": Password}, "")
	if a.Status != http.StatusOK {
		v.w.T.Fatalf("%s: sign-up: %d %.600s", v.Name, a.Status, text(a.Body))
	}
	v.must(v.Do(http.MethodPost, "/arrive", practice.Form{"called": v.Name, "side": side, "zone": "Europe/Berlin", "lang": "en",
		"runs": "A friend with a small computer at home."}, ""), "/safety")
}

// SignIn signs in again.
func (v *Visitor) SignIn() {
	v.w.T.Helper()
	v.must(v.Do(http.MethodPost, "/sign-in", practice.Form{"name": strings.ToLower(v.Name), "password": Password}, ""), "/")
}

// Visit is the visitor as the store of people knows them.
func (v *Visitor) Visit() *people.Visit {
	v.w.T.Helper()
	at, err := url.Parse(v.w.Server.URL)
	if err != nil {
		v.w.T.Fatal(err)
	}
	for _, c := range v.client.Jar.Cookies(at) {
		if c.Name == "footbridge" {
			visit, err := v.w.People.Visit(context.Background(), c.Value)
			if err != nil {
				v.w.T.Fatal(err)
			}
			return visit
		}
	}
	v.w.T.Fatalf("%s has no session", v.Name)
	return nil
}

// Invite makes an invitation and returns its code.
func (v *Visitor) Invite() string {
	v.w.T.Helper()
	v.must(v.Post("/invite", "/invite", nil), "/invite")
	var view struct{ Code string }
	v.Data("/invite", &view)
	return view.Code
}

// Couple makes two people who have joined: the first on the left bank, the second on the right.
func (w *World) Couple(left, right string) (*Visitor, *Visitor) {
	w.T.Helper()
	a, b := w.Visitor(left), w.Visitor(right)
	a.SignUp("a")
	code := a.Invite()
	b.must(b.Do(http.MethodPost, "/join", practice.Form{"code": code}, ""), "/sign-up")
	b.SignUp("b")
	b.must(b.Do(http.MethodPost, "/join", practice.Form{"code": code}, ""), "/joined")
	a.must(a.Do(http.MethodPost, "/joined", practice.Form{}, ""), "/")
	return a, b
}

// Reader is a visitor as the journal knows them, for writing what no page writes.
func (v *Visitor) Reader() journal.Reader {
	visit := v.Visit()
	r := journal.Reader{Me: visit.Account, Side: practice.Side(visit.Side), Own: visit.OwnShelf, Keys: visit.Ring}
	if visit.Partner != nil {
		r.Shared, r.Other, r.OtherOwn = visit.SharedShelf, visit.Partner.Account, visit.Partner.Shelf
	}
	return r
}

// Write puts one entry on a shelf as its author would.
func (v *Visitor) Write(kind practice.Kind, audience practice.Audience, pair string, body json.RawMessage) {
	v.w.T.Helper()
	ctx, r := context.Background(), v.Reader()
	at, err := v.w.Journal.Heads(ctx, r)
	if err == nil {
		err = v.w.Journal.Write(ctx, r, journal.Writing{
			Seen: at, Now: v.w.Clock.Now(), Request: fmt.Sprintf("%s-%d-%d", v.Name, at.Own, at.Shared),
			New: []journal.NewEntry{{Kind: kind, Audience: audience, Pair: pair, Body: body}},
		})
	}
	if err != nil {
		v.w.T.Fatalf("%s writes %s: %v", v.Name, kind.Name, err)
	}
}

// NewClock is a clock that stands at Start.
func NewClock() *Clock { return &Clock{now: Start} }

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
