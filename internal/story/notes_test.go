package story

import "testing"

// R12, S8.1-S8.3, J1: every page of the notes, and the bridge that they lay planks on, for eyes, fingers and
// screen readers.
func TestEveryPageOfNotes(t *testing.T) {
	s := startServer(t, t.TempDir(), "")
	w := &walker{ada: newScreen(t, s, "Ada"), bo: newScreen(t, s, "Bo"), names: [2]string{"Ada", "Bo"},
		mind: "You rang before I had to ask.", question: "I thought nobody saw that.", look: func(*screen, string) {}}
	w.twoBanks()
	w.look = func(s *screen, page string) { s.inspected("notes-" + page) }
	w.notes()
	w.ada.open("/practices/appreciation/")
	w.look(w.ada, "came-back")
}
