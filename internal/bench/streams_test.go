package bench

import (
	"fmt"
	"net"
	"net/http"
	"runtime"
	"strings"
	"testing"
	"time"

	"footbridge/internal/practice"
)

// streamsEach is how many streams one person may hold open.
const streamsEach = 24

// BenchmarkStreams is what an idle open stream takes: bar 40 KB. The connections are real; their other ends are
// in the same process and hold a socket and nothing else. What the kernel holds is not counted.
func BenchmarkStreams(b *testing.B) {
	for _, n := range []int{500, 2000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			t := found(b, fresh(b, "sqlite"))
			cookies := t.people((n + streamsEach - 1) / streamsEach)
			for b.Loop() {
			}
			b.ReportMetric(0, "ns/op")
			memory, routines := held(), runtime.NumGoroutine()
			var open []net.Conn
			for i := range n {
				open = append(open, t.listen(cookies[i/streamsEach]))
			}
			b.ReportMetric(float64(held()-memory)/float64(n)/1e3, "KB/stream")
			b.ReportMetric(float64(runtime.NumGoroutine()-routines)/float64(n), "goroutines/stream")
			for _, c := range open {
				c.Close()
			}
			for end := time.Now().Add(20 * time.Second); runtime.NumGoroutine() > routines && time.Now().Before(end); {
				time.Sleep(10 * time.Millisecond)
			}
			b.ReportMetric(float64(runtime.NumGoroutine()-routines), "goroutines-left")
		})
	}
}

// held is heap and stacks in use, in bytes.
func held() int64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.GC()
	runtime.ReadMemStats(&m)
	return int64(m.HeapInuse + m.StackInuse)
}

// people signs up so many, each on the invitation of the one before, and gives their cookies.
func (t *town) people(n int) (cookies []string) {
	from := t.Visitor("One")
	from.SignUp("a")
	defer func() { t.last = from }()
	for i := range n {
		t.Clock.Add(16 * time.Minute) // new accounts from one network are held back, and idle sessions end after a day
		next := t.Visitor(fmt.Sprintf("Guest %d", i))
		if a := next.Do(http.MethodPost, "/join", practice.Form{"code": from.Invite()}, ""); a.Status != http.StatusSeeOther {
			t.b.Fatal(a.Status)
		}
		next.SignUp("a")
		cookies = append(cookies, t.person(next).cookie)
		from = next
	}
	return cookies
}

// listen opens a stream and waits for its first event.
func (t *town) listen(cookie string) net.Conn {
	host := strings.TrimPrefix(t.Server.URL, "http://")
	c, err := net.Dial("tcp", host)
	if err != nil {
		t.b.Fatal(err)
	}
	fmt.Fprintf(c, "GET /live HTTP/1.1\r\nHost: %s\r\nCookie: %s\r\nAccept: text/event-stream\r\nSec-Fetch-Site: same-origin\r\n\r\n", host, cookie)
	if err := c.SetReadDeadline(time.Now().Add(20 * time.Second)); err != nil {
		t.b.Fatal(err)
	}
	var got [2048]byte
	for n := 0; ; {
		more, err := c.Read(got[n:])
		if err != nil {
			t.b.Fatalf("no stream: %v %s", err, got[:n])
		}
		if n += more; strings.Contains(string(got[:n]), "event: ready") {
			return c
		}
	}
}
