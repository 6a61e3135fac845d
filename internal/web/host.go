package web

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"time"

	"footbridge/internal/journal"
	"footbridge/internal/people"
	"footbridge/internal/practice"
)

// tries is how often a request is answered again when somebody else was faster.
const tries = 5

// turn is what a practice may know of this request.
func (s *Server) turn(v *people.Visit, f practice.Form, seed [32]byte) practice.Turn {
	me := practice.Person{Side: practice.Side(v.Side), Name: v.Name, Zone: zone(v.Zone)}
	t := practice.Turn{Now: s.Clock().In(me.Zone), Me: me, Unlocked: true, Lang: s.pages.lang(v.Lang), Form: f, Random: seed}
	copy(t.Secret[:], v.Ring.Tags("own", "what is chosen for me")[0])
	if v.Partner != nil {
		t.Other = practice.Person{Side: practice.Side(v.Partner.Side), Name: v.Partner.Name, Zone: zone(v.Partner.Zone)}
	}
	return t
}

// asked is one request to a practice, on its way to an answer.
type asked struct {
	s     *Server
	p     practice.Practice
	do    practice.Route
	v     *people.Visit // who asks; with a form from the other's half of the page, the other
	form  practice.Form
	id    string // the form's request id; empty for GET
	page  string // the page that the form lay on
	words bool   // the unsent words of that page go with this form
	seed  [32]byte

	beside *people.Visit // who has signed in beside the viewer, nil for nobody
	acting bool          // v is that person
}

// runPractice answers one route of a practice.
func (s *Server) runPractice(p practice.Practice, do practice.Route) visited {
	return func(w http.ResponseWriter, r *http.Request, v *people.Visit) error {
		a := &asked{s: s, p: p, do: do, v: v, seed: random(), page: r.URL.Path}
		if away, err := a.besides(w, r); away || err != nil {
			return err
		}
		if err := a.read(r); err != nil {
			return withWords(err, a.form)
		}
		return withWords(a.serve(w, r), a.form)
	}
}

// serve answers, again and again while others are faster.
func (a *asked) serve(w http.ResponseWriter, r *http.Request) error {
	for name, value := range pathValues(a.do.Path, r) {
		a.form[name] = value
	}
	if a.id != "" {
		done, err := a.again(w, r)
		if done || err != nil {
			return err
		}
	}
	for range tries {
		err := a.answer(w, r)
		switch {
		case errors.Is(err, journal.ErrMoved):
			pause(r.Context())
			continue
		case errors.Is(err, journal.ErrAnswered), errors.Is(err, journal.ErrUncertain):
			if done, err2 := a.again(w, r); done || err2 != nil {
				return err2
			}
			if errors.Is(err, journal.ErrAnswered) { // so long ago that what it was told is gone
				return errOldForm
			}
			continue
		}
		return err
	}
	return errBusy
}

// pause waits between two tries, by chance, so that two who met do not meet again.
func pause(ctx context.Context) {
	select {
	case <-ctx.Done():
	case <-time.After(5*time.Millisecond + rand.N(45*time.Millisecond)):
	}
}

// read takes the form of a POST, or the unsent words of the page for a GET.
func (a *asked) read(r *http.Request) (err error) {
	if r.Method != http.MethodPost {
		a.form, err = a.s.unsentWords(r.Context(), a.v, r.URL.Path)
		return err
	}
	if a.form, err = readForm(r); err != nil {
		return err
	}
	var owner string
	owner, a.page, a.words = a.s.requestOf(a.form)
	if owner != a.v.Account { // a page of somebody else, or no page of ours
		a.form = nil // and their words are not for this person
		return errForm
	}
	a.id = a.form[fieldRequest]
	delete(a.form, fieldRequest)
	return a.whoseForm(r)
}

// besides finds who has signed in beside the viewer, and ends that session when the two no longer use one
// phone. It answers the request itself when the viewer has put this practice away.
func (a *asked) besides(w http.ResponseWriter, r *http.Request) (answered bool, err error) {
	if r.Method == http.MethodGet && a.p.Joint && slices.Contains(a.v.Hidden, a.p.Slug) {
		return true, redirect(w, r, "/practices")
	}
	if !a.p.Joint || cookie(r, a.s.besideName()) == "" {
		return false, nil
	}
	yes, err := a.s.onePhone(r, a.p, a.v)
	if err != nil {
		return false, err
	}
	if !yes {
		return false, a.s.endBeside(w, r, a.v)
	}
	a.beside = a.s.beside(r, a.v)
	return false, nil
}

// whoseForm finds out which of the two sent a form of a page that both share.
func (a *asked) whoseForm(r *http.Request) error {
	side := practice.Side(a.form[fieldSide])
	if !a.do.Beside || side == "" || side == practice.Side(a.v.Side) {
		return nil
	}
	if a.beside == nil || side != practice.Side(a.beside.Side) {
		return errForm
	}
	yes, err := a.s.onePhone(r, a.p, a.beside)
	if err != nil {
		return err
	}
	if !yes {
		return errForm
	}
	a.v, a.acting = a.beside, true
	return nil
}

