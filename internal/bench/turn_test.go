package bench

import (
	"net"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"footbridge/internal/db"
	"footbridge/internal/practice"
	"footbridge/internal/practices/listening"
)

// turns is how many turns a measurement takes.
const turns = 400

// BenchmarkTurn is how long after one of the two took a turn the other's browser hears of it, and how long until it
// has the page, while 2,000 other streams are open: bar 100 ms beyond the commit for 99 of 100. The time runs from when
// the write is over, which is after the commit.
func BenchmarkTurn(b *testing.B) {
	engines(b, func(b *testing.B, d *db.DB) {
		t := found(b, d)
		cookies := t.people((2000 + streamsEach - 1) / streamsEach)
		t.pair()
		for i := range 2000 {
			defer t.listen(cookies[i/streamsEach]).Close()
		}
		t.write(t.ada, t.Clock.Now(), entry(listening.Practice, "opened.v1", practice.Ours, "", listening.Opened{Way: listening.Days}))
		talk := t.top("id", t.ada.as.Shared)
		t.write(t.bo, t.Clock.Now(), entry(listening.Practice, "moved.v1", practice.Ours, "", listening.Moved{Talk: talk, Move: listening.MoveHere}))
		heard := t.wakes(t.bo)
		var wakes, screens []time.Duration
		for b.Loop() {
		}
		b.ReportMetric(0, "ns/op")
		for i := range turns {
			m := listening.Moved{Talk: talk, Move: listening.MovePause}
			if i%2 == 1 {
				m.Move = listening.MoveHere
			}
			t.write(t.ada, t.Clock.Now(), entry(listening.Practice, "moved.v1", practice.Ours, "", m))
			since := time.Now()
			select {
			case at := <-heard:
				wakes = append(wakes, max(0, at.Sub(since)))
			case <-time.After(20 * time.Second):
				b.Fatal("no wake")
			}
			r := t.ask(t.bo, http.MethodGet, "/practices/listening/talk", nil)
			r.Header.Set("HX-Request", "true")
			serve(b, t.site, r, http.StatusOK)
			screens = append(screens, time.Since(since))
		}
		for name, list := range map[string][]time.Duration{"wake": wakes, "screen": screens} {
			slices.Sort(list)
			b.ReportMetric(float64(list[len(list)/2].Microseconds())/1e3, "ms-"+name+"-p50")
			b.ReportMetric(float64(list[len(list)*99/100].Microseconds())/1e3, "ms-"+name+"-p99")
		}
	})
}

// pair brings two more people, who join each other.
func (t *town) pair() {
	t.b.Helper()
	ada, bo := t.Visitor("Ada"), t.Visitor("Bo")
	t.Clock.Add(16 * time.Minute)
	ada.Do(http.MethodPost, "/join", practice.Form{"code": t.last.Invite()}, "")
	ada.SignUp("a")
	code := practice.Form{"code": ada.Invite()}
	bo.Do(http.MethodPost, "/join", code, "")
	bo.SignUp("b")
	bo.Do(http.MethodPost, "/join", code, "")
	ada.Do(http.MethodPost, "/joined", practice.Form{}, "")
	t.ada, t.bo = t.person(ada), t.person(bo)
}

// wakes opens somebody's stream and tells when it hears of something.
func (t *town) wakes(p *person) <-chan time.Time {
	c := t.listen(p.cookie)
	t.b.Cleanup(func() { c.Close() })
	if err := c.SetReadDeadline(time.Time{}); err != nil {
		t.b.Fatal(err)
	}
	out := make(chan time.Time, 8)
	go func(c net.Conn) {
		var got [4096]byte
		for {
			n, err := c.Read(got[:])
			if err != nil {
				return
			}
			for range strings.Count(string(got[:n]), "event: wake") {
				out <- time.Now()
			}
		}
	}(c)
	return out
}
