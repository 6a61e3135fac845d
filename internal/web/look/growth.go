package look

import (
	"fmt"
	"strings"

	"footbridge/internal/practice"
)

// How the bridge grows (J1). These numbers shape drawings and leave this file in no other form.
const (
	fromOne    = 6   // planks and slots that one bank carries alone; the rest of the width needs two
	canyon     = 120 // planks from rim to rim, so that the two meet after weeks of small steps
	walk       = 60  // planks between one light and the next, once they have met
	mostLights = 6
)

// SceneAlone is the picture for somebody who is alone: what was laid reaches out from their bank, and
// the rope that goes across lies coiled. planks may be any number; below zero counts as none.
func SceneAlone(planks int, bank practice.Side) Scene {
	s := Scene{Show: true, Alone: true, Bank: bank}
	if n := min(max(planks, 0), fromOne); bank == practice.Right {
		s.B = n
	} else {
		s.A = n
	}
	return s
}

// SceneOfTwo is the picture for two. It is the same for both and knows of no plank who laid it: the
// banks take them in turn. The first small steps show one by one; after them the canyon is wide.
func SceneOfTwo(planks int) Scene {
	planks = min(max(planks, 0), canyon+mostLights*walk)
	laid := min(planks, fromOne)
	if more := planks - laid; more > 0 {
		laid = min(laid+(slots-fromOne)*more/(canyon-fromOne), slots)
	}
	return Scene{Show: true, A: (laid + 1) / 2, B: laid / 2, Lights: max(planks-canyon, 0) / walk}
}

// SceneOfJoining is the picture for two at the moment they become two: the bridge begins with what the
// one who invited laid alone.
func SceneOfJoining(planks int) Scene { return SceneOfTwo(min(planks, fromOne)) }

// Sentence says what the picture shows, for those who cannot see it, in one sentence that counts
// nothing. It follows from what is drawn alone, so it tells nothing more.
func (s Scene) Sentence() practice.Say {
	laid := s.A + s.B
	switch {
	case s.Alone && laid == 0:
		return practice.Sentence("scene.alone")
	case s.Alone:
		return practice.Sentence("scene.alone.laid")
	case laid == 0:
		return practice.Sentence("scene.start")
	case laid < slots:
		return practice.Sentence("scene.growing")
	case s.Lights == 0:
		return practice.Sentence("scene.meeting")
	}
	return practice.Sentence("scene.walked")
}

// oneBank draws the bank of somebody who is alone: a lantern at the posts, the coiled rope, and what
// was laid, held by a short rope from the posts. The planks lie where they will lie later.
func oneBank(s Scene) string {
	var o strings.Builder
	o.WriteString(`<path class="post" d="M61 175V151M55 174V158"/>`)
	if laid := min(max(s.A+s.B, 0), fromOne); laid > 0 {
		o.WriteString(jetty(laid))
	}
	o.WriteString(`<g class="rp"><path d="M41 166c2-9 8-12 8-2"/>`)
	for _, y := range []string{"168", "165.4", "162.8"} {
		o.WriteString(`<ellipse cx="41" cy="` + y + `" rx="8.5" ry="2.6"/>`)
	}
	who := sideClass(s.Bank)
	lamp := lantern(left-3+9, rim-19, who, 0)
	o.WriteString(`</g>` + strings.Replace(lamp, `class="lrope" d="`, `class="lrope" d="M61 152h9`, 1))
	if who == "b" {
		return `<g transform="matrix(-1 0 0 1 390 0)">` + o.String() + `</g>`
	}
	return o.String()
}

// jetty draws the first planks of one bank with the ropes that hold them.
func jetty(laid int) string {
	g := span{}
	end := (float64(laid) + .35) / slots
	x, y := g.deck(end)
	deck := make([]string, 9)
	for i := range deck {
		deck[i] = point(g.deck(end * float64(i) / 8))
	}
	stay := func(at float64) float64 { return rim - 17 + (y-rim+17)*(at-left+3)/(x-left+3) }
	_, planks := g.planks(laid, 0)
	var hang strings.Builder
	for i := 1; i < laid; i += 2 {
		px, py := g.deck((float64(i) + .5) / slots)
		hang.WriteString("M" + point(px, py) + "L" + point(px, stay(px)))
	}
	return fmt.Sprintf(`<path class="rp" d="M%sq2 3 .5 7"/><path class="rp" d="M55 158L61 155L%s"/>`, strings.Join(deck, " "), point(x, y)) +
		`<path class="hang" d="` + hang.String() + `"/>` + boards(planks)
}

// boards draws planks and their undersides.
func boards(planks string) string {
	if planks == "" {
		return ""
	}
	return `<path class="pku" d="` + planks + `" transform="translate(0 2.6)"/><path class="pk" d="` + planks + `"/>`
}

// lightPlaces are where the lights burn along the rail, in the order in which they come.
var lightPlaces = [mostLights]float64{6.5 / slots, 17.5 / slots, 3.5 / slots, 20.5 / slots, 9.5 / slots, 14.5 / slots}

// lights draws the first n lights along the rail. Their glow belongs to neither of the two.
func (g span) lights(n int) string {
	if n <= 0 {
		return ""
	}
	var o strings.Builder
	o.WriteString(`<radialGradient id="g-l"><stop stop-color="var(--sun)" stop-opacity=".8"/><stop offset="1" stop-color="var(--sun)" stop-opacity="0"/></radialGradient>`)
	for _, t := range lightPlaces[:min(n, mostLights)] {
		x, y := g.rail(t)
		fmt.Fprintf(&o, `<circle cx="%s" cy="%s" r="13" fill="url(#g-l)"/><circle class="light" cx="%s" cy="%s" r="2.4"/>`, num(x), num(y+2.6), num(x), num(y+2.6))
	}
	return o.String()
}
