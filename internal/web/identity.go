package web

import (
	"encoding/base64"
	"errors"
	"net/http"
	"net/url"
	"sync"
	"time"

	"footbridge/internal/people"
)

// cookieName is the session cookie's. Browsers accept the __Host- prefix over TLS only; on this
// machine alone plain HTTP is served too.
func (s *Server) cookieName() string { return s.hostName("footbridge") }

func (s *Server) deviceName() string { return s.hostName("footbridge-device") }

func (s *Server) invitationName() string { return s.hostName("footbridge-invitation") }

func (s *Server) hostName(name string) string {
	if s.demo() {
		name += "-demo"
	}
	if s.secureCookies() {
		return "__Host-" + name
	}
	return name
}

// setCookie sets a cookie for this site only; no age means until the browser closes.
func (s *Server) setCookie(w http.ResponseWriter, name, value string, age time.Duration) {
	c := &http.Cookie{Name: name, Value: value, Path: "/", Secure: s.secureCookies(), HttpOnly: true, SameSite: http.SameSiteLaxMode}
	if age > 0 {
		c.MaxAge = int(age / time.Second)
	}
	if value == "" {
		c.MaxAge = -1
	}
	http.SetCookie(w, c)
}

func cookie(r *http.Request, name string) string {
	c, err := r.Cookie(name)
	if err != nil {
		return ""
	}
	return c.Value
}

// public registers a handler that anybody may ask.
func (s *Server) public(pattern string, h handler) {
	s.patterns = append(s.patterns, pattern)
	s.mux.Handle(pattern, s.answer(h))
}

// private registers a handler for somebody who is signed in.
func (s *Server) private(pattern string, h visited) {
	s.public(pattern, func(w http.ResponseWriter, r *http.Request) error {
		visit := s.People.Visit
		if asksItself(r) {
			visit = s.People.Glance
		}
		v, err := visit(r.Context(), cookie(r, s.cookieName()))
		if errors.Is(err, people.ErrNoSession) {
			return s.askSignIn(w, r)
		}
		if err != nil {
			return err
		}
		if r.Method == http.MethodPost && !s.pace.allows(v.Account, s.Clock()) {
			f, err := readForm(r)
			if err != nil {
				return err
			}
			return withWords(errFast, f)
		}
		return h(w, r, v)
	})
}

// asksItself says whether a page asks by itself, for its live stream or after a wake: nobody need be
// at it, so it must not keep a session alive.
func asksItself(r *http.Request) bool {
	return r.URL.Path == "/live" || r.Header.Get("HX-Request") != ""
}

// settled registers a handler for somebody who has said what to be called and picked a bank.
func (s *Server) settled(pattern string, h visited) {
	s.private(pattern, func(w http.ResponseWriter, r *http.Request, v *people.Visit) error {
		if v.Side == "" {
			return redirect(w, r, "/arrive")
		}
		return h(w, r, v)
	})
}

// redirect sends the browser on with a GET.
func redirect(w http.ResponseWriter, r *http.Request, to string) error {
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}

// redirectSaying adds a sentence to say on the page that follows, by its key.
func redirectSaying(w http.ResponseWriter, r *http.Request, to, key string) error {
	if key != "" {
		to += "?said=" + url.QueryEscape(key)
	}
	return redirect(w, r, to)
}

// keepInvitation keeps the code that somebody came with while they sign up, sealed, for an hour.
func (s *Server) keepInvitation(w http.ResponseWriter, code string) {
	sealed := s.Sealer.SealServer("invitation", []byte(code))
	s.setCookie(w, s.invitationName(), base64.RawURLEncoding.EncodeToString(sealed), time.Hour)
}

// keptInvitation is the code that keepInvitation kept, or the empty text.
func (s *Server) keptInvitation(r *http.Request) string {
	b, err := base64.RawURLEncoding.DecodeString(cookie(r, s.invitationName()))
	if err != nil || len(b) == 0 {
		return ""
	}
	code, err := s.Sealer.OpenServer("invitation", b)
	if err != nil {
		return ""
	}
	return string(code)
}

func (s *Server) dropInvitation(w http.ResponseWriter) { s.setCookie(w, s.invitationName(), "", 0) }

// zones are the time zones that were asked for before, by name; reading one anew takes a file and its time.
var zones sync.Map

// zone is a person's time zone, or UTC when its name means nothing here.
func zone(name string) *time.Location {
	if l, ok := zones.Load(name); ok {
		return l.(*time.Location)
	}
	l, err := time.LoadLocation(name)
	if err != nil || name == "" || name == "Local" {
		return time.UTC
	}
	zones.Store(name, l)
	return l
}
