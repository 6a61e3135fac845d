package bench

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"footbridge/internal/app"
	"footbridge/internal/db"
	"footbridge/internal/journal"
	"footbridge/internal/practice"
	"footbridge/internal/practice/practicetest"
	"footbridge/internal/practices/appreciation"
	"footbridge/internal/practices/rituals"
	"footbridge/internal/vault"
)

// What people write, at the length that people write: about 330 bytes for a check-in, 230 for a note.
var (
	mind  = strings.Repeat("We were late again and I said it sharper than I meant. ", 4)
	ahead = "The slow breakfast on Sunday, and nobody looking at a clock."
	noted = strings.Repeat("You had put the kettle on before I was down. ", 4)
)

// town is a server with one couple on it.
type town struct {
	b *testing.B
	*practicetest.World
	site    http.Handler
	ada, bo *person
	last    *practicetest.Visitor // of people, who can still invite
}

// person is one of the two, with what its browser sends.
type person struct {
	*practicetest.Visitor
	cookie  string
	as      journal.Reader
	written int
}

// found opens a server on a database.
func found(b *testing.B, d *db.DB) *town {
	b.Helper()
	secrets := vault.NewSecrets([]byte("a secret of thirty-two bytes, yes")[:32])
	w := practicetest.On(b, d, practicetest.NewClock(), secrets, app.Practices)
	return &town{b: b, World: w, site: w.Web.Handler()}
}

// settle opens a server on a database and has two people join.
func settle(b *testing.B, d *db.DB) *town {
	b.Helper()
	t := found(b, d)
	ada, bo := t.Couple("Ada", "Bo")
	t.ada, t.bo = t.person(ada), t.person(bo)
	return t
}

func (t *town) person(v *practicetest.Visitor) *person {
	t.b.Helper()
	at, err := url.Parse(t.Server.URL)
	if err != nil {
		t.b.Fatal(err)
	}
	var all []string
	for _, c := range v.Cookies(at) {
		all = append(all, c.Name+"="+c.Value)
	}
	return &person{Visitor: v, cookie: strings.Join(all, "; "), as: v.Reader()}
}

// ask makes a request of somebody's browser.
func (t *town) ask(p *person, method, path string, form url.Values) *http.Request {
	r, err := http.NewRequest(method, t.Server.URL+path, strings.NewReader(form.Encode()))
	if err != nil {
		t.b.Fatal(err)
	}
	r.RemoteAddr = "127.0.0.1:4711"
	r.Header.Set("Accept", "text/html")
	r.Header.Set("Cookie", p.cookie)
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	return r
}

// page is the work of showing somebody a page.
func (t *town) page(p *person, path string) work {
	return work{do: func() { serve(t.b, t.site, t.ask(p, http.MethodGet, path, nil), http.StatusOK) }}
}

// coldPage is the work of showing a page to somebody of whom nothing is folded. It asks as a page that asks
// by itself, so that no session is marked as seen.
func (t *town) coldPage(p *person, path string) work {
	return work{t.forget, func() {
		r := t.ask(p, http.MethodGet, path, nil)
		r.Header.Set("HX-Request", "true")
		serve(t.b, t.site, r, http.StatusOK)
	}}
}

// forget has the server let go of all folded state.
func (t *town) forget() { t.Web.Forget() }

// write puts entries on shelves as their author would have, on that day.
func (t *town) write(p *person, now time.Time, entries ...journal.NewEntry) {
	ctx := context.Background()
	at, err := t.Journal.Heads(ctx, p.as)
	if err == nil {
		p.written++
		err = t.Journal.Write(ctx, p.as, journal.Writing{
			Seen: at, Now: now, Request: fmt.Sprintf("bench-%s-%d", p.Name, p.written), New: entries,
		})
	}
	if err != nil {
		t.b.Fatal(err)
	}
}

func entry(p practice.Practice, kind string, audience practice.Audience, pair string, body any) journal.NewEntry {
	k, ok := p.Kind(p.Slug + "." + kind)
	if !ok {
		panic("no kind " + kind)
	}
	text, err := json.Marshal(body)
	if err != nil {
		panic(err)
	}
	return journal.NewEntry{Kind: k, Audience: audience, Pair: pair, Fresh: 72 * time.Hour, Body: text}
}

// top reads one column of the newest entry of a shelf.
func (t *town) top(column, shelf string) (text string) {
	err := t.DB.Read(context.Background(), func(tx *db.Tx) error {
		return tx.QueryRow(context.Background(), `SELECT `+column+` FROM entry WHERE shelf = $1 AND id IS NOT NULL ORDER BY seq DESC LIMIT 1`, shelf).Scan(&text)
	})
	if err != nil {
		t.b.Fatal(err)
	}
	return text
}

// live has the two write for so many days, up to yesterday: each day a check-in of both that opens
// and that both read, twice a week a note that is read and half of the time answered, and every other
// week a kept one.
func (t *town) live(days int) {
	t.b.Helper()
	for d := days; d > 0; d-- {
		now := practicetest.Start.AddDate(0, 0, -d)
		given := entry(rituals.Practice, "checkin.v1", practice.Held, "rituals/checkin",
			rituals.CheckIn{Stop: 1 + d%5, Mood: "tired", MindPrompt: fmt.Sprintf("m%02d", 1+d%30), Mind: mind, AheadPrompt: fmt.Sprintf("a%02d", 1+d%30), Ahead: ahead})
		t.write(t.ada, now, given)
		t.write(t.bo, now, given)
		read := entry(rituals.Practice, "read.v1", practice.Mine, "", rituals.Read{Opening: t.top("opening", t.ada.as.Shared)})
		t.write(t.ada, now.Add(time.Hour), read) // after it opened, or it would be a mark on nothing
		t.write(t.bo, now.Add(time.Hour), read)
		if d%7 == 0 || d%7 == 3 {
			t.note(now.Add(2*time.Hour), d)
		}
	}
	if err := t.Journal.Purge(context.Background(), practicetest.Start); err != nil {
		t.b.Fatal(err)
	}
}

func (t *town) note(now time.Time, d int) {
	from, to := t.ada, t.bo
	if d%2 == 0 {
		from, to = to, from
	}
	body := appreciation.Noted{Words: noted}
	t.write(from, now, entry(appreciation.Practice, "noted.v1", practice.Ours, "", body))
	id := t.top("id", from.as.Shared)
	t.write(to, now.Add(time.Minute), entry(appreciation.Practice, "read.v1", practice.Mine, "", appreciation.Read{Entry: id}))
	if d%7 == 0 {
		t.write(to, now.Add(2*time.Minute), entry(appreciation.Practice, "landed.v1", practice.Ours, "", appreciation.Landed{Note: id, Words: ahead}))
		t.write(from, now.Add(3*time.Minute), entry(appreciation.Practice, "read.v1", practice.Mine, "", appreciation.Read{Entry: t.top("id", from.as.Shared)}))
	}
	if d%14 == 0 {
		t.write(from, now.Add(4*time.Minute), entry(appreciation.Practice, "noted.v1", practice.Mine, "", body))
	}
}

// must runs SQL in one transaction.
func (t *town) must(statement string, args ...any) {
	t.b.Helper()
	err := t.DB.Bulk(context.Background(), func(tx *db.Tx) error {
		_, err := tx.Exec(context.Background(), statement, args...)
		return err
	})
	if err != nil {
		t.b.Fatal(err)
	}
}
