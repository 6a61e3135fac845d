package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"footbridge/internal/practice"
	"footbridge/internal/practice/practicetest"
	"footbridge/internal/web/look"
)

// Forms from elsewhere change nothing, and private pages cannot be loaded into another site.
func TestCrossSite(t *testing.T) {
	w := practicetest.NewWorld(t, list)
	ada, _ := w.Couple("Ada", "Bo")
	at, _ := url.Parse(w.Server.URL)
	for name, c := range map[string]struct {
		method, path string
		headers      map[string]string
		want         int
	}{
		"another site's form":       {"POST", "/sign-out", map[string]string{"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"}, 403},
		"a sibling's form":          {"POST", "/sign-out", map[string]string{"Sec-Fetch-Site": "same-site"}, 403},
		"origin null":               {"POST", "/sign-out", map[string]string{"Origin": "null"}, 403},
		"a cookie and no header":    {"POST", "/sign-out", nil, 403},
		"an image of a private url": {"GET", "/support", map[string]string{"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"}, 403},
		"a link from elsewhere":     {"GET", "/support", map[string]string{"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}, 200},
		"method override":           {"GET", "/sign-out?_method=POST", nil, 404},
	} {
		r, err := http.NewRequest(c.method, w.Server.URL+c.path, nil)
		if err != nil {
			t.Fatal(err)
		}
		for k, v := range c.headers {
			r.Header.Set(k, v)
		}
		for _, cookie := range ada.Cookies(at) {
			r.AddCookie(cookie)
		}
		res, err := http.DefaultTransport.RoundTrip(r)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		if res.StatusCode != c.want {
			t.Errorf("%s: %d, want %d", name, res.StatusCode, c.want)
		}
	}
	ada.Visit() // still signed in
}

// A name that is not this server's is refused, so that a foreign site cannot borrow one for it.
func TestForeignHostIsRefused(t *testing.T) {
	w := practicetest.NewWorld(t, list)
	r, err := http.NewRequest("GET", w.Server.URL+"/", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Host = "evil.example"
	res, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	if res.StatusCode != http.StatusMisdirectedRequest {
		t.Errorf("%d", res.StatusCode)
	}
}

// A link that somebody made up cannot make a page say any sentence as if it were news.
func TestOnlyFewSentencesAfterARedirect(t *testing.T) {
	w := practicetest.NewWorld(t, list)
	ada := w.Visitor("Ada")
	ada.SignUp("a")
	for key, want := range map[string]bool{"support.saved": true, "common.later.said": true, "recover.used": false, "error.changed.couple": false} {
		got := ada.Do("GET", "/?said="+key, nil, "application/json")
		if strings.Contains(got.Body, `"say":`) != want {
			t.Errorf("%s is said: %v", key, !want)
		}
	}
}

// No log line holds a word, a name, an address or a room.
func TestLogsHoldNothing(t *testing.T) {
	w := practicetest.NewWorld(t, list)
	ada, bo := w.Couple("Adalovelace", "Bodoni")
	checkIn(t, ada, "HERON", "held")
	checkIn(t, bo, "OTTER", "held")
	ada.Do("POST", "/sign-in", practice.Form{"name": "adalovelace", "password": "wrong wrong wrong"}, "")
	ada.Do("POST", front+"checkin", practice.Form{"rid": "\xff"}, "")
	for _, word := range []string{"HERON", "OTTER", "delovelace", "odoni", "rituals", "checkin", "127.0.0.1", "Firefox"} {
		if strings.Contains(strings.ToLower(w.Log.String()), strings.ToLower(word)) {
			t.Errorf("the log says %q: %s", word, w.Log.String())
		}
	}
}

// Every sentence that is put together in Go exists.
func TestSentencesMadeInGoExist(t *testing.T) {
	words, err := look.NewWords()
	if err != nil {
		t.Fatal(err)
	}
	for field, whys := range map[string][]string{
		"signin": {"empty", "long", "unknown"}, "name": {"empty", "long", "unknown"}, "side": {"empty", "unknown", "fixed"},
		"zone": {"empty", "unknown"}, "lang": {"unknown"}, "theme": {"unknown"}, "keeper": {"empty", "long", "unknown"},
	} {
		for _, why := range whys {
			if key := "problem." + field + "." + why; !words.Has(key) {
				t.Errorf("there is no sentence %s", key)
			}
		}
	}
}
