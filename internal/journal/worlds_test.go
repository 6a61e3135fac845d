package journal_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sort"
	"strings"
	"testing"
	"time"

	"footbridge/internal/db"
	"footbridge/internal/db/dbtest"
	"footbridge/internal/journal"
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
	Pick    int // which entry of one's own to take back; how many hours to wait
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

// run is one script being run in the journal.
type run struct {
	t    *rapid.T
	h    *journaltest.House
	n    [2]*journaltest.Node
	c    journaltest.Couple
	now  time.Time
	log  []string // what the observer notices
	eye  practice.Side
	seen journal.Heads // how far the observer has read on
	sent map[practice.Side][]journal.Writing
	was  map[practice.Side]journal.Heads // heads before the last step

	targets map[int]int // from the first world
}

func (r *run) person(s practice.Side) journaltest.Person {
	if s == practice.Left {
		return r.c.Left
	}
	return r.c.Right
}

func (r *run) heads(s practice.Side) journal.Heads {
	seen, err := r.n[0].Heads(r.t.Context(), r.person(s).Reader)
	if err != nil {
		r.t.Fatalf("heads: %v", err)
	}
	return seen
}

// write sends one writing of a step from where the shelves are; its id and words are the step's.
func (r *run) write(i int, a act, w journal.Writing) error {
	w.Now, w.Request, w.Form, w.Answer, w.Seen = r.now, a.Request, []byte("f"), []byte("a"), r.heads(a.Who)
	r.sent[a.Who] = append(r.sent[a.Who], w)
	return r.n[i%2].Write(r.t.Context(), r.person(a.Who).Reader, w)
}

// kindOf names an error as far as a person is told about it.
func kindOf(err error) string {
	for name, e := range map[string]error{"moved": journal.ErrMoved, "gone": journal.ErrGone,
		"alone": journal.ErrAlone, "answered": journal.ErrAnswered, "other form": journal.ErrOtherForm} {
		if errors.Is(err, e) {
			return name
		}
	}
	if err != nil {
		return "error: " + err.Error()
	}
	return "done"
}

// id finds the entry with these words that s may read.
func (r *run) id(s practice.Side, words string) string {
	for _, e := range r.read(s, journal.Heads{}).Entries {
		if journaltest.Words(e) == words {
			return e.ID
		}
	}
	r.t.Fatalf("%q is not there", words)
	return ""
}

func (r *run) read(s practice.Side, after journal.Heads) journal.Batch {
	b, err := r.n[1].Read(r.t.Context(), r.person(s).Reader, journaltest.Kinds, after)
	if err != nil || b.Broken > 0 {
		r.t.Fatalf("read: %v, %d broken", err, b.Broken)
	}
	return b
}

// do runs one step in the journal and in the model, and compares what both of them say.
func (r *run) do(m *model, i int, a act) string {
	p := r.person(a.Who)
	switch a.What {
	case "give":
		n := journaltest.Held(a.Place, a.Words)
		m.give(i, a)
		return kindOf(r.write(i, a, journal.Writing{New: []journal.NewEntry{n}}))
	case "mine":
		m.own[a.Who] = append(m.own[a.Who], written{a.Words, a.Who, "mine", "", i})
		m.hidden[i] = true
		return kindOf(r.write(i, a, journal.Writing{New: []journal.NewEntry{journaltest.Mine(a.Words)}}))
	case "ours":
		m.shared = append(m.shared, written{a.Words, a.Who, "ours", "", i})
		return kindOf(r.write(i, a, journal.Writing{New: []journal.NewEntry{journaltest.Ours(a.Words)}}))
	case "back":
		return r.back(m, i, a)
	case "down":
		at := m.standing[key(a.Who, a.Place)]
		m.hidden[i] = true
		if at == nil {
			return ""
		}
		delete(m.standing, key(a.Who, a.Place))
		m.own[a.Who] = append(m.own[a.Who], written{a.Words, a.Who, "mine", "", i})
		return kindOf(r.write(i, a, journal.Writing{
			TakeBack: []string{r.id(a.Who, at.words)}, New: []journal.NewEntry{journaltest.Mine(a.Words)}}))
	case "read":
		m.hidden[i] = true
		r.read(a.Who, journal.Heads{Own: int64(a.Pick % 7), Shared: int64(a.Pick % 5)})
	case "stale": // decided before the step before this one
		m.hidden[i] = true
		old, now := r.was[a.Who], r.heads(a.Who)
		if old == now {
			return ""
		}
		err := r.n[i%2].Write(r.t.Context(), p.Reader, journal.Writing{
			Seen: old, Now: r.now, Request: a.Request, New: []journal.NewEntry{journaltest.Held(a.Place, a.Words)}})
		if !errors.Is(err, journal.ErrMoved) {
			r.t.Fatalf("a stale writing: %v", err)
		}
		return "moved"
	case "repeat":
		m.hidden[i] = true
		if len(r.sent[a.Who]) == 0 {
			return ""
		}
		w := r.sent[a.Who][a.Pick%len(r.sent[a.Who])]
		w.Seen = r.heads(a.Who)
		err := r.n[i%2].Write(r.t.Context(), p.Reader, w)
		told, ok, err2 := r.n[0].Answered(r.t.Context(), p.Reader, w.Request, w.Form)
		if !errors.Is(err, journal.ErrAnswered) || !ok || err2 != nil || string(told) != "a" {
			r.t.Fatalf("the same form again: %v; told %q, %v, %v", err, told, ok, err2)
		}
		return "answered"
	case "wait":
		m.hidden[i] = false
		r.now = r.now.Add(time.Duration(a.Pick) * time.Hour)
		m.now = r.now
	}
	return ""
}

