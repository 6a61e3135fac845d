package web

import (
	"net/http"

	"footbridge/internal/people"
	"footbridge/internal/practice"
	"footbridge/internal/web/look"
)

// Guest is one of the people of an example, as whom anybody may look around (A7).
type Guest struct {
	Name     string // sign-in name
	Called   string
	Password string
	Side     practice.Side
}

// demo says whether this server shows an example and nobody's real words.
func (s *Server) demo() bool { return len(s.Guests) > 0 }

// demoPage is the first page of an example.
func (s *Server) demoPage(w http.ResponseWriter, r *http.Request) error {
	return s.showHouse(w, r, page{name: "demo.html", view: look.Demo{Guests: s.guests("")}, path: "/",
		scene: look.Scene{Show: true, A: 8, B: 8}})
}

// guests are those that a page offers to look around as; here is the bank of the one who
// does.
func (s *Server) guests(here practice.Side) []look.Guest {
	var out []look.Guest
	for _, g := range s.Guests {
		if g.Side != here {
			out = append(out, look.Guest{Called: g.Called, Side: g.Side})
		}
	}
	return out
}

// lookAround signs in as one of the people of the example, with one tap.
func (s *Server) lookAround(w http.ResponseWriter, r *http.Request) error {
	f, err := readForm(r)
	if err != nil {
		return err
	}
	for _, g := range s.Guests {
		if string(g.Side) != f["who"] {
			continue
		}
		before, _ := s.People.Glance(r.Context(), cookie(r, s.cookieName()))
		in, err := s.People.SignIn(r.Context(), people.SignIn{Name: g.Name, Password: g.Password, Browser: s.browser(r, false)})
		if err != nil {
			return err
		}
		s.letIn(w, in, false)
		s.left(before)
		return redirect(w, r, "/")
	}
	return errForm
}
