// Package web is the host of the practices and the house around them: it finds out who is asking,
// reads forms, runs a practice's action on what its viewer may read, renders pages, and answers
// errors in plain words. It decides no privacy itself: internal/journal does.
//
// One request travels like this:
//
//	security.go  headers, cross-site requests, size limits
//	identity.go  cookie -> *people.Visit, or the sign-in page
//	host.go      form -> turn -> practice -> page, or entries for the journal and a redirect
//	errors.go    every error becomes one line in the log and one sentence for the person
//
// Handlers return errors and get the visit as an argument.
package web

import (
	"context"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"time"

	"footbridge/internal/journal"
	"footbridge/internal/live"
	"footbridge/internal/people"
	"footbridge/internal/practice"
	"footbridge/internal/web/assets"
)

// Sealer seals what leaves the server for a moment and must come back unread and unchanged: request
// ids, an invitation on its way through sign-up, words that wait behind the sign-in page.
type Sealer interface {
	SealServer(about string, plain []byte) []byte
	OpenServer(about string, sealed []byte) ([]byte, error)
}

// Config is what a Server needs. All fields but SetupCode, Guests, Log and Reads are required.
type Config struct {
	People    *people.People
	Journal   *journal.Journal
	Wakes     live.Wakes
	Sealer    Sealer
	Practices []practice.Practice
	Clock     func() time.Time
	Address   *url.URL // where people reach this server, such as https://bridge.example
	Local     bool     // whether Address works on this machine only
	Open      bool     // whether anyone may sign up
	SetupCode string   // what the first account must say; empty: nothing
	Proxy     bool     // whether a named proxy stands in front and X-Forwarded-For is true
	Healthy   func(context.Context) error
	Log       *slog.Logger
	// Guests are the people of an example. Anybody may sign in as one of them, every page says so, and
	// cookies have names of their own, so that looking around ends nobody's real session (A7).
	Guests []Guest
	// Reads reads the journal; nil: Journal.Read. The suite of the practices puts a faulty one
	// here, to see that its leak test can fail.
	Reads func(context.Context, journal.Reader, []practice.Kind, journal.Heads) (journal.Batch, error)
}

// Server answers requests.
type Server struct {
	Config
	folds     *folds
	listening crowd
	pace      pace
	pages     *pages
	mux       *http.ServeMux
	// patterns are all routes, for the test that asks each of them as everybody.
	patterns []string
	done     chan struct{} // closed when streams must end
}

// New makes a Server and checks every page and practice. It fails on a mistake in them.
func New(c Config) (*Server, error) {
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	s := &Server{Config: c, mux: http.NewServeMux(), done: make(chan struct{})}
	if s.Reads == nil {
		s.Reads = c.Journal.Read
	}
	s.folds = newFolds(s.Reads, time.Now) // how long memory is used is no matter of anybody's calendar
	var err error
	if s.pages, err = newPages(c.Practices); err != nil {
		return nil, err
	}
	s.routes()
	worker, err := s.worker()
	if err != nil {
		return nil, err
	}
	s.mux.Handle("GET "+workerPath, worker)
	return s, nil
}

// Handler is the whole site.
func (s *Server) Handler() http.Handler { return s.secure(s.mux) }

// Patterns lists every route, as "METHOD /path" in the manner of http.ServeMux.
func (s *Server) Patterns() []string { return slices.Clone(s.patterns) }

// Forget lets go of all opened words that are kept between requests; the next pages open them anew.
func (s *Server) Forget() { s.folds.dropEvery() }

// Close ends all live streams, so that a server can stop.
func (s *Server) Close() { close(s.done) }

// routes lists every route of the house; practices add theirs below /practices/<slug>.
func (s *Server) routes() {
	s.mux.Handle("GET "+assets.Prefix, assets.Handler())
	s.public("GET /{$}", s.front)
	s.public("GET /healthz", s.health)
	s.public("GET /safety", s.safety)
	s.public("GET /away", s.away)
	s.public("GET /offline", s.offlinePage)
	s.public("GET /sign-up", s.signUpPage)
	s.public("POST /sign-up", s.signUp)
	s.public("GET /sign-in", s.signInPage)
	s.public("POST /sign-in", s.signIn)
	s.public("GET /recover", s.recoverPage)
	s.public("POST /recover", s.recover)
	s.public("GET /i", s.invitedPage)
	s.public("POST /i", s.invited)
	s.public("POST /i/no", s.declined)
	s.public("POST /join", s.join)
	s.public("POST /hide", s.hide)
	s.public("POST /sign-out", s.signOut)

	s.private("GET /arrive", s.arrivePage)
	s.private("POST /arrive", s.arrive)
	s.settled("GET /practices", s.practices)
	s.settled("POST /put-away", s.putAway)
	s.settled("GET /bridge", s.bridge)
	s.settled("GET /hand-over", s.handOverPage)
	s.settled("POST /hand-over", s.handOver)
	s.settled("GET /beside", s.besidePage)
	s.settled("POST /beside", s.signInBeside)
	s.settled("GET /invite", s.invitePage)
	s.settled("POST /invite", s.invite)
	s.settled("POST /invite/back", s.cancelInvitation)
	s.settled("GET /joined", s.joinedPage)
	s.settled("POST /joined", s.confirm)
	s.settled("POST /joined/refuse", s.refuse)
	s.settled("GET /support", s.supportPage)
	s.settled("POST /support/me", s.changeMe)
	s.settled("POST /support/look", s.changeLook)
	if s.demo() {
		s.public("POST /demo", s.lookAround)
	} else { // in an example, what opens it stays as it is
		s.settled("POST /support/password", s.changePassword)
		s.settled("POST /support/code", s.newRecovery)
	}
	s.settled("POST /support/end", s.endSession)
	s.settled("GET /live", s.stream)
	s.settled("POST /unsent", s.keepUnsent)
	s.settled("POST /coach", s.coach)
	s.settled("POST /coach/off", s.coachOff)
	for _, p := range s.Practices {
		for _, a := range p.Actions {
			path := "/practices/" + p.Slug + a.Path
			if a.Path == "/" {
				path = "/practices/" + p.Slug + "/{$}"
			}
			s.settled(a.Method+" "+path, s.runPractice(p, a))
		}
	}
	s.public("/", func(http.ResponseWriter, *http.Request) error { return errNotFound })
}
