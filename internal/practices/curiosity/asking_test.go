package curiosity

import (
	"fmt"
	"testing"
	"time"

	"footbridge/internal/practice"
)

var noon = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)

func turn(f practice.Form) practice.Turn {
	return practice.Turn{Now: noon, Lang: "en", Form: f, Me: practice.Person{Side: practice.Left, Name: "Ada", Zone: time.UTC}, Other: practice.Person{Side: practice.Right, Name: "Bo", Zone: time.UTC}}
}

func entry(id string, by practice.Side, audience practice.Audience, days int, body any) practice.Entry {
	return practice.Entry{ID: id, Audience: audience, By: by, Own: by == practice.Left, Day: practice.DayOf(noon) - practice.Day(days), Body: body}
}

func fold(entries ...practice.Entry) *State {
	s := start()
	for _, e := range entries {
		apply(s, e)
	}
	return s
}

// S6.1: no question of the deck comes twice before all of its depth were used, whatever was asked, passed or answered.
func TestNeverRepeatedUntilUsedUp(t *testing.T) {
	s, questions := start(), decks.In("en").questions
	all := 0
	for _, q := range questions {
		if q.Depth == 2 {
			all++
		}
	}
	seen := map[string]bool{}
	for n := range all {
		t2 := turn(nil)
		t2.Now = noon.AddDate(0, 0, n)
		q := decks.In("en").pick(s, t2, 2, nil)
		if seen[q.ID] {
			t.Fatalf("%s comes again after %d of %d", q.ID, n, all)
		}
		seen[q.ID] = true
		switch n % 3 {
		case 0:
			apply(s, entry(fmt.Sprint("a", n), practice.Left, practice.Ours, 0, &Asked{Question: q.ID, Way: You}))
		case 1:
			apply(s, entry(fmt.Sprint("a", n), practice.Left, practice.Mine, 0, &Passed{[]string{q.ID}}))
		default:
			apply(s, entry(fmt.Sprint("a", n), practice.Left, practice.Mine, 0, &Answered{Question: q.ID, Words: "x"}))
		}
	}
	if q := decks.In("en").pick(s, turn(nil), 2, nil); q.Depth != 2 {
		t.Errorf("all are used up, and %s of another depth comes", q.ID)
	}
}

// S6.3: how questions landed changes what comes next for the one who was asked: their theme, how deep, and whether Today asks.
func TestLandingChangesWhatComes(t *testing.T) {
	landed := func(how string, n int, days int) (out []practice.Entry) {
		for i := range n {
			id := fmt.Sprint(how, i)
			out = append(out, entry(id, practice.Right, practice.Ours, days, &Asked{Question: fmt.Sprintf("home-%02d", i+1), Way: You}),
				entry("l"+id, practice.Left, practice.Mine, days, &Landed{id, how}))
		}
		return out
	}
	for n, want := range map[int]int{0: 1, 2: 1, 3: 2, 8: 3} {
		if got := fold(landed(Warm, n, 9)...).depth("en"); got != want {
			t.Errorf("after %d that landed warm: depth %d, not %d", n, got, want)
		}
	}
	if got := fold(append(landed(Warm, 3, 9), landed(Interview, 1, 9)...)...).depth("en"); got != 1 {
		t.Errorf("after one like an interview: depth %d", got)
	}
	if got := fold(landed(Fine, 8, 9)...).depth("en"); got != 1 {
		t.Errorf("after eight that were fine: depth %d", got)
	}
	themesOf := func(s *State) (home int) {
		for day := range 60 {
			x := turn(nil)
			x.Now = noon.AddDate(0, 0, day)
			if decks.In("en").pick(s, x, 1, nil).Tags[0] == "home" {
				home++
			}
		}
		return home
	}
	warm, cold, plain := themesOf(fold(landed(Warm, 2, 9)...)), themesOf(fold(landed(NotNow, 2, 9)...)), themesOf(start())
	if warm <= plain || cold != 0 {
		t.Errorf("questions about home on 60 days: %d after warm, %d plain, %d after not now", warm, plain, cold)
	}
	ask := entry("q", practice.Right, practice.Ours, 1, &Asked{Question: "days-01", Way: You})
	offered := func(s *State) bool {
		for _, step := range steps(turn(nil), s) {
			if step.Rank == practice.RankAsk {
				return true
			}
		}
		return false
	}
	if !offered(fold(ask)) {
		t.Error("a question is not offered on Today")
	}
	if offered(fold(append(landed(Interview, 1, 3), ask)...)) || !offered(fold(append(landed(Interview, 1, 8), ask)...)) {
		t.Error("after one like an interview Today does not rest for a week")
	}
	if offered(fold(ask, entry("l", practice.Left, practice.Mine, 0, &Left{"q"}))) {
		t.Error("what was left comes again")
	}
}

// S6.4: what was answered a year ago can be asked again, once, and then and now lie side by side.
func TestThenAndNow(t *testing.T) {
	old := []practice.Entry{entry("q", practice.Left, practice.Ours, 400, &Asked{Question: "us-01", Way: You}), entry("a", practice.Right, practice.Ours, 366, &Answered{Asked: "q", Words: "then words"}),
		entry("r", practice.Left, practice.Mine, 366, &Read{"a"})}
	s := fold(old...)
	if got := s.old(practice.DayOf(noon)); len(got) != 1 {
		t.Fatalf("a year ago: %v", got)
	}
	if got := s.old(practice.DayOf(noon) - 2); len(got) != 0 {
		t.Errorf("not yet a year: %v", got)
	}
	r, err := again(turn(practice.Form{"ask": "q"}), s)
	if err != nil || len(r.Entries) != 1 {
		t.Fatalf("again: %+v %v", r, err)
	}
	b := r.Entries[0].Body.(Asked)
	apply(s, entry("q2", practice.Left, practice.Ours, 0, &b))
	if got := s.old(practice.DayOf(noon)); len(got) != 0 {
		t.Errorf("asked again, and offered still: %v", got)
	}
	if r, _ := again(turn(practice.Form{"ask": "q"}), s); len(r.Entries) != 0 {
		t.Error("asked again twice")
	}
	apply(s, entry("a2", practice.Right, practice.Ours, 0, &Answered{Asked: "q2", Words: "now words"}))
	apply(s, entry("r2", practice.Left, practice.Mine, 0, &Read{"a2"}))
	page, _ := askedPage(turn(practice.Form{"ask": "q2"}), s)
	v := page.View.(AskedView)
	if len(v.Answers) != 1 || v.Answers[0].Words != "now words" || len(v.Then) != 1 || v.Then[0].Answers[0].Words != "then words" {
		t.Errorf("then and now: %+v", v)
	}
}
