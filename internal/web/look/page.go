package look

import (
	"html/template"
	"strings"

	"footbridge/internal/practice"
)

// Theme is light, dark, or what the device says.
type Theme string

// The themes; Auto is the zero value.
const (
	Auto  Theme = ""
	Light Theme = "light"
	Dark  Theme = "dark"
)

// Page is what the layout around a page needs to know. The zero Page is a public page in English.
type Page struct {
	Lang  string // BCP 47 or an Accept-Language header; English where nothing fits
	Theme Theme
	Still bool // no moving pictures, by the person's own choice
	Scene Scene

	// SignedIn brings Hide: first in tab order after the skip link, a form that posts to
	// /hide, and with the script the page is blank at once. It also blanks the page whenever
	// it is left.
	SignedIn bool
	Who      string    // tells one person's pages from another's; the script keeps unsent words apart by it
	Nav      []NavItem // only areas that exist; none inside a flow
	Current  string    // the Href of the area that this page belongs to
	Live     string    // path of the event stream whose "wake" events refresh data-live regions
	Coach    string    // path that gives hints about wording; empty: none are wanted
	Coached  bool      // a field of this page gets such hints; set when it is drawn
	Keep     string    // path that takes unsent words of forms marked data-keep
	Worker   string    // path of the service worker; empty: none is asked for

	Guests []Guest // the page is of an example; these are whom one may look around as instead

	At    int64 // how far the viewer's shelves had come when this was read; 0: not known
	Again int   // seconds after which the page asks again by itself, in a live room; 0: never

	Say    practice.Say // one sentence for the status region, such as "Saved. …"
	SayNow practice.Say // one sentence that must be heard at once: a change of turns
	// RID makes request ids; each form of the page gets one. words says that the form is one whose words are
	// kept, data-keep. Nil: left empty.
	RID func(words bool) string
}

// NavItem is one area in the bar.
type NavItem struct {
	Key  string // of its translated name
	Href string
	Icon string
}

// The areas, in their fixed order; a page gets those that exist.
var (
	NavToday     = NavItem{"nav.today", "/", "sunrise"}
	NavPractices = NavItem{"nav.practices", "/practices", "footprints"}
	NavBridge    = NavItem{"nav.bridge", "/bridge", "bridge"}
	NavSupport   = NavItem{"nav.support", "/support", "life-buoy"}
)

// shell is the view of the layout.
type shell struct {
	Page
	w                         *Words
	Title, Class              string
	Back, Tool, Body, Drawing template.HTML
}

// Dir is the writing direction of the language.
func (s shell) Dir() string {
	if s.w.Text(s.Lang, "language.dir") == "rtl" {
		return "rtl"
	}
	return "ltr"
}

// Room says whether this is a talk of two screens, or of one between two: it has a style sheet of its own,
// and the page asks again by itself.
func (s shell) Room() bool { return strings.HasPrefix(s.Class, "live") }

// SceneClass moves the bridge of the picture.
func (s shell) SceneClass() string {
	if s.Scene.Sway && !s.Still {
		return "scene sway"
	}
	return "scene"
}
