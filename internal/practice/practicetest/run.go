package practicetest

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jba/templatecheck"
	"pgregory.net/rapid"

	"footbridge/internal/practice"
	"footbridge/internal/web/look"
)

// Run checks everything that every practice must keep. Call it from the practice's own folder.
func Run(t *testing.T, p practice.Practice) {
	t.Run("floor plan", func(t *testing.T) { floorPlan(t, p) })
	t.Run("kinds", func(t *testing.T) { kinds(t, p) })
	t.Run("pages", func(t *testing.T) { checkPages(t, p) })
	t.Run("sentences", func(t *testing.T) { sentences(t, p) })
	t.Run("phrases", func(t *testing.T) { phrases(t, p) })
	t.Run("purity", func(t *testing.T) { purity(t, p) })
	t.Run("leak", func(t *testing.T) { leak(t, p) })
}

// floorPlan: the same files with the same names in every folder.
func floorPlan(t *testing.T, p practice.Practice) {
	for _, name := range []string{p.Slug + ".go", "pages.go", p.Slug + "_test.go", "content/en/say.json"} {
		if _, err := os.Stat(name); err != nil {
			t.Errorf("there is no %s", name)
		}
	}
	for _, k := range p.Kinds {
		if _, err := os.Stat(example(k)); err != nil {
			t.Errorf("there is no example of %s in %s", k.Name, example(k))
		}
	}
}

func example(k practice.Kind) string { return filepath.Join("testdata", k.Name+".json") }

// kinds: each example still decodes, and comes out as it went in. An example is never edited.
func kinds(t *testing.T, p practice.Practice) {
	for _, k := range p.Kinds {
		raw, err := os.ReadFile(example(k))
		if err != nil {
			continue // told by floorPlan
		}
		body := k.New()
		d := json.NewDecoder(bytes.NewReader(raw))
		d.DisallowUnknownFields()
		if err := d.Decode(body); err != nil {
			t.Errorf("%s does not decode: %v", k.Name, err)
			continue
		}
		again, err := json.Marshal(body)
		if err != nil {
			t.Fatal(err)
		}
		var want, got any
		if json.Unmarshal(raw, &want) != nil || json.Unmarshal(again, &got) != nil || !reflect.DeepEqual(want, got) {
			t.Errorf("%s does not come out as it went in: %s", k.Name, cmp.Diff(want, got))
		}
	}
	old, err := filepath.Glob("testdata/" + p.Slug + ".*.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range old {
		name := strings.TrimSuffix(filepath.Base(file), ".json")
		if _, ok := p.Kind(name); !ok {
			t.Errorf("%s was written once and is no longer declared", name)
		}
	}
}

// checkPages: every template has a view and uses only what it has.
func checkPages(t *testing.T, p practice.Practice) {
	words, err := look.NewWords(p.Words)
	if err != nil {
		t.Fatal(err)
	}
	pages, err := look.Parse(words, "/practices/"+p.Slug, p.Pages, "pages/*.html")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range pages.Names() {
		view, ok := p.Views[name]
		if !ok {
			t.Errorf("%s has no view", name)
			continue
		}
		for _, part := range pages.Page(name) {
			if err := templatecheck.CheckHTML(part, view); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
	for _, name := range append(iconNames(t), p.Icon) {
		if !look.HasIcon(name) {
			t.Errorf("there is no icon %q", name)
		}
	}
	for _, key := range []string{p.Slug + ".title", p.Slug + ".why"} {
		if !words.Has(key) {
			t.Errorf("there is no sentence %s", key)
		}
	}
}

var iconField = regexp.MustCompile(`\bIcon: +"([a-z-]*)"`)

// iconNames are the icons that the practice's own code names.
func iconNames(t *testing.T) (names []string) {
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range iconField.FindAllSubmatch(b, -1) {
			names = append(names, string(m[1]))
		}
	}
	return names
}

// forbidden are words that R5 and R8 keep off every page.
var forbidden = regexp.MustCompile(`(?i)\b(streaks?|badges?|scores?|points|percent|missed|failed|failure|overdue|reminded|` +
	`still waiting|waiting for|hasn't|has not answered|have not answered|last seen|typing|husband|wife|spouse|` +
	`oops|sorry|submit|click here|your partner)\b|!`)

// phrases: no forbidden phrase in any sentence or page of this practice.
func phrases(t *testing.T, p practice.Practice) {
	files, err := filepath.Glob("content/*/*.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, line := range strings.Split(string(b), "\n") {
			if m := forbidden.FindString(line); m != "" {
				t.Errorf("%s says %q: %s", file, m, line)
			}
		}
	}
}

