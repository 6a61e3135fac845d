package coach

import "slices"

// hard are the labels that need the other as their target and the writer as their voice.
var hard = []Label{BlameYou, Absolute, CharacterCriticism, Contempt, MindReading, PastIssue, ThreatOrUltimatum, PseudoI}

// held says whether a gate holds a label back at these words.
func (t *text) held(s *sentence, l Label, from, to int) bool {
	if t.ws[from].quoted {
		return true
	}
	if !slices.Contains(hard, l) {
		return t.heldSoft(s, l, from, to)
	}
	if !t.hasClass(s.from, s.to, "YOU") && t.has(s.from, s.to, "he", "she", "they", "boss", "brother", "sister", "mum", "dad", "kids", "neighbour", "neighbours", "friend", "teacher") && l != BlameYou && l != Absolute && l != ThreatOrUltimatum {
		return true // somebody else is meant
	}
	if (l == Contempt || l == CharacterCriticism) && !t.hasClass(s.from, s.to, "YOU") && t.thirdParty(s, from) {
		return true
	}
	if l == CharacterCriticism && t.has(max(s.from, from-2), from, "keeping", "kept", "keep", "held", "holding", "swallow", "swallowed", "swallowing") {
		return true // "keeping your temper" is an effort
	}
	if l == ThreatOrUltimatum && t.has(to, s.to, "back") && t.has(from, s.to, "then", "come") {
		return true // a boundary that says when it ends
	}
	if l == BlameYou && t.ws[s.from].w == "i" && (t.ws[from].w == "who" && t.has(s.from, from, "one") || from > s.from && t.ws[from-1].w == "when" && t.hasClass(s.from, from, "FEEL")) {
		return true
	}
	if (l == BlameYou || l == Absolute) && t.ws[from].w == "you" && from > s.from && slices.Contains([]string{"to", "at", "for", "of", "about", "from", "met", "miss"}, t.ws[from-1].w) && t.has(s.from, from, "i", "we") {
		return true // "I was rude to you in front of them"
	}
	first := t.ws[s.from].w
	asking := auxFirst(first) || first == "what" || first == "how"
	switch {
	case t.request.Source != "" && l != Contempt: // a reply that says back speaks of the other all the time
		return true
	case t.reported(s, from, l), t.takenBack(s):
		return true
	case (first == "if" || first == "suppose" || first == "imagine") && l != ThreatOrUltimatum && !t.has(s.from, to, "had"):
		return true
	case l == CharacterCriticism && t.hasClass(s.from, s.to, "PRAISE") && !t.has(s.from, s.to, "but", "not", "never"):
		return true
	case l == CharacterCriticism && t.has(max(s.from, from-3), from, "i", "we") && !t.hasClass(max(s.from, from-3), to, "YOU"):
		return true
	case l == CharacterCriticism || l == Contempt:
		if t.hasClass(from+1, to, "YOU") && t.ws[from].w == "you" && t.has(from, to, "say", "said", "do", "did") {
			return true
		}
		return t.ws[from].w != "do" && t.has(max(s.from, from-2), to, "not", "never") && !t.has(from, to, "heart", "spine", "shame", "bone", "nice", "kind", "mind")
	case l == BlameYou && (first == "when" && t.owns(s, to) || first == "shall" || (first == "what" || first == "how") && t.has(s.from, s.to, "we", "think") || t.has(s.from, s.to, "seemed")):
		return true
	case (l == BlameYou || l == Absolute) && t.has(from, to, "always") && t.has(s.from, s.to, "station", "train", "bus", "drop", "stop", "park", "easier"):
		return true
	case l == PastIssue && (first == "how" || first == "what") && (s.asks || t.request.Context == "question"):
		return true
	case l == Absolute && t.has(max(s.from, from-4), from, "swore", "promised", "vowed", "it", "this") && !t.has(from, to, "you"),
		l == Absolute && t.has(s.from, from, "swore", "promised", "vowed"),
		l == Absolute && t.ws[from].w == "every" && t.has(max(s.from, from-3), from, "it") && !t.hasClass(s.from, s.to, "ME"):
		return true
	case (l == BlameYou || l == Absolute) && t.request.Context == "appreciation" && (!t.has(from, to, "never") || t.has(from, s.to, "once", "let")) && !t.hasClass(s.from, s.to, "FAULTV") && !t.has(s.from, s.to, "but", "only", "nothing", "nobody", "finally", "instead", "why", "even"):
		return true // where thanks are written, "you always …" and "you never once …" are nearly always praise
	case l == BlameYou && t.says("first", "time", "i") || l == BlameYou && t.says("first", "time", "we"):
		return true
	case l == MindReading && t.has(max(s.from, from-4), from, "think", "believe", "mean", "saying") && t.has(max(s.from, from-6), from, "not") && t.has(from, to, "purpose", "deliberately", "hurt", "meant"):
		return true
	case l == PseudoI && t.has(from, to, "when") && !t.hasClass(from, to, "FAUX"):
		return true
	case l == BlameYou || l == Absolute:
		return t.kind(s, from, to)
	case (l == BlameYou || l == MindReading) && t.request.Context == "appreciation" && !t.hasClass(s.from, s.to, "NEG") && !t.has(s.from, s.to, "always", "only", "just"):
		return true // in praise, "you … before I was awake" is no fault
	case l == MindReading && t.has(s.from, from, "thanks", "thank"):
		return true
	case l == MindReading:
		return t.has(s.from, from, "myself") || t.has(s.from, s.to, "seemed", "maybe", "perhaps", "wrong", "wonder") || s.asks || asking
	case l == PastIssue:
		return !t.hasClass(s.from, len(t.ws)-1, "REPROACH") || t.has(s.from, s.to, "loved", "lovely", "happy", "fun", "gorgeous", "beautiful", "amazing", "danced", "proud", "letters") ||
			t.has(s.from, s.to, "kissed") && !t.has(s.from, s.to, "her", "him", "them") ||
			t.has(s.from, len(t.ws), "laughing", "laughed", "smile", "smiled", "giggling", "hilarious", "miss", "grinning")
	}
	return false
}

