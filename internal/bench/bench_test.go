// Package bench holds the budgets of Footbridge as benchmarks: what a warm page, a check-in, ten years
// of history, a million entries of others, a start, a view over the wire and an idle stream cost.
//
//	go test -run '^$' -bench . ./internal/bench
//
// A benchmark reports ratios of two things that took turns in one run, because the figures of a
// machine that others share mean nothing alone: one round is some of the one and as many of the
// other, and what is reported is the median over the rounds, with the tenth and the ninetieth
// percentile beside it ("low", "high"). CPU is that of the whole process, with its collector of garbage, so
// PostgreSQL's own is not in it. None of them ever fails on time. docs/benchmarks.md has the bars and the figures.
//
// SQLite runs on a real file with its real waiting for the disk; PostgreSQL is that of dbtest, which waits
// for no disk.
package bench

import (
	"net/http"
	"path/filepath"
	"runtime/metrics"
	"slices"
	"syscall"
	"testing"
	"time"

	"footbridge/internal/db"
	"footbridge/internal/db/dbtest"
)

// engines runs f on an empty database of each engine.
func engines(b *testing.B, f func(b *testing.B, d *db.DB)) {
	for _, engine := range []string{"sqlite", "postgres"} {
		b.Run(engine, func(b *testing.B) { f(b, fresh(b, engine)) })
	}
}

// fresh opens an empty database.
func fresh(b *testing.B, engine string) *db.DB {
	b.Helper()
	where := filepath.Join(b.TempDir(), "footbridge.db")
	if engine == "postgres" {
		where = dbtest.PostgresURL(b)
	}
	d, err := db.Open(b.Context(), where)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { d.Close() })
	return d
}

// cost is what one piece of work took.
type cost struct{ wall, cpu, bytes float64 } // ns, ns, bytes allocated; each for one time

// work is one piece of work. What comes before it, which may be nil, is not counted.
type work struct{ before, do func() }

// takes runs w n times and tells what one time took.
func (w work) takes(n int) cost {
	var all cost
	for range n {
		if w.before != nil {
			w.before()
		}
		heap, cpu, begin := allocated(), used(), time.Now()
		w.do()
		all.wall += float64(time.Since(begin))
		all.cpu += float64(used() - cpu)
		all.bytes += float64(allocated() - heap)
	}
	per := float64(n)
	return cost{all.wall / per, all.cpu / per, all.bytes / per}
}

// allocated is how many bytes this process has allocated so far.
func allocated() uint64 {
	sample := []metrics.Sample{{Name: "/gc/heap/allocs:bytes"}}
	metrics.Read(sample)
	return sample[0].Value.Uint64()
}

// used is the CPU time of this process so far.
func used() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// contest is what two things cost, round by round.
type contest struct{ a, b []cost }

// minRounds is how many rounds every contest has, however short it is to be.
const minRounds = 15

// versus lets two pieces of work take turns, each n times a round, for as long as the benchmark runs. Who
// is first changes with every round.
func versus(b *testing.B, n int, one, other work) *contest {
	b.Helper()
	one.takes(1)
	other.takes(1)
	c := &contest{}
	round := func() {
		if len(c.a)%2 == 0 {
			c.a = append(c.a, one.takes(n))
			c.b = append(c.b, other.takes(n))
			return
		}
		second := other.takes(n)
		c.a, c.b = append(c.a, one.takes(n)), append(c.b, second)
	}
	for b.Loop() {
		round()
	}
	for len(c.a) < minRounds {
		round()
	}
	b.ReportMetric(0, "ns/op")
	return c
}

func wall(c cost) float64  { return c.wall }
func cpu(c cost) float64   { return c.cpu }
func bytes(c cost) float64 { return c.bytes }

// over reports the ratio first / second of what is looked at, as name.
func (c *contest) over(b *testing.B, what func(cost) float64, name string) {
	var list []float64
	for i := range c.a {
		list = append(list, what(c.a[i])/what(c.b[i]))
	}
	b.ReportMetric(middle(list, 0.5), name)
	b.ReportMetric(middle(list, 0.1), name+"-low")
	b.ReportMetric(middle(list, 0.9), name+"-high")
}

// of reports the median of one side, in units.
func of(b *testing.B, side []cost, what func(cost) float64, units float64, name string) {
	var list []float64
	for _, one := range side {
		list = append(list, what(one)/units)
	}
	b.ReportMetric(middle(list, 0.5), name)
}

// middle is a quantile of a list.
func middle(list []float64, q float64) float64 {
	sorted := slices.Sorted(slices.Values(list))
	return sorted[int(q*float64(len(sorted)-1)+0.5)]
}

// sink is a browser that throws everything away but the status and the size.
type sink struct {
	head   http.Header
	status int
	size   int
}

func (s *sink) Header() http.Header { return s.head }

func (s *sink) WriteHeader(status int) { s.status = status }

func (s *sink) Write(b []byte) (int, error) {
	s.size += len(b)
	return len(b), nil
}

// serve asks a handler and fails unless the answer has this status; it gives the size of the body.
func serve(b *testing.B, h http.Handler, r *http.Request, status int) int {
	s := &sink{head: http.Header{}, status: http.StatusOK}
	h.ServeHTTP(s, r)
	if s.status != status {
		b.Fatalf("%s %s: %d, not %d", r.Method, r.URL.Path, s.status, status)
	}
	return s.size
}
