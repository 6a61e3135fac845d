// Package curiosity is the practice of asking as if still getting to know each other (S6.1-S6.4).
//
// A question comes from the deck or is one's own. There are two ways to ask it: both answer, and the answers open together;
// or one asks and the other answers whenever they feel like it, with no deadline. Somebody alone answers for themself.
//
// Kinds:
//
//	curiosity.asked.v1     ours: a question that lies between the two
//	curiosity.answered.v1  an answer. Held: to a question that both answer. Ours: to one that was asked. Mine: for oneself
//	curiosity.read.v1      mine: I have opened this answer on my screen
//	curiosity.left.v1      mine: I leave this question as it is; nobody is told
//	curiosity.landed.v1    mine: how a question landed with me
//	curiosity.passed.v1    mine: questions of the deck that did not fit
//	curiosity.later.v1     mine: not today
//
// A question that waits says the same to the one who asked, whether the other never saw it, left it, or is thinking. How
// it landed is known to the one who was asked, and changes what comes next on their own screen only: after "warm" more of that
// theme and, after some, nearer ones; after "like an interview" no question comes to Today for a week and lighter ones are
// offered; after "not now" that theme rests.
//
// No question of the deck comes twice before all were used. One that was answered a year ago may be asked again; then the
// page shows then and now (S6.4).
//
// This file is pure state and rules; ask.go is asking, asked.go reading and answering, prompts.go the deck, pages.go
// declares the practice.
package curiosity

import (
	"slices"

	"footbridge/internal/practice"
	"footbridge/internal/practice/deck"
)

// The kinds of entries.
const (
	kindAsked    = "curiosity.asked.v1"
	kindAnswered = "curiosity.answered.v1"
	kindRead     = "curiosity.read.v1"
	kindLeft     = "curiosity.left.v1"
	kindLanded   = "curiosity.landed.v1"
	kindPassed   = "curiosity.passed.v1"
	kindLater    = "curiosity.later.v1"
)

// Days between two suggestions; days without questions on Today after one that landed like an interview; days after which a
// question may be asked again.
const (
	quietDays = 4
	restDays  = 7
	againDays = 365
)

// The ways of asking.
const (
	Both = "both" // both answer, and the answers open together
	You  = "you"  // the other answers, whenever they feel like it
)

// How a question landed.
const (
	Warm      = "warm"
	Fine      = "fine"
	Interview = "interview"
	NotNow    = "notnow"
)

// Asked is the body of curiosity.asked.v1.
type Asked struct {
	Question string `json:"question,omitempty"` // id in the deck, or
	Words    string `json:"words,omitempty"`    // one's own
	Way      string `json:"way"`
}

// Answered is the body of curiosity.answered.v1.
type Answered struct {
	Asked    string `json:"asked,omitempty"`    // the id of what was asked, or
	Question string `json:"question,omitempty"` // of the deck's question, answered for oneself
	Words    string `json:"words"`
}

// Read is the body of curiosity.read.v1.
type Read struct {
	Entry string `json:"entry"`
}

// Left is the body of curiosity.left.v1.
type Left struct {
	Asked string `json:"asked"`
}

// Landed is the body of curiosity.landed.v1.
type Landed struct {
	Asked string `json:"asked"`
	How   string `json:"how"`
}

// Passed is the body of curiosity.passed.v1.
type Passed struct {
	Prompts []string `json:"prompts"`
}

// Later is the body of curiosity.later.v1; its day is the entry's.
type Later struct{}

// Ask is something asked, with who asked it and when.
type Ask struct {
	practice.Entry
	Asked
}

// same says whether two asks are the same question.
func (a Ask) same(b Ask) bool {
	return a.Question == b.Question && a.Words == b.Words
}

// Answer is an answer with who gave it.
type Answer struct {
	practice.Entry
	Answered
}

// State is everything of this practice that the viewer may read, folded.
type State struct {
	Asked   []Ask               // both ways, oldest first
	Answers map[string][]Answer // by what was asked: those that the viewer may read
	Own     map[string]Answer   // by what was asked: the viewer's own that waits to open
	Kept    []Answer            // for the viewer alone
	Read    map[string]bool
	Left    map[string]bool
	Landed  map[string]Landed
	Rest    practice.Day // the last day on which a question landed like an interview
	LastDay practice.Day // of the viewer's last question or answer
	Later   practice.Day
	Seen    deck.Memory
}

func start() *State {
	return &State{Answers: map[string][]Answer{}, Own: map[string]Answer{}, Read: map[string]bool{}, Left: map[string]bool{}, Landed: map[string]Landed{}}
}

func apply(s *State, e practice.Entry) {
	switch b := e.Body.(type) {
	case *Asked:
		if e.Audience == practice.Ours && b.Question+b.Words != "" && (b.Way == Both || b.Way == You) {
			s.Asked = append(s.Asked, Ask{e, *b})
			s.Seen.Saw(b.Question)
			s.did(e)
		}
	case *Answered:
		s.answered(Answer{e, *b})
	case *Read:
		s.Read[b.Entry] = s.Read[b.Entry] || e.Own
	case *Left:
		s.Left[b.Asked] = s.Left[b.Asked] || e.Own
	case *Landed:
		if e.Own {
			s.Landed[b.Asked] = *b
			if b.How == Interview {
				s.Rest = max(s.Rest, e.Day)
			}
		}
	case *Passed:
		s.Seen.Saw(b.Prompts...)
	case *Later:
		s.Later = max(s.Later, e.Day)
	}
}