// heldSoft are the gates of labels that land well.
func (t *text) heldSoft(s *sentence, l Label, from, to int) bool {
	first := t.ws[s.from].w
	switch l {
	case FeelingNamed:
		if t.ws[to-1].w == "happy" && t.has(to, min(to+2, s.to), "anniversary", "birthday", "christmas", "new", "easter", "diwali", "eid", "valentine's") {
			return true
		}
		if t.ws[to-1].w == "cross" && t.has(to, to+1, "examine", "section", "over") {
			return true
		}
		if from > s.from && t.ws[from-1].w == "you" && to < s.to && is("ME", t.ws[to]) {
			return true // "you embarrassed me" tells of a deed
		}
		if t.has(from, to, "happy", "glad", "afraid") && t.has(to, min(to+2, s.to), "to", "i") && t.has(s.from, s.to, "can", "could", "pick", "drive", "do", "help", "take") {
			return true // "happy to drive", "I'm afraid I can't"
		}
		return s.asks && t.ws[to-1].w != "hurt" && auxFirst(first) || first == "if" || t.has(max(s.from, from-2), to, "not", "never", "if", "would", "might") ||
			t.has(max(s.from, from-2), from+1, "he", "she", "they", "mum", "dad", "kids")
	case IStatement:
		if first == "if" || t.has(from, to, "know") && t.has(from, to, "want") || t.has(from, to, "say") && t.has(from, to, "want") ||
			t.has(from, to, "talk", "followed", "hear") && t.has(from, to, "not", "hear") || t.has(from, to, "afraid") && t.has(from, min(to+3, s.to), "can", "will") || t.ws[s.from].w == "why" {
			return true
		}
		return t.has(from, to, "not") && t.has(from, to, "you") || t.has(s.from, from, "he", "she", "they", "mum", "boss") || t.takenBack(s)
	case SpecificAppreciation, GenericAppreciation, EffortNoticed:
		if t.request.Source != "" {
			return true
		}
		if l == SpecificAppreciation && t.ws[from].w == "you" && t.request.Context != "appreciation" &&
			!t.has(0, len(t.ws)-1, "thank", "thanks", "appreciate", "love", "loved", "grateful", "lovely", "kind", "brilliant", "notice", "noticed", "forget", "meant", "showed", "amazing", "lucky", "best") {
			return true
		}
		if l == SpecificAppreciation && t.has(from, to, "make", "makes", "made") && t.has(from, s.to, "happy", "smile") || l == GenericAppreciation && t.has(from, to, "would") && t.has(from, to, "love") && !t.has(from, to, "without") {
			return true
		}
		if l == SpecificAppreciation && t.has(from, to, "trying") || l == SpecificAppreciation && t.has(from, to, "told") && t.has(from, to, "never") {
			return true
		}
		return t.has(s.from, to, "if", "wish") || s.asks || t.has(max(s.from, from-2), from, "not", "did", "do") && !t.has(from, to, "without")
	case Stonewalling:
		return t.request.Source != "" || t.has(from, to, "talk", "speak") && t.has(to, min(to+3, s.to), "about") && t.has(from, to, "do")
	}
	return false
}

func auxFirst(w string) bool { return isWordOf("AUX", w) || w == "can" || w == "could" }

// owns says whether the writer tells, behind what happened, what it did in them: "when you came in late, I felt …".
func (t *text) owns(s *sentence, from int) bool {
	for i := from; i+1 < s.to; i++ {
		if t.ws[i].w == "i" && (t.ws[i+1].w == "felt" || t.ws[i+1].w == "feel" || t.ws[i+1].w == "was" || t.ws[i+1].w == "am") {
			return true
		}
	}
	return false
}

