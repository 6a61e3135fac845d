// Package demo plays two invented people, Jo and Mika, through twelve weeks (A7).
//
// What they wrote is weeks/<lang>.json: one event for each thing one of them does, in the order of
// time. Play sends every event as the form that a browser would send, to the real server, with the
// clock set to when it happened. So the example has passed through everything that real people's words
// pass through, and cannot show what the program cannot do.
package demo

import (
	"context"
	"crypto/rand"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"
)

//go:embed weeks
var weeks embed.FS

// Person is one of the two, with what signs them in.
type Person struct {
	Name     string // sign-in name
	Called   string
	Side     string // "a" or "b", as forms have it
	Password string
}

// People are the two with passwords that nobody knows.
func People() []Person {
	return []Person{
		{Name: "jo", Called: "Jo", Side: "a", Password: rand.Text()},
		{Name: "mika", Called: "Mika", Side: "b", Password: rand.Text()},
	}
}

// days is how far back the example begins.
const days = 84

// event is one thing that one of the two does.
type event struct {
	Day  int    `json:"day"` // 0 to 84, which is today
	At   string `json:"at"`  // "19:42"
	Who  string `json:"who"` // sign-in name
	Do   string `json:"do"`
	Key  string `json:"key"` // of a note, to come back to it
	What string `json:"what"`

	Stop        int    `json:"stop"`
	Mood        string `json:"mood"`
	MindPrompt  string `json:"mind_prompt"`
	Mind        string `json:"mind"`
	AheadPrompt string `json:"ahead_prompt"`
	Ahead       string `json:"ahead"`

	Prompt   string `json:"prompt"`
	Words    string `json:"words"`
	Audience string `json:"audience"`

	Way   string `json:"way"` // of a talk
	Topic string `json:"topic"`
	Move  string `json:"move"` // of a turn in it
}

// Stage is where a play takes place.
type Stage struct {
	Site   http.Handler
	Origin string          // the site's own address, such as http://localhost:8090
	Set    func(time.Time) // sets the clock of the site
	Zone   string          // where the two live
	Runs   string          // what the two read about who runs this server
}

// Play makes the two and lets them live until now. It fails when the site answers anything but what
// the story expects; then the story and the program do not fit.
func Play(ctx context.Context, st Stage, two []Person, now time.Time) error {
	b, err := weeks.ReadFile("weeks/en.json")
	if err != nil {
		return fmt.Errorf("read the story: %w", err)
	}
	var events []event
	if err := json.Unmarshal(b, &events); err != nil {
		return fmt.Errorf("read the story: %w", err)
	}
	begin := midnight(now).AddDate(0, 0, -days)
	st.Set(begin)
	p := &play{ctx: ctx, st: st, who: map[string]*player{}, notes: map[string]string{}}
	if err := p.join(two); err != nil {
		return err
	}
	last := begin
	for i, e := range events {
		at, err := e.time(begin)
		if err != nil {
			return fmt.Errorf("event %d: %w", i, err)
		}
		last = later(last, earlier(at, now)) // early in the morning, some of today's has yet to come
		st.Set(last)
		if err := p.act(e); err != nil {
			return fmt.Errorf("event %d, %s on day %d: %w", i, e.Do, e.Day, err)
		}
	}
	st.Set(now)
	return nil
}

func (e event) time(begin time.Time) (time.Time, error) {
	t, err := time.Parse("15:04", e.At)
	if err != nil {
		return t, errors.New("the time of day is not like 19:42")
	}
	d := begin.AddDate(0, 0, e.Day)
	return time.Date(d.Year(), d.Month(), d.Day(), t.Hour(), t.Minute(), 0, 0, d.Location()), nil
}

func midnight(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, t.Location())
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
