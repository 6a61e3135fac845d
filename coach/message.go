package coach

import (
	"slices"
	"strings"
)

// question finds what a sentence asks.
func (t *text) question(s *sentence) {
	for _, l := range []Label{BlameYou, Contempt, CharacterCriticism, PastIssue, ThreatOrUltimatum, MindReading} {
		if t.labels.have(l) {
			return
		}
	}
	i := s.from
	for i < s.to-1 && slices.Contains([]string{"so", "and", "but", "ok", "okay", "well", "hey", "love", "babe", "honestly", "also", "oh", "yeah", "yes", "darling"}, t.ws[i].w) {
		i++
	}
	w, next := t.ws[i].w, ""
	if i+1 < s.to {
		next = t.ws[i+1].w
	}
	you := t.hasClass(s.from, s.to, "YOU") || t.has(s.from, s.to, "us", "we")
	if t.request.Context == "question" && isWordOf("OPENW", w) {
		you = you || t.has(s.from, s.to, "it", "that", "this")
	}
	if t.request.Context == "question" && w == "tell" && next == "me" {
		you = true
	}
	logistic := t.share(s, "LOGI") > .28 || t.has(s.from, s.to, "please") || next == "much" || next == "many" || w == "what" && (next == "time" || next == "day")
	if t.request.Context != "message" && t.request.Context != "" {
		you = you || next == "it" || next == "everything"
		logistic = logistic && !t.has(s.from, s.to, "feel", "like", "good", "happy", "enjoy")
	}
	phatic := s.to-i <= 3 && !t.has(i, s.to, "we") && t.has(i, s.to, "ok", "alright", "okay") || w == "how" && s.to-i <= 4 && t.has(i, s.to, "are")
	request := (w == "can" || w == "could" || w == "would" || w == "will" || w == "shall") && (next == "you" || next == "i" || next == "we")
	tell := t.has(i, min(s.to, i+9), "tell", "hear", "describe", "talk", "walk") && (t.has(i, s.to, "more", "about", "how", "what")) && you && (!t.has(i, min(s.to, i+9), "talk", "walk") || t.has(i, s.to, "through"))
	switch {
	case logistic && !tell || phatic:
	case tell && (s.asks || w == "tell" || w == "i" || w == "talk" || w == "walk") && !t.has(i, s.to, "forgot", "school", "sorry"):
		t.mark(s, OpenQuestion, i)
	case (isWordOf("OPENW", w) || w == "in" && next == "what" || w == "whats") && you && (s.asks || !t.has(i, s.to, "not")) && (s.asks || t.request.Context == "question"):
		t.mark(s, OpenQuestion, i)
	case request && next != "you", request && !t.has(i, s.to, "say", "rather", "like", "want"):
	case (w == "did" || w == "was") && s.asks && !logistic && (t.says("for", "you") || t.says("with", "you") || t.says("to", "you")) && t.request.Context == "question":
		t.mark(s, ClosedQuestion, i)
	case (auxFirst(w) || w == "have" || w == "are") && you && (next == "you" || next == "your" || next == "we" || next == "it" || next == "everything" || next == "there" || next == "things") && (s.asks || t.request.Context == "question" || t.request.Context == "assessment"):
		t.mark(s, ClosedQuestion, i)
	}
}

func (t *text) mark(s *sentence, l Label, from int) { t.labels.put(hit{l, from, s.to}) }

// share is what part of a sentence's words are of a class.
func (t *text) share(s *sentence, class string) float64 {
	n := 0
	for i := s.from; i < s.to; i++ {
		if is(class, t.ws[i]) {
			n++
		}
	}
	return float64(n) / float64(max(1, s.to-s.from))
}

// says whether these words follow one another somewhere.
func (t *text) says(phrase ...string) bool {
	for i := 0; i+len(phrase) < len(t.ws); i++ {
		n := 0
		for n < len(phrase) && t.ws[i+n].w == phrase[n] {
			n++
		}
		if n == len(phrase) {
			return true
		}
	}
	return false
}

