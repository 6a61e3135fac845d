package story

import (
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"

	"footbridge/internal/db/dbtest"
)

const listening = "/practices/listening/"

// earshot notes every sentence that the page says at once, as a screen reader would hear it.
const earshot = `(() => { if (window.told) return true; window.told = []; const p = document.getElementById('say-now');
	new MutationObserver(() => told.push(p.textContent)).observe(p, {childList: true, characterData: true, subtree: true}); return true; })()`

// heading waits for a heading to come by itself, or with the page.
func (s *screen) heading(text string) {
	s.t.Helper()
	s.until("the heading "+text, "tidy(document.querySelector('h1')?.innerText ?? '') === "+quoted(text))
}

// turns waits for a turn to come by itself: it is said once, and the focus is on its heading.
func (s *screen) turns(heading string) {
	s.t.Helper()
	s.heading(heading)
	s.until("the turn to be said", "told.length > 0")
	if told := get[[]string](s, "told.splice(0).map(tidy)"); len(told) != 1 || !strings.HasPrefix(told[0], heading) {
		s.fail("said at once: %q, not %q once", told, heading)
	}
	s.until("the focus on the heading", "document.activeElement === document.querySelector('h1')")
}

// listens makes the page note what it says.
func (s *screen) listens() {
	s.t.Helper()
	get[bool](s, earshot)
}

// says writes the words of a turn and hands it on.
func (s *screen) says(words, button string) {
	s.t.Helper()
	f := "css('[name=words]')"
	s.click(f)
	s.until("the cursor", f+" === document.activeElement")
	s.into("words", words)
	s.press(button)
}

// offline cuts or mends a browser's line.
func (s *screen) offline(yes bool) {
	s.t.Helper()
	ask(s, network.EmulateNetworkConditionsByRule, network.EmulateNetworkConditionsByRuleParams{
		MatchedNetworkConditions: []*network.Conditions{{URLPattern: "", DownloadThroughput: -1, UploadThroughput: -1, Offline: yes}}})
	ask(s, network.OverrideNetworkState, network.OverrideNetworkStateParams{Offline: yes, DownloadThroughput: -1, UploadThroughput: -1})
}

// begins opens a talk and brings both to where one has the lantern.
func begins(ada, bo *screen) (speaker, listener *screen) {
	ada.t.Helper()
	ada.open(listening)
	ada.press("Open a talk")
	ada.sees("Not when you are afraid")
	ada.press("Go on")
	ada.press("Typed, now")
	ada.into("words", "The hour before supper.")
	ada.press("Ask Bo to talk")
	ada.heading("Your invitation is up.")
	ada.listens()
	bo.open("/")
	bo.sees("Ada asks you to talk", "The hour before supper.") // T1
	bo.press("Look at it")
	bo.sees("Not when you are afraid")
	bo.press("I am here")
	ada.turns("Bo is here.")
	bo.listens()
	ada.press("I am here")
	bo.turns("You are both here.")
	ada.listens()
	bo.press("Toss for the lantern")
	bo.listens()
	speaker, listener = ada, bo
	if get[string](bo, "document.querySelector('h1').textContent") == "You have the lantern." {
		speaker, listener = bo, ada
	}
	if speaker == bo {
		ada.turns("Bo has the lantern.")
	} else {
		ada.turns("You have the lantern.")
		bo.heading("Ada has the lantern.")
	}
	return speaker, listener
}

// S3.1-S3.3, S3.5, T1: a talk from the invitation to its end on two screens, through a reload, a dropped
// line, a server that is killed, and a pause in the middle of a sentence. Every turn comes by itself, is said
// once, and takes the focus.
func TestTalk(t *testing.T) {
	s := startServer(t, t.TempDir(), "")
	ada, bo, _ := together(t, s, s)
	talkToTheEnd(t, ada, bo, func() { s.kill(); s.start() }, func(*screen) {})
}

// The same on PostgreSQL with the two on two servers, of which both are killed, and with a phone that moves to the
// other's server in the middle of a turn.
func TestTalkOnTwoServers(t *testing.T) {
	needBrowser(t)
	data, database := t.TempDir(), dbtest.PostgresURL(t)
	left, right := startServer(t, data, database), startServer(t, data, database)
	ada, bo, _ := together(t, left, right)
	talkToTheEnd(t, ada, bo, func() {
		left.kill()
		right.kill()
		left.start()
		right.start()
	}, func(s *screen) {
		s.At = map[*server]*server{left: right, right: left}[s.At]
		s.open(listening + "talk")
	})
}

