package appreciation

import (
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"footbridge/internal/practice"
)

//go:embed content
var content embed.FS

// Prompt is one way to look for something the other did, said or tried. Its tag "alone" says that
// it needs nobody else here, "far" that it fits two who live apart; the others say what it is about.
type Prompt struct {
	ID   string   `json:"id"`
	Text string   `json:"text"`
	Tags []string `json:"tags"`
}

// deck is all content of this practice in one language.
type deck struct {
	prompts []Prompt // in a fixed shuffled order
	openers []string // ways to begin a note
	because []string // ways to say why it landed
}

var decks = load()

// words is the content in a language, or in English.
func words(lang string) *deck {
	if d, ok := decks[strings.SplitN(lang, "-", 2)[0]]; ok {
		return d
	}
	return decks["en"]
}

func load() map[string]*deck {
	langs, err := fs.ReadDir(content, "content")
	if err != nil {
		panic(err)
	}
	out := map[string]*deck{}
	for _, l := range langs {
		d, err := loadDeck(l.Name())
		if err != nil {
			panic(fmt.Sprintf("appreciation: content/%s: %v", l.Name(), err))
		}
		out[l.Name()] = d
	}
	return out
}

func loadDeck(lang string) (*deck, error) {
	d := &deck{}
	var begin struct {
		Openers, Because []struct{ ID, Text string }
	}
	for name, into := range map[string]any{"prompts": &d.prompts, "openers": &begin} {
		b, err := fs.ReadFile(content, "content/"+lang+"/"+name+".json")
		if err != nil {
			return nil, err
		}
		if err := json.Unmarshal(b, into); err != nil {
			return nil, fmt.Errorf("%s.json: %w", name, err)
		}
	}
	if len(d.prompts) == 0 {
		return nil, fmt.Errorf("prompts.json: no prompts")
	}
	for _, l := range begin.Openers {
		d.openers = append(d.openers, l.Text)
	}
	for _, l := range begin.Because {
		d.because = append(d.because, l.Text)
	}
	slices.SortFunc(d.prompts, func(a, b Prompt) int { return int(mix(a.ID)) - int(mix(b.ID)) })
	return d, nil
}

// mix scatters ids (FNV-1a, 31 bits), so that neighbours in the file do not follow one another.
func mix(s string) uint32 {
	h := uint32(2166136261)
	for i := range len(s) {
		h = (h ^ uint32(s[i])) * 16777619
	}
	return h >> 1
}

// prompt finds a prompt by its id.
func (d *deck) prompt(id string) (Prompt, bool) {
	i := slices.IndexFunc(d.prompts, func(p Prompt) bool { return p.ID == id })
	if i < 0 {
		return Prompt{}, false
	}
	return d.prompts[i], true
}

// pick chooses today's prompt. Where it begins to look is the viewer's secret, so that the id under
// a given note does not tell of a pass before it (R6). A prompt comes back only when the others have
// been used; after a pass the next one is about something else.
func (d *deck) pick(s *State, t practice.Turn, passed []string) Prompt {
	start := int(mix(fmt.Sprintf("%x %d", t.Secret, practice.DayOf(t.Now)))) % len(d.prompts)
	best, bestCost := d.prompts[start], 1<<30
	for i := range d.prompts {
		p := d.prompts[(start+i)%len(d.prompts)]
		if cost := d.cost(s, t, p, passed)*len(d.prompts) + i; cost < bestCost {
			best, bestCost = p, cost
		}
	}
	return best
}

// cost says how badly a prompt fits: 0 fits.
func (d *deck) cost(s *State, t practice.Turn, p Prompt, passed []string) int {
	c := 0
	if !t.Two() && !slices.Contains(p.Tags, "alone") {
		c += 1 << 16
	}
	if t.Two() && t.Me.Zone.String() != t.Other.Zone.String() && !slices.Contains(p.Tags, "far") {
		c += 1 << 13
	}
	if slices.Contains(passed, p.ID) {
		c += 1 << 15
	}
	if len(passed) > 0 {
		last, _ := d.prompt(passed[len(passed)-1])
		for _, tag := range p.Tags {
			if tag != "alone" && tag != "far" && slices.Contains(last.Tags, tag) {
				c += 20
			}
		}
	}
	if when := max(s.Shown[p.ID], s.Passed[p.ID]); when > 0 {
		c += 100 + when // the longest ago comes back first
	}
	return c
}
