package web_test

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"footbridge/internal/practice/practicetest"
)

// R12: the worker is asked for anew each time, is the same for everybody and from every server of this
// build, and may run under the policy of the pages.
func TestWorkerIsServed(t *testing.T) {
	var bodies []string
	for range 2 {
		w := practicetest.NewWorld(t, list)
		res, err := http.Get(w.Server.URL + "/sw.js")
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(res.Body)
		res.Body.Close()
		if err != nil {
			t.Fatal(err)
		}
		h := res.Header
		if h.Get("Content-Type") != "text/javascript; charset=utf-8" || h.Get("Cache-Control") != "no-cache" || h.Get("Service-Worker-Allowed") != "" ||
			!strings.Contains(h.Get("Content-Security-Policy"), "worker-src 'self'") || len(res.Cookies()) > 0 {
			t.Errorf("headers of the worker: %v", h)
		}
		bodies = append(bodies, string(body))
	}
	if bodies[0] != bodies[1] || !strings.Contains(bodies[0], "respondWith") {
		t.Errorf("two servers give different workers, or none: %q", bodies)
	}
}

// What the worker keeps is the same with and without a session.
func TestOfflinePageIsNobodys(t *testing.T) {
	w := practicetest.NewWorld(t, list)
	ada, _ := w.Couple("Adalovelace", "Bo")
	nobody := w.Visitor("nobody")
	for _, path := range []string{"/offline", "/away"} {
		pages := []string{ada.Get(path).Body, nobody.Get(path).Body}
		if pages[0] != pages[1] || pages[0] == "" || strings.Contains(pages[0], "delovelace") {
			t.Errorf("%s differs for Ada:\n%s\n%s", path, pages[0], pages[1])
		}
	}
}
