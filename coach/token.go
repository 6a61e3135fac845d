package coach

import (
	"strings"
	"unicode"
	"unicode/utf8"
	"unsafe"
)

// word is one word as it is analysed: folded to small letters, its short form written out. Several can come from one
// piece of text ("you're" is "you" and "are"), and they share its place.
type word struct {
	w          string
	id         int32 // in the vocabulary; 0 for a word that no pattern and no class knows
	start, end mark
	stop       byte // what ends a clause before this word: 0 nothing, ',' or '.', '?' or '\n'
	quoted     bool // inside quotation marks
}

// short are short and worn forms, written out. What is not here and has an apostrophe is cut by cutShort.
var short = map[string]string{
	"u": "you", "ya": "you", "yous": "you", "youre": "you are", "your'e": "you are", "youve": "you have", "youd": "you would", "youll": "you will",
	"r": "are", "im": "i am", "ive": "i have", "id": "i would", "ill": "i will", "iam": "i am", "dont": "do not", "didnt": "did not", "doesnt": "does not",
	"cant": "can not", "cannot": "can not", "can't": "can not", "wont": "will not", "won't": "will not", "shan't": "shall not", "isnt": "is not", "arent": "are not",
	"wasnt": "was not", "werent": "were not", "havent": "have not", "hasnt": "has not", "hadnt": "had not", "couldnt": "could not", "wouldnt": "would not",
	"shouldnt": "should not", "its": "it is", "thats": "that is", "whats": "what is", "theres": "there is", "hes": "he is", "shes": "she is", "weve": "we have",
	"theyre": "they are", "lets": "let us", "ain't": "is not", "aint": "is not", "gonna": "going to", "wanna": "want to", "gotta": "got to", "cos": "because", "cuz": "because",
	"coz": "because", "'cause": "because", "tho": "though", "thru": "through", "ty": "thank you", "thx": "thanks", "thanx": "thanks", "ta": "thanks", "cheers": "thanks", "luv": "love", "ppl": "people",
	"pls": "please", "plz": "please", "idk": "i do not know", "tbh": "", "ngl": "", "lol": "", "omg": "", "xx": "", "x": "", "xxx": "", "haha": "", "2day": "today", "2moro": "tomorrow",
	"tmrw": "tomorrow", "tonite": "tonight", "nite": "night", "alot": "a lot", "allways": "always", "allway": "always", "nevr": "never", "apreciate": "appreciate", "anxios": "anxious", "latley": "lately",
	"abt": "about", "bc": "because", "gf": "girlfriend", "wat": "what", "wot": "what", "wen": "when", "y": "why", "innit": "is it not", "sooo": "so", "soo": "so", "dunno": "do not know", "em": "them", "ye": "you", "yer": "your", "yersel": "yourself", "yerself": "yourself", "tae": "to", "dinnae": "do not", "didnae": "did not", "cannae": "can not", "couldnae": "could not", "wouldnae": "would not", "isnae": "is not", "masel": "myself", "speakin": "speaking", "mum's": "mum",
}

// mark is a place in a text, counted in three ways.
type mark struct{ bytes, runes, units int }

// on moves a mark over a rune.
func (m mark) on(r rune, n int) mark {
	m.bytes += n
	m.runes++
	m.units++
	if r >= 0x10000 {
		m.units++
	}
	return m
}

// words cuts a text into words.
func (t *text) words() {
	t.ws = t.ws[:0]
	stop, quoted := byte('\n'), false
	at := mark{}
	for at.bytes < len(t.raw) {
		r, n := utf8.DecodeRuneInString(t.raw[at.bytes:])
		switch {
		case isWord(r):
			end := at
			for end.bytes < len(t.raw) {
				r, n := utf8.DecodeRuneInString(t.raw[end.bytes:])
				if !isWord(r) && !(isApostrophe(r) && letterAt(t.raw, end.bytes+n)) && !((r == '.' || r == ':') && digitAt(t.raw, end.bytes-1) && digitAt(t.raw, end.bytes+n)) {
					break
				}
				end = end.on(r, n)
			}
			if joined, ok := t.hyphened(at, end); ok {
				end = joined
			}
			t.add(t.fold(t.raw[at.bytes:end.bytes]), word{start: at, end: end, stop: stop, quoted: quoted})
			stop, at = 0, end
			continue
		case r == '"' || r == '“' || r == '”' || r == '«' || r == '»':
			quoted = (r == '"' && !quoted) || r == '“' || r == '«'
		case r == '.' || r == '!' || r == '…' || r == ';':
			stop = '.'
		case r == '?':
			stop = '?'
		case r == '\n':
			stop = '\n'
		case r == ',' || r == ':' || r == '(' || r == ')' || r == '–' || r == '—':
			if stop == 0 {
				stop = ','
			}
		}
		at = at.on(r, n)
	}
	if stop == 0 || stop == ',' {
		stop = '.'
	}
	t.ws = append(t.ws, word{start: at, end: at, stop: stop}) // the end, with what stands before it
}

