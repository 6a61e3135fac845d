package rituals

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

// Prompt is one question or invitation of a check-in.
type Prompt struct {
	ID    string   `json:"id"`
	Step  string   `json:"step"` // "mind" or "ahead"
	Text  string   `json:"text"`
	Depth int      `json:"depth"` // 1 light, 2 nearer, 3 deep
	Tags  []string `json:"tags"`
}

// Stop is one of the five stops on the rope.
type Stop struct {
	ID    string `json:"id"`
	Label string `json:"label"`
	Value string `json:"value"` // said by a screen reader
}

// deck is all content of this practice in one language.
type deck struct {
	prompts map[string]Prompt
	order   map[string][]Prompt // by step, in a fixed shuffled order
	stops   []Stop
	moods   []line
	openers []line
	away    []line
}

// line is one short text with an id that never changes.
type line struct {
	ID   string   `json:"id"`
	Text string   `json:"text"`
	Tags []string `json:"tags"`
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
			panic(fmt.Sprintf("rituals: content/%s: %v", l.Name(), err))
		}
		out[l.Name()] = d
	}
	return out
}

func loadDeck(lang string) (*deck, error) {
	var prompts []Prompt
	var rope struct {
		Stops    []Stop `json:"stops"`
		Feelings []line `json:"feelings"`
	}
	var after struct {
		Openers []line `json:"openers"`
		Away    []line `json:"away"`
	}
	for name, into := range map[string]any{"prompts": &prompts, "rope": &rope, "after": &after} {
		b, err := fs.ReadFile(content, "content/"+lang+"/"+name+".json")
		if err != nil {
			return nil, err
		}
		if err := json.Unmarshal(b, into); err != nil {
			return nil, fmt.Errorf("%s.json: %w", name, err)
		}
	}
	d := &deck{prompts: map[string]Prompt{}, order: map[string][]Prompt{}, stops: rope.Stops,
		moods: rope.Feelings, openers: after.Openers, away: after.Away}
	for _, p := range prompts {
		d.prompts[p.ID] = p
		d.order[p.Step] = append(d.order[p.Step], p)
	}
	for _, list := range d.order {
		slices.SortFunc(list, func(a, b Prompt) int {
			return int(mix(a.ID)) - int(mix(b.ID))
		})
	}
	if len(d.stops) != 5 {
		return nil, fmt.Errorf("rope.json: %d stops, not 5", len(d.stops))
	}
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

// pick chooses the prompt of a step for today. Where it begins to look is the viewer's secret, so
// that the prompt under an opened letter does not tell the other whether one was passed before it
// (R6). A prompt comes back only when the others have been used; after a pass the next
// one is lighter or about something else.
func (d *deck) pick(s *State, t practice.Turn, step string, passed []string) Prompt {
	list := d.order[step]
	depth := d.depth(s, t)
	start := int(mix(fmt.Sprintf("%x %d %s", t.Secret, practice.DayOf(t.Now), step))) % len(list)
	best, bestCost := list[start], 1<<30
	for i := range list {
		p := list[(start+i)%len(list)]
		if cost := d.cost(s, t, p, depth, passed)*len(list) + i; cost < bestCost {
			best, bestCost = p, cost
		}
	}
	return best
}

// cost says how badly a prompt fits: 0 fits.
func (d *deck) cost(s *State, t practice.Turn, p Prompt, depth int, passed []string) int {
	c := 0
	if p.Depth > depth {
		c += 500 * (p.Depth - depth)
	}
	if !t.Two() && !slices.Contains(p.Tags, "alone") {
		c += 1000
	}
	if slices.Contains(passed, p.ID) {
		c += 4000
	}
	if len(passed) > 0 {
		last := d.prompts[passed[len(passed)-1]]
		if p.Depth > last.Depth {
			c += 40
		}
		for _, tag := range p.Tags {
			if tag != "alone" && slices.Contains(last.Tags, tag) {
				c += 20
			}
		}
	}
	if when := max(s.Shown[p.ID], s.Passed[p.ID]); when > 0 {
		c += 100 + when // the longest ago comes back first
	}
	return c
}

// depth grows with use: nearer prompts after five check-ins, deep ones after fifteen. What counts
// is what both have seen open, or while alone one's own.
func (d *deck) depth(s *State, t practice.Turn) int {
	n := len(s.Mine)
	if t.Two() {
		n = len(s.Pairs)
	}
	switch {
	case n >= 15:
		return 3
	case n >= 5:
		return 2
	}
	return 1
}

// text is a prompt's text by id, or the empty text for one that is not there.
func (d *deck) text(id string) string { return d.prompts[id].Text }

// stop is a stop's label; 0 has none.
func (d *deck) stop(n int) string {
	if n < 1 || n > len(d.stops) {
		return ""
	}
	return d.stops[n-1].Label
}

// awayLine is today's thing to do without the phone. Two people in one time zone may still live apart,
// so only those in different zones get what is meant for two far apart.
func (d *deck) awayLine(t practice.Turn) string {
	fits := "any"
	switch {
	case !t.Two():
		fits = "alone"
	case t.Me.Zone.String() != t.Other.Zone.String():
		fits = "apart"
	}
	var list []string
	for _, l := range d.away {
		if slices.Contains(l.Tags, fits) || (fits != "alone" && slices.Contains(l.Tags, "any")) {
			list = append(list, l.Text)
		}
	}
	if len(list) == 0 {
		return ""
	}
	return list[int(practice.DayOf(t.Now))%len(list)]
}

// offered is how many ways to begin a question are shown at once: more would be a list to work off.
const offered = 4

// openers are a few ways to begin a question, the same for a pair each time it is looked at.
func openers(lang, opening string) []string {
	all, from := texts(words(lang).openers), 0
	for _, b := range []byte(opening) {
		from += int(b)
	}
	var out []string
	for i := range min(offered, len(all)) {
		out = append(out, all[(from+i)%len(all)])
	}
	return out
}
