package listening

import (
	"strconv"
	"testing"

	"footbridge/internal/practice"
	"footbridge/internal/practice/practicetest"
)

const home = "/practices/listening"

// at is what a form of the talk's page carries.
func at(who *practicetest.Visitor, m Move) practice.Form {
	var v TalkView
	f := practice.Form{"rid": who.Data(home+"/talk", &v), "go": string(m), "talk": v.Talk, "words": "words of " + who.Name}
	f["turn"], f["rest"] = strconv.Itoa(v.Turn), strconv.Itoa(v.Rest)
	return f
}

// A form sent twice, and one sent again much later, changes nothing more (S3.5).
func TestFormsSentAgain(t *testing.T) {
	w := practicetest.NewWorld(t, []practice.Practice{Practice})
	ada, bo := w.Couple("Ada", "Bo")
	ada.Post(home+"/open/typed", home+"/open/typed", practice.Form{"go": "open"})
	bo.Do("POST", home+"/talk", at(bo, MoveHere), "")
	ada.Do("POST", home+"/talk", at(ada, MoveHere), "")
	toss := at(ada, MoveToss)
	first := ada.Do("POST", home+"/talk", toss, "")
	again := ada.Do("POST", home+"/talk", toss, "")
	if first.To != again.To || first.Status != again.Status {
		t.Errorf("%+v, then %+v", first, again)
	}
	var v TalkView
	if ada.Data(home+"/talk", &v); v.Turn != 1 {
		t.Errorf("%d turns", v.Turn)
	}
	toss["go"] = "say"
	if a := ada.Do("POST", home+"/talk", toss, ""); a.Status != 409 {
		t.Errorf("another button of a form that was sent: %d", a.Status)
	}
}
