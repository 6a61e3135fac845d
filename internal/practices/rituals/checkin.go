package rituals

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"footbridge/internal/practice"
)

// steps of the form.
const lastStep = 3

// CheckInView is the page of one step. The form carries the other steps in hidden fields; between two
// steps it is kept as unsent words, and the next page starts from them.
type CheckInView struct {
	Step     int
	Day      practice.Day // when this form was begun
	Question string       // the prompt of this step
	Two      bool
	Other    string
	Side     practice.Side

	Stops []StopView
	Moods []string // words to tap
	Mood  string
	Mind  string
	Ahead string

	MindPrompt, AheadPrompt, Passed, Base string

	Audience   string       // "held" or "mine"
	Standing   bool         // this changes a check-in that waits to open
	Error      practice.Say // what is wrong with what was sent
	OtherWords *LetterView  // the version that another device gave meanwhile
	MaxText    int
}

// Done is how many steps lie behind.
func (v CheckInView) Done() int { return v.Step - 1 }

// Held says whether this will wait to open with the other's.
func (v CheckInView) Held() bool { return v.Two && v.Audience != string(practice.Mine) }

// Sees is who will see it, said beside each field (R4).
func (v CheckInView) Sees() practice.Audience {
	if v.Held() {
		return practice.Held
	}
	return practice.Mine
}

// Coach is how hints about the wording are asked for: where the other will read it.
func (v CheckInView) Coach() string {
	if v.Held() {
		return "checkin"
	}
	return ""
}

// Stop is the chosen stop's number, for the hidden field of later steps.
func (v CheckInView) Stop() int {
	for _, s := range v.Stops {
		if s.Chosen {
			return s.Number
		}
	}
	return 0
}

// StopView is one stop on the rope.
type StopView struct {
	Number int
	Stop
	Chosen bool
}

// answers is the form of a check-in, read and tidied.
type answers struct {
	CheckIn
	step     int
	day      practice.Day
	audience practice.Audience
	base     string
	passed   []string
}

func read(f practice.Form) answers {
	a := answers{base: f["base"], audience: practice.Held}
	a.Stop, _ = strconv.Atoi(f["stop"])
	if a.Stop < 0 || a.Stop > 5 {
		a.Stop = 0
	}
	a.Mood, a.Mind, a.Ahead = practice.Text(f["mood"]), practice.Text(f["mind"]), practice.Text(f["ahead"])
	a.MindPrompt, a.AheadPrompt = f["mind_prompt"], f["ahead_prompt"]
	if f["audience"] == string(practice.Mine) {
		a.audience = practice.Mine
	}
	a.step, _ = strconv.Atoi(f["step"])
	a.step = min(max(a.step, 1), lastStep)
	day, _ := strconv.Atoi(f["day"])
	a.day = practice.Day(day)
	a.passed = decks.In("en").prompts.Passed(f["passed"]) // every language has the same ids
	return a
}

// form is the answers as the form that the next step starts from.
func (a answers) form() practice.Form {
	f := practice.Form{
		"step": strconv.Itoa(a.step), "day": strconv.Itoa(int(a.day)), "audience": string(a.audience), "base": a.base,
		"mood": a.Mood, "mind_prompt": a.MindPrompt, "mind": a.Mind, "ahead_prompt": a.AheadPrompt, "ahead": a.Ahead,
		"passed": strings.Join(a.passed, ","),
	}
	if a.Stop != 0 {
		f["stop"] = strconv.Itoa(a.Stop)
	}
	return f
}

// onAnotherDay is what a form that was begun on another day starts from: words that were typed then
// stay, from the first step on; without any, today's questions are asked.
func (a answers) onAnotherDay(today practice.Day) answers {
	switch {
	case a.day == today:
		return a
	case a.empty():
		return answers{audience: a.audience, base: a.base, day: today, step: 1}
	}
	a.step, a.day = 1, today
	return a
}

// checkInPage shows the step that the form is at: empty, with unsent words, or with what stands.
func checkInPage(t practice.Turn, s *State) (practice.Reply, error) {
	a := read(t.Form).onAnotherDay(practice.DayOf(t.Now))
	if len(t.Form) == 0 && s.Standing != nil {
		a.base = base(s)
		if !s.resting(t.Now) {
			a.CheckIn = s.Standing.CheckIn
		}
	}
	return practice.ShowPage("checkin.html", view(t, s, a)), nil
}

// checkIn answers the form: another step, another prompt, or giving it.
func checkIn(t practice.Turn, s *State) (practice.Reply, error) {
	a := read(t.Form)
	a.day = practice.DayOf(t.Now) // midnight between two steps is not another day
	if !t.Two() {                 // Just me was promised beside the field, and stays true when somebody joins meanwhile
		a.audience = practice.Mine
	}
	switch t.Form["go"] {
	case "back":
		a.step = max(a.step-1, 1)
	case "pass":
		a = pass(t, a)
	case "skip":
		a = skip(a)
		if a.step == lastStep {
			return give(t, s, a)
		}
		a.step++
	case "give":
		return give(t, s, a)
	default:
		if say := tooLong(a); say.Key != "" {
			return refuse(t, s, a, say)
		}
		if a.step == lastStep {
			return give(t, s, a)
		}
		a.step++
	}
	return practice.Reply{To: "/checkin", Keep: a.form()}, nil
}

