package rituals

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"footbridge/internal/practice"
	"footbridge/internal/practice/practicetest"
)

func TestPractice(t *testing.T) { practicetest.Run(t, Practice) }

var evening = time.Date(2026, 11, 19, 19, 30, 0, 0, time.UTC)

func turn(two bool, f practice.Form) practice.Turn {
	t := practice.Turn{Now: evening, Lang: "en", Form: f, Me: practice.Person{Side: practice.Left, Name: "Ada", Zone: time.UTC}}
	if two {
		t.Other = practice.Person{Side: practice.Right, Name: "Bo", Zone: time.UTC}
	}
	return t
}

func given(a practice.Audience, opening string, by practice.Side, at time.Time, c CheckIn) practice.Entry {
	e := practice.Entry{ID: fmt.Sprint(by, at.Unix(), a), Rev: 1, Kind: kindCheckIn, Audience: a, Opening: opening, By: by,
		Own: by == practice.Left, Day: practice.DayOf(at), Body: &c}
	if e.Own {
		e.At = at
	}
	return e
}

func fold(entries ...practice.Entry) *State {
	s := start()
	for _, e := range entries {
		apply(s, e)
	}
	return s
}

// S4.1: three steps make one entry, held once there are two, and for oneself until then (R3).
func TestThreeStepsMakeOneEntry(t *testing.T) {
	form := practice.Form{"step": "1", "stop": "2", "mood": "tired", "go": "next"}
	for step := 1; step < 3; step++ {
		r, err := checkIn(turn(true, form), start())
		if err != nil || r.To != "/checkin" || len(r.Entries) != 0 {
			t.Fatalf("step %d: %+v, %v", step, r, err)
		}
		page, err := checkInPage(turn(true, r.Keep), start())
		v := page.View.(CheckInView)
		if err != nil || v.Step != step+1 || v.Stop() != 2 || v.Mood != "tired" || v.Question == "" {
			t.Fatalf("after step %d: %+v, %v", step, v, err)
		}
		form = practice.Form{"step": fmt.Sprint(v.Step), "stop": "2", "mood": v.Mood, "mind": "my sister",
			"mind_prompt": v.MindPrompt, "ahead_prompt": v.AheadPrompt, "passed": v.Passed, "go": "next"}
	}
	form["ahead"] = "bread"
	r, err := checkIn(turn(true, form), start())
	if err != nil || len(r.Entries) != 1 || r.To != "/waiting" {
		t.Fatalf("%+v, %v", r, err)
	}
	e := r.Entries[0]
	if e.Audience != practice.Held || e.Pair != place || e.Fresh != 72*time.Hour {
		t.Errorf("given to two as %+v", e)
	}
	if c := e.Body.(CheckIn); c.Stop != 2 || c.Mind != "my sister" || c.Ahead != "bread" || c.MindPrompt == "" {
		t.Errorf("body %+v", c)
	}
	if r, _ = checkIn(turn(false, form), start()); r.Entries[0].Audience != practice.Mine {
		t.Errorf("alone it was given as %s", r.Entries[0].Audience)
	}
}

// R7, R12: a check-in that was left between two steps keeps its words. On another day it begins at the
// first step with them, or with today's questions when there were none.
func TestLeftBetweenTwoSteps(t *testing.T) {
	left := func(form practice.Form) practice.Form {
		r, err := checkIn(turn(true, form), start())
		if err != nil || r.Keep == nil {
			t.Fatalf("%+v, %v", r, err)
		}
		return r.Keep
	}
	shown := func(at time.Time, form practice.Form) CheckInView {
		tn := turn(true, form)
		tn.Now = at
		r, err := checkInPage(tn, start())
		if err != nil {
			t.Fatal(err)
		}
		return r.View.(CheckInView)
	}
	words := left(practice.Form{"step": "2", "go": "next", "mood": "tired", "mind": "my sister"})
	if v := shown(evening, words); v.Step != 3 || v.Mind != "my sister" {
		t.Errorf("the same evening: %+v", v)
	}
	if v := shown(evening.Add(24*time.Hour), words); v.Step != 1 || v.Mind != "my sister" || v.Mood != "tired" {
		t.Errorf("the next evening: %+v", v)
	}
	empty := left(practice.Form{"step": "1", "go": "next"})
	empty["mind_prompt"] = "yesterday's"
	if v := shown(evening.Add(24*time.Hour), empty); v.Step != 1 || v.MindPrompt == "yesterday's" {
		t.Errorf("without words, the next evening: %+v", v)
	}
	if v := shown(evening, left(practice.Form{"step": "3", "go": "back", "ahead": "bread"})); v.Step != 2 || v.Ahead != "bread" {
		t.Errorf("one step back: %+v", v)
	}
}

