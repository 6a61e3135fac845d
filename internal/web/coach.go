package web

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"

	"footbridge/coach"
	"footbridge/internal/people"
)

// thought is one hint as the page's script gets it: places in UTF-16 units of the text, as browsers count.
type thought struct {
	Start    int      `json:"start"`
	End      int      `json:"end"`
	Why      string   `json:"why"`
	Rewrites []string `json:"rewrites,omitempty"`
	Feelings []string `json:"feelings,omitempty"`
	Key      string   `json:"key"` // sent back in "silent" once the writer has kept their words; says nothing by itself
}

// coached says whether somebody gets hints about wording: they did not turn them off, and write in the coach's language.
func (s *Server) coached(v *people.Visit) bool {
	return !v.NoHints && strings.HasPrefix(s.pages.lang(v.Lang), "en")
}

// coach answers the page's script with at most one hint about a text that is being written (R9). Nothing of it is
// kept, counted or logged, and no form waits for it.
func (s *Server) coach(w http.ResponseWriter, r *http.Request, v *people.Visit) error {
	f, err := readForm(r)
	if err != nil {
		return err
	}
	hints := []thought{}
	if s.coached(v) {
		var silent []coach.Label
		for key := range strings.SplitSeq(f["silent"], " ") {
			if l, ok := coach.LabelOf(key); ok {
				silent = append(silent, l)
			}
		}
		found := coach.Hints(coach.Request{Text: f["text"], Source: f["source"], Context: f["context"]}, silent...)
		if len(found) > 0 { // one at a time
			h := found[0]
			hints = append(hints, thought{h.Span.UTF16Start, h.Span.UTF16End, h.Why, h.Rewrites, h.Feelings, h.Label.Key()})
		}
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	if err := json.NewEncoder(w).Encode(hints); err != nil {
		return fmt.Errorf("send a hint: %w", err)
	}
	return nil
}

// coachOff ends hints for the one who asks, everywhere, until they turn them on again under Support.
func (s *Server) coachOff(w http.ResponseWriter, r *http.Request, v *people.Visit) error {
	me := v.Profile()
	me.NoHints = true
	return s.saved(w, r, s.People.ChangeProfile(r.Context(), v, me))
}
