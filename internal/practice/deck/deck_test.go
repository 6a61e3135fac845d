package deck

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"footbridge/internal/practice"
)

func some(n int) (out Lines) {
	for i := range n {
		out = append(out, Line{ID: fmt.Sprintf("line-%02d", i), Text: fmt.Sprint("text ", i)})
	}
	return out
}

func turn() practice.Turn { return practice.Turn{Now: time.Date(2026, 11, 19, 19, 0, 0, 0, time.UTC)} }

// S4.1: no line comes back before all others were used, and then the longest ago comes first.
func TestNothingComesBackTooEarly(t *testing.T) {
	lines, t1, m := some(20), turn(), &Memory{}
	var order []string
	for range 40 {
		l := lines.Pick(t1, "", func(l Line) int { return m.Cost(l) })
		order = append(order, l.ID)
		m.Saw(l.ID)
		t1.Now = t1.Now.AddDate(0, 0, 1)
	}
	first := slices.Clone(order[:20])
	if slices.Sort(first); len(slices.Compact(first)) != 20 {
		t.Errorf("in 20 days came %v", order[:20])
	}
	if !slices.Equal(order[:20], order[20:]) {
		t.Errorf("after %v came %v", order[:20], order[20:])
	}
}

// R6: where choosing begins follows the secret and the salt; the same ones choose the same line.
func TestPickFollowsTheSecret(t *testing.T) {
	lines, seen := some(50), map[string]bool{}
	free := func(Line) int { return 0 }
	for i := range 32 {
		t1 := turn()
		t1.Secret[3] = byte(i)
		l := lines.Pick(t1, "", free)
		if again := lines.Pick(t1, "", free); again.ID != l.ID {
			t.Errorf("%s, then %s", l.ID, again.ID)
		}
		seen[l.ID] = true
	}
	if len(seen) < 12 {
		t.Errorf("32 secrets choose %d lines", len(seen))
	}
	if lines.Pick(turn(), " a", free).ID == lines.Pick(turn(), " b", free).ID && lines.Pick(turn(), " a", free).ID == lines.Pick(turn(), " c", free).ID {
		t.Error("three salts choose one line")
	}
	if l := lines.Pick(turn(), "", func(l Line) int { return map[bool]int{true: 0, false: 5}[l.ID == "line-07"] }); l.ID != "line-07" {
		t.Errorf("the cheapest is line-07, and %s came", l.ID)
	}
}

// What a form says was passed: known ids, each once.
func TestPassed(t *testing.T) {
	lines := some(3)
	for field, want := range map[string]string{"": "", "line-01": "line-01", "line-02,line-01,line-02,nonsense,": "line-02 line-01", strings.Repeat(",", 9000): ""} {
		if got := strings.Join(lines.Passed(field), " "); got != want {
			t.Errorf("%.20q: %q", field, got)
		}
	}
}

// R10: a language that is there, and English for all others; a mistake in the files stops the program.
func TestLanguages(t *testing.T) {
	files := fstest.MapFS{"content/en/a.json": {Data: []byte(`[{"id":"a-1","text":"one"}]`)}, "content/de/a.json": {Data: []byte(`[{"id":"a-1","text":"eins"}]`)}}
	read := func(f Files) (*Lines, error) {
		var ls Lines
		return &ls, f.Read("a", &ls)
	}
	decks := Load(files, read)
	for lang, want := range map[string]string{"en": "one", "de": "eins", "de-AT": "eins", "fr": "one", "": "one"} {
		if got := decks.In(lang).At(0); got != want {
			t.Errorf("%q speaks %q", lang, got)
		}
	}
	files["content/de/a.json"] = &fstest.MapFile{Data: []byte(`[{]`)}
	defer func() {
		if r := recover(); r == nil || !strings.Contains(fmt.Sprint(r), "de: a.json") {
			t.Errorf("a broken file: %v", r)
		}
	}()
	Load(files, read)
}

// Few goes round, and tags that say who it fits do not make lines alike.
func TestFewAndAlike(t *testing.T) {
	if got := some(3).Few(2, 5); !slices.Equal(got, []string{"text 2", "text 0", "text 1"}) {
		t.Error(got)
	}
	a, b := Line{Tags: []string{"alone", "far", "work"}}, Line{Tags: []string{"work", "alone", "home"}}
	if a.Alike(b) != 1 {
		t.Error(a.Alike(b))
	}
}
