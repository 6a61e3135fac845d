package listening

import (
	"slices"
	"strings"
	"testing"

	"footbridge/internal/practice"
)

// play takes turns, each by whoever's they are, and fails when one was not taken.
func (k *table) play(t *testing.T, moves ...Move) {
	t.Helper()
	for _, m := range moves {
		side := practice.Left
		if !k.now(side).may(side, m) {
			side = side.Other()
		}
		if _, n := k.post(move, side, k.form(side, m, "words of "+string(m))); n == 0 {
			t.Fatalf("%s was not taken in %s", m, k.now(side).Step)
		}
	}
}

// wholeTalk is every turn of a talk in which each almost fits once and asks once.
var wholeTalk = []Move{MoveToss, MoveSay, MoveBack, MoveAlmost, MoveAdd, MoveBack, MoveYes, MoveAsk, MoveTell, MoveEnough, MoveAnswer,
	MoveSwap, MoveSay, MoveBack, MoveYes, MoveEnough, MovePass}

// S3.1-S3.4: a talk comes to its end in all four ways; words are stored where they are typed and nowhere else,
// and only aloud does a turn carry its time.
func TestATalkToItsEnd(t *testing.T) {
	for _, way := range Ways {
		k := begun(way)
		k.play(t, wholeTalk...)
		talk := k.now(practice.Left)
		if !talk.Whole || !talk.Over() || talk.Half != 2 {
			t.Errorf("%s: %+v", way, talk)
		}
		said, heard := 0, 0
		for _, e := range k.log {
			switch b := e.Body.(type) {
			case *Said:
				said++
			case *Heard:
				heard++
				if (b.Clock != 0) == way.typed() {
					t.Errorf("%s: the time of a turn is %d", way, b.Clock)
				}
			case *Opened:
				if !way.typed() && b.Words != "" {
					t.Errorf("%s: words are stored with the invitation", way)
				}
			}
		}
		if want := map[bool]int{true: 9, false: 0}[way.typed()]; said != want || heard != 2 {
			t.Errorf("%s: %d turns with words, %d heard", way, said, heard)
		}
		v := endView(k.turn(practice.Left, nil), k.state(practice.Left), talk)
		if len(v.Said) != said || !v.Whole {
			t.Errorf("%s: the end shows %+v", way, v)
		}
	}
}

// S3.2: either can pause and stop at any step, at one tap, from a page that is behind, and the talk keeps
// its place; it goes on only when both have said that they are here.
func TestPauseAndStopAtAnyStep(t *testing.T) {
	for n := range wholeTalk {
		for _, side := range []practice.Side{practice.Left, practice.Right} {
			k := begun(Typed)
			behind := k.form(side, MovePause, "")
			k.play(t, wholeTalk[:n]...)
			step := k.now(side).Step
			if _, n := k.post(move, side, behind); n != 1 || !k.now(side).Resting || k.now(side).Step != step {
				t.Fatalf("no pause in %s", step)
			}
			late := k.form(side, MoveHere, "")
			k.post(move, side, late)
			if !k.now(side).Resting {
				t.Errorf("%s: one alone goes on", step)
			}
			k.post(move, side.Other(), k.form(side.Other(), MoveHere, ""))
			if k.now(side).Resting || k.now(side).Step != step {
				t.Errorf("%s: after the pause it is in %s, resting %v", step, k.now(side).Step, k.now(side).Resting)
			}
			k.post(move, side.Other(), k.form(side.Other(), MovePause, ""))
			if _, n := k.post(move, side, late); n != 0 {
				t.Errorf("%s: being here for an earlier pause counts for this one", step)
			}
			if _, n := k.post(move, side, k.form(side, MoveStop, "")); n != 1 || !k.now(side).Over() || !k.now(side).Stopped {
				t.Errorf("%s: no stop while it rests", step)
			}
		}
	}
}

