package web_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"footbridge/internal/practice"
	"footbridge/internal/practice/practicetest"
)

// Every route as everybody: nobody who is not signed in gets past the sign-in page, and no GET or
// HEAD changes anything. A new route must be added to public below or be private.
func TestRoutes(t *testing.T) {
	public := map[string]bool{"GET /{$}": true, "GET /healthz": true, "GET /safety": true, "GET /away": true, "GET /offline": true, "GET /sign-up": true,
		"POST /sign-up": true, "GET /sign-in": true, "POST /sign-in": true, "GET /recover": true, "POST /recover": true,
		"GET /i": true, "POST /i": true, "POST /i/no": true, "POST /join": true, "POST /hide": true, "POST /sign-out": true, "/": true}
	w := practicetest.NewWorld(t, every)
	ada, _ := w.Couple("Ada", "Bo")
	nobody := w.Visitor("nobody")
	for _, pattern := range w.Web.Patterns() {
		method, path, _ := strings.Cut(pattern, " ")
		if public[pattern] {
			continue
		}
		path = regexp.MustCompile(`\{[a-z]+\}`).ReplaceAllString(strings.Replace(path, "{$}", "", 1), strings.Repeat("a", 26))
		var form practice.Form
		if method == "POST" {
			form = practice.Form{}
		}
		if a := nobody.Do(method, path, form, ""); a.Status != http.StatusSeeOther || a.To != "/sign-in" {
			t.Errorf("%s for nobody: %d %q", pattern, a.Status, a.To)
		}
		if method == "POST" && strings.HasPrefix(path, "/practices/") {
			if a := ada.Do(method, path, form, ""); a.Status != http.StatusBadRequest {
				t.Errorf("%s without a form of ours: %d", pattern, a.Status)
			}
		}
	}
}

// docs/http.md lists the routes. Run with FOOTBRIDGE_WRITE_DOCS=1 to write it anew.
func TestRoutesAreWrittenDown(t *testing.T) {
	w := practicetest.NewWorld(t, every)
	var b strings.Builder
	b.WriteString("# Routes\n\nWritten by a test (`FOOTBRIDGE_WRITE_DOCS=1 go test ./internal/web -run WrittenDown`). Every page is also data: ask with\n" +
		"`Accept: application/json`. Forms take form encoding or one flat JSON object, and carry the `rid` of their page.\n\n")
	for _, p := range w.Web.Patterns() {
		fmt.Fprintf(&b, "- `%s`\n", p)
	}
	b.WriteString("\nFields of the views, by page:\n")
	for _, p := range every {
		for _, page := range sorted(p.Views) {
			raw, err := json.Marshal(p.Views[page])
			if err != nil {
				t.Fatal(err)
			}
			fmt.Fprintf(&b, "\n`%s/%s`\n\n```json\n%s\n```\n", p.Slug, page, raw)
		}
	}
	file := filepath.Join("..", "..", "docs", "http.md")
	if os.Getenv("FOOTBRIDGE_WRITE_DOCS") != "" {
		if err := os.WriteFile(file, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	have, err := os.ReadFile(file)
	if err != nil || string(have) != b.String() {
		t.Errorf("docs/http.md is not what the server does (%v)", err)
	}
}

func sorted(m map[string]any) (names []string) {
	for name := range m {
		names = append(names, name)
	}
	for i := range names {
		for k := i + 1; k < len(names); k++ {
			if names[k] < names[i] {
				names[i], names[k] = names[k], names[i]
			}
		}
	}
	return names
}
