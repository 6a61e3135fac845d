package web

import (
	"errors"
	"net/http"

	"footbridge/internal/people"
	"footbridge/internal/practice"
	"footbridge/internal/web/look"
)

// invitePage offers to invite, or shows the invitation that stands (A4).
func (s *Server) invitePage(w http.ResponseWriter, r *http.Request, v *people.Visit) error {
	if v.Partner != nil || v.Welcome {
		return redirect(w, r, "/")
	}
	view := look.Invite{Local: s.Local}
	standing, err := s.People.Standing(r.Context(), v)
	if err != nil {
		return err
	}
	if standing != nil {
		view.Code = standing.Code
		view.Until = practice.DayOf(standing.Expires.In(zone(v.Zone)))
		view.Link = s.Address.String() + "/i#" + standing.Code
	}
	return s.showHouse(w, r, page{name: "invite.html", view: view, visit: v, path: "/invite", flow: true})
}

// invite makes an invitation; one that stands already is shown again. It says that the bridge begins
// with planks when the one who invites has laid some by now (J1).
func (s *Server) invite(w http.ResponseWriter, r *http.Request, v *people.Visit) error {
	planks, err := s.Journal.Planks(r.Context(), reader(v))
	if err != nil {
		return err
	}
	_, err = s.People.Invite(r.Context(), v, planks)
	if err != nil && !errors.Is(err, people.ErrPaired) {
		return err
	}
	return redirect(w, r, "/invite")
}

func (s *Server) cancelInvitation(w http.ResponseWriter, r *http.Request, v *people.Visit) error {
	if err := s.People.CancelInvitation(r.Context(), v); err != nil {
		return err
	}
	return redirectSaying(w, r, "/invite", "invite.cancelled")
}

// invitedPage takes a code. The link is /i#CODE: the script moves the code into the field, because
// what stands behind the # never reaches a log. A code that is being carried is looked at again.
func (s *Server) invitedPage(w http.ResponseWriter, r *http.Request) error {
	if code := s.keptInvitation(r); code != "" {
		return s.showInvitation(w, r, code)
	}
	return s.showInvited(w, r, 0, look.Invited{})
}

func (s *Server) showInvited(w http.ResponseWriter, r *http.Request, status int, v look.Invited) error {
	return s.showHouse(w, r, page{status: status, name: "invited.html", view: v, path: "/i", flow: true, scene: look.Scene{Show: true, Alone: true}})
}

func (s *Server) invited(w http.ResponseWriter, r *http.Request) error {
	f, err := readForm(r)
	if err != nil {
		return err
	}
	return s.showInvitation(w, r, f["code"])
}

// showInvitation shows who invites, what this is, who runs the server, and two answers of one size.
func (s *Server) showInvitation(w http.ResponseWriter, r *http.Request, code string) error {
	v, err := s.People.Visit(r.Context(), cookie(r, s.cookieName()))
	if err != nil && !errors.Is(err, people.ErrNoSession) {
		return err
	}
	g, err := s.People.Look(r.Context(), v, code)
	if errors.Is(err, people.ErrInvitation) {
		s.dropInvitation(w)
		return s.showInvited(w, r, http.StatusUnprocessableEntity, look.Invited{Code: code, Error: practice.Sentence("problem.invitation")})
	}
	if err != nil {
		return err
	}
	view := look.Invitation{From: g.From, Runs: g.Keeper, Code: code, SignedIn: v != nil, Side: practice.Side(g.Side).Other(), Planks: g.Planks > 0}
	return s.showHouse(w, r, page{name: "invitation.html", view: view, path: "/i", flow: true, scene: look.SceneAlone(g.Planks, practice.Side(g.Side))})
}

// declined says no. Nobody is told.
func (s *Server) declined(w http.ResponseWriter, r *http.Request) error {
	s.dropInvitation(w)
	return redirect(w, r, "/")
}

// join says yes. Without an account the code waits, sealed in a cookie, until there is one.
func (s *Server) join(w http.ResponseWriter, r *http.Request) error {
	f, err := readForm(r)
	if err != nil {
		return err
	}
	v, err := s.People.Visit(r.Context(), cookie(r, s.cookieName()))
	if errors.Is(err, people.ErrNoSession) {
		s.keepInvitation(w, f["code"])
		return redirect(w, r, "/sign-up")
	}
	if err != nil {
		return err
	}
	if v.Side == "" {
		s.keepInvitation(w, f["code"])
		return redirect(w, r, "/arrive")
	}
	err = s.People.Join(r.Context(), v, f["code"])
	if v.Partner == nil {
		s.folds.dropAll(v.Account)
	}
	switch {
	case errors.Is(err, people.ErrPaired):
		s.dropInvitation(w)
		return redirect(w, r, "/joined")
	case errors.Is(err, people.ErrInvitation):
		s.dropInvitation(w)
		return s.showInvited(w, r, http.StatusUnprocessableEntity, look.Invited{Error: practice.Sentence("problem.invitation")})
	case err != nil:
		return err
	}
	s.dropInvitation(w)
	if now, err := s.People.Visit(r.Context(), cookie(r, s.cookieName())); err == nil && now.Partner != nil {
		s.Wakes.Wake(now.OwnShelf, 0)
		s.Wakes.Wake(now.Partner.Shelf, 0)
	}
	return redirect(w, r, "/joined")
}

// joinedPage shows the four words that the two compare once (A5).
func (s *Server) joinedPage(w http.ResponseWriter, r *http.Request, v *people.Visit) error {
	view := look.Joined{Words: v.Words}
	switch {
	case v.Changed:
		return problemf(http.StatusConflict, "error.changed.couple", people.ErrChanged)
	case v.Welcome && v.Pending != nil:
		view.Other, view.Words, view.Confirm = v.Pending.Name, v.Pending.Words, true
	case v.Partner != nil:
		view.Other = v.Partner.Name
	default:
		return redirect(w, r, "/")
	}
	p := page{name: "joined.html", view: view, visit: v, path: "/joined", flow: true}
	if view.Confirm { // the rope is across, as the page says
		planks, err := s.Journal.Planks(r.Context(), reader(v))
		if err != nil {
			return err
		}
		p.scene = s.saying(look.SceneOfJoining(planks), v)
	}
	return s.showHouse(w, r, p)
}

// confirm is the inviter's side of joining: everything is checked, and then signed.
func (s *Server) confirm(w http.ResponseWriter, r *http.Request, v *people.Visit) error {
	err := s.People.Confirm(r.Context(), v)
	switch {
	case errors.Is(err, people.ErrChanged):
		return problemf(http.StatusConflict, "error.changed.couple", err)
	case errors.Is(err, people.ErrPaired), errors.Is(err, people.ErrAlone):
		return redirect(w, r, "/")
	case err != nil:
		return err
	}
	s.folds.dropAll(v.Account)
	return redirect(w, r, "/")
}

// refuse is the inviter's other answer: the words differ, or it was not the person they meant. Both
// are alone again.
func (s *Server) refuse(w http.ResponseWriter, r *http.Request, v *people.Visit) error {
	err := s.People.Refuse(r.Context(), v)
	if errors.Is(err, people.ErrPaired) || errors.Is(err, people.ErrAlone) {
		return redirect(w, r, "/")
	}
	if err != nil {
		return err
	}
	return redirectSaying(w, r, "/invite", "joined.refused")
}
