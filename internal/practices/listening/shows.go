package listening

import "footbridge/internal/practice"

// scene is a step as one of the two sees it.
type scene struct {
	step Step
	who  role
}

// text is what a page says and offers in a scene. All are keys of sentences.
type text struct {
	title, lead string
	field       string // the label of the field, where a turn is typed
	moves       []MoveView
}

// plank, plain and quiet are the three looks of a button.
func plank(m Move, key string) MoveView {
	return MoveView{Go: m, Label: practice.Sentence(key), Main: true}
}
func plain(m Move, key string) MoveView { return MoveView{Go: m, Label: practice.Sentence(key)} }
func quiet(m Move, key string) MoveView {
	return MoveView{Go: m, Label: practice.Sentence(key), Quiet: true}
}

// shows are all scenes of a talk that goes on. In toss and swap both see the same.
var shows = map[scene]text{
	{Toss, either}: {"listening.toss", "listening.toss.lead", "", []MoveView{plank(MoveToss, "listening.toss.go")}},
	{Speak, speaker}: {"listening.speak.you", "listening.speak.you.lead", "listening.speak.field",
		[]MoveView{plank(MoveSay, "listening.speak.go"), quiet(MoveHand, "listening.speak.hand")}},
	{Speak, listener}: {"listening.speak.them", "listening.speak.them.lead", "", nil},
	{Back, speaker}:   {"listening.back.them", "listening.back.them.lead", "", nil},
	{Back, listener}: {"listening.back.you", "listening.back.you.lead", "listening.back.field",
		[]MoveView{plank(MoveBack, "listening.back.go")}},
	{Confirm, speaker}: {"listening.confirm.you", "listening.confirm.you.lead", "",
		[]MoveView{plain(MoveAlmost, "listening.confirm.almost"), plank(MoveYes, "listening.confirm.yes")}},
	{Confirm, listener}: {"listening.confirm.them", "listening.confirm.them.lead", "", nil},
	{Add, speaker}: {"listening.add.you", "listening.add.you.lead", "listening.add.field",
		[]MoveView{plank(MoveAdd, "listening.speak.go")}},
	{Add, listener}: {"listening.add.them", "listening.add.them.lead", "", nil},
	{Ask, speaker}:  {"listening.ask.them", "listening.ask.them.lead", "", nil},
	{Ask, listener}: {"listening.ask.you", "listening.ask.you.lead", "listening.ask.field",
		[]MoveView{plank(MoveAsk, "listening.ask.go"), plain(MoveEnough, "listening.ask.enough")}},
	{Tell, speaker}: {"listening.tell.you", "listening.tell.you.lead", "common.words",
		[]MoveView{plank(MoveTell, "listening.tell.go"), quiet(MoveSkip, "listening.tell.skip")}},
	{Tell, listener}:  {"listening.tell.them", "listening.tell.them.lead", "", nil},
	{Answer, speaker}: {"listening.answer.them", "listening.answer.them.lead", "", nil},
	{Answer, listener}: {"listening.answer.you", "listening.answer.you.lead", "listening.answer.field",
		[]MoveView{plank(MoveAnswer, "listening.answer.go"), quiet(MovePass, "listening.answer.pass")}},
	{Swap, speaker}:  {"listening.swap", "listening.swap.theirs", "", []MoveView{plank(MoveSwap, "listening.swap.go")}},
	{Swap, listener}: {"listening.swap", "listening.swap.mine", "", []MoveView{plank(MoveSwap, "listening.swap.go")}},
}

// sight is what one of the two sees of a talk, besides words.
type sight struct {
	title, lead, field practice.Say
	moves              []MoveView // those that may be made now
	invited            bool       // asked to join
}

// seen tells a talk to the one on a side; name is the other's.
func seen(k *Talk, side practice.Side, name string) sight {
	if k.Resting {
		return resting(k, side, name)
	}
	x := shows[scene{k.Step, k.role(side)}]
	v := sight{title: practice.Sentence(x.title, "Name", name), lead: practice.Sentence(x.lead, "Name", name)}
	for _, m := range x.moves {
		if k.may(side, m.Go) {
			v.moves = append(v.moves, m)
		}
	}
	if len(v.moves) == 1 { // the only thing to do is the main one
		v.moves[0].Main, v.moves[0].Quiet = true, false
	}
	if x.field != "" {
		v.field = practice.Sentence(x.field, "Name", name)
	}
	return v
}

// resting is a talk that waits for both to say that they are here.
func resting(k *Talk, side practice.Side, name string) sight {
	mine, theirs, opener := k.Here[side], k.Here[side.Other()], k.Opener == side
	here := plank(MoveHere, "listening.here")
	v, keys := sight{}, [2]string{}
	switch {
	case k.Begun && mine:
		keys = [2]string{"listening.rest.mine", "listening.rest.mine.lead"}
	case k.Begun:
		keys, v.moves = [2]string{"listening.rest", "listening.rest.lead"}, []MoveView{here}
	case opener && !theirs && k.Way == Phone:
		keys = [2]string{"listening.invited.phone", "listening.invited.phone.lead"}
	case opener && !theirs:
		keys = [2]string{"listening.invited.mine", "listening.invited.mine.lead"}
	case opener:
		keys, v.moves = [2]string{"listening.joined", "listening.joined.lead"}, []MoveView{here}
	case mine:
		keys = [2]string{"listening.rest.mine", "listening.joined.wait"}
	case k.Way == Days:
		keys, v.moves, v.invited = [2]string{"listening.invited", "listening.invited.lead"}, []MoveView{plank(MoveHere, "listening.join.days")}, true
	default:
		keys, v.moves, v.invited = [2]string{"listening.invited", "listening.invited.lead"}, []MoveView{here}, true
	}
	v.title, v.lead = practice.Sentence(keys[0], "Name", name), practice.Sentence(keys[1], "Name", name)
	return v
}
