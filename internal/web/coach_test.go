package web_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"footbridge/internal/db"
	"footbridge/internal/db/dbtest"
	"footbridge/internal/practice"
	"footbridge/internal/practice/practicetest"
	"footbridge/internal/vault"
)

type thought struct {
	Start, End         int
	Why, Key           string
	Rewrites, Feelings []string
}

// asks asks for hints about a text, as the page's script does.
func asks(t *testing.T, v *practicetest.Visitor, f practice.Form) (out []thought) {
	t.Helper()
	a := v.Do("POST", "/coach", f, "")
	if a.Status != http.StatusOK || json.Unmarshal([]byte(a.Body), &out) != nil || out == nil {
		t.Fatalf("hints: %d %q", a.Status, a.Body)
	}
	return out
}

// R9, S8.1: one hint, its place counted as browsers count; none for what was kept, for who turned them off, for who writes
// in another language, or where there is fear. What was looked at is nowhere: not in the database, not in the log.
func TestHints(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, open func() *db.DB) {
		d := open()
		w := practicetest.On(t, d, practicetest.NewClock(), vault.NewSecrets([]byte("thirty-two bytes of server secret")[:32]), list)
		ada, bo := w.Couple("Ada", "Bo")
		before := dump(t, d)
		blame := practice.Form{"text": "😀 You never ask about my WHEATHERON.", "context": "message"}
		hints := asks(t, ada, blame)
		if len(hints) != 1 || hints[0].Start != 3 || hints[0].Rewrites[0] != "When you didn't ask about my WHEATHERON, I felt ___. I would like ___." {
			t.Fatalf("hints: %+v", hints)
		}
		kept := practice.Form{"text": blame["text"], "context": "message", "silent": "nonsense -1 99 " + hints[0].Key}
		for _, h := range asks(t, ada, kept) {
			if h.Key == hints[0].Key {
				t.Errorf("a hint comes again that was answered with Keep mine: %+v", h)
			}
		}
		for _, text := range []string{"", "You never ask, and I am afraid of you", "Ich war heute müde."} {
			if hints := asks(t, ada, practice.Form{"text": text}); len(hints) > 0 {
				t.Errorf("%q: %+v", text, hints)
			}
		}
		after := dump(t, d)
		for name := range before {
			if !bytes.Equal(before[name], after[name]) && !strings.HasSuffix(name, "-shm") {
				t.Errorf("looking at wording changed %s", name)
			}
		}
		if strings.Contains(w.Log.String(), "WHEAT") || strings.Contains(w.Log.String(), "blame") {
			t.Error("the log tells of a text")
		}
		if a := ada.Do("POST", "/coach/off", practice.Form{}, ""); a.Status != http.StatusSeeOther {
			t.Fatalf("off: %d", a.Status)
		}
		if hints := asks(t, ada, blame); len(hints) > 0 || strings.Contains(ada.Get(front+"checkin").Body, `data-coach="/coach"`) {
			t.Error("hints are off, and come")
		}
		if hints := asks(t, bo, blame); len(hints) != 1 {
			t.Error("one's own choice changes the other's hints")
		}
		ada.Post("/support", "/support/look", practice.Form{"theme": "", "hints": "1"})
		if hints := asks(t, ada, blame); len(hints) != 1 {
			t.Error("hints do not come back")
		}
		me := practice.Form{"called": "Ada", "zone": "Europe/Berlin", "lang": "de"}
		if ada.Post("/support", "/support/me", me); ada.Visit().Lang == "de" {
			if hints := asks(t, ada, blame); len(hints) > 0 {
				t.Error("who writes another language gets hints about English")
			}
		}
	})
}
