package appreciation

import (
	"encoding/json"
	"os"
	"regexp"
	"strings"
	"testing"
)

// closed are questions that are answered by yes or no.
var closed = regexp.MustCompile(`!|(?i)^(do|did|are|is|was|were|have|has|will|can|could|would|should) `)

// S8.2, R8: at least 60 prompts, open, short, fitting two people of any kind, and none like another,
// here or in the deck of the check-in.
func TestPromptsAreWellMade(t *testing.T) {
	texts, ids := map[string]string{}, map[string]bool{}
	for _, p := range others(t) {
		texts[p.ID] = p.Text
	}
	prompts := words("en").prompts
	if n := len(prompts); n < 60 {
		t.Errorf("%d prompts", n)
	}
	about := map[string]int{}
	for _, p := range prompts {
		if ids[p.ID] {
			t.Errorf("%s comes twice", p.ID)
		}
		ids[p.ID] = true
		if n := len(strings.Fields(p.Text)); n > 14 {
			t.Errorf("%s has %d words", p.ID, n)
		}
		if gendered.MatchString(p.Text) || closed.MatchString(p.Text) {
			t.Errorf("%s: %q", p.ID, p.Text)
		}
		if hasTag(p, "here") == hasTag(p, "alone") {
			t.Errorf("%s: what is written here needs two, the rest needs one: %v", p.ID, p.Tags)
		}
		for other, text := range texts {
			if j := jaccard(text, p.Text); j > .5 {
				t.Errorf("%s and %s are alike (%.2f): %q, %q", p.ID, other, j, text, p.Text)
			}
		}
		texts[p.ID] = p.Text
		for _, tag := range p.Tags {
			about[tag]++
		}
	}
	for _, tag := range []string{"trying", "effort", "repair", "here"} { // S8.2
		if about[tag] < 3 {
			t.Errorf("%d prompts about %s", about[tag], tag)
		}
	}
}

// others are the prompts of the check-in.
func others(t *testing.T) []Prompt {
	b, err := os.ReadFile("../rituals/content/en/prompts.json")
	if err != nil {
		t.Fatal(err)
	}
	var out []Prompt
	if err := json.Unmarshal(b, &out); err != nil || len(out) == 0 {
		t.Fatalf("%d prompts of the check-in: %v", len(out), err)
	}
	return out
}

// R8, R10: all sentences are there and used; no gendered words; none is long.
func TestSentences(t *testing.T) {
	b, err := os.ReadFile("content/en/say.json")
	if err != nil {
		t.Fatal(err)
	}
	var say map[string]string
	if err := json.Unmarshal(b, &say); err != nil {
		t.Fatal(err)
	}
	used := sources(t)
	for _, m := range regexp.MustCompile(`"(appreciation\.[a-z.]+)"`).FindAllStringSubmatch(used, -1) {
		if say[m[1]] == "" {
			t.Errorf("there is no sentence %s", m[1])
		}
	}
	for key, text := range say {
		if gendered.MatchString(text) {
			t.Errorf("%s: %q", key, text)
		}
		for _, sentence := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(".?:“”", r) }) {
			if n := len(strings.Fields(sentence)); n > 20 {
				t.Errorf("%s has a sentence of %d words: %q", key, n, sentence)
			}
		}
		if key != "appreciation.title" && key != "appreciation.why" && !strings.Contains(used, `"`+key+`"`) {
			t.Errorf("%s is said nowhere", key)
		}
	}
}

// sources are all pages and all Go of this practice.
func sources(t *testing.T) string {
	var b strings.Builder
	for _, dir := range []string{".", "pages"} {
		files, err := os.ReadDir(dir)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range files {
			if name := dir + "/" + f.Name(); strings.HasSuffix(name, ".html") || strings.HasSuffix(name, ".go") && !strings.HasSuffix(name, "_test.go") {
				text, err := os.ReadFile(name)
				if err != nil {
					t.Fatal(err)
				}
				b.Write(text)
			}
		}
	}
	return b.String()
}

// jaccard compares the three-letter pieces of two texts: 0 nothing in common, 1 the same.
func jaccard(a, b string) float64 {
	pieces := func(s string) map[string]bool {
		s, out := strings.ToLower(s), map[string]bool{}
		for i := 0; i+3 <= len(s); i++ {
			out[s[i:i+3]] = true
		}
		return out
	}
	x, y := pieces(a), pieces(b)
	both := 0
	for p := range x {
		if y[p] {
			both++
		}
	}
	return float64(both) / float64(len(x)+len(y)-both)
}
