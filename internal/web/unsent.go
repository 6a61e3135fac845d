package web

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"strings"

	"footbridge/internal/people"
	"footbridge/internal/practice"
)

// unsentWords are the words of a page that were typed and not sent, or an empty form.
func (s *Server) unsentWords(ctx context.Context, v *people.Visit, page string) (practice.Form, error) {
	f := practice.Form{}
	b, err := s.Journal.Unsent(ctx, reader(v), page)
	if errors.Is(err, context.Canceled) {
		return nil, err
	}
	if err != nil {
		// Unsent words that do not open are lost; the page must still come.
		s.Log.Warn("unsent words do not open", "cause", err.Error())
		return f, nil
	}
	if b != nil {
		if err := json.Unmarshal(b, &f); err != nil {
			return nil, fmt.Errorf("read unsent words: %w", err)
		}
	}
	return f, nil
}

// keepUnsent keeps the words of a form that is not sent yet. The script calls it after two quiet
// seconds; without script "Save and close" does.
func (s *Server) keepUnsent(w http.ResponseWriter, r *http.Request, v *people.Visit) error {
	f, err := readForm(r)
	if err != nil {
		return err
	}
	owner, page, _ := s.requestOf(f)
	if owner != v.Account || !strings.HasPrefix(page, "/practices/") {
		return errForm
	}
	if err := s.keepForm(r.Context(), v, page, f); err != nil {
		return err
	}
	return s.unsentKept(w, r, f)
}

// keepForm stores a form as its page's unsent words. Words that were sent in the meantime do not
// come back as unsent ones: the journal looks for the form's request.
func (s *Server) keepForm(ctx context.Context, v *people.Visit, page string, f practice.Form) error {
	b, err := unsentForm(f)
	if err != nil {
		return err
	}
	return s.Journal.KeepUnsent(ctx, reader(v), requestKey(f[fieldRequest]), page, b, s.Clock())
}

// unsentForm is a form as unsent words: without what belongs to one sending of it.
func unsentForm(f practice.Form) ([]byte, error) {
	kept := maps.Clone(f)
	delete(kept, fieldRequest)
	delete(kept, "go")
	b, err := json.Marshal(kept)
	if err != nil {
		return nil, fmt.Errorf("encode unsent words: %w", err)
	}
	return b, nil
}

// unsentKept answers the script with nothing and a person with Today.
func (s *Server) unsentKept(w http.ResponseWriter, r *http.Request, f practice.Form) error {
	if f["go"] == "close" {
		return redirectSaying(w, r, "/", "unsent.kept")
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// carried is a form whose session was over when it came. It waits, sealed, in the sign-in page.
type carried struct {
	Account string        `json:"account"`
	Page    string        `json:"page"`
	Form    practice.Form `json:"form"`
}

// askSignIn answers a request without a session: the sign-in page, with the words of a form in it,
// sealed so that only the server can read them and only their writer gets them back.
func (s *Server) askSignIn(w http.ResponseWriter, r *http.Request) error {
	if s.demo() && r.Method == http.MethodGet && !asksJSON(r) {
		return redirect(w, r, "/")
	}
	c := carried{}
	if r.Method == http.MethodPost {
		f, err := readForm(r)
		if err != nil {
			return err
		}
		c.Form = f
		c.Account, c.Page, _ = s.requestOf(f)
	}
	if c.Account == "" || !strings.HasPrefix(c.Page, "/practices/") {
		if strings.Contains(r.Header.Get("Accept"), "text/html") {
			return redirect(w, r, "/sign-in")
		}
		return problemf(http.StatusUnauthorized, "error.signedout", nil)
	}
	b, err := json.Marshal(c)
	if err != nil {
		return fmt.Errorf("carry a form: %w", err)
	}
	sealed := base64.RawURLEncoding.EncodeToString(s.Sealer.SealServer("carried", b))
	return s.showSignIn(w, r, http.StatusUnauthorized, signInForm{Carried: sealed})
}

// putBack keeps a carried form as unsent words of whoever wrote it, and tells where to go on.
func (s *Server) putBack(ctx context.Context, v *people.Visit, sealed string) (string, error) {
	b, err := base64.RawURLEncoding.DecodeString(sealed)
	if err != nil || len(b) == 0 {
		return "", nil
	}
	plain, err := s.Sealer.OpenServer("carried", b)
	if err != nil {
		return "", nil
	}
	var c carried
	if err := json.Unmarshal(plain, &c); err != nil || c.Account != v.Account {
		return "", nil
	}
	return c.Page, s.keepForm(ctx, v, c.Page, c.Form)
}
