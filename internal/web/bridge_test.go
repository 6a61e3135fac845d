package web_test

import (
	"fmt"
	"math"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"footbridge/internal/db"
	"footbridge/internal/practice"
	"footbridge/internal/practice/practicetest"
)

var drawing = regexp.MustCompile(`(?s)<div class="art".*?</svg></div></div>`)

// picture is the drawing above v's page at path.
func picture(t *testing.T, v *practicetest.Visitor, path string) string {
	t.Helper()
	a := v.Get(path)
	svg := drawing.FindString(a.Body)
	if a.Status != http.StatusOK || svg == "" {
		t.Fatalf("%s: %s has no picture (%d)", v.Name, path, a.Status)
	}
	return svg
}

// laid counts the planks that are drawn.
func laid(svg string) int {
	return strings.Count(regexp.MustCompile(`class="pk" d="[^"]*"`).FindString(svg), "M")
}

// J1, R5: both see one picture, on every page. What only one of them has given, or keeps for one's own
// eyes, does not show; two letters that open together lay two planks, of nobody in particular.
func TestBothSeeOneBridge(t *testing.T) {
	w := practicetest.NewWorld(t, list)
	ada, bo := w.Couple("Ada", "Bo")
	both := func(when string, planks int) {
		t.Helper()
		want := picture(t, ada, "/bridge")
		for _, v := range []*practicetest.Visitor{ada, bo} {
			for _, path := range []string{"/", "/practices", "/bridge", "/support", front} {
				if got := picture(t, v, path); got != want {
					t.Errorf("%s: %s sees another bridge on %s", when, v.Name, path)
				}
			}
		}
		if n := laid(want); n != planks {
			t.Errorf("%s: %d planks, want %d", when, n, planks)
		}
	}
	both("at first", 0)
	checkIn(t, ada, "just mine", "mine")
	both("after a check-in for one alone", 0)
	checkIn(t, ada, "for one and the other", "held")
	both("after one letter", 0)
	checkIn(t, bo, "for both", "held")
	both("after both letters", 2)
	letter := openLetter(t, ada)
	own := regexp.MustCompile(`name="entry" value="([^"]+)"><input type="hidden" name="opened"`).FindStringSubmatch(ada.Get(letter).Body)
	if own == nil {
		t.Fatal("no way to take one's letter out")
	}
	if ada.Post(letter, front+"takeback", practice.Form{"entry": own[1], "opened": "1"}); strings.Contains(bo.Get(letter).Body, "for one and the other") {
		t.Fatal("the letter is still there")
	}
	both("after one was taken out again", 2)
}

// J1: alone it grows from one's own bank and stops where it takes two; who joins sees what was laid.
func TestBridgeOfOne(t *testing.T) {
	w := practicetest.NewWorld(t, list)
	ada, bo := w.Visitor("Ada"), w.Visitor("Bo")
	ada.SignUp("b")
	if svg := picture(t, ada, "/bridge"); laid(svg) != 0 || !strings.Contains(svg, "matrix(-1") || strings.Contains(svg, "lantern a") {
		t.Errorf("on the right bank with nothing laid: %s", svg)
	}
	for n := 1; n <= 8; n++ {
		checkIn(t, ada, "alone", "mine")
		if got := laid(picture(t, ada, "/")); got != min(n, 6) {
			t.Errorf("%d steps show %d planks", n, got)
		}
	}
	code := ada.Invite()
	if a := bo.Do("POST", "/i", practice.Form{"code": code}, ""); laid(drawing.FindString(a.Body)) != 6 {
		t.Error("the invitation does not show what was laid")
	}
	bo.Do("POST", "/join", practice.Form{"code": code}, "")
	bo.SignUp("a")
	bo.Do("POST", "/join", practice.Form{"code": code}, "")
	if n := laid(picture(t, ada, "/joined")); n != 6 {
		t.Errorf("joining shows %d planks", n)
	}
	ada.Do("POST", "/joined", practice.Form{}, "")
	for _, v := range []*practicetest.Visitor{ada, bo} {
		if n := laid(picture(t, v, "/bridge")); n != 6 {
			t.Errorf("%s: the bridge of two begins with %d planks", v.Name, n)
		}
	}
}

