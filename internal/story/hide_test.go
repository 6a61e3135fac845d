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
	// The page itself tells what the eye sees of it from then on.
	get[any](s, "new MutationObserver(() => console.info('seen', getComputedStyle(document.body).display)).observe(document.documentElement, {attributes: true})")
	s.fresh("hiding", hide)
	s.at("/away")
	eventually(s.t, "the page to be blank at once", func() bool { return s.heard("seen none") })
	if kept := get[[]string](s, "Object.entries(sessionStorage).concat(Object.entries(localStorage)).map(String)"); len(kept) > 0 {
		s.fail("the browser still keeps %v", kept)
	}
	s.noTrace()
	history := ask(s, page.GetNavigationHistory, chromedp.Void{})
	for back := history.CurrentIndex - 1; back > 0; back-- {
		s.until("the page to be there", "window.former = true")
		ask(s, page.NavigateToHistoryEntry, page.NavigateToHistoryEntryParams{EntryID: history.Entries[back].ID})
		s.until("the page before, or the browser's question whether to send a form again", "!window.former && document.readyState === 'complete'")
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
