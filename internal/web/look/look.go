// Package look is how Footbridge looks: the layout, the parts that pages are made of, the
// picture of the bridge, the sentences of the interface, and the pages of the house itself.
//
// Pages are html/template files, parsed once for each language and rendered to a buffer, each
// with its own view struct; parts.html beside them is no page and holds parts that several use. A page file holds the content of <main>, and may define
//
//	title   what the browser tab says, plain text (required)
//	class   the class of <body>: hello, flow, "flow letters", done; "live flow" for a talk of two screens
//	back    the way out at the left of the bar: {{back "/" (t "nav.today")}} or {{close …}}
//	tool    what a page without Hide shows at the right of the bar
//	scene   a drawing in place of the bridge: {{letters "J" "" (t "…")}}
//
// Inside a page there are the parts (template "write", "input", "pulse", "said", "err", "kept", "fear", "put-away", "lantern";
// the file parts/parts.html tells how to call them) and these functions:
//
//	t "key" "Name" .Name   a sentence, with people's words isolated      say .Say   one from Go
//	icon "moon"   lamp .Side   letters   rope 0 3 (t "…")   qr .Link (t "…")   initial .Name
//	write, input, secret | help | sees | words | wrong | auto | max | optional | unlabelled
//	pulse | bank, said, list, side        weekday .Day   date .Day   when .Now
//	to "/notes"   an address inside the practice                          asset "app.css"
//	rid           the hidden field that every <form method=post> begins with
//
// What stands still needs no part, only a class: plank (the one main action), btn, link, card,
// rows, chips, dock, away, stack, quiet, hint, eyebrow; app.css says what each is for.
//
// Buttons with class chip inside <div class="chips" data-into="f-NAME"> put their words into that field.
//
// A region that other people's acts may change carries data-live and an id; when the page has a
// live stream, the region is fetched again on a wake. A region in which somebody has typed, or stands in a
// field, is left as it is: put what must still change then into a region of its own. A form whose words
// must not be lost carries data-keep and the part "kept". When the first h1 of the live regions has changed,
// the script says it at once, with the sentence after it, and moves the focus there. While a region with
// data-awake is there, the screen stays on.
package look

import (
	"bytes"
	"embed"
	"fmt"
	"html"
	"html/template"
	"io/fs"
	"path"
	"slices"
	"sort"
	"strings"

	"footbridge/internal/practice"
	"footbridge/internal/web/assets"
)

//go:embed parts pages
var files embed.FS

// ridPlace stands where a request id will be written when the page is rendered.
const ridPlace = template.HTML(`<input type="hidden" name="rid" value="">`)

// optional parts of a page file; title is required.
var slotsOfPage = []string{"class", "back", "tool", "scene"}

// Templates are the pages of one owner, the house or a practice, in every language.
type Templates struct {
	words *Words
	pages map[string]map[string]*template.Template // language -> file name -> page
}

// Asset is the address of a file by its plain name, such as "app.css".
func Asset(name string) string { return assets.Path(name) }

// House parses the house's own pages; their view structs are in this package.
func House(w *Words) (*Templates, error) { return Parse(w, "", files, "pages/*.html") }

// partsFile is the file of a practice, or of the house, whose parts all its pages may use. It is no page.
const partsFile = "parts.html"

// Parse reads the page files that the patterns name; parts.html beside them holds parts for all. base is the path where their owner lives,
// such as "/rituals"; the function "to" puts it in front of the practice's own paths.
func Parse(w *Words, base string, fsys fs.FS, patterns ...string) (*Templates, error) {
	var names []string
	for _, p := range patterns {
		found, err := fs.Glob(fsys, p)
		if err != nil {
			return nil, fmt.Errorf("find pages %s: %w", p, err)
		}
		names = append(names, found...)
	}
	sort.Strings(names)
	var own []string
	names = slices.DeleteFunc(names, func(name string) bool {
		if path.Base(name) != partsFile {
			return false
		}
		own = append(own, name)
		return true
	})
	ts := &Templates{words: w, pages: map[string]map[string]*template.Template{}}
	for _, l := range w.langs {
		lang := l.String()
		parts, err := template.New("parts").Funcs(funcs(w, lang, base)).ParseFS(files, "parts/*.html")
		if err != nil {
			return nil, fmt.Errorf("parse parts: %w", err)
		}
		if len(own) > 0 {
			if parts, err = parts.ParseFS(fsys, own...); err != nil {
				return nil, fmt.Errorf("parse parts: %w", err)
			}
		}
		ts.pages[lang] = map[string]*template.Template{}
		for _, name := range names {
			page, err := parsePage(parts, fsys, name)
			if err != nil {
				return nil, err
			}
			ts.pages[lang][path.Base(name)] = page
		}
	}
	return ts, nil
}

