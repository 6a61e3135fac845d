package story

import (
	"testing"
)

// sides tells what must not turn around with the writing direction: each letter lies at its writer's bank,
// as in the picture, which is one for both; codes, links and the words to compare read as they are.
const sides = `[...document.querySelectorAll('.from-a,.bank.a')].filter(e => visible(e) && e.getBoundingClientRect().left > innerWidth - e.getBoundingClientRect().right + 1).map(e => 'not at the left: ' + e.outerHTML.slice(0, 99))
	.concat([...document.querySelectorAll('.from-b,.bank.b')].filter(e => visible(e) && e.getBoundingClientRect().left < innerWidth - e.getBoundingClientRect().right - 1).map(e => 'not at the right: ' + e.outerHTML.slice(0, 99)))
	.concat([...document.querySelectorAll('.code,#link,.words')].filter(e => visible(e) && getComputedStyle(e).direction !== 'ltr').map(e => 'not from the left: ' + e.outerHTML.slice(0, 99)))`

// R10: right-to-left works: every page is laid out from the right, fits, and what has a side keeps it.
func TestRightToLeft(t *testing.T) {
	t.Setenv(mirroredEnv, "1")
	s := startServer(t, t.TempDir(), "")
	w := &walker{ada: newScreen(t, s, "Ada"), bo: newScreen(t, s, "Bo"), names: [2]string{"נועה בת־שבע", "Bo (Łukasz)"},
		mood: "קצת עייפה, 7 מתוך 10", mind: "אני חושבת על הכיסא הריק. The chair, (again)!", question: "מה שמעת במדרגות?",
		look: func(s *screen, page string) {
			if get[string](s, "getComputedStyle(document.documentElement).direction") != "rtl" {
				s.fail("%s does not read from the right", page)
			}
			s.fits("rtl-"+page, 390, 320, 1280)
			s.look(320, 640, "light")
			s.findsNothing(page, "on the wrong side", sides)
			s.look(390, 844, "light")
		}}
	w.ada.speaks("he")
	w.bo.speaks("he")
	w.twoBanks()
	w.letters()
	w.talk()
	w.house()
}
