package curiosity

import (
	"embed"
	"slices"

	"footbridge/internal/practice"
	"footbridge/internal/practice/deck"
)

//go:embed content
var content embed.FS

// words is all content of this practice in one language. A question has one tag, its theme, and a depth from 1 to 3.
type words struct{ questions deck.Lines }

// depths is how many depths there are.
const depths = 3

var decks = deck.Load(content, func(f deck.Files) (*words, error) {
	w := &words{}
	err := f.Read("questions", &w.questions)
	w.questions.Shuffle()
	return w, err
})

// textOf is a question as it is read.
func textOf(lang string, a Ask) string {
	if a.Question == "" {
		return a.Words
	}
	q, _ := decks.In(lang).questions.Find(a.Question)
	return q.Text
}

// landings counts how the questions landed with the viewer, by theme.
func (s *State) landings(lang string) (warm, cool map[string]int, all int) {
	warm, cool = map[string]int{}, map[string]int{}
	d := decks.In(lang)
	for _, a := range s.Asked {
		q, ok := d.questions.Find(a.Question)
		if !ok {
			continue
		}
		switch s.Landed[a.ID].How {
		case Warm:
			warm[q.Tags[0]]++
			all++
		case Interview:
			all -= 2
		case NotNow:
			cool[q.Tags[0]]++
		}
	}
	return warm, cool, all
}

// depth is how deep the questions are that are offered by themselves: nearer after three that landed warm, deep after eight,
// and lighter again after one that felt like an interview.
func (s *State) depth(lang string) int {
	switch _, _, warm := s.landings(lang); {
	case warm >= 8:
		return 3
	case warm >= 3:
		return 2
	}
	return 1
}

// pick chooses today's question; after a pass the next one has another theme.
func (w *words) pick(s *State, t practice.Turn, depth int, passed []string) deck.Line {
	warm, cool, _ := s.landings(t.Lang)
	return w.questions.Pick(t, "", func(q deck.Line) int {
		theme := q.Tags[0]
		c := s.Seen.Cost(q) + 8*max(0, 3-warm[theme]) + 40*min(cool[theme], 2)
		if q.Depth != depth {
			c += 1 << 18
		}
		if slices.Contains(passed, q.ID) {
			c += 1 << 15
		}
		if len(passed) > 0 {
			last, _ := w.questions.Find(passed[len(passed)-1])
			c += 50 * q.Alike(last)
		}
		return c
	})
}