// hyphened is the end of a word that goes on behind a hyphen, if the whole of it is one that a class knows ("two-faced").
func (t *text) hyphened(from, end mark) (mark, bool) {
	if end.bytes >= len(t.raw) || t.raw[end.bytes] != '-' || !letterAt(t.raw, end.bytes+1) {
		return end, false
	}
	for end = end.on('-', 1); end.bytes < len(t.raw); {
		r, n := utf8.DecodeRuneInString(t.raw[end.bytes:])
		if !isWord(r) {
			break
		}
		end = end.on(r, n)
	}
	if _, ok := spelled[t.fold(t.raw[from.bytes:end.bytes])]; ok {
		return end, true
	}
	return t.hyphened(from, end) // "know-it-all"
}

func isWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

func isApostrophe(r rune) bool { return r == '\'' || r == '’' || r == '‘' || r == '`' || r == '´' }

func letterAt(text string, i int) bool {
	if i >= len(text) {
		return false
	}
	r, _ := utf8.DecodeRuneInString(text[i:])
	return unicode.IsLetter(r)
}

func digitAt(text string, i int) bool { return i < len(text) && text[i] >= '0' && text[i] <= '9' }

// fold is a word in small letters with one kind of apostrophe. A word that has others is written anew behind the
// small letters of this text, which live as long as the text does: so no text of usual length asks for memory.
func (t *text) fold(s string) string {
	plain := true
	for i := range len(s) {
		if c := s[i]; c >= 'A' && c <= 'Z' || c >= utf8.RuneSelf {
			plain = false
			break
		}
	}
	if plain {
		return s
	}
	from := len(t.small)
	for _, r := range s {
		if isApostrophe(r) {
			r = '\''
		}
		t.small = utf8.AppendRune(t.small, unicode.ToLower(r))
	}
	written := t.small[from:]
	if w, ok := spelled[string(written)]; ok { // no copy is made for looking it up
		t.small = t.small[:from]
		return w
	}
	return unsafe.String(&written[0], len(written)) // never empty; read only until forget
}

// add puts the words of one piece of text behind the others.
func (t *text) add(w string, at word) {
	put := func(w string) {
		if w != "" {
			at.w, at.id = w, vocabulary[w]
			t.ws = append(t.ws, at)
			at.stop = 0
		}
	}
	if long, ok := short[w]; ok {
		if long == "" {
			return
		}
		for long != "" {
			var one string
			one, long, _ = strings.Cut(long, " ")
			put(one)
		}
		return
	}
	if w == "ur" {
		put("your") // or "you are"; the patterns take either
		return
	}
	i := strings.IndexByte(w, '\'')
	if i < 0 {
		put(w)
		return
	}
	switch head, tail := w[:i], w[i:]; tail {
	case "'m":
		put(head)
		put("am")
	case "'re":
		put(head)
		put("are")
	case "'ve":
		put(head)
		put("have")
	case "'ll":
		put(head)
		put("will")
	case "'d":
		put(head)
		put("would")
	case "'t": // don't, isn't, haven't
		put(strings.TrimSuffix(head, "n"))
		put("not")
	case "'s":
		switch head {
		case "it", "that", "what", "he", "she", "there", "who", "where", "how", "here", "everything", "let":
			put(head)
			if head == "let" {
				put("us")
			} else {
				put("is")
			}
		default:
			put(head)
		}
	default:
		put(w)
	}
}
