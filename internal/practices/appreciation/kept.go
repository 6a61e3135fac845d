package appreciation

import "footbridge/internal/practice"

// notKept answers an act upon a note that is not there any more.
var notKept = practice.Reply{To: "/", Say: practice.Sentence("appreciation.gone")}

// changePage shows a kept note in the field, or the unsent words of this page.
func changePage(t practice.Turn, s *State) (practice.Reply, error) {
	n, ok := find(s.Kept, t.Form["note"])
	_, typed := t.Form["words"]
	switch {
	case !ok && !typed:
		return practice.Reply{}, practice.ErrNotHere
	case !ok:
		return practice.ShowPage("write.html", goneView(t, s)), nil
	case typed:
		return practice.ShowPage("write.html", changeView(t, s, n, practice.Text(t.Form["words"]))), nil
	}
	return practice.ShowPage("write.html", changeView(t, s, n, n.Words)), nil
}

func changeView(t practice.Turn, s *State, n Note, said string) WriteView {
	v := view(t, s, sheet{Noted: Noted{n.Prompt, said}, day: practice.DayOf(t.Now)}, practice.Mine)
	v.To, v.Change = "/kept/"+n.ID+"/change", true
	if v.Prompt != n.Prompt { // a question that is no longer asked
		v.Prompt, v.Question = "", ""
	}
	return v
}

// goneView is the page of words that changed a note which is no longer kept. They can be kept as a
// new one.
func goneView(t practice.Turn, s *State) WriteView {
	v := view(t, s, read(t), practice.Mine)
	v.Error = practice.Sentence("appreciation.gone.words")
	return v
}

// change writes a kept note anew, in the place of the old one.
func change(t practice.Turn, s *State) (practice.Reply, error) {
	n, ok := find(s.Kept, t.Form["note"])
	if !ok {
		return practice.Refuse("write.html", goneView(t, s)), nil
	}
	said := practice.Text(t.Form["words"])
	if why := wrong(said); why.Key != "" {
		v := changeView(t, s, n, said)
		v.Error = why
		return practice.Refuse("write.html", v), nil
	}
	return practice.Reply{
		Entries: []practice.NewEntry{{Kind: kindNoted, Audience: practice.Mine, Body: Noted{n.Prompt, said}, Replaces: n.ID}},
		To:      "/", Say: practice.Sentence("common.kept"),
	}, nil
}

// GiveView is the page on which a kept note is read once more before it is given.
type GiveView struct {
	ID    string
	Other string
	Me    practice.Person
	Words string
}

// givePage shows a kept note and says who will see it.
func givePage(t practice.Turn, s *State) (practice.Reply, error) {
	n, ok := find(s.Kept, t.Form["note"])
	if !ok || !t.Two() {
		return practice.Reply{}, practice.ErrNotHere
	}
	return practice.ShowPage("give.html", GiveView{n.ID, t.Other.Name, t.Me, n.Words}), nil
}

// give writes a kept note for both and takes the kept one back.
func give(t practice.Turn, s *State) (practice.Reply, error) {
	n, ok := find(s.Kept, t.Form["note"])
	if !ok || !t.Two() {
		return notKept, nil
	}
	return practice.Reply{
		Entries:  []practice.NewEntry{{Kind: kindNoted, Audience: practice.Ours, Body: n.Noted}},
		TakeBack: []string{n.ID}, To: practice.Today, Say: practice.Sentence("appreciation.given"),
	}, nil
}

// takeBack erases the viewer's own words: a kept note, a given one, or that one landed.
func takeBack(t practice.Turn, s *State) (practice.Reply, error) {
	id := t.Form["entry"]
	r := practice.Reply{TakeBack: []string{id}, To: "/", Say: practice.Sentence("appreciation.takenback")}
	if _, ok := find(s.Kept, id); ok {
		return r, nil
	}
	if n, ok := find(s.Given, id); ok && n.Own {
		r.Say = practice.Sentence("appreciation.takenback.given")
		return r, nil
	}
	for _, n := range s.Given {
		if l, ok := s.landing(n); ok && l.ID == id && l.Own {
			r.To = "/notes/" + n.ID
			return r, nil
		}
	}
	return notKept, nil
}