// thirdParty says whether a sentence says of somebody or something else what they are: "the manager is a …".
func (t *text) thirdParty(s *sentence, from int) bool {
	for i := s.from + 1; i < from; i++ {
		if (t.ws[i].w == "is" || t.ws[i].w == "was") && !slices.Contains([]string{"that", "this", "it", "what", "who", "which", "how", "there"}, t.ws[i-1].w) {
			return true
		}
	}
	return false
}

// reported says whether somebody else's words, or the other's own, are told before these.
func (t *text) reported(s *sentence, at int, l Label) bool {
	for i := s.from; i+1 < at; i++ {
		if !slices.Contains([]string{"said", "says", "say", "told", "thinks", "thought", "reckons", "asked", "goes", "calls", "called"}, t.ws[i+1].w) {
			continue
		}
		if is("PERSON", t.ws[i]) || (t.ws[i+1].w == "says" || t.ws[i+1].w == "reckons") || t.ws[i].w == "you" && l != BlameYou && l != Absolute {
			return true
		}
	}
	return false
}

// takenBack says whether the writer takes words back, or denies meaning them.
func (t *text) takenBack(s *sentence) bool {
	for i := s.from; i+2 < s.to; i++ {
		a, b, c := t.ws[i].w, t.ws[i+1].w, t.ws[i+2].w
		if a == "not" && (b == "saying" || b == "blaming" || b == "accusing") || a == "should" && b == "not" && c == "have" && t.ws[s.from].w == "i" ||
			a == "not" && b == "your" && c == "fault" || a == "not" && b == "anything" && c == "you" {
			return true
		}
	}
	return false
}

// kind says whether a sentence praises, so that "you always" in it is no fault.
func (t *text) kind(s *sentence, from, to int) bool {
	for i := s.from; i+1 < s.to; i++ {
		next := t.ws[i+1].w
		if t.ws[i].w == "never" && (next == "a" || next == "one") {
			return false // "never a kind word"
		}
		if (next == "ever" || next == "even" || next == "once") && i+2 < s.to {
			next = t.ws[i+2].w
		}
		if t.ws[i].w == "never" && slices.Contains([]string{"love", "loved", "thank", "thanked", "laugh", "smile", "appreciate", "appreciated", "praise", "say", "said", "sorry"}, next) {
			return false // "you never thank me"
		}
	}
	if t.has(from, s.to, "make", "makes", "made", "making") && t.has(from, s.to, "me") && t.hasClass(from, s.to, "FEELP") && !t.has(from, s.to, "empty", "alone", "lost", "stuck", "down") {
		return true
	}
	for i := from; i < min(to+3, s.to); i++ {
		if t.ws[i].w != "never" || i+1 >= s.to {
			continue
		}
		next := t.ws[i+1].w
		if (isWordOf("ADV", next) || next == "once") && i+2 < s.to {
			next = t.ws[i+2].w
		}
		if isWordOf("PRAISEVERB", next) && next != "stop" && next != "let" && next != "give" || next == "know" || next == "let" && t.has(i, s.to, "down", "cold", "miss") || slices.Contains([]string{"moaned", "complained", "judged", "forgot", "grumbled", "missed", "gave", "stopped"}, next) && !t.has(i, s.to, "listening", "me") {
			return true
		}
	}
	if t.has(0, len(t.ws)-1, "photos", "photo", "letters", "flat", "days") && t.has(0, len(t.ws)-1, "remember", "found", "when") && !t.hasClass(s.from, s.to, "FAULTV") {
		return true
	}
	if t.has(from, s.to, "spent") && t.has(from, s.to, "hours", "days", "ages", "weeks") || t.has(from, s.to, "every") && t.has(to, s.to, "think", "remember") || t.has(from, s.to, "note", "voicemail") ||
		t.has(from, s.to, "made") && t.has(from, s.to, "tea", "coffee", "lunch", "breakfast", "dinner", "soup", "cake", "bed", "house", "home") {
		return true
	}
	for i := from; i+1 < s.to; i++ { // done for the writer
		if t.ws[i].w == "for" && (t.ws[i+1].w == "me" || t.ws[i+1].w == "us") && !t.has(i, s.to, "to") && !t.hasClass(s.from, s.to, "NEG") {
			return true
		}
	}
	if t.ws[from].w == "thanks" && to > from+1 && t.ws[from+1].w == "to" {
		return false
	}
	if t.hasClass(s.from, s.to, "PRAISE") || t.has(s.from, s.to, "love", "laugh", "laughed", "laughing", "giggle", "smile", "smiling", "smiled", "pleased", "needed", "well", "appreciate", "grateful", "loved", "thank", "thanks", "sorry", "proud") {
		return !t.has(s.from, s.to, "but") || t.has(s.from, from, "sorry")
	}
	return t.has(from, to, "told", "know", "remember", "mentioned") && t.has(from, to, "never", "always") && !t.has(from, to, "what", "anything")
}
