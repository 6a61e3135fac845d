package web

import (
	"fmt"
	"net/http"
	"sync"
	"time"

	"footbridge/internal/journal"
	"footbridge/internal/people"
)

// A stream ends after streamLife, so that no connection holds a session longer than a quarter of an
// hour; the browser comes back by itself. A comment every streamBeat keeps proxies from cutting it.
// Nobody has use for more than streamsEach at once.
const (
	streamLife  = 15 * time.Minute
	streamBeat  = 25 * time.Second
	streamsEach = 24
)

// crowd counts the open streams of each person.
type crowd struct {
	mu sync.Mutex
	of map[string]int
}

// enter counts one more, or says that there are enough. leave must be called after a yes.
func (c *crowd) enter(account string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.of[account] >= streamsEach {
		return false
	}
	if c.of == nil {
		c.of = map[string]int{}
	}
	c.of[account]++
	return true
}

func (c *crowd) leave(account string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.of[account]--; c.of[account] == 0 {
		delete(c.of, account)
	}
}

// stream tells the browser that something on one of the viewer's two shelves moved. It carries no
// content: the page fetches itself again under its own session.
func (s *Server) stream(w http.ResponseWriter, r *http.Request, v *people.Visit) error {
	if !s.listening.enter(v.Account) {
		return errBusy
	}
	defer s.listening.leave(v.Account)
	c := http.NewResponseController(w)
	// A reader who takes nothing in must not hold the stream beyond its life.
	if err := c.SetWriteDeadline(time.Now().Add(streamLife + time.Minute)); err != nil {
		return fmt.Errorf("open a stream: %w", err)
	}
	shelves := []string{v.OwnShelf}
	if v.Partner != nil {
		shelves = append(shelves, v.SharedShelf)
	}
	// Subscribe first, then compare: what moves in between is heard.
	wakes, stop := s.Wakes.Subscribe(shelves...)
	defer stop()
	at, sum, err := s.position(r, v)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("X-Accel-Buffering", "no")
	if last := r.Header.Get("Last-Event-ID"); last != "" && last != at {
		fmt.Fprintf(w, "id: %s\nevent: wake\ndata: %d\n\n", at, sum)
	} else {
		fmt.Fprintf(w, "id: %s\nevent: ready\ndata: %d\n\n", at, sum)
	}
	if err := c.Flush(); err != nil {
		return nil // the reader has gone
	}
	life, beat := time.NewTimer(streamLife), time.NewTicker(streamBeat)
	defer life.Stop()
	defer beat.Stop()
	for {
		select {
		case <-r.Context().Done():
			return nil
		case <-s.done:
			return nil
		case <-life.C:
			return nil
		case <-beat.C:
			fmt.Fprint(w, ": still here\n\n")
		case _, ok := <-wakes:
			if !ok {
				return nil
			}
			now, err := s.People.Glance(r.Context(), cookie(r, s.cookieName()))
			if err != nil || now.Account != v.Account {
				return nil // signed out, or taken over
			}
			if at, sum, err = s.position(r, now); err != nil {
				return nil
			}
			fmt.Fprintf(w, "id: %s\nevent: wake\ndata: %d\n\n", at, sum)
			if (now.Partner == nil) != (v.Partner == nil) {
				_ = c.Flush()
				return nil // two now: come back and listen to the shared shelf too
			}
		}
		if err := c.Flush(); err != nil {
			return nil
		}
	}
}

// position names how far the viewer's shelves have come, and sums it up in one number that only grows: a
// page drops a wake that is older than one it has heard.
func (s *Server) position(r *http.Request, v *people.Visit) (string, int64, error) {
	h, err := s.Journal.Heads(r.Context(), reader(v))
	if err != nil {
		return "", 0, err
	}
	return fmt.Sprintf("%d-%d", h.Own, h.Shared), total(h), nil
}

// total is how far two shelves have come, in one number.
func total(h journal.Heads) int64 { return int64(h.Own) + int64(h.Shared) }
