package appreciation

import "footbridge/internal/practice"

// ReadyView is the page before something that the viewer has not opened yet.
type ReadyView struct {
	ID string // of the note that it is, or belongs to
}

// NoteView is one note on a page, with what was said about it.
type NoteView struct {
	ID      string
	Side    practice.Side
	Name    string // of who wrote it
	Own     bool
	Day     practice.Day
	Asked   string // the question, on one's own notes
	Words   string
	Landing *LandingView
}

// LandingView is that a note landed.
type LandingView struct {
	ID    string
	Side  practice.Side
	Name  string
	Own   bool
	Words string
}

// OneView is the page of one given note.
type OneView struct {
	Note    NoteView
	Other   string
	Words   string // of the field: why it landed
	Because []string
	Error   practice.Say
}

func noteView(t practice.Turn, s *State, n Note) NoteView {
	v := NoteView{ID: n.ID, Side: n.By, Name: t.Other.Name, Own: n.Own, Day: n.Day, Words: n.Words}
	if n.Own {
		p, _ := decks.In(t.Lang).prompts.Find(n.Prompt)
		v.Name, v.Asked = t.Me.Name, p.Text
	}
	if l, ok := s.landing(n); ok && (l.Own || s.Read[l.ID]) {
		v.Landing = &LandingView{l.ID, l.By, t.Other.Name, l.Own, l.Words}
		if l.Own {
			v.Landing.Name = t.Me.Name
		}
	}
	return v
}

// notePage shows one given note, or what lies before it while it was not opened.
func notePage(t practice.Turn, s *State) (practice.Reply, error) {
	n, ok := find(s.Given, t.Form["note"])
	switch {
	case !ok:
		return gone(t, practice.ShowPage)
	case s.unread(n) != "":
		return practice.ShowPage("ready.html", ReadyView{n.ID}), nil
	}
	v := oneView(t, s, n)
	if said, typed := t.Form["words"]; typed { // typed here before and not sent
		v.Words = practice.Text(said)
	}
	return practice.ShowPage("note.html", v), nil
}

func oneView(t practice.Turn, s *State, n Note) OneView {
	v := OneView{Note: noteView(t, s, n), Other: t.Other.Name, Because: decks.In(t.Lang).because}
	if l := v.Note.Landing; l != nil && l.Own {
		v.Words = l.Words
	}
	return v
}

// GoneView is the page of a note that is not there any more. Words typed under it are still there.
type GoneView struct {
	Words string
}

// gone answers for a note that is not there: with the words that were typed, if there are any.
func gone(t practice.Turn, page func(string, any) practice.Reply) (practice.Reply, error) {
	if said := practice.Text(t.Form["words"]); said != "" {
		return page("gone.html", GoneView{said}), nil
	}
	return practice.Reply{}, practice.ErrNotHere
}

// open marks what there is to read about a note as opened by me. The other never learns of it.
func open(t practice.Turn, s *State) (practice.Reply, error) {
	n, ok := find(s.Given, t.Form["note"])
	if !ok {
		return notKept, nil
	}
	r := practice.Reply{To: "/notes/" + n.ID}
	if id := s.unread(n); id != "" {
		r.Entries = []practice.NewEntry{{Kind: kindRead, Audience: practice.Mine, Body: Read{id}}}
	}
	return r, nil
}

// land says that a note landed, perhaps with why. Saying it again replaces the first, so that there is
// one for a note, and lays no second plank.
func land(t practice.Turn, s *State) (practice.Reply, error) {
	n, ok := find(s.Given, t.Form["note"])
	if !ok && practice.Text(t.Form["words"]) == "" {
		return notKept, nil
	}
	if !ok {
		return gone(t, practice.Refuse)
	}
	if n.Own || s.unread(n) != "" {
		return practice.Reply{}, practice.ErrNotHere
	}
	said := practice.Text(t.Form["words"])
	if practice.TooLong(said) {
		v := oneView(t, s, n)
		v.Words, v.Error = said, practice.Sentence("text.toolong", "Max", practice.MaxText)
		return practice.Refuse("note.html", v), nil
	}
	r := practice.Reply{To: "/notes/" + n.ID, Say: practice.Sentence("appreciation.landed.said")}
	before, _ := s.landing(n)
	if before.ID == "" || before.Words != said {
		r.Entries = []practice.NewEntry{{Kind: kindLanded, Audience: practice.Ours, Body: Landed{n.ID, said}, Replaces: before.ID}}
	}
	return r, nil
}