var pathName = regexp.MustCompile(`\{([a-z]+)\}`)

func pathValues(path string, r *http.Request) map[string]string {
	out := map[string]string{}
	for _, m := range pathName.FindAllStringSubmatch(path, -1) {
		out[m[1]] = r.PathValue(m[1])
	}
	return out
}

// told is what a request was told, kept for the same form sent again.
type told struct {
	To  string `json:"to"`
	Say string `json:"say,omitempty"`
}

// again answers a form that was answered before: the same redirect, or a conflict when it is
// another form under the same id.
func (a *asked) again(w http.ResponseWriter, r *http.Request) (bool, error) {
	b, ok, err := a.s.Journal.Answered(r.Context(), reader(a.v), requestKey(a.id), digest(r, a.form))
	switch {
	case errors.Is(err, journal.ErrOtherForm):
		return true, errOtherForm
	case err != nil || !ok:
		return false, err
	}
	var t told
	if err := json.Unmarshal(b, &t); err != nil {
		return true, fmt.Errorf("read what a request was told: %w", err)
	}
	return true, redirectSaying(w, r, t.To, t.Say)
}

// answer folds, asks the practice, and shows its page or writes what it wants written.
func (a *asked) answer(w http.ResponseWriter, r *http.Request) error {
	var write *journal.Writing
	var to told
	shared, err := a.s.shared(r.Context(), a.v, a.p, a.s.Clock())
	if err != nil {
		return err
	}
	err = a.s.folds.with(r.Context(), reader(a.v), a.p, func(state any, at journal.Heads, broken int) error {
		t := a.s.turn(a.v, a.form, a.seed)
		t.Beside, t.Shared = a.beside != nil, shared
		reply, err := a.do.Do(t, state)
		if errors.Is(err, practice.ErrNotHere) {
			return errNotFound
		}
		if err != nil {
			return fmt.Errorf("practice %s: %w", a.p.Slug, err)
		}
		if a.acting { // what the other would see is not for the viewer's eyes; only what it leads to
			reply.Keep = nil
			if reply.Page != "" {
				reply = practice.Reply{To: a.page}
			}
		}
		if reply.Page != "" {
			return a.s.showPractice(w, r, a, reply, at, broken)
		}
		to = told{To: a.place(reply.To), Say: reply.Say.Key}
		write, err = a.writing(reply, at, t.Now, to, r)
		return err
	})
	if err != nil || to.To == "" {
		return err
	}
	if write != nil {
		if err := a.s.Journal.Write(r.Context(), reader(a.v), *write); err != nil {
			return err
		}
	}
	return redirectSaying(w, r, to.To, to.Say)
}

// place is where a reply leads: a path inside the practice, or Today.
func (a *asked) place(to string) string {
	if to == practice.Today {
		return "/"
	}
	if to == a.page {
		return to
	}
	return "/practices/" + a.p.Slug + "/" + strings.TrimPrefix(to, "/")
}

// writing turns a reply to a form into what the journal writes. A reply without entries is written too:
// it remembers the request, and the unsent words that were sent with it go.
func (a *asked) writing(reply practice.Reply, at journal.Heads, now time.Time, to told, r *http.Request) (*journal.Writing, error) {
	if a.id == "" {
		if len(reply.Entries) > 0 || len(reply.TakeBack) > 0 || reply.Keep != nil {
			return nil, fmt.Errorf("practice %s writes on a GET", a.p.Slug)
		}
		return nil, nil
	}
	answer, err := json.Marshal(to)
	if err != nil {
		return nil, fmt.Errorf("encode an answer: %w", err)
	}
	w := &journal.Writing{
		Seen: at, Now: now, Request: requestKey(a.id), Form: digest(r, a.form), Answer: answer,
		TakeBack: slices.Clone(reply.TakeBack),
	}
	if a.words {
		w.Page = a.page
	}
	if reply.Keep != nil {
		w.KeepPage = to.To
		if w.Keep, err = unsentForm(reply.Keep); err != nil {
			return nil, err
		}
	}
	for _, e := range reply.Entries {
		kind, ok := a.p.Kind(e.Kind)
		if !ok {
			return nil, fmt.Errorf("practice %s writes the undeclared kind %s", a.p.Slug, e.Kind)
		}
		if !slices.Contains(kind.For, e.Audience) {
			return nil, fmt.Errorf("practice %s writes %s for %q, and it is for %v", a.p.Slug, e.Kind, e.Audience, kind.For)
		}
		body, err := json.Marshal(e.Body)
		if err != nil {
			return nil, fmt.Errorf("encode %s: %w", e.Kind, err)
		}
		if e.Replaces != "" {
			w.TakeBack = append(w.TakeBack, e.Replaces)
			kind.Planks = 0
		}
		w.New = append(w.New, journal.NewEntry{Kind: kind, Audience: e.Audience, Pair: e.Pair, Fresh: e.Fresh, Body: body})
	}
	return w, nil
}
