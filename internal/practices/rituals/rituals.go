// Package rituals is the practice of small, regular, dependable meetings. Its first one is the daily
// check-in (S4.1, S4.2): three short steps in one entry, five minutes at most.
//
// Kinds:
//
//	rituals.checkin.v1  how I am, one thing on my mind, one thing I look forward to. Mine while
//	                    alone or by choice; else held in the one place "rituals/checkin", where it
//	                    opens with what stands from the other if that is at most three days old.
//	rituals.read.v1     mine: I have opened this pair of letters on my screen
//	rituals.answer.v1   ours: "I hear you", a hug, a question back, or words to a question
//	rituals.left.v1     mine: the question under this pair is left as it is
//	rituals.passed.v1   mine: prompts that did not fit
//	rituals.later.v1    mine: not today
//
// At most one check-in of a person stands. There is no calendar in it: a new one replaces the one
// that has not opened, so that neither a time zone nor an absence can get in the way.
//
// This file is pure state and rules; prompts.go chooses prompts, checkin.go and letters.go answer
// turns, pages.go declares the practice.
package rituals

import (
	"slices"
	"time"

	"footbridge/internal/practice"
	"footbridge/internal/practice/deck"
)

// The kinds of entries.
const (
	kindCheckIn = "rituals.checkin.v1"
	kindRead    = "rituals.read.v1"
	kindAnswer  = "rituals.answer.v1"
	kindLeft    = "rituals.left.v1"
	kindPassed  = "rituals.passed.v1"
	kindLater   = "rituals.later.v1"
)

// place is where two check-ins meet.
const place = "rituals/checkin"

// standsFor is how long a check-in waits to open with the other's.
const standsFor = 72 * time.Hour

// CheckIn is the body of rituals.checkin.v1. Any of the three parts may be empty, not all.
type CheckIn struct {
	Stop        int    `json:"stop,omitempty"` // 1 storm … 5 clear; 0: not said
	Mood        string `json:"mood,omitempty"`
	MindPrompt  string `json:"mind_prompt,omitempty"` // ids of the prompts that were shown
	Mind        string `json:"mind,omitempty"`
	AheadPrompt string `json:"ahead_prompt,omitempty"`
	Ahead       string `json:"ahead,omitempty"`
}

func (c CheckIn) empty() bool { return c.Stop == 0 && c.Mood == "" && c.Mind == "" && c.Ahead == "" }

// Read is the body of rituals.read.v1.
type Read struct {
	Opening string `json:"opening"`
}

// Answer is the body of rituals.answer.v1.
type Answer struct {
	Opening string `json:"opening"`
	What    string `json:"what"` // "heard", "hug", "question" or "words"
	Words   string `json:"words,omitempty"`
}

// Left is the body of rituals.left.v1.
type Left struct {
	Opening string `json:"opening"`
}

// Passed is the body of rituals.passed.v1.
type Passed struct {
	Prompts []string `json:"prompts"`
}

// Later is the body of rituals.later.v1; its day is the entry's.
type Later struct{}

// Letter is a check-in with who gave it and when.
type Letter struct {
	practice.Entry
	CheckIn
}

// Pair is two check-ins that opened together, and what followed.
type Pair struct {
	Opening string
	Halves  map[practice.Side]Letter // fewer than two when words were taken back
	Read    bool                     // by the viewer
	Left    bool                     // the viewer leaves the question as it is, and is not offered it any more
	Answers []GivenAnswer
}

// Day is the day of the later half.
func (p Pair) Day() practice.Day {
	var d practice.Day
	for _, l := range p.Halves {
		d = max(d, l.Day)
	}
	return d
}

// GivenAnswer is one answer under a pair.
type GivenAnswer struct {
	ID string
	By practice.Side
	Answer
}

// State is everything of this practice that the viewer may read, folded.
type State struct {
	Standing *Letter   // the viewer's own check-in that waits to open
	Mine     []Letter  // the viewer's own check-ins for just me, oldest first
	Pairs    []*Pair   // oldest first
	LastOwn  time.Time // when the viewer last checked in
	LastDay  practice.Day
	Later    practice.Day      // the last day on which the viewer said not today
	Seen     deck.Memory       // prompts
	early    map[string]marked // by opening, of pairs that are not folded yet
}

func start() *State { return &State{early: map[string]marked{}} }

func apply(s *State, e practice.Entry) {
	switch b := e.Body.(type) {
	case *CheckIn:
		s.checkIn(Letter{e, *b})
	case *Read:
		if e.Own {
			s.mark(b.Opening, true, false)
		}
	case *Answer:
		if p := s.pair(b.Opening); p != nil {
			p.Answers = append(p.Answers, GivenAnswer{e.ID, e.By, *b})
		}
	case *Left:
		if e.Own {
			s.mark(b.Opening, false, true)
		}
	case *Passed:
		for _, id := range b.Prompts {
			s.Seen.Saw(id)
		}
	case *Later:
		s.Later = e.Day
	}
}