func talkToTheEnd(t *testing.T, ada, bo *screen, restart func(), move func(*screen)) {
	speaker, listener := begins(ada, bo)
	them, you := speaker.name, listener.name
	back := func(what string, since time.Time) {
		t.Logf("%s: there again after %v", what, time.Since(since).Round(time.Millisecond))
	}

	speaker.says("I miss the quiet.", "Pass the lantern")
	speaker.listens()
	listener.turns("Say it back.")
	listener.sees("I miss the quiet.")
	for _, one := range []*screen{speaker, listener} { // a reload
		since := time.Now()
		one.reload()
		one.heading(map[*screen]string{speaker: you + " says it back.", listener: "Say it back."}[one])
		back("reloaded", since)
		one.listens()
	}

	var since time.Time
	speaker.without(func() { // the speaker's line is down while the listener's turn ends
		speaker.offline(true)
		listener.says("You would like it quieter.", "I have said it back")
		listener.listens()
		speaker.heading(you + " says it back.") // what was there stays
		speaker.sees("No connection. The talk keeps its place.")
		since = time.Now()
		speaker.offline(false)
		speaker.turns("Is that it?")
		back("the line came back", since)
		speaker.until("nothing to be said of the line", "!reads().includes('No connection')")
	})
	move(listener) // to the other server, in the middle of the speaker's turn
	listener.listens()
	listener.heading(them + " says whether it fits")
	speaker.press("Almost. Let me add one thing")
	speaker.listens()
	listener.turns(them + " adds one thing.")

	for _, one := range []*screen{ada, bo} {
		one.setCalm(true)
	}
	restart()
	since = time.Now()
	speaker.says("Only before supper.", "Pass the lantern")
	speaker.listens()
	listener.turns("Say it back.")
	back("the server was killed", since)
	for _, one := range []*screen{ada, bo} {
		one.setCalm(false)
	}

	listener.click("css('[name=words]')")
	listener.into("words", "That hour before")
	speaker.press("Pause") // in the middle of a sentence
	speaker.heading("The talk rests.")
	speaker.listens()
	listener.heading("The talk rests.")
	listener.until("the words to stay", "css('[name=words]').value === 'That hour before' && document.activeElement === css('[name=words]')")
	listener.press("I am here")
	listener.heading("You are here.")
	listener.listens()
	speaker.press("I am here")
	speaker.listens()
	listener.turns("Say it back.")
	listener.reload()
	listener.until("the words after the pause", "css('[name=words]').value === 'That hour before'")
	listener.listens()
	listener.says(" supper, quiet.", "I have said it back")
	listener.listens()
	speaker.turns("Is that it?")
	if reads := get[string](listener, "reads()"); strings.Contains(reads, "I have answered") || strings.Contains(reads, "One open question") {
		t.Error("there is an answer before it was confirmed")
	}
	speaker.press("Yes, that’s it")
	speaker.listens()
	listener.turns("You heard " + them + ".")
	listener.tap(get[string](listener, "document.querySelector('.chips button').textContent"))
	listener.press("Ask, and listen")
	speaker.turns("A question for you.")
	speaker.says("Since the spring.", "Pass the lantern back")
	speaker.listens()
	listener.heading("You heard " + them + ".")
	listener.press("I have no question")
	speaker.turns(you + " answers.")
	listener.says("Then I will close the door for that hour.", "I have answered")
	listener.listens()
	speaker.turns("Swap the lantern.")
	speaker.press("Swap the lantern")
	speaker.listens()
	listener.turns("You have the lantern.")
	listener.says("I am glad you said it.", "Pass the lantern")
	listener.listens()
	speaker.turns("Say it back.")
	speaker.says("You are glad.", "I have said it back")
	speaker.listens()
	listener.turns("Is that it?")
	listener.press("Yes, that’s it")
	listener.listens()
	speaker.turns("You heard " + you + ".")
	speaker.press("I have no question")
	speaker.press("I have nothing to add")
	for _, one := range []*screen{speaker, listener} {
		one.heading("You were both heard.")
		one.press("After the talk")
		one.tap("What was said")
		one.sees("I miss the quiet.", "Only before supper.", "That hour before supper, quiet.", "Since the spring.", "I am glad you said it.")
	}
	speaker.press("Thank " + you)
	listener.sees(them + " says thank you.") // by itself
}

