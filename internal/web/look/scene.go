package look

import (
	"fmt"
	"html"
	"html/template"
	"math"
	"strconv"
	"strings"
	"sync"
	"unicode"

	"footbridge/internal/practice"
)

// Scene says what the picture above a page shows of the bridge. The zero Scene is no picture.
type Scene struct {
	Show   bool
	A, B   int           // planks drawn from the left and from the right bank, 0..24 each
	Alone  bool          // nobody across yet: a coiled rope and one lantern
	Bank   practice.Side // whose bank is drawn while Alone; the left one when empty
	Lights int           // along the rail of a bridge that reaches across, 0..6
	Sway   bool          // a hard stretch that both marked
	Alt    string        // one translated sentence without numbers; empty: the picture is decoration
}

// The picture's measures, in the units of its view box (390 by 520).
const (
	slots       = 24
	rim         = 172.0 // height of the two rims
	left, right = 64.0, 326.0
)

// jitter is a fixed row of numbers in [0,1) that sets planks a little uneven, always the same.
var jitter = [2 * slots]float64{
	0.23604808973743452, 0.1031660342307158, 0.396058242610681, 0.15497227080241027, 0.06651509567958991, 0.40159101448507484,
	0.9179550430877189, 0.8004523514958085, 0.7651626025054384, 0.22192817569031764, 0.5366800081748135, 0.2766826434414502,
	0.1726645292853689, 0.10618329243153013, 0.2144004325789165, 0.9274756314280604, 0.8289200487784194, 0.8066523467023234,
	0.8004478385429662, 0.19343561801924003, 0.30984995729953557, 0.6269756024132301, 0.731894708878718, 0.8546483579913472,
	0.8800507513611994, 0.08671825263492183, 0.6058518837198799, 0.6717014565164733, 0.5059537757104153, 0.17779017424078447,
	0.47358788758514514, 0.08934620726539033, 0.9345883638999081, 0.8654841701850833, 0.5476388695870539, 0.3002457395733247,
	0.9088702894146864, 0.5723668016858915, 0.88231723987879, 0.8480440882236346, 0.5083723753327516, 0.413946043131732,
	0.5989124721899894, 0.4310430172933071, 0.16132060612160848, 0.305111596432739, 0.8125923186346207, 0.04323846907224849,
}

// svg draws the bridge of s: only numbers and fixed markup, and the sentence for those who
// cannot see it.
func (s Scene) svg() template.HTML {
	var veil, wind string
	inner := drawn.of(s)
	if s.Sway {
		veil = `<rect y="92" width="390" height="160" fill="url(#g-mist)" opacity=".6"/>`
		wind = `<g class="wind"><path d="M-10 126q70-9 128 0t140-2M64 140q60 8 120 0t96 2M190 112q50-7 96 0t90-3M20 214q64-8 120 0t112-1M150 226q60 8 110 0t110 2M90 238q40-6 84 0"/></g>`
	}
	return picture(s.Alt, veil+inner+wind)
}

// drawings are bridges that were drawn before. Which one it is depends on the planks alone, so there are few, and
// drawing one costs as much as reading a row.
type drawings struct {
	mu   sync.Mutex
	kept map[Scene]string
}

// drawingsKept is more than there are bridges that grow.
const drawingsKept = 256

var drawn = drawings{kept: map[Scene]string{}}

func (d *drawings) of(s Scene) string {
	s.Alt, s.Show = "", true // what is not in the drawing
	d.mu.Lock()
	defer d.mu.Unlock()
	inner, ok := d.kept[s]
	if !ok {
		if inner = bridge(s); len(d.kept) < drawingsKept {
			d.kept[s] = inner
		}
	}
	return inner
}

// picture wraps drawings in the svg element that lies over the landscape.
func picture(alt, inner string) template.HTML {
	who := `aria-hidden="true"`
	if alt != "" {
		who = `role="img" aria-label="` + html.EscapeString(alt) + `"`
	}
	return template.HTML(`<svg viewBox="0 0 390 520" preserveAspectRatio="xMidYMin slice" ` + who + `>` + inner + `</svg>`)
}

// num writes a coordinate with at most one decimal.
func num(x float64) string {
	s := strings.TrimSuffix(strconv.FormatFloat(x, 'f', 1, 64), ".0")
	if s == "-0" {
		return "0"
	}
	return s
}

func point(x, y float64) string { return num(x) + " " + num(y) }

// span is the geometry of the two ropes between the banks, for t from 0 (left) to 1 (right).
type span struct{ sway float64 }

