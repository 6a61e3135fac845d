package listening

import "footbridge/internal/practice"

// PastView is one talk in a list.
type PastView struct {
	ID    string
	Day   practice.Day
	Topic string
	Way   practice.Say
	Whole bool
}

// PastsView is the list of talks.
type PastsView struct {
	List []PastView
	Last string // the id at which older ones begin, or empty
}

// pastShows is how many talks a page of the list has.
const pastShows = 30

// past lists talks that began, the newest first, from the one before an id on.
func past(t practice.Turn, s *State, before string, most int) (list []PastView, more bool) {
	on := before == ""
	for i := len(s.Talks) - 1; i >= 0; i-- {
		k := s.Talks[i]
		if on && k.Begun && k.Over() {
			if len(list) == most {
				return list, true
			}
			list = append(list, PastView{k.ID, k.Day, topicText(t.Lang, k), wayTitle[k.Way], k.Whole})
		}
		on = on || k.ID == before
	}
	return list, false
}

func pastPage(t practice.Turn, s *State) (practice.Reply, error) {
	v := PastsView{}
	var more bool
	if v.List, more = past(t, s, t.Form["last"], pastShows); more {
		v.Last = v.List[len(v.List)-1].ID
	}
	return practice.ShowPage("past.html", v), nil
}

// EndView is a talk that has ended.
type EndView struct {
	Talk        string
	Title, Lead practice.Say
	Day         practice.Day
	Topic       string
	Other       string
	Me          practice.Side
	Said        []PastSaid
	NotStored   bool
	Feelings    []Feeling
	Felt        string // the one that was chosen
	Thanked     bool   // by the viewer
	Thanks      bool   // by the other
	Whole       bool
	Fresh       bool   // it ended today or yesterday
	Away        string // something to do without the phone
}

// PastSaid is the words of one turn, with what takes them back where they are one's own.
type PastSaid struct {
	SaidView
	Back string
}

// Feeling is one word for how it was.
type Feeling struct {
	ID, Text string
	Chosen   bool
}

// endPage is the page of the talk when none is open: how the last one ended, with the way to what was said.
// It is the same page as before, so that a phone that lies open turns to it.
func endPage(t practice.Turn, s *State) (practice.Reply, error) {
	k, left := s.last(), practice.Text(t.Form["words"])
	v := TalkView{Over: true, Left: left, Title: practice.Sentence("listening.gone"), Lead: practice.Sentence("listening.gone.lead")}
	switch {
	case k != nil && k.Begun && k.Over():
		v.Talk, v.Ended = k.ID, true
		v.Title, v.Lead = ended(k)
	case k == nil && left == "":
		return practice.Reply{To: "/"}, nil
	}
	return practice.ShowPage("talk.html", v), nil
}

// ended says how a talk ended.
func ended(k *Talk) (title, lead practice.Say) {
	if k.Whole {
		return practice.Sentence("listening.end.whole"), practice.Sentence("listening.end.whole.lead")
	}
	return practice.Sentence("listening.end.stopped"), practice.Sentence("listening.end.stopped.lead")
}

// onePage shows one talk that has ended.
func onePage(t practice.Turn, s *State) (practice.Reply, error) {
	k := s.talk(t.Form["talk"])
	if k == nil || !k.Begun || !k.Over() {
		return practice.Reply{}, practice.ErrNotHere
	}
	return practice.ShowPage("end.html", endView(t, s, k)), nil
}

func endView(t practice.Turn, s *State, k *Talk) EndView {
	d := decks.In(t.Lang)
	v := EndView{Talk: k.ID, Day: k.Day, Topic: topicText(t.Lang, k), Other: t.Other.Name, Me: t.Me.Side, NotStored: !k.Way.typed(), Whole: k.Whole,
		Thanked: s.Thanked[bySide{k.ID, t.Me.Side}], Thanks: s.Thanked[bySide{k.ID, t.Other.Side}],
		Fresh: practice.DayOf(t.Now)-k.Last <= standsLive}
	v.Title, v.Lead = ended(k)
	for i := range k.Turns {
		w, ok := s.words(k, i)
		if !ok {
			continue
		}
		one := PastSaid{SaidView: sayView(t, k.Turns[i].Move, w)}
		if w.Own {
			one.Back = w.ID
		}
		v.Said = append(v.Said, one)
	}
	for _, f := range d.After {
		v.Feelings = append(v.Feelings, Feeling{f.ID, f.Text, f.ID == s.After[k.ID]})
		if f.ID == s.After[k.ID] {
			v.Felt = f.Text
		}
	}
	v.Away = d.Away.At(int(k.Last))
	return v
}

// after keeps how I am after a talk, for me alone.
func after(t practice.Turn, s *State) (practice.Reply, error) {
	k := s.talk(t.Form["talk"])
	if k == nil || !k.Begun || !k.Over() {
		return practice.Reply{}, practice.ErrNotHere
	}
	r := practice.Reply{To: "/talks/" + k.ID, Say: practice.Sentence("common.kept")}
	for _, f := range decks.In(t.Lang).After {
		if f.ID == t.Form["feeling"] && f.ID != s.After[k.ID] {
			r.Entries = []practice.NewEntry{{Kind: kindAfter, Audience: practice.Mine, Body: After{k.ID, f.ID}}}
		}
	}
	if len(r.Entries) == 0 {
		r.Say = practice.Say{}
	}
	return r, nil
}

// thank says thank you for a talk, once.
func thank(t practice.Turn, s *State) (practice.Reply, error) {
	k := s.talk(t.Form["talk"])
	if k == nil || !k.Begun || !k.Over() || !t.Two() {
		return practice.Reply{}, practice.ErrNotHere
	}
	r := practice.Reply{To: "/talks/" + k.ID, Say: practice.Sentence("listening.thanked")}
	if !s.Thanked[bySide{k.ID, t.Me.Side}] {
		r.Entries = []practice.NewEntry{{Kind: kindThanked, Audience: practice.Ours, Body: Thanked{k.ID}}}
	}
	return r, nil
}

// takeBack erases the viewer's own words of a turn. The turn itself stays, so that a talk keeps its course.
func takeBack(t practice.Turn, s *State) (practice.Reply, error) {
	for at, w := range s.Words {
		if w.ID == t.Form["entry"] && w.Own {
			to := "/talks/" + at.talk
			if k := s.talk(at.talk); k == nil || !k.Over() {
				to = "/talk"
			}
			return practice.Reply{TakeBack: []string{w.ID}, To: to, Say: practice.Sentence("listening.takenback")}, nil
		}
	}
	return practice.Reply{To: "/", Say: practice.Sentence("listening.takenback.gone")}, nil
}
