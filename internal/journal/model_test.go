package journal_test

import (
	"fmt"
	"sort"
	"time"

	"footbridge/internal/journal/journaltest"
	"footbridge/internal/practice"

	"pgregory.net/rapid"
)

// act is one step of a script. Words and requests are the step's own, so that a script can be run
// again with some of them left out or worded otherwise.
type act struct {
	Who     practice.Side
	What    string // give, mine, ours, back, down, read, stale, repeat, wait
	Place   string // of give and down
	Words   string
	Request string
	Pick    int // which entry of one's own to take back; how many times three hours to wait
}

var whats = []string{"give", "give", "give", "give", "mine", "ours", "back", "back", "down", "read", "stale", "repeat", "wait"}

// script draws the steps of one example.
func script(t *rapid.T) []act {
	n := rapid.IntRange(1, 30).Draw(t, "length")
	var out []act
	for i := range n {
		out = append(out, act{
			Who:     rapid.SampledFrom([]practice.Side{practice.Left, practice.Right}).Draw(t, "who"),
			What:    rapid.SampledFrom(whats).Draw(t, "what"),
			Place:   rapid.SampledFrom([]string{"checkin", "letter"}).Draw(t, "place"),
			Pick:    rapid.IntRange(0, 40).Draw(t, "pick"),
			Words:   fmt.Sprintf("words%d", i),
			Request: fmt.Sprintf("request%d", i),
		})
	}
	return out
}

// answer is one standing answer in the model, with the steps that made it.
type answer struct {
	words   string
	arrived time.Time
	steps   []int
}

// written is an entry on a shelf in the model.
type written struct {
	words string
	by    practice.Side
	kind  string // mine, ours, held
	open  string // the opening's number, or empty
	step  int
}

// model is all that the journal should be, in a few lines.
type model struct {
	now      time.Time
	standing map[string]*answer // side + place
	own      map[practice.Side][]written
	shared   []written
	openings int
	planks   int // never fewer

	hidden  map[int]bool // steps that the other must not be able to notice
	chains  [][]int      // the steps of each answer that opened, the last of which was opened
	targets map[int]int  // what a step took back: the step that wrote it
}

func newModel(now time.Time) *model {
	return &model{now: now, standing: map[string]*answer{}, own: map[practice.Side][]written{},
		hidden: map[int]bool{}, targets: map[int]int{}}
}

func key(s practice.Side, place string) string { return string(s) + place }

// give puts an answer in its place or opens a pair; it says whether it opened.
func (m *model) give(i int, a act) bool {
	mine := m.standing[key(a.Who, a.Place)]
	if mine == nil {
		mine = &answer{}
	}
	mine.words, mine.arrived, mine.steps = a.Words, m.now, append(mine.steps, i)
	theirs := m.standing[key(a.Who.Other(), a.Place)]
	if theirs == nil || a.Place == "checkin" && m.now.Sub(theirs.arrived) > journaltest.ThreeDays {
		m.standing[key(a.Who, a.Place)] = mine
		m.hidden[i] = true
		return false
	}
	delete(m.standing, key(a.Who, a.Place))
	delete(m.standing, key(a.Who.Other(), a.Place))
	m.openings++
	m.planks += 2 * journaltest.Letter.Planks
	open := fmt.Sprint(m.openings)
	m.shared = append(m.shared,
		written{a.Words, a.Who, "ours", open, i},
		written{theirs.words, a.Who.Other(), "ours", open, theirs.steps[len(theirs.steps)-1]})
	m.chains = append(m.chains, mine.steps, theirs.steps)
	return true
}

// reads is what somebody may read, sorted: words, audience, author, opening.
func (m *model) reads(s practice.Side) []string {
	var out []string
	for _, w := range append(append([]written(nil), m.own[s]...), m.shared...) {
		out = append(out, fmt.Sprintf("%s %s %s %s", w.words, w.kind, w.by, w.open))
	}
	for _, place := range []string{"checkin", "letter"} {
		if a := m.standing[key(s, place)]; a != nil {
			out = append(out, fmt.Sprintf("%s held %s ", a.words, s))
		}
	}
	sort.Strings(out)
	return out
}
