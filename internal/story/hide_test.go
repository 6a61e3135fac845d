package story

import (
	"testing"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

const secretThought = "Nobody may read this over my shoulder."

// N2: Hide covers the page at once, ends the session, and leaves nothing behind the back button;
// with a click, and with Shift three times.
func TestHide(t *testing.T) {
	s := startServer(t, t.TempDir(), "")
	ada := newScreen(t, s, "Ada")
	password := ada.startsHere("Ada", "I do.")
	for name, hide := range map[string]func(){
		"click": func() { ada.tap("Hide") },
		"keys": func() {
			for range 3 {
				ada.keys(kb.Shift)
			}
		},
	} {
		t.Run(name, func(t *testing.T) { ada.within(t, func() { ada.hides(hide, password) }) })
	}
}

func (s *screen) hides(hide func(), password string) {
	s.open("/practices/rituals/checkin")
	s.write("A few words, if you like", secretThought)
	// What the eye sees between the click and the next page, noted by the page itself.
	get[any](s, "addEventListener('pagehide', () => { sessionStorage.blank = getComputedStyle(document.body).visibility + getComputedStyle(document.body).display + document.documentElement.className; })")
	s.fresh("hiding", hide)
	s.at("/away")
	if seen := get[string](s, "sessionStorage.blank + ' kept: ' + Object.keys(sessionStorage)"); seen != "hiddenblockblank kept: blank" && seen != "visiblenoneblank kept: blank" {
		s.fail("the page was not blank and forgotten when it went: %s", seen)
	}
	s.noTrace()
	s.keys(kb.Tab) // the page of notes is a page like any other
	history := ask(s, page.GetNavigationHistory, chromedp.Void{})
	for back := history.CurrentIndex - 1; back > 0; back-- {
		s.fresh("going back", func() {
			ask(s, page.NavigateToHistoryEntry, page.NavigateToHistoryEntryParams{EntryID: history.Entries[back].ID})
		})
		s.noTrace()
	}
	s.open("/practices/rituals/checkin")
	s.at("/sign-in")
	s.signsIn("Ada", password)
}

// noTrace fails if something private can be seen.
func (s *screen) noTrace() {
	s.t.Helper()
	if get[bool](s, "document.documentElement.outerHTML.includes("+quoted(secretThought)+") || [...document.querySelectorAll('input,textarea')].some(f => f.value.includes("+quoted(secretThought)+"))") {
		s.fail("the words can still be seen")
	}
	if get[bool](s, "!!document.querySelector('.hide button')") {
		s.fail("a page for somebody who is signed in can still be seen")
	}
}