func (g span) deck(t float64) (x, y float64) {
	y = rim + 1 + (20+6*g.sway)*4*t*(1-t)
	if g.sway != 0 {
		y += g.sway * 8 * math.Sin(2*math.Pi*1.5*t+.6) * math.Sin(math.Pi*t)
	}
	return left + (right-left)*t, y
}

func (g span) rail(t float64) (x, y float64) {
	x, _ = g.deck(t)
	y = rim - 17 + (20+6*g.sway-3)*4*t*(1-t)
	if g.sway != 0 {
		x += g.sway * 3 * math.Sin(math.Pi*t)
		y += g.sway * 6.5 * math.Sin(2*math.Pi*1.5*t+1.0) * math.Sin(math.Pi*t)
	}
	return x, y
}

// curve draws f as seventeen points, without the leading "M".
func curve(f func(float64) (float64, float64)) string {
	p := make([]string, 17)
	for i := range p {
		p[i] = point(f(float64(i) / 16))
	}
	return strings.Join(p, " ")
}

// posts are the four posts that carry the ropes.
const posts = `<path class="post" d="M61 175V151M55 174V158M329 175V151M335 174V158"/>`

// bridge draws posts, ropes, planks and the two lanterns.
func bridge(s Scene) string {
	if s.Alone {
		return oneBank(s)
	}
	a, b := min(max(s.A, 0), slots), min(max(s.B, 0), slots)
	g := span{}
	if s.Sway {
		g.sway = 1
	}
	hang, planks := g.planks(a, b)
	var o strings.Builder
	fmt.Fprintf(&o, `<path class="rp" d="M%s"/>`, curve(g.deck))
	fmt.Fprintf(&o, `<path class="rp" d="M55 158L61 155L%sL335 158"/>`, curve(g.rail))
	fmt.Fprintf(&o, `<path class="hang" d="%s"/>`, hang)
	o.WriteString(boards(planks) + g.lights(s.Lights))
	ta, tb := lanternPlaces(a, b)
	xa, ya := g.rail(ta)
	xb, yb := g.rail(tb)
	tiltA, tiltB := 0, 0
	if s.Sway {
		tiltA, tiltB = -14, -11
	}
	return posts + `<g class="span">` + o.String() + lantern(xa, ya, "a", tiltA) + lantern(xb, yb, "b", tiltB) + `</g>`
}

// planks draws the laid planks and the hangers above every other one. Slot i is laid from the
// left when i < a and from the right when i >= slots-b.
func (g span) planks(a, b int) (hang, planks string) {
	const n = float64(slots)
	var h, p strings.Builder
	next := 0
	uneven := func(lo, hi float64) float64 { next++; return lo + (hi-lo)*jitter[next-1] }
	for i := range slots {
		if i >= a && i < slots-b {
			continue
		}
		x0, y0 := g.deck((float64(i) + .09) / n)
		x1, y1 := g.deck((float64(i) + .91) / n)
		if g.sway != 0 {
			j := uneven(-1, 1) * 2.6 * g.sway
			y0, y1 = y0+j, y1-j
		}
		j := uneven(-.5, .5)
		p.WriteString("M" + point(x0, y0+j) + "L" + point(x1, y1+j))
		if i%2 == 0 {
			t := (float64(i) + .5) / n
			h.WriteString("M" + point(g.deck(t)) + "L" + point(g.rail(t)))
		}
	}
	return h.String(), p.String()
}

// lanternPlaces are where the two lanterns hang along the rail: where each bank has got to, and
// side by side once the banks have met.
func lanternPlaces(a, b int) (ta, tb float64) {
	const n = float64(slots)
	ta, tb = float64(a)/n, 1-float64(b)/n
	if a+b >= slots {
		return ta - .75/n, ta + .75/n
	}
	if a > 0 {
		ta -= .6 / n
	}
	if b > 0 {
		tb += .6 / n
	}
	if a == 1 { // so that it does not hang before the first plank
		ta = 0
	}
	if b == 1 {
		tb = 1
	}
	return ta, tb
}

