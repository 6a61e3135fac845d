// Package coach listens to the wording of one text that a person writes to the other, and points at phrases: one that may
// land as blame, one that praises without saying for what, one that tells what is felt (R9). It is offline, knows English
// only, and forgets: a pure function of the text, the text it replies to, and where it is written.
//
// A text is cut into words (token.go), short forms written out, each with its place in the text. Sentences are looked at
// one by one. Patterns of words and classes of words (words/patterns.txt, words/classes.txt, pattern.go) say which labels a
// sentence may carry; gates take back what is not the writer's own claim about the other: a quotation, somebody
// else's words, what is negated or only imagined, praise (gate.go). Of the labels that land hard a sentence carries one,
// the heaviest, and "absolute" and "stonewalling" beside it. Labels of a whole message come last (message.go).
//
// It must never be used to score a person, to hold up sending, or to keep what it read.
package coach

import (
	"slices"
	"sync"
	"unicode/utf8"
)

// Label names what a phrase does.
type Label string

// The labels.
const (
	BlameYou             Label = "blame_you"
	Absolute             Label = "absolute"
	CharacterCriticism   Label = "character_criticism"
	Contempt             Label = "contempt"
	MindReading          Label = "mind_reading"
	PastIssue            Label = "past_issue"
	ThreatOrUltimatum    Label = "threat_or_ultimatum"
	Stonewalling         Label = "stonewalling"
	PseudoI              Label = "pseudo_i_statement"
	Interrogation        Label = "interrogation"
	Advice               Label = "advice_instead_of_reflection"
	GenericAppreciation  Label = "generic_appreciation"
	LogisticsOnly        Label = "logistics_only"
	ClosedQuestion       Label = "closed_question"
	IStatement           Label = "i_statement"
	SpecificAppreciation Label = "specific_appreciation"
	EffortNoticed        Label = "effort_noticed"
	FeelingNamed         Label = "feeling_named"
	OpenQuestion         Label = "open_question"
	GoodParaphrase       Label = "good_paraphrase"
)

// heaviest is the order in which one of the hard labels is chosen for a sentence.
var heaviest = []Label{ThreatOrUltimatum, Contempt, PastIssue, PseudoI, CharacterCriticism, MindReading, BlameYou}

// Request is one text to look at.
type Request struct {
	Text    string
	Source  string // the text that it replies to, for a paraphrase; else empty
	Context string // message, checkin, appreciation, question, paraphrase, assessment, part; empty: message
}

// Span is a place in the text, in bytes, in runes and in UTF-16 units; the end is behind its last character.
type Span struct {
	Start, End           int
	RuneStart, RuneEnd   int
	UTF16Start, UTF16End int
}

// Finding is one label with where it was found; a label of the whole message has the span of all of it.
type Finding struct {
	Label Label
	Span  Span
}

// most is how many bytes of a text are looked at: its end.
const most = 20000

// Look finds what a text holds, in the order of its places. A text that is not UTF-8 holds nothing.
func Look(r Request) []Finding {
	if !utf8.ValidString(r.Text) {
		return nil
	}
	skip := 0
	if len(r.Text) > most {
		skip = len(r.Text) - most
		for !utf8.RuneStart(r.Text[skip]) {
			skip++
		}
	}
	t := take(r.Text[skip:])
	defer t.forget()
	t.request = r
	for i := range t.sentences {
		t.sentence(&t.sentences[i])
	}
	t.message()
	return t.findings(r.Text, skip)
}

// text is one text on its way. Its room is used again for the next one, emptied (see forget).
type text struct {
	request   Request
	raw       string
	ws        []word
	small     []byte // words in small letters, where the text has others
	sentences []sentence
	labels    hits // of the sentence that is being looked at
	found     hits
}

// sentence is a run of words.
type sentence struct {
	from, to int  // words
	asks     bool // a question by its sign
	blames   bool
}

// hit is a label on words.
type hit struct {
	label    Label
	from, to int
}

// hits are some labels, at most one hit of each; few, so that looking through them is the fastest way.
type hits []hit

func (hs hits) of(l Label) (hit, bool) {
	for _, h := range hs {
		if h.label == l {
			return h, true
		}
	}
	return hit{}, false
}

