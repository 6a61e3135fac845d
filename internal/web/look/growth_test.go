package look

import (
	"math"
	"regexp"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"footbridge/internal/practice"
)

// J1: what one bank shows alone, and two banks together.
func TestBridgeGrows(t *testing.T) {
	for _, c := range []struct {
		planks, a, b, lights int
		tells                string
	}{
		{math.MinInt, 0, 0, 0, "scene.start"}, {-1, 0, 0, 0, "scene.start"}, {0, 0, 0, 0, "scene.start"},
		{1, 1, 0, 0, "scene.growing"}, {2, 1, 1, 0, "scene.growing"}, {6, 3, 3, 0, "scene.growing"},
		{12, 3, 3, 0, "scene.growing"}, {13, 4, 3, 0, "scene.growing"}, {63, 8, 7, 0, "scene.growing"}, {119, 12, 11, 0, "scene.growing"},
		{120, 12, 12, 0, "scene.meeting"}, {179, 12, 12, 0, "scene.meeting"}, {180, 12, 12, 1, "scene.walked"},
		{480, 12, 12, 6, "scene.walked"}, {481, 12, 12, 6, "scene.walked"}, {math.MaxInt, 12, 12, 6, "scene.walked"},
	} {
		want := Scene{Show: true, A: c.a, B: c.b, Lights: c.lights}
		if got := SceneOfTwo(c.planks); got != want || got.Sentence().Key != c.tells {
			t.Errorf("two with %d: %+v %s, want %+v %s", c.planks, got, got.Sentence().Key, want, c.tells)
		}
	}
	for _, c := range []struct {
		planks, slots int
		tells         string
	}{
		{math.MinInt, 0, "scene.alone"}, {0, 0, "scene.alone"}, {1, 1, "scene.alone.laid"}, {6, 6, "scene.alone.laid"}, {math.MaxInt, 6, "scene.alone.laid"},
	} {
		l, r := SceneAlone(c.planks, practice.Left), SceneAlone(c.planks, practice.Right)
		if l.A != c.slots || l.B != 0 || r.A != 0 || r.B != c.slots || l.Sentence().Key != c.tells || r.Sentence().Key != c.tells {
			t.Errorf("alone with %d: %+v and %+v, want %d %s", c.planks, l, r, c.slots, c.tells)
		}
	}
}

// J1: more planks never show fewer on either bank, and no light goes out; nobody loses one by joining.
func TestBridgeOnlyGrows(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		less := rapid.OneOf(rapid.Int(), rapid.IntRange(-5, 600)).Draw(t, "less")
		more := max(less, rapid.OneOf(rapid.Int(), rapid.IntRange(-5, 600)).Draw(t, "more"))
		for name, grown := range map[string][2]Scene{
			"two":   {SceneOfTwo(less), SceneOfTwo(more)},
			"left":  {SceneAlone(less, practice.Left), SceneAlone(more, practice.Left)},
			"right": {SceneAlone(less, practice.Right), SceneAlone(more, practice.Right)},
		} {
			was, is := grown[0], grown[1]
			if is.A < was.A || is.B < was.B || is.Lights < was.Lights {
				t.Fatalf("%s: %+v became %+v", name, was, is)
			}
			for _, what := range []string{"M", `class="light"`} {
				if strings.Count(boardsOf(is), what) < strings.Count(boardsOf(was), what) {
					t.Fatalf("%s: %s was drawn more often with %d than with %d", name, what, less, more)
				}
			}
		}
		alone, joined := SceneAlone(less, practice.Left), SceneOfJoining(less)
		if joined.A+joined.B != alone.A+alone.B || joined.A-joined.B < 0 || joined.A-joined.B > 1 {
			t.Fatalf("%+v became %+v by joining", alone, joined)
		}
	})
}

// boardsOf is the part of a drawing that shows planks and lights.
func boardsOf(s Scene) string {
	return strings.Join(regexp.MustCompile(`<path class="pk" d="[^"]*"/>|<circle class="light"`).FindAllString(bridge(s), -1), "")
}

// The planks that one laid alone lie where they lie later, and the right bank is the left one mirrored.
func TestOneBank(t *testing.T) {
	pk := regexp.MustCompile(`<path class="pk" d="[^"]*"/>`)
	if alone, two := pk.FindString(bridge(SceneAlone(3, practice.Left))), pk.FindString(bridge(Scene{A: 3})); alone != two || alone == "" {
		t.Errorf("alone %s, with the other %s", alone, two)
	}
	mirrored := `<g transform="matrix(-1 0 0 1 390 0)">` + strings.NewReplacer("lantern a", "lantern b", "g-la", "g-lb").Replace(bridge(SceneAlone(4, practice.Left))) + `</g>`
	if got := bridge(SceneAlone(4, practice.Right)); got != mirrored {
		t.Errorf("the right bank alone is\n%s\nwant\n%s", got, mirrored)
	}
}

// J1, R5: what the picture says counts nothing, and is short enough to be a heading.
func TestWhatThePictureSays(t *testing.T) {
	w, _ := house(t)
	seen := map[string]bool{}
	for n := -1; n < 600; n++ {
		for _, s := range []Scene{SceneAlone(n, practice.Left), SceneOfTwo(n)} {
			seen[s.Sentence().Key] = true
		}
	}
	if len(seen) != 6 {
		t.Errorf("%d states: %v", len(seen), seen)
	}
	for key := range seen {
		if text := w.Text("en", key); regexp.MustCompile(`\d`).MatchString(text) || len(strings.Fields(text)) > 12 || text == "" {
			t.Errorf("%s: %q", key, text)
		}
	}
}