func (t *text) labelled(ls ...Label) bool {
	return slices.ContainsFunc(t.found, func(h hit) bool { return slices.Contains(ls, h.label) })
}

func (t *text) drop(ls ...Label) { t.found.drop(ls...) }

func (t *text) whole(l Label) {
	if n := len(t.ws) - 1; n > 0 {
		t.found = append(t.found, hit{l, 0, n})
	}
}

// message finds what only the whole text can be.
func (t *text) message() {
	if t.labelled(SpecificAppreciation) {
		t.drop(GenericAppreciation)
	}
	if !t.has(0, len(t.ws)-1, "you", "your", "we", "us", "our", "together", "wife", "husband", "mate", "love", "babe") {
		t.drop(IStatement)
	}
	asked, all := 0, 0
	for i := range t.sentences {
		s := &t.sentences[i]
		if s.asks {
			all++
			if !s.blames {
				asked++
			}
		}
	}
	demands := t.says("answer", "me") || t.says("answer", "the", "question") || t.says("answer", "directly") || t.says("straight", "answer") || t.says("want", "names") || t.says("want", "to", "see", "the") || t.says("yes", "or", "no") || t.says("show", "me", "your")
	stacked := 0
	for i, w := range t.ws[:len(t.ws)-1] {
		if is("WHO", w) && (i == 0 || w.stop != 0 || slices.Contains([]string{"and", "with", "since"}, t.ws[i-1].w)) {
			stacked++
		}
	}
	if t.share(&sentence{from: 0, to: len(t.ws) - 1}, "LOGI") < .3 && (asked >= 3 || all >= 3 && asked > 0 || demands || stacked >= 3 && (strings.Contains(t.raw, "?") || is("WHO", t.ws[0]) && t.has(0, len(t.ws), "you"))) {
		t.drop(OpenQuestion, ClosedQuestion, IStatement)
		if !demands {
			t.drop(BlameYou)
		}
		t.whole(Interrogation)
	}
	if t.request.Source != "" {
		t.reply()
		return
	}
	if len(t.found) == 0 && (t.request.Context == "message" || t.request.Context == "checkin" || t.request.Context == "") {
		t.logistics()
	}
}

// logistics is a text of errands and times, or in a check-in one of no more than "fine".
func (t *text) logistics() {
	all := sentence{from: 0, to: len(t.ws) - 1}
	n := all.to
	if n == 0 {
		return
	}
	plain, digits := 0, false
	for i := range n {
		w := t.ws[i].w
		if isWordOf("LOGI", w) || w[0] >= '0' && w[0] <= '9' {
			plain++
		}
		digits = digits || w[0] >= '0' && w[0] <= '9'
	}
	quiet := t.request.Context == "checkin" && n <= 8 && (t.hasClass(0, n, "QUIET"))
	near := !digits && t.has(0, n, "we", "us") || t.has(0, n, "sorry", "feel", "love", "saw", "lol", "haha", "hilarious", "story", "laugh", "funny", "remember", "brilliant", "silly", "wrong", "dreamt", "dream")
	if near2 := t.has(0, n, "you", "your"); !near && !near2 && plain > 0 && n <= 14 && t.request.Context != "question" && t.has(0, n, "left", "need", "needs", "out", "time", "done", "ok", "at", "by", "on") {
		quiet = true
	}
	if quiet || !near && (float64(plain)/float64(n) >= .3 || digits && float64(plain)/float64(n) >= .22) {
		t.whole(LogisticsOnly)
	}
}

