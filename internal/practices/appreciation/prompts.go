package appreciation

import (
	"embed"
	"slices"

	"footbridge/internal/practice"
	"footbridge/internal/practice/deck"
)

//go:embed content
var content embed.FS

// words is all content of this practice in one language. A prompt is one way to look for something the other did,
// said or tried; its tags say what it is about.
type words struct {
	prompts deck.Lines
	openers []string // ways to begin a note
	because []string // ways to say why it landed
}

var decks = deck.Load(content, func(f deck.Files) (*words, error) {
	w := &words{}
	var begin struct{ Openers, Because deck.Lines }
	if err := f.Read("prompts", &w.prompts); err != nil {
		return nil, err
	}
	if err := f.Read("openers", &begin); err != nil {
		return nil, err
	}
	w.prompts.Shuffle()
	w.openers, w.because = begin.Openers.Texts(), begin.Because.Texts()
	return w, nil
})

// pick chooses today's prompt; after a pass the next one is about something else.
func (w *words) pick(s *State, t practice.Turn, passed []string) deck.Line {
	return w.prompts.Pick(t, "", func(p deck.Line) int { return w.cost(s, t, p, passed) })
}

// cost says how badly a prompt fits: 0 fits.
func (w *words) cost(s *State, t practice.Turn, p deck.Line, passed []string) int {
	c := s.Seen.Cost(p)
	if !t.Two() && !p.Has("alone") {
		c += 1 << 16
	}
	if t.Apart() && !p.Has("far") {
		c += 1 << 13
	}
	if slices.Contains(passed, p.ID) {
		c += 1 << 15
	}
	if len(passed) > 0 {
		last, _ := w.prompts.Find(passed[len(passed)-1])
		c += 20 * p.Alike(last)
	}
	return c
}
