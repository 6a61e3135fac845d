package live_test

import (
	"sync"
	"testing"
	"time"

	"footbridge/internal/db/dbtest"
	"footbridge/internal/live"

	"github.com/jackc/pgx/v5"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// both runs f with each kind.
func both(t *testing.T, f func(t *testing.T, w live.Wakes)) {
	t.Run("memory", func(t *testing.T) { f(t, closing(t, live.NewMemory())) })
	t.Run("postgres", func(t *testing.T) { f(t, node(t, dbtest.PostgresURL(t))) })
}

func node(t *testing.T, url string) live.Wakes {
	t.Helper()
	w, err := live.NewPostgres(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	return closing(t, w)
}

func closing(t *testing.T, w live.Wakes) live.Wakes {
	t.Cleanup(func() {
		if err := w.Close(); err != nil {
			t.Error(err)
		}
	})
	return w
}

// next waits for a wake-up.
func next(t *testing.T, c <-chan live.Wake) live.Wake {
	t.Helper()
	select {
	case w, open := <-c:
		if !open {
			t.Fatal("the channel is closed")
		}
		return w
	case <-time.After(30 * time.Second):
		t.Fatal("no wake-up came")
	}
	panic("not reached")
}

func ended(t *testing.T, c <-chan live.Wake) {
	t.Helper()
	for {
		select {
		case _, open := <-c:
			if !open {
				return
			}
		case <-time.After(30 * time.Second):
			t.Fatal("the channel stays open")
		}
	}
}

// A listener hears its own shelves and no others.
func TestHearsItsShelves(t *testing.T) {
	both(t, func(t *testing.T, w live.Wakes) {
		c, stop := w.Subscribe("ours", "mine")
		defer stop()
		w.Wake("theirs", 1)
		w.Wake("mine", 2)
		w.Wake("ours", 3)
		for _, want := range []live.Wake{{Shelf: "mine", Position: 2}, {Shelf: "ours", Position: 3}} {
			if got := next(t, c); got != want {
				t.Errorf("got %+v, want %+v", got, want)
			}
		}
	})
}

// A full queue becomes one Resync, and wake-ups go on after it.
func TestOverflow(t *testing.T) {
	both(t, func(t *testing.T, w live.Wakes) {
		c, stop := w.Subscribe("s")
		defer stop()
		const sent = 17 // one more than fits
		for n := range int64(sent) {
			w.Wake("s", n)
		}
		if got := next(t, c); got != (live.Wake{Resync: true}) {
			t.Errorf("got %+v, want a Resync", got)
		}
		w.Wake("s", 99)
		if got := next(t, c); got != (live.Wake{Shelf: "s", Position: 99}) {
			t.Errorf("after the Resync: got %+v", got)
		}
	})
}

// Leaving and closing end the channel, in any order and more than once.
func TestEnds(t *testing.T) {
	both(t, func(t *testing.T, w live.Wakes) {
		c, stop := w.Subscribe("s")
		stop()
		stop()
		ended(t, c)
		w.Wake("s", 1)
		c, stop = w.Subscribe("s")
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		ended(t, c)
		stop()
		w.Wake("s", 2)
		c, stop = w.Subscribe("s")
		ended(t, c)
		stop()
	})
}

// Writers, listeners that come and go, and the closing do not get in each
// other's way (run with -race).
func TestManyAtOnce(t *testing.T) {
	both(t, func(t *testing.T, w live.Wakes) {
		var all sync.WaitGroup
		for range 8 {
			all.Go(func() {
				for n := range int64(100) {
					c, stop := w.Subscribe("s", "t")
					w.Wake("s", n)
					<-c
					stop()
				}
			})
		}
		all.Wait()
	})
}

// Two nodes on one database hear each other, and a node hears itself once.
func TestTwoNodes(t *testing.T) {
	url := dbtest.PostgresURL(t)
	one, two := node(t, url), node(t, url)
	atOne, stop := one.Subscribe("s", "end")
	defer stop()
	atTwo, stop := two.Subscribe("s", "end")
	defer stop()
	want := live.Wake{Shelf: "s", Position: 7}
	one.Wake("s", 7)
	if got := next(t, atTwo); got != want {
		t.Errorf("the other node got %+v", got)
	}
	two.Wake("end", 1)
	if got := next(t, atOne); got != want {
		t.Errorf("the own node got %+v", got)
	}
	if got := next(t, atOne); got.Shelf != "end" {
		t.Errorf("heard itself twice: %+v", got)
	}
}

// When the server drops the listening connection, every listener is told to
// read again, and both directions work afterwards.
func TestReconnect(t *testing.T) {
	url := dbtest.PostgresURL(t)
	one, two := node(t, url), node(t, url)
	c, stop := two.Subscribe("s")
	defer stop()
	one.Wake("s", 1) // makes the sending connection
	next(t, c)
	admin, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer admin.Close(t.Context())
	var killed int
	err = admin.QueryRow(t.Context(), `SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
		WHERE datname = current_database() AND application_name = 'footbridge wake-ups'`).Scan(&killed)
	if err != nil || killed != 3 {
		t.Fatalf("ended %d connections (%v), want the 2 that listen and the 1 that sends", killed, err)
	}
	if got := next(t, c); !got.Resync {
		t.Errorf("got %+v, want a Resync", got)
	}
	one.Wake("s", 2)
	if got := next(t, c); got != (live.Wake{Shelf: "s", Position: 2}) {
		t.Errorf("after the Resync: got %+v", got)
	}
}

// A server that is not there is an error at once, without the password.
func TestNoServer(t *testing.T) {
	for _, url := range []string{"postgres://u:hush@127.0.0.1:1/x", "postgres://u:hush@[broken"} {
		if w, err := live.NewPostgres(t.Context(), url); err == nil {
			w.Close()
			t.Errorf("connected to %s", url)
		}
	}
}
