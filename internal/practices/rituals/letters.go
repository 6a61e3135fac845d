package rituals

import (
	"slices"

	"footbridge/internal/practice"
)

// LetterView is one person's check-in on a page.
type LetterView struct {
	ID         string
	Side       practice.Side
	Name       string
	Own        bool
	Stop       string // the label of the chosen stop
	Mood       string
	MindPrompt string
	Mind       string
	Ahead      string
	AheadAsked string
}

// How is the stop and the few words beside it, as one line.
func (v LetterView) How() string {
	switch {
	case v.Mood == "":
		return v.Stop
	case v.Stop == "":
		return v.Mood
	}
	return v.Stop + " · \u2068" + v.Mood + "\u2069" // the mood may read from the other side
}

func letterView(t practice.Turn, l Letter) LetterView {
	d := decks.In(t.Lang)
	v := LetterView{
		ID: l.ID, Side: l.By, Name: t.Me.Name, Own: l.Own, Stop: d.stop(l.Stop),
		Mood: l.Mood, Mind: l.Mind, MindPrompt: d.text(l.MindPrompt), Ahead: l.Ahead, AheadAsked: d.text(l.AheadPrompt),
	}
	if !l.Own {
		v.Name = t.Other.Name
	}
	return v
}

// FrontView is the practice's first page: what it is, and what lies here.
type FrontView struct {
	Two      bool
	Other    string
	Standing bool
	Resting  bool
	Ready    string // the opening that is ready to read, or empty
	Pairs    []PairRow
	Mine     []MineRow
	Done     bool
}

// PairRow is one opened pair in the list.
type PairRow struct {
	Opening string
	Day     practice.Day
}

// MineRow is one check-in for just me.
type MineRow struct {
	Day    practice.Day
	Letter LetterView
}

// listed is how many of each the first page shows.
const listed = 30

func frontPage(t practice.Turn, s *State) (practice.Reply, error) {
	v := FrontView{Two: t.Two(), Other: t.Other.Name, Standing: s.Standing != nil, Resting: s.resting(t.Now),
		Done: s.doneToday(practice.DayOf(t.Now))}
	if p := s.unread(); p != nil {
		v.Ready = p.Opening
	}
	for i := len(s.Pairs) - 1; i >= 0 && len(v.Pairs) < listed; i-- {
		if p := s.Pairs[i]; p.Read {
			v.Pairs = append(v.Pairs, PairRow{p.Opening, p.Day()})
		}
	}
	for i := len(s.Mine) - 1; i >= 0 && len(v.Mine) < listed; i-- {
		v.Mine = append(v.Mine, MineRow{s.Mine[i].Day, letterView(t, s.Mine[i])})
	}
	return practice.ShowPage("front.html", v), nil
}

// WaitingView is the page after giving a check-in that has not opened.
type WaitingView struct {
	Other   string
	Side    practice.Side
	Resting bool
	Letter  LetterView
	Back    string // the id to take back
	Initial string // on the seal
}

// waitingPage shows my sealed letter; when it has opened, the way to the pair.
func waitingPage(t practice.Turn, s *State) (practice.Reply, error) {
	if s.Standing == nil {
		if p := s.unread(); p != nil {
			return readyPage(t, p), nil
		}
		return frontPage(t, s)
	}
	return practice.ShowPage("waiting.html", WaitingView{
		Other: t.Other.Name, Side: t.Me.Side, Resting: s.resting(t.Now),
		Letter: letterView(t, *s.Standing), Back: s.Standing.ID, Initial: initial(t.Me.Name),
	}), nil
}

// ReadyView is the page of a pair that is ready and not yet opened on this screen.
type ReadyView struct {
	Opening             string
	Other               string
	LeftSeal, RightSeal string
}

func readyPage(t practice.Turn, p *Pair) practice.Reply {
	v := ReadyView{Opening: p.Opening, Other: t.Other.Name, LeftSeal: initial(t.Me.Name), RightSeal: initial(t.Other.Name)}
	if t.Me.Side == practice.Right {
		v.LeftSeal, v.RightSeal = v.RightSeal, v.LeftSeal
	}
	return practice.ShowPage("ready.html", v)
}

// initial is the first letter of a name, for a seal.
func initial(name string) string {
	for _, r := range name {
		return string(r)
	}
	return ""
}

// OpenView is an opened pair and what follows it.
type OpenView struct {
	Opening  string
	Day      practice.Day
	Letters  []LetterView // left bank first
	Other    string
	Answers  []AnswerView
	Question string // what the other asked, while it waits for words
	Answered map[string]bool
	Openers  []string
	Words    string // kept when they could not be sent
	Error    practice.Say
	MaxText  int
}

// Own is the id of the viewer's own letter while it is there, for taking it back.
func (v OpenView) Own() string {
	for _, l := range v.Letters {
		if l.Own {
			return l.ID
		}
	}
	return ""
}

// AnswerView is one answer under a pair.
type AnswerView struct {
	ID    string
	Side  practice.Side
	Own   bool
	Name  string
	What  string
	Words string
}

// letterPage shows one pair: ready while I have not opened it here, then open.
func letterPage(t practice.Turn, s *State) (practice.Reply, error) {
	p := s.pair(t.Form["opening"])
	switch {
	case p == nil:
		return practice.Reply{}, practice.ErrNotHere
	case !p.Read && len(p.Halves) == 2:
		return readyPage(t, p), nil
	}
	v := openView(t, p)
	v.Words = practice.Text(t.Form["words"]) // typed here before and not sent
	return practice.ShowPage("open.html", v), nil
}