// The page says what its picture shows, is "ours" with two only, and leads to what exists.
func TestBridgePage(t *testing.T) {
	w := practicetest.NewWorld(t, list)
	ada := w.Visitor("Ada")
	ada.SignUp("a")
	bo, cyd := practicetest.NewWorld(t, list).Couple("Bo", "Cyd")
	type bridge struct {
		Two, Invite bool
		Sentence    practice.Say
		Held        []struct{ To string }
	}
	var one, two bridge
	ada.Data("/bridge", &one)
	if a := ada.Get("/bridge"); one.Two || !one.Invite || one.Held != nil || strings.Contains(a.Body, "Our bridge") ||
		!strings.Contains(a.Body, "<h1>One lantern is lit") || !strings.Contains(a.Body, `aria-label="One lantern is lit`) || !strings.Contains(a.Body, `href="/bridge" aria-current="page"`) {
		t.Errorf("alone: %+v", one)
	}
	bo.Data("/bridge", &two)
	if a := cyd.Get("/bridge"); !two.Two || two.Invite || len(two.Held) != len(list) || two.Held[0].To != front ||
		!strings.Contains(a.Body, "<title>Our bridge") || !strings.Contains(a.Body, "<h1>Two ropes reach across") {
		t.Errorf("with two: %+v", two)
	}
}

// The list of practices shows the groups that hold some, in order.
func TestPracticesByGroup(t *testing.T) {
	w := practicetest.NewWorld(t, list)
	ada := w.Visitor("Ada")
	ada.SignUp("a")
	var view struct {
		Groups []struct {
			Name string
			List []struct{ To string }
		}
	}
	ada.Data("/practices", &view)
	n, at := 0, -1
	for _, g := range view.Groups {
		next := at
		for i, name := range practice.Groups {
			if string(name) == g.Name {
				next = i
			}
		}
		if next <= at || len(g.List) == 0 {
			t.Errorf("the group %q holds %d or stands at a wrong place", g.Name, len(g.List))
		}
		n, at = n+len(g.List), next
	}
	if n != len(list) {
		t.Errorf("%d of %d practices", n, len(list))
	}
}

// J1: whatever number of planks lies, both get one picture that fits its sentence, and neither the
// page nor its data tells the number.
func TestAnyNumberOfPlanks(t *testing.T) {
	w := practicetest.NewWorld(t, list)
	ada, bo := w.Couple("Ada", "Bo")
	shelf := ada.Visit().SharedShelf
	lying := func(planks int64) {
		err := w.DB.Write(t.Context(), func(tx *db.Tx) error {
			_, err := tx.Exec(t.Context(), `UPDATE shelf SET planks = $1 WHERE id = $2`, planks, shelf)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		planks        int64
		slots, lights int
		sentence      string
	}{
		{-7777, 0, 0, "Two ropes reach across"}, {7777, 24, 6, "The bridge reaches across"}, {math.MaxInt64, 24, 6, "The bridge reaches across"},
		{119, 23, 0, "Planks reach out"}, {120, 24, 0, "The planks meet"},
	} {
		lying(c.planks)
		svg := picture(t, ada, "/bridge")
		if n, l := laid(svg), strings.Count(svg, `class="light"`); n != c.slots || l != c.lights || !strings.Contains(svg, `aria-label="`+c.sentence) {
			t.Errorf("%d planks: %d drawn and %d lights, %s", c.planks, n, l, svg[:min(len(svg), 900)])
		}
		for _, body := range []string{ada.Get("/bridge").Body, bo.Do("GET", "/bridge", nil, "application/json").Body} {
			if strings.Contains(body, "7777") || strings.Contains(body, fmt.Sprint(int64(math.MaxInt64))) {
				t.Errorf("%d planks: the page tells the number", c.planks)
			}
		}
		if svg != picture(t, bo, "/bridge") {
			t.Errorf("%d planks: two pictures", c.planks)
		}
	}
}
