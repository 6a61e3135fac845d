package story

import "testing"

const asking = "/practices/curiosity/"

// R12, S6.1-S6.3: every page of curiosity, for eyes, fingers and screen readers, and what two people do on them.
func TestEveryPageOfCuriosity(t *testing.T) {
	at := startServer(t, t.TempDir(), "")
	ada, bo, _ := together(t, at, at)
	ada.open(asking)
	ada.inspected("ask-front-empty")
	ada.open(asking + "ask")
	ada.inspected("ask")
	first := get[string](ada, "tidy(css('h1').innerText)")
	ada.press("Another question")
	ada.until("another question", "tidy(css('h1').innerText) !== "+quoted(first))
	ada.press("A deeper one")
	ada.press("A lighter one")
	ada.press("We both answer")
	ada.sees("It lies between you now.")
	ada.inspected("ask-front-waits")
	ada.click("css('.rows a[href*=\"/asked/\"]')")
	ada.sees("Each of you answers alone; the answers open together.")
	ada.into("words", "The bakery on the corner.")
	ada.inspected("ask-answer")
	ada.press("Seal my answer")
	ada.sees("Sealed. It opens when both have answered.")
	ada.inspected("ask-sealed")

	bo.open("/")
	bo.press("A question for you")
	bo.inspected("ask-asked")
	bo.into("words", "My grandmother's stairs.")
	bo.press("Seal my answer")
	bo.press("Open it")
	bo.sees("The bakery on the corner.", "My grandmother's stairs.")
	bo.press("Warm")
	bo.sees("Noted, for you alone.")
	bo.inspected("ask-opened")

	bo.open(asking + "ask")
	bo.press("Write my own question")
	bo.types("Did you enjoy the bakery?")
	bo.sees("What did you enjoy about the bakery?") // S6.1: a closed one
	bo.inspected("ask-own")
	bo.tap("Use this")
	bo.press("Just ask Ada")
	bo.sees("Asked, with no deadline.")
	ada.open(asking)
	ada.press("An answer for you to read")
	ada.inspected("ask-ready")
	ada.press("Open it")
	ada.open("/")
	ada.press("A question for you")
	ada.sees("What did you enjoy about the bakery?")
	ada.press("Not this one")
	ada.sees("Put away, for you alone.")
	bo.open(asking)
	bo.inspected("ask-front")
}
