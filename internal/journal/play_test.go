package journal_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sort"
	"strings"
	"time"

	"footbridge/internal/journal"
	"footbridge/internal/journal/journaltest"
	"footbridge/internal/practice"

	"pgregory.net/rapid"
)

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
		m.planks += journaltest.Plain.Planks
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
		r.now = r.now.Add(time.Duration(3*a.Pick) * time.Hour)
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
// opening that the model does not have, and as many planks as the model, which never takes any away
// and does not know who asks.
func (r *run) compare(m *model, s practice.Side, after string) {
	opened := map[string]string{} // words -> the model's opening
	for _, w := range m.shared {
		opened[w.words] = w.open
	}
	names := map[string]string{"": ""} // the journal's opening -> the model's
	var got []string
	for _, e := range r.read(s, journal.Heads{}).Entries {
		words := journaltest.Words(e)
		if _, known := names[e.Opening]; !known {
			names[e.Opening] = opened[words]
		}
		got = append(got, fmt.Sprintf("%s %s %s %s", words, e.Audience, e.By, names[e.Opening]))
	}
	sort.Strings(got)
	if want := m.reads(s); fmt.Sprint(got) != fmt.Sprint(want) {
		r.t.Fatalf("after %s, %s reads\n%s\nwant\n%s", after, s, strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if n := r.n[1].Bridge(r.person(s)); n != m.planks {
		r.t.Fatalf("after %s, %s reads %d planks, want %d", after, s, n, m.planks)
	}
	if n := laid(r.t, r.h, r.person(s).Own); n != 0 {
		r.t.Fatalf("after %s, %d planks lie on the own shelf of one of two", after, n)
	}
}

// observe writes down all that the observer can notice now.
func (r *run) observe(told string) {
	p := r.person(r.eye)
	all, on := r.read(r.eye, journal.Heads{}), r.read(r.eye, r.seen)
	r.seen = on.Heads
	b, err := json.Marshal([]any{told, all, on, r.n[0].Bridge(p), r.h.Woken(p.Own), r.h.Woken(p.Shared)})
	if err != nil {
		r.t.Fatal(err)
	}
	r.log = append(r.log, string(b))
}