func (hs hits) have(l Label) bool { _, ok := hs.of(l); return ok }

func (hs *hits) put(h hit) {
	for i := range *hs {
		if (*hs)[i].label == h.label {
			(*hs)[i] = h
			return
		}
	}
	*hs = append(*hs, h)
}

func (hs *hits) drop(ls ...Label) {
	*hs = slices.DeleteFunc(*hs, func(h hit) bool { return slices.Contains(ls, h.label) })
}

var rooms = sync.Pool{New: func() any { return new(text) }}

// take cuts a text into words and sentences.
func take(raw string) *text {
	t := rooms.Get().(*text)
	t.raw = raw
	t.words()
	t.sentences = t.sentences[:0]
	from := 0
	for i, w := range t.ws {
		if i == 0 || w.stop == 0 || w.stop == ',' {
			continue
		}
		if i > from {
			t.sentences = append(t.sentences, sentence{from: from, to: i, asks: w.stop == '?'})
			from = i
		}
	}
	return t
}

// forget empties a text, so that nothing of it stays in memory, and gives its room back.
func (t *text) forget() {
	clear(t.ws[:cap(t.ws)])
	clear(t.small[:cap(t.small)])
	clear(t.found[:cap(t.found)])
	*t = text{ws: t.ws[:0], small: t.small[:0], sentences: t.sentences[:0], labels: t.labels[:0], found: t.found[:0]}
	rooms.Put(t)
}

// sentence looks at one sentence.
func (t *text) sentence(s *sentence) {
	t.labels = t.labels[:0]
	for i := s.from; i < s.to; i++ {
		near := t.near(i, s.to)
		for _, p := range book.of(t.ws[i]) {
			if near.may(p) {
				t.try(s, p, i)
			}
		}
		for _, p := range book.any {
			if near.may(p) {
				t.try(s, p, i)
			}
		}
	}
	t.deed(s)
	t.settle(s)
}

// try puts a label where a pattern fits, unless a gate holds it back; of two places of a label the longer one stays.
func (t *text) try(s *sentence, p *pattern, at int) {
	end := p.match(t.ws, at, s.from, s.to)
	if end <= at || !p.sure && t.held(s, p.label, at, end) {
		return
	}
	if was, ok := t.labels.of(p.label); !ok || end-at > was.to-was.from {
		t.labels.put(hit{p.label, at, end})
	}
}

// deed finds an act of the other's that is told as a fault without any pattern: "you" and something done, with a word of
// what it did to me, or of how it was done; and a fault that is said to be there at all times.
func (t *text) deed(s *sentence) {
	if t.labels.have(BlameYou) || t.request.Context == "appreciation" || t.request.Context == "question" || s.asks {
		return
	}
	for i := s.from; i+1 < s.to; i++ {
		if t.ws[i].w != "you" || i > s.from && (t.ws[i-1].w == "when" || t.ws[i-1].w == "that" || t.ws[i-1].w == "if" || t.ws[i-1].w == "what") {
			continue
		}
		j := i + 1
		for j < s.to-1 && is("ADV", t.ws[j]) {
			j++
		}
		v := t.ws[j].w
		end := j + 1
		for end < s.to && t.ws[end].stop != ',' {
			end++
		}
		past := isWordOf("PASTV", v) || len(v) > 4 && v[len(v)-2:] == "ed"
		careless := t.has(j, s.to, "without", "everybody", "everyone", "behind") && !t.has(j, s.to, "complaining", "being", "once")
		if !(careless && isWordOf("KINDV", v)) && (!past || isWordOf("KINDV", v) || isWordOf("FEEL", v) || isWordOf("FAUX", v) || !t.hasClass(j, end, "MARK")) {
			continue
		}
		if !t.held(s, BlameYou, i, j+1) {
			t.labels.put(hit{BlameYou, i, j + 1})
			return
		}
	}
	if a, ok := t.labels.of(Absolute); ok && t.hasClass(s.from, s.to, "YOU") && (!t.has(a.from, a.to, "always") || t.hasClass(s.from, s.to, "ME")) {
		t.labels.put(hit{BlameYou, a.from, a.to})
	}
}

