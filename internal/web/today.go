package web

import (
	"net/http"
	"slices"

	"footbridge/internal/journal"
	"footbridge/internal/people"
	"footbridge/internal/practice"
	"footbridge/internal/web/look"
)

// rowsOnToday is how many things Today shows besides its one card (T1).
const rowsOnToday = 2

// offer is a step of a practice on its way to Today.
type offer struct {
	practice.Step
	slug string
}

// today asks every practice what it offers and shows the first as the one card (T1).
func (s *Server) today(w http.ResponseWriter, r *http.Request, v *people.Visit) error {
	view := look.Today{}
	var offers []offer
	t := s.turn(v, practice.Form{}, random())
	view.Now = t.Now
	view.Shared = v.SharedDevice
	from := int64(0)
	for i, p := range s.Practices {
		if slices.Contains(v.Hidden, p.Slug) {
			continue
		}
		err := s.folds.with(r.Context(), reader(v), p, func(state any, at journal.Heads, _ int) error {
			for _, step := range p.Steps(t, state) {
				offers = append(offers, offer{step, p.Slug})
			}
			if view.Away == "" {
				view.Away = p.Away(t, state)
			}
			if i == 0 {
				from = total(at) // what the first was asked about: what came while the others were is told by the stream
			}
			view.First = at == (journal.Heads{})
			return nil
		})
		if err != nil {
			return err
		}
	}
	offers = oneSuggestion(offers, t)
	slices.SortStableFunc(offers, func(a, b offer) int { return int(a.Rank) - int(b.Rank) })
	if v.Partner != nil {
		view.Other = v.Partner.Name
	}
	if v.Welcome && v.Pending != nil {
		view.Card = welcomeCard(v)
	}
	for _, o := range offers {
		if view.Card == nil {
			view.Card = o.card()
		} else if len(view.Rows) < rowsOnToday {
			view.Rows = append(view.Rows, look.Row{Icon: o.Icon, Title: o.Title, Why: o.Why, To: o.path(o.To)})
		}
	}
	if v.Partner == nil && !v.Welcome && len(view.Rows) < rowsOnToday {
		view.Rows = append(view.Rows, look.Row{Icon: "mail", Title: practice.Sentence("invite.title"), Why: practice.Sentence("support.invite"), To: "/invite"})
	}
	p := page{name: "today.html", view: view, visit: v, path: "/", at: from}
	switch {
	case v.Changed:
		p.say = practice.Sentence("error.changed.couple")
	case v.Notice != nil && v.Notice.Kind == people.NoticeUsed:
		p.say = practice.Sentence("recover.used")
	}
	return s.showHouse(w, r, p)
}

// oneSuggestion leaves of what the practices suggest by themselves one (T1), another one on another day. Which it is
// follows the viewer's secret.
func oneSuggestion(offers []offer, t practice.Turn) []offer {
	n := 0
	for _, o := range offers {
		if o.Rank == practice.RankSuggest {
			n++
		}
	}
	if n < 2 {
		return offers
	}
	chosen := (int(practice.DayOf(t.Now)) + int(t.Secret[1])) % n
	return slices.DeleteFunc(offers, func(o offer) bool {
		if o.Rank != practice.RankSuggest {
			return false
		}
		chosen--
		return chosen != -1
	})
}

func (o offer) path(p string) string { return "/practices/" + o.slug + p }

func (o offer) card() *look.Card {
	c := &look.Card{Icon: o.Icon, Title: o.Title, Words: o.Words, Why: o.Why, Button: o.Button, To: o.path(o.To), Later: o.Later}
	if o.LaterTo != "" {
		c.LaterTo = o.path(o.LaterTo)
	}
	return c
}

// welcomeCard comes first for an inviter whom somebody has joined.
func welcomeCard(v *people.Visit) *look.Card {
	return &look.Card{
		Icon: "handshake", Title: practice.Sentence("today.joined", "Name", v.Pending.Name),
		Why: practice.Sentence("today.joined.why"), Button: practice.Sentence("today.joined.button"), To: "/joined",
	}
}
