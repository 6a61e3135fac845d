package app

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"strings"
	"testing"
)

// text is one line of some practice's content.
type text struct{ file, id, words string }

var (
	gendered = regexp.MustCompile(`(?i)\b(he|she|his|hers?|him|husband|wife|girlfriend|boyfriend|man|woman|partner)\b`)
	closed   = regexp.MustCompile(`(?i)^(do|did|are|is|was|were|have|has|will|can|could|would|should) `)
	lineID   = regexp.MustCompile(`^[a-z]+(-[a-z0-9]+)*$`)
)

// faults says what is wrong with one line: R8.
func faults(l text) (out []string) {
	say := func(f string, a ...any) {
		out = append(out, fmt.Sprintf("%s %s: %q %s", l.file, l.id, l.words, fmt.Sprintf(f, a...)))
	}
	if !lineID.MatchString(l.id) {
		say("has an id that is not small letters and numbers")
	}
	if m := gendered.FindString(l.words); m != "" {
		say("says %q", m)
	}
	if strings.Contains(l.words, "!") {
		say("shouts")
	}
	for _, sentence := range strings.FieldsFunc(l.words, func(r rune) bool { return strings.ContainsRune(".?:", r) }) {
		if n := len(strings.Fields(sentence)); n > 20 {
			say("has a sentence of %d words", n)
		}
	}
	return out
}

// faultsOfPrompt says what is wrong with a line that asks somebody for words: R8.
func faultsOfPrompt(l text) (out []string) {
	if n := len(strings.Fields(l.words)); n > 14 {
		out = append(out, fmt.Sprintf("%s %s has %d words", l.file, l.id, n))
	}
	if closed.MatchString(l.words) && strings.HasSuffix(l.words, "?") {
		out = append(out, fmt.Sprintf("%s %s is answered by yes or no: %q", l.file, l.id, l.words))
	}
	return out
}

// alike compares the three-letter pieces of two texts: 0 nothing in common, 1 the same.
func alike(x, y map[string]bool) float64 {
	both := 0
	for p := range x {
		if y[p] {
			both++
		}
	}
	return float64(both) / float64(len(x)+len(y)-both)
}

func pieces(s string) map[string]bool {
	s, out := strings.ToLower(s), map[string]bool{}
	for i := 0; i+3 <= len(s); i++ {
		out[s[i:i+3]] = true
	}
	return out
}

// twins are lines of which another is nearly the same.
func twins(lines []text) (out []string) {
	var sets []map[string]bool
	for _, l := range lines {
		sets = append(sets, pieces(l.words))
	}
	for i := range lines {
		for j := range i {
			if a := alike(sets[i], sets[j]); a > .5 && len(strings.Fields(lines[i].words)) > 3 {
				out = append(out, fmt.Sprintf("%s %s and %s %s are alike (%.2f): %q, %q", lines[i].file, lines[i].id, lines[j].file, lines[j].id, a, lines[i].words, lines[j].words))
			}
		}
	}
	return out
}

// R8, S3.3: what all practices say is well made: no gendered word, nothing shouted, no long sentence, no closed
// question, and no two lines alike in any two decks.
func TestContent(t *testing.T) {
	var all []text
	for _, p := range Practices {
		ids := map[string]bool{}
		for _, l := range content(t, p.Slug, p.Words) {
			if ids[l.id] {
				t.Errorf("%s: %s comes twice", l.file, l.id)
			}
			ids[l.id] = true
			all = append(all, l)
		}
	}
	if len(all) < 900 {
		t.Fatalf("only %d lines were found", len(all))
	}
	for _, l := range all {
		found := faults(l)
		if asks := path.Base(l.file); asks == "prompts.json" || asks == "topics.json" || asks == "followups.json" || asks == "questions.json" {
			found = append(found, faultsOfPrompt(l)...)
		}
		for _, f := range found {
			t.Error(f)
		}
	}
	for _, f := range twins(all) {
		t.Error(f)
	}
}

// The checks find what they look for.
func TestContentCanFail(t *testing.T) {
	for _, l := range []text{{"f", "a-1", "Tell her."}, {"f", "a-1", "Well done!"}, {"f", "X 1", "Fine."}, {"f", "a-1", strings.Repeat("word ", 21)}} {
		if len(faults(l)) == 0 {
			t.Errorf("nothing wrong with %+v", l)
		}
	}
	for _, l := range []text{{"f", "a-1", "Do you sleep?"}, {"f", "a-1", strings.Repeat("word ", 15)}} {
		if len(faultsOfPrompt(l)) == 0 {
			t.Errorf("nothing wrong with %+v", l)
		}
	}
	if len(twins([]text{{"f", "a-1", "A place where I can breathe."}, {"g", "b-1", "The place where I can breathe."}})) != 1 {
		t.Error("twins are not found")
	}
}

// content is every line with an id in a practice's English files, but for its sentences.
func content(t *testing.T, slug string, files fs.FS) (out []text) {
	names, err := fs.Glob(files, "content/en/*.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		if path.Base(name) == "say.json" {
			continue
		}
		b, err := fs.ReadFile(files, name)
		if err != nil {
			t.Fatal(err)
		}
		var v any
		if err := json.Unmarshal(b, &v); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		out = append(out, lines(slug+"/"+path.Base(name), v)...)
	}
	return out
}

// lines finds everything with an id and a text.
func lines(file string, v any) (out []text) {
	switch v := v.(type) {
	case []any:
		for _, one := range v {
			out = append(out, lines(file, one)...)
		}
	case map[string]any:
		id, _ := v["id"].(string)
		if words, ok := v["text"].(string); ok {
			return []text{{file, id, words}}
		}
		for _, one := range v {
			out = append(out, lines(file, one)...)
		}
	}
	return out
}