// Bad input: a plain sentence, and everything typed is still there.
func TestRefusalsKeepWords(t *testing.T) {
	long := strings.Repeat("ö", practice.MaxText+1)
	r, err := checkIn(turn(true, practice.Form{"step": "3", "go": "give", "mind": long, "ahead": "x"}), start())
	v, ok := r.View.(CheckInView)
	if err != nil || !ok || !r.Refused || v.Error.Key != "text.toolong" || v.Mind != long || v.Ahead != "x" {
		t.Errorf("too long: refused %v, %v, %v", r.Refused, v.Error, err)
	}
	r, _ = checkIn(turn(true, practice.Form{"step": "3", "go": "give", "mood": "  "}), start())
	if !r.Refused || r.View.(CheckInView).Error.Key != "rituals.checkin.empty" {
		t.Errorf("empty: %+v", r)
	}
}

// Two devices change the same letter: the later one sees both and chooses.
func TestTwoDevicesChangeOneLetter(t *testing.T) {
	s := fold(given(practice.Held, "", practice.Left, evening.Add(-time.Hour), CheckIn{Mind: "first device"}))
	form := practice.Form{"step": "3", "go": "give", "mind": "second device", "base": s.Standing.ID + ".0"}
	r, _ := checkIn(turn(true, form), s)
	v := r.View.(CheckInView)
	if !r.Refused || v.OtherWords == nil || v.OtherWords.Mind != "first device" || v.Mind != "second device" {
		t.Fatalf("%+v", r)
	}
	form["anyway"] = "1"
	if r, _ = checkIn(turn(true, form), s); len(r.Entries) != 1 {
		t.Errorf("after choosing: %+v", r)
	}
	// It opened meanwhile: nothing opened is changed, and the words stay.
	form = practice.Form{"step": "3", "go": "give", "mind": "too late", "base": "x.1"}
	r, _ = checkIn(turn(true, form), start())
	if v := r.View.(CheckInView); !r.Refused || v.Error.Key != "rituals.checkin.gone" || v.Mind != "too late" || v.Base != "" {
		t.Errorf("opened meanwhile: %+v", r)
	}
}

// R4: a person may turn their own answer down to Just me; the standing one goes.
func TestTurnDownToJustMe(t *testing.T) {
	s := fold(given(practice.Held, "", practice.Left, evening, CheckIn{Mind: "x"}))
	form := practice.Form{"step": "3", "go": "give", "mind": "x", "audience": "mine", "base": base(s)}
	r, _ := checkIn(turn(true, form), s)
	if len(r.TakeBack) != 1 || r.TakeBack[0] != s.Standing.ID || r.Entries[0].Audience != practice.Mine {
		t.Errorf("%+v", r)
	}
}

