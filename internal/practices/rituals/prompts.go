package rituals

import (
	"embed"
	"fmt"
	"slices"

	"footbridge/internal/practice"
	"footbridge/internal/practice/deck"
)

//go:embed content
var content embed.FS

// Stop is one of the five stops on the rope.
type Stop struct {
	ID    string `json:"id"`
	Label string `json:"label"`
	Value string `json:"value"` // said by a screen reader
}

// words is all content of this practice in one language. A prompt is one question or invitation of a step of the
// check-in, "mind" or "ahead".
type words struct {
	prompts deck.Lines
	order   map[string]deck.Lines // by step
	stops   []Stop
	moods   deck.Lines
	openers deck.Lines
	away    deck.Lines
}

var decks = deck.Load(content, func(f deck.Files) (*words, error) {
	w := &words{order: map[string]deck.Lines{}}
	var rope struct {
		Stops    []Stop
		Feelings deck.Lines
	}
	var after struct{ Openers, Away deck.Lines }
	for name, into := range map[string]any{"prompts": &w.prompts, "rope": &rope, "after": &after} {
		if err := f.Read(name, into); err != nil {
			return nil, err
		}
	}
	w.stops, w.moods, w.openers, w.away = rope.Stops, rope.Feelings, after.Openers, after.Away
	w.prompts.Shuffle()
	for _, p := range w.prompts {
		w.order[p.Step] = append(w.order[p.Step], p)
	}
	if len(w.stops) != 5 {
		return nil, fmt.Errorf("rope.json: %d stops, not 5", len(w.stops))
	}
	return w, nil
})

// pick chooses the prompt of a step for today; after a pass the next one is lighter or about something else.
func (w *words) pick(s *State, t practice.Turn, step string, passed []string) deck.Line {
	depth := w.depth(s, t)
	return w.order[step].Pick(t, " "+step, func(p deck.Line) int { return w.cost(s, t, p, depth, passed) })
}

// cost says how badly a prompt fits: 0 fits.
func (w *words) cost(s *State, t practice.Turn, p deck.Line, depth int, passed []string) int {
	c := s.Seen.Cost(p)
	if p.Depth > depth {
		c += 500 * (p.Depth - depth)
	}
	if !t.Two() && !p.Has("alone") {
		c += 1000
	}
	if slices.Contains(passed, p.ID) {
		c += 4000
	}
	if len(passed) > 0 {
		last, _ := w.prompts.Find(passed[len(passed)-1])
		if p.Depth > last.Depth {
			c += 40
		}
		c += 20 * p.Alike(last)
	}
	return c
}

// depth grows with use: nearer prompts after five check-ins, deep ones after fifteen. What counts
// is what both have seen open, or while alone one's own.
func (w *words) depth(s *State, t practice.Turn) int {
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
func (w *words) text(id string) string {
	p, _ := w.prompts.Find(id)
	return p.Text
}

// stop is a stop's label; 0 has none.
func (w *words) stop(n int) string {
	if n < 1 || n > len(w.stops) {
		return ""
	}
	return w.stops[n-1].Label
}

// awayLine is today's thing to do without the phone. Two people in one time zone may still live apart,
// so only those in different zones get what is meant for two far apart.
func (w *words) awayLine(t practice.Turn) string {
	fits := "any"
	switch {
	case !t.Two():
		fits = "alone"
	case t.Apart():
		fits = "apart"
	}
	var list deck.Lines
	for _, l := range w.away {
		if l.Has(fits) || (fits != "alone" && l.Has("any")) {
			list = append(list, l)
		}
	}
	if len(list) == 0 {
		return ""
	}
	return list.At(int(practice.DayOf(t.Now)))
}

// offered is how many ways to begin a question are shown at once: more would be a list to work off.
const offered = 4

// openers are a few ways to begin a question, the same for a pair each time it is looked at.
func openers(lang, opening string) []string {
	from := 0
	for _, b := range []byte(opening) {
		from += int(b)
	}
	return decks.In(lang).openers.Few(from, offered)
}