// bodies are the examples of all kinds, decoded afresh.
func bodies(t testing.TB, p practice.Practice) map[string]func() any {
	out := map[string]func() any{}
	for _, k := range p.Kinds {
		raw, err := os.ReadFile(example(k))
		if err != nil {
			continue
		}
		out[k.Name] = func() any {
			b := k.New()
			if err := json.Unmarshal(raw, b); err != nil {
				t.Fatal(err)
			}
			return b
		}
	}
	return out
}

// entry draws an entry that may or may not make sense.
func entry(rt *rapid.T, p practice.Practice, make map[string]func() any) practice.Entry {
	k := rapid.SampledFrom(p.Kinds).Draw(rt, "kind")
	e := practice.Entry{
		ID: rapid.SampledFrom([]string{"one", "two", "three", "four"}).Draw(rt, "id"), Rev: rapid.IntRange(1, 3).Draw(rt, "rev"),
		Kind: k.Name, Audience: rapid.SampledFrom([]practice.Audience{practice.Mine, practice.Held, practice.Ours}).Draw(rt, "audience"),
		By: rapid.SampledFrom([]practice.Side{practice.Left, practice.Right}).Draw(rt, "by"), Day: practice.DayOf(Start),
	}
	if e.Audience == practice.Ours {
		e.Opening = rapid.SampledFrom([]string{"", "first", "second"}).Draw(rt, "opening")
	}
	e.Own = e.By == practice.Left || e.Audience != practice.Ours
	if e.Own {
		e.At = Start
	}
	e.Body = k.New()
	if rapid.Bool().Draw(rt, "example") && make[k.Name] != nil {
		e.Body = make[k.Name]()
	}
	return e
}

// purity: folding any entries never panics, an action gives the same reply to the same turn, and
// never changes the state.
func purity(t *testing.T, p practice.Practice) {
	make := bodies(t, p)
	rapid.Check(t, func(rt *rapid.T) {
		entries := rapid.SliceOfN(rapid.Custom(func(rt *rapid.T) practice.Entry { return entry(rt, p, make) }), 0, 12).Draw(rt, "entries")
		fold := func() any {
			s := p.Start()
			for _, e := range entries {
				p.Apply(s, e)
			}
			return s
		}
		before, state := fold(), fold()
		turn := practice.Turn{Now: Start, Lang: "en", Me: practice.Person{Side: practice.Left, Name: "Ada", Zone: time.UTC}}
		if rapid.Bool().Draw(rt, "two") {
			turn.Other = practice.Person{Side: practice.Right, Name: "Bo", Zone: time.UTC}
		}
		for _, a := range p.Actions {
			form := rapid.MapOfN(rapid.SampledFrom(fields), rapid.SampledFrom(values), 0, 6).Draw(rt, "form")
			copied := practice.Form{}
			for k, v := range form {
				copied[k] = v
			}
			turn.Form = copied
			first, err1 := a.Do(turn, state)
			second, err2 := a.Do(turn, state)
			if !reflect.DeepEqual(first, second) || !reflect.DeepEqual(err1, err2) {
				rt.Fatalf("%s %s: two replies to one turn: %s", a.Method, a.Path, cmp.Diff(first, second))
			}
			if !reflect.DeepEqual(before, state) {
				rt.Fatalf("%s %s changed the state", a.Method, a.Path)
			}
			if a.Method == "GET" && len(first.Entries)+len(first.TakeBack) > 0 {
				rt.Fatalf("GET %s writes", a.Path)
			}
			for _, e := range first.Entries {
				if k, ok := p.Kind(e.Kind); !ok || !slices.Contains(k.For, e.Audience) {
					rt.Fatalf("%s %s writes %s for %q", a.Method, a.Path, e.Kind, e.Audience)
				}
				if !turn.Two() && e.Audience != practice.Mine {
					rt.Fatalf("%s %s writes for both while there is one", a.Method, a.Path)
				}
			}
		}
		p.Steps(turn, state)
		p.Away(turn, state)
		if !reflect.DeepEqual(before, state) {
			rt.Fatalf("Steps changed the state")
		}
	})
}

// fields and values make forms that may or may not make sense.
var (
	fields = []string{"go", "talk", "turn", "rest", "way", "topic", "more", "feeling", "note", "step", "entry", "opening", "what", "words", "audience", "base", "anyway", "stop", "mood", "mind", "ahead", "passed", "text", "id"}
	values = []string{"", "1", "2", "3", "give", "back", "pass", "skip", "one", "first", "second", "mine", "held", "heard", "question", "words",
		"one.1", "-7", "99999999999999999999", "שלום", strings.Repeat("long ", 900)}
)
