package listening

import (
	"strconv"
	"time"

	"footbridge/internal/practice"
)

// talkPage shows the talk that is open, or how the last one ended.
func talkPage(t practice.Turn, s *State) (practice.Reply, error) {
	k := s.open(t)
	if k == nil || !t.Two() {
		return endPage(t, s)
	}
	r := practice.ShowPage("talk.html", talkView(t, s, k))
	r.Again = soft(t, k)
	return r, nil
}

// move answers a turn, or a pause or a stop.
func move(t practice.Turn, s *State) (practice.Reply, error) {
	return answer(t, s, "/talk")
}

// answer takes a turn of the talk that is open, if the form still fits it.
func answer(t practice.Turn, s *State, page string) (practice.Reply, error) {
	k, m := s.open(t), Move(t.Form["go"])
	said := practice.Text(t.Form["words"])
	if !t.Two() {
		return practice.Reply{To: "/"}, nil
	}
	if k == nil || k.ID != t.Form["talk"] {
		return movedOn(t, page, "listening.over"), nil
	}
	if t.Form["go"] == "others" { // other questions to look at
		f := kept(t)
		f["more"] = strconv.Itoa(number(t.Form["more"]) + 1)
		return practice.Reply{To: page, Keep: f}, nil
	}
	if !k.may(t.Me.Side, m) || !k.fits(m, t.Form) {
		return movedOn(t, page, "listening.moved"), nil
	}
	typed := k.Way.typed() && m.speaks()
	if why := wrong(said); typed && why.Key != "" {
		v := talkView(t, s, k)
		if v.Field != nil {
			v.Field.Words, v.Field.Error = said, why
		}
		return practice.Refuse("talk.html", v), nil
	}
	r := practice.Reply{To: page, Entries: []practice.NewEntry{entry(t, k, m)}}
	if typed {
		r.Entries = append(r.Entries, practice.NewEntry{Kind: kindSaid, Audience: practice.Ours, Body: Said{k.ID, k.turn(), said}})
	}
	return r, nil
}

// fits says whether a form was made for the talk as it is. Pausing and stopping always fit.
func (k *Talk) fits(m Move, f practice.Form) bool {
	switch m {
	case MovePause, MoveStop:
		return true
	case MoveHere:
		return f["rest"] == strconv.Itoa(k.Rests)
	}
	return f["turn"] == strconv.Itoa(k.turn())
}

// number reads a count from a form; what is none is 0.
func number(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil || n < 0 {
		return 0
	}
	return n % 1000
}

// entry is one act as it is written.
func entry(t practice.Turn, k *Talk, m Move) practice.NewEntry {
	var clock int64
	if !k.Way.typed() {
		clock = t.Now.Unix()
	}
	if m == MoveYes {
		return practice.NewEntry{Kind: kindHeard, Audience: practice.Ours, Body: Heard{k.ID, k.turn(), clock}}
	}
	b := Moved{Talk: k.ID, Turn: k.turn(), Move: m, Clock: clock}
	if m == MoveToss {
		b.First = practice.Left
		if t.Random[0]&1 == 1 {
			b.First = practice.Right
		}
	}
	return practice.NewEntry{Kind: kindMoved, Audience: practice.Ours, Body: b}
}

// movedOn shows the talk as it is now, with what was typed.
func movedOn(t practice.Turn, page, say string) practice.Reply {
	r := practice.Reply{To: page, Say: practice.Sentence(say)}
	if practice.Text(t.Form["words"]) != "" {
		r.Keep = kept(t)
	}
	return r
}

// kept is the form as the unsent words of the page that follows.
func kept(t practice.Turn) practice.Form {
	return practice.Form{"talk": t.Form["talk"], "turn": t.Form["turn"], "words": practice.Text(t.Form["words"]), "more": t.Form["more"]}
}

// wrong is what is wrong with the words of a turn, or nothing.
func wrong(said string) practice.Say {
	switch {
	case said == "":
		return practice.Sentence("listening.empty")
	case practice.TooLong(said):
		return practice.Sentence("text.toolong", "Max", practice.MaxText)
	}
	return practice.Say{}
}

// softAfter is how long a turn goes on before a quiet sentence says so. It is no limit.
const softAfter = 3 * time.Minute

// soft is when the page asks again for the soft clock; 0 for never.
func soft(t practice.Turn, k *Talk) time.Duration {
	if !k.ticks() {
		return 0
	}
	return max(0, softAfter-t.Now.Sub(time.Unix(k.Clock, 0)).Truncate(time.Second))
}

// ticks says whether somebody speaks aloud now.
func (k *Talk) ticks() bool {
	return k.Clock != 0 && !k.Resting && (k.Step == Speak || k.Step == Add || k.Step == Tell || k.Step == Answer)
}