// reply is a text that answers another: does it say back, or does it fix?
func (t *text) reply() {
	if len(t.sentences) == 0 {
		return
	}
	src := take(t.request.Source)
	defer src.forget()
	n := len(t.ws) - 1
	said := map[string]bool{}
	for _, w := range src.ws {
		if len(w.w) > 3 {
			said[stem(w.w)] = true
		}
	}
	anchors, same := 0, 0
	for _, w := range t.ws[:n] {
		if len(w.w) > 3 && said[stem(w.w)] {
			anchors++
			same++
		}
		if is("FEEL", w) || is("FEELV", w) || is("FEELING", w) {
			anchors++
		}
	}
	first := t.sentences[0]
	begin := t.ws[0].w
	you := t.hasClass(first.from, first.to, "YOU")
	lead := begin == "so" || begin == "sounds" || begin == "it" && t.has(0, min(n, 3), "sounds", "like", "is") || t.has(0, min(n, 4), "sounds", "saying", "hear")
	check := strings.Contains(t.raw, "right?") || strings.Contains(strings.ToLower(t.raw), "is that it") || strings.Contains(strings.ToLower(t.raw), "understood") || t.has(0, n, "follow")
	lead = lead || begin == "if" && t.has(0, min(n, 6), "right") || begin == "let" || begin == "ok" && t.has(0, min(n, 4), "so")
	if w := t.ws[0].w; len(t.sentences) > 1 && first.to-first.from <= 7 && (w == "sorry" || w == "poor" || w == "oh" || w == "aw" || t.has(0, first.to, "hugs")) {
		first = t.sentences[1] // a word of sympathy says nothing back
	}
	advice := !lead && !check && t.advises(first)
	defend := begin == "i" && !check || begin == "but" || begin == "well"
	metoo := t.has(0, n, "same", "mine", "myself") || t.has(0, min(n, 5), "oh", "everyone", "only", "people") && !t.has(0, min(n, 2), "dear", "no", "love")
	monster := t.has(0, n, "monster", "fault") || t.has(0, min(n, 6), "saying") && t.has(0, min(n, 8), "i")
	switch {
	case (you || lead || check) && (anchors > 0 || lead || check) && !advice && !defend && !metoo && !monster && !parrot(src, t):
		t.drop(IStatement, OpenQuestion, ClosedQuestion)
		t.whole(GoodParaphrase)
	case advice && !metoo && !monster:
		t.whole(Advice)
	}
}

// advises says whether a sentence gives a fix: it tells what to do, or what would do.
func (t *text) advises(s sentence) bool {
	for i := s.from; i < s.to; i++ {
		w, next := t.ws[i].w, t.ws[min(i+1, len(t.ws)-1)].w
		switch {
		case i == s.from && isWordOf("DO", w), i > s.from && t.ws[i].stop == ',' && isWordOf("DO", w), (w == "just" || w == "then" || w == "always" || w == "maybe") && isWordOf("DO", next):
			return true
		case w == "you" && (next == "should" || next == "need" || next == "could" || next == "must" || next == "want" && t.has(i, min(i+5, s.to), "do", "to") && s.from != i):
			return true
		case w == "should" && next != "have", w == "tried", w == "thought" && (next == "about" || next == "of"), w == "considered", w == "ought", (w == "maybe" || w == "perhaps") && (isWordOf("DO", next) || next == "do"), w == "if" && next == "i" && t.has(i, i+4, "were", "was"), w == "why" && (next == "do" || next == "not"), w == "how" && next == "about", w == "next" && next == "time",
			w == "have" && next == "got" && i > s.from && t.ws[i-1].w == "you", w == "better" && t.has(i, s.to, "if"), w == "do" && next == "not" && i == s.from:
			return true
		}
	}
	return false
}

// parrot says whether a reply only repeats.
func parrot(src, t *text) bool {
	a, b := src.ws[:len(src.ws)-1], t.ws[:len(t.ws)-1]
	same := 0
	for _, w := range a {
		if slices.ContainsFunc(b, func(x word) bool { return x.w == w.w }) {
			same++
		}
	}
	return len(a) > 3 && float64(same) >= .8*float64(len(a))
}

// stem is a word without its commonest endings.
func stem(w string) string {
	for _, end := range []string{"ing", "ed", "es", "s", "ly"} {
		if s, ok := strings.CutSuffix(w, end); ok && len(s) > 2 {
			return s
		}
	}
	return w
}
