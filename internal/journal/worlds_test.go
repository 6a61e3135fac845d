package journal_test

import (
	"fmt"
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

// R4, R5, J1: over random interleavings of everything both can do, never an early read, never half an
// opening, exactly one opening for a meeting, a bridge that never loses a plank and is the same
// for both; and nothing that the other can notice, planks included, differs between two worlds that
// differ only in what I keep to myself.
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
		if openings == 0 && !raceDetector { // few examples may be short ones
			t.Error("no pair opened in any example")
		}
	})
}
