package web

import (
	"fmt"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// A form as JSON is one flat object of texts, each name once: of two values for a name, two programs
// could take different ones for the true one.
func TestFlatJSON(t *testing.T) {
	for body, good := range map[string]bool{
		`{"a":"1","b":""}`:        true,
		`{}`:                      true,
		` {"a":"1"} `:             true,
		`{"a":"1","a":"2"}`:       false,
		`{"a":"1","\u0061":"2"}`:  false,
		`{"a":1}`:                 false,
		`{"a":{"b":"c"}}`:         false,
		`["a"]`:                   false,
		`"a"`:                     false,
		`{"a":"1"}{"b":"2"}`:      false,
		`{"a":"1"`:                false,
		`{"a"`:                    false,
		``:                        false,
		`{"a":"` + "\xff" + `"}`:  true, // JSON's own reader mends it
		`{"a":"\u0000"}`:          false,
		`{"a":"1",}`:              false,
		`{"a":"1"} trailing text`: false,
	} {
		r := httptest.NewRequest("POST", "/", strings.NewReader(body))
		r.Header.Set("Content-Type", "application/json")
		f, err := readForm(r)
		if (err == nil) != good {
			t.Errorf("%s: %v, %v", body, f, err)
		}
	}
}

// R4: nobody can keep the shelf that both write on so busy that the other's words find no gap. Who
// writes by hand never meets the bound, and it lets go again.
func TestPaceHasABound(t *testing.T) {
	var p pace
	now := time.Date(2026, 11, 19, 19, 30, 0, 0, time.UTC)
	sent := 0
	for range 10 * paceBurst {
		if p.allows("flood", now) {
			sent++
		}
	}
	if sent != paceBurst {
		t.Errorf("%d forms at once", sent)
	}
	for i := range 600 { // ten minutes of one form a second
		if !p.allows("hand", now.Add(time.Duration(i)*time.Second)) {
			t.Fatalf("a hand was stopped after %d forms", i)
		}
	}
	if !p.allows("flood", now.Add(time.Second)) {
		t.Error("still stopped a second later")
	}
	for i := range paceKept {
		p.allows(fmt.Sprint("person ", i), now)
	}
	p.allows("somebody an hour later", now.Add(time.Hour))
	if len(p.of) != 1 {
		t.Errorf("%d people are remembered who have rested for an hour", len(p.of))
	}
}