// did notes the day of something that the viewer did.
func (s *State) did(e practice.Entry) {
	if e.Own {
		s.LastDay = max(s.LastDay, e.Day)
	}
}

func (s *State) answered(a Answer) {
	switch {
	case a.Words == "":
		return
	case a.Audience == practice.Ours:
		s.Answers[a.Asked] = append(s.Answers[a.Asked], a)
		if a.Own {
			delete(s.Own, a.Asked)
		}
	case a.Audience == practice.Held && a.Own:
		s.Own[a.Asked] = a
	case a.Audience == practice.Mine && a.Own:
		s.Kept = append(s.Kept, a)
		s.Seen.Saw(a.Question)
	default:
		return
	}
	s.did(a.Entry)
}

// find is what was asked under an id.
func (s *State) find(id string) (Ask, bool) {
	i := slices.IndexFunc(s.Asked, func(a Ask) bool { return a.ID == id })
	if i < 0 {
		return Ask{}, false
	}
	return s.Asked[i], true
}

// answers says whether the viewer has answered, be it that it waits or that it can be read.
func (s *State) mine(a Ask) (Answer, bool) {
	if own, ok := s.Own[a.ID]; ok {
		return own, true
	}
	i := slices.IndexFunc(s.Answers[a.ID], func(b Answer) bool { return b.Own })
	if i < 0 {
		return Answer{}, false
	}
	return s.Answers[a.ID][i], true
}

// mayAnswer says whether this question is the viewer's to answer, and they have not.
func (s *State) mayAnswer(a Ask) bool {
	if _, done := s.mine(a); done {
		return false
	}
	// In a question for both, one half that was taken back leaves the other half alone; it cannot be answered anew.
	return a.Way == You && !a.Own || a.Way == Both && len(s.Answers[a.ID]) == 0
}

// unread is the id of the other's answer that the viewer has not opened, or empty.
func (s *State) unread(a Ask) string {
	for _, b := range s.Answers[a.ID] {
		if !b.Own && !s.Read[b.ID] {
			return b.ID
		}
	}
	return ""
}

// ready is the first question with an answer that the viewer has not read, or empty.
func (s *State) ready() string {
	for _, a := range s.Asked {
		if s.unread(a) != "" {
			return a.ID
		}
	}
	return ""
}

// waits is the first question that the viewer may answer and did not leave.
func (s *State) waits() (Ask, bool) {
	for _, a := range s.Asked {
		if s.mayAnswer(a) && !s.Left[a.ID] {
			return a, true
		}
	}
	return Ask{}, false
}

// old are questions that were answered a year ago or more, and not asked since: each once, the oldest first.
func (s *State) old(today practice.Day) (out []Ask) {
	for i, a := range s.Asked {
		said := s.Answers[a.ID]
		if len(said) == 0 || s.unread(a) != "" || today-said[len(said)-1].Day < againDays {
			continue
		}
		if !slices.ContainsFunc(s.Asked[i+1:], a.same) {
			out = append(out, a)
		}
	}
	return out
}

// steps is what this practice offers on Today.
func steps(t practice.Turn, s *State) []practice.Step {
	var out []practice.Step
	if id := s.ready(); id != "" {
		out = append(out, practice.Step{Rank: practice.RankReady, Icon: "mail", Title: practice.Sentence("curiosity.step.ready"),
			Why: practice.Sentence("curiosity.step.ready.why"), Button: practice.Sentence("curiosity.step.ready.button"), To: "/asked/" + id})
	}
	today := practice.DayOf(t.Now)
	resting := s.Rest != 0 && today-s.Rest < restDays
	if a, ok := s.waits(); ok && !resting && s.Later != today {
		out = append(out, practice.Step{Rank: practice.RankAsk, Icon: icon, Title: practice.Sentence("curiosity.step.asked"), Words: textOf(t.Lang, a),
			Why: practice.Sentence("curiosity.step.asked.why"), Button: practice.Sentence("curiosity.step.asked.button"), To: "/asked/" + a.ID,
			Later: practice.Sentence("common.nottoday"), LaterTo: "/later"})
		return out
	}
	if !resting && t.Suggests(quietDays, 3, s.LastDay, s.Later) {
		step := practice.Step{Rank: practice.RankSuggest, Icon: icon, Title: practice.Sentence("curiosity.step.alone"),
			Words: decks.In(t.Lang).pick(s, t, s.depth(t.Lang), nil).Text, Why: practice.Sentence("curiosity.step.why"),
			Button: practice.Sentence("curiosity.step.button"), To: "/keep", Later: practice.Sentence("common.nottoday"), LaterTo: "/later"}
		if t.Two() {
			step.Title, step.To = practice.Sentence("curiosity.step.ask", "Name", t.Other.Name), "/ask"
		}
		out = append(out, step)
	}
	return out
}