// back takes back one of a person's own entries, wherever it lies. In a second world it is the same
// entry as in the first, however many others there are.
func (r *run) back(m *model, i int, a act) string {
	var own, shared []written
	own = append(own, m.own[a.Who]...)
	for _, place := range []string{"checkin", "letter"} {
		if at := m.standing[key(a.Who, place)]; at != nil {
			own = append(own, written{words: at.words, step: at.steps[len(at.steps)-1]})
		}
	}
	for _, w := range m.shared {
		if w.by == a.Who {
			shared = append(shared, w)
		}
	}
	m.hidden[i] = true
	all := append(own, shared...)
	if len(all) == 0 {
		return ""
	}
	pick := a.Pick % len(all)
	if step, ok := r.targets[i]; ok {
		pick = slices.IndexFunc(all, func(w written) bool { return w.step == step })
	}
	chosen := all[pick]
	m.hidden[i], m.targets[i] = pick < len(own), chosen.step
	id := r.id(a.Who, chosen.words)
	same := func(w written) bool { return w.step == chosen.step }
	m.own[a.Who], m.shared = slices.DeleteFunc(m.own[a.Who], same), slices.DeleteFunc(m.shared, same)
	for _, place := range []string{"checkin", "letter"} {
		if at := m.standing[key(a.Who, place)]; at != nil && at.words == chosen.words {
			delete(m.standing, key(a.Who, place))
		}
	}
	return kindOf(r.write(i, a, journal.Writing{TakeBack: []string{id}}))
}

