package web

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"runtime/debug"
	"slices"
	"strings"

	"footbridge/internal/people"
	"footbridge/internal/practice"
)

// handler answers a request or returns why it could not.
type handler func(http.ResponseWriter, *http.Request) error

// visited is a handler for somebody who is signed in.
type visited func(http.ResponseWriter, *http.Request, *people.Visit) error

// problem is an error with a sentence for the person. The log gets the cause.
type problem struct {
	status int
	say    practice.Say
	cause  error
	words  []string // what was typed and could not be taken, to copy from
}

func (p *problem) Error() string {
	if p.cause == nil {
		return fmt.Sprintf("%d %s", p.status, p.say.Key)
	}
	return fmt.Sprintf("%d %s: %v", p.status, p.say.Key, p.cause)
}

func (p *problem) Unwrap() error { return p.cause }

func problemf(status int, key string, cause error) error {
	return &problem{status: status, say: practice.Sentence(key), cause: cause}
}

// withWords adds to an error what a form held, so that its page can show it: a person's words are
// what has a space in it.
func withWords(err error, f practice.Form) error {
	var p *problem
	switch {
	case err == nil || errors.Is(err, context.Canceled):
		return err
	case errors.As(err, &p):
	default:
		p = &problem{status: http.StatusInternalServerError, say: practice.Sentence("error.server"), cause: err}
	}
	kept := *p
	for _, name := range slices.Sorted(maps.Keys(f)) {
		if strings.ContainsAny(strings.TrimSpace(f[name]), " \n") {
			kept.words = append(kept.words, f[name])
		}
	}
	return &kept
}

// Problems that several handlers have.
var (
	errNotFound  = problemf(http.StatusNotFound, "error.notfound", nil)
	errForm      = problemf(http.StatusBadRequest, "error.form", nil)
	errText      = problemf(http.StatusBadRequest, "error.text", nil)
	errTooLarge  = problemf(http.StatusRequestEntityTooLarge, "error.toolarge", nil)
	errCrossSite = problemf(http.StatusForbidden, "error.crosssite", nil)
	errOtherForm = problemf(http.StatusConflict, "error.otherform", nil)
	errOldForm   = problemf(http.StatusConflict, "error.oldform", nil)
	errFast      = problemf(http.StatusTooManyRequests, "error.fast", nil)
	errBusy      = problemf(http.StatusServiceUnavailable, "error.busy", nil)
)

// answer runs a handler and answers its error, in one place.
func (s *Server) answer(h handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			if what := recover(); what != nil {
				// The value may hold words; the stack names only places in the code.
				s.Log.Error("panic", "type", fmt.Sprintf("%T", what), "stack", string(debug.Stack()))
				s.showProblem(w, r, &problem{status: http.StatusInternalServerError, say: practice.Sentence("error.server")})
			}
		}()
		err := h(w, r)
		if err == nil || errors.Is(err, context.Canceled) {
			return
		}
		var p *problem
		if !errors.As(err, &p) {
			p = &problem{status: http.StatusInternalServerError, say: practice.Sentence("error.server"), cause: err}
		}
		if p.status >= 500 {
			s.Log.Error("request failed", "status", p.status, "cause", fmt.Sprint(p.cause))
		}
		s.showProblem(w, r, p)
	})
}
