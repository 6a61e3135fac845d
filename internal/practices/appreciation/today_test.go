package appreciation

import (
	"fmt"
	"reflect"
	"slices"
	"testing"
	"time"

	"footbridge/internal/practice"
)

// never is a turn on a day without a suggestion.
func never(t practice.Turn) practice.Turn {
	for (int(practice.DayOf(t.Now))+int(t.Secret[0]))%quietDays == 0 {
		t.Secret[0]++
	}
	return t
}

// due is a turn on a day that has a suggestion.
func due(t practice.Turn) practice.Turn {
	for (int(practice.DayOf(t.Now))+int(t.Secret[0]))%quietDays != 0 {
		t.Secret[0]++
	}
	return t
}

// T1, R5: Today offers one thing to read at most, and one suggestion, not within three days of a note
// of one's own or of "not today", and not more often than every third day.
func TestSteps(t *testing.T) {
	note := func(days int) practice.Entry {
		return entry("m", practice.Left, practice.Ours, days, &Noted{Words: "x"})
	}
	notToday := func(days int) practice.Entry { return entry("x", practice.Left, practice.Mine, days, &Later{}) }
	ready, suggest := practice.RankReady, practice.RankSuggest
	for name, c := range map[string]struct {
		s    *State
		want []practice.Rank
	}{
		"nothing yet":                        {start(), []practice.Rank{suggest}},
		"noted two days ago":                 {fold(note(2)), nil},
		"noted three days ago":               {fold(note(3)), []practice.Rank{suggest}},
		"the other noted today, and I read":  {fold(theirs("n"), opened("n")), []practice.Rank{suggest}},
		"not today":                          {fold(notToday(0)), nil},
		"not today, two days ago":            {fold(notToday(2)), nil},
		"not today, three days ago":          {fold(notToday(3)), []practice.Rank{suggest}},
		"something to read":                  {fold(note(0), theirs("n")), []practice.Rank{ready}},
		"three things to read":               {fold(note(0), theirs("n"), theirs("o"), theirs("p")), []practice.Rank{ready}},
		"something came back":                {fold(note(0), landed("l", "m", practice.Right)), []practice.Rank{ready}},
		"I said that it landed":              {fold(note(0), theirs("n"), opened("n"), landed("l", "n", practice.Left)), nil},
		"the other said the same thing anew": {fold(note(0), landed("k", "m", practice.Right), opened("l")), []practice.Rank{ready}},
	} {
		var got []practice.Rank
		for _, step := range steps(due(turn(true, nil)), c.s) {
			got = append(got, step.Rank)
			if step.Rank == suggest && (step.To != "/write" || step.LaterTo != "/later" || step.Why.Key == "" || step.Words == "") {
				t.Errorf("%s: %+v", name, step)
			}
		}
		if fmt.Sprint(got) != fmt.Sprint(c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
	days := 0
	for day := range 30 {
		now := turn(true, nil)
		now.Now = now.Now.AddDate(0, 0, day)
		days += len(steps(now, start()))
	}
	if days != 10 {
		t.Errorf("suggested on %d of 30 days", days)
	}
	if s := steps(due(turn(false, nil)), start()); len(s) != 1 || s[0].To != "/keep" {
		t.Errorf("alone: %+v", s) // R3
	}
	r, err := later(turn(true, nil), start())
	if err != nil || len(r.Entries) != 1 || r.Entries[0].Audience != practice.Mine || r.To != practice.Today {
		t.Errorf("not today: %+v, %v", r, err)
	}
}

// S8.3: the jar holds what the other gave and I have opened; another one is another one.
func TestJar(t *testing.T) {
	s := fold(mine("m"), kept("k"), theirs("a"), opened("a"), theirs("b"), opened("b"), theirs("unopened"))
	drawn := map[string]int{}
	for i := range 60 {
		now := turn(true, practice.Form{"last": "a"})
		now.Random[0] = byte(i)
		other, _ := jarPage(now, s)
		if v := other.View.(JarView); v.Note.ID != "b" || !v.Others {
			t.Fatalf("another one than a: %+v", v)
		}
		now.Form = nil
		any, _ := jarPage(now, s)
		drawn[any.View.(JarView).Note.ID]++
	}
	if len(drawn) != 2 || drawn["a"] == 0 || drawn["b"] == 0 {
		t.Errorf("drawn: %v", drawn)
	}
	for name, c := range map[string]struct {
		s     *State
		ready string
		full  bool
	}{
		"empty":                {fold(mine("m"), kept("k")), "", false},
		"only one to open":     {fold(theirs("n")), "n", false},
		"only one, drawn last": {fold(theirs("n"), opened("n")), "", true},
	} {
		page, _ := jarPage(turn(true, practice.Form{"last": "n"}), c.s)
		if v := page.View.(JarView); v.Full != c.full || v.Ready != c.ready || v.Others {
			t.Errorf("%s: %+v", name, v)
		}
	}
}

// S8.3, R5: by month and by week both ways, no words before they were opened, nothing kept, no counts.
func TestLists(t *testing.T) {
	given := func(id string, by practice.Side, days int) practice.Entry {
		return entry(id, by, practice.Ours, days, &Noted{Words: id})
	}
	s := fold(given("old", practice.Left, 40), given("unopened", practice.Right, 30), given("week", practice.Right, 6), opened("week"),
		given("eight", practice.Left, 7), given("own", practice.Left, 0), kept("k"), given("new", practice.Right, 0))
	ids := func(v NoticedView) (out []string) {
		for _, n := range v.Notes {
			out = append(out, n.ID)
		}
		return out
	}
	for name, c := range map[string]struct {
		do     func(practice.Turn, *State) (practice.Reply, error)
		month  string
		want   []string
		months []Month
	}{
		"week":   {weekPage, "", []string{"own", "week"}, nil},
		"newest": {noticedPage, "", []string{"own", "eight", "week"}, []Month{{2026, 10}}},
		"older":  {noticedPage, "2026-10", []string{"old"}, []Month{{2026, 11}}},
	} {
		page, err := c.do(turn(true, practice.Form{"month": c.month}), s)
		if err != nil {
			t.Fatal(err)
		}
		v := page.View.(NoticedView)
		if !reflect.DeepEqual(ids(v), c.want) || !reflect.DeepEqual(v.Months, c.months) || v.Ready != "unopened" {
			t.Errorf("%s: %v, %v, %q", name, ids(v), v.Months, v.Ready)
		}
	}
	apply(s, landed("l", "own", practice.Right))
	for _, seen := range []bool{false, true} {
		if seen {
			apply(s, opened("l"))
		}
		page, _ := weekPage(turn(true, nil), s)
		if n := page.View.(NoticedView).Notes[0]; n.ID != "own" || (n.Landing != nil) != seen {
			t.Errorf("what came back stands in the list, opened %v: %+v", seen, n)
		}
	}
	if _, err := noticedPage(turn(true, practice.Form{"month": "2025-01"}), s); err != practice.ErrNotHere {
		t.Errorf("a month without notes: %v", err)
	}
	if page, err := noticedPage(turn(false, nil), start()); err != nil || page.View.(NoticedView).Month.Year != 0 {
		t.Errorf("empty: %+v, %v", page, err)
	}
}

// The shelves of two are merged by arrival, and clocks differ: the fold means the same in any order.
func TestOrderDoesNotMatter(t *testing.T) {
	entries := []practice.Entry{opened("n"), landed("l", "m", practice.Right), opened("l"), theirs("n"), mine("m"), landed("k", "n", practice.Left)}
	for range entries {
		entries = append(entries[1:], entries[0])
		s := fold(entries...)
		if len(steps(never(turn(true, nil)), s)) != 0 {
			t.Errorf("something is offered after %v", entries[0].ID)
		}
		page, _ := notePage(turn(true, practice.Form{"note": "m"}), s)
		if v, ok := page.View.(OneView); !ok || v.Note.Landing == nil || v.Note.Landing.Words != "because l" {
			t.Errorf("after %v: %+v", entries[0].ID, page)
		}
	}
}

// R6: a pass brings another question about something else, at once and without an entry; the words stay;
// which question somebody gets follows their secret; none comes back before the others were used.
func TestPrompts(t *testing.T) {
	d := decks.In("en")
	form := practice.Form{"words": "so far", "prompt": "notice-003", "go": "pass"}
	r, _ := write(turn(true, form), start())
	if len(r.Entries) != 0 || r.To != "/write" || r.Keep["words"] != "so far" || r.Keep["passed"] != "notice-003" {
		t.Fatalf("%+v", r)
	}
	page, _ := writePage(turn(true, r.Keep), start())
	if v := page.View.(WriteView); v.Prompt == "notice-003" || v.Words != "so far" {
		t.Errorf("after a pass: %+v", v)
	}
	s, seen := start(), map[string]bool{}
	for i := range d.prompts {
		now := turn(true, nil)
		now.Now = now.Now.Add(time.Duration(i) * 24 * time.Hour)
		p := d.pick(s, now, nil)
		if seen[p.ID] {
			t.Fatalf("%s came back after %d of %d", p.ID, i, len(d.prompts))
		}
		seen[p.ID] = true
		apply(s, entry("m", practice.Left, practice.Mine, 0, &Noted{p.ID, "x"}))
	}
	first := map[string]bool{}
	for i := range 16 {
		now := turn(true, nil)
		now.Secret[0] = byte(i)
		first[d.pick(start(), now, nil).ID] = true
	}
	if len(first) < 8 {
		t.Errorf("16 people get %d different prompts", len(first))
	}
	var passed []string // alone, and with the other far away, only what fits, whatever was passed
	for range 60 {
		alone, apart := turn(false, nil), turn(true, nil)
		apart.Other.Zone = time.FixedZone("far", 9*3600)
		if p := d.pick(start(), alone, passed); !p.Has("alone") {
			t.Errorf("alone: %q", p.Text)
		}
		p := d.pick(start(), apart, passed)
		if !p.Has("far") {
			t.Errorf("apart: %q", p.Text)
		}
		if slices.Contains(passed, p.ID) {
			t.Errorf("passed, and here again: %q", p.Text)
		}
		passed = append(passed, p.ID)
	}
	stale := practice.Form{"day": "1", "prompt": "notice-003", "words": "", "passed": "notice-004"}
	page, _ = writePage(turn(true, stale), start())
	if v := page.View.(WriteView); v.Passed != "" || v.Prompt != d.pick(start(), turn(true, nil), nil).ID {
		t.Errorf("a form of another day, without words: %+v", v)
	}
}
