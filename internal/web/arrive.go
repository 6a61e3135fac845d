package web

import (
	"errors"
	"net/http"

	"footbridge/internal/people"
	"footbridge/internal/practice"
	"footbridge/internal/web/look"
)

// arrivePage asks what to be called, which bank, and of the first account who runs this server
// (A2, A3). Others read here what the first one wrote, before they write anything.
func (s *Server) arrivePage(w http.ResponseWriter, r *http.Request, v *people.Visit) error {
	if v.Side != "" {
		return redirect(w, r, "/")
	}
	return s.showArrive(w, r, v, 0, look.Arrive{Side: practice.Left})
}

func (s *Server) showArrive(w http.ResponseWriter, r *http.Request, v *people.Visit, status int, a look.Arrive) error {
	a.Langs, a.First = s.pages.words.Langs(), v.FirstAccount
	if a.Lang == "" {
		a.Lang = s.pages.lang(r.Header.Get("Accept-Language"))
	}
	if !a.First {
		var err error
		if a.Runs, err = s.People.Keeper(r.Context()); err != nil {
			return err
		}
	}
	return s.showHouse(w, r, page{status: status, name: "arrive.html", view: a, visit: v, path: "/arrive", flow: true})
}

func (s *Server) arrive(w http.ResponseWriter, r *http.Request, v *people.Visit) error {
	f, err := readForm(r)
	if err != nil {
		return err
	}
	if v.Side != "" { // the same form, a second time
		return redirect(w, r, "/safety?then=/")
	}
	a := look.Arrive{Called: practice.Text(f["called"]), Side: practice.Side(f["side"]), Zone: f["zone"], Lang: f["lang"], Runs: practice.Text(f["runs"])}
	if a.Zone == "" { // without script nothing fills it in
		a.Zone = "UTC"
	}
	if v.FirstAccount {
		if practice.TooLong(a.Runs) {
			err = &people.ErrField{Field: "keeper", Why: "long"}
		} else {
			err = s.People.SetKeeper(r.Context(), v, a.Runs)
		}
		if errors.Is(err, people.ErrKeeper) {
			err = nil // given by the same form a moment ago
		}
	}
	if err == nil {
		err = s.People.Arrive(r.Context(), v, people.Profile{Name: a.Called, Side: string(a.Side), Zone: a.Zone, Lang: s.pages.lang(a.Lang)})
	}
	if err != nil {
		return s.arriveRefused(w, r, v, a, err)
	}
	// Whoever came by an invitation has already said yes to it; reading comes first (A6).
	if s.keptInvitation(r) != "" {
		return redirect(w, r, "/safety?then=/i")
	}
	return redirect(w, r, "/safety?then=/")
}

func (s *Server) arriveRefused(w http.ResponseWriter, r *http.Request, v *people.Visit, a look.Arrive, err error) error {
	var field *people.ErrField
	if !errors.As(err, &field) {
		return err
	}
	say := fieldSay(field)
	switch field.Field {
	case "keeper":
		a.RunsError = say
	case "zone":
		a.ZoneError = say
	default:
		a.CalledError = say
	}
	return s.showArrive(w, r, v, http.StatusUnprocessableEntity, a)
}
