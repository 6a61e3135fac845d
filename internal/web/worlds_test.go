package web_test

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"footbridge/internal/practice"
	"footbridge/internal/practice/practicetest"
)

// R5, R6: whatever Ada does and Bo may not see changes nothing that Bo can see: every page has the
// same bytes in two worlds that differ only in that.
func TestTwoWorlds(t *testing.T) {
	watch := func(hidden func(t *testing.T, w *practicetest.World, ada *practicetest.Visitor)) string {
		w := practicetest.NewWorld(t, list)
		ada, bo := w.Couple("Ada", "Bo")
		checkIn(t, bo, "what Bo wrote", "held")
		checkIn(t, ada, "what Ada wrote", "held")
		ada.Get(openLetter(t, ada))
		hidden(t, w, ada)
		var log strings.Builder
		look := func() {
			for _, path := range []string{"/", "/practices", front, front + "checkin", front + "waiting", "/support", "/joined", "/invite"} {
				for _, accept := range []string{"text/html", "application/json"} {
					a := bo.Do(http.MethodGet, path, nil, accept)
					a.Header.Del("Date")
					a.Header.Del("Content-Length") // the four words differ in length; bodies are compared below
					fmt.Fprintf(&log, "%s %s %d %s %v\n%s\n", path, accept, a.Status, a.To, a.Header, steady(a.Body))
				}
			}
		}
		look()
		fmt.Fprintln(&log, checkIn(t, bo, "a second one", "mine").To)
		look()
		return log.String()
	}
	plain := watch(func(*testing.T, *practicetest.World, *practicetest.Visitor) {})
	for name, hidden := range map[string]func(*testing.T, *practicetest.World, *practicetest.Visitor){
		"gave": func(t *testing.T, _ *practicetest.World, ada *practicetest.Visitor) {
			checkIn(t, ada, "secret", "held")
		},
		"gave and took back": func(t *testing.T, _ *practicetest.World, ada *practicetest.Visitor) {
			checkIn(t, ada, "secret", "held")
			var view struct{ Back string }
			ada.Data(front+"waiting", &view)
			ada.Post(front+"waiting", front+"takeback", practice.Form{"entry": view.Back})
		},
		"wrote for herself": func(t *testing.T, _ *practicetest.World, ada *practicetest.Visitor) {
			checkIn(t, ada, "secret", "mine")
		},
		"said not today": func(t *testing.T, _ *practicetest.World, ada *practicetest.Visitor) {
			ada.Post("/", front+"later", nil)
		},
		"kept unsent words": func(t *testing.T, _ *practicetest.World, ada *practicetest.Visitor) {
			ada.Post(front+"checkin", "/unsent", practice.Form{"mind": "secret"})
		},
		"signed in elsewhere": func(t *testing.T, w *practicetest.World, _ *practicetest.Visitor) { w.Visitor("Ada").SignIn() },
		"signed out": func(t *testing.T, _ *practicetest.World, ada *practicetest.Visitor) {
			ada.Do("POST", "/sign-out", practice.Form{}, "")
		},
	} {
		if got := watch(hidden); got != plain {
			t.Errorf("when Ada %s, Bo can tell: %s", name, difference(plain, got))
		}
	}
}

var changing = regexp.MustCompile(`data-who="[0-9a-f]*"|name="rid" value="[^"]*"|"rid":"[^"]*"|"(ID|Ready|Opening)":"[a-z0-9]*"|letters/[a-z2-7]{26}|value="[a-z2-7]{26}"|"Words":\["[^\]]*\]|<li lang="en">[a-z]*</li>|(mind|ahead)-[0-9]{3}|<p class="said" dir="auto">[^<]*</p>|"(Words|MindPrompt|AheadPrompt|AheadAsked|Question)":"[^"]*"`)

// steady replaces what is random in a page; lengths stay, but for words that are drawn from a list by
// the reader's own keys (the four words, the prompts).
func steady(page string) string {
	return changing.ReplaceAllStringFunc(page, func(s string) string {
		if strings.HasPrefix(s, `"Words"`) || strings.Contains(s, `Prompt"`) || strings.Contains(s, `Asked"`) || strings.HasPrefix(s, "<li") || strings.HasPrefix(s, "<p") {
			return "WORDS"
		}
		return strings.Repeat("#", len(s))
	})
}

func difference(a, b string) string {
	x, y := strings.Split(a, "\n"), strings.Split(b, "\n")
	for i := range min(len(x), len(y)) {
		if x[i] != y[i] {
			return fmt.Sprintf("line %d:\n%.300s\n%.300s", i, x[i], y[i])
		}
	}
	return fmt.Sprintf("%d lines, %d lines", len(x), len(y))
}
