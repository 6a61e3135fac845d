package listening

import (
	"embed"
	"slices"

	"footbridge/internal/practice"
	"footbridge/internal/practice/deck"
)

//go:embed content
var content embed.FS

// words is all content of this practice in one language.
type words struct {
	topics deck.Lines // what a talk can be about
	follow deck.Lines // open questions to ask

	// A few words to hand, by what somebody does.
	Speak, Add, Back, Listen, Answer, Soft, After, Away deck.Lines
}

var decks = deck.Load(content, func(f deck.Files) (*words, error) {
	w := &words{}
	for name, into := range map[string]any{"topics": &w.topics, "followups": &w.follow, "lines": w} {
		if err := f.Read(name, into); err != nil {
			return nil, err
		}
	}
	w.topics.Shuffle()
	w.follow.Shuffle()
	return w, nil
})

// topicsFor are the topics that fit the two, beginning at another one each day. Two in different time zones get
// those that fit people who live apart.
func (w *words) topicsFor(t practice.Turn) deck.Lines {
	fit := w.topics
	if t.Apart() {
		fit = slices.DeleteFunc(slices.Clone(fit), func(l deck.Line) bool { return !l.Has("far") })
	}
	from := (int(practice.DayOf(t.Now))*7 + int(t.Secret[2])) % len(fit)
	return slices.Concat(fit[from:], fit[:from])
}

// today is the topic that a suggestion shows.
func (w *words) today(t practice.Turn) string { return w.topicsFor(t)[0].Text }
