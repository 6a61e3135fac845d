package web

import (
	"encoding/base64"
	"errors"
	"net/http"
	"strings"

	"footbridge/internal/journal"
	"footbridge/internal/people"
	"footbridge/internal/practice"
	"footbridge/internal/web/look"
)

// One phone for two (A8, S3.4). While both use one phone in a practice, the other of the two signs in beside
// the viewer, with their own password. Their session's cookie value never reaches the browser: the
// browser holds it sealed, together with the viewer's session, so it is worth nothing anywhere else, and
// nothing after the viewer signs out. It opens no page. All that it can do is send a form that a practice
// marks as Beside, while that practice says, of what the other sees, that the two use one phone.

// fieldSide names whose form it is, where two share a page.
const fieldSide = "side"

const aboutBeside = "beside"

func (s *Server) besideName() string { return s.hostName("footbridge-beside") }

// beside is the other of the two, signed in beside the viewer in this browser, or nil.
func (s *Server) beside(r *http.Request, v *people.Visit) *people.Visit {
	session := s.besideSession(r, v)
	if session == "" || v.Partner == nil {
		return nil
	}
	visit := s.People.Visit
	if asksItself(r) {
		visit = s.People.Glance
	}
	b, err := visit(r.Context(), session)
	if err != nil || b.Account != v.Partner.Account || b.Partner == nil || b.Partner.Account != v.Account {
		return nil
	}
	return b
}

// besideSession opens what the browser holds for the session beside the viewer's, or is empty.
func (s *Server) besideSession(r *http.Request, v *people.Visit) string {
	sealed, err := base64.RawURLEncoding.DecodeString(cookie(r, s.besideName()))
	if err != nil || len(sealed) == 0 {
		return ""
	}
	plain, err := s.Sealer.OpenServer(aboutBeside, sealed)
	if err != nil {
		return ""
	}
	of, session, _ := strings.Cut(string(plain), "\n")
	if of != v.Session {
		return ""
	}
	return session
}

// endBeside ends the session beside the viewer's, if there is one.
func (s *Server) endBeside(w http.ResponseWriter, r *http.Request, v *people.Visit) error {
	if cookie(r, s.besideName()) == "" {
		return nil
	}
	s.setCookie(w, s.besideName(), "", 0)
	if v == nil {
		return nil
	}
	return s.People.SignOut(r.Context(), s.besideSession(r, v))
}

// onePhone says whether a practice lets the two use one phone now, as one of them sees it.
func (s *Server) onePhone(r *http.Request, p practice.Practice, v *people.Visit) (yes bool, err error) {
	err = s.folds.with(r.Context(), reader(v), p, func(state any, _ journal.Heads, _ int) error {
		yes = p.OnePhone(s.turn(v, practice.Form{}, [32]byte{}), state)
		return nil
	})
	return yes, err
}

// anyOnePhone says whether any practice does.
func (s *Server) anyOnePhone(r *http.Request, v *people.Visit) (bool, error) {
	for _, p := range s.Practices {
		if yes, err := s.onePhone(r, p, v); yes || err != nil {
			return yes, err
		}
	}
	return false, nil
}

// besidePage asks the other of the two to sign in beside the viewer.
func (s *Server) besidePage(w http.ResponseWriter, r *http.Request, v *people.Visit) error {
	yes, err := s.anyOnePhone(r, v)
	if err != nil {
		return err
	}
	if !yes || v.Partner == nil {
		return redirect(w, r, "/")
	}
	return s.showBeside(w, r, v, 0, look.Beside{To: inside(r.URL.Query().Get("to"), "/")})
}

func (s *Server) showBeside(w http.ResponseWriter, r *http.Request, v *people.Visit, status int, view look.Beside) error {
	view.Other, view.Me, view.Example = v.Partner.Name, v.Name, s.demo()
	return s.showHouse(w, r, page{status: status, name: "beside.html", view: view, visit: v, path: "/beside", flow: true})
}

// signInBeside takes the other's name and password. Whoever it is not hears the same as for a wrong password.
func (s *Server) signInBeside(w http.ResponseWriter, r *http.Request, v *people.Visit) error {
	f, err := readForm(r)
	if err != nil {
		return err
	}
	if v.Partner == nil {
		return redirect(w, r, "/")
	}
	back := look.Beside{Name: f["name"], To: inside(f["to"], "/"), Error: practice.Sentence("problem.signin")}
	for _, g := range s.Guests { // in an example, nobody has a password to type
		if string(g.Side) == v.Partner.Side {
			f["name"], f["password"] = g.Name, g.Password
		}
	}
	in, err := s.People.SignIn(r.Context(), people.SignIn{Name: practice.Text(f["name"]), Password: f["password"],
		Browser: people.Browser{Agent: r.UserAgent(), Remote: s.remote(r), Shared: true}})
	if say, slow := slowSay(err); slow {
		back.Error = say
		return s.showBeside(w, r, v, http.StatusTooManyRequests, back)
	}
	if errors.Is(err, people.ErrWrong) {
		return s.showBeside(w, r, v, http.StatusUnauthorized, back)
	}
	if err != nil {
		return err
	}
	b, err := s.People.Glance(r.Context(), in.Session)
	if err != nil {
		return err
	}
	yes := false
	if b.Account == v.Partner.Account {
		if yes, err = s.anyOnePhone(r, b); err != nil {
			return err
		}
	}
	if !yes {
		if err := s.People.SignOut(r.Context(), in.Session); err != nil {
			return err
		}
		return s.showBeside(w, r, v, http.StatusUnauthorized, back)
	}
	sealed := s.Sealer.SealServer(aboutBeside, []byte(v.Session+"\n"+in.Session))
	s.setCookie(w, s.besideName(), base64.RawURLEncoding.EncodeToString(sealed), 0)
	return redirect(w, r, back.To)
}

// handOverPage is the first of two taps with which one of the two hands a shared device to the other.
func (s *Server) handOverPage(w http.ResponseWriter, r *http.Request, v *people.Visit) error {
	view := look.HandOver{}
	if v.Partner != nil {
		view.Other = v.Partner.Name
	}
	return s.showHouse(w, r, page{name: "hand-over.html", view: view, visit: v, path: "/hand-over", flow: true})
}

// handOver is the second: the session ends, and the sign-in page is there for the other.
func (s *Server) handOver(w http.ResponseWriter, r *http.Request, _ *people.Visit) error {
	if err := s.end(w, r); err != nil {
		return err
	}
	return s.showSignIn(w, r, 0, signInForm{Locked: true})
}
