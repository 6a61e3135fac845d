package demo

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
)

// play is a story on its way.
type play struct {
	ctx   context.Context
	st    Stage
	who   map[string]*player
	notes map[string]string // ids of notes by their key in the story
}

// player is one of the two with a browser.
type player struct {
	Person
	cookies map[string]string
}

// fields are what a form sends.
type fields map[string]string

// answer is what came back; it is an http.ResponseWriter.
type answer struct {
	status int
	header http.Header
	body   bytes.Buffer
}

func (a *answer) Header() http.Header { return a.header }

func (a *answer) WriteHeader(status int) {
	if a.status == 0 {
		a.status = status
	}
}

func (a *answer) Write(b []byte) (int, error) {
	a.WriteHeader(http.StatusOK)
	return a.body.Write(b)
}

// send asks the site as a browser would.
func (p *play) send(who *player, method, path string, form fields) (*answer, error) {
	values := url.Values{}
	for name, value := range form {
		values.Set(name, value)
	}
	r, err := http.NewRequestWithContext(p.ctx, method, p.st.Origin+path, strings.NewReader(values.Encode()))
	if err != nil {
		return nil, fmt.Errorf("make a request: %w", err)
	}
	r.RemoteAddr = "127.0.0.1:1"
	r.Header.Set("Origin", p.st.Origin)
	r.Header.Set("Accept", "application/json")
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for name, value := range who.cookies {
		r.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	a := &answer{header: http.Header{}}
	p.st.Site.ServeHTTP(a, r)
	for _, c := range (&http.Response{Header: a.header}).Cookies() {
		if c.MaxAge < 0 {
			delete(who.cookies, c.Name)
		} else {
			who.cookies[c.Name] = c.Value
		}
	}
	return a, nil
}

// page asks for a page as data and returns its request id. A session that ended in the days since
// begins again.
func (p *play) page(who *player, path string, view any) (string, error) {
	a, err := p.send(who, http.MethodGet, path, nil)
	if err == nil && a.status == http.StatusUnauthorized {
		if err = p.signIn(who); err != nil {
			return "", err
		}
		a, err = p.send(who, http.MethodGet, path, nil)
	}
	if err != nil {
		return "", err
	}
	if a.status != http.StatusOK {
		return "", fmt.Errorf("the page %s: %d", path, a.status)
	}
	got := struct {
		View json.RawMessage `json:"view"`
		RID  string          `json:"rid"`
	}{}
	if err := json.Unmarshal(a.body.Bytes(), &got); err != nil {
		return "", fmt.Errorf("the page %s: %w", path, err)
	}
	if view == nil {
		return got.RID, nil
	}
	if err := json.Unmarshal(got.View, view); err != nil {
		return "", fmt.Errorf("the page %s: %w", path, err)
	}
	return got.RID, nil
}

// post sends a form and expects to be sent on.
func (p *play) post(who *player, path string, form fields) (*answer, error) {
	a, err := p.send(who, http.MethodPost, path, form)
	if err != nil {
		return nil, err
	}
	if a.status != http.StatusSeeOther {
		return nil, fmt.Errorf("the form to %s: %d", path, a.status)
	}
	return a, nil
}

func (p *play) signIn(who *player) error {
	_, err := p.post(who, "/sign-in", fields{"name": who.Name, "password": who.Password})
	return err
}

// join makes both accounts and lets the first invite the second.
func (p *play) join(two []Person) error {
	for _, one := range two {
		p.who[one.Name] = &player{Person: one, cookies: map[string]string{}}
	}
	first, second := p.who[two[0].Name], p.who[two[1].Name]
	if err := p.arrive(first); err != nil {
		return err
	}
	rid, err := p.page(first, "/invite", nil)
	if err != nil {
		return err
	}
	if _, err := p.post(first, "/invite", fields{"rid": rid}); err != nil {
		return err
	}
	var invitation struct{ Code string }
	if _, err := p.page(first, "/invite", &invitation); err != nil {
		return err
	}
	code := fields{"code": invitation.Code}
	if _, err := p.post(second, "/join", code); err != nil {
		return err
	}
	if err := p.arrive(second); err != nil {
		return err
	}
	if _, err := p.post(second, "/join", code); err != nil {
		return err
	}
	_, err = p.post(first, "/joined", fields{})
	return err
}

func (p *play) arrive(who *player) error {
	a, err := p.send(who, http.MethodPost, "/sign-up", fields{"name": who.Name, "password": who.Password})
	if err != nil {
		return err
	}
	if a.status != http.StatusOK {
		return fmt.Errorf("signing up: %d", a.status)
	}
	_, err = p.post(who, "/arrive", fields{"called": who.Called, "side": who.Side, "zone": p.st.Zone, "lang": "en", "runs": p.st.Runs})
	return err
}
