package web

import (
	"errors"
	"net/http"

	"footbridge/internal/people"
	"footbridge/internal/practice"
	"footbridge/internal/web/look"
)

// front is the first page: what this is, or Today for somebody who is signed in.
func (s *Server) front(w http.ResponseWriter, r *http.Request) error {
	visit := s.People.Visit
	if asksItself(r) {
		visit = s.People.Glance
	}
	v, err := visit(r.Context(), cookie(r, s.cookieName()))
	switch {
	case errors.Is(err, people.ErrNoSession) && s.demo():
		return s.demoPage(w, r)
	case errors.Is(err, people.ErrNoSession):
		return s.landing(w, r)
	case err != nil:
		return err
	case v.Side == "":
		return redirect(w, r, "/arrive")
	}
	return s.today(w, r, v)
}

func (s *Server) landing(w http.ResponseWriter, r *http.Request) error {
	closed, err := s.closed(r)
	if err != nil {
		return err
	}
	return s.showHouse(w, r, page{name: "landing.html", view: look.Landing{Closed: closed}, path: "/",
		scene: look.Scene{Show: true, A: 8, B: 8}})
}

// closed says whether a new account needs an invitation.
func (s *Server) closed(r *http.Request) (bool, error) {
	if s.Open {
		return false, nil
	}
	fresh, err := s.People.Fresh(r.Context())
	return !fresh, err
}

// showHouse shows a page of the house.
func (s *Server) showHouse(w http.ResponseWriter, r *http.Request, p page) error {
	return s.show(w, r, s.pages.house, p)
}

func (s *Server) signUpPage(w http.ResponseWriter, r *http.Request) error {
	return s.showSignUp(w, r, 0, look.SignUp{})
}

// showSignUp fills in what the page needs besides the form: the invitation that led here, and
// whether the terminal's code is asked for.
func (s *Server) showSignUp(w http.ResponseWriter, r *http.Request, status int, v look.SignUp) error {
	if code := s.keptInvitation(r); code != "" {
		if g, err := s.People.Look(r.Context(), nil, code); err == nil {
			v.From = g.From
		}
	}
	closed, err := s.closed(r)
	if err != nil {
		return err
	}
	if closed && v.From == "" {
		return redirect(w, r, "/i")
	}
	if s.SetupCode != "" {
		if v.NeedsSetup, err = s.People.Fresh(r.Context()); err != nil {
			return err
		}
	}
	return s.showHouse(w, r, page{status: status, name: "sign-up.html", view: v, path: "/sign-up", flow: true})
}

// signUp makes an account. The same form sent twice ends the same way: signed in, with a recovery
// code to keep.
func (s *Server) signUp(w http.ResponseWriter, r *http.Request) error {
	f, err := readForm(r)
	if err != nil {
		return err
	}
	v := look.SignUp{Name: practice.Text(f["name"]), Setup: f["setup"], Shared: f["shared"] != ""}
	if f["propose"] != "" {
		v.Proposal = people.ProposePassword()
		return s.showSignUp(w, r, 0, v)
	}
	code := s.keptInvitation(r)
	in, recovery, err := s.People.SignUp(r.Context(), people.SignUp{
		Name: v.Name, Password: f["password"], SetupCode: v.Setup, Invitation: code, Browser: s.browser(r, v.Shared),
	})
	if errors.Is(err, people.ErrName) || errors.Is(err, people.ErrClosed) { // perhaps the same form, a second time
		again, err2 := s.People.SignIn(r.Context(), people.SignIn{Name: v.Name, Password: f["password"], Browser: s.browser(r, v.Shared)})
		if err2 == nil {
			in = again
			recovery, err = s.renew(r, again.Session, f["password"])
		}
	}
	if err != nil {
		return s.signUpRefused(w, r, v, err)
	}
	s.letIn(w, in, v.Shared)
	return s.showHouse(w, r, page{name: "recovery.html", view: look.Recovery{Code: recovery, Next: "/arrive"}, path: "/sign-up", flow: true})
}

func (s *Server) renew(r *http.Request, cookie, password string) (string, error) {
	v, err := s.People.Visit(r.Context(), cookie)
	if err != nil {
		return "", err
	}
	return s.People.NewRecovery(r.Context(), v, password)
}

func (s *Server) signUpRefused(w http.ResponseWriter, r *http.Request, v look.SignUp, err error) error {
	var field *people.ErrField
	switch {
	case errors.Is(err, people.ErrName):
		v.NameError = practice.Sentence("problem.name.taken")
	case errors.Is(err, people.ErrPassword):
		v.PasswordError = passwordSay(err)
	case errors.Is(err, people.ErrSetup):
		v.SetupError = practice.Sentence("problem.setup")
	case errors.Is(err, people.ErrClosed):
		v.Error = practice.Sentence("problem.closed")
	case errors.As(err, &field):
		v.NameError = fieldSay(field)
	default:
		say, ok := slowSay(err)
		if !ok {
			return err
		}
		v.Error = say
	}
	return s.showSignUp(w, r, http.StatusUnprocessableEntity, v)
}

