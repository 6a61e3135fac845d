package story

import (
	"strings"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/network"
)

const longThought = "I wanted to say it at the door, and then the bus came."

// N3: words that are typed and not sent come back: after a reload, on another device, after the
// server was away.
func TestUnsentWords(t *testing.T) {
	s := startServer(t, t.TempDir(), "")
	ada := newScreen(t, s, "Ada")
	password := ada.startsHere("Ada", "I do.")
	mood := `field("A few words, if you like").value === ` + quoted(longThought)

	ada.press("Start the check-in")
	ada.write("A few words, if you like", longThought)
	ada.sees("Unsent words are kept.")
	ada.reload()
	ada.until("the words after a reload", mood)

	other := newScreen(t, s, "Ada elsewhere")
	other.open("/sign-in")
	other.signsIn("Ada", password)
	other.open("/practices/rituals/checkin")
	other.until("the words on another device", mood)

	other.press("Save and close")
	other.sees("Your words are kept.")
	other.open("/away")
	ada.without(func() {
		ada.press("Next")
		s.kill()
		ada.write("Your words", longThought)
		ada.sees("Unsent words are kept on this phone.")
		s.start()
		ada.fresh("coming back", func() { get[any](ada, "setTimeout(() => location.reload())") })
		ada.sees("Unsent words are kept.")
		ada.open("/practices/rituals/checkin")
	})
	ada.until("the words after the server was away", `[...document.querySelectorAll('[name=mind]')].some(f => f.value === `+quoted(longThought)+`)`)
}

// A session that ended while somebody was writing loses no word: the sign-in page carries them,
// unread, and they are in the field again.
func TestLostSession(t *testing.T) {
	s := startServer(t, t.TempDir(), "")
	ada, other := newScreen(t, s, "Ada"), newScreen(t, s, "Ada elsewhere")
	password := ada.startsHere("Ada", "I do.")
	other.open("/sign-in")
	other.signsIn("Ada", password)
	ada.press("Start the check-in")
	ada.press("Next")
	ada.write("Your words", longThought)
	other.open("/support")
	other.press("Sign out everywhere else")
	ada.sees("You were signed out while writing.") // by itself
	if get[bool](ada, "document.documentElement.outerHTML.includes("+quoted(longThought)+")") {
		ada.fail("the words lie open in the sign-in page")
	}
	ada.write("Name or e-mail", "ada")
	ada.write("Password", password+"!") // wrong once: they are carried on
	ada.press("Sign in")
	ada.sees("That name and password do not match.", "You were signed out while writing.")
	ada.signsIn("", password)
	ada.at("/practices/rituals/checkin")
	ada.until("the words in the field", `field("Your words").value === `+quoted(longThought))
	if get[string](ada, "document.cookie") != "" {
		ada.fail("a script can read a cookie")
	}
	// The same when it is noticed only by sending.
	ask(ada, network.ClearBrowserCookies, cdp.Empty{})
	ada.press("Next")
	ada.sees("You were signed out while writing.")
	ada.signsIn("ada", password)
	ada.until("the words in the field once more", `field("Your words").value === `+quoted(longThought))
}

// What somebody typed and then left empty is not sent.
func TestLeftEmpty(t *testing.T) {
	s := startServer(t, t.TempDir(), "")
	ada := newScreen(t, s, "Ada")
	ada.startsHere("Ada", "I do.")
	ada.press("Start the check-in")
	ada.write("A few words, if you like", "quiet")
	ada.press("Next")
	ada.write("Your words", longThought)
	ada.press("Leave this one empty")
	ada.write("Your words", "Soup.")
	ada.press("Keep it for me")
	ada.open("/practices/rituals/")
	ada.click("css('summary')")
	ada.sees("quiet", "Soup.")
	if text := ada.source("/practices/rituals/"); strings.Contains(text, longThought) {
		ada.fail("words that were left out were given")
	}
}