// S3.5: a form for a turn that is over writes nothing, and what was typed is still there; a pause between
// takes nothing away.
func TestLateFormsKeepWords(t *testing.T) {
	k := begun(Typed)
	k.play(t, MoveToss)
	s := k.now(practice.Left).Speaker
	say := k.form(s, MoveSay, "I want one evening a week.")
	if _, n := k.post(move, s, say); n != 2 {
		t.Fatal("not said")
	}
	r, n := k.post(move, s, say)
	if n != 0 || r.Say.Key != "listening.moved" || r.Keep["words"] != "I want one evening a week." {
		t.Errorf("said twice: %+v", r)
	}
	page, _ := talkPage(k.turn(s, r.Keep), k.state(s))
	if v := page.View.(TalkView); v.Left != "I want one evening a week." || v.Field != nil {
		t.Errorf("the page that follows: %+v", v)
	}
	back := k.form(s.Other(), MoveBack, "You want an evening.")
	k.post(move, s, k.form(s, MovePause, ""))
	r, n = k.post(move, s.Other(), back)
	if n != 0 || r.Keep["words"] != "You want an evening." {
		t.Errorf("sent into a pause: %+v", r)
	}
	for _, side := range []practice.Side{s, s.Other()} {
		k.post(move, side, k.form(side, MoveHere, ""))
	}
	page, _ = talkPage(k.turn(s.Other(), r.Keep), k.state(s.Other()))
	if v := page.View.(TalkView); v.Field == nil || v.Field.Words != "You want an evening." {
		t.Errorf("after the pause: %+v", v)
	}
	if _, n = k.post(move, s.Other(), back); n != 2 {
		t.Error("the words of before the pause are not taken after it")
	}
	k.post(move, s, k.form(s, MoveStop, ""))
	r, _ = k.post(move, s, k.form(s, MoveYes, "more"))
	page, _ = talkPage(k.turn(s, r.Keep), k.state(s))
	if v := page.View.(TalkView); !v.Ended || v.Left != "more" || r.Say.Key != "listening.over" {
		t.Errorf("after the end: %+v", v)
	}
}

// S3.5: what was written for one round is not taken for a later one, though the step is the same; nor does the fold take
// an entry for another turn.
func TestEachTurnIsItsOwn(t *testing.T) {
	k := begun(Typed)
	k.play(t, MoveToss, MoveSay)
	s := k.now(practice.Left).Speaker
	old := k.form(s.Other(), MoveBack, "what I heard first")
	k.play(t, MoveBack, MoveAlmost, MoveAdd)
	if r, n := k.post(move, s.Other(), old); n != 0 || r.Keep["words"] != "what I heard first" {
		t.Errorf("a form of the first round is taken in the second: %+v", r)
	}
	page, _ := talkPage(k.turn(s.Other(), practice.Form{"talk": old["talk"], "turn": old["turn"], "words": old["words"]}), k.state(s.Other()))
	if v := page.View.(TalkView); v.Field == nil || v.Field.Words != "" || v.Left != "what I heard first" {
		t.Errorf("words of the first round in the field of the second: %+v", v)
	}
	before := k.now(s).turn()
	for _, turn := range []int{before - 3, before - 1, before + 1} {
		k.log = append(k.log, practice.Entry{By: s.Other(), Audience: practice.Ours, Body: &Moved{Talk: old["talk"], Turn: turn, Move: MoveBack}})
	}
	if got := k.now(s).turn(); got != before {
		t.Errorf("the fold took an entry for another turn: %d turns, not %d", got, before)
	}
}

// Bad input: a typed turn needs words, and not too many; what was typed stays.
func TestTurnsNeedWords(t *testing.T) {
	k := begun(Typed)
	k.play(t, MoveToss)
	s := k.now(practice.Left).Speaker
	for words, want := range map[string]string{" \n": "listening.empty", strings.Repeat("ö", practice.MaxText+1): "text.toolong"} {
		r, n := k.post(move, s, k.form(s, MoveSay, words))
		v, _ := r.View.(TalkView)
		if n != 0 || !r.Refused || v.Field == nil || v.Field.Error.Key != want || v.Field.Words != practice.Text(words) {
			t.Errorf("%.20q: %+v", words, r)
		}
	}
	for _, f := range []practice.Form{{}, {"go": "say"}, {"talk": "x", "go": "say", "turn": "1", "words": "lost?"}} {
		r, n := k.post(move, s, f)
		if n != 0 || r.Say.Key != "listening.over" || r.Keep["words"] != f["words"] {
			t.Errorf("%v: %+v", f, r)
		}
	}
}

