package listening

import (
	"fmt"
	"os"
	"reflect"
	"regexp"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"footbridge/internal/practice"
)

// S3.1: the table in the package's comment is the table that the talk goes by.
func TestTableIsTheOneInTheComment(t *testing.T) {
	b, err := os.ReadFile("listening.go")
	if err != nil {
		t.Fatal(err)
	}
	var want []rule
	line := regexp.MustCompile(`(?m)^//\t([a-z]+) +([a-z]+) +(speaker|listener|either) +(any|1|2) +([a-z]+)$`)
	for _, m := range line.FindAllStringSubmatch(string(b), -1) {
		half := map[string]int{"any": 0, "1": 1, "2": 2}[m[4]]
		want = append(want, rule{Step(m[1]), Move(m[2]), role(m[3]), half, Step(m[5])})
	}
	if len(want) == 0 || !slices.Equal(rules, want) {
		t.Errorf("the comment has\n%v\nthe talk goes by\n%v", want, rules)
	}
}

// S3.1, S3.2: in every step each of the two is shown something, and has a button for every turn that
// they may take and for none that they may not.
func TestEveryStepIsShown(t *testing.T) {
	for _, r := range rules {
		for _, who := range []role{speaker, listener} {
			at := scene{r.step, who}
			if r.step == Toss {
				at.who = either
			}
			x, ok := shows[at]
			if !ok {
				t.Errorf("nothing is shown in %v", at)
			}
			has := slices.ContainsFunc(x.moves, func(m MoveView) bool { return m.Go == r.move })
			if may := r.by == either || r.by == at.who || at.who == either; has != may {
				t.Errorf("%v: a button for %s: %v, and it may be taken: %v", at, r.move, has, may)
			}
			if r.move.speaks() && has && (x.field == "" || x.moves[0].Go != r.move) {
				t.Errorf("%v: %s has no field", at, r.move)
			}
		}
	}
}

var evening = time.Date(2026, 11, 19, 19, 30, 0, 0, time.UTC)

// table is the shelf that two share, as the host keeps it: one form after the other, each answered on what lies
// there. It stands in for the journal in a test of rules.
type table struct {
	log []practice.Entry
	rnd byte
}

func (k *table) state(side practice.Side) *State {
	s := start()
	for _, e := range k.log {
		if e.Audience == practice.Mine && e.By != side {
			continue
		}
		e.Own = e.By == side
		apply(s, e)
	}
	return s
}

func (k *table) turn(side practice.Side, f practice.Form) practice.Turn {
	t := practice.Turn{Now: evening, Lang: "en", Form: f, Random: [32]byte{k.rnd}}
	t.Me, t.Other = practice.Person{Side: practice.Left, Name: "Ada", Zone: time.UTC}, practice.Person{Side: practice.Right, Name: "Bo", Zone: time.UTC}
	if side == practice.Right {
		t.Me, t.Other = t.Other, t.Me
	}
	return t
}

// post sends a form and lays what it brings on the table. It says how many entries came.
func (k *table) post(do func(practice.Turn, *State) (practice.Reply, error), side practice.Side, f practice.Form) (practice.Reply, int) {
	k.rnd++
	r, err := do(k.turn(side, f), k.state(side))
	if err != nil {
		return r, 0
	}
	for _, e := range r.Entries {
		k.log = append(k.log, practice.Entry{ID: fmt.Sprint("e", len(k.log)), Rev: 1, Kind: e.Kind, Audience: e.Audience, By: side,
			Day: practice.DayOf(evening), Body: pointer(e.Body)})
	}
	return r, len(r.Entries)
}

// pointer is a body as the host hands it to a fold.
func pointer(body any) any {
	p := reflect.New(reflect.TypeOf(body))
	p.Elem().Set(reflect.ValueOf(body))
	return p.Interface()
}

// form is what a page of a person carries now.
func (k *table) form(side practice.Side, m Move, words string) practice.Form {
	v := k.state(side).last()
	return practice.Form{"talk": v.ID, "turn": fmt.Sprint(v.turn()), "rest": fmt.Sprint(v.Rests), "go": string(m), "words": words}
}

// now is the talk as a person sees it.
func (k *table) now(side practice.Side) *Talk { return k.state(side).last() }

// begun is a talk in which both have said that they are here.
func begun(way Way) *table {
	k := &table{}
	k.post(openTalk, practice.Left, practice.Form{"way": string(way), "topic": "topic-001"})
	k.post(move, practice.Right, k.form(practice.Right, MoveHere, ""))
	if k.now(practice.Left).Resting {
		k.post(move, practice.Left, k.form(practice.Left, MoveHere, ""))
	}
	return k
}

var allMoves = []Move{MoveToss, MoveSay, MoveHand, MoveBack, MoveYes, MoveAlmost, MoveAdd, MoveAsk, MoveEnough, MoveTell,
	MoveSkip, MoveAnswer, MovePass, MoveSwap, MoveHere, MovePause, MoveStop}

