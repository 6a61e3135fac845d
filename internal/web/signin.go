package web

import (
	"errors"
	"net/http"

	"footbridge/internal/people"
	"footbridge/internal/practice"
	"footbridge/internal/web/look"
)

// browser is what the store of people may know of where a request comes from.
func (s *Server) browser(r *http.Request, shared bool) people.Browser {
	return people.Browser{Agent: r.UserAgent(), Remote: s.remote(r), Cookie: cookie(r, s.cookieName()),
		Device: cookie(r, s.deviceName()), Shared: shared}
}

// letIn sets the cookies of somebody who has just signed in. A shared device remembers nothing.
func (s *Server) letIn(w http.ResponseWriter, in people.Cookies, shared bool) {
	age := people.SessionLife
	if shared {
		age = 0
	}
	s.setCookie(w, s.cookieName(), in.Session, age)
	if in.Device != "" {
		s.setCookie(w, s.deviceName(), in.Device, people.DeviceLife)
	}
}

// signInForm is what the sign-in page carries besides the name.
type signInForm struct {
	Name, To, Carried string
	Error             practice.Say
	Locked            bool // handed over by somebody who was signed in here
}

func (s *Server) signInPage(w http.ResponseWriter, r *http.Request) error {
	return s.showSignIn(w, r, 0, signInForm{})
}

func (s *Server) showSignIn(w http.ResponseWriter, r *http.Request, status int, f signInForm) error {
	v := look.SignIn{Name: f.Name, Error: f.Error, To: f.To, Locked: f.Locked}
	if f.Carried != "" {
		v.Carry = []look.Carry{{Name: "carried", Value: f.Carried}}
	}
	return s.showHouse(w, r, page{status: status, name: "sign-in.html", view: v, path: "/sign-in", flow: true,
		scene: look.Scene{Show: true, A: 8, B: 8}})
}

func (s *Server) signIn(w http.ResponseWriter, r *http.Request) error {
	f, err := readForm(r)
	if err != nil {
		return err
	}
	shared := f["shared"] != ""
	before, _ := s.People.Glance(r.Context(), cookie(r, s.cookieName())) // ends now, on a device for two
	in, err := s.People.SignIn(r.Context(), people.SignIn{Name: practice.Text(f["name"]), Password: f["password"], Browser: s.browser(r, shared)})
	back := signInForm{Name: f["name"], To: f["to"], Carried: f["carried"], Error: practice.Sentence("problem.signin")}
	if say, slow := slowSay(err); slow {
		back.Error = say
		return s.showSignIn(w, r, http.StatusTooManyRequests, back)
	}
	if errors.Is(err, people.ErrWrong) {
		return s.showSignIn(w, r, http.StatusUnauthorized, back)
	}
	if err != nil {
		return err
	}
	s.letIn(w, in, shared)
	s.left(before)
	v, err := s.People.Visit(r.Context(), in.Session)
	if err != nil {
		return err
	}
	to, err := s.putBack(r.Context(), v, f["carried"])
	switch {
	case err != nil:
		return err
	case to != "":
		return redirect(w, r, to)
	case s.keptInvitation(r) != "":
		return redirect(w, r, "/i")
	}
	return redirect(w, r, inside(f["to"], "/"))
}

func (s *Server) recoverPage(w http.ResponseWriter, r *http.Request) error {
	return s.showHouse(w, r, page{name: "recover.html", view: look.Recover{}, path: "/recover", flow: true})
}

func (s *Server) recover(w http.ResponseWriter, r *http.Request) error {
	f, err := readForm(r)
	if err != nil {
		return err
	}
	v := look.Recover{Code: f["code"], Name: practice.Text(f["name"]), Shared: f["shared"] != ""}
	if f["propose"] != "" {
		v.Proposal = people.ProposePassword()
		return s.showHouse(w, r, page{name: "recover.html", view: v, path: "/recover", flow: true})
	}
	in, code, err := s.People.Recover(r.Context(), people.Recover{Code: f["code"], Name: v.Name, Password: f["password"], Browser: s.browser(r, v.Shared)})
	say, slow := slowSay(err)
	var field *people.ErrField
	switch {
	case err == nil:
		s.letIn(w, in, v.Shared)
		return s.showHouse(w, r, page{name: "recovery.html", view: look.Recovery{Code: code, Renewed: true, Next: "/"}, path: "/recover", flow: true})
	case slow:
		v.CodeError = say
	case errors.Is(err, people.ErrWrong):
		v.CodeError = practice.Sentence("problem.recover")
	case errors.Is(err, people.ErrPassword):
		v.PasswordError = passwordSay(err)
	case errors.Is(err, people.ErrName):
		v.NameError = practice.Sentence("problem.name.taken")
	case errors.As(err, &field):
		v.NameError = fieldSay(field)
	default:
		return err
	}
	return s.showHouse(w, r, page{status: http.StatusUnprocessableEntity, name: "recover.html", view: v, path: "/recover", flow: true})
}
