package story

import (
	"strings"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/network"
)

// A8, N5, R4: on a device for two, words that one could not send (the line was down, then the session
// ran out) are never put before the other who signs in on the same tab.
func TestHandOver(t *testing.T) {
	const secret = "only for my own eyes, this one"
	s := startServer(t, t.TempDir(), "")
	tablet, bo := newScreen(t, s, "the tablet"), newScreen(t, s, "Bo")
	mine := tablet.startsHere("Ada", "Ada does.")
	link := tablet.invites()
	_, code, _ := strings.Cut(link, "#")
	bo.open("/i#" + code)
	bo.until("the code to leave the address", "location.hash === '' && field('Code').value.length > 5")
	bo.press("Look at the invitation")
	bo.press("Join")
	theirs := bo.signsUp("Bo")
	bo.write("Your name here", "Bo")
	bo.press("Go to my bank")
	bo.readsSafety()

	begin := func() {
		tablet.open("/practices/rituals/checkin")
		get[bool](tablet, "(window.fetch = () => Promise.reject(new Error('no line')), field('A few words, if you like').value = '', true)")
		tablet.write("A few words, if you like", secret)
		tablet.until("the words to be kept in the tab", "Object.values(sessionStorage).some(v => v.includes('eyes'))")
	}
	signIn := func(name, password string) {
		ask(tablet, network.ClearBrowserCookies, cdp.Empty{})
		tablet.open("/sign-in")
		tablet.write("Name or e-mail", name)
		tablet.write("Password", password)
		tablet.press("Sign in")
		tablet.at("/")
		tablet.open("/practices/rituals/checkin")
	}
	begin()
	signIn("ada", mine) // the same person finds them again
	tablet.until("the words to be back", "field('A few words, if you like').value === "+quoted(secret))
	tablet.until("the words on the server", "Object.values(sessionStorage).every(v => !v.includes('eyes'))")
	tablet.reload()
	begin()
	signIn("bo", theirs)
	if v := get[string](tablet, "field('A few words, if you like').value + JSON.stringify({...sessionStorage})"); strings.Contains(v, "eyes") {
		t.Errorf("the other finds %s", v)
	}
	// Signed in again in another tab: this one does not stay the other's.
	was := get[string](tablet, "document.body.dataset.who")
	tablet.until("the live picture", "document.querySelector('#stream')._htmx?.sse")
	get[bool](tablet, "fetch('/sign-in', {method: 'POST', body: new URLSearchParams({name: 'ada', password: "+quoted(mine)+"})}).then(r => r.ok)")
	tablet.until("the page to be Ada's", "document.body.dataset.who && document.body.dataset.who !== "+quoted(was))
}
