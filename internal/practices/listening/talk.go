package listening

import (
	"slices"

	"footbridge/internal/practice"
)

// Way is how a talk is held (S3.4).
type Way string

// The ways.
const (
	Typed Way = "typed" // both at the same time, each at their own screen
	Days  Way = "days"  // typed, whenever each has time
	Aloud Way = "aloud" // in one room; two phones keep the turns
	Phone Way = "phone" // in one room; one phone lies between the two
)

// Ways are all ways in the order in which they are offered.
var Ways = []Way{Typed, Days, Aloud, Phone}

// typed says whether words are stored.
func (w Way) typed() bool { return w == Typed || w == Days }

// Step is where a talk is.
type Step string

// The steps.
const (
	Toss    Step = "toss"
	Speak   Step = "speak"
	Back    Step = "back"
	Confirm Step = "confirm"
	Add     Step = "add"
	Ask     Step = "ask"
	Tell    Step = "tell"
	Answer  Step = "answer"
	Swap    Step = "swap"
	Closed  Step = "closed"
)

// Move is one turn, or one of the three acts that are no turns.
type Move string

// The turns, and the acts.
const (
	MoveToss   Move = "toss"
	MoveSay    Move = "say"
	MoveHand   Move = "hand"
	MoveBack   Move = "back"
	MoveYes    Move = "yes"
	MoveAlmost Move = "almost"
	MoveAdd    Move = "add"
	MoveAsk    Move = "ask"
	MoveEnough Move = "enough"
	MoveTell   Move = "tell"
	MoveSkip   Move = "skip"
	MoveAnswer Move = "answer"
	MovePass   Move = "pass"
	MoveSwap   Move = "swap"

	MoveHere  Move = "here"
	MovePause Move = "pause"
	MoveStop  Move = "stop"
)

// speaks says whether a turn has words, in a typed talk.
func (m Move) speaks() bool {
	return slices.Contains([]Move{MoveSay, MoveBack, MoveAdd, MoveAsk, MoveTell, MoveAnswer}, m)
}

// role is what somebody is in a half of a talk.
type role string

const (
	speaker  role = "speaker"
	listener role = "listener"
	either   role = "either"
)

// rule is one line of the table.
type rule struct {
	step Step
	move Move
	by   role
	half int // 0: any
	then Step
}

// rules are the whole table; the package's comment shows it.
var rules = []rule{
	{Toss, MoveToss, either, 0, Speak},
	{Speak, MoveSay, speaker, 0, Back},
	{Speak, MoveHand, speaker, 0, Speak},
	{Back, MoveBack, listener, 0, Confirm},
	{Confirm, MoveYes, speaker, 0, Ask},
	{Confirm, MoveAlmost, speaker, 0, Add},
	{Add, MoveAdd, speaker, 0, Back},
	{Ask, MoveAsk, listener, 0, Tell},
	{Ask, MoveEnough, listener, 0, Answer},
	{Tell, MoveTell, speaker, 0, Ask},
	{Tell, MoveSkip, speaker, 0, Ask},
	{Answer, MoveAnswer, listener, 1, Swap},
	{Answer, MovePass, listener, 1, Swap},
	{Answer, MoveAnswer, listener, 2, Closed},
	{Answer, MovePass, listener, 2, Closed},
	{Swap, MoveSwap, either, 0, Speak},
}

// askMost is how many questions a half has at most, so that asking does not turn into questioning.
const askMost = 3

// Turn is one turn that was taken.
type Turn struct {
	By      practice.Side
	Move    Move
	Speaker practice.Side // who had the lantern
	Half    int
}

// Talk is one talk, folded from its turns.
type Talk struct {
	ID           string
	Opener       practice.Side
	Way          Way
	Topic, Words string
	Day, Last    practice.Day // opened; the newest act

	Step    Step
	Begun   bool // both were here once
	Resting bool // it waits for both to say that they are here
	Here    map[practice.Side]bool
	Rests   int // how often it was laid to rest
	Speaker practice.Side
	Half    int    // 1 or 2
	Turns   []Turn // Turn.Turn of an entry is an index into these
	Handed  bool   // the lantern, in this half
	Asked   int    // questions, in this half
	Stopped bool
	Whole   bool  // both were heard and answered
	Clock   int64 // when the turn began, Unix seconds; 0 where no time is kept
}