// T1, R5: Today offers the check-in until there was one, says what is ready, and counts nothing.
func TestSteps(t *testing.T) {
	rank := func(s *State) (out []practice.Rank) {
		for _, step := range steps(turn(true, nil), s) {
			out = append(out, step.Rank)
		}
		return out
	}
	for name, c := range map[string]struct {
		s    *State
		want []practice.Rank
	}{
		"nothing yet": {start(), []practice.Rank{practice.RankCheckIn}},
		"given today": {fold(given(practice.Held, "", practice.Left, evening, CheckIn{Mind: "x"})), nil},
		"not today":   {fold(practice.Entry{Kind: kindLater, Own: true, Day: practice.DayOf(evening), Body: &Later{}}), nil},
		"ready": {fold(given(practice.Ours, "p", practice.Left, evening, CheckIn{Mind: "x"}), given(practice.Ours, "p", practice.Right, evening, CheckIn{Mind: "y"})),
			[]practice.Rank{practice.RankReady}},
		"only the other's half is left": {fold(given(practice.Ours, "p", practice.Right, evening, CheckIn{Mind: "y"})), []practice.Rank{practice.RankCheckIn}},
		"a question": {fold(given(practice.Ours, "p", practice.Left, evening, CheckIn{Mind: "x"}), given(practice.Ours, "p", practice.Right, evening, CheckIn{Mind: "y"}),
			practice.Entry{Kind: kindRead, Own: true, By: practice.Left, Audience: practice.Mine, Body: &Read{"p"}},
			practice.Entry{Kind: kindAnswer, By: practice.Right, Audience: practice.Ours, Body: &Answer{"p", "question", "when?"}}), []practice.Rank{practice.RankAsk}},
	} {
		if got := rank(c.s); fmt.Sprint(got) != fmt.Sprint(c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

// S4.1: at least 120 prompts, rotating: none comes back before the others of its step were used.
// R6: a pass brings another, lighter or about something else, and which prompt somebody gets follows
// a secret of theirs, so that it does not tell of a pass.
func TestPromptsRotate(t *testing.T) {
	d := decks.In("en")
	if n := len(d.prompts); n < 120 {
		t.Errorf("%d prompts", n)
	}
	s := start()
	seen := map[string]bool{}
	tt := turn(true, nil)
	for range d.order["mind"] {
		s.Pairs = make([]*Pair, 20) // all depths are open
		p := d.pick(s, tt, "mind", nil)
		if seen[p.ID] {
			t.Fatalf("%s came back after %d of %d", p.ID, len(seen), len(d.order["mind"]))
		}
		seen[p.ID] = true
		s.Seen.Saw(p.ID)
		tt.Now = tt.Now.Add(24 * time.Hour)
	}
	first16 := map[string]bool{}
	for i := range 16 {
		other := turn(true, nil)
		other.Secret[0] = byte(i)
		p := d.pick(start(), other, "mind", nil)
		if again := d.pick(start(), other, "mind", nil); again.ID != p.ID {
			t.Errorf("%s, and then %s", p.ID, again.ID)
		}
		first16[p.ID] = true
	}
	if len(first16) < 8 {
		t.Errorf("16 people get %d different prompts", len(first16))
	}
	first := d.pick(start(), turn(true, nil), "mind", nil)
	second := d.pick(start(), turn(true, nil), "mind", []string{first.ID})
	if second.ID == first.ID || second.Depth > first.Depth {
		t.Errorf("after passing %+v came %+v", first, second)
	}
}

// S4.2, R5: a question back can be left, which nobody learns, and asked once, so that none becomes a
// demand; what one said under a pair can be taken back.
func TestQuestionsAreNoDemand(t *testing.T) {
	pair := []practice.Entry{given(practice.Ours, "p", practice.Left, evening, CheckIn{Mind: "x"}), given(practice.Ours, "p", practice.Right, evening, CheckIn{Mind: "y"}),
		{Kind: kindRead, Own: true, By: practice.Left, Audience: practice.Mine, Body: &Read{"p"}}}
	asked := fold(append(pair, practice.Entry{Kind: kindAnswer, By: practice.Right, Audience: practice.Ours, Body: &Answer{"p", "question", "when?"}})...)
	if asked.asked(practice.Left) == nil {
		t.Fatal("the question is not offered")
	}
	r, err := leave(turn(true, practice.Form{"opening": "p"}), asked)
	if err != nil || len(r.Entries) != 1 || r.Entries[0].Audience != practice.Mine {
		t.Fatalf("%+v, %v", r, err)
	}
	apply(asked, practice.Entry{Kind: kindLeft, Own: true, Audience: practice.Mine, Body: &Left{"p"}})
	if asked.asked(practice.Left) != nil {
		t.Error("left, and offered again")
	}
	mine := fold(append(pair, practice.Entry{ID: "q", Kind: kindAnswer, Own: true, By: practice.Left, Audience: practice.Ours, Body: &Answer{"p", "question", "when?"}})...)
	if r, _ := answer(turn(true, practice.Form{"opening": "p", "what": "question", "words": "and then?"}), mine); !r.Refused {
		t.Error("a second question under one pair")
	}
	if r, _ := takeBack(turn(true, practice.Form{"entry": "q"}), mine); len(r.TakeBack) != 1 || r.TakeBack[0] != "q" {
		t.Errorf("taking a question back: %+v", r)
	}
}

// S4.2: what I did about a pair holds in whatever order it comes: the pair lies on the shared shelf by
// the clock of one server, the mark on my own by that of another.
func TestMarksMayComeFirst(t *testing.T) {
	mark := func(kind string, own bool, body any) practice.Entry {
		return practice.Entry{ID: kind, Kind: kind, Audience: practice.Mine, By: practice.Left, Own: own, Body: body}
	}
	pair := []practice.Entry{
		given(practice.Ours, "o1", practice.Left, evening, CheckIn{Mind: "one"}),
		given(practice.Ours, "o1", practice.Right, evening, CheckIn{Mind: "two"}),
		{ID: "asked", Kind: kindAnswer, Audience: practice.Ours, By: practice.Right, Body: &Answer{"o1", "question", "Why?"}},
	}
	read, left := mark(kindRead, true, &Read{"o1"}), mark(kindLeft, true, &Left{"o1"})
	for i := range len(pair) + 1 {
		entries := append(append(append([]practice.Entry{}, pair[:i]...), read, left), pair[i:]...)
		if s := fold(entries...); s.unread() != nil || s.asked(practice.Left) != nil || len(s.Pairs) != 1 {
			t.Errorf("marks after %d entries of the pair: unread %v, asked %v", i, s.unread() != nil, s.asked(practice.Left) != nil)
		}
	}
	if s := fold(append([]practice.Entry{mark(kindRead, false, &Read{"o1"})}, pair...)...); s.unread() == nil {
		t.Error("a mark of somebody else counts")
	}
}
