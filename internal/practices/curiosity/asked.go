package curiosity

import (
	"slices"

	"footbridge/internal/practice"
)

// RowView is a question in a list.
type RowView struct {
	ID   string
	Side practice.Side
	Name string // who asked
	Text string
	Day  practice.Day
}

// FrontView is the practice's first page.
type FrontView struct {
	Two   bool
	Other string
	Ready string // the id of a question with something to read, or empty
	Waits []RowView
	Open  []RowView // the viewer's own that lie there without an answer
	Done  []RowView
	Old   []RowView // that may be asked again
	Kept  []KeptView
}

// KeptView is an answer for oneself.
type KeptView struct {
	ID    string
	Day   practice.Day
	Asked string
	Words string
}

// listed is how many of each the first page shows.
const listed = 12

func row(t practice.Turn, a Ask) RowView {
	v := RowView{a.ID, a.By, t.Other.Name, textOf(t.Lang, a), a.Day}
	if a.Own {
		v.Name = t.Me.Name
	}
	return v
}

func frontPage(t practice.Turn, s *State) (practice.Reply, error) {
	v := FrontView{Two: t.Two(), Other: t.Other.Name, Ready: s.ready()}
	put := func(list *[]RowView, a Ask) {
		if len(*list) < listed {
			*list = append(*list, row(t, a))
		}
	}
	for i := len(s.Asked) - 1; i >= 0; i-- {
		switch a := s.Asked[i]; {
		case s.unread(a) != "":
		case len(s.Answers[a.ID]) > 0:
			put(&v.Done, a)
		case s.mayAnswer(a) && !s.Left[a.ID]:
			put(&v.Waits, a)
		case a.Own || s.Own[a.ID].ID != "":
			put(&v.Open, a)
		}
	}
	for _, a := range s.old(practice.DayOf(t.Now)) {
		put(&v.Old, a)
	}
	for i := len(s.Kept) - 1; i >= 0 && len(v.Kept) < listed; i-- {
		k := s.Kept[i]
		v.Kept = append(v.Kept, KeptView{k.ID, k.Day, textOf(t.Lang, Ask{Asked: Asked{Question: k.Question}}), k.Words})
	}
	return practice.ShowPage("front.html", v), nil
}

// ReadyView is the page before an answer that the viewer has not opened yet.
type ReadyView struct{ ID string }

// AnswerView is one answer on a page.
type AnswerView struct {
	ID    string
	Side  practice.Side
	Name  string
	Own   bool
	Words string
}

// ThenView is what was answered to the same question before.
type ThenView struct {
	Day     practice.Day
	Answers []AnswerView
}

// AskedView is the page of one question.
type AskedView struct {
	ID      string
	Text    string
	Day     practice.Day
	Own     bool // the viewer asked it
	By      string
	Other   string
	Both    bool
	May     bool // the viewer may answer
	Waiting string
	Words   string // of the field
	Answers []AnswerView
	Then    []ThenView
	How     string // how it landed with the viewer
	Hows    []HowView
	Error   practice.Say
}

// Audience is who will see the answer (R4).
func (v AskedView) Audience() practice.Audience {
	if v.Both {
		return practice.Held
	}
	return practice.Ours
}

// HowView is one way in which a question may land.
type HowView struct {
	How   string
	Label practice.Say
}

var hows = []HowView{{Warm, practice.Sentence("curiosity.how.warm")}, {Fine, practice.Sentence("curiosity.how.fine")},
	{Interview, practice.Sentence("curiosity.how.interview")}, {NotNow, practice.Sentence("curiosity.how.notnow")}}

func answers(t practice.Turn, list []Answer) (out []AnswerView) {
	for _, b := range list {
		v := AnswerView{b.ID, b.By, t.Other.Name, b.Own, b.Words}
		if b.Own {
			v.Name = t.Me.Name
		}
		out = append(out, v)
	}
	slices.SortStableFunc(out, func(a, b AnswerView) int {
		if a.Side < b.Side {
			return -1
		}
		if a.Side > b.Side {
			return 1
		}
		return 0
	})
	return out
}

func askedView(t practice.Turn, s *State, a Ask) AskedView {
	v := AskedView{ID: a.ID, Text: textOf(t.Lang, a), Day: a.Day, Own: a.Own, By: row(t, a).Name, Other: t.Other.Name, Both: a.Way == Both, May: s.mayAnswer(a),
		Answers: answers(t, s.Answers[a.ID]), How: s.Landed[a.ID].How}
	if own, ok := s.Own[a.ID]; ok { // it waits, and can be changed
		v.Waiting, v.Words, v.May = own.ID, own.Words, true
	}
	if _, done := s.mine(a); done && (!a.Own || v.Both) {
		v.Hows = hows
	}
	if len(v.Answers) > 0 {
		for _, b := range s.Asked {
			if b.ID != a.ID && b.same(a) && len(s.Answers[b.ID]) > 0 && s.unread(b) == "" {
				v.Then = append(v.Then, ThenView{b.Day, answers(t, s.Answers[b.ID])})
			}
		}
	}
	if said := practice.Text(t.Form["words"]); said != "" {
		v.Words = said
	}
	return v
}

