package story

import (
	_ "embed"
	"fmt"
	"net/url"
	"os"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

//go:embed testdata/axe.min.js
var axe string

// runAxe looks for everything that keeps people out, and tells it in one line for each finding.
const runAxe = `axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'], resultTypes: ['violations']})
	.then(r => r.violations.flatMap(v => v.nodes.map(n => v.id + ': ' + n.target + ' ' + n.html.slice(0, 160) + ' ' + (n.failureSummary ?? '').slice(0, 300))))`

// small lists what a finger would miss: less than 44 pixels wide or high, unless it lies in a sentence.
const small = `[...document.querySelectorAll('a,button,summary,input:not([type=hidden]),select,textarea,label:has(input)')]
	.filter(e => visible(e) && !e.matches('.vh,.chips input,.tick input,.bank input,label:not(.chips label,.tick,.bank)') && getComputedStyle(e).display !== 'inline')
	.map(e => [e, e.getBoundingClientRect()]).filter(([, r]) => r.width < 43.9 || r.height < 43.9)
	.map(([e, r]) => e.outerHTML.slice(0, 120) + ' ' + Math.round(r.width) + 'x' + Math.round(r.height))`

// wide lists what sticks out at the side, with the page itself first.
const wide = `(document.documentElement.scrollWidth > innerWidth ? ['the page: ' + document.documentElement.scrollWidth] : []).concat(
	[...document.querySelectorAll('body *')].filter(e => visible(e) && !e.closest('svg,.vh,.art') && e.getBoundingClientRect().right > innerWidth + 1)
	.slice(0, 4).map(e => e.outerHTML.slice(0, 120) + ' ' + Math.round(e.getBoundingClientRect().right)))`

// inspected looks at the page on the screen: with axe, in light and dark, narrow and wide; for
// sideways scrolling at 320 pixels and with text at twice its size; for small targets. It takes the
// pictures. The page stays as it is.
func (s *screen) inspected(name string) {
	s.t.Helper()
	s.until("the page to be there", "document.readyState === 'complete'")
	get[any](s, "document.fonts.ready.then(() => true)")
	s.findsNothing(name, "too small for a finger", small)
	for _, width := range []int64{390, 1280} {
		for _, theme := range []string{"light", "dark"} {
			s.look(width, map[int64]int64{390: 844, 1280: 800}[width], theme)
			s.loadsAxe()
			s.findsNothing(fmt.Sprintf("%s %d %s", name, width, theme), "axe", runAxe)
			s.picture(fmt.Sprintf("%s-%d-%s", name, width, theme))
		}
	}
	s.look(320, 640, "light")
	s.findsNothing(name, "wider than 320 pixels", wide)
	s.look(390, 844, "light")
	get[any](s, "document.documentElement.style.fontSize = '200%'")
	s.findsNothing(name, "too wide with large text", wide)
	get[any](s, "document.documentElement.style.fontSize = ''")
}

// loadsAxe puts axe into the page, once.
func (s *screen) loadsAxe() {
	s.t.Helper()
	if !get[bool](s, "!!window.axe") {
		if err := chromedp.Do(s.ctx, chromedp.Evaluate[chromedp.Void](axe+";0")); err != nil {
			s.fail("load axe: %v", err)
		}
	}
}

func (s *screen) findsNothing(page, what, expression string) {
	s.t.Helper()
	for _, one := range get[[]string](s, expression) {
		s.t.Errorf("%s: %s: %s", page, what, one)
	}
}

// Every page and state, for eyes, fingers and screen readers, and nothing on the console, and no
// request to anywhere else.
func TestEveryPage(t *testing.T) {
	s := startServer(t, t.TempDir(), "")
	ada := newScreen(t, s, "Ada")
	ada.open("/")
	ada.inspected("landing")
	ada.open("/no/such/page")
	ada.inspected("problem-signed-out")
	ada.open("/safety")
	ada.inspected("safety")
	ada.open("/away")
	ada.inspected("away")
	ada.open("/recover")
	ada.inspected("recover")
	ada.press("Set the new password")
	ada.inspected("recover-wrong")
	link, password := ada.looksAtArriving()
	bo := newScreen(t, s, "Bo")
	bo.looksAtJoining(link)
	ada.looksAtTwo(bo)
	ada.looksAtLetters(bo)
	ada.looksAtLeaving(password)
}

// What is looked for is found when it is there.
func TestLookingFinds(t *testing.T) {
	s := newScreen(t, startServer(t, t.TempDir(), ""), "Ada")
	s.open("/")
	s.loadsAxe()
	for name, expression := range map[string]string{"axe": runAxe, "small": small, "wide": wide} {
		if found := get[[]string](s, expression); len(found) > 0 {
			t.Fatalf("%s finds fault with the first page: %v", name, found)
		}
	}
	get[any](s, `(() => {
		const b = document.createElement('button'), w = document.createElement('div');
		Object.assign(b.style, {display: 'block', width: '20px', height: '20px', padding: 0});
		Object.assign(w.style, {width: '600px', height: '5px'});
		document.querySelector('main').append(b, w);
	})()`)
	for name, expression := range map[string]string{"axe": runAxe, "small": small, "wide": wide} {
		if len(get[[]string](s, expression)) == 0 {
			t.Errorf("%s does not find a small button without a name on a page that is too wide", name)
		}
	}
}

func (s *screen) looksAtArriving() (link, password string) {
	s.t.Helper()
	s.open("/sign-up")
	s.inspected("sign-up")
	s.write("Name or e-mail for signing in", "ada")
	s.write("Password", "short")
	s.press("Make my account")
	s.inspected("sign-up-wrong")
	s.press("Propose 5 words")
	s.inspected("sign-up-words")
	password = get[string](s, `field("Password").value`)
	s.press("Make my account")
	s.inspected("recovery")
	s.press("I have kept it")
	s.inspected("arrive")
	s.press("Go to my bank")
	s.inspected("arrive-wrong")
	s.write("Your name here", "Ada")
	s.write("Who runs this server?", "I do, on a small computer in the hall.")
	s.press("Go to my bank")
	s.inspected("safety-arriving")
	s.press("I have read it")
	s.inspected("today-alone")
	s.open("/bridge")
	s.inspected("bridge-alone")
	s.open("/")
	s.press("Start the check-in")
	s.inspected("checkin-alone")
	s.press("Save and close")
	s.open("/invite")
	s.inspected("invite")
	s.press("Make an invitation")
	s.inspected("invite-made")
	return get[string](s, `field("Link").value`), password
}

func (s *screen) looksAtJoining(link string) {
	s.t.Helper()
	s.open("/")
	s.inspected("landing-closed")
	s.open("/i")
	s.inspected("invited")
	s.write("Code", "no such code")
	s.press("Look at the invitation")
	s.inspected("invited-wrong")
	u, err := url.Parse(link)
	if err != nil {
		s.t.Fatal(err)
	}
	s.open("/i#" + u.Fragment)
	s.press("Look at the invitation")
	s.inspected("invitation")
	s.press("Join")
	s.inspected("sign-up-joining")
	s.signsUp("Bo")
	s.inspected("arrive-joining")
	s.write("Your name here", "Bo")
	s.click("css('input[name=side][value=b]')")
	s.press("Go to my bank")
	s.readsSafety()
	s.press("Join")
	s.inspected("joined")
	s.press("Go to Today")
	s.inspected("today-joined")
}

func (s *screen) looksAtTwo(bo *screen) {
	s.t.Helper()
	s.open("/")
	s.inspected("today-welcome")
	s.press("Compare the words")
	s.inspected("joined-compare")
	s.press("They are the same")
	s.inspected("today-together")
	s.open("/practices")
	s.inspected("practices")
	s.open("/bridge")
	s.inspected("bridge-start")
	s.open("/practices/rituals/")
	s.inspected("front-empty")
	s.open("/support")
	get[any](s, "document.querySelectorAll('details').forEach(d => { d.open = true })")
	s.inspected("support")
	s.open("/practices/nothing")
	s.inspected("problem")
}

func (s *screen) looksAtLetters(bo *screen) {
	s.t.Helper()
	s.open("/practices/rituals/checkin")
	s.inspected("checkin-1")
	s.click("css('input[name=stop][value=\"2\"]')")
	s.tap("Opens together") // what was begun alone stays for one alone, unless told otherwise
	s.inspected("checkin-1-chosen")
	s.press("Next")
	s.inspected("checkin-2")
	s.write("Your words", adaWords.Mind)
	s.until("the words to be kept", "reads().includes('Unsent words are kept.')")
	s.inspected("checkin-2-kept")
	s.press("Next")
	s.inspected("checkin-3")
	get[any](s, "field('Your words').value = 'word '.repeat(2000)")
	s.press("Hang up my letter")
	s.inspected("checkin-3-long")
	get[any](s, "field('Your words').value = "+quoted(adaWords.Ahead))
	s.press("Hang up my letter")
	s.inspected("waiting")
	s.tap("Read mine")
	s.inspected("waiting-read")
	s.open("/")
	s.inspected("today-done")
	bo.open("/")
	bo.checksIn(boWords)
	bo.inspected("ready-after-giving")
	s.inspected("today-ready")
	s.press("See the letters")
	s.inspected("ready")
	s.press("Open both letters")
	s.inspected("open")
	s.tap("Ask something back")
	s.inspected("open-asking")
	s.write("One question, asked because you want to know", "What did the stairs sound like?")
	s.press("Ask it")
	s.inspected("open-asked")
	bo.press("Open both letters")
	bo.inspected("open-answering")
	bo.press("Give my answer")
	bo.inspected("open-answering-empty")
	bo.write("Your answer", "Like nobody was leaving.")
	bo.press("Give my answer")
	bo.press("A hug")
	bo.inspected("open-answered")
	s.open("/practices/rituals/")
	s.inspected("front")
	s.open("/bridge")
	s.inspected("bridge")
	s.open("/")
	s.inspected("today-after")
}

func (s *screen) looksAtLeaving(password string) {
	s.t.Helper()
	s.open("/sign-in")
	s.inspected("sign-in")
	s.write("Name or e-mail", "ada")
	s.write("Password", strings.ToUpper(password))
	s.press("Sign in")
	s.inspected("sign-in-wrong")
}

// pictures says where pictures go, once.
func init() {
	if folder := os.Getenv("FOOTBRIDGE_SHOTS"); folder != "" {
		if err := os.MkdirAll(folder, 0o755); err != nil {
			fmt.Fprintln(os.Stderr, "no pictures:", err)
		}
	}
}
