package journal_test

import (
	"strings"
	"testing"

	"footbridge/internal/journal"
	"footbridge/internal/journal/journaltest"
	"footbridge/internal/practice"
)

// choice is what a person chooses alone.
func choice(words string) journal.NewEntry {
	n := journaltest.Held("", words)
	n.Audience = practice.Overlap
	return n
}

// R4: a choice moves and wakes nothing but its author's own shelf, never opens, and is read by nobody else; only when both
// have chosen are the two laid over one another, the last of each; a withdrawal ends it at once.
func TestOverlap(t *testing.T) {
	each(t, func(t *testing.T, h *journaltest.House, c journaltest.Couple) {
		kind := choice("").Kind
		both := func(p journaltest.Person) string {
			t.Helper()
			mine, theirs, ok, err := h.Node.Overlap(t.Context(), p.Reader, kind)
			if err != nil {
				t.Fatal(err)
			}
			if !ok {
				if mine.Body != nil || theirs.Body != nil {
					t.Errorf("one has not chosen, and there is %s, %s", mine.Body, theirs.Body)
				}
				return ""
			}
			return string(mine.Body) + string(theirs.Body)
		}
		before := h.All(c.Right)
		shared, right := len(h.Woken(c.Left.Shared)), len(h.Woken(c.Right.Own))
		h.Send(c.Left, choice("touch"))
		h.Send(c.Left, choice("closer"))
		if len(h.Woken(c.Left.Shared)) != shared || len(h.Woken(c.Right.Own)) != right {
			t.Error("a choice wakes the other")
		}
		expect(t, "author", list(h.Node, c.Left), "+closer/overlap")
		if got := h.All(c.Right); len(got) != len(before) {
			t.Errorf("the other reads %v", got)
		}
		for _, p := range []journaltest.Person{c.Left, c.Right} {
			if got := both(p); got != "" {
				t.Errorf("before both chose: %s", got)
			}
		}
		h.Send(c.Right, choice("apart"))
		if got := both(c.Left); !strings.Contains(got, "closer") || strings.Index(got, "closer") > strings.Index(got, "apart") {
			t.Errorf("left: %s", got)
		}
		if got := both(c.Right); !strings.Contains(got, "apart") || strings.Index(got, "apart") > strings.Index(got, "closer") {
			t.Errorf("right: %s", got)
		}
		expect(t, "other", list(h.Node, c.Right), "+apart/overlap") // and nothing moved to the shared shelf
		if len(rows(t, h.DB, c.Left.Shared)) != 0 {
			t.Error("choices lie on the shared shelf")
		}
		e, _ := h.Find(c.Right, "apart")
		h.TakeBack(c.Right, e.ID)
		if got := both(c.Left); got != "" {
			t.Errorf("after a withdrawal: %s", got)
		}
	})
}

// A held answer never meets a choice, and a choice never opens.
func TestChoiceIsNoHeldAnswer(t *testing.T) {
	each(t, func(t *testing.T, h *journaltest.House, c journaltest.Couple) {
		n := choice("mine alone")
		h.Send(c.Left, n)
		held := journaltest.Held("choice "+n.Kind.Name, "an answer")
		held.Kind = n.Kind
		h.Send(c.Right, held)
		if len(rows(t, h.DB, c.Left.Shared)) != 0 {
			t.Error("a choice was opened by an answer")
		}
		if _, ok := h.Find(c.Right, "mine alone"); ok {
			t.Error("the other reads it")
		}
	})
}
