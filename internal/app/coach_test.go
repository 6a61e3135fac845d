package app

import (
	"encoding/json"
	"strings"
	"testing"
)

// N7: one line in, one line out, with places in bytes; a line that is no text is named and stops it.
func TestCoachLines(t *testing.T) {
	var out strings.Builder
	in := `{"id":"a","context":"message","text":"“Hm.” You never ask about my day."}` + "\n\n" + `{"id":"b","context":"checkin","text":"fine, busy"}` + "\n"
	if err := coachLines(strings.NewReader(in), &out); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	if len(lines) != 2 {
		t.Fatalf("%d lines: %s", len(lines), out.String())
	}
	var a coachAnswer
	if err := json.Unmarshal([]byte(lines[0]), &a); err != nil {
		t.Fatal(err)
	}
	text := "“Hm.” You never ask about my day."
	if strings.Join(a.Labels, " ") != "blame_you absolute" && strings.Join(a.Labels, " ") != "absolute blame_you" {
		t.Errorf("%v", a.Labels)
	}
	for _, s := range a.Spans {
		if text[s.Start:s.End] != s.Quote || s.Quote == "" {
			t.Errorf("%+v is not at its place", s)
		}
	}
	if !strings.Contains(lines[1], `"labels":["logistics_only"]`) || !strings.Contains(lines[1], "“fine, busy. And I am ___.”") {
		t.Error(lines[1])
	}
	if err := coachLines(strings.NewReader("{}\nnothing\n"), &out); err == nil || !strings.Contains(err.Error(), "line 2") || strings.Contains(err.Error(), "nothing\n") {
		t.Errorf("a line that is no text: %v", err)
	}
}
