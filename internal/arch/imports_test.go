package arch

import (
	"slices"
	"strings"
	"testing"
)

const module = "footbridge"

// may is the house's table: a package may import itself, what is below it,
// and of our own packages only these. A package that is not here fails: think
// about where it belongs, then add it. "practices/*" stands for each practice
// by itself, "*" for everything.
var may = map[string][]string{
	"practice":              {},
	"coach":                 {},
	"live":                  {},
	"db":                    {},
	"arch":                  {},
	"demo":                  {},
	"practice/deck":         {"practice"},
	"practices/*":           {"practice", "practice/deck", "coach"},
	"vault":                 {"db"},
	"nudges":                {"db"},
	"people":                {"db", "vault"},
	"journal":               {"db", "practice"},
	"web":                   {"practice", "people", "journal", "live", "nudges", "coach"},
	"practice/practicetest": {"practice", "web", "journal", "vault", "people", "live", "db", "db/dbtest"},
	"journal/journaltest":   {"journal", "practice", "vault", "db", "db/dbtest"},
	"db/dbtest":             {"db"},
	"app":                   {"*"},
	"story":                 {"*"},
	"bench":                 {"*"},
	"main":                  {"app"},
}

// forTests are packages that only tests and each other may import.
var forTests = []string{"practice/practicetest", "journal/journaltest", "db/dbtest"}

// never are packages of Go's library (and what is below them) that a package
// which only thinks has no use for.
var never = map[string][]string{
	"practices/*": {"net/http", "os", "log", "database/sql"},
	"coach":       {"net", "os", "log", "database/sql"},
}

// place names the row of the table a folder belongs to.
func place(dir string) string {
	if dir == "." {
		return "main"
	}
	inner, ok := strings.CutPrefix(dir, "internal/")
	if !ok {
		return dir
	}
	if inner == "practice/deck" || slices.Contains(forTests, inner) {
		return inner
	}
	parts := strings.Split(inner, "/")
	if parts[0] == "practices" && len(parts) > 1 {
		return strings.Join(parts[:2], "/")
	}
	return parts[0]
}

// row is the key of place in the tables.
func row(place string) string {
	if strings.HasPrefix(place, "practices/") {
		return "practices/*"
	}
	return place
}

// wrong says what is wrong with one import, or "".
func wrong(from string, test bool, path string) string {
	inner, ours := strings.CutPrefix(path, module+"/")
	if !ours {
		for _, n := range never[row(from)] {
			if !test && (path == n || strings.HasPrefix(path, n+"/")) {
				return "it only thinks"
			}
		}
		return ""
	}
	to := place(inner)
	if to == from {
		return ""
	}
	allowed, known := may[row(from)]
	switch {
	case !known:
		return from + " is not in the table"
	case slices.Contains(forTests, to) && !test && !slices.Contains(allowed, to):
		return to + " is for tests only"
	case slices.Contains(allowed, "*") || slices.Contains(allowed, to):
		return ""
	case test && row(from) == "practices/*" && to != "practice/practicetest":
		return "a practice's tests may add only practicetest"
	case test:
		return ""
	}
	return "not in the table"
}

// A practice cannot reach the journal, the keys or the network; nothing but
// the wiring knows every part; what is for tests stays out of the program.
func TestImports(t *testing.T) {
	for _, s := range tree(t) {
		from := place(s.dir)
		if _, known := may[row(from)]; !known {
			t.Errorf("%s: %s is not in the table of packages", s.path, from)
			continue
		}
		for _, path := range s.imports() {
			if why := wrong(from, s.test, path); why != "" {
				t.Errorf("%s may not import %s: %s", s.path, path, why)
			}
		}
	}
}

// The rules themselves, so that a slip in them shows.
func TestWrong(t *testing.T) {
	for _, c := range []struct {
		from string
		test bool
		path string
		good bool
	}{
		{"practices/rituals", false, "footbridge/internal/practice", true},
		{"practices/rituals", false, "footbridge/internal/practices/rituals/content", true},
		{"practices/rituals", false, "footbridge/internal/practices/touch", false},
		{"practices/rituals", false, "footbridge/internal/journal", false},
		{"practices/rituals", false, "net/http", false},
		{"practices/rituals", false, "log/slog", false},
		{"practices/rituals", false, "os", false},
		{"practices/rituals", true, "os", true},
		{"practices/rituals", true, "footbridge/internal/practice/practicetest", true},
		{"practices/rituals", true, "footbridge/internal/practices/touch", false},
		{"practices/rituals", true, "footbridge/internal/web", false},
		{"practices/rituals", false, "footbridge/internal/practice/practicetest", false},
		{"vault", false, "footbridge/internal/nudges", false},
		{"journal", false, "footbridge/internal/vault", false},
		{"journal", true, "footbridge/internal/vault", true},
		{"web", false, "footbridge/internal/practices/touch", false},
		{"web", false, "footbridge/internal/db", false},
		{"web", false, "footbridge/internal/vault", false},
		{"web", false, "footbridge/internal/web/look", true},
		{"web", false, "footbridge/internal/db/dbtest", false},
		{"app", false, "footbridge/internal/db/dbtest", false},
		{"app", false, "footbridge/internal/practices/touch", true},
		{"practice/practicetest", false, "footbridge/internal/db/dbtest", true},
		{"main", false, "footbridge/internal/web", false},
		{"db", true, "footbridge/internal/db/dbtest", true},
		{"elsewhere", false, "footbridge/internal/db", false},
	} {
		if why := wrong(c.from, c.test, c.path); (why == "") != c.good {
			t.Errorf("%s importing %s (test: %v): %q", c.from, c.path, c.test, why)
		}
	}
}

// A package is named after what it does.
func TestNames(t *testing.T) {
	for _, s := range tree(t) {
		switch strings.TrimSuffix(s.file.Name.Name, "_test") {
		case "util", "utils", "helper", "helpers", "common", "misc", "shared", "base":
			t.Errorf("%s: package %s says nothing", s.path, s.file.Name.Name)
		}
	}
}
