package story

import "testing"

const telling = "/practices/vulnerability/"

// R12, S2.1-S2.4: every page of vulnerability, for eyes, fingers and screen readers, and what two people do on them.
func TestEveryPageOfVulnerability(t *testing.T) {
	at := startServer(t, t.TempDir(), "")
	ada, bo, _ := together(t, at, at)
	ada.open(telling)
	ada.inspected("tell-front-empty")
	ada.press("How deep we go")
	ada.inspected("tell-ladder")
	ada.click("css('input[name=ready][value=\"2\"]')")
	ada.press("Keep my choice")
	ada.sees("Kept. You can change it whenever you like.")

	ada.open(telling + "tell")
	ada.into("words", "I sing in the car, and nobody knows.")
	ada.inspected("tell-write")
	ada.press("In four small parts")
	ada.until("the words to go along", "css('[name=when]').value.startsWith('I sing')")
	ada.into("feel", "light")
	ada.inspected("tell-parts")
	ada.fresh("Enter in a field", func() { ada.keys("\r") }) // gives nothing away
	ada.until("the words to stay", "css('[name=feel]').value === 'light'")
	ada.press("Let Bo read it")
	ada.sees("Given. You can both read it now.")

	bo.open("/")
	bo.sees("Something for you to read")
	bo.press("Look at it")
	bo.inspected("tell-ready")
	bo.press("Open it")
	bo.sees("I sing in the car, and nobody knows.")
	bo.inspected("tell-told")
	bo.tap("I hear you, in my own words")
	bo.into("hear", "So the car is where you are light.")
	bo.inspected("tell-answering")
	bo.press("Give this answer")
	bo.sees("What you heard:", "So the car is where you are light.")
	bo.inspected("tell-answered")

	for _, s := range []*screen{ada, bo} {
		s.open(telling + "value")
		s.into("value", "How you greet the cat.")
		s.into("miss", "Cooking side by side.")
		if s == ada {
			s.inspected("tell-value")
		}
		s.press("Seal it")
	}
	ada.open("/")
	ada.press("Look at it")
	ada.press("Open it")
	ada.sees("What Bo heard:")
	ada.open(telling)
	ada.press("Something for you to read")
	ada.press("Open it")
	ada.sees("Cooking side by side.")
	ada.inspected("tell-valued")
	ada.open(telling)
	ada.inspected("tell-front")
}