func askedPage(t practice.Turn, s *State) (practice.Reply, error) {
	a, ok := s.find(t.Form["ask"])
	switch {
	case !ok:
		return practice.Reply{}, practice.ErrNotHere
	case s.unread(a) != "":
		return practice.ShowPage("ready.html", ReadyView{a.ID}), nil
	}
	return practice.ShowPage("asked.html", askedView(t, s, a)), nil
}

// open marks the other's answer as opened by me. They never learn of it.
func open(t practice.Turn, s *State) (practice.Reply, error) {
	a, ok := s.find(t.Form["ask"])
	if !ok {
		return practice.Reply{To: "/", Say: practice.Sentence("curiosity.gone")}, nil
	}
	r := practice.Reply{To: "/asked/" + a.ID}
	if id := s.unread(a); id != "" {
		r.Entries = []practice.NewEntry{{Kind: kindRead, Audience: practice.Mine, Body: Read{id}}}
	}
	return r, nil
}

// GoneView is the page of a question that is not there any more. Words typed under it are still there.
type GoneView struct{ Words string }

// answer gives the viewer's answer: held with the other's, or at once.
func answer(t practice.Turn, s *State) (practice.Reply, error) {
	a, ok := s.find(t.Form["ask"])
	said := practice.Text(t.Form["words"])
	if !ok && said != "" {
		return practice.Refuse("gone.html", GoneView{said}), nil
	}
	if !ok {
		return practice.Reply{To: "/", Say: practice.Sentence("curiosity.gone")}, nil
	}
	v := askedView(t, s, a)
	v.Words = said
	switch {
	case !v.May:
		return practice.Reply{To: "/asked/" + a.ID, Say: practice.Sentence("curiosity.answered.already")}, nil
	case said == "":
		v.Error = practice.Sentence("curiosity.answer.empty")
		return practice.Refuse("asked.html", v), nil
	case practice.TooLong(said):
		v.Error = practice.Sentence("text.toolong", "Max", practice.MaxText)
		return practice.Refuse("asked.html", v), nil
	}
	n := practice.NewEntry{Kind: kindAnswered, Audience: v.Audience(), Body: Answered{Asked: a.ID, Words: said}}
	r := practice.Reply{To: "/asked/" + a.ID, Say: practice.Sentence("curiosity.answered.said")}
	if a.Way == Both {
		n.Pair = "asked/" + a.ID
		r.Say = practice.Sentence("curiosity.answered.held")
	}
	r.Entries = []practice.NewEntry{n}
	return r, nil
}

// leave puts a question away for the viewer alone (R6).
func leave(t practice.Turn, s *State) (practice.Reply, error) {
	r := practice.Reply{To: practice.Today, Say: practice.Sentence("curiosity.left.said")}
	if a, ok := s.find(t.Form["ask"]); ok && !s.Left[a.ID] {
		r.Entries = []practice.NewEntry{{Kind: kindLeft, Audience: practice.Mine, Body: Left{a.ID}},
			{Kind: kindLanded, Audience: practice.Mine, Body: Landed{a.ID, NotNow}}}
	}
	return r, nil
}

// land notes how a question landed with the viewer, for what comes next (S6.3).
func land(t practice.Turn, s *State) (practice.Reply, error) {
	a, ok := s.find(t.Form["ask"])
	how := t.Form["how"]
	if !ok || !slices.ContainsFunc(hows, func(h HowView) bool { return h.How == how }) {
		return practice.Reply{To: "/", Say: practice.Sentence("curiosity.gone")}, nil
	}
	r := practice.Reply{To: "/asked/" + a.ID, Say: practice.Sentence("curiosity.how.said")}
	if s.Landed[a.ID].How != how {
		r.Entries = []practice.NewEntry{{Kind: kindLanded, Audience: practice.Mine, Body: Landed{a.ID, how}}}
	}
	return r, nil
}

// takeBack erases one's own words, wherever they lie.
func takeBack(t practice.Turn, s *State) (practice.Reply, error) {
	id := t.Form["entry"]
	is := func(e practice.Entry) bool { return e.Own && e.ID == id }
	own := slices.ContainsFunc(s.Asked, func(a Ask) bool { return is(a.Entry) }) || slices.ContainsFunc(s.Kept, func(a Answer) bool { return is(a.Entry) })
	for _, a := range s.Own {
		own = own || is(a.Entry)
	}
	for _, list := range s.Answers {
		own = own || slices.ContainsFunc(list, func(a Answer) bool { return is(a.Entry) })
	}
	if !own {
		return practice.Reply{To: "/", Say: practice.Sentence("curiosity.gone")}, nil
	}
	return practice.Reply{TakeBack: []string{id}, To: "/", Say: practice.Sentence("curiosity.takenback")}, nil
}
