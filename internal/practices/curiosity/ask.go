package curiosity

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"footbridge/internal/practice"
	"footbridge/internal/practice/deck"
)

// longest is how many characters a question of one's own may have.
const longest = 300

// AskView is the page where one picks or writes a question; for Just me it is answered there.
type AskView struct {
	To       string
	Mine     bool // answered for oneself
	Other    string
	Question string // id
	Text     string
	Theme    practice.Say
	Depth    int
	Lighter  bool // there is a lighter kind
	Deeper   bool
	Passed   string
	Day      practice.Day
	Own      bool   // a question of one's own
	Words    string // it, or the answer
	Error    practice.Say
}

// sheet is a form of that page as it was sent or left.
type sheet struct {
	question string
	depth    int
	own      bool
	words    string
	passed   []string
}

func read(t practice.Turn, s *State) sheet {
	f := t.Form
	a := sheet{own: f["own"] != "", words: practice.Text(f["words"]), passed: decks.In(t.Lang).questions.Passed(f["passed"])}
	a.depth, _ = strconv.Atoi(f["depth"])
	if a.depth < 1 || a.depth > depths {
		a.depth = s.depth(t.Lang)
	}
	if q, ok := decks.In(t.Lang).questions.Find(f["question"]); ok && q.Depth == a.depth && (a.words != "" || deck.SameDay(t, f["day"])) {
		a.question = q.ID
	}
	return a
}

func (a sheet) form(t practice.Turn) practice.Form {
	f := practice.Form{"question": a.question, "depth": strconv.Itoa(a.depth), "words": a.words, "passed": strings.Join(a.passed, ","),
		"day": strconv.Itoa(int(practice.DayOf(t.Now)))}
	if a.own {
		f["own"] = "1"
	}
	return f
}

func askView(t practice.Turn, s *State, a sheet, mine bool) AskView {
	d := decks.In(t.Lang)
	q, ok := d.questions.Find(a.question)
	if !ok || q.Depth != a.depth {
		q = d.pick(s, t, a.depth, a.passed)
	}
	v := AskView{To: "/ask", Mine: mine, Other: t.Other.Name, Question: q.ID, Text: q.Text, Theme: themes[q.Tags[0]], Depth: a.depth,
		Lighter: a.depth > 1, Deeper: a.depth < depths, Passed: strings.Join(a.passed, ","), Day: practice.DayOf(t.Now), Own: a.own && !mine, Words: a.words}
	if mine {
		v.To = "/keep"
	}
	return v
}

// themes are the names of the themes.
var themes = map[string]practice.Say{
	"childhood": practice.Sentence("curiosity.theme.childhood"), "days": practice.Sentence("curiosity.theme.days"), "work": practice.Sentence("curiosity.theme.work"),
	"body": practice.Sentence("curiosity.theme.body"), "friends": practice.Sentence("curiosity.theme.friends"), "home": practice.Sentence("curiosity.theme.home"),
	"us": practice.Sentence("curiosity.theme.us"), "dreams": practice.Sentence("curiosity.theme.dreams"), "fears": practice.Sentence("curiosity.theme.fears"),
	"beauty": practice.Sentence("curiosity.theme.beauty"), "beliefs": practice.Sentence("curiosity.theme.beliefs"), "loss": practice.Sentence("curiosity.theme.loss"),
}

func askPage(t practice.Turn, s *State) (practice.Reply, error) {
	if !t.Two() {
		return keepPage(t, s)
	}
	return practice.ShowPage("ask.html", askView(t, s, read(t, s), false)), nil
}

func keepPage(t practice.Turn, s *State) (practice.Reply, error) {
	return practice.ShowPage("ask.html", askView(t, s, read(t, s), true)), nil
}

