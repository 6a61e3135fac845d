package web_test

import (
	"bufio"
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"footbridge/internal/practice"
	"footbridge/internal/practice/practicetest"
)

// listen opens v's live stream and gives its events, by their ids.
func listen(t *testing.T, w *practicetest.World, v *practicetest.Visitor, last string) (<-chan string, func()) {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	r, err := http.NewRequestWithContext(ctx, "GET", w.Server.URL+"/live", nil)
	if err != nil {
		t.Fatal(err)
	}
	at, _ := url.Parse(w.Server.URL)
	for _, c := range v.Cookies(at) {
		r.AddCookie(c)
	}
	if last != "" {
		r.Header.Set("Last-Event-ID", last)
	}
	res, err := (&http.Transport{}).RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	events := make(chan string, 100)
	go func() {
		defer close(events)
		defer res.Body.Close()
		id := ""
		for lines := bufio.NewScanner(res.Body); lines.Scan(); {
			if after, ok := strings.CutPrefix(lines.Text(), "id: "); ok {
				id = after
			}
			if after, ok := strings.CutPrefix(lines.Text(), "event: "); ok {
				events <- after + " " + id
			}
		}
	}()
	return events, stop
}

// next waits for one event; "" means that the stream ended.
func next(t *testing.T, events <-chan string) string {
	t.Helper()
	select {
	case e := <-events:
		return e
	case <-time.After(10 * time.Second):
		t.Fatal("nothing came in ten seconds")
		return ""
	}
}

// The second screen updates by itself; what the other keeps or has not opened wakes nobody but their
// own devices; what moved while nobody listened is told at once on coming back.
func TestStream(t *testing.T) {
	w := practicetest.NewWorld(t, list)
	ada, bo := w.Couple("Ada", "Bo")
	events, stop := listen(t, w, bo, "")
	defer stop()
	ready := next(t, events)
	if !strings.HasPrefix(ready, "ready ") {
		t.Fatalf("first came %q", ready)
	}
	checkIn(t, ada, "for me", "mine")
	checkIn(t, ada, "held", "held")
	ada.Post("/", front+"later", nil)
	checkIn(t, bo, "mine now", "held") // opens: the first thing that Bo's stream may tell
	if e := next(t, events); !strings.HasPrefix(e, "wake ") {
		t.Errorf("after the opening came %q", e)
	}
	// Away meanwhile: the id that was seen is no longer where things are.
	back, stopBack := listen(t, w, bo, strings.TrimPrefix(ready, "ready "))
	defer stopBack()
	if e := next(t, back); !strings.HasPrefix(e, "wake ") {
		t.Errorf("coming back: %q", e)
	}
	// Signed out: the stream ends.
	bo.Do("POST", "/sign-out", practice.Form{}, "")
	for e := next(t, back); e != ""; e = next(t, back) {
	}
}

// No stream outlives its server.
func TestStreamsEnd(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent(), goleak.IgnoreAnyFunction("net/http.(*persistConn).writeLoop"),
		goleak.IgnoreAnyFunction("net/http.(*persistConn).readLoop"))
	t.Run("server", func(t *testing.T) {
		w := practicetest.NewWorld(t, list)
		ada, _ := w.Couple("Ada", "Bo")
		for range 20 {
			events, stop := listen(t, w, ada, "")
			t.Cleanup(stop)
			next(t, events)
		}
	})
}

// An open page on a shared device asks by itself; that does not keep its session alive.
func TestOpenPageIsNobody(t *testing.T) {
	w := practicetest.NewWorld(t, list)
	ada := w.Visitor("Ada")
	ada.SignUp("a")
	shared := w.Visitor("Ada")
	shared.Do("POST", "/sign-in", practice.Form{"name": "ada", "password": practicetest.Password, "shared": "1"}, "")
	for range 4 {
		w.Clock.Add(5 * time.Minute)
		shared.Ask("/", http.Header{"HX-Request": {"true"}})
	}
	if a := shared.Get("/support"); a.To != "/sign-in" {
		t.Errorf("after twenty minutes with an open page: %d %q", a.Status, a.To)
	}
}
