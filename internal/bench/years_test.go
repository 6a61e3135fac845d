package bench

import (
	"context"
	"encoding/json"
	"net/http"
	"runtime"
	"strings"
	"testing"

	"footbridge/internal/app"
	"footbridge/internal/journal"
	"footbridge/internal/practice"
	"footbridge/internal/practices/rituals"
)

const decade = 3650 // days

// pages are those that people open every day, and every list.
var pages = []string{"/", checkin, "/practices/rituals/", "/practices/appreciation/", "/practices/appreciation/jar",
	"/practices/appreciation/noticed", "/practices/appreciation/week", "/practices", "/bridge"}

// BenchmarkYears is ten years of history against one week. Bar: 1.5 times the time and the memory of
// a warm page, and a first page in 300 ms.
func BenchmarkYears(b *testing.B) {
	for _, engine := range []string{"sqlite", "postgres"} {
		b.Run(engine, func(b *testing.B) {
			young, old := settle(b, fresh(b, engine)), settle(b, fresh(b, engine))
			young.live(7)
			old.live(decade)
			for _, path := range pages {
				b.Run("warm"+strings.ReplaceAll(path, "/", ":"), func(b *testing.B) {
					c := versus(b, 10, old.page(old.ada, path), young.page(young.ada, path))
					c.over(b, wall, "times")
					c.over(b, cpu, "times-cpu")
					c.over(b, bytes, "times-memory")
					size := func(t *town) int { return serve(b, t.site, t.ask(t.ada, http.MethodGet, path, nil), http.StatusOK) }
					b.ReportMetric(float64(size(old))/float64(size(young)), "times-size")
				})
			}
			b.Run("cold", func(b *testing.B) {
				c := versus(b, 1, old.coldPage(old.ada, "/"), young.coldPage(young.ada, "/"))
				of(b, c.a, wall, 1e6, "cold-ms")
				of(b, c.a, cpu, 1e6, "cold-cpu-ms")
				of(b, c.b, wall, 1e6, "cold-week-ms")
			})
			b.Run("after-opening", func(b *testing.B) {
				c := versus(b, 1, old.afterOpening(), young.afterOpening())
				c.over(b, wall, "times")
				c.over(b, cpu, "times-cpu")
				of(b, c.a, wall, 1e6, "after-ms")
				of(b, c.b, wall, 1e6, "after-week-ms")
			})
			b.Run("folded", func(b *testing.B) {
				for b.Loop() {
				}
				b.ReportMetric(0, "ns/op")
				b.ReportMetric(old.folded()/1e6, "couple-MB")
				b.ReportMetric(old.counted()/1e6, "counted-MB")
			})
		})
	}
}

// afterOpening is the work of Today right after two check-ins have opened.
func (t *town) afterOpening() work {
	given := entry(rituals.Practice, "checkin.v1", practice.Held, "rituals/checkin", rituals.CheckIn{Stop: 3, Mind: mind, Ahead: ahead})
	page := t.page(t.ada, "/")
	return work{func() {
		page.do()
		t.write(t.ada, t.Clock.Now(), given)
		t.write(t.bo, t.Clock.Now(), given)
	}, page.do}
}

// folded is how many bytes of heap the folded state of the couple takes.
func (t *town) folded() float64 {
	t.forget()
	before := heap()
	t.page(t.ada, "/").do()
	t.page(t.bo, "/").do()
	return float64(heap() - before)
}

func heap() int64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.GC()
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

// counted is how many bytes the server takes that state for, in its reckoning with the 64 MB.
func (t *town) counted() (n float64) {
	for _, p := range []*person{t.ada, t.bo} {
		for _, one := range app.Practices {
			batch, err := t.Journal.Read(context.Background(), p.as, one.Kinds, journal.Heads{})
			if err != nil {
				t.b.Fatal(err)
			}
			for _, e := range batch.Entries {
				raw, _ := e.Body.(json.RawMessage)
				n += float64(3*len(raw) + 300)
			}
		}
	}
	return n
}
