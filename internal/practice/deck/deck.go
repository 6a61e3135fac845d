// Package deck is a practice's content: lines of text in files of each language, from which one is chosen for a
// day. It is pure. A practice uses it so:
//
//	//go:embed content
//	var content embed.FS
//
//	type words struct{ prompts deck.Lines }
//
//	var decks = deck.Load(content, func(f deck.Files) (*words, error) {
//		w := &words{}
//		err := f.Read("prompts", &w.prompts) // content/<lang>/prompts.json
//		return w, err
//	})
//
// decks.In(t.Lang) is the content in the viewer's language. What was shown and what was passed is folded into a
// Memory, and Pick chooses what comes next: the practice says how badly each line fits.
package deck

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"slices"
	"strconv"
	"strings"

	"footbridge/internal/practice"
)

// Line is one text with an id that is never used for another.
type Line struct {
	ID    string   `json:"id"`
	Text  string   `json:"text"`
	Tags  []string `json:"tags"`
	Step  string   `json:"step"`  // of a form with steps: for which one; else empty
	Depth int      `json:"depth"` // 1 light, 2 nearer, 3 deep; 0 where nothing is told apart
}

// Has says whether a line carries a tag. In all decks "alone" says that it needs nobody else here, and "far" that it
// fits two who live apart.
func (l Line) Has(tag string) bool { return slices.Contains(l.Tags, tag) }

// Lines are some lines in their order.
type Lines []Line

// Find is the line of an id, and whether there is one.
func (ls Lines) Find(id string) (Line, bool) {
	i := slices.IndexFunc(ls, func(l Line) bool { return l.ID == id })
	if i < 0 {
		return Line{}, false
	}
	return ls[i], true
}

// Texts are the texts of all lines.
func (ls Lines) Texts() (out []string) {
	for _, l := range ls {
		out = append(out, l.Text)
	}
	return out
}

// At is one text; the same for the same number, which is not negative. There must be a line.
func (ls Lines) At(n int) string { return ls[n%len(ls)].Text }

// Few are so many texts from the nth on, beginning again at the first.
func (ls Lines) Few(n, many int) (out []string) {
	for i := range min(many, len(ls)) {
		out = append(out, ls.At(n+i))
	}
	return out
}

// Shuffle brings lines into an order that is always the same and not that of the file, so that neighbours there do
// not follow one another.
func (ls Lines) Shuffle() {
	slices.SortFunc(ls, func(a, b Line) int { return int(mix(a.ID)) - int(mix(b.ID)) })
}

// mix scatters texts: FNV-1a, 31 bits.
func mix(s string) uint32 {
	h := uint32(2166136261)
	for i := range len(s) {
		h = (h ^ uint32(s[i])) * 16777619
	}
	return h >> 1
}

// Pick chooses a line for today: the one with the lowest cost, and of equal ones the first from where it begins to
// look. That place is the viewer's secret, so that what was chosen does not tell the other of a pass before it (R6).
// salt tells apart what is chosen on one day. A cost is not negative and less than 1<<20; there must be a line.
func (ls Lines) Pick(t practice.Turn, salt string, cost func(Line) int) Line {
	start := int(mix(fmt.Sprintf("%x %d%s", t.Secret, practice.DayOf(t.Now), salt))) % len(ls)
	best, lowest := ls[start], 1<<40
	for i := range ls {
		l := ls[(start+i)%len(ls)]
		if c := cost(l)*len(ls) + i; c < lowest {
			best, lowest = l, c
		}
	}
	return best
}

// Alike is how many tags two lines share that say what they are about.
func (l Line) Alike(other Line) (n int) {
	for _, tag := range l.Tags {
		if tag != "alone" && tag != "far" && other.Has(tag) {
			n++
		}
	}
	return n
}

// Memory is what was shown and what was passed, in the order in which it was folded.
type Memory struct {
	last  map[string]int
	count int
}

// Saw notes lines that came at the same time, shown or passed.
func (m *Memory) Saw(ids ...string) {
	if m.last == nil {
		m.last = map[string]int{}
	}
	m.count++
	for _, id := range ids {
		m.last[id] = m.count
	}
}

// Cost is what a line costs that was seen before, the more the later; 0 for one that was not. It comes back only when
// the others have been used.
func (m *Memory) Cost(l Line) int {
	if when := m.last[l.ID]; when > 0 {
		return 100 + when
	}
	return 0
}

// Passed reads a form's list of lines that were passed, and leaves out what is none: ids with commas between.
func (ls Lines) Passed(field string) (ids []string) {
	for _, id := range strings.Split(field, ",") {
		if _, ok := ls.Find(id); ok && !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	return ids
}

// SameDay says whether a form's field holds today. A form that was begun on another day asks today's question, if
// nothing was typed.
func SameDay(t practice.Turn, field string) bool {
	return field == strconv.Itoa(int(practice.DayOf(t.Now)))
}

// Langs is a practice's content in each language.
type Langs[D any] map[string]*D

// Load reads the content of all languages, content/<lang>/*.json. It panics on a mistake in them, which a program can
// only make at its start.
func Load[D any](content fs.FS, read func(Files) (*D, error)) Langs[D] {
	langs, err := fs.ReadDir(content, "content")
	if err != nil {
		panic(err)
	}
	out := Langs[D]{}
	for _, l := range langs {
		d, err := read(Files{content, "content/" + l.Name()})
		if err != nil {
			panic(fmt.Sprintf("%s: %v", l.Name(), err))
		}
		out[l.Name()] = d
	}
	return out
}

// In is the content in a language (BCP 47), or in English.
func (l Langs[D]) In(lang string) *D {
	base, _, _ := strings.Cut(lang, "-")
	if d, ok := l[base]; ok {
		return d
	}
	return l["en"]
}

// Files are the files of one language.
type Files struct {
	fs  fs.FS
	dir string
}

// Read reads name.json into a pointer.
func (f Files) Read(name string, into any) error {
	b, err := fs.ReadFile(f.fs, f.dir+"/"+name+".json")
	if err != nil {
		return err
	}
	if err := json.Unmarshal(b, into); err != nil {
		return fmt.Errorf("%s.json: %w", name, err)
	}
	return nil
}
