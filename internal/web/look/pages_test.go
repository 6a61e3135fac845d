package look

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"text/template/parse"

	"github.com/jba/templatecheck"

	"footbridge/internal/practice"
	"footbridge/internal/web/locales"
)

func house(t *testing.T) (*Words, *Templates) {
	t.Helper()
	w, err := NewWords()
	if err != nil {
		t.Fatal(err)
	}
	h, err := House(w)
	if err != nil {
		t.Fatal(err)
	}
	return w, h
}

// Every page, and what it defines for the layout, fits its view struct.
func TestPagesFitTheirViews(t *testing.T) {
	_, h := house(t)
	for _, name := range h.Names() {
		view, ok := Views[name]
		if !ok {
			t.Errorf("%s has no view in Views", name)
			continue
		}
		for _, part := range h.Page(name) {
			if err := templatecheck.CheckHTML(part, view); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
	if len(Views) != len(h.Names()) {
		t.Errorf("%d views for %d pages", len(Views), len(h.Names()))
	}
	layout := h.Page("landing.html")[0].Lookup("layout")
	if err := templatecheck.CheckHTML(layout, shell{}); err != nil {
		t.Error(err)
	}
}

// R10: each sentence that a template or the code of the web package names exists, and none lies unused.
func TestSentencesExistAndAreUsed(t *testing.T) {
	w, h := house(t)
	used := map[string]string{}
	for _, name := range h.Names() {
		for _, tmpl := range h.Page(name)[0].Templates() {
			if tmpl.Tree != nil {
				keysOf(tmpl.Tree.Root, func(key string) { used[key] = name })
			}
		}
	}
	for key, where := range used {
		if !w.Has(key) {
			t.Errorf("%s: no sentence %q", where, key)
		}
	}
	literal := literals(t, "../..")                                                // practices may say sentences of the house too
	built := regexp.MustCompile(`^(date|audience|language)\.|^(problem|error)\..`) // their keys are put together in Go
	for key := range w.keys {
		if used[key] == "" && !literal[key] && !built.MatchString(key) {
			t.Errorf("the sentence %q is used nowhere", key)
		}
	}
	for _, f := range []Field{{Sees: practice.Mine}, {Sees: practice.Ours}, {Sees: practice.Held}} {
		if !w.Has(f.SeesKey()) {
			t.Errorf("no sentence %q", f.SeesKey())
		}
	}
}

// keysOf calls found with each constant first argument of "t" below a node.
func keysOf(n parse.Node, found func(string)) {
	switch n := n.(type) {
	case *parse.ListNode:
		if n != nil {
			for _, c := range n.Nodes {
				keysOf(c, found)
			}
		}
	case *parse.ActionNode:
		keysOf(n.Pipe, found)
	case *parse.TemplateNode:
		keysOf(n.Pipe, found)
	case *parse.IfNode:
		keysOf(n.Pipe, found)
		keysOf(n.List, found)
		keysOf(n.ElseList, found)
	case *parse.WithNode:
		keysOf(n.Pipe, found)
		keysOf(n.List, found)
		keysOf(n.ElseList, found)
	case *parse.RangeNode:
		keysOf(n.Pipe, found)
		keysOf(n.List, found)
		keysOf(n.ElseList, found)
	case *parse.PipeNode:
		if n != nil {
			for _, c := range n.Cmds {
				keysOf(c, found)
			}
		}
	case *parse.CommandNode:
		if id, ok := n.Args[0].(*parse.IdentifierNode); ok && id.Ident == "t" && len(n.Args) > 1 {
			if s, ok := n.Args[1].(*parse.StringNode); ok {
				found(s.Text)
			}
		}
		for _, a := range n.Args {
			keysOf(a, found)
		}
	}
}

// literals are the string constants of the Go files below dir, tests aside.
func literals(t *testing.T, dir string) map[string]bool {
	t.Helper()
	out := map[string]bool{}
	err := filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.HasSuffix(name, "_test.go") {
			return err
		}
		if strings.HasSuffix(name, ".html") && strings.Contains(name, "practices") {
			text, err := os.ReadFile(name)
			for _, m := range regexp.MustCompile(`"([a-z0-9.-]+)"`).FindAllStringSubmatch(string(text), -1) {
				out[m[1]] = true
			}
			return err
		}
		if !strings.HasSuffix(name, ".go") {
			return nil
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		if err != nil {
			return nil // the compiler says it better
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
				if s, err := strconv.Unquote(lit.Value); err == nil {
					out[s] = true
				}
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// R5, R8: no sentence of the interface keeps score, blames, or shouts. Other languages have the
// same keys and the same places.
func TestSentences(t *testing.T) {
	bad := regexp.MustCompile(`(?i)\b(streak|points|missed|you have not|you haven.t|still waiting|not answered|failed|oops|last seen|days in a row|end-to-end|zero-knowledge|husband|wife|therapist|submit)\b|!`)
	files, _ := fs.Glob(locales.Files, "*.json")
	english := readSentences(t, "en.json")
	place := regexp.MustCompile(`\{\{\.\w+\}\}|WEEKDAY|MONTH|#`)
	for _, f := range files {
		for key, text := range readSentences(t, f) {
			if m := bad.FindString(text); m != "" {
				t.Errorf("%s %s says %q", f, key, m)
			}
			if len(place.FindAllString(text, -1)) != len(place.FindAllString(english[key], -1)) {
				t.Errorf("%s %s has other places than English", f, key)
			}
			if strings.HasPrefix(key, "problem.") && strings.HasSuffix(key, ".title") && strings.HasSuffix(text, ".") {
				t.Errorf("%s %s: a heading ends with a full stop", f, key)
			}
		}
		if n := len(readSentences(t, f)); n != len(english) {
			t.Errorf("%s has %d sentences, English %d", f, n, len(english))
		}
	}
}

func readSentences(t *testing.T, name string) map[string]string {
	t.Helper()
	text, err := fs.ReadFile(locales.Files, name)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	if err := json.Unmarshal(text, &out); err != nil {
		t.Fatal(err)
	}
	return out
}

func TestIsolatesPeoplesWords(t *testing.T) {
	w, _ := house(t)
	got := w.Text("en", "sign-up.from", "Name", "\u202eמיקה\u2069")
	if want := "You are joining \u2068מיקה\u2069. Your account is your own, and so is your password."; got != want {
		t.Errorf("%q", got)
	}
	if got := w.Match("fr-CH, fr;q=0.9"); got != "en" {
		t.Errorf("language %q", got)
	}
	if got := w.Say("en", practice.Sentence("nothing.here")); got != "" {
		t.Errorf("unknown key gives %q", got)
	}
}
