package coach

import (
	"slices"
	"strings"
	"testing"
)

func first(r Request, silent ...Label) Hint {
	if hs := Hints(r, silent...); len(hs) > 0 {
		return hs[0]
	}
	return Hint{}
}

// R9, S1.4, S8.1: what a hint offers is made of the words that are there.
func TestHints(t *testing.T) {
	for _, c := range []struct{ context, text, label, rewrite string }{
		{"message", "you never ask about my day", "blame_you", "When you didn't ask about my day, I felt ___. I would like ___."},
		{"message", "You forgot the bread again", "blame_you", "When you forgot the bread, I felt ___. I would like ___."},
		{"message", "u never listen", "blame_you", "When you didn't listen, I felt ___. I would like ___."},
		{"message", "You make me so angry", "blame_you", "I felt angry when ___."},
		{"message", "You're so selfish", "character_criticism", "When you ___, I felt ___."},
		{"message", "I know you don't care about me", "mind_reading", "I told myself that you don't care about me. Is that how it was for you?"},
		{"message", "I feel ignored", "pseudo_i_statement", "I feel ___ when ___."},
		{"message", "I'm not discussing it", "stonewalling", "I need a break until ___, then I will come back to this."},
		{"message", "Bins out, dentist at 4.15", "", ""},
		{"checkin", "Bins out, dentist at 4.15", "logistics_only", "Bins out, dentist at 4.15. And I am ___."},
		{"appreciation", "You're so thoughtful", "generic_appreciation", "You were thoughtful when ___. It ___."},
		{"message", "You're so thoughtful", "", ""},
		{"question", "Did you enjoy the concert?", "closed_question", "What did you enjoy about the concert?"},
		{"assessment", "Who broke this?", "blame_you", "What happened to us?"},
		{"message", "I missed you at dinner.", "", ""},
		{"part", "you never listen", "blame_you", ""},
		{"question", "Where were you? Who with? Since when?", "interrogation", ""},
	} {
		h := first(Request{Text: c.text, Context: c.context})
		rewrite := strings.Join(h.Rewrites, "|")
		if string(h.Label) != c.label || rewrite != c.rewrite {
			t.Errorf("%s %q: %s %q, not %s %q", c.context, c.text, h.Label, rewrite, c.label, c.rewrite)
		}
		if c.label != "" && h.Why == "" {
			t.Errorf("%q: no reason", c.text)
		}
	}
	if got := first(Request{Text: "I feel ignored"}).Feelings; !slices.Equal(got, []string{"lonely", "hurt", "unimportant to you"}) {
		t.Errorf("under ignored lie %q", got)
	}
}

// A rewrite brings its own stop.
func TestStops(t *testing.T) {
	for text, want := range map[string]string{
		"Did you enjoy the film? I did.": "What did you enjoy about the film? I did.", "You never listen!!": "When you didn't listen, I felt ___. I would like ___.",
		"You never listen, so I stopped.": "When you didn't listen, I felt ___. I would like ___. so I stopped.",
	} {
		context := "message"
		if text[0] == 'D' {
			context = "question"
		}
		h := first(Request{Text: text, Context: context})
		if h.Rewrites == nil {
			t.Fatalf("%q gets nothing", text)
		}
		if got := text[:h.Span.Start] + h.Rewrites[0] + text[h.Span.End:]; got != want {
			t.Errorf("%q becomes %q, not %q", text, got, want)
		}
	}
}

// A label that the writer has kept silences its hint; and what tells of fear, or replies to it, gets none.
func TestNoHint(t *testing.T) {
	if h := first(Request{Text: "you never listen"}, BlameYou, Absolute); h.Label != "" {
		t.Errorf("a kept wording gets a hint: %+v", h)
	}
	for _, r := range []Request{{Text: "You never listen and you hit me"}, {Text: "You're so selfish, I'm scared of you"}, {Text: "Just try to sleep", Source: "I am afraid of you at night", Context: "paraphrase"}} {
		if hs := Hints(r); len(hs) > 0 {
			t.Errorf("%q gets a hint: %+v", r.Text, hs)
		}
	}
}

// Every label that can be spoken of has its reason, and no reason blames.
func TestReasons(t *testing.T) {
	for _, l := range order {
		if whys[string(l)] == "" {
			t.Errorf("%s has no reason", l)
		}
	}
	for name, why := range whys {
		for _, word := range []string{"wrong", "bad ", "toxic", "abus", "should", "must", "never"} {
			if strings.Contains(strings.ToLower(why), word) {
				t.Errorf("%s says %q: %s", name, word, why)
			}
		}
	}
}

// At most two hints, which do not lie on one another; and who takes every rewrite is done after a few: the coach finds
// nothing hard in what it offered itself, and never goes round.
func TestOwnRewrites(t *testing.T) {
	for _, s := range samples(t) {
		settle(t, Request{s.Text, s.Source, s.Context})
	}
}

// settle takes the first rewrite again and again.
func settle(t *testing.T, r Request) {
	t.Helper()
	whole := r.Text
	for range 12 + 2*len(Look(r)) { // each phrase takes its own rewrite
		hs := Hints(r)
		if len(hs) > mostHints {
			t.Fatalf("%q gets %d hints", r.Text, len(hs))
		}
		if len(hs) == 2 && hs[0].Span.Start < hs[1].Span.End && hs[1].Span.Start < hs[0].Span.End {
			t.Fatalf("%q gets two hints for one phrase", r.Text)
		}
		took := false
		for _, h := range hs {
			if len(h.Rewrites) > 0 {
				r.Text = r.Text[:h.Span.Start] + h.Rewrites[0] + r.Text[h.Span.End:]
				took = true
				break
			}
		}
		if !took {
			return
		}
	}
	t.Fatalf("%q goes round: %q", whole, r.Text)
}

func TestOwnRewritesAreQuiet(t *testing.T) {
	for _, s := range samples(t) {
		for _, h := range Hints(Request{s.Text, s.Source, s.Context}) {
			for _, offer := range h.Rewrites {
				for _, f := range Look(Request{Text: offer, Context: s.Context}) {
					if slices.Contains(hard, f.Label) && h.Label != MindReading {
						t.Errorf("%q: offers %q, which is %s", s.Text, offer, f.Label)
					}
				}
			}
		}
	}
}
