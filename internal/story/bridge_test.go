package story

import (
	"testing"

	"github.com/chromedp/cdproto/emulation"
)

// planks counts the planks that are drawn in the picture.
const planks = `(document.querySelector('.art .pk')?.getAttribute('d') ?? '').split('M').length - 1`

// J1: two letters that open lay planks, and the page that is open shows them by itself, the same to
// both; the bar leads to the page.
func TestBridge(t *testing.T) {
	s := startServer(t, t.TempDir(), "")
	ada, bo, _ := together(t, s, s)
	for _, one := range []*screen{ada, bo} {
		one.open("/")
		one.press("Our bridge")
		one.at("/bridge")
		one.sees("Two ropes reach across, with a lantern on each bank.")
	}
	bo.open("/")
	bo.checksIn(boWords)
	if n := get[int](ada, planks); n != 0 {
		t.Errorf("one letter shows as %d planks", n)
	}
	bo.open("/bridge")
	ada.open("/")
	ada.checksIn(adaWords)
	bo.sees("Planks reach out over the canyon, and ropes hold the middle.") // by itself
	ada.open("/bridge")
	for _, one := range []*screen{ada, bo} {
		one.until("a plank on each bank", planks+" === 2")
	}
	mine, theirs := get[string](ada, "document.querySelector('.art svg').outerHTML"), get[string](bo, "document.querySelector('.art svg').outerHTML")
	if mine != theirs {
		t.Errorf("they see two bridges:\n%s\n%s", mine, theirs)
	}
}

// R12: nothing moves for those who want no motion, on this device or on any.
func TestPictureKeepsStill(t *testing.T) {
	s := newScreen(t, startServer(t, t.TempDir(), ""), "Ada")
	s.startsHere("Ada", "I do.")
	const moves = "document.getAnimations().length"
	motion := func(wish string) {
		t.Helper()
		ask(s, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-reduced-motion", Value: wish}}})
		s.open("/bridge")
	}
	motion("no-preference")
	s.until("the lantern to glow", moves+" > 0")
	motion("reduce")
	if n := get[int](s, moves); n != 0 {
		t.Errorf("%d things move though the device asks for none", n)
	}
	s.open("/support")
	s.tap("Keep the picture still")
	get[any](s, "document.querySelector('form[action=\"/support/look\"] button').click()")
	s.sees("Saved.")
	motion("no-preference")
	if n := get[int](s, moves); n != 0 {
		t.Errorf("%d things move though this person wants a still picture", n)
	}
}
