package app

import (
	"context"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// runDemo opens the example at a given time and returns where it is.
func runDemo(t testing.TB, now time.Time) (at string, folder string) {
	t.Helper()
	temp := t.TempDir()
	t.Setenv("TMPDIR", temp)
	ctx, stop := context.WithCancel(context.Background())
	ready, ended := make(chan string, 1), make(chan error, 1)
	go func() {
		ended <- Demo(ctx, Config{Addr: "localhost:0"}, t.Output(), func() time.Time { return now }, func(address string) { ready <- address })
	}()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		if left, err := os.ReadDir(temp); err != nil || len(left) > 0 {
			t.Errorf("the example leaves %v behind, %v", left, err)
		}
	})
	select {
	case at = <-ready:
	case err := <-ended:
		t.Fatal(err)
	case <-time.After(time.Minute):
		t.Fatal("the example does not open")
	}
	return "http://" + at, temp
}

// guest is somebody who looks around.
type guest struct {
	t      *testing.T
	at     string
	client *http.Client
}

func newGuest(t *testing.T, at, side string) *guest {
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	g := &guest{t, at, &http.Client{Jar: jar}}
	r, err := http.NewRequest("POST", at+"/demo", strings.NewReader(url.Values{"who": {side}}.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Origin", at)
	res, err := g.client.Do(r)
	if err != nil || res.StatusCode != http.StatusOK {
		t.Fatalf("one tap: %v, %v", res, err)
	}
	res.Body.Close()
	return g
}

func (g *guest) get(path string) (int, string) {
	res, err := g.client.Get(g.at + path)
	if err != nil {
		g.t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		g.t.Fatal(err)
	}
	return res.StatusCode, isolates.Replace(string(b))
}

// isolates are the marks that keep a name apart in a line.
var isolates = strings.NewReplacer("\u2068", "", "\u2069", "")

var links = regexp.MustCompile(`(?:href|src)="(/[^"#?]*)`)

// A7: the example opens at any time of day, looks lived in for both, says on every page that it is one,
// has no link that leads nowhere, ends nobody's real session, and leaves nothing behind.
func TestDemo(t *testing.T) {
	for _, hour := range []int{3, 21} {
		at, temp := runDemo(t, time.Date(2026, 11, 24, hour, 15, 0, 0, time.UTC))
		if stores, _ := filepath.Glob(filepath.Join(temp, "*", "*.db")); len(stores) != 1 {
			t.Errorf("the example lies in %v", stores)
		}
		for side, called := range map[string]string{"a": "Mika", "b": "Jo"} {
			g := newGuest(t, at, side)
			base, _ := url.Parse(at)
			for _, c := range g.client.Jar.Cookies(base) {
				if !strings.HasSuffix(c.Name, "-demo") {
					t.Errorf("a cookie named %s", c.Name)
				}
			}
			if _, today := g.get("/"); !strings.Contains(today, `class="card`) || !strings.Contains(today, "See it as "+called) {
				t.Errorf("at %d:15, bank %s: Today has no card, or no way to be %s", hour, side, called)
			}
			g.crawl(called)
		}
	}
}

// crawl follows every link.
func (g *guest) crawl(other string) {
	seen, next := map[string]bool{"/": true, "/away": true}, []string{"/"}
	for len(next) > 0 {
		path := next[0]
		next = next[1:]
		status, body := g.get(path)
		if status != http.StatusOK {
			g.t.Errorf("%s leads to %d", path, status)
		}
		if !strings.HasPrefix(path, "/assets/") && !strings.Contains(body, "An example. Nothing in it is kept.") {
			g.t.Errorf("%s does not say that it is an example", path)
		}
		for _, m := range links.FindAllStringSubmatch(body, -1) {
			if !seen[m[1]] && !strings.HasPrefix(m[1], "/practices/appreciation/jar/") {
				seen[m[1]] = true
				next = append(next, m[1])
			}
		}
	}
	if len(seen) < 40 {
		g.t.Errorf("only %d addresses", len(seen))
	}
}

// BenchmarkDemoOpens is how long it takes from start to the first page (A7: within a second).
func BenchmarkDemoOpens(b *testing.B) {
	for b.Loop() {
		b.Run("one", func(b *testing.B) { runDemo(b, time.Date(2026, 11, 24, 21, 15, 0, 0, time.UTC)) })
	}
}
