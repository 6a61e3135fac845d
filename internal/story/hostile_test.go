package story

import (
	"fmt"
	"strings"
	"testing"
)

// hostileNames are forty characters each, where a name can have that many.
var hostileNames = map[string]string{
	"markup": "<script>alert(1)</script><img src=x one>",
	"wide":   strings.Repeat("W", 40),
	"rtl":    "נועה־בת־שבע \u202eבן־יוסף אבו־אל־חסן ההררית",
	"emoji":  strings.Repeat("👩🏽‍🚀", 10),
	"short":  "i",
	"marks":  strings.Repeat("Z\u0351\u036b\u0343\u036a\u0302\u036b\u033d", 5),
}

// R12, R8: whatever people call themselves and however long they write, every page keeps its shape on every
// screen: nothing is scrolled sideways, nothing is cut off, and nothing of it becomes markup.
func TestHostileWords(t *testing.T) {
	long := strings.Repeat(strings.Repeat("Donaudampfschiff", 3)[:40]+" ", 97) // 3,977 characters in words of forty
	s := startServer(t, t.TempDir(), "")
	look := func(s *screen, page string) { s.fits("long-"+page, 390, 320, 1280) }
	w := &walker{ada: newScreen(t, s, "Ada"), bo: newScreen(t, s, "Bo"), names: [2]string{hostileNames["wide"], hostileNames["markup"]},
		mood: long[:160], mind: long, question: strings.Repeat("W", 400), look: look}
	w.twoBanks()
	w.letters()
	at := get[string](w.ada, "location.pathname")
	w.notes()
	w.talk()
	for kind, name := range hostileNames {
		for _, one := range []*screen{w.ada, w.bo} {
			one.open("/support")
			get[any](one, "css('[name=called]').value = "+quoted(name))
			one.next("form[action='/support/me'] button")
			if stays := get[bool](one, "!!css('[aria-invalid=true]')"); stays {
				t.Errorf("the name %s is refused: %q", kind, get[string](one, "css('.wrong').innerText"))
			}
		}
		for page, path := range map[string]string{"today": "/", "open": at, "support": "/support", "front": "/practices/rituals/", "notes": "/practices/appreciation/", "asking": asking + "ask", "telling": telling + "tell", "ladder": telling + "ladder", "joined": "/joined"} {
			w.ada.open(path)
			if page == "support" {
				get[any](w.ada, "document.querySelectorAll('details').forEach(d => { d.open = true })")
			}
			look(w.ada, fmt.Sprintf("%s-%s", page, kind))
			if get[bool](w.ada, "!!document.querySelector('main img[src=x], main script')") {
				t.Errorf("the name %s became markup on %s", kind, page)
			}
		}
	}
	w.house()
}