// compare holds what somebody reads against the model: no early read, no half of an opening, no
// opening that the model does not have.
func (r *run) compare(m *model, s practice.Side, after string) {
	names := map[string]string{} // the journal's opening -> the model's
	for _, w := range m.shared {
		if w.open != "" {
			for _, e := range r.read(s, journal.Heads{}).Entries {
				if journaltest.Words(e) == w.words {
					names[e.Opening] = w.open
				}
			}
		}
	}
	var got []string
	for _, e := range r.read(s, journal.Heads{}).Entries {
		open := ""
		if e.Opening != "" {
			open = names[e.Opening]
		}
		got = append(got, fmt.Sprintf("%s %s %s %s", journaltest.Words(e), e.Audience, e.By, open))
	}
	sort.Strings(got)
	if want := m.reads(s); fmt.Sprint(got) != fmt.Sprint(want) {
		r.t.Fatalf("after %s, %s reads\n%s\nwant\n%s", after, s, strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// observe writes down all that the observer can notice now.
func (r *run) observe(told string) {
	p := r.person(r.eye)
	all, on := r.read(r.eye, journal.Heads{}), r.read(r.eye, r.seen)
	r.seen = on.Heads
	b, err := json.Marshal([]any{told, all, on, r.h.Woken(p.Own), r.h.Woken(p.Shared)})
	if err != nil {
		r.t.Fatal(err)
	}
	r.log = append(r.log, string(b))
}

// play runs a script. Steps in skip are left out, and nothing else is different; what the observer
// notices is written down after every step, also after one that was left out.
func play(t *rapid.T, h *journaltest.House, nodes [2]*journaltest.Node, c journaltest.Couple, eye practice.Side, steps []act, skip map[int]bool, targets map[int]int) (*run, *model) {
	r := &run{t: t, h: h, n: nodes, c: c, now: h.Now(), eye: eye, targets: targets,
		sent: map[practice.Side][]journal.Writing{}, was: map[practice.Side]journal.Heads{}}
	m := newModel(r.now)
	for i, a := range steps {
		was := map[practice.Side]journal.Heads{practice.Left: r.heads(practice.Left), practice.Right: r.heads(practice.Right)}
		told := ""
		if !skip[i] {
			told = r.do(m, i, a)
			if a.Who != eye {
				told = "" // what the other is told is theirs
			}
			for _, s := range []practice.Side{practice.Left, practice.Right} {
				r.compare(m, s, fmt.Sprintf("step %d, %+v", i, a))
			}
		}
		r.was = was
		r.now = r.now.Add(time.Minute)
		m.now = r.now
		r.observe(told)
	}
	return r, m
}

// otherwise makes the script of a world that differs only in what the other of the two keeps to
// themselves. Left out are the hidden steps of the subject; of an answer that opened only its last
// wording was ever given, under the id that the first one had. With garble they stay, worded
// otherwise.
func otherwise(steps []act, m *model, subject practice.Side, garble bool) ([]act, map[int]bool) {
	out := append([]act(nil), steps...)
	skip := map[int]bool{}
	for i, a := range steps {
		if a.Who == subject && m.hidden[i] {
			skip[i] = true
		}
	}
	kept := map[int]bool{}
	for _, chain := range m.chains {
		first, last := chain[0], chain[len(chain)-1]
		if steps[last].Who != subject {
			continue
		}
		kept[last] = true
		delete(skip, last)
		if !garble {
			out[last].Request = steps[first].Request
		}
	}
	if garble {
		for i := range skip {
			if !kept[i] {
				out[i].Words += strings.Repeat(" quite otherwise", 200)
			}
		}
		return out, nil
	}
	return out, skip
}

// twin is the same couple as c in every name, with shelves of its own: two worlds in one database.
func twin(h *journaltest.House, c journaltest.Couple) journaltest.Couple {
	d := h.Couple()
	for _, p := range []struct{ from, to *journaltest.Person }{{&c.Left, &d.Left}, {&c.Right, &d.Right}} {
		p.to.Me, p.to.Other = p.from.Me, p.from.Other // entry ids come from them
	}
	return d
}

// R4, R5: over random interleavings of everything both can do, never an early read, never half an
// opening, exactly one opening for a meeting; and nothing that the other can notice differs
// between two worlds that differ only in what I keep to myself.
func TestTwoWorlds(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, open func() *db.DB) {
		h := journaltest.New(t, open)
		nodes := [2]*journaltest.Node{h.Node, h.Open()}
		openings := 0
		rapid.Check(t, func(rt *rapid.T) {
			steps := script(rt)
			eye := rapid.SampledFrom([]practice.Side{practice.Left, practice.Right}).Draw(rt, "observer")
			garble := rapid.Bool().Draw(rt, "garble")
			c := h.Couple()
			d := twin(h, c)
			one, m := play(rt, h, nodes, c, eye, steps, nil, nil)
			openings += m.openings
			again, skip := otherwise(steps, m, eye.Other(), garble)
			two, _ := play(rt, h, nodes, d, eye, again, skip, m.targets)
			for i := range one.log {
				if one.log[i] != two.log[i] {
					rt.Fatalf("after step %d (%+v), seen by %s:\n%s\n%s", i, steps[i], eye, one.log[i], two.log[i])
				}
			}
			for _, c := range []journaltest.Couple{c, d} {
				whole(t, h.DB, c, len(steps))
			}
		})
		if openings == 0 {
			t.Error("no pair opened in any example")
		}
	})
}