func (s *State) checkIn(l Letter) {
	if l.Own {
		s.Seen.Saw(l.MindPrompt, l.AheadPrompt)
		s.LastOwn, s.LastDay = l.At, max(s.LastDay, l.Day)
	}
	switch {
	case l.Audience == practice.Held:
		s.Standing = &l
	case l.Audience == practice.Mine:
		s.Mine = append(s.Mine, l)
	case l.Opening != "":
		p := s.pair(l.Opening)
		if p == nil {
			m := s.early[l.Opening]
			p = &Pair{Opening: l.Opening, Halves: map[practice.Side]Letter{}, Read: m.read, Left: m.left}
			s.Pairs = append(s.Pairs, p)
		}
		p.Halves[l.By] = l
	}
}

// marked is what the viewer did about a pair.
type marked struct{ read, left bool }

// mark notes what the viewer did about a pair. The mark lies on the viewer's own shelf and the pair on
// the shared one, each by the clock of the server that wrote it, so that the mark may come first.
func (s *State) mark(opening string, read, left bool) {
	p := s.pair(opening)
	if p == nil {
		m := s.early[opening]
		s.early[opening] = marked{m.read || read, m.left || left}
		return
	}
	p.Read, p.Left = p.Read || read, p.Left || left
}

// pair looks from the newest on, because what is folded belongs to one of the last.
func (s *State) pair(opening string) *Pair {
	for _, p := range slices.Backward(s.Pairs) {
		if p.Opening == opening {
			return p
		}
	}
	return nil
}

// unread is the newest pair that the viewer has not opened on a screen, or nil.
func (s *State) unread() *Pair {
	for i := len(s.Pairs) - 1; i >= 0; i-- {
		if !s.Pairs[i].Read && len(s.Pairs[i].Halves) == 2 {
			return s.Pairs[i]
		}
	}
	return nil
}

// asked is the newest pair under which the other asked something that the viewer has not answered.
func (s *State) asked(me practice.Side) *Pair {
	for i := len(s.Pairs) - 1; i >= 0; i-- {
		if _, open := s.Pairs[i].question(me); open && s.Pairs[i].Read && !s.Pairs[i].Left {
			return s.Pairs[i]
		}
	}
	return nil
}

// question is what the other asked under this pair, while the viewer has not given words to it.
func (p *Pair) question(me practice.Side) (string, bool) {
	words, open := "", false
	for _, a := range p.Answers {
		switch {
		case a.What == "question" && a.By != me:
			words, open = a.Words, true
		case a.What == "words" && a.By == me:
			words, open = "", false
		}
	}
	return words, open
}

// resting says whether the standing check-in is too old to open.
func (s *State) resting(now time.Time) bool {
	return s.Standing != nil && now.Sub(s.Standing.At) > standsFor
}

// doneToday says whether the viewer has checked in today, or said not today.
func (s *State) doneToday(today practice.Day) bool {
	return (s.LastDay == today && s.LastDay != 0) || (s.Later == today && s.Later != 0)
}

// steps is what this practice offers on Today.
func steps(t practice.Turn, s *State) []practice.Step {
	var out []practice.Step
	name := t.Other.Name
	if p := s.unread(); p != nil {
		out = append(out, practice.Step{
			Rank: practice.RankReady, Icon: "mail",
			Title:  practice.Sentence("rituals.step.ready"),
			Why:    practice.Sentence("rituals.step.ready.why"),
			Button: practice.Sentence("rituals.step.ready.button"),
			To:     "/letters/" + p.Opening,
		})
	}
	if p := s.asked(t.Me.Side); p != nil {
		out = append(out, practice.Step{
			Rank: practice.RankAsk, Icon: "message-circle",
			Title:  practice.Sentence("rituals.step.asked", "Name", name),
			Why:    practice.Sentence("common.noclock"),
			Button: practice.Sentence("rituals.step.asked.button"),
			To:     "/letters/" + p.Opening,
			Later:  practice.Sentence("rituals.step.asked.later"), LaterTo: "/letters/" + p.Opening + "/leave",
		})
	}
	if !s.doneToday(practice.DayOf(t.Now)) {
		out = append(out, practice.Step{
			Rank: practice.RankCheckIn, Icon: dayIcon(t.Now),
			Title:   practice.Sentence("rituals.step.checkin"),
			Words:   decks.In(t.Lang).pick(s, t, "mind", nil).Text,
			Button:  practice.Sentence("rituals.step.checkin.button"),
			To:      "/checkin",
			Later:   practice.Sentence("common.nottoday"),
			LaterTo: "/later",
		})
	}
	return out
}

func dayIcon(now time.Time) string {
	if h := now.Hour(); h >= 5 && h < 17 {
		return "sunrise"
	}
	return "moon"
}
