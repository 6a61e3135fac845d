package look

import (
	"os"
	"strings"
	"testing"
)

// The drawings equal the ones that were drawn and checked by eye when the look was designed.
func TestBridgeIsTheDesignedOne(t *testing.T) {
	for name, s := range map[string]Scene{
		"bridge-9-7": {A: 9, B: 7}, "bridge-11-7-sway": {A: 11, B: 7, Sway: true},
		"bridge-13-11": {A: 13, B: 11}, "bridge-0-0": {}, "bridge-alone": {Alone: true},
	} {
		golden(t, name, bridge(s))
	}
}

func TestRopeIsTheDesignedOne(t *testing.T) {
	golden(t, "rope-0-3", string(rope(0, 3, "Step 1 of 3")))
	golden(t, "rope-1-3", string(rope(1, 3, "Step 2 of 3")))
}

func TestLettersAreTheDesignedOnes(t *testing.T) {
	both := string(letters("J", "M", "x"))
	one := string(letters("J", "", "x"))
	want, err := os.ReadFile("testdata/letters.txt")
	if err != nil {
		t.Fatal(err)
	}
	for i, part := range strings.Split(strings.TrimSpace(string(want)), "\n") {
		in := both
		if i == 3 { // the empty outline
			in = one
		}
		if !strings.Contains(in, part) {
			t.Errorf("missing %s", part)
		}
	}
	if strings.Contains(one, `letter b`) {
		t.Error("the other letter hangs though it is not up")
	}
}

// J1: more steps never take a plank away, and nobody's count leaves the picture's frame.
func TestBridgeNeverLosesAPlank(t *testing.T) {
	last := 0
	for n := range 60 {
		_, p := span{}.planks(min((n+1)/2, slots), min(n/2, slots-min((n+1)/2, slots)))
		now := strings.Count(p, "M")
		if now < last {
			t.Fatalf("%d steps show %d planks, one step less showed %d", n, now, last)
		}
		last = now
	}
	bridge(Scene{A: 99, B: -3})
	bridge(Scene{A: 99, B: 99, Sway: true})
}

func TestInitial(t *testing.T) {
	for in, want := range map[string]string{"jo": "J", " Łukasz": "Ł", "": "", "e\u0301va": "E\u0301", "<b>": "<", "משה": "מ"} {
		if got := Initial(in); got != want {
			t.Errorf("%q: %q", in, got)
		}
	}
	if s := string(letters("<", "", `"x>`)); strings.Contains(s, "<<") || strings.Contains(s, `"x>"`) {
		t.Error("not escaped")
	}
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	want, err := os.ReadFile("testdata/" + name + ".txt")
	if err != nil {
		t.Fatal(err)
	}
	if got != strings.TrimSuffix(string(want), "\n") {
		t.Errorf("%s differs:\n got %s\nwant %s", name, got, want)
	}
}

// A drawing that is kept is the drawing: asked twice, with other words beside it, and past the bound.
func TestDrawingsKept(t *testing.T) {
	d := drawings{kept: map[Scene]string{}}
	for range 2 {
		for a := range slots {
			for b := range slots {
				s := Scene{A: a, B: b, Alt: "words of another language"}
				if d.of(s) != bridge(s) {
					t.Fatalf("another drawing of %d and %d planks", a, b)
				}
			}
		}
	}
	if len(d.kept) > drawingsKept {
		t.Errorf("%d drawings are kept", len(d.kept))
	}
}
