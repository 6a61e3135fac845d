package appreciation

import (
	"fmt"
	"reflect"
	"slices"
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

// entry is one entry of Ada's (left) or Bo's (right) as Ada reads it, days before the evening.
func entry(id string, by practice.Side, a practice.Audience, days int, body any) practice.Entry {
	return practice.Entry{ID: id, Rev: 1, Audience: a, By: by, Own: by == practice.Left,
		Day: practice.DayOf(evening) - practice.Day(days), Body: body}
}

func kept(id string) practice.Entry {
	return entry(id, practice.Left, practice.Mine, 1, &Noted{Words: "kept " + id})
}

func mine(id string) practice.Entry {
	return entry(id, practice.Left, practice.Ours, 1, &Noted{Words: "given " + id})
}

func theirs(id string) practice.Entry {
	return entry(id, practice.Right, practice.Ours, 1, &Noted{Words: "from Bo " + id})
}

func opened(id string) practice.Entry {
	return entry("r"+id, practice.Left, practice.Mine, 0, &Read{id})
}

func landed(id, note string, by practice.Side) practice.Entry {
	return entry(id, by, practice.Ours, 0, &Landed{note, "because " + id})
}

func fold(entries ...practice.Entry) *State {
	s := start()
	for _, e := range entries {
		apply(s, e)
	}
	return s
}

// R3, R4: the page decides who reads a note; alone there is only Just me, and words that lay on the
// other page move there.
func TestAudienceBelongsToThePage(t *testing.T) {
	form := practice.Form{"words": "  You rang the clinic.\r\nTwice. ", "go": "give", "prompt": "notice-003", "passed": "notice-001,nonsense"}
	for name, c := range map[string]struct {
		do   func(practice.Turn, *State) (practice.Reply, error)
		two  bool
		want practice.Audience
		to   string
	}{
		"for both":          {write, true, practice.Ours, practice.Today},
		"just for me":       {keep, true, practice.Mine, "/"},
		"just for me alone": {keep, false, practice.Mine, "/"},
	} {
		r, err := c.do(turn(c.two, form), start())
		if err != nil || len(r.Entries) != 2 || r.To != c.to {
			t.Fatalf("%s: %+v, %v", name, r, err)
		}
		if e := r.Entries[0]; e.Audience != c.want || e.Kind != kindNoted ||
			e.Body != (Noted{"notice-003", "You rang the clinic.\nTwice."}) {
			t.Errorf("%s: %+v", name, e)
		}
		if e := r.Entries[1]; e.Audience != practice.Mine || !reflect.DeepEqual(e.Body, Passed{[]string{"notice-001"}}) {
			t.Errorf("%s: passed as %+v", name, e)
		}
	}
	form["day"] = fmt.Sprint(int(practice.DayOf(evening)))
	for name, two := range map[string]bool{"alone": false, "just for me instead": true} {
		if two {
			form["go"] = "mine"
		}
		r, _ := write(turn(two, form), start())
		if len(r.Entries) != 0 || r.To != "/keep" || r.Keep["words"] != "You rang the clinic.\nTwice." {
			t.Errorf("%s: %+v", name, r)
		}
		page, _ := keepPage(turn(two, r.Keep), start())
		if v := page.View.(WriteView); v.Audience != practice.Mine || v.Words != r.Keep["words"] || v.To != "/keep" || v.Prompt != "notice-003" {
			t.Errorf("%s: the page begins with %+v", name, v)
		}
	}
	for _, two := range []bool{true, false} {
		page, _ := writePage(turn(two, nil), start())
		if v := page.View.(WriteView); v.Ours() != two || (v.To == "/write") != two {
			t.Errorf("two %v: %+v", two, v)
		}
	}
}

// Bad input: a plain sentence, and everything typed is still there.
func TestRefusalsKeepWords(t *testing.T) {
	long := strings.Repeat("ö", practice.MaxText+1)
	both := fold(kept("k"), theirs("n"), opened("n"))
	for name, c := range map[string]struct {
		do    func(practice.Turn, *State) (practice.Reply, error)
		note  string
		words string
		want  string
	}{
		"nothing to give":        {write, "", " \n", "appreciation.empty"},
		"nothing to keep":        {keep, "", "", "appreciation.empty"},
		"too long to give":       {write, "", long, "text.toolong"},
		"changed to nothing":     {change, "k", "", "appreciation.empty"},
		"changed to too much":    {change, "k", long, "text.toolong"},
		"changed, and gone":      {change, "x", "my words", "appreciation.gone.words"},
		"too long a why":         {land, "n", long, "text.toolong"},
		"a why for what is gone": {land, "x", "my words", ""},
	} {
		r, err := c.do(turn(true, practice.Form{"note": c.note, "words": c.words, "go": "give"}), both)
		if err != nil || !r.Refused || len(r.Entries)+len(r.TakeBack) > 0 {
			t.Errorf("%s: %+v, %v", name, r, err)
			continue
		}
		words, why := "", ""
		switch v := r.View.(type) {
		case WriteView:
			words, why = v.Words, v.Error.Key
			if c.want == "appreciation.gone.words" && v.To != "/keep" {
				t.Errorf("%s: goes to %s", name, v.To)
			}
		case OneView:
			words, why = v.Words, v.Error.Key
		case GoneView:
			words = v.Words
		}
		if words != practice.Text(c.words) || why != c.want {
			t.Errorf("%s: %q with %q", name, why, words)
		}
	}
}

// S8.1, R4: a kept note is changed, erased or given by its writer, one at a time; the old one goes with
// the same reply.
func TestKeptNotes(t *testing.T) {
	s := fold(kept("one"), kept("two"))
	for name, c := range map[string]struct {
		do   func(practice.Turn, *State) (practice.Reply, error)
		form practice.Form
		want practice.NewEntry
	}{
		"changed": {change, practice.Form{"note": "one", "words": "other"}, practice.NewEntry{Kind: kindNoted, Audience: practice.Mine, Body: Noted{Words: "other"}, Replaces: "one"}},
		"given":   {give, practice.Form{"note": "one"}, practice.NewEntry{Kind: kindNoted, Audience: practice.Ours, Body: Noted{Words: "kept one"}}},
		"erased":  {takeBack, practice.Form{"entry": "one"}, practice.NewEntry{}},
	} {
		r, err := c.do(turn(true, c.form), s)
		gone := r.TakeBack
		for _, e := range r.Entries {
			if e.Replaces != "" {
				gone = append(gone, e.Replaces)
			}
		}
		if err != nil || !slices.Equal(gone, []string{"one"}) {
			t.Errorf("%s: %+v, %v", name, r, err)
		}
		if c.want.Kind != "" && (len(r.Entries) != 1 || !reflect.DeepEqual(r.Entries[0], c.want)) {
			t.Errorf("%s: %+v", name, r.Entries)
		}
	}
	page, err := givePage(turn(true, practice.Form{"note": "one"}), s)
	if v, ok := page.View.(GiveView); err != nil || !ok || v.Words != "kept one" || v.Other != "Bo" {
		t.Errorf("reading it once more: %+v, %v", page, err)
	}
	for note, two := range map[string]bool{"gone": true, "one": false} { // alone there is nobody to give to
		f := practice.Form{"note": note}
		if r, err := give(turn(two, f), s); err != nil || len(r.Entries)+len(r.TakeBack) > 0 || r.Say.Key != "appreciation.gone" {
			t.Errorf("giving %s: %+v, %v", note, r, err)
		}
		if _, err := givePage(turn(two, f), s); err != practice.ErrNotHere {
			t.Errorf("reading %s before giving: %v", note, err)
		}
	}
	page, _ = changePage(turn(true, practice.Form{"note": "one"}), s)
	if v := page.View.(WriteView); v.Words != "kept one" || !v.Change || v.Audience != practice.Mine {
		t.Errorf("changing begins with %+v", v)
	}
	page, _ = changePage(turn(true, practice.Form{"note": "one", "words": "unsent"}), s)
	if v := page.View.(WriteView); v.Words != "unsent" {
		t.Errorf("unsent words give way to %+v", v)
	}
	front, _ := frontPage(turn(true, nil), s)
	if v := front.View.(FrontView); len(v.Kept) != 2 || v.Kept[0].ID != "two" {
		t.Errorf("the front page has %+v", v.Kept)
	}
}

// R5: opening is the reader's own mark, the words come after it, and nothing of it reaches the giver
// before the reader says so.
func TestReadingIsNotTold(t *testing.T) {
	s := fold(theirs("n"))
	page, _ := notePage(turn(true, practice.Form{"note": "n"}), s)
	if page.Page != "ready.html" {
		t.Fatalf("unopened it shows %s", page.Page)
	}
	r, err := open(turn(true, practice.Form{"note": "n"}), s)
	want := []practice.NewEntry{{Kind: kindRead, Audience: practice.Mine, Body: Read{"n"}}}
	if err != nil || !reflect.DeepEqual(r.Entries, want) || r.To != "/notes/n" {
		t.Fatalf("%+v, %v", r, err)
	}
	if _, err := land(turn(true, practice.Form{"note": "n"}), s); err != practice.ErrNotHere {
		t.Errorf("it landed before it was opened: %v", err)
	}
	apply(s, opened("n"))
	page, _ = notePage(turn(true, practice.Form{"note": "n"}), s)
	if v, ok := page.View.(OneView); !ok || v.Note.Words != "from Bo n" || v.Note.Asked != "" {
		t.Errorf("opened it shows %+v", page)
	}
	if r, _ := open(turn(true, practice.Form{"note": "n"}), s); len(r.Entries) != 0 {
		t.Errorf("opened twice: %+v", r.Entries)
	}
	for name, c := range map[string]struct {
		s    *State
		want string
	}{
		"nothing came back":                {fold(mine("m")), "note.html"},
		"it landed, and I have not opened": {fold(mine("m"), landed("l", "m", practice.Right)), "ready.html"},
		"it landed, and I have opened":     {fold(mine("m"), landed("l", "m", practice.Right), opened("l")), "note.html"},
	} {
		page, _ := notePage(turn(true, practice.Form{"note": "m"}), c.s)
		if page.Page != c.want {
			t.Errorf("%s: %s", name, page.Page)
		}
	}
}

// S8.3: that it landed is said by the receiver, once for a note; saying it again replaces the
// first, and so lays no second plank.
func TestLandsOnce(t *testing.T) {
	form := practice.Form{"note": "n", "words": "I thought nobody saw that."}
	r, err := land(turn(true, form), fold(theirs("n"), opened("n")))
	want := practice.NewEntry{Kind: kindLanded, Audience: practice.Ours, Body: Landed{"n", "I thought nobody saw that."}}
	if err != nil || len(r.TakeBack) != 0 || len(r.Entries) != 1 || !reflect.DeepEqual(r.Entries[0], want) {
		t.Fatalf("%+v, %v", r, err)
	}
	said := []practice.Entry{theirs("n"), opened("n"), landed("l", "n", practice.Left)}
	r, _ = land(turn(true, form), fold(said...))
	if len(r.TakeBack) != 0 || len(r.Entries) != 1 || r.Entries[0].Replaces != "l" {
		t.Errorf("in other words: %+v", r)
	}
	if r, _ = land(turn(true, practice.Form{"note": "n", "words": "because l"}), fold(said...)); len(r.Entries)+len(r.TakeBack) > 0 {
		t.Errorf("in the same words: %+v", r)
	}
	r, _ = takeBack(turn(true, practice.Form{"entry": "l"}), fold(said...))
	if len(r.TakeBack) != 1 || r.TakeBack[0] != "l" || len(r.Entries) != 0 {
		t.Fatalf("taken back: %+v", r)
	}
	if _, err := land(turn(true, practice.Form{"note": "m"}), fold(mine("m"))); err != practice.ErrNotHere {
		t.Errorf("one's own note landed: %v", err)
	}
	s := fold(mine("m"), landed("own", "m", practice.Left))
	if l, ok := s.landing(s.Given[0]); ok {
		t.Errorf("the writer's own word counts: %+v", l)
	}
	for kind, planks := range map[string]int{kindNoted: 1, kindLanded: 1, kindRead: 0} {
		if k, _ := Practice.Kind(kind); k.Planks != planks {
			t.Errorf("%s lays %d planks", kind, k.Planks)
		}
	}
}

// R4: what is given can be taken back by its writer alone, and what was said about it is then not
// shown; it offers nothing and fails nothing.
func TestTakenBackIsGone(t *testing.T) {
	s := fold(mine("m"), theirs("n"))
	if r, _ := takeBack(turn(true, practice.Form{"entry": "m"}), s); len(r.TakeBack) != 1 || r.Say.Key != "appreciation.takenback.given" {
		t.Errorf("one's own: %+v", r)
	}
	for _, id := range []string{"n", "nothing", ""} {
		if r, _ := takeBack(turn(true, practice.Form{"entry": id}), s); len(r.TakeBack) != 0 {
			t.Errorf("%q is not mine to take back: %+v", id, r)
		}
	}
	orphan := fold(landed("l", "gone", practice.Right), landed("k", "gone", practice.Left))
	if len(steps(never(turn(true, nil)), orphan)) != 0 {
		t.Error("an orphan is offered on Today")
	}
	if _, err := notePage(turn(true, practice.Form{"note": "gone"}), orphan); err != practice.ErrNotHere {
		t.Errorf("a note that is gone: %v", err)
	}
	if r, err := land(turn(true, practice.Form{"note": "gone"}), orphan); err != nil || r.Say.Key != "appreciation.gone" {
		t.Errorf("it landed when it was gone: %+v, %v", r, err)
	}
}