// lantern draws one lantern hanging at x, y; tilt in degrees.
func lantern(x, y float64, who string, tilt int) string {
	y += 2.5
	turn := ""
	if tilt != 0 {
		turn = fmt.Sprintf(` transform="rotate(%d %s %s)"`, tilt, num(x), num(y-3))
	}
	return fmt.Sprintf(`<g class="lantern %s"%s><circle class="glow" cx="%s" cy="%s" r="26" fill="url(#g-l%s)"/>`+
		`<path class="lrope" d="M%sv4"/><rect class="lbody" x="%s" y="%s" width="9" height="12" rx="3"/>`+
		`<path class="lcap" d="M%sh5M%sh5M%sh9M%sh9"/></g>`,
		who, turn, num(x), num(y+7), who, point(x, y-3), num(x-4.5), num(y+1),
		point(x-2.5, y+.6), point(x-2.5, y+13.4), point(x-4.5, y+5), point(x-4.5, y+9))
}

// letters draws sealed letters on the first rope. An empty initial means that this side's
// letter is not up; then its place is an empty outline.
func letters(initialA, initialB, alt string) template.HTML {
	x0, x1, y0 := left-3, right+3, rim-17
	f := func(x float64) float64 { return y0 + 15*4*((x-x0)/(x1-x0))*(1-(x-x0)/(x1-x0)) }
	peg := func(x float64) string { return `<path class="peg" d="M` + point(x, f(x)-6) + `v12"/>` }
	one := func(side, initial string, x float64, turn int) string {
		place := fmt.Sprintf(`translate(%s %s) rotate(%d)`, num(x), num(f(x)+2), turn)
		if initial == "" {
			return `<g class="lgap"><g transform="` + place + `"><path class="none" d="M-52 0H52v82H-52z"/></g>` + peg(x-34) + peg(x+34) + `</g>`
		}
		return `<g><g class="letter ` + side + `" transform="` + place + `"><path class="sh" d="M-49 5H55v81H-49z"/><path d="M-52 0H52v82H-52z"/><path class="fl" d="M-51 1H51L0 44z"/>` +
			`<path class="fo" d="M-52 0L0 44 52 0M-52 82l40-48M52 82L12 34"/><circle cy="44" r="14"/><text y="49.5">` + html.EscapeString(initial) + `</text></g>` + peg(x-34) + peg(x+34) + `</g>`
	}
	rope := fmt.Sprintf(`<path class="rp" d="M55 158L%s %sQ%s %s %s %sL335 158"/>`, num(x0), num(y0), num((x0+x1)/2), num(y0+30), num(x1), num(y0))
	return picture(alt, posts+rope+one("a", initialA, 136, -3)+one("b", initialB, 254, 3))
}

// Initial is the first letter of a name with the marks that belong to it, for a letter's seal.
func Initial(name string) string {
	var out []rune
	for _, r := range strings.TrimSpace(name) {
		if len(out) > 0 && !unicode.Is(unicode.M, r) || len(out) == 4 {
			break
		}
		out = append(out, unicode.ToUpper(r))
	}
	return string(out)
}

// rope draws the step bar: total planks on a rope between the two edges of the screen, done of
// them laid and the next one hollow.
func rope(done, total int, label string) template.HTML {
	total = min(max(total, 1), 12)
	f := func(x float64) float64 { return 8 + 19*4*(x/390)*(1-x/390) }
	seg := func(x0, x1, xm float64) string {
		return "M" + point(x0, f(x0)) + "Q" + point(xm, 2*f(xm)-(f(x0)+f(x1))/2) + " " + point(x1, f(x1))
	}
	var laid, now, hollow string
	const inset = 34.0
	slot := (390 - 2*inset) / float64(total)
	for i := range total {
		x0, x1 := inset+slot*float64(i)+5, inset+slot*float64(i+1)-5
		xm := (x0 + x1) / 2
		switch {
		case i < done:
			laid += seg(x0, x1, xm)
		case i == done:
			now, hollow = seg(x0, x1, xm), seg(x0+2, x1-2, xm)
		}
	}
	o := `<svg class="rope" viewBox="0 0 390 52" preserveAspectRatio="none" role="img" aria-label="` + html.EscapeString(label) + `"><path class="r" d="M0 8Q195 46 390 8"/>`
	if laid != "" {
		o += `<path class="u" d="` + laid + `" transform="translate(0 5)"/><path class="p" d="` + laid + `"/>`
	}
	if now != "" {
		o += `<path class="n" d="` + now + `"/><path class="h" d="` + hollow + `"/>`
	}
	return template.HTML(o + `<path class="ba" d="M0 0h17l-3 9 4 11-6 10 2 12-5 10H0z"/><path class="bb" d="M390 0h-15l2 10-5 9 5 13-3 9 6 11h10z"/></svg>`)
}

// sideClass is the letter that style sheets use for a bank.
func sideClass(s practice.Side) string {
	if s == practice.Right {
		return "b"
	}
	return "a"
}