// R5, R6: not now is the guest's own; to the one who opened the invitation looks the same as if it was never
// seen, until it fades.
func TestNotNowIsNotTold(t *testing.T) {
	k := &table{}
	k.post(openTalk, practice.Left, practice.Form{"way": "typed", "words": "The keys on the table."})
	before := steps(k.turn(practice.Left, nil), k.state(practice.Left))
	page, _ := talkPage(k.turn(practice.Left, nil), k.state(practice.Left))
	if got := steps(k.turn(practice.Right, nil), k.state(practice.Right)); len(got) != 1 || got[0].Rank != practice.RankLive ||
		got[0].Words != "The keys on the table." { // T1
		t.Fatalf("the invitation on Today: %+v", got)
	}
	if f := k.form(practice.Right, MoveStop, ""); true {
		if _, n := k.post(move, practice.Right, f); n != 0 {
			t.Error("who never came can end what the other opened")
		}
	}
	if _, n := k.post(later, practice.Right, nil); n != 1 || k.log[len(k.log)-1].Audience != practice.Mine {
		t.Fatal("not now is not kept")
	}
	if got := steps(k.turn(practice.Right, nil), k.state(practice.Right)); len(got) != 0 {
		t.Errorf("after not now: %+v", got)
	}
	k.post(openTalk, practice.Left, practice.Form{"way": "aloud"}) // once more, on the same day
	if got := steps(k.turn(practice.Right, nil), k.state(practice.Right)); len(got) != 0 {
		t.Errorf("asked again on the day of a not now: %+v", got)
	}
	k.log[len(k.log)-1].Day++
	if got := steps(k.turn(practice.Right, nil), k.state(practice.Right)); len(got) != 1 {
		t.Errorf("asked on the next day: %+v", got)
	}
	k.log = k.log[:len(k.log)-1]
	after := steps(k.turn(practice.Left, nil), k.state(practice.Left))
	again, _ := talkPage(k.turn(practice.Left, nil), k.state(practice.Left))
	if len(before) != 0 || len(after) != 0 || page.View.(TalkView).Title.Key != again.View.(TalkView).Title.Key {
		t.Errorf("the one who opened sees %+v, then %+v", before, after)
	}
	tomorrow := k.turn(practice.Left, nil)
	for days, open := range map[int]bool{1: true, 2: false} {
		tomorrow.Now = evening.AddDate(0, 0, days)
		if got := k.state(practice.Left).open(tomorrow) != nil; got != open {
			t.Errorf("after %d days the invitation stands: %v", days, got)
		}
	}
}

// T1, R5: a talk that was left is offered first, then further down, and after a week no more; it keeps its place.
func TestALeftTalkIsNotPressed(t *testing.T) {
	k := begun(Typed)
	for days, want := range map[int]practice.Rank{0: practice.RankLive, 1: practice.RankLive, 2: practice.RankAsk, 7: practice.RankAsk, 8: 0} {
		tt := k.turn(practice.Left, nil)
		tt.Now = evening.AddDate(0, 0, days)
		var got practice.Rank
		if list := steps(tt, k.state(practice.Left)); len(list) > 0 {
			got = list[0].Rank
		}
		if got != want || k.state(practice.Left).open(tt) == nil {
			t.Errorf("after %d days it is offered as %d, not %d", days, got, want)
		}
	}
}

// One talk at a time: an invitation that nobody joined gives way, a talk that has begun does not.
func TestOneTalkAtATime(t *testing.T) {
	k := &table{}
	open := func(side practice.Side, want int) {
		t.Helper()
		if _, n := k.post(openTalk, side, practice.Form{"way": "days"}); n != want {
			t.Errorf("%s opens: %d entries, want %d", side, n, want)
		}
	}
	open(practice.Left, 1)
	open(practice.Left, 1)  // in place of the first
	open(practice.Right, 0) // there is one to look at
	r, _ := k.post(openTalk, practice.Right, practice.Form{"way": "typed", "words": "what I wanted to talk about"})
	page, _ := talkPage(k.turn(practice.Right, r.Keep), k.state(practice.Right))
	if v := page.View.(TalkView); v.Left != "what I wanted to talk about" || r.Say.Key != "listening.already" {
		t.Errorf("the second to open finds %+v, %+v", r, v)
	}
	k.post(move, practice.Right, k.form(practice.Right, MoveHere, ""))
	open(practice.Left, 0)
	if s := k.state(practice.Left); len(s.Talks) != 2 || !s.Talks[0].Over() || s.Talks[0].Stopped || !s.Talks[1].Begun {
		t.Errorf("%+v", s.Talks)
	}
}

