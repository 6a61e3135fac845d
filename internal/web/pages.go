package web

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io/fs"
	"net/http"
	"slices"
	"strings"
	"time"

	"footbridge/internal/journal"
	"footbridge/internal/people"
	"footbridge/internal/practice"
	"footbridge/internal/web/look"
)

// pages are all templates: the house's own and each practice's.
type pages struct {
	words     *look.Words
	house     *look.Templates
	practices map[string]*look.Templates // by slug
}

func newPages(list []practice.Practice) (*pages, error) {
	p := &pages{practices: map[string]*look.Templates{}}
	var err error
	var more []fs.FS
	for _, one := range list {
		more = append(more, one.Words)
	}
	if p.words, err = look.NewWords(more...); err != nil {
		return nil, err
	}
	if p.house, err = look.House(p.words); err != nil {
		return nil, err
	}
	for _, one := range list {
		ts, err := look.Parse(p.words, "/practices/"+one.Slug, one.Pages, "pages/*.html")
		if err != nil {
			return nil, fmt.Errorf("practice %s: %w", one.Slug, err)
		}
		for _, name := range ts.Names() {
			if _, ok := one.Views[name]; !ok {
				return nil, fmt.Errorf("practice %s: the page %s has no view", one.Slug, name)
			}
		}
		p.practices[one.Slug] = ts
	}
	return p, nil
}

// lang is a language that the pages speak.
func (p *pages) lang(wishes ...string) string { return p.words.Match(wishes...) }

// asksJSON says whether a request wants the view itself, as tests do.
func asksJSON(r *http.Request) bool {
	return strings.HasPrefix(r.Header.Get("Accept"), "application/json")
}

// shown is a page as data.
type shown struct {
	Page string `json:"page"`
	View any    `json:"view"`
	Say  string `json:"say,omitempty"`
	RID  string `json:"rid,omitempty"`
}

// page is one page on its way to the browser.
type page struct {
	status int
	name   string
	view   any
	visit  *people.Visit // nil: a public page
	flow   bool          // inside a flow there is no bar
	path   string        // the path that its forms belong to
	say    practice.Say
	again  time.Duration
	at     int64      // how far the shelves had come; 0: not known
	scene  look.Scene // the zero Scene: the picture as it is for visit
}

// show renders a page of the house, or with ts of a practice, and sends it.
func (s *Server) show(w http.ResponseWriter, r *http.Request, ts *look.Templates, p page) error {
	var err error
	if !p.scene.Show && !asksJSON(r) {
		if p.scene, err = s.scene(r.Context(), p.visit); err != nil {
			return err
		}
	}
	l := look.Page{Lang: r.Header.Get("Accept-Language"), Scene: p.scene, Say: p.say}
	account := ""
	if s.demo() && p.visit != nil {
		l.Guests = s.guests(practice.Side(p.visit.Side))
	}
	if v := p.visit; v != nil {
		account = v.Account
		l.SignedIn, l.Still, l.Who = true, v.Still, whose(v.Account)
		if !v.SharedDevice { // where nothing may be remembered
			l.Worker = workerPath
		}
		if v.Side != "" { // before arriving there is nothing to hear and nothing to keep
			l.Live, l.Keep = "/live", "/unsent"
			if s.coached(p.visit) {
				l.Coach = "/coach"
			}
		}
		l.Theme = look.Theme(v.Theme)
		if v.Lang != "" {
			l.Lang = v.Lang
		}
		if !p.flow && v.Side != "" {
			l.Nav, l.Current = areas(v), area(p.path)
		}
	}
	l.At = p.at
	if p.again > 0 {
		l.Again = max(1, int(p.again.Seconds()))
	}
	l.RID = func(words bool) string { return s.newRequestID(account, p.path, words) }
	if p.say.Key == "" {
		l.Say = s.said(r, p.visit)
	}
	w.Header().Set("Vary", "Accept, Accept-Language, Cookie")
	var body []byte
	if asksJSON(r) {
		w.Header().Set("Content-Type", "application/json")
		body, err = json.Marshal(shown{p.name, p.view, ts.Sentence(l.Lang, l.Say), l.RID(true)})
	} else {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		body, err = ts.Render(l, p.name, p.view)
	}
	if err != nil {
		return fmt.Errorf("show %s: %w", p.name, err)
	}
	send(w, r, p.status, body)
	return nil
}

// whose tells the script one person's pages from another's, and nothing else.
func whose(account string) string {
	sum := sha256.Sum256([]byte("whose page " + account))
	return hex.EncodeToString(sum[:6])
}

// said is the sentence that a redirect asked for. Its key comes from the address, so it must be one
// of our sentences; the only word it can hold is the other's name.
func (s *Server) said(r *http.Request, v *people.Visit) practice.Say {
	key := r.URL.Query().Get("said")
	if key == "" || v == nil || !s.mayBeSaid(key) {
		return practice.Say{}
	}
	name := ""
	if v.Partner != nil {
		name = v.Partner.Name
	}
	return practice.Sentence(key, "Name", name)
}

// afterRedirect are the house's sentences that a redirect may ask for.
var afterRedirect = []string{"support.saved", "support.ended", "invite.cancelled", "joined.refused", "unsent.kept", "practices.hidden", "practices.back",
	"common.kept", "common.later.said"}

// mayBeSaid keeps a link that somebody made up from showing any sentence of the house as if it were
// news: only a few of its own, and those of a practice.
func (s *Server) mayBeSaid(key string) bool {
	practices := slices.ContainsFunc(s.Practices, func(p practice.Practice) bool { return strings.HasPrefix(key, p.Slug+".") })
	return s.pages.words.Has(key) && (practices || slices.Contains(afterRedirect, key))
}

// showPractice shows a page of a practice.
func (s *Server) showPractice(w http.ResponseWriter, r *http.Request, a *asked, reply practice.Reply, at journal.Heads, broken int) error {
	p := page{name: reply.Page, view: reply.View, visit: a.v, path: a.page, say: reply.Say, flow: a.do.Path != "/", at: total(at)}
	if reply.Refused {
		p.status = http.StatusUnprocessableEntity
	}
	if broken > 0 && p.say.Key == "" {
		p.say = practice.Sentence("error.broken")
	}
	p.again = reply.Again
	return s.show(w, r, s.pages.practices[a.p.Slug], p)
}