// unheard reads what lies on the table, without the machine, and tells where somebody asked or answered who
// had not said back the newest of what the other said, or whom the other had not told "yes, that's it".
func unheard(log []practice.Entry) string {
	var spoke, back practice.Side
	heard := false
	for i, e := range log {
		m := Move("")
		switch b := e.Body.(type) {
		case *Moved:
			m = b.Move
		case *Heard:
			m = MoveYes
		case *Opened:
			spoke, back, heard = "", "", false
		}
		switch m {
		case MoveSay, MoveAdd:
			spoke, back, heard = e.By, "", false
		case MoveBack:
			back = e.By
		case MoveYes:
			if e.By != spoke || back != spoke.Other() {
				return fmt.Sprintf("entry %d: %s confirms what %q said back of %q", i, e.By, back, spoke)
			}
			heard = true
		case MoveAsk, MoveEnough, MoveAnswer, MovePass:
			if !heard || e.By != spoke.Other() {
				return fmt.Sprintf("entry %d: %s does %s, and %q was heard: %v", i, e.By, m, spoke, heard)
			}
		case MoveSwap:
			spoke, back, heard = "", "", false
		}
	}
	return ""
}

// S3.1, S3.2: from any state, no sequence of forms by either person, in any order, twice, late, from an
// older page or made up, lets anybody ask or answer before the speaker confirmed; and both always see the
// same talk.
func TestNobodyIsAnsweredBeforeTheyWereHeard(t *testing.T) {
	whole := 0
	rapid.Check(t, func(rt *rapid.T) {
		k := begun(rapid.SampledFrom(Ways).Draw(rt, "way"))
		var old []practice.Form
		for range rapid.IntRange(1, 60).Draw(rt, "forms") {
			side := rapid.SampledFrom([]practice.Side{practice.Left, practice.Right}).Draw(rt, "who")
			m := rapid.SampledFrom(allMoves).Draw(rt, "move")
			switch rapid.IntRange(0, 9).Draw(rt, "kind") {
			case 0, 1, 2, 3, 4, 5: // what a button of the page does, where there is one
				if b := seen(k.now(side), side, "x").moves; len(b) > 0 {
					m = rapid.SampledFrom(b).Draw(rt, "button").Go
				}
			case 6, 7: // an old form, again or late, with whatever button
				if len(old) > 0 {
					f := practice.Form{}
					for name, value := range rapid.SampledFrom(old).Draw(rt, "old") {
						f[name] = value
					}
					if rapid.Bool().Draw(rt, "other button") {
						f["go"] = string(m)
					}
					k.post(move, side, f)
					continue
				}
			case 8: // another talk
				k.post(openTalk, side, practice.Form{"way": string(Typed)})
				continue
			}
			if k.now(side).Over() && rapid.Bool().Draw(rt, "new") {
				k.post(openTalk, side, practice.Form{"way": string(Typed)})
			}
			f := k.form(side, m, "words")
			old = append(old, f)
			do := move
			if rapid.Bool().Draw(rt, "page") {
				do = phoneMove
			}
			k.post(do, side, f)
		}
		if bad := unheard(k.log); bad != "" {
			rt.Fatal(bad)
		}
		if k.now(practice.Left).Whole {
			whole++
		}
		if l, r := k.state(practice.Left).Talks, k.state(practice.Right).Talks; !reflect.DeepEqual(l, r) {
			rt.Fatalf("two talks: %+v and %+v", l, r)
		}
	})
	t.Logf("%d talks came to their end", whole)
}

// The check above can fail: a talk that forgets to wait for "yes" is found.
func TestAnAnswerTooEarlyIsFound(t *testing.T) {
	k := begun(Typed)
	k.post(move, practice.Left, k.form(practice.Left, MoveToss, ""))
	s := k.now(practice.Left).Speaker
	k.post(move, s, k.form(s, MoveSay, "I am tired."))
	k.post(move, s.Other(), k.form(s.Other(), MoveBack, "You are tired."))
	k.log = append(k.log, practice.Entry{By: s.Other(), Body: &Moved{Move: MoveAnswer}})
	if unheard(k.log) == "" {
		t.Error("an answer before it was confirmed goes unnoticed")
	}
}

// S3.1: whatever lies on the shelf, a talk's steps follow the table: entries that no form would bring are
// left out by the fold.
func TestFoldLeavesOutWhatMayNotBe(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		k := begun(rapid.SampledFrom(Ways).Draw(rt, "way"))
		talk := k.now(practice.Left).ID
		for range rapid.IntRange(1, 40).Draw(rt, "entries") {
			m := rapid.SampledFrom(allMoves).Draw(rt, "move")
			e := practice.Entry{By: rapid.SampledFrom([]practice.Side{practice.Left, practice.Right}).Draw(rt, "by"), Audience: practice.Ours,
				Body: &Moved{Talk: talk, Turn: rapid.IntRange(0, 20).Draw(rt, "turn"), Move: m, First: practice.Left}}
			if m == MoveYes {
				e.Body = &Heard{Talk: talk, Turn: rapid.IntRange(0, 20).Draw(rt, "turn of yes")}
			}
			k.log = append(k.log, e)
		}
		var kept []practice.Entry
		for _, turn := range k.now(practice.Left).Turns {
			body := any(&Moved{Move: turn.Move})
			if turn.Move == MoveYes {
				body = &Heard{}
			}
			kept = append(kept, practice.Entry{By: turn.By, Body: body})
		}
		if bad := unheard(kept); bad != "" {
			rt.Fatal(bad)
		}
	})
}
