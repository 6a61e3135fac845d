package coach

import (
	"bufio"
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"
	"unicode/utf8"
)

// sample is one labelled text of our own.
type sample struct {
	ID, Context, Text, Source string
	Labels                    []Label
}

func samples(t testing.TB) (out []sample) {
	t.Helper()
	f, err := os.Open("testdata/own.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for s := bufio.NewScanner(f); s.Scan(); {
		var one sample
		if err := json.Unmarshal(s.Bytes(), &one); err != nil {
			t.Fatal(err)
		}
		out = append(out, one)
	}
	return out
}

// labelsOf are the labels that a text gets, each once.
func labelsOf(s sample) (out []Label) {
	for _, f := range Look(Request{s.Text, s.Source, s.Context}) {
		if !slices.Contains(out, f.Label) {
			out = append(out, f.Label)
		}
	}
	return out
}

// R9: on our own texts nearly all labels are found, and hardly any that is not there. These texts were at hand while the
// patterns were written, so they guard against a fall and do not say how well others are understood.
func TestOwnTexts(t *testing.T) {
	right, extra, lost := 0, 0, 0
	for _, s := range samples(t) {
		got := labelsOf(s)
		for _, l := range got {
			if slices.Contains(s.Labels, l) {
				right++
			} else {
				extra++
				t.Logf("%s: %q is not %s", s.ID, s.Text, l)
			}
		}
		for _, l := range s.Labels {
			if !slices.Contains(got, l) {
				lost++
				t.Logf("%s: %q is %s", s.ID, s.Text, l)
			}
		}
	}
	if f := 2 * float64(right) / float64(2*right+extra+lost); f < .90 {
		t.Errorf("F1 is %.3f: %d right, %d too many, %d not found", f, right, extra, lost)
	}
}

// What is said in love, or about the house, with the very words that land hard elsewhere.
func TestCleanTexts(t *testing.T) {
	b, err := os.ReadFile("testdata/clean.txt")
	if err != nil {
		t.Fatal(err)
	}
	for text := range strings.Lines(string(b)) {
		for _, l := range labelsOf(sample{Text: text, Context: "message"}) {
			if slices.Contains(hard, l) {
				t.Errorf("%q is taken for %s", text, l)
			}
		}
	}
}

// The gates: what is quoted, negated, taken back, told of others, imagined or praise lands on nobody.
func TestGates(t *testing.T) {
	for _, text := range []string{
		"Mum said you're lazy", "my boss is an idiot", "You're not selfish", "I'm not saying it's your fault", "I shouldn't have said you never help",
		"if you ever felt that I ignored you, say so", "You always make me laugh", "You never forget my coffee", "you said I was dramatic",
		"we keep having the same row", "You never know what you've got", "Do you remember the flat? You always burnt the toast, I loved it",
	} {
		for _, l := range labelsOf(sample{Text: text, Context: "message"}) {
			if slices.Contains(hard, l) {
				t.Errorf("%q is taken for %s", text, l)
			}
		}
	}
}

// Spans lie on whole characters, and bytes, runes and UTF-16 units name the same place.
func check(t *testing.T, text string, found []Finding) {
	t.Helper()
	for _, f := range found {
		s := f.Span
		if s.Start < 0 || s.End > len(text) || s.Start >= s.End || !utf8.ValidString(text[s.Start:s.End]) || !utf8.RuneStart(text[s.Start]) {
			t.Fatalf("%q: %s at %+v", text, f.Label, s)
		}
		if n := utf8.RuneCountInString(text[:s.Start]); n != s.RuneStart {
			t.Fatalf("%q: %s begins at rune %d, not %d", text, f.Label, n, s.RuneStart)
		}
		if n := utf8.RuneCountInString(text[:s.End]); n != s.RuneEnd {
			t.Fatalf("%q: %s ends at rune %d, not %d", text, f.Label, n, s.RuneEnd)
		}
		if n := len(utf16.Encode([]rune(text[:s.End]))); n != s.UTF16End {
			t.Fatalf("%q: %s ends at unit %d, not %d", text, f.Label, n, s.UTF16End)
		}
	}
}