// settle leaves of the hard labels the heaviest, and takes back what does not go together.
func (t *text) settle(s *sentence) {
	chosen := false
	for _, l := range heaviest {
		if t.labels.have(l) {
			if chosen {
				t.labels.drop(l)
			}
			chosen = true
		}
	}
	if t.labels.have(Absolute) && !chosen {
		t.labels.drop(Absolute)
	}
	if t.labels.have(ThreatOrUltimatum) {
		t.labels.drop(Stonewalling) // "or I am out" is one thing, not two
	}
	if chosen {
		t.labels.drop(IStatement, SpecificAppreciation, GenericAppreciation, EffortNoticed)
	}
	if m, ok := t.labels.of(MindReading); ok {
		if f, ok := t.labels.of(FeelingNamed); ok && f.from >= m.from && t.has(m.from, f.to, "me", "you") {
			t.labels.drop(FeelingNamed)
		}
	}
	if p, ok := t.labels.of(PseudoI); ok {
		if f, ok := t.labels.of(FeelingNamed); ok && f.from >= p.from && f.to <= p.to+3 {
			t.labels.drop(FeelingNamed)
		}
	}
	t.question(s)
	s.blames = t.labels.have(BlameYou)
	for _, h := range t.labels {
		t.found = append(t.found, t.widen(s, h))
	}
}

// widen brings a hit to the words that a person would point at: the word of a feeling or of "never", and else the clause.
func (t *text) widen(s *sentence, h hit) hit {
	switch h.label {
	case FeelingNamed:
		return t.narrow(h, "FEEL", "FEELV", "FEELN", "FEELING")
	case Absolute:
		return t.narrow(h, "TOTAL")
	case OpenQuestion, ClosedQuestion, ThreatOrUltimatum, Stonewalling:
		h.from, h.to = s.from, s.to
		return h
	}
	for h.from > s.from && t.ws[h.from].stop != ',' && !t.joins(h.from-1) {
		h.from--
	}
	for h.to < s.to && t.ws[h.to].stop != ',' && !t.joins(h.to) {
		h.to++
	}
	return h
}

// joins says whether a word begins another clause.
func (t *text) joins(i int) bool {
	switch t.ws[i].w {
	case "but", "because":
		return true
	case "and", "so", "then", "anyway":
		next := t.ws[min(i+1, len(t.ws)-1)].w
		return next == "i" || next == "you" || next == "we" || next == "it" || next == "then" || next == "they"
	}
	return false
}

// narrow keeps of a hit the words of some classes, if there are any.
func (t *text) narrow(h hit, names ...string) hit {
	for i := h.to - 1; i >= h.from; i-- {
		for _, name := range names {
			if is(name, t.ws[i]) {
				return hit{h.label, i, i + 1}
			}
		}
	}
	return h
}

// findings are the hits with their places.
func (t *text) findings(whole string, skip int) []Finding {
	if len(t.found) == 0 {
		return nil
	}
	out := make([]Finding, 0, len(t.found))
	before := mark{}
	for _, r := range whole[:skip] {
		before = before.on(r, utf8.RuneLen(r))
	}
	for _, h := range t.found {
		b, e := t.ws[h.from].start, t.ws[h.to-1].end
		out = append(out, Finding{h.label, Span{b.bytes + before.bytes, e.bytes + before.bytes, b.runes + before.runes, e.runes + before.runes,
			b.units + before.units, e.units + before.units}})
	}
	slices.SortStableFunc(out, func(a, b Finding) int {
		if a.Span.Start != b.Span.Start {
			return a.Span.Start - b.Span.Start
		}
		if a.Label < b.Label {
			return -1
		}
		return 1
	})
	return out
}

func (t *text) has(from, to int, set ...string) bool {
	for i := max(from, 0); i < min(to, len(t.ws)); i++ {
		if slices.Contains(set, t.ws[i].w) {
			return true
		}
	}
	return false
}

func (t *text) hasClass(from, to int, name string) bool {
	c := classes[name]
	for i := max(from, 0); i < min(to, len(t.ws)); i++ {
		if c.has(t.ws[i].id) {
			return true
		}
	}
	return false
}
