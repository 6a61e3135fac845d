package web_test

import (
	"net/http"
	"strings"
	"testing"

	"footbridge/internal/practice"
	"footbridge/internal/practice/practicetest"
)

// S4.1, R12: each step of the check-in is a page of its own that was asked for with GET, so that Back
// and Reload send nothing again; its words are kept on the server and in no address.
func TestStepsArePagesOfTheirOwn(t *testing.T) {
	w := practicetest.NewWorld(t, list)
	ada, bo := w.Couple("Ada", "Bo")
	form := practice.Form{"rid": ada.Data(front+"checkin", nil), "step": "1", "go": "next", "mood": "HERON tired", "audience": "held"}
	first := ada.Do("POST", front+"checkin", form, "")
	if first.Status != http.StatusSeeOther || first.To != front+"checkin" {
		t.Fatalf("%d %q", first.Status, first.To)
	}
	if again := ada.Do("POST", front+"checkin", form, ""); again.To != first.To {
		t.Errorf("the same form again: %d %q", again.Status, again.To)
	}
	for range 2 { // and a reload
		var view struct {
			Step int
			Mood string
		}
		ada.Data(front+"checkin", &view)
		if view.Step != 2 || view.Mood != "HERON tired" {
			t.Fatalf("%+v", view)
		}
	}
	form["mood"] = "OTTER"
	if a := ada.Do("POST", front+"checkin", form, ""); a.Status != http.StatusConflict {
		t.Errorf("other words under the same form: %d", a.Status)
	}
	if strings.Contains(bo.Get(front+"checkin").Body, "HERON") {
		t.Error("one's unsent words on the other's page")
	}
	if late := ada.Do("POST", "/unsent", practice.Form{"rid": form["rid"], "step": "1", "mood": "HERON"}, ""); late.Status != http.StatusNoContent {
		t.Errorf("%d", late.Status)
	}
	var view struct{ Step int }
	if ada.Data(front+"checkin", &view); view.Step != 2 {
		t.Error("words kept late, from the step before, took the place of the step after")
	}
}