func openView(t practice.Turn, p *Pair) OpenView {
	v := OpenView{Opening: p.Opening, Day: p.Day(), Other: t.Other.Name, Openers: openers(t.Lang, p.Opening),
		Answered: map[string]bool{}, MaxText: practice.MaxText}
	for _, side := range []practice.Side{practice.Left, practice.Right} {
		if l, ok := p.Halves[side]; ok {
			v.Letters = append(v.Letters, letterView(t, l))
		}
	}
	for _, a := range p.Answers {
		w := AnswerView{ID: a.ID, Side: a.By, Own: a.By == t.Me.Side, Name: t.Me.Name, What: a.What, Words: a.Words}
		if !w.Own {
			w.Name = t.Other.Name
		} else {
			v.Answered[a.What] = true
		}
		v.Answers = append(v.Answers, w)
	}
	v.Question, _ = p.question(t.Me.Side)
	return v
}

// open marks a pair as opened on my screen. The other never learns of it.
func open(t practice.Turn, s *State) (practice.Reply, error) {
	p := s.pair(t.Form["opening"])
	if p == nil {
		return practice.Reply{}, practice.ErrNotHere
	}
	r := practice.Reply{To: "/letters/" + p.Opening}
	if !p.Read {
		r.Entries = []practice.NewEntry{{Kind: kindRead, Audience: practice.Mine, Body: Read{p.Opening}}}
	}
	return r, nil
}

var answerKinds = []string{"heard", "hug", "question", "words"}

// answer gives what follows: I hear you, a hug, a question back, or words to a question.
func answer(t practice.Turn, s *State) (practice.Reply, error) {
	p := s.pair(t.Form["opening"])
	if p == nil || !p.Read {
		return practice.Reply{}, practice.ErrNotHere
	}
	what, said := t.Form["what"], practice.Text(t.Form["words"])
	v := openView(t, p)
	v.Words = said
	switch {
	case !slices.Contains(answerKinds, what):
		return practice.Reply{}, practice.ErrNotHere
	case practice.TooLong(said):
		v.Error = practice.Sentence("text.toolong", "Max", practice.MaxText)
		return practice.Refuse("open.html", v), nil
	case (what == "question" || what == "words") && said == "":
		v.Error = practice.Sentence("rituals.answer.empty")
		return practice.Refuse("open.html", v), nil
	case what == "question" && v.Answered["question"]: // one at a time, so that none becomes a demand
		v.Error = practice.Sentence("rituals.answer.once", "Name", t.Other.Name)
		return practice.Refuse("open.html", v), nil
	case what == "heard" || what == "hug":
		said = ""
		if v.Answered[what] {
			return practice.Reply{To: "/letters/" + p.Opening}, nil
		}
	}
	return practice.Reply{
		Entries: []practice.NewEntry{{Kind: kindAnswer, Audience: practice.Ours, Body: Answer{p.Opening, what, said}}},
		To:      "/letters/" + p.Opening,
		Say:     answered[what],
	}, nil
}

// leave leaves the other's question as it is. Nobody is told, and it is not offered again.
func leave(t practice.Turn, s *State) (practice.Reply, error) {
	p := s.pair(t.Form["opening"])
	if p == nil {
		return practice.Reply{}, practice.ErrNotHere
	}
	return practice.Reply{
		Entries: []practice.NewEntry{{Kind: kindLeft, Audience: practice.Mine, Body: Left{p.Opening}}},
		To:      practice.Today, Say: practice.Sentence("common.later.said"),
	}, nil
}

// takeBack takes one's own words out: the standing letter, or an opened one.
func takeBack(t practice.Turn, s *State) (practice.Reply, error) {
	id := t.Form["entry"]
	if s.Standing != nil && s.Standing.ID == id {
		return practice.Reply{TakeBack: []string{id}, To: practice.Today, Say: practice.Sentence("rituals.takenback")}, nil
	}
	for _, p := range s.Pairs {
		if l, ok := p.Halves[t.Me.Side]; ok && l.ID == id && l.Own {
			if t.Form["opened"] == "" { // it opened before this reached the server
				return practice.Reply{To: "/letters/" + p.Opening, Say: practice.Sentence("rituals.takeback.late")}, nil
			}
			return practice.Reply{TakeBack: []string{id}, To: "/", Say: practice.Sentence("rituals.takenback.opened")}, nil
		}
	}
	for _, p := range s.Pairs {
		for _, a := range p.Answers {
			if a.ID == id && a.By == t.Me.Side {
				return practice.Reply{TakeBack: []string{id}, To: "/letters/" + p.Opening, Say: practice.Sentence("rituals.takenback")}, nil
			}
		}
	}
	for _, l := range s.Mine {
		if l.ID == id {
			return practice.Reply{TakeBack: []string{id}, To: "/", Say: practice.Sentence("rituals.takenback")}, nil
		}
	}
	return practice.Reply{To: "/", Say: practice.Sentence("rituals.takeback.nothing")}, nil
}

// answered is what is said after each answer.
var answered = map[string]practice.Say{
	"heard": practice.Sentence("rituals.answer.heard.said"), "hug": practice.Sentence("rituals.answer.hug.said"),
	"question": practice.Sentence("rituals.answer.question.said"), "words": practice.Sentence("rituals.answer.words.said"),
}
