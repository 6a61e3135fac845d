package look

import (
	_ "embed"
	"encoding/xml"
	"fmt"
	"html/template"
	"strings"
	"sync"
	"time"

	"rsc.io/qr"

	"footbridge/internal/practice"
	"footbridge/internal/web/assets"
)

//go:embed icons.svg
var iconFile []byte

// icons are the drawings of icons.svg by name.
var icons = sync.OnceValue(func() map[string]string {
	var file struct {
		Symbols []struct {
			ID    string `xml:"id,attr"`
			Inner string `xml:",innerxml"`
		} `xml:"symbol"`
	}
	if err := xml.Unmarshal(iconFile, &file); err != nil {
		panic(err) // part of the program
	}
	out := map[string]string{}
	for _, s := range file.Symbols {
		out[s.ID] = s.Inner
	}
	return out
})

// HasIcon says whether there is an icon of this name.
func HasIcon(name string) bool {
	_, ok := icons()[name]
	return ok
}

// icon draws one icon, always beside a word. It is drawn in place and not taken from a sprite,
// because a live region that comes later may bring icons that the page's sprite did not have.
func icon(name string) (template.HTML, error) {
	inner, ok := icons()[name]
	if !ok {
		return "", fmt.Errorf("no icon %q", name)
	}
	class := "i"
	if name == "chevron-right" || name == "arrow-left" {
		class = "i flip" // they point the other way in right-to-left languages
	}
	return template.HTML(`<svg class="` + class + `" viewBox="0 0 24 24" aria-hidden="true">` + inner + `</svg>`), nil
}

// lamp draws the lantern of a bank, beside a name.
func lamp(side practice.Side) template.HTML {
	return template.HTML(`<svg class="lamp ` + sideClass(side) + `" viewBox="0 0 18 24" aria-hidden="true"><rect class="f" x="2.5" y="5" width="13" height="15" rx="4"/><path d="M9 1v3M6 4.5h6M6 20.5h6M2.5 10h13M2.5 15h13"/></svg>`)
}

// qrCode draws a text as a QR code: dark on light with a quiet zone, in both themes.
func qrCode(text, alt string) (template.HTML, error) {
	code, err := qr.Encode(text, qr.M)
	if err != nil {
		return "", fmt.Errorf("draw a QR code: %w", err)
	}
	var d strings.Builder
	for y := range code.Size {
		for x := 0; x < code.Size; x++ {
			run := x
			for run < code.Size && code.Black(run, y) {
				run++
			}
			if run > x {
				fmt.Fprintf(&d, "M%d %dh%dv1h-%dz", x+4, y+4, run-x, run-x)
				x = run
			}
		}
	}
	return template.HTML(fmt.Sprintf(`<svg class="qr" viewBox="0 0 %d %d" role="img" aria-label="%s"><path d="%s"/></svg>`,
		code.Size+8, code.Size+8, template.HTMLEscapeString(alt), d.String())), nil
}

// barLink is the way out at the left of the bar: back with an arrow, close with a cross.
func barLink(name, href, label string) (template.HTML, error) {
	if !strings.HasPrefix(href, "/") || strings.HasPrefix(href, "//") {
		return "", fmt.Errorf("the address %q is not a path of this server", href)
	}
	drawn, err := icon(name)
	return `<a class="tool" href="` + template.HTML(template.HTMLEscapeString(href)) + `">` + drawn +
		template.HTML(template.HTMLEscapeString(label)) + `</a>`, err
}

// funcs are the functions that templates may call, in one language; base is where the pages'
// owner lives ("" for the house, "/rituals" for a practice). Parse documents them.
func funcs(w *Words, lang, base string) template.FuncMap {
	m := template.FuncMap{
		"t":       func(key string, pairs ...any) (string, error) { return w.text(lang, practice.Sentence(key, pairs...)) },
		"say":     func(s practice.Say) (string, error) { return w.text(lang, s) },
		"weekday": func(d practice.Day) string { return w.weekday(lang, d) },
		"date":    func(d practice.Day) string { return w.date(lang, d) },
		"when":    func(t time.Time) string { return w.when(lang, t) },
		"lang":    func() string { return lang },
		"to":      func(path string) string { return base + path },
		"asset":   assets.Path,
		"icon":    icon,
		"lamp":    lamp,
		"side":    sideClass,
		"qr":      qrCode,
		"rope":    rope,
		"letters": letters,
		"initial": Initial,
		"rid":     func() template.HTML { return ridPlace },
		"back":    func(href, label string) (template.HTML, error) { return barLink("arrow-left", href, label) },
		"close":   func(href, label string) (template.HTML, error) { return barLink("x", href, label) },
	}
	for name, f := range fieldFuncs {
		m[name] = f
	}
	return m
}