// pass asks for another prompt on this step; the words stay.
func pass(t practice.Turn, a answers) answers {
	field := map[int]*string{2: &a.MindPrompt, 3: &a.AheadPrompt}[a.step]
	if field == nil || *field == "" {
		return a
	}
	if !slices.Contains(a.passed, *field) {
		a.passed = append(a.passed, *field)
	}
	*field = ""
	return a
}

// skip leaves a step empty.
func skip(a answers) answers {
	switch a.step {
	case 1:
		a.Stop, a.Mood = 0, ""
	case 2:
		a.Mind = ""
	case 3:
		a.Ahead = ""
	}
	return a
}

func tooLong(a answers) practice.Say {
	for _, words := range []string{a.Mood, a.Mind, a.Ahead} {
		if practice.TooLong(words) {
			return practice.Sentence("text.toolong", "Max", practice.MaxText)
		}
	}
	return practice.Say{}
}

// give writes the check-in.
func give(t practice.Turn, s *State, a answers) (practice.Reply, error) {
	if say := tooLong(a); say.Key != "" {
		return refuse(t, s, a, say)
	}
	if a.empty() {
		return refuse(t, s, a, practice.Sentence("rituals.checkin.empty"))
	}
	if a.base != base(s) && t.Form["anyway"] == "" {
		if s.Standing != nil {
			return refuse(t, s, a, practice.Sentence("rituals.checkin.elsewhere"))
		}
		if a.base != "" { // it opened, or was taken back, while this form lay open
			a.base = ""
			return refuse(t, s, a, practice.Sentence("rituals.checkin.gone"))
		}
	}
	if a.Mind == "" {
		a.MindPrompt = ""
	}
	if a.Ahead == "" {
		a.AheadPrompt = ""
	}
	e := practice.NewEntry{Kind: kindCheckIn, Audience: practice.Mine, Body: a.CheckIn}
	r := practice.Reply{To: practice.Today, Say: practice.Sentence("common.kept")}
	if t.Two() && a.audience == practice.Held {
		e.Audience, e.Pair, e.Fresh = practice.Held, place, standsFor
		r = practice.Reply{To: "/waiting"}
	} else if s.Standing != nil {
		r.TakeBack = []string{s.Standing.ID} // turned down to Just me
	}
	r.Entries = []practice.NewEntry{e}
	if len(a.passed) > 0 {
		r.Entries = append(r.Entries, practice.NewEntry{Kind: kindPassed, Audience: practice.Mine, Body: Passed{a.passed}})
	}
	return r, nil
}

// base names the version of the standing check-in that a form started from.
func base(s *State) string {
	if s.Standing == nil {
		return ""
	}
	return fmt.Sprintf("%s.%d", s.Standing.ID, s.Standing.Rev)
}

func refuse(t practice.Turn, s *State, a answers, why practice.Say) (practice.Reply, error) {
	v := view(t, s, a)
	v.Error = why
	if why.Key == "rituals.checkin.elsewhere" {
		l := letterView(t, *s.Standing)
		v.OtherWords = &l
	}
	return practice.Refuse("checkin.html", v), nil
}

// view fills in the page, choosing the prompts that the form does not carry yet.
func view(t practice.Turn, s *State, a answers) CheckInView {
	d := decks.In(t.Lang)
	if _, ok := d.prompts.Find(a.MindPrompt); !ok {
		a.MindPrompt = d.pick(s, t, "mind", a.passed).ID
	}
	if _, ok := d.prompts.Find(a.AheadPrompt); !ok {
		a.AheadPrompt = d.pick(s, t, "ahead", a.passed).ID
	}
	if !t.Two() {
		a.audience = practice.Mine
	}
	v := CheckInView{
		Step: a.step, Day: a.day, Two: t.Two(), Other: t.Other.Name, Side: t.Me.Side,
		Moods: d.moods.Texts(), Mood: a.Mood, Mind: a.Mind, Ahead: a.Ahead,
		MindPrompt: a.MindPrompt, AheadPrompt: a.AheadPrompt, Passed: strings.Join(a.passed, ","),
		Base: a.base, Audience: string(a.audience), Standing: a.base != "", MaxText: practice.MaxText,
	}
	for i, stop := range d.stops {
		v.Stops = append(v.Stops, StopView{i + 1, stop, a.Stop == i+1})
	}
	switch a.step {
	case 2:
		v.Question = d.text(a.MindPrompt)
	case 3:
		v.Question = d.text(a.AheadPrompt)
	}
	return v
}

// later says not today.
func later(t practice.Turn, s *State) (practice.Reply, error) {
	return practice.Reply{
		Entries: []practice.NewEntry{{Kind: kindLater, Audience: practice.Mine, Body: Later{}}},
		To:      practice.Today, Say: practice.Sentence("common.later.said"),
	}, nil
}
