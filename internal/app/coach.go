package app

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"footbridge/coach"
)

// longestLine is how many bytes a line of texts may have.
const longestLine = 1 << 20

var coachCommand = command{"coach", "--jsonl", "tell what texts hold, one JSON object a line, from the input to the output", func(_ context.Context, args []string, out, errs io.Writer) error {
	f := newFlags("coach", errs)
	lines := f.Bool("jsonl", false, "read objects with id, context, text and source, one a line")
	if err := f.Parse(args); err != nil {
		return err
	}
	if !*lines || f.NArg() > 0 {
		return settingsError{errors.New("coach reads its input line by line: footbridge coach --jsonl < texts")}
	}
	return coachLines(os.Stdin, out)
}}

// coachText is one text, and coachAnswer what it holds; start and end count bytes. A hint is a
// sentence that says why, and a wording to take instead, where there is one.
type coachText struct {
	ID      string `json:"id"`
	Context string `json:"context"`
	Text    string `json:"text"`
	Source  string `json:"source"`
}

type coachAnswer struct {
	ID     string      `json:"id"`
	Labels []string    `json:"labels"`
	Spans  []coachSpan `json:"spans"`
	Hints  []string    `json:"hints"`
}

type coachSpan struct {
	Label string `json:"label"`
	Quote string `json:"quote"`
	Start int    `json:"start"`
	End   int    `json:"end"`
}

// coachLines answers each line of in with one of out (N7). Nothing is kept.
func coachLines(in io.Reader, out io.Writer) error {
	s := bufio.NewScanner(in)
	s.Buffer(nil, longestLine)
	w := bufio.NewWriter(out)
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	for n := 1; s.Scan(); n++ {
		if len(s.Bytes()) == 0 {
			continue
		}
		var t coachText
		if err := json.Unmarshal(s.Bytes(), &t); err != nil {
			return fmt.Errorf("line %d is not a text: %w", n, err)
		}
		if err := enc.Encode(look(t)); err != nil {
			return fmt.Errorf("write line %d: %w", n, err)
		}
	}
	if err := s.Err(); err != nil {
		return fmt.Errorf("read texts: %w", err)
	}
	return w.Flush()
}

func look(t coachText) coachAnswer {
	a := coachAnswer{ID: t.ID, Labels: []string{}, Spans: []coachSpan{}, Hints: []string{}}
	seen := map[coach.Label]bool{}
	r := coach.Request{Text: t.Text, Source: t.Source, Context: t.Context}
	for _, f := range coach.Look(r) {
		if !seen[f.Label] {
			seen[f.Label] = true
			a.Labels = append(a.Labels, string(f.Label))
		}
		a.Spans = append(a.Spans, coachSpan{string(f.Label), t.Text[f.Span.Start:f.Span.End], f.Span.Start, f.Span.End})
	}
	for _, h := range coach.Hints(r) {
		hint := h.Why
		for _, words := range h.Rewrites {
			hint += " “" + words + "”"
		}
		a.Hints = append(a.Hints, hint)
	}
	return a
}
