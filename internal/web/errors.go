package web

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"runtime/debug"

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
}

func (p *problem) Error() string {
	if p.cause == nil {
		return fmt.Sprintf("%d %s", p.status, p.say.Key)
	}
	return fmt.Sprintf("%d %s: %v", p.status, p.say.Key, p.cause)
}

func (p *problem) Unwrap() error { return p.cause }

func problemf(status int, key string, cause error) error {
	return &problem{status, practice.Sentence(key), cause}
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
	errBusy      = problemf(http.StatusServiceUnavailable, "error.busy", nil)
)

// answer runs a handler and answers its error, in one place.
func (s *Server) answer(h handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			if what := recover(); what != nil {
				// The value may hold words; the stack names only places in the code.
				s.Log.Error("panic", "type", fmt.Sprintf("%T", what), "stack", string(debug.Stack()))
				s.showProblem(w, r, &problem{http.StatusInternalServerError, practice.Sentence("error.server"), nil})
			}
		}()
		err := h(w, r)
		if err == nil || errors.Is(err, context.Canceled) {
			return
		}
		var p *problem
		if !errors.As(err, &p) {
			p = &problem{http.StatusInternalServerError, practice.Sentence("error.server"), err}
		}
		if p.status >= 500 {
			s.Log.Error("request failed", "status", p.status, "cause", fmt.Sprint(p.cause))
		}
		s.showProblem(w, r, p)
	})
}
