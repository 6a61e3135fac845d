package coach

import (
	_ "embed"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Hint is one thought about the wording of a phrase. The writer may take one of the rewrites, or nothing.
type Hint struct {
	Label Label
	Span  Span
	Why   string // one or two plain sentences that quote the phrase
	// Rewrites may stand in place of the phrase: made of its own words, with Gap where only the writer knows. None,
	// where there is nothing to offer.
	Rewrites []string
	// Feelings are some to choose from for a gap that asks for one; none is put there unasked.
	Feelings []string
}

// Gap stands in a rewrite for what only the writer can say.
const Gap = "___"

// mostHints is how many hints one text gets at once.
const mostHints = 2

// order is which label is spoken of first. The labels behind the nil belong to one context each (see nudges).
var order = []Label{ThreatOrUltimatum, Contempt, CharacterCriticism, BlameYou, MindReading, PseudoI, PastIssue, Absolute, Stonewalling, Interrogation,
	Advice, GenericAppreciation, LogisticsOnly, ClosedQuestion}

// nudges are labels that are often fine, and are spoken of only in the context that they matter to.
var nudges = map[Label]string{GenericAppreciation: "appreciation", LogisticsOnly: "checkin", ClosedQuestion: "question"}

// Hints are at most two thoughts about the wording of a text, the weightiest first; none for a text that tells of fear
// or harm, or that replies to one (see Afraid). Labels in silent are left out: the writer has kept their own words.
func Hints(r Request, silent ...Label) []Hint {
	if Afraid(r.Text) || Afraid(r.Source) {
		return nil
	}
	found := Look(r)
	var out []Hint
	for _, l := range order {
		if where, ok := nudges[l]; ok && where != r.Context || slices.Contains(silent, l) || l == LogisticsOnly && strings.Contains(r.Text, Gap+".") {
			continue // the last: a rewrite was taken and is not filled in yet
		}
		for _, f := range found {
			if f.Label == l && !slices.ContainsFunc(out, func(h Hint) bool { return h.Span.Start < f.Span.End && f.Span.Start < h.Span.End }) {
				out = append(out, hintOf(r, f))
				break
			}
		}
		if len(out) == mostHints {
			break
		}
	}
	return out
}

func hintOf(r Request, f Finding) Hint {
	quote := r.Text[f.Span.Start:f.Span.End]
	h := Hint{Label: f.Label, Span: f.Span.withStop(r.Text)}
	why := f.Label
	t := take(quote)
	defer t.forget()
	switch f.Label {
	case BlameYou, Absolute:
		if fault(t) {
			why = "fault"
			h.Rewrites = []string{"What happened to us?"}
			break
		}
		h.Rewrites, h.Feelings = t.own(), []string{"hurt", "lonely", "worried"}
	case CharacterCriticism, Contempt:
		h.Rewrites, h.Feelings = []string{"When you ___, I felt ___."}, []string{"hurt", "angry", "sad"}
	case MindReading:
		h.Rewrites = []string{"I told myself that " + t.claim(quote) + ". Is that how it was for you?"}
	case PseudoI:
		h.Rewrites, h.Feelings = t.under()
	case PastIssue:
		h.Rewrites = []string{"What it is about for me today is ___."}
	case ThreatOrUltimatum:
		h.Rewrites = []string{"What I need is ___. Can we talk about it ___?"}
	case Stonewalling:
		h.Rewrites = []string{"I need a break until ___, then I will come back to this."}
	case Advice:
		h.Rewrites = []string{"So ___. Would ideas help, or just an ear?"}
	case GenericAppreciation:
		h.Rewrites = t.when()
	case LogisticsOnly:
		h.Rewrites = []string{strings.TrimRight(quote, ". \n") + ". And I am ___."}
	case ClosedQuestion:
		h.Rewrites = t.openTwin()
	}
	if r.Context == "part" { // one of several fields that make a sentence together: no whole sentence fits there
		h.Rewrites, h.Feelings = nil, nil
	}
	h.Why = strings.ReplaceAll(whys[string(why)], "“”", "“"+shorten(quote)+"”")
	return h
}

// withStop is a span with the stops that end its phrase, because a rewrite brings its own.
func (s Span) withStop(text string) Span {
	for _, c := range text[s.End:] {
		if !strings.ContainsRune(".,;?!…", c) {
			break
		}
		s.End += utf8.RuneLen(c)
		s.RuneEnd++
		s.UTF16End++
	}
	return s
}

// fault says whether a question looks for the one who did it.
func fault(t *text) bool {
	return len(t.ws) > 1 && (t.ws[0].w == "who" || t.ws[0].w == "whose") && t.has(0, len(t.ws)-1, "fault", "broke", "ruined", "started", "killed", "stopped", "destroyed", "spoiled", "wrecked")
}

// own makes of an accusation a sentence about one time and what it did to the writer, out of the words that are there.
func (t *text) own() []string {
	frame := []string{"When ___, I felt ___. I would like ___."}
	n := len(t.ws) - 1
	i := slices.IndexFunc(t.ws, func(w word) bool { return w.w == "you" })
	if i < 0 || i+1 >= n || is("WHO", t.ws[0]) || is("AUX", t.ws[0]) || t.has(0, i, "not", "never", "once") || strings.Count(t.raw, `"`)%2 == 1 {
		return frame
	}
	not, did := false, false
	v := i + 1
	for ; v < n; v++ { // to the verb, leaving out what makes it bigger
		switch w := t.ws[v].w; {
		case w == "never":
			not = true
		case w == "do" || w == "did":
			if v+1 >= n || t.ws[v+1].w != "not" {
				return frame
			}
			not, did = true, true
		case w == "not" && did, w == "always", w == "constantly", w == "just", w == "even", w == "only", w == "ever", w == "still", w == "once", w == "again":
		default:
			goto verb
		}
	}
	return frame
verb:
	last := n
	for last > v+1 && slices.Contains([]string{"again", "once", "always", "usual", "as", "and", "but", "so", "then"}, t.ws[last-1].w) {
		last--
	}
	verb := t.ws[v].w
	if (verb == "make" || verb == "made" || verb == "makes") && v+2 < last && t.ws[v+1].w == "me" && (t.ws[v+2].w == "feel" || t.ws[v+2].w == "so" || is("FEEL", t.ws[v+2])) {
		return t.madeMe(v, last)
	}
	if strings.HasSuffix(verb, "ing") && v == i+1 || slices.Contains([]string{"while", "that", "this", "who", "and", "when", "if", "because", "can", "could", "should", "would", "might"}, verb) {
		return frame
	}
	if slices.ContainsFunc(t.ws[v:last], func(w word) bool {
		return slices.Contains([]string{"never", "always", "constantly", "every", "single", "each", "everything", "nothing", "all"}, w.w)
	}) || isWordOf("TRAIT", verb) {
		return frame
	}
	rest := strings.TrimRight(t.raw[t.ws[v].start.bytes:t.ws[last-1].end.bytes], " ,;:.!?…")
	if v > 0 && t.ws[v].start == t.ws[v-1].start { // "you're": one piece of text
		rest = verb + strings.TrimPrefix(t.raw[t.ws[v].end.bytes:t.ws[last-1].end.bytes], "")
	}
	if not {
		base := baseOf(verb)
		if base == "" {
			return frame
		}
		rest = "didn't " + base + t.raw[t.ws[v].end.bytes:t.ws[last-1].end.bytes]
	}
	return []string{"When you " + rest + ", I felt ___. I would like ___."}
}

// claim is a guess without what makes it sound like knowledge.
func (t *text) claim(quote string) string {
	for i, w := range t.ws[:len(t.ws)-1] {
		if w.w == "you" || w.w == "your" || w.w == "this" || i > 3 {
			return lower(strings.TrimRight(t.raw[w.start.bytes:], " .!?"))
		}
		if !slices.Contains([]string{"i", "know", "clearly", "obviously", "honestly", "and", "but", "so", "well", "just", "admit", "it", "that"}, w.w) {
			break
		}
	}
	return lower(strings.TrimRight(quote, " .!?"))
}

// madeMe turns "you make me angry" round.
func (t *text) madeMe(v, last int) []string {
	from := v + 2
	if from < last && (t.ws[from].w == "feel" || t.ws[from].w == "so") {
		from++
	}
	if from >= last {
		return []string{"When ___, I felt ___. I would like ___."}
	}
	return []string{"I felt " + strings.TrimRight(t.raw[t.ws[from].start.bytes:t.ws[last-1].end.bytes], " ,.!") + " when ___."}
}

// baseOf is the plain form of a verb after "never", or empty for one that is not known.
func baseOf(verb string) string {
	if b, ok := bases[verb]; ok {
		return b
	}
	if s, ok := strings.CutSuffix(verb, "ed"); ok && len(s) > 1 {
		switch {
		case vocabulary[s+"e"] != 0 && vocabulary[s] == 0:
			return s + "e"
		case len(s) > 2 && s[len(s)-1] == s[len(s)-2] && s[len(s)-1] != 'l' && s[len(s)-1] != 's':
			return s[:len(s)-1]
		case strings.HasSuffix(s, "i"):
			return s[:len(s)-1] + "y"
		}
		return s
	}
	if isWordOf("PASTV", verb) || isWordOf("BE", verb) || isWordOf("AUX", verb) || strings.HasSuffix(verb, "ing") {
		return ""
	}
	return verb
}

var bases = map[string]string{"gave": "give", "took": "take", "went": "go", "came": "come", "told": "tell", "said": "say", "did": "do", "made": "make", "got": "get",
	"saw": "see", "heard": "hear", "thought": "think", "rang": "ring", "sent": "send", "kept": "keep", "left": "leave", "let": "let", "put": "put", "bought": "buy",
	"brought": "bring", "spoke": "speak", "wrote": "write", "stood": "stand", "sat": "sit", "held": "hold", "meant": "mean", "paid": "pay", "found": "find", "knew": "know"}

// under asks for the feeling under a word such as "ignored", or under "I feel like you".
func (t *text) under() ([]string, []string) {
	for _, w := range t.ws {
		if feelings, ok := faux[w.w]; ok {
			return []string{"I feel ___ when ___."}, strings.Split(feelings, ", ")
		}
	}
	return []string{"I feel ___ when ___."}, []string{"hurt", "lonely", "unsure of us"}
}

// when asks for the time that shows what somebody is praised for, with the word of praise kept.
func (t *text) when() []string {
	n := len(t.ws) - 1
	for i := range n {
		if w := t.ws[i]; is("PRAISE", w) && i > 1 && t.hasClass(0, i, "YOU") && !t.has(i, n, "friend") {
			if w.w == "best" || strings.HasSuffix(w.w, "est") {
				break
			}
			if slices.Contains([]string{"gem", "star", "legend", "angel", "rock", "hero", "lifesaver", "treasure", "keeper"}, w.w) {
				return []string{"You were a " + w.w + " when ___. It ___."}
			}
			return []string{"You were " + w.w + " when ___. It ___."}
		}
	}
	return []string{"Thank you for ___. It helped me, because ___."}
}

// openTwin is a question that asks for the same and leaves more room, where it can be made safely.
func (t *text) openTwin() []string {
	n := len(t.ws) - 1
	if n < 4 || t.ws[1].w != "you" {
		return nil
	}
	rest := strings.TrimRight(t.raw[t.ws[3].start.bytes:t.ws[n-1].end.bytes], " ?.!")
	do, verb := t.ws[0].w, t.ws[2].w
	switch {
	case do != "do" && do != "did":
	case verb == "like" || verb == "enjoy" || verb == "miss" || verb == "love" || verb == "hate" || verb == "remember":
		return []string{"What " + do + " you " + verb + " about " + rest + "?"}
	case (verb == "think" || verb == "feel") && !strings.HasPrefix(rest, "about"):
		return []string{"What " + do + " you " + verb + " about ___?"}
	case verb == "want" || verb == "hope" || verb == "wish":
		return []string{"What " + do + " you " + verb + " for ___?"}
	}
	return nil
}

// lower begins a phrase with a small letter, unless it is the word I.
func lower(s string) string {
	if len(s) > 1 && s[0] >= 'A' && s[0] <= 'Z' && s[1] != ' ' && s[1] != '\'' {
		return string(s[0]+'a'-'A') + s[1:]
	}
	return s
}

// shorten is a phrase of at most eight words.
func shorten(s string) string {
	f := strings.Fields(s)
	if len(f) > 8 {
		return strings.Join(f[:8], " ") + " …"
	}
	return strings.Join(f, " ")
}

//go:embed words/hints.txt
var hintFile string

//go:embed words/faux.txt
var fauxFile string

var (
	whys = readPairs(hintFile)
	faux = readPairs(fauxFile)
)

// readPairs reads "name: text".
func readPairs(file string) map[string]string {
	out := map[string]string{}
	for line := range strings.Lines(file) {
		if name, text, ok := strings.Cut(line, ": "); ok && line[0] != '#' {
			out[name] = strings.TrimSpace(text)
		}
	}
	return out
}

// Key is a short name of a label that says nothing to a reader.
func (l Label) Key() string { return strconv.Itoa(slices.Index(order, l)) }

// LabelOf is the label of a key, and whether there is one.
func LabelOf(key string) (Label, bool) {
	i, err := strconv.Atoi(key)
	if err != nil || i < 0 || i >= len(order) {
		return "", false
	}
	return order[i], true
}