func newTalk(e practice.Entry, b Opened) *Talk {
	k := &Talk{ID: e.ID, Opener: e.By, Way: b.Way, Topic: b.Topic, Words: b.Words, Day: e.Day, Last: e.Day,
		Step: Toss, Resting: true, Here: map[practice.Side]bool{}, Half: 1}
	if !slices.Contains(Ways, k.Way) {
		k.Way = Typed
	}
	// Over days nobody need be here at the same time, and who opens one phone holds it.
	k.Here[e.By] = k.Way == Days || k.Way == Phone
	return k
}

// Over says whether the talk is closed.
func (k *Talk) Over() bool { return k.Step == Closed }

// turn is the number of the turn that is to come.
func (k *Talk) turn() int { return len(k.Turns) }

// role is what a person is now.
func (k *Talk) role(side practice.Side) role {
	switch {
	case k.Speaker == "":
		return either
	case k.Speaker == side:
		return speaker
	}
	return listener
}

// rule is what a turn by somebody would do now, if they may take it.
func (k *Talk) rule(by practice.Side, m Move) (rule, bool) {
	if k.Resting || k.Over() || m == MoveHand && k.Handed || m == MoveAsk && k.Asked >= askMost {
		return rule{}, false
	}
	i := slices.IndexFunc(rules, func(r rule) bool {
		return r.step == k.Step && r.move == m && (r.by == either || r.by == k.role(by)) && (r.half == 0 || r.half == k.Half)
	})
	if i < 0 {
		return rule{}, false
	}
	return rules[i], true
}

// may says whether somebody may do something now.
func (k *Talk) may(by practice.Side, m Move) bool {
	switch m {
	case MoveHere:
		return k.Resting && !k.Over() && !k.Here[by]
	case MovePause:
		return !k.Resting && !k.Over()
	case MoveStop: // who was invited and never came has nothing to stop
		return !k.Over() && (k.Begun || by == k.Opener || k.Here[by])
	}
	_, ok := k.rule(by, m)
	return ok
}

// due says whether it is somebody's turn.
func (k *Talk) due(side practice.Side) bool {
	if k.Resting {
		return k.may(side, MoveHere)
	}
	return slices.ContainsFunc(rules, func(r rule) bool { return k.may(side, r.move) })
}

// take folds one act. What may not be done is left out: whatever lies on the shelf, nobody is answered
// before they were heard.
func (k *Talk) take(e practice.Entry, turn int, m Move, first practice.Side, clock int64) {
	switch {
	case !k.may(e.By, m):
		return
	case m == MoveHere:
		k.here(e.By)
	case m == MovePause:
		k.Resting, k.Here = true, map[practice.Side]bool{}
		k.Rests++
	case m == MoveStop:
		k.Step, k.Stopped = Closed, k.Begun
	case turn != k.turn() || m == MoveToss && first != practice.Left && first != practice.Right:
		return
	default:
		k.goOn(e.By, m, first)
	}
	k.Last, k.Clock = max(k.Last, e.Day), clock
}

// here notes that somebody is here; with both the talk goes on.
func (k *Talk) here(by practice.Side) {
	k.Here[by] = true
	if k.Here[practice.Left] && k.Here[practice.Right] {
		k.Begun, k.Resting = true, false
	}
}

// goOn takes a turn of the table.
func (k *Talk) goOn(by practice.Side, m Move, first practice.Side) {
	r, _ := k.rule(by, m)
	k.Turns = append(k.Turns, Turn{by, m, k.Speaker, k.Half})
	k.Step = r.then
	switch m {
	case MoveToss:
		k.Speaker = first
	case MoveHand:
		k.Speaker, k.Handed = k.Speaker.Other(), true
	case MoveAsk:
		k.Asked++
	case MoveSwap:
		k.Speaker, k.Half, k.Handed, k.Asked = k.Speaker.Other(), k.Half+1, false, 0
	}
	k.Whole = k.Over()
}
