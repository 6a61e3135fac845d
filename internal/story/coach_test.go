package story

import "testing"

// hint is what can be read of a hint now.
const hint = "tidy(document.getElementById('f-words-coach').innerText)"

// types puts words in place of what is in the field, as a person would.
func (s *screen) types(words string) {
	s.t.Helper()
	get[any](s, "(f => { f.focus(); f.select(); document.execCommand('delete'); document.execCommand('insertText', false, "+quoted(words)+"); })(css('[name=words]'))")
}

// R9: a hint comes after a pause and goes with the next key; "Use this" puts its words in, "Keep mine" ends it for these
// words, one tap ends all; sending works at every moment, and nothing of it reaches the other.
func TestHintsWhileWriting(t *testing.T) {
	at := startServer(t, t.TempDir(), "")
	ada, bo, _ := together(t, at, at)
	const blame, page = "You never ask about my day.", "/practices/appreciation/write"
	offered := "When you didn't ask about my day, I felt ___. I would like ___."
	ada.open(page)
	get[any](ada, "(f => { window.asked = 0; window.fetch = async (...a) => { const r = await f(...a); if (a[0] === '/coach') asked++; return r; }; })(fetch)")

	ada.types(blame)
	ada.sees("A thought, not a rule.", offered)
	ada.until("the phrase underlined", "document.querySelector('.write mark')?.textContent === 'You never ask about my day.'")
	ada.until("the hint tied to the field", "css('[name=words]').getAttribute('aria-describedby').includes('f-words-coach')")
	ada.inspected("hint")
	ada.keys("!")
	ada.until("the hint to go with the next key", hint+" === '' && !document.querySelector('.mirror')")

	ada.sees("Use this")
	ada.tap("Use this")
	ada.until("the words offered", "css('[name=words]').value.startsWith("+quoted(offered)+")")
	ada.until("the first gap chosen", "(f => f.value.slice(f.selectionStart, f.selectionEnd))(css('[name=words]')) === '___'")
	get[any](ada, "document.execCommand('undo')")
	ada.until("undo to bring back one's own words", "css('[name=words]').value.startsWith('You never')")

	ada.types(blame)
	ada.sees("Keep mine")
	ada.tap("Keep mine")
	ada.until("no hint", hint+" === ''")
	get[any](ada, "asked = 0")
	ada.types(blame + " Still.")
	ada.until("the server to have been asked again", "asked === 1")
	ada.until("no hint like it", "!"+hint+".includes('When you')")

	ada.reload() // the words come back, and what was kept stays kept
	ada.until("the words", "css('[name=words]').value.startsWith('You never')")
	get[any](ada, "(f => { window.asked = 0; window.fetch = async (...a) => { const r = await f(...a); if (a[0] === '/coach') asked++; return r; }; })(fetch)")
	ada.types(blame + " Again.")
	ada.until("the server to have been asked", "asked === 1")
	ada.until("no hint like it after a reload", "!"+hint+".includes('When you')")

	ada.press("Give it to Bo") // while a hint might come
	ada.open(page)
	ada.types("You're so thoughtful.")
	ada.sees("You were thoughtful when ___. It ___.")
	ada.press("Give it to Bo") // while one is there
	ada.open(page)
	ada.types(blame) // words that follow get hints again
	ada.sees(offered)
	ada.tap("No more hints")
	ada.sees("You can turn them on again under Support.")
	ada.reload()
	ada.until("no place for hints", "!document.body.dataset.coach")

	for _, path := range []string{"/", "/practices/appreciation/", "/practices/appreciation/noticed"} {
		bo.open(path)
		bo.seesNothingOf("A thought, not a rule", offered, "can land as")
	}

	// S4.1: a check-in of errands only, and no more than that, is asked for one line about oneself.
	bo.open("/practices/rituals/checkin")
	bo.click("css('input[name=stop][value=\"4\"]')")
	bo.click("css('label:has([name=audience][value=held])')")
	bo.next(".dock .plank")
	bo.into("mind", "Bins out, dentist at 4.")
	bo.sees("This is about things to get done.")
	bo.tap("Keep mine")
	bo.next(".dock .plank")
	bo.at("/practices/rituals/checkin")
}