// S3.5, N4: without script a talk works too, with a button that looks whether it is one's turn.
func TestTalkWithoutScript(t *testing.T) {
	s := startServer(t, t.TempDir(), "")
	ada, bo, _ := together(t, s, s)
	for _, one := range []*screen{ada, bo} {
		one.still = true
		ask(one, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
	}
	ada.open(listening + "open/days")
	ada.press("Ask Bo to talk")
	ada.heading("Your invitation is up.")
	bo.open(listening + "talk")
	bo.press("Take part")
	bo.press("Toss for the lantern")
	ada.press("Check for my turn")
	speaker, listener := ada, bo
	if strings.Contains(get[string](ada, "reads()"), "Bo has the lantern.") {
		speaker, listener = bo, ada
	}
	listener.press("Check for my turn")
	speaker.says("I sleep badly.", "Pass the lantern")
	listener.press("Check for my turn")
	listener.says("Your nights are short.", "I have said it back")
	speaker.press("Check for my turn")
	speaker.press("Yes, that’s it")
	listener.press("Check for my turn")
	listener.press("I have no question")
	listener.press("End the talk")
	listener.heading("The talk has ended.")
	speaker.press("Check for my turn")
	speaker.heading("The talk has ended.")
}

// R12: every page of a talk, for eyes, fingers and screen readers.
func TestEveryPageOfATalk(t *testing.T) {
	s := startServer(t, t.TempDir(), "")
	ada, bo, _ := together(t, s, s)
	look := func(s *screen, name string) { s.inspected("talk-" + name) }
	ada.open(listening)
	look(ada, "front")
	ada.open(listening + "before")
	look(ada, "before")
	ada.open(listening + "open")
	look(ada, "ways")
	ada.open(listening + "open/typed")
	look(ada, "topic")
	ada.press("Ask Bo to talk")
	look(ada, "invitation")
	bo.open(listening + "talk")
	look(bo, "invited")
	bo.press("I am here")
	ada.heading("Bo is here.")
	ada.press("I am here")
	look(ada, "toss")
	bo.heading("You are both here.")
	bo.press("Toss for the lantern")
	speaker, listener := bo, ada
	if get[bool](bo, "!document.querySelector('textarea')") {
		speaker, listener = ada, bo
	}
	speaker.heading("You have the lantern.")
	look(speaker, "speak")
	look(listener, "listen")
	speaker.says("I miss the quiet, and I do not know how to say it without making it sound like your fault.", "Pass the lantern")
	listener.heading("Say it back.")
	look(listener, "back")
	listener.says("You miss the quiet.", "I have said it back")
	speaker.heading("Is that it?")
	look(speaker, "confirm")
	speaker.press("Yes, that’s it")
	listener.heading("You heard " + speaker.name + ".")
	look(listener, "ask")
	listener.press("Pause")
	look(listener, "rest")
	listener.press("End the talk")
	look(listener, "ended")
	listener.press("After the talk")
	get[any](listener, "document.querySelectorAll('details').forEach(d => { d.open = true })")
	look(listener, "after")
	listener.open(listening + "past")
	look(listener, "past")
	speaker.open("/practices")
	speaker.open(listening + "before")
	speaker.press("Put this practice away for me")
	look(speaker, "put-away")
}

// A8, S3.4: one phone between two. Each has a half, and the far one is turned round.
func TestOnePhone(t *testing.T) {
	s := startServer(t, t.TempDir(), "")
	tablet, bo := newScreen(t, s, "Ada"), newScreen(t, s, "Bo")
	tablet.startsHere("Ada", "Ada does.")
	link := tablet.invites()
	tablet.press("Today")
	words, password := bo.comesWith(link)
	tablet.sees("Bo is here")
	tablet.confirms(words)
	ask(tablet, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: `
		navigator.wakeLock.request = async kind => { const lock = new EventTarget(); lock.release = () => { window.lit = 'let go'; }; window.lit = kind; return lock; }`})
	tablet.open(listening + "open/phone")
	tablet.press("Ask Bo to talk")
	tablet.press("Bo signs in here")
	tablet.inspected("phone-beside")
	tablet.write("Name or e-mail", "bo")
	tablet.write("Password", password)
	tablet.press("Sit down at this phone")
	tablet.at(listening + "phone")
	tablet.inspected("phone-begins")
	for _, button := range []string{"I am here", "Toss for the lantern", "Pass the lantern", "I have said it back"} {
		tablet.fresh(button, func() {
			tablet.click("[...document.querySelectorAll('.half button')].find(b => tidy(b.innerText) === " + quoted(button) + ")")
		})
	}
	tablet.inspected("phone-confirm")
	tablet.until("the screen to stay on", "window.lit === 'screen'")
	get[any](tablet, "document.getElementById('again').textContent = '1', document.dispatchEvent(new Event('fresh'))")
	tablet.until("the page to have asked by itself", "document.getElementById('again').textContent !== '1'")
	if turned := get[bool](tablet, "getComputedStyle(css('.far')).transform.startsWith('matrix(-1')"); !turned {
		t.Error("the far half is not turned round")
	}
	if both := get[int](tablet, "[...document.querySelectorAll('.half')].filter(h => h.querySelector('button')).length"); both != 1 {
		t.Errorf("%d halves have something to press", both)
	}
	bo.open(listening + "talk")
	bo.listens()
	tablet.press("Pause")
	bo.turns("The talk rests.")
	tablet.until("the screen to go dark when it likes", "!document.querySelector('[data-awake]') && window.lit !== 'screen'")
	tablet.press("End the talk")
	tablet.heading("The talk has ended.")
	tablet.open("/support")
	if bo.open("/support"); get[int](bo, "[...document.querySelectorAll('#places ~ .rows li')].length") != 1 {
		t.Error("the session beside is still there")
	}
}

// comesWith joins by a link as Bo, and gives the four words and his password.
func (s *screen) comesWith(link string) (words []string, password string) {
	s.t.Helper()
	_, code, _ := strings.Cut(link, "#")
	s.open("/i#" + code)
	s.until("the code to leave the address", "location.hash === '' && field('Code').value.length > 5")
	s.press("Look at the invitation")
	s.press("Join")
	password = s.signsUp("Bo")
	s.write("Your name here", "Bo")
	s.press("Go to my bank")
	s.readsSafety()
	s.press("Join")
	words = s.fourWords()
	s.press("Go to Today")
	return words, password
}
