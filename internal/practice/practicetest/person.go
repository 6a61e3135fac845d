package practicetest

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"footbridge/internal/journal"
	"footbridge/internal/people"
	"footbridge/internal/practice"
)

// SignUp makes an account and arrives. side is "a" or "b".
func (v *Visitor) SignUp(side string) {
	v.w.T.Helper()
	a := v.Do(http.MethodPost, "/sign-up", practice.Form{"name": strings.ToLower(v.Name), "password": Password}, "")
	if a.Status != http.StatusOK {
		v.w.T.Fatalf("%s: sign-up: %d %.600s", v.Name, a.Status, text(a.Body))
	}
	v.must(v.Do(http.MethodPost, "/arrive", practice.Form{"called": v.Name, "side": side, "zone": "Europe/Berlin", "lang": "en",
		"runs": "A friend with a small computer at home."}, ""), "/safety")
}

// SignIn signs in again.
func (v *Visitor) SignIn() {
	v.w.T.Helper()
	v.must(v.Do(http.MethodPost, "/sign-in", practice.Form{"name": strings.ToLower(v.Name), "password": Password}, ""), "/")
}

// Visit is the visitor as the store of people knows them.
func (v *Visitor) Visit() *people.Visit {
	v.w.T.Helper()
	at, err := url.Parse(v.w.Server.URL)
	if err != nil {
		v.w.T.Fatal(err)
	}
	for _, c := range v.client.Jar.Cookies(at) {
		if c.Name == "footbridge" {
			visit, err := v.w.People.Visit(context.Background(), c.Value)
			if err != nil {
				v.w.T.Fatal(err)
			}
			return visit
		}
	}
	v.w.T.Fatalf("%s has no session", v.Name)
	return nil
}

// Invite makes an invitation and returns its code.
func (v *Visitor) Invite() string {
	v.w.T.Helper()
	v.must(v.Post("/invite", "/invite", nil), "/invite")
	var view struct{ Code string }
	v.Data("/invite", &view)
	return view.Code
}

// Reader is a visitor as the journal knows them, for writing what no page writes.
func (v *Visitor) Reader() journal.Reader {
	visit := v.Visit()
	r := journal.Reader{Me: visit.Account, Side: practice.Side(visit.Side), Own: visit.OwnShelf, Keys: visit.Ring}
	if visit.Partner != nil {
		r.Shared, r.Other, r.OtherOwn = visit.SharedShelf, visit.Partner.Account, visit.Partner.Shelf
	}
	return r
}

// Write puts one entry on a shelf as its author would.
func (v *Visitor) Write(kind practice.Kind, audience practice.Audience, pair string, body json.RawMessage) {
	v.w.T.Helper()
	ctx, r := context.Background(), v.Reader()
	at, err := v.w.Journal.Heads(ctx, r)
	if err == nil {
		err = v.w.Journal.Write(ctx, r, journal.Writing{
			Seen: at, Now: v.w.Clock.Now(), Request: fmt.Sprintf("%s-%d-%d", v.Name, at.Own, at.Shared),
			New: []journal.NewEntry{{Kind: kind, Audience: audience, Pair: pair, Body: body}},
		})
	}
	if err != nil {
		v.w.T.Fatalf("%s writes %s: %v", v.Name, kind.Name, err)
	}
}