func parsePage(parts *template.Template, fsys fs.FS, name string) (*template.Template, error) {
	text, err := fs.ReadFile(fsys, name)
	if err != nil {
		return nil, fmt.Errorf("read page %s: %w", name, err)
	}
	set, err := parts.Clone()
	if err != nil {
		return nil, fmt.Errorf("parse page %s: %w", name, err)
	}
	page, err := set.New(path.Base(name)).Parse(string(text))
	if err != nil {
		return nil, fmt.Errorf("parse page %s: %w", name, err)
	}
	if page.Lookup("title") == nil {
		return nil, fmt.Errorf("page %s defines no title", name)
	}
	return page, nil
}

// Names are the file names of the pages.
func (ts *Templates) Names() []string {
	var out []string
	for name := range ts.pages["en"] {
		out = append(out, name)
	}
	sort.Strings(out)
	return out
}

// Page gives the English templates of one page, content first and then what it defines, for a
// test that checks them against the page's view struct. Check before anything is rendered.
func (ts *Templates) Page(name string) []*template.Template {
	page := ts.pages["en"][name]
	if page == nil {
		return nil
	}
	out := []*template.Template{page, page.Lookup("title")}
	for _, slot := range slotsOfPage {
		if t := page.Lookup(slot); t != nil {
			out = append(out, t)
		}
	}
	return out
}

// Render makes the whole page: the file name's content with view, inside the layout that p
// describes. Nothing is sent when it fails.
func (ts *Templates) Render(p Page, name string, view any) ([]byte, error) {
	p.Lang = ts.words.Match(p.Lang)
	page := ts.pages[p.Lang][name]
	if page == nil {
		return nil, fmt.Errorf("render: no page %q", name)
	}
	part := func(slot string) (string, error) {
		t := page.Lookup(slot)
		if t == nil {
			return "", nil
		}
		var b strings.Builder
		err := t.Execute(&b, view)
		return strings.TrimSpace(b.String()), err
	}
	s := shell{Page: p, w: ts.words}
	got := map[string]string{}
	for _, slot := range append([]string{name, "title"}, slotsOfPage...) {
		text, err := part(slot)
		if err != nil {
			return nil, fmt.Errorf("render %s: %w", name, err)
		}
		got[slot] = text
	}
	s.Title = html.UnescapeString(got["title"])
	s.Class = strings.Join(strings.Fields(got["class"]), " ")
	s.Back, s.Tool = template.HTML(got["back"]), template.HTML(got["tool"])
	s.Body = template.HTML(got[name])
	// A talk gets its fields while its page is open; in people's own words there are no bare quotes here.
	s.Coached = s.Coach != "" && (s.Room() || strings.Contains(got[name], ` data-coach="`))
	s.Drawing = template.HTML(got["scene"])
	if s.Drawing == "" && p.Scene.Show {
		s.Drawing = p.Scene.svg()
	}
	var b bytes.Buffer
	layout := "layout"
	if s.Class == "plain" {
		layout = "plain" // the page that Hide leads to shares nothing with the rest
	}
	if err := page.ExecuteTemplate(&b, layout, s); err != nil {
		return nil, fmt.Errorf("render %s: %w", name, err)
	}
	return p.number(b.Bytes()), nil
}

// number writes a fresh request id into each form, so that two forms on one page never share one.
func (p Page) number(page []byte) []byte {
	if p.RID == nil {
		return page
	}
	pieces := bytes.Split(page, []byte(ridPlace))
	var b bytes.Buffer
	for i, piece := range pieces {
		if i > 0 {
			form := pieces[i-1][bytes.LastIndex(pieces[i-1], []byte("<form"))+1:]
			fmt.Fprintf(&b, `<input type="hidden" name="rid" value="%s">`, html.EscapeString(p.RID(bytes.Contains(form, []byte(" data-keep")))))
		}
		b.Write(piece)
	}
	return b.Bytes()
}

// Sentence translates a sentence born in Go, for what is not a page (a JSON answer, a title).
func (ts *Templates) Sentence(lang string, s practice.Say) string {
	return ts.words.Say(ts.words.Match(lang), s)
}
