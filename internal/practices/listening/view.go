package listening

import "footbridge/internal/practice"

// TalkView is the page of the talk that is open: one view of it, its viewer's own.
type TalkView struct {
	Talk       string // what a form of this page answers to: the talk, its turn,
	Turn, Rest int    // and how often it rested before
	Side       string // whose colour is above: the speaker's bank, or empty
	Title      practice.Say
	Lead       practice.Say
	Line       string // a cue in the place of the lead
	Topic      string
	Way        practice.Say
	Steps      []StepView
	Said       []SaidView // what was said in this half, so far
	CueTitle   practice.Say
	Cues       []string
	More       bool // other cues can be asked for
	Field      *FieldView
	Moves      []MoveView
	Soft       string // a calm sentence when a turn has gone on for a while
	Awake      bool   // the screen stays on
	Invited    bool   // the viewer is asked to join
	Running    bool
	CanStop    bool
	Stop       practice.Say
	Phone      bool // this talk is held on one phone,
	Beside     bool // and the other has signed in beside the viewer
	Over       bool // no talk is open;
	Ended      bool // the last one, Talk, came to an end of its own
	Check      bool // nothing to do but look whether it is one's turn
	Left       string
	Other      string
	NotStored  bool
}

// StepView is one of the four steps of a half.
type StepView struct {
	Label practice.Say
	Done  bool
	Now   bool
}

// SaidView is the words of one turn.
type SaidView struct {
	What practice.Say
	Side practice.Side
	Name string
	Text string
}

// FieldView is the field of a typed turn.
type FieldView struct {
	Label practice.Say
	Begin []string // ways to begin
	Coach string   // what is written, for hints about the wording
	Words string
	Error practice.Say
}

// MoveView is one button.
type MoveView struct {
	Go    Move
	Label practice.Say
	Main  bool // the plank
	Quiet bool // a link
}

// coached says what the field of each step holds, in the coach's words.
var coached = map[Step]string{Speak: "message", Add: "message", Back: "paraphrase", Ask: "question", Tell: "message", Answer: "message"}

// talkView fills in the page.
func talkView(t practice.Turn, s *State, k *Talk) TalkView {
	v := TalkView{Talk: k.ID, Turn: k.turn(), Rest: k.Rests, Topic: topicText(t.Lang, k), Way: wayWhy[k.Way], Other: t.Other.Name,
		Running: !k.Resting, CanStop: k.may(t.Me.Side, MoveStop), Stop: practice.Sentence("listening.stop"),
		Phone: k.Way == Phone, Beside: t.Beside, NotStored: !k.Way.typed()}
	sees := seen(k, t.Me.Side, t.Other.Name)
	v.Title, v.Lead, v.Moves, v.Invited = sees.title, sees.lead, sees.moves, sees.invited
	if !k.Begun && k.Opener == t.Me.Side && !k.Here[t.Other.Side] {
		v.Stop = practice.Sentence("listening.takeback")
	}
	if !k.Resting {
		v.run(t, s, k, sees.field)
	}
	v.Check = len(v.Moves) == 0
	v.unsent(t, k)
	return v
}

// unsent puts words that were typed before and not sent into the field that they were typed for, or
// beside it.
func (v *TalkView) unsent(t practice.Turn, k *Talk) {
	said := practice.Text(t.Form["words"])
	switch {
	case said == "":
	case v.Field != nil && t.Form["talk"] == k.ID && number(t.Form["turn"]) == k.turn():
		v.Field.Words = said
	default:
		v.Left = said
	}
}

// run adds what a talk shows while it goes on.
func (v *TalkView) run(t practice.Turn, s *State, k *Talk, field practice.Say) {
	who, d := k.role(t.Me.Side), decks.In(t.Lang)
	if k.Speaker != "" {
		v.Side, v.Steps = string(k.Speaker), stepsOf(k, who, t.Other.Name)
	}
	v.Awake = !k.Way.typed()
	v.Said = said(t, s, k, k.Half)
	if k.ticks() && soft(t, k) == 0 {
		v.Soft = d.Soft.At(k.turn())
	}
	v.cues(k, who, d, number(t.Form["more"]))
	if k.Way.typed() && len(v.Moves) > 0 && v.Moves[0].Go.speaks() {
		v.Field = &FieldView{Label: field, Begin: v.Cues, Coach: coached[k.Step]}
		v.Cues = nil
	}
}

// cues are a few words to hand, fitting the step.
func (v *TalkView) cues(k *Talk, who role, d *words, more int) {
	switch (scene{k.Step, who}) {
	case scene{Speak, speaker}:
		v.Line = d.Speak.At(k.turn())
	case scene{Add, speaker}:
		v.Line = d.Add.At(k.turn())
	case scene{Answer, listener}:
		v.Line = d.Answer.At(k.turn())
	case scene{Speak, listener}, scene{Add, listener}, scene{Tell, listener}:
		v.CueTitle, v.Cues = practice.Sentence("listening.cue.listen"), d.Listen.Few(k.turn(), 2)
	case scene{Back, listener}:
		v.CueTitle, v.Cues = practice.Sentence("listening.cue.begin"), d.Back.Few(k.turn(), 3)
	case scene{Ask, listener}:
		if k.Asked < askMost {
			v.CueTitle, v.Cues, v.More = practice.Sentence("listening.cue.ask"), d.follow.Few(k.turn()+more*cuesAtOnce, cuesAtOnce), true
		}
	}
}

// cuesAtOnce is how many follow-up questions are shown at once.
const cuesAtOnce = 4

// stepsOf are the four steps of a half, told to one of the two.
func stepsOf(k *Talk, who role, name string) []StepView {
	keys := []string{"listening.steps.speak.you", "listening.steps.back.them", "listening.steps.yes.you", "listening.steps.answer.them"}
	if who == listener {
		keys = []string{"listening.steps.speak.them", "listening.steps.back.you", "listening.steps.yes.them", "listening.steps.answer.you"}
	}
	now := map[Step]int{Speak: 0, Add: 0, Back: 1, Confirm: 2, Ask: 3, Tell: 3, Answer: 3, Swap: 4}[k.Step]
	var out []StepView
	for i, key := range keys {
		out = append(out, StepView{practice.Sentence(key, "Name", name), i < now, i == now})
	}
	return out
}

// saidAs names the turns that have words.
var saidAs = map[Move]practice.Say{
	MoveSay: practice.Sentence("listening.said.say"), MoveBack: practice.Sentence("listening.said.back"),
	MoveAdd: practice.Sentence("listening.said.add"), MoveAsk: practice.Sentence("listening.said.ask"),
	MoveTell: practice.Sentence("listening.said.tell"), MoveAnswer: practice.Sentence("listening.said.answer"),
}

// sayView is the words of one turn as a page shows them.
func sayView(t practice.Turn, m Move, w saying) SaidView {
	v := SaidView{What: saidAs[m], Side: w.By, Name: t.Other.Name, Text: w.Said.Words}
	if w.Own {
		v.Name = t.Me.Name
	}
	return v
}

// said is what was said in a half of a talk, in its order.
func said(t practice.Turn, s *State, k *Talk, half int) (out []SaidView) {
	for i, turn := range k.Turns {
		if w, ok := s.words(k, i); ok && turn.Half == half {
			out = append(out, sayView(t, turn.Move, w))
		}
	}
	return out
}
