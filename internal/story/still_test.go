package story

import (
	"testing"

	"github.com/chromedp/cdproto/emulation"
)

// N4: everything works without script, with a reload where a page would have followed by itself.
func TestWithoutScript(t *testing.T) {
	s := startServer(t, t.TempDir(), "")
	ada, bo := newScreen(t, s, "Ada"), newScreen(t, s, "Bo")
	const runs = "A friend of ours."
	for _, one := range []*screen{ada, bo} {
		one.still = true
		ask(one, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
	}
	ada.startsHere("Ada", runs)
	link := ada.invites()
	ada.press("Today")
	words := bo.comesBy(link, "Ada", "Bo", runs)
	ada.reload()
	ada.sees("Bo is here")
	ada.confirms(words)
	ada.checksIn(adaWords)
	ada.sees("Your letter is up.")
	bo.open("/practices/rituals/checkin")
	bo.write("A few words, if you like", "half a thought")
	bo.press("Save and close")
	bo.sees("Your words are kept.")
	bo.press("Start the check-in")
	bo.until("the kept words", `field("A few words, if you like").value === "half a thought"`)
	bo.open("/")
	get[any](bo, "1")
	bo.checksIn(letter{Stop: boWords.Stop, Mind: boWords.Mind, Ahead: boWords.Ahead})
	bo.sees("Ready when you are.")
	ada.reload()
	ada.sees("Ready when you are.")
	for _, one := range []*screen{ada, bo} {
		one.press("Open both letters")
		one.seesAll(adaWords)
		one.sees(boWords.Mind, boWords.Ahead, "half a thought")
	}
	bo.press("I hear you")
	ada.reload()
	ada.sees("Bo says: I hear you.")
	ada.press("Hide")
	ada.at("/away")
	ada.open("/practices")
	ada.at("/sign-in")
}
