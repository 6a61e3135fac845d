package story

import (
	"strings"
	"testing"
)

// What the two write. None of it may be seen by the other too early.
var (
	adaWords = letter{Stop: 2, Mood: "heavy rain on the inside", Mind: "I keep thinking about the empty chair at breakfast.", Ahead: "Walking to the lighthouse on Sunday."}
	boWords  = letter{Stop: 4, Mood: "lighter than last week", Mind: "The talk on the stairs stayed with me.", Ahead: "Pancakes, and nobody hurrying."}
)

// letter is one check-in.
type letter struct {
	Stop              int
	Mood, Mind, Ahead string
}

func (l letter) words() []string { return []string{l.Mood, l.Mind, l.Ahead} }

// startsHere goes from the first page to Today: an account, a name, a bank, the safety page.
func (s *screen) startsHere(called, runs string) (password string) {
	s.t.Helper()
	s.open("/")
	s.sees("Two banks.", "It is not therapy")
	s.press("Start your bridge")
	password = s.signsUp(called)
	s.write("Your name here", called)
	s.write("Who runs this server?", runs)
	s.click("css('input[name=side][value=a]')")
	s.press("Go to my bank")
	s.readsSafety()
	s.sees("You are here. One small step is enough.")
	return password
}

// signsUp makes an account with a proposed password and keeps the recovery code.
func (s *screen) signsUp(name string) (password string) {
	s.t.Helper()
	s.at("/sign-up")
	s.write("Name or e-mail for signing in", strings.ToLower(name))
	s.press("Propose 5 words")
	password = get[string](s, `field("Password").value`)
	if n := len(strings.Split(password, "-")); n < 5 && len(strings.Fields(password)) < 5 {
		s.fail("the proposed password is %d words long", n)
	}
	s.press("Make my account")
	s.sees("Your way back in", "Whoever holds it can get in as you.")
	s.press("I have kept it")
	s.at("/arrive")
	return password
}

// signsIn fills in the sign-in page; without a name, the one that is there.
func (s *screen) signsIn(name, password string) {
	s.t.Helper()
	if name != "" {
		s.write("Name or e-mail", strings.ToLower(name))
	}
	s.write("Password", password)
	s.press("Sign in")
}

// readsSafety reads the page about safety, which comes before anything is written.
func (s *screen) readsSafety() {
	s.t.Helper()
	s.at("/safety")
	s.sees("Not safe at home? Read this first", "Footbridge is the wrong tool")
	s.press("I have read it")
}

// invites makes an invitation and reads its link.
func (s *screen) invites() (link string) {
	s.t.Helper()
	s.press("Invite")
	s.press("Make an invitation")
	s.sees("Your invitation is ready")
	return get[string](s, `field("Link").value`)
}

// comesBy opens an invitation link, joins, makes an account, and reads the four words.
func (s *screen) comesBy(link, from, called, runs string) (words []string) {
	s.t.Helper()
	_, code, found := strings.Cut(link, "#")
	if !found {
		s.fail("the link has no code behind the #")
	}
	s.open("/i#" + code)
	if s.still {
		s.write("Code", code)
	} else {
		s.until("the code to leave the address", "location.hash === '' && field('Code').value.length > 5")
	}
	s.press("Look at the invitation")
	s.sees(from+" invites you", runs, "It is not therapy.")
	sizes := get[[]float64](s, "['Join', 'No thanks'].map(named).map(e => e.getBoundingClientRect()).flatMap(r => [r.width, r.height])")
	if sizes[0] != sizes[2] || sizes[1] != sizes[3] {
		s.fail("Join and No thanks are not of one size: %v", sizes)
	}
	s.press("Join")
	s.sees("You are joining " + from)
	s.signsUp(called)
	s.sees(runs)
	s.write("Your name here", called)
	s.click("css('input[name=side][value=b]')")
	s.press("Go to my bank")
	s.readsSafety()
	s.sees(from + " invites you")
	s.press("Join")
	s.at("/joined")
	words = s.fourWords()
	s.press("Go to Today")
	return words
}

func (s *screen) fourWords() []string {
	s.t.Helper()
	s.sees("Compare these 4 words once")
	words := get[[]string](s, "[...document.querySelectorAll('.words li')].map(e => tidy(e.innerText))")
	if len(words) != 4 {
		s.fail("there are %d words to compare", len(words))
	}
	return words
}

// confirms compares the words and says that they are the same.
func (s *screen) confirms(words []string) {
	s.t.Helper()
	s.press("Compare the words")
	if mine := s.fourWords(); strings.Join(mine, " ") != strings.Join(words, " ") {
		s.fail("the words differ: %v and %v", mine, words)
	}
	s.press("They are the same")
	s.at("/")
}

// checksIn gives a check-in from Today, by clicking through its three steps.
func (s *screen) checksIn(l letter) {
	s.t.Helper()
	s.press("Start the check-in")
	s.sees("How are you?", "Who is this for?")
	s.click("css('input[name=stop][value=\"" + string(rune('0'+l.Stop)) + "\"]')")
	if l.Mood != "" {
		s.write("A few words, if you like", l.Mood)
	}
	s.press("Next")
	s.sees("On your mind", "Opens together")
	s.write("Your words", l.Mind)
	s.press("Next")
	s.sees("Looking forward")
	s.write("Your words", l.Ahead)
	s.press("Hang up my letter")
}

// seesNothingOf fails if any of the words is on any page that this person can open.
func (s *screen) seesNothingOf(words ...string) {
	s.t.Helper()
	here := get[string](s, "document.documentElement.outerHTML")
	for _, path := range []string{"/", "/practices", "/practices/rituals/", "/practices/rituals/waiting", "/practices/rituals/checkin", "/support", ""} {
		text := here
		if path != "" {
			text = s.source(path)
		}
		for _, w := range words {
			if strings.Contains(text, w) {
				s.fail("%q is on %q, before both have written", w, path)
			}
		}
	}
}

// seesAll waits until every word can be read.
func (s *screen) seesAll(letters ...letter) {
	s.t.Helper()
	for _, l := range letters {
		s.sees(l.words()...)
	}
}

// together is two people who have joined, each on Today.
func together(t *testing.T, left, right *server) (ada, bo *screen, password string) {
	t.Helper()
	ada, bo = newScreen(t, left, "Ada"), newScreen(t, right, "Bo")
	const runs = "Ada does, on a small computer in the hall."
	password = ada.startsHere("Ada", runs)
	link := ada.invites()
	ada.press("Today")
	words := bo.comesBy(link, "Ada", "Bo", runs)
	ada.sees("Bo is here") // by itself
	ada.confirms(words)
	return ada, bo, password
}