// ask answers the form of a question for the other.
func ask(t practice.Turn, s *State) (practice.Reply, error) {
	if !t.Two() {
		return practice.Reply{To: "/keep", Keep: read(t, s).form(t)}, nil
	}
	a := read(t, s)
	wish := t.Form["go"]
	if r, ok := a.move(t, wish, "/ask"); ok {
		return r, nil
	}
	b := Asked{Question: a.question, Way: wish}
	if a.own {
		b = Asked{Words: a.words, Way: wish}
	}
	v := askView(t, s, a, false)
	switch {
	case wish != Both && wish != You:
		return practice.Reply{To: "/ask", Keep: a.form(t)}, nil
	case a.own && a.words == "":
		v.Error = practice.Sentence("curiosity.ask.empty")
		return practice.Refuse("ask.html", v), nil
	case a.own && utf8.RuneCountInString(a.words) > longest:
		v.Error = practice.Sentence("text.toolong", "Max", longest)
		return practice.Refuse("ask.html", v), nil
	case !a.own && a.question == "": // of another day: today's is shown first
		return practice.ShowPage("ask.html", v), nil
	}
	r := practice.Reply{Entries: []practice.NewEntry{{Kind: kindAsked, Audience: practice.Ours, Body: b}}, To: "/", Say: practice.Sentence("curiosity.asked.said")}
	if wish == Both {
		r.Say = practice.Sentence("curiosity.asked.both.said")
	}
	if len(a.passed) > 0 {
		r.Entries = append(r.Entries, practice.NewEntry{Kind: kindPassed, Audience: practice.Mine, Body: Passed{a.passed}})
	}
	return r, nil
}

// move is what leads to another question: a pass, lighter, deeper, one of one's own.
func (a sheet) move(t practice.Turn, wish, page string) (practice.Reply, bool) {
	switch wish {
	case "pass":
		if a.question != "" && !slices.Contains(a.passed, a.question) {
			a.passed = append(a.passed, a.question)
		}
		a.question = ""
	case "lighter", "deeper":
		a.depth--
		if wish == "deeper" {
			a.depth += 2
		}
		a.depth = max(1, min(a.depth, depths))
		a.question = ""
	case "own", "deck":
		a.own = wish == "own"
	default:
		return practice.Reply{}, false
	}
	return practice.Reply{To: page, Keep: a.form(t)}, true
}

// keep answers the form of a question for oneself.
func keep(t practice.Turn, s *State) (practice.Reply, error) {
	a := read(t, s)
	if r, ok := a.move(t, t.Form["go"], "/keep"); ok {
		return r, nil
	}
	v := askView(t, s, a, true)
	switch {
	case a.words == "":
		v.Error = practice.Sentence("curiosity.answer.empty")
		return practice.Refuse("ask.html", v), nil
	case practice.TooLong(a.words):
		v.Error = practice.Sentence("text.toolong", "Max", practice.MaxText)
		return practice.Refuse("ask.html", v), nil
	}
	r := practice.Reply{Entries: []practice.NewEntry{{Kind: kindAnswered, Audience: practice.Mine, Body: Answered{Question: v.Question, Words: a.words}}},
		To: "/", Say: practice.Sentence("common.kept")}
	if len(a.passed) > 0 {
		r.Entries = append(r.Entries, practice.NewEntry{Kind: kindPassed, Audience: practice.Mine, Body: Passed{a.passed}})
	}
	return r, nil
}

// again asks anew what was answered a year ago (S6.4), in the same way.
func again(t practice.Turn, s *State) (practice.Reply, error) {
	a, ok := s.find(t.Form["ask"])
	if !ok || !t.Two() || !slices.ContainsFunc(s.old(practice.DayOf(t.Now)), func(b Ask) bool { return b.ID == a.ID }) {
		return practice.Reply{To: "/", Say: practice.Sentence("curiosity.gone")}, nil
	}
	return practice.Reply{Entries: []practice.NewEntry{{Kind: kindAsked, Audience: practice.Ours, Body: a.Asked}}, To: "/", Say: practice.Sentence("curiosity.asked.said")}, nil
}

func later(practice.Turn, *State) (practice.Reply, error) {
	return practice.Reply{Entries: []practice.NewEntry{{Kind: kindLater, Audience: practice.Mine, Body: Later{}}},
		To: practice.Today, Say: practice.Sentence("common.later.said")}, nil
}
