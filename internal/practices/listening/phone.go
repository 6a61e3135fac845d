package listening

import "footbridge/internal/practice"

// PhoneView is one phone that lies between the two: a half for each, the far one turned round.
type PhoneView struct {
	Talk      string
	Far, Near HalfView
	Running   bool
	Soft      string
}

// HalfView is one person's half.
type HalfView struct {
	Talk        string // what its form answers to
	Turn, Rest  int
	Far         bool // turned round
	Side        practice.Side
	Name        string
	Title, Lead practice.Say
	Moves       []MoveView
	Lit         bool // has the lantern, or something to do
}

// onePhone says whether the talk that is open is held on one phone: then the other of the two, who has
// signed in beside the viewer, may take turns in the viewer's browser.
func onePhone(t practice.Turn, s *State) bool {
	k := s.open(t)
	return k != nil && k.Way == Phone
}

func phonePage(t practice.Turn, s *State) (practice.Reply, error) {
	if !t.Two() || !t.Beside || !onePhone(t, s) {
		return practice.Reply{To: "/talk"}, nil
	}
	k := s.open(t)
	v := PhoneView{Talk: k.ID, Running: !k.Resting, Far: half(k, t.Other, t.Me), Near: half(k, t.Me, t.Other)}
	v.Far.Far = true
	r := practice.ShowPage("phone.html", v)
	if r.Again = soft(t, k); k.ticks() && r.Again == 0 {
		v.Soft = decks.In(t.Lang).Soft.At(k.turn())
		r.View = v
	}
	return r, nil
}

// half tells the talk to one of the two.
func half(k *Talk, me, other practice.Person) HalfView {
	x := seen(k, me.Side, other.Name)
	return HalfView{Talk: k.ID, Turn: k.turn(), Rest: k.Rests, Side: me.Side, Name: me.Name, Title: x.title, Lead: x.lead, Moves: x.moves, Lit: len(x.moves) > 0}
}

// phoneMove takes a turn from either half.
func phoneMove(t practice.Turn, s *State) (practice.Reply, error) {
	if t.Two() && !onePhone(t, s) {
		return practice.Reply{To: "/talk", Say: practice.Sentence("listening.over")}, nil
	}
	return answer(t, s, "/phone")
}
