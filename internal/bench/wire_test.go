package bench

import (
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"footbridge/internal/practice"
	"footbridge/internal/practices/rituals"
)

var fetched = regexp.MustCompile(`(?:src|href)="(/assets/[^"]+)"|url\((/assets/[^)]+)\)`)

// wire fetches over a connection what a browser that takes gzip fetches, and gives the bytes of the body on
// the wire and the body itself.
func (t *town) wire(path, cookie string) (size float64, body string) {
	t.b.Helper()
	get := func(encoding string) []byte {
		r, err := http.NewRequest(http.MethodGet, t.Server.URL+path, nil)
		if err != nil {
			t.b.Fatal(err)
		}
		r.Header.Set("Accept", "text/html")
		r.Header.Set("Cookie", cookie)
		r.Header.Set("Accept-Encoding", encoding)
		res, err := (&http.Transport{DisableCompression: true, DisableKeepAlives: true}).RoundTrip(r)
		if err != nil {
			t.b.Fatal(err)
		}
		defer res.Body.Close()
		b, err := io.ReadAll(res.Body)
		if err != nil || res.StatusCode != http.StatusOK {
			t.b.Fatalf("%s: %d %v", path, res.StatusCode, err)
		}
		return b
	}
	return float64(len(get("gzip"))), string(get("identity"))
}

// first adds up a first view: the page, what it names, and what its style sheets name, by kind of file. Every
// face of a font counts, though a browser leaves out those of which a page has no letter.
func (t *town) first(path, cookie string) map[string]float64 {
	size, body := t.wire(path, cookie)
	sizes, seen := map[string]float64{"html": size}, map[string]bool{}
	for todo := fetched.FindAllStringSubmatch(body, -1); len(todo) > 0; {
		name := todo[0][1] + todo[0][2]
		todo = todo[1:]
		if seen[name] {
			continue
		}
		seen[name] = true
		size, body := t.wire(name, "")
		kind := name[strings.LastIndex(name, ".")+1:]
		if strings.Contains(name, "latin-ext") {
			kind = "woff2-ext" // for letters that few languages of ours have
		}
		sizes[kind] += size
		if kind == "css" {
			todo = append(todo, fetched.FindAllStringSubmatch(body, -1)...)
		}
	}
	return sizes
}

// BenchmarkWire is what goes over the wire, packed, without headers: bars 100 KB for a first view, 12 KB for
// later pages. It measures once; there is nothing to repeat.
func BenchmarkWire(b *testing.B) {
	t := settle(b, fresh(b, "sqlite"))
	t.live(60)
	long := rituals.CheckIn{Stop: 2, MindPrompt: "mind-015", Mind: prose(1, practice.MaxText), AheadPrompt: "ahead-013", Ahead: ahead}
	t.write(t.ada, t.Clock.Now(), entry(rituals.Practice, "checkin.v1", practice.Held, "rituals/checkin", long))
	long.Mind = prose(2, practice.MaxText)
	t.write(t.bo, t.Clock.Now(), entry(rituals.Practice, "checkin.v1", practice.Held, "rituals/checkin", long))
	opening := t.top("opening", t.ada.as.Shared)
	t.Clock.Add(time.Minute)
	t.write(t.ada, t.Clock.Now(), entry(rituals.Practice, "read.v1", practice.Mine, "", rituals.Read{Opening: opening}))
	form := t.form(t.ada)
	form.Set("step", "1")
	form.Set("go", "next")
	b.Run("first", func(b *testing.B) {
		for b.Loop() {
		}
		b.ReportMetric(0, "ns/op")
		for who, cookie := range map[string]string{"stranger": "", "today": t.ada.cookie} {
			all := 0.0
			for kind, size := range t.first("/", cookie) {
				b.ReportMetric(size/1e3, who+"-"+kind+"-KB")
				if kind != "woff2-ext" {
					all += size
				}
			}
			b.ReportMetric(all/1e3, who+"-all-KB")
		}
	})
	b.Run("later", func(b *testing.B) {
		for b.Loop() {
		}
		b.ReportMetric(0, "ns/op")
		report := func(name, path string) {
			size, body := t.wire(path, t.ada.cookie)
			b.ReportMetric(size/1e3, name+"-KB")
			b.ReportMetric(float64(len(body))/1e3, name+"-plain-KB")
		}
		report("today", "/")
		report("letters", "/practices/rituals/letters/"+opening)
		report("bridge", "/bridge")
		report("practices", "/practices")
		report("jar", "/practices/appreciation/jar")
		report("front", "/practices/rituals/")
		report("notes", "/practices/appreciation/")
		serve(b, t.site, t.ask(t.ada, http.MethodPost, checkin, form), http.StatusSeeOther)
		report("step-2", checkin)
	})
}

// prose is a text of so many characters that packs about as well as what people write.
func prose(seed, length int) string {
	words := strings.Fields(`the and you was were when then because that with this about again before after kitchen stairs sister
		quiet sharper morning evening train phone window bread garden walked waited thought listened laughed remembered
		somebody nothing everything perhaps already between Sunday Tuesday letter argument honest tired careful`)
	var out strings.Builder
	for x := uint32(seed); out.Len() < length; {
		x = x*1664525 + 1013904223
		word := words[int(x>>16)%len(words)]
		if x>>28 == 3 { // and now and then one that is nowhere else
			word = fmt.Sprintf("%s%x", word, x>>20)
		}
		out.WriteString(word + " ")
	}
	return strings.TrimSpace(out.String()[:length])
}
