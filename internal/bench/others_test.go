package bench

import (
	"fmt"
	"os"
	"strconv"
	"testing"
)

// BenchmarkOthers is a couple's pages and check-ins with the entries of very many other couples in the store
// against none: bar 1.2 times. FOOTBRIDGE_BENCH_OTHERS says how many entries; 1000000 is what the bar is about
// and needs 4 GB of disk for each engine.
func BenchmarkOthers(b *testing.B) {
	others := 100_000
	if text := os.Getenv("FOOTBRIDGE_BENCH_OTHERS"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil {
			b.Fatal(err)
		}
		others = n
	}
	for _, engine := range []string{"sqlite", "postgres"} {
		b.Run(engine, func(b *testing.B) {
			empty, full := settle(b, fresh(b, engine)), settle(b, fresh(b, engine))
			empty.live(365)
			full.live(365)
			full.crowd(others)
			for name, of := range map[string]func(*town) work{
				"today": func(t *town) work { return t.page(t.ada, "/") },
				"cold":  func(t *town) work { return t.coldPage(t.ada, "/") },
				"post":  (*town).giving,
			} {
				b.Run(name, func(b *testing.B) {
					n := map[string]int{"today": 20, "cold": 2, "post": 4}[name]
					c := versus(b, n, of(full), of(empty))
					c.over(b, wall, "times")
					c.over(b, cpu, "times-cpu")
				})
			}
		})
	}
}

// crowd fills the store with the shelves of others until they hold so many entries: copies of what the
// couple has, under names of their own. On PostgreSQL its statistics are brought up to date, as the server
// does by itself.
func (t *town) crowd(entries int) {
	t.b.Helper()
	shelves := []string{t.ada.as.Own, t.bo.as.Own, t.ada.as.Shared}
	var each, all int
	for _, shelf := range shelves {
		var n int
		t.one(&n, `SELECT COUNT(*) FROM entry WHERE shelf = $1 AND id IS NOT NULL`, shelf)
		each += n
	}
	for i := 0; i*each < entries; i++ {
		for k, shelf := range shelves {
			t.copyShelf(shelf, fmt.Sprintf("other-%d-%06d", k, (i*7919)%999983), false)
		}
	}
	t.one(&all, `SELECT COUNT(*) FROM entry WHERE id IS NOT NULL`)
	if all < entries {
		t.b.Fatalf("%d entries in the store, not %d", all, entries)
	}
	if t.DB.Postgres() {
		t.must(`ANALYZE`)
	}
}
