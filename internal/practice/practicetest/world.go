// Package practicetest holds the suite that every practice passes, and the world it runs in: the
// real host and journal, with two people who use them through requests.
package practicetest

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
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

// Start is when every World begins: a Thursday evening.
var Start = time.Date(2026, 11, 19, 19, 30, 0, 0, time.UTC)

// Clock is a clock that tests move.
type Clock struct {
	mu  sync.Mutex
	now time.Time
}

// NewClock is a clock that stands at Start.
func NewClock() *Clock { return &Clock{now: Start} }

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
