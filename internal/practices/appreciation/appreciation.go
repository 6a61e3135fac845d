// Package appreciation is the practice of seeing what is still there (S8.1-S8.3). A person notices
// something the other did, said or tried, and writes it down: when, what, and what it did for them.
//
// Kinds:
//
//	appreciation.noted.v1     one note. Mine: kept, to be changed, erased or given later. Ours: given.
//	appreciation.read.v1      mine: I have opened this on my screen, a note or what came back to one
//	appreciation.landed.v1    ours: it landed, said by the one who was given the note, perhaps with why
//	appreciation.passed.v1    mine: prompts that did not fit
//	appreciation.later.v1     mine: not today
//
// The audience belongs to the page and is chosen before anyone writes: /write is for both, /keep is
// just for me. Giving a kept note is an act of its own, one note at a time: it writes the same words
// for both and takes the kept ones back. A given note cannot be changed, only taken back.
//
// A note asks for nothing. Whether it was read is the reader's alone; that it landed is told when
// they choose to say so, once for a note: saying it again replaces the first. Other words for the same
// note, or for that it landed, lay no second plank. What was said about a note that is gone is not shown.
//
// Today offers at most one suggestion, to notice something. It comes every third day, which of the
// three follows a secret of the viewer's, and not within three days of a note of their own or of "not
// today". That is counted from the days of their entries; nobody keeps when it was shown.
//
// This file is pure state and rules; the order in which entries come does not matter to it.
// prompts.go chooses prompts, write.go, kept.go, notes.go and look.go answer turns, and pages.go
// declares the practice.
package appreciation

import (
	"slices"

	"footbridge/internal/practice"
	"footbridge/internal/practice/deck"
)

// The kinds of entries.
const (
	kindNoted  = "appreciation.noted.v1"
	kindRead   = "appreciation.read.v1"
	kindLanded = "appreciation.landed.v1"
	kindPassed = "appreciation.passed.v1"
	kindLater  = "appreciation.later.v1"
)

// quietDays is how many days lie between two suggestions, and after a note or "not today".
const quietDays = 3

// Noted is the body of appreciation.noted.v1.
type Noted struct {
	Prompt string `json:"prompt,omitempty"` // id of the prompt that was shown
	Words  string `json:"words"`
}

// Read is the body of appreciation.read.v1.
type Read struct {
	Entry string `json:"entry"` // the id of a note or of a landed
}

// Landed is the body of appreciation.landed.v1.
type Landed struct {
	Note  string `json:"note"`
	Words string `json:"words,omitempty"` // because …
}

// Passed is the body of appreciation.passed.v1.
type Passed struct {
	Prompts []string `json:"prompts"`
}

// Later is the body of appreciation.later.v1; its day is the entry's.
type Later struct{}

// Note is a note with who wrote it and when.
type Note struct {
	practice.Entry
	Noted
}

// Landing is that a note landed, with who said so.
type Landing struct {
	practice.Entry
	Landed
}

// about is who said something about which note.
type about struct {
	note string
	by   practice.Side
}

// State is everything of this practice that the viewer may read, folded.
type State struct {
	Kept    []Note            // the viewer's own, for just them, oldest first
	Given   []Note            // both ways, oldest first
	Landed  map[about]Landing // the last that was said
	Read    map[string]bool   // ids of what the viewer has opened
	LastDay practice.Day      // of the viewer's last note
	Later   practice.Day      // the last day on which the viewer said not today
	Seen    deck.Memory       // prompts
}

func start() *State {
	return &State{Landed: map[about]Landing{}, Read: map[string]bool{}}
}

func apply(s *State, e practice.Entry) {
	switch b := e.Body.(type) {
	case *Noted:
		s.noted(Note{e, *b})
	case *Read:
		if e.Own {
			s.Read[b.Entry] = true
		}
	case *Landed:
		s.Landed[about{b.Note, e.By}] = Landing{e, *b}
	case *Passed:
		for _, id := range b.Prompts {
			s.Seen.Saw(id)
		}
	case *Later:
		s.Later = max(s.Later, e.Day)
	}
}

func (s *State) noted(n Note) {
	switch {
	case n.Words == "":
		return
	case n.Audience == practice.Ours:
		s.Given = append(s.Given, n)
	case n.Audience == practice.Mine:
		s.Kept = append(s.Kept, n)
	default:
		return
	}
	if n.Own {
		s.Seen.Saw(n.Prompt)
		s.LastDay = max(s.LastDay, n.Day)
	}
}

// find is the note of an id in a list.
func find(list []Note, id string) (Note, bool) {
	i := slices.IndexFunc(list, func(n Note) bool { return n.ID == id })
	if i < 0 {
		return Note{}, false
	}
	return list[i], true
}

// landing is what was said about a note by the one who was given it. What its writer says about
// their own does not count.
func (s *State) landing(n Note) (Landing, bool) {
	l, ok := s.Landed[about{n.ID, n.By.Other()}]
	return l, ok
}

// unread is what the viewer has not opened about a note: the note itself when the other gave it, or
// what came back when it is the viewer's own. Empty: nothing.
func (s *State) unread(n Note) string {
	if !n.Own {
		if s.Read[n.ID] {
			return ""
		}
		return n.ID
	}
	if l, ok := s.landing(n); ok && !s.Read[l.ID] {
		return l.ID
	}
	return ""
}

// shown says whether a given note's words may stand in a list: not before it was opened.
func (s *State) shown(n Note) bool { return n.Own || s.Read[n.ID] }

// readyID is the id of the first note about which there is something to read, or empty. There is
// only ever one at a time, so that nothing piles up on a page (R5).
func (s *State) readyID() string {
	i := slices.IndexFunc(s.Given, func(n Note) bool { return s.unread(n) != "" })
	if i < 0 {
		return ""
	}
	return s.Given[i].ID
}

// steps is what this practice offers on Today.
func steps(t practice.Turn, s *State) []practice.Step {
	var out []practice.Step
	if id := s.readyID(); id != "" {
		out = append(out, practice.Step{
			Rank: practice.RankReady, Icon: "mail",
			Title:  practice.Sentence("appreciation.step.ready"),
			Why:    practice.Sentence("appreciation.step.ready.why"),
			Button: practice.Sentence("appreciation.step.ready.button"),
			To:     "/notes/" + id,
		})
	}
	if t.Suggests(quietDays, 0, s.LastDay, s.Later) {
		step := practice.Step{
			Rank: practice.RankSuggest, Icon: icon,
			Title:  practice.Sentence("appreciation.step.notice.alone"),
			Words:  decks.In(t.Lang).pick(s, t, nil).Text,
			Why:    practice.Sentence("appreciation.step.notice.why"),
			Button: practice.Sentence("appreciation.step.notice.button"),
			To:     "/keep",
			Later:  practice.Sentence("common.nottoday"), LaterTo: "/later",
		}
		if t.Two() {
			step.Title, step.To = practice.Sentence("appreciation.step.notice", "Name", t.Other.Name), "/write"
		}
		out = append(out, step)
	}
	return out
}
