// Package listening is the practice of being heard before being answered (S3.1-S3.5): a talk of two by
// turns. One speaks, the other says back what they heard, and only after the speaker said "yes, that's
// it" may the other ask and then answer. The room enforces that, not goodwill.
//
// Kinds:
//
//	listening.opened.v1    ours: a talk is opened. Its id is the talk's. It may be joined or fade.
//	listening.moved.v1     ours: one turn, without words
//	listening.heard.v1     ours: the turn "yes, that's it". Two made it together: two planks
//	listening.said.v1      ours: the words of a turn, in a typed talk. They can be taken back; the turn stays
//	listening.later.v1     mine: not now, to an invitation or a suggestion
//	listening.after.v1     mine: how I am after a talk
//	listening.thanked.v1   ours: thank you, said at the end
//
// Four ways (S3.4): typed, both at the same time; days, typed over days; aloud, two phones that keep the
// turns; phone, one phone that lies between the two and has a half for each. Aloud and on one phone
// no words are stored.
//
// The state of a talk is folded from its turns; this is the whole table (talk.go has it as data, and a
// test compares the two). By whom: the speaker has the lantern, the listener has not. Half: a talk
// has two halves, and in the second the other of the two speaks.
//
//	step     turn    by        half  then
//	toss     toss    either    any   speak
//	speak    say     speaker   any   back
//	speak    hand    speaker   any   speak
//	back     back    listener  any   confirm
//	confirm  yes     speaker   any   ask
//	confirm  almost  speaker   any   add
//	add      add     speaker   any   back
//	ask      ask     listener  any   tell
//	ask      enough  listener  any   answer
//	tell     tell    speaker   any   ask
//	tell     skip    speaker   any   ask
//	answer   answer  listener  1     swap
//	answer   pass    listener  1     swap
//	answer   answer  listener  2     closed
//	answer   pass    listener  2     closed
//	swap     swap    either    any   speak
//
// The lantern can be handed over once in a half, before anything was said, and at most three questions
// are asked in a half. Besides these there are three acts that are no turns. "pause", by either, lays the
// talk to rest at its step; "here" is said by each, and when both have said it the talk goes on
// where it was; so it also begins. "stop", by either, closes it. Who never joined is asked nothing: the one who
// opened can take the invitation back, and to the other "not now" is a mark of their own (R5).
//
// A form names the talk and the turn that its page showed. When the talk has moved on, nothing is written:
// the page comes again as it is now, with what was typed. Two taps at once: the journal lets one
// of them be first, and for the second the talk has moved on. A pause or a stop is never refused.
//
// Nothing on a page tells when somebody was here. Only aloud, with both in one room, a turn carries its
// time, for the soft clock.
//
// This file folds, talk.go is the machine, turn.go takes turns, view.go and shows.go show the talk, open.go opens one,
// phone.go is the one phone, past.go what was said, and prompts.go the content.
package listening

import (
	"footbridge/internal/practice"
)

// The kinds of entries.
const (
	kindOpened  = "listening.opened.v1"
	kindMoved   = "listening.moved.v1"
	kindHeard   = "listening.heard.v1"
	kindSaid    = "listening.said.v1"
	kindLater   = "listening.later.v1"
	kindAfter   = "listening.after.v1"
	kindThanked = "listening.thanked.v1"
)

// Opened is the body of listening.opened.v1.
type Opened struct {
	Way   Way    `json:"way"`
	Topic string `json:"topic,omitempty"` // id of a topic
	Words string `json:"words,omitempty"` // or one's own, where words are stored
}

// Moved is the body of listening.moved.v1.
type Moved struct {
	Talk  string        `json:"talk"`
	Turn  int           `json:"turn"` // the number of the turn that this one ends
	Move  Move          `json:"move"`
	First practice.Side `json:"first,omitempty"` // who has the lantern first, with a toss
	Clock int64         `json:"clock,omitempty"` // Unix seconds; only where both are in one room
}

// Heard is the body of listening.heard.v1.
type Heard struct {
	Talk  string `json:"talk"`
	Turn  int    `json:"turn"`
	Clock int64  `json:"clock,omitempty"`
}

// Said is the body of listening.said.v1.
type Said struct {
	Talk  string `json:"talk"`
	Turn  int    `json:"turn"`
	Words string `json:"words"`
}

// Later is the body of listening.later.v1.
type Later struct {
	Talk string `json:"talk,omitempty"` // the invitation; empty for a suggestion
}

// After is the body of listening.after.v1.
type After struct {
	Talk    string `json:"talk"`
	Feeling string `json:"feeling"` // id
}

// Thanked is the body of listening.thanked.v1.
type Thanked struct {
	Talk string `json:"talk"`
}

// turnOf is one turn of one talk.
type turnOf struct {
	talk string
	turn int
}

// saying is the words of one turn, with the entry that holds them.
type saying struct {
	practice.Entry
	Said
}

// bySide is who said something about which talk.
type bySide struct {
	talk string
	by   practice.Side
}

// State is everything of this practice that the viewer may read, folded.
type State struct {
	Talks   []*Talk           // the oldest first; at most the last is open
	Words   map[turnOf]saying // of typed turns
	Later   practice.Day      // the last day on which the viewer said not today to a suggestion
	NotNow  practice.Day      // and not now to an invitation
	After   map[string]string // talk -> feeling
	Thanked map[bySide]bool
}

func start() *State {
	return &State{Words: map[turnOf]saying{}, After: map[string]string{}, Thanked: map[bySide]bool{}}
}