// Words are taken back by who wrote them, and the talk keeps its course.
func TestTakenBackWordsLeaveTheTurn(t *testing.T) {
	k := begun(Typed)
	k.play(t, wholeTalk...)
	i := slices.IndexFunc(k.log, func(e practice.Entry) bool { _, ok := e.Body.(*Said); return ok })
	mine, theirs := k.log[i].By, k.log[i].By.Other()
	if r, _ := k.post(takeBack, theirs, practice.Form{"entry": k.log[i].ID}); len(r.TakeBack) != 0 {
		t.Error("somebody else's words are taken back")
	}
	r, _ := k.post(takeBack, mine, practice.Form{"entry": k.log[i].ID})
	if !slices.Equal(r.TakeBack, []string{k.log[i].ID}) {
		t.Fatalf("%+v", r)
	}
	k.log = slices.Delete(k.log, i, i+1)
	if talk := k.now(mine); !talk.Whole {
		t.Errorf("without the words the talk is in %s", talk.Step)
	}
	if v := endView(k.turn(theirs, nil), k.state(theirs), k.now(theirs)); len(v.Said) != 8 {
		t.Errorf("%d turns have words", len(v.Said))
	}
	for _, e := range k.log { // no turn can be taken back, or the talk would lose its course
		if _, ok := e.Body.(*Said); !ok {
			if r, _ := k.post(takeBack, e.By, practice.Form{"entry": e.ID}); len(r.TakeBack) != 0 {
				t.Errorf("%T is taken back", e.Body)
			}
		}
	}
}

// S3.4: the soft clock asks again when it is time, tells once, and sets no limit. Nothing typed has one.
func TestSoftClock(t *testing.T) {
	k := begun(Aloud)
	k.play(t, MoveToss)
	s := k.now(practice.Left).Speaker
	at := k.turn(s, nil)
	page, _ := talkPage(at, k.state(s))
	if page.Again != softAfter || page.View.(TalkView).Soft != "" {
		t.Errorf("at once: again in %v, %+v", page.Again, page.View)
	}
	at.Now = evening.Add(softAfter)
	page, _ = talkPage(at, k.state(s))
	if page.Again != 0 || page.View.(TalkView).Soft == "" || len(page.View.(TalkView).Moves) == 0 {
		t.Errorf("after %v: again in %v, %+v", softAfter, page.Again, page.View)
	}
	typed := begun(Typed)
	typed.play(t, MoveToss)
	if page, _ = talkPage(typed.turn(s, nil), typed.state(s)); page.Again != 0 {
		t.Errorf("a typed talk asks again in %v", page.Again)
	}
}

// S3.3: asking comes before answering, three questions at most; R6: none need be asked or told.
func TestAsking(t *testing.T) {
	k := begun(Typed)
	k.play(t, MoveToss, MoveSay, MoveBack, MoveYes, MoveAsk, MoveTell, MoveAsk, MoveSkip, MoveAsk, MoveTell)
	s := k.now(practice.Left).Speaker
	if k.now(s).may(s.Other(), MoveAsk) || !k.now(s).may(s.Other(), MoveEnough) {
		t.Error("a fourth question")
	}
	page, _ := talkPage(k.turn(s.Other(), nil), k.state(s.Other()))
	if v := page.View.(TalkView); v.Field != nil || len(v.Moves) != 1 || v.More {
		t.Errorf("after three questions: %+v", v)
	}
	first := begun(Typed)
	first.play(t, MoveToss, MoveSay, MoveBack, MoveYes)
	s = first.now(practice.Left).Speaker
	seen := map[string]bool{}
	f := practice.Form{}
	for range 3 {
		page, _ = talkPage(first.turn(s.Other(), f), first.state(s.Other()))
		for _, q := range page.View.(TalkView).Field.Begin {
			seen[q] = true
		}
		f["talk"], f["go"] = first.now(s).ID, "others"
		r, n := first.post(move, s.Other(), f)
		if n != 0 {
			t.Error("looking at questions writes")
		}
		f = r.Keep
	}
	if len(seen) != 3*cuesAtOnce && len(seen) != len(decks.In("en").follow) {
		t.Errorf("%d questions after looking at three handfuls", len(seen))
	}
}

// R3: alone there is nothing to open, and questions to take along.
func TestAlone(t *testing.T) {
	k := &table{}
	alone := k.turn(practice.Left, practice.Form{"way": "typed"})
	alone.Other = practice.Person{}
	if len(steps(alone, start())) != 0 {
		t.Error("something is offered to one alone")
	}
	page, _ := frontPage(alone, start())
	if v := page.View.(FrontView); v.Two || len(v.Follow) == 0 {
		t.Errorf("%+v", v)
	}
	for name, do := range map[string]func(practice.Turn, *State) (practice.Reply, error){"open": openTalk, "move": move, "before": beforePage, "choose": openPage, "phone": phoneMove} {
		if r, err := do(alone, start()); err != nil || len(r.Entries) != 0 || r.Page != "" {
			t.Errorf("%s: %+v, %v", name, r, err)
		}
	}
}
