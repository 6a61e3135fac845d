package web

import (
	"errors"
	"net/http"

	"footbridge/internal/people"
	"footbridge/internal/practice"
	"footbridge/internal/web/look"
)

// supportPage is me and my phone: name, look, password, sign-ins, and what to know.
func (s *Server) supportPage(w http.ResponseWriter, r *http.Request, v *people.Visit) error {
	return s.showSupport(w, r, v, 0, look.Support{})
}

func (s *Server) showSupport(w http.ResponseWriter, r *http.Request, v *people.Visit, status int, view look.Support) error {
	if view.MeError.Key == "" {
		view.Called, view.Zone, view.Lang = v.Name, v.Zone, s.pages.lang(v.Lang)
	}
	view.Side, view.Theme, view.Still, view.Hints = practice.Side(v.Side), look.Theme(v.Theme), v.Still, !v.NoHints
	view.Example = s.demo()
	view.Langs, view.Words = s.pages.words.Langs(), v.Words
	view.RecoveryUsed = v.Notice != nil && v.Notice.Kind == people.NoticeUsed
	view.RecoveryMade = v.Notice != nil && v.Notice.Kind == people.NoticeMade
	if v.Partner != nil {
		view.Other = v.Partner.Name
	}
	var err error
	if view.Runs, err = s.People.Keeper(r.Context()); err != nil {
		return err
	}
	sessions, err := s.People.Sessions(r.Context(), v)
	if err != nil {
		return err
	}
	for _, one := range sessions {
		view.Sessions = append(view.Sessions, look.Session{ID: one.ID, Device: one.Agent,
			Since: practice.DayOf(one.Created.In(zone(v.Zone))), Here: one.Current, Shared: one.Shared})
	}
	return s.showHouse(w, r, page{status: status, name: "support.html", view: view, visit: v, path: "/support"})
}

func (s *Server) changeMe(w http.ResponseWriter, r *http.Request, v *people.Visit) error {
	f, err := readForm(r)
	if err != nil {
		return err
	}
	p := v.Profile()
	p.Name, p.Zone, p.Lang = practice.Text(f["called"]), f["zone"], s.pages.lang(f["lang"], v.Lang)
	err = s.People.ChangeProfile(r.Context(), v, p)
	var field *people.ErrField
	if errors.As(err, &field) {
		return s.showSupport(w, r, v, http.StatusUnprocessableEntity,
			look.Support{Called: p.Name, Zone: p.Zone, Lang: p.Lang, MeError: fieldSay(field)})
	}
	return s.saved(w, r, err)
}

func (s *Server) changeLook(w http.ResponseWriter, r *http.Request, v *people.Visit) error {
	f, err := readForm(r)
	if err != nil {
		return err
	}
	p := v.Profile()
	p.Theme, p.Still, p.NoHints = f["theme"], f["still"] != "", f["hints"] == ""
	err = s.People.ChangeProfile(r.Context(), v, p)
	var field *people.ErrField
	if errors.As(err, &field) {
		return errForm
	}
	return s.saved(w, r, err)
}

func (s *Server) saved(w http.ResponseWriter, r *http.Request, err error) error {
	if err != nil {
		return err
	}
	return redirectSaying(w, r, "/support", "support.saved")
}

func (s *Server) changePassword(w http.ResponseWriter, r *http.Request, v *people.Visit) error {
	f, err := readForm(r)
	if err != nil {
		return err
	}
	view := look.Support{}
	if f["propose"] != "" {
		view.Proposal = people.ProposePassword()
		return s.showSupport(w, r, v, 0, view)
	}
	err = s.People.ChangePassword(r.Context(), v, f["old"], f["password"])
	say, slow := slowSay(err)
	switch {
	case err == nil: // a code that somebody copied with the old password must not stay
		code, err := s.People.NewRecovery(r.Context(), v, f["password"])
		if err != nil {
			return err
		}
		return s.showHouse(w, r, page{name: "recovery.html", view: look.Recovery{Code: code, Renewed: true, Next: "/support"}, visit: v, path: "/support", flow: true,
			say: practice.Sentence("support.password.done")})
	case slow:
		view.PasswordError = say
	case errors.Is(err, people.ErrWrong):
		view.PasswordError = practice.Sentence("problem.password.wrong")
	case errors.Is(err, people.ErrPassword):
		view.PasswordError = passwordSay(err)
	default:
		return err
	}
	return s.showSupport(w, r, v, http.StatusUnprocessableEntity, view)
}

// newRecovery shows a new recovery code once; the old one ends.
func (s *Server) newRecovery(w http.ResponseWriter, r *http.Request, v *people.Visit) error {
	f, err := readForm(r)
	if err != nil {
		return err
	}
	code, err := s.People.NewRecovery(r.Context(), v, f["password"])
	say, slow := slowSay(err)
	switch {
	case err == nil:
		return s.showHouse(w, r, page{name: "recovery.html", view: look.Recovery{Code: code, Renewed: true, Next: "/support"}, visit: v, path: "/support", flow: true})
	case slow:
	case errors.Is(err, people.ErrWrong):
		say = practice.Sentence("problem.password.wrong")
	default:
		return err
	}
	return s.showSupport(w, r, v, http.StatusUnprocessableEntity, look.Support{CodeError: say})
}

// endSession ends one other session, or all others.
func (s *Server) endSession(w http.ResponseWriter, r *http.Request, v *people.Visit) error {
	f, err := readForm(r)
	if err != nil {
		return err
	}
	if f["session"] == "others" {
		err = s.People.EndOthers(r.Context(), v)
	} else {
		err = s.People.EndSession(r.Context(), v, f["session"])
	}
	if err != nil && !errors.Is(err, people.ErrNoSession) {
		return err
	}
	s.Wakes.Wake(v.OwnShelf, 0) // streams of ended sessions look and end
	return redirectSaying(w, r, "/support", "support.ended")
}