// passwordSay tells why a password cannot be chosen.
func passwordSay(err error) practice.Say {
	for cause, key := range map[error]string{
		people.ErrPasswordShort:  "problem.password.short",
		people.ErrPasswordLong:   "problem.password.long",
		people.ErrPasswordText:   "problem.password.text",
		people.ErrPasswordCommon: "problem.password.common",
		people.ErrPasswordName:   "problem.password.name",
	} {
		if errors.Is(err, cause) {
			return practice.Sentence(key)
		}
	}
	return practice.Sentence("problem.password.common")
}

// fieldSay tells what is wrong with a field: the key is problem.<field>.<why>.
func fieldSay(e *people.ErrField) practice.Say {
	return practice.Sentence("problem." + e.Field + "." + e.Why)
}

// slowSay is the sentence for too many tries.
func slowSay(err error) (practice.Say, bool) {
	var slow *people.ErrSlow
	if !errors.As(err, &slow) {
		return practice.Say{}, false
	}
	minutes := int(slow.After.Minutes()) + 1
	return practice.Sentence("problem.slow", "Count", minutes), true
}

// signOut ends the session and clears what the browser kept.
func (s *Server) signOut(w http.ResponseWriter, r *http.Request) error {
	if err := s.end(w, r); err != nil {
		return err
	}
	return redirect(w, r, "/sign-in")
}

// hide ends the session too, and leads to a page that names nothing.
func (s *Server) hide(w http.ResponseWriter, r *http.Request) error {
	if err := s.end(w, r); err != nil {
		return err
	}
	return redirect(w, r, "/away")
}

// end ends the session on the server and in the browser. Its open streams look again and end.
func (s *Server) end(w http.ResponseWriter, r *http.Request) error {
	session := cookie(r, s.cookieName())
	v, _ := s.People.Glance(r.Context(), session)
	s.setCookie(w, s.cookieName(), "", 0)
	s.dropInvitation(w)
	if err := s.endBeside(w, r, v); err != nil {
		return err
	}
	w.Header().Set("Clear-Site-Data", `"cache", "storage"`)
	if err := s.People.SignOut(r.Context(), session); err != nil {
		return err
	}
	s.left(v)
	return nil
}

// left lets go of what was opened for somebody whose session has ended, nil for nobody, and has
// their streams look again.
func (s *Server) left(v *people.Visit) {
	if v != nil {
		s.folds.dropAll(v.Account)
		s.Wakes.Wake(v.OwnShelf, 0)
	}
}

func (s *Server) away(w http.ResponseWriter, r *http.Request) error {
	return s.showHouse(w, r, page{name: "away.html", view: look.Away{}, path: "/away", flow: true})
}

// safety is a page to read; it asks and stores nothing (A6).
func (s *Server) safety(w http.ResponseWriter, r *http.Request) error {
	v, err := s.People.Visit(r.Context(), cookie(r, s.cookieName()))
	if err != nil {
		v = nil
	}
	then := inside(r.URL.Query().Get("then"), "")
	return s.showHouse(w, r, page{name: "safety.html", view: look.Safety{Home: v != nil && v.Side != "", Then: then}, visit: v, path: "/safety", flow: true})
}

func (s *Server) health(w http.ResponseWriter, r *http.Request) error {
	if err := s.Healthy(r.Context()); err != nil {
		return problemf(http.StatusServiceUnavailable, "error.server", err)
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, err := w.Write([]byte("ok\n"))
	return err
}

// showProblem answers an error: a page for a person, one line for the script.
func (s *Server) showProblem(w http.ResponseWriter, r *http.Request, p *problem) {
	w.Header().Del("Clear-Site-Data")
	var v *people.Visit
	if c := cookie(r, s.cookieName()); c != "" {
		v, _ = s.People.Visit(r.Context(), c)
	}
	title := practice.Sentence(p.say.Key + ".title")
	if !s.pages.words.Has(title.Key) {
		title = practice.Sentence("error.title")
	}
	scene, err := s.scene(r.Context(), v)
	if err != nil { // the page that says so needs none
		scene = look.Scene{Show: true}
	}
	view := look.Problem{Title: title, What: p.say, Home: "/", Words: p.words}
	err = s.showHouse(w, r, page{status: p.status, name: "problem.html", view: view, visit: v, flow: true, scene: scene})
	if err != nil {
		s.Log.Error("no page for a problem", "cause", err.Error())
		http.Error(w, "Something went wrong on the server. Please try again.", p.status)
	}
}
