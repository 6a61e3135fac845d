package story

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"
)

// The keyboard alone gets through: signing in, and a whole check-in. The first stop of the Tab key
// is the skip link, the second is Hide.
func TestKeyboardAlone(t *testing.T) {
	s := startServer(t, t.TempDir(), "")
	ada := newScreen(t, s, "Ada")
	password := ada.startsHere("Ada", "I do.")
	ada.open("/support")
	ada.press("Sign out here")

	ada.tabTo("Name or e-mail")
	ada.keys("ada")
	ada.tabTo("Password")
	ada.keys(password)
	ada.enter("Sign in")
	ada.sees("You are here. One small step is enough.")

	for i, want := range []string{"Skip to content", "Hide"} {
		ada.keys(kb.Tab)
		if got := get[string](ada, "name(document.activeElement)"); got != want {
			ada.fail("stop %d of the Tab key is %q, not %q", i+1, got, want)
		}
	}
	ada.enter("Start the check-in")
	ada.tabTo("In a storm, first of 5. A lot at once.")
	ada.keys(" " + kb.ArrowRight + kb.ArrowRight)
	ada.until("the lantern on the third stop", "document.querySelector('[name=stop]:checked').value === '3'")
	ada.tabTo("A few words, if you like")
	ada.keys("quiet")
	ada.tabTo("calm")
	ada.keys(" ")
	ada.until("the tapped word in the field", `field("A few words, if you like").value === 'quiet calm'`)
	ada.enter("Next")
	ada.tabTo("Your words")
	ada.keys("Rain on the tent.")
	ada.enter("Next")
	ada.enter("Leave this one empty")
	ada.at("/")
	ada.sees("Kept, for you alone.")
	ada.open("/practices/rituals/")
	ada.tabToFirst("summary")
	ada.keys(kb.Enter)
	ada.sees("Low cloud · quiet calm", "Rain on the tent.")
}

// stop is the control with the focus, as a screen reader names it.
const stop = `(e => e.labels?.length && !e.getAttribute('aria-label') ? tidy(e.labels[0].textContent) : name(e))(document.activeElement)`

// tabTo presses Tab until the control with this name has the focus, and can be seen.
func (s *screen) tabTo(name string) {
	s.t.Helper()
	s.tabUntil(name, stop+" === "+quoted(name))
}

// tabToFirst presses Tab until an element of this kind has the focus.
func (s *screen) tabToFirst(kind string) {
	s.t.Helper()
	s.tabUntil(kind, "document.activeElement.matches("+quoted(kind)+")")
}

func (s *screen) tabUntil(what, there string) {
	s.t.Helper()
	s.until("the page to be there", "document.readyState === 'complete'")
	var passed []string
	for range 60 {
		if get[bool](s, there) {
			s.until("the focus to be seen", "getComputedStyle(document.activeElement).outlineStyle !== 'none' || document.activeElement.closest('.write,.chips label')")
			return
		}
		s.keys(kb.Tab)
		passed = append(passed, get[string](s, stop))
	}
	s.fail("Tab never came to %q, only to: %s", what, strings.Join(passed, ", "))
}

// enter goes to a button or link with Tab and presses Enter on it.
func (s *screen) enter(name string) {
	s.t.Helper()
	s.tabTo(name)
	s.fresh(name, func() { s.keys(kb.Enter) })
}
