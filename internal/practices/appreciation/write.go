package appreciation

import (
	"slices"
	"strconv"
	"strings"

	"footbridge/internal/practice"
	"footbridge/internal/practice/deck"
)

// WriteView is the page on which a note is written or changed: one question, one field.
type WriteView struct {
	To       string            // where the form goes, inside the practice
	Audience practice.Audience // Ours or Mine, said beside the field (R4)
	Change   bool              // this changes a kept note
	Two      bool
	Other    string
	Prompt   string // the id of the question
	Question string
	Passed   string
	Day      practice.Day // when this form was begun
	Words    string
	Openers  []string
	Error    practice.Say // what is wrong with what was sent
}

// Ours says whether both will read this.
func (v WriteView) Ours() bool { return v.Audience == practice.Ours }

// Coach is how hints about the wording are asked for: where the other will read it.
func (v WriteView) Coach() string {
	if v.Ours() {
		return "appreciation"
	}
	return ""
}

// sheet is the form of a note, read and tidied.
type sheet struct {
	Noted
	passed []string
	day    practice.Day
}

func read(t practice.Turn) sheet {
	d := decks.In(t.Lang)
	s := sheet{Noted: Noted{Words: practice.Text(t.Form["words"])}, day: practice.DayOf(t.Now)}
	if !deck.SameDay(t, t.Form["day"]) && s.Words == "" {
		return s // begun on another day, and nothing typed: today's question
	}
	if p, ok := d.prompts.Find(t.Form["prompt"]); ok {
		s.Prompt = p.ID
	}
	s.passed = d.prompts.Passed(t.Form["passed"])
	return s
}

// form is the sheet as the form that a next page starts from.
func (s sheet) form() practice.Form {
	return practice.Form{"words": s.Words, "prompt": s.Prompt, "passed": strings.Join(s.passed, ","), "day": strconv.Itoa(int(s.day))}
}

// view fills in the page, choosing the question that the form does not carry yet.
func view(t practice.Turn, s *State, a sheet, audience practice.Audience) WriteView {
	d := decks.In(t.Lang)
	p, ok := d.prompts.Find(a.Prompt)
	if !ok {
		p = d.pick(s, t, a.passed)
	}
	v := WriteView{To: "/write", Audience: audience, Two: t.Two(), Other: t.Other.Name, Prompt: p.ID, Question: p.Text,
		Passed: strings.Join(a.passed, ","), Day: a.day, Words: a.Words, Openers: d.openers}
	if audience == practice.Mine {
		v.To = "/keep"
	}
	return v
}

// audience is who can be written for: nobody else is there while one is alone (R3).
func audience(t practice.Turn, wish practice.Audience) practice.Audience {
	if !t.Two() {
		return practice.Mine
	}
	return wish
}

func writePage(t practice.Turn, s *State) (practice.Reply, error) {
	return practice.ShowPage("write.html", view(t, s, read(t), audience(t, practice.Ours))), nil
}

func keepPage(t practice.Turn, s *State) (practice.Reply, error) {
	return practice.ShowPage("write.html", view(t, s, read(t), practice.Mine)), nil
}

// write answers the form for both: another question, just for me after all, or giving it.
func write(t practice.Turn, s *State) (practice.Reply, error) {
	a := read(t)
	if t.Form["go"] == "mine" || !t.Two() {
		return practice.Reply{To: "/keep", Keep: a.form()}, nil
	}
	if t.Form["go"] == "pass" {
		return pass(a, "/write"), nil
	}
	return put(t, s, a, practice.Ours)
}

// keep answers the form for just me: another question, or keeping it.
func keep(t practice.Turn, s *State) (practice.Reply, error) {
	a := read(t)
	if t.Form["go"] == "pass" {
		return pass(a, "/keep"), nil
	}
	return put(t, s, a, practice.Mine)
}

// pass asks for another question; the words stay.
func pass(a sheet, page string) practice.Reply {
	if a.Prompt != "" && !slices.Contains(a.passed, a.Prompt) {
		a.passed = append(a.passed, a.Prompt)
	}
	a.Prompt = ""
	return practice.Reply{To: page, Keep: a.form()}
}

// put writes a note.
func put(t practice.Turn, s *State, a sheet, audience practice.Audience) (practice.Reply, error) {
	if why := wrong(a.Words); why.Key != "" {
		v := view(t, s, a, audience)
		v.Error = why
		return practice.Refuse("write.html", v), nil
	}
	r := practice.Reply{
		Entries: []practice.NewEntry{{Kind: kindNoted, Audience: audience, Body: a.Noted}},
		To:      "/", Say: practice.Sentence("common.kept"),
	}
	if audience == practice.Ours {
		r.To, r.Say = practice.Today, practice.Sentence("appreciation.given")
	}
	if len(a.passed) > 0 {
		r.Entries = append(r.Entries, practice.NewEntry{Kind: kindPassed, Audience: practice.Mine, Body: Passed{a.passed}})
	}
	return r, nil
}

// wrong is what is wrong with a note's words, or nothing.
func wrong(words string) practice.Say {
	switch {
	case words == "":
		return practice.Sentence("appreciation.empty")
	case practice.TooLong(words):
		return practice.Sentence("text.toolong", "Max", practice.MaxText)
	}
	return practice.Say{}
}

// later says not today.
func later(t practice.Turn, s *State) (practice.Reply, error) {
	return practice.Reply{
		Entries: []practice.NewEntry{{Kind: kindLater, Audience: practice.Mine, Body: Later{}}},
		To:      practice.Today, Say: practice.Sentence("common.later.said"),
	}, nil
}