func TestSpans(t *testing.T) {
	for _, s := range samples(t) {
		for _, text := range []string{s.Text, "🙂👩🏽‍🚀 " + s.Text, strings.ReplaceAll(s.Text, "'", "’") + " é̂", strings.ToUpper(s.Text)} {
			check(t, text, Look(Request{text, s.Source, s.Context}))
		}
	}
}

// Whoever tells of fear or harm is told so, and who does not is not.
func TestAfraid(t *testing.T) {
	for _, text := range []string{"I'm scared of you when you drink", "you hit me again", "I don't feel safe at home", "you grabbed me", "I might call the police", "I want to hurt myself",
		"I'm terrified you'll hurt the kids", "You threw a plate at me", "you won't let me see my friends", "you took my phone", "I want to leave but I'm scared",
		"you raised your hand at me", "you said you'd kill me", "sometimes I think about ending my life", "I don't want to live anymore", "You check my phone every night",
		"I flinch when you come in", "you forced me to", "you follow me everywhere", "I cut myself", "you grabbed my arm", "you smashed my phone", "you locked me out",
		"he hits me", "i'm too scared to say it", "u pushed me again"} {
		if !Afraid(text) {
			t.Errorf("%q is not heard", text)
		}
	}
	for _, text := range []string{"I'm scared of losing you", "I'm afraid of spiders", "you hit the nail on the head", "I was scared during the scan", "I'm afraid I can't come"} {
		if Afraid(text) {
			t.Errorf("%q is taken for fear", text)
		}
	}
	for _, s := range samples(t) {
		if Afraid(s.Text) {
			t.Errorf("%q is taken for fear", s.Text)
		}
	}
}

func FuzzLook(f *testing.F) {
	for _, s := range samples(f) {
		f.Add(s.Text, s.Source)
	}
	f.Add("\xff\xfe", "’’'' u ur \u0000")
	f.Fuzz(func(t *testing.T, text, source string) {
		for _, context := range []string{"message", "paraphrase", "question"} {
			check(t, text, Look(Request{text, source, context}))
		}
		for _, context := range []string{"message", "checkin", "appreciation", "question"} {
			for _, h := range Hints(Request{Text: text, Context: context}) {
				check(t, text, []Finding{{h.Label, h.Span}})
			}
			settle(t, Request{Text: text, Context: context})
		}
		Afraid(text)
	})
}

// A message asks for no memory but that of its findings.
func TestNoAllocation(t *testing.T) {
	if raceOn { // there a pool forgets by design; `go test` without it looks
		return
	}
	for text, most := range map[string]float64{"The plumber comes on Thursday and I'll be home from Ten. 😀 It’s fine.": 0, "You never ask about my day, and I felt sad.": 1} {
		if n := testing.AllocsPerRun(200, func() { Look(Request{Text: text}) }); n > most {
			t.Errorf("%q: %v allocations", text, n)
		}
	}
}

// BenchmarkLook looks at 500 words.
func BenchmarkLook(b *testing.B) {
	var text strings.Builder
	for n := 0; n < 500; {
		for _, s := range samples(b) {
			text.WriteString(s.Text + ". ")
			n += len(strings.Fields(s.Text))
		}
	}
	fields := strings.Fields(text.String())
	whole := strings.Join(fields[:500], " ")
	b.ReportAllocs()
	for b.Loop() {
		Look(Request{Text: whole, Context: "message"})
	}
}

// S7.4: what was settled and is brought back, words about character and absolutes are told apart, so that a talk can name the
// agreement that each of them touches.
func TestWhatAgreementsNeed(t *testing.T) {
	for text, want := range map[string]Label{
		"This is just like what you did at my sister's wedding, you left me standing": PastIssue,
		"You're so selfish":            CharacterCriticism,
		"You never help with the kids": Absolute,
	} {
		if got := labelsOf(sample{Text: text, Context: "message"}); !slices.Contains(got, want) {
			t.Errorf("%q is %v, not %s", text, got, want)
		}
	}
}