func apply(s *State, e practice.Entry) {
	switch b := e.Body.(type) {
	case *Opened:
		s.opened(e, *b)
	case *Moved:
		if k := s.talk(b.Talk); k != nil && b.Move != MoveYes {
			k.take(e, b.Turn, b.Move, b.First, b.Clock)
		}
	case *Heard:
		if k := s.talk(b.Talk); k != nil {
			k.take(e, b.Turn, MoveYes, "", b.Clock)
		}
	case *Said:
		s.Words[turnOf{b.Talk, b.Turn}] = saying{e, *b}
	case *Later:
		switch {
		case !e.Own:
		case b.Talk != "":
			s.NotNow = max(s.NotNow, e.Day)
		default:
			s.Later = max(s.Later, e.Day)
		}
	case *After:
		if e.Own {
			s.After[b.Talk] = b.Feeling
		}
	case *Thanked:
		s.Thanked[bySide{b.Talk, e.By}] = true
	}
}

// opened begins a talk. One that was never joined gives way to it; one that has begun does not.
func (s *State) opened(e practice.Entry, b Opened) {
	if last := s.last(); last != nil && !last.Over() {
		if last.Begun {
			return
		}
		last.Step = Closed
	}
	s.Talks = append(s.Talks, newTalk(e, b))
}

// talk finds a talk by its id, nil for none.
func (s *State) talk(id string) *Talk {
	for i := len(s.Talks) - 1; i >= 0; i-- {
		if s.Talks[i].ID == id {
			return s.Talks[i]
		}
	}
	return nil
}

// last is the newest talk, nil for none.
func (s *State) last() *Talk {
	if len(s.Talks) == 0 {
		return nil
	}
	return s.Talks[len(s.Talks)-1]
}

// How many days after the day it was opened an invitation stands, by the viewer's calendar.
const (
	standsLive = 1
	standsDays = 14
)

// open is the talk that is open now, nil for none: not closed, and not an invitation that has faded.
func (s *State) open(t practice.Turn) *Talk {
	k := s.last()
	if k == nil || k.Over() {
		return nil
	}
	stands := practice.Day(standsLive)
	if k.Way == Days {
		stands = standsDays
	}
	if !k.Begun && practice.DayOf(t.Now)-k.Day > stands {
		return nil
	}
	return k
}

// words are the words of a turn, and whether there are any. Only the one whose turn it was can have said them.
func (s *State) words(k *Talk, turn int) (saying, bool) {
	w, ok := s.Words[turnOf{k.ID, turn}]
	return w, ok && turn < len(k.Turns) && k.Turns[turn].By == w.By && k.Turns[turn].Move.speaks() && w.Said.Words != ""
}

// quietDays is how long after a talk, or after "not today", none is suggested.
const quietDays = 6

// salt lets its days differ from those of other practices.
const salt = 101

// offeredFor is for how many days Today offers to go on with a talk that was left.
const offeredFor = 7

// steps is what this practice offers on Today (T1): a talk that is open comes first.
func steps(t practice.Turn, s *State) []practice.Step {
	if !t.Two() {
		return nil
	}
	k := s.open(t)
	if k == nil {
		return suggestion(t, s)
	}
	step := practice.Step{Rank: practice.RankLive, Icon: icon, To: "/talk", Why: practice.Sentence("listening.step.place"),
		Title: practice.Sentence("listening.step.open"), Button: practice.Sentence("listening.step.go")}
	switch {
	case !k.Begun && k.Opener == t.Me.Side && !k.Here[t.Other.Side]:
		return nil // opened, and nothing to do
	case !k.Begun && k.Opener == t.Me.Side:
		step.Title = practice.Sentence("listening.step.joined", "Name", t.Other.Name)
		step.Button = practice.Sentence("listening.here")
	case !k.Begun && (s.NotNow >= k.Day || k.Here[t.Me.Side]):
		return nil // after a "not now" no other invitation of that day comes to Today, however many are opened
	case !k.Begun:
		step.Title = practice.Sentence("listening.step.invited", "Name", t.Other.Name)
		step.Words, step.Why = topicText(t.Lang, k), wayWhy[k.Way]
		step.Button = practice.Sentence("listening.step.look")
		step.Later, step.LaterTo = practice.Sentence("listening.step.later"), "/later"
	case k.Way == Days && !k.due(t.Me.Side):
		return nil
	case k.Way == Days:
		step.Rank, step.Title = practice.RankReady, practice.Sentence("listening.step.turn")
		step.Why = practice.Sentence("common.noclock")
	case practice.DayOf(t.Now)-k.Last > offeredFor:
		return nil // it keeps its place in the practice
	case practice.DayOf(t.Now)-k.Last > standsLive: // left where it was, and no longer live
		step.Rank = practice.RankAsk
	}
	return []practice.Step{step}
}

func suggestion(t practice.Turn, s *State) []practice.Step {
	var last practice.Day
	if k := s.last(); k != nil {
		last = k.Last
	}
	if !t.Suggests(quietDays, salt, last, s.Later) {
		return nil
	}
	return []practice.Step{{
		Rank: practice.RankSuggest, Icon: icon, Title: practice.Sentence("listening.step.suggest", "Name", t.Other.Name),
		Words: decks.In(t.Lang).today(t), Why: practice.Sentence("listening.step.suggest.why"),
		Button: practice.Sentence("listening.step.suggest.go"), To: "/before",
		Later: practice.Sentence("common.nottoday"), LaterTo: "/later",
	}}
}
