package web

import (
	"fmt"
	"net/http"
	"time"

	"footbridge/internal/people"
)

// A stream ends after streamLife, so that no connection holds a session longer than a quarter of an
// hour; the browser comes back by itself. A comment every streamBeat keeps proxies from cutting it.
const (
	streamLife = 15 * time.Minute
	streamBeat = 25 * time.Second
)

// stream tells the browser that something on one of the viewer's two shelves moved. It carries no
// content: the page fetches itself again under its own session.
func (s *Server) stream(w http.ResponseWriter, r *http.Request, v *people.Visit) error {
	c := http.NewResponseController(w)
	if err := c.SetWriteDeadline(time.Time{}); err != nil {
		return fmt.Errorf("open a stream: %w", err)
	}
	shelves := []string{v.OwnShelf}
	if v.Partner != nil {
		shelves = append(shelves, v.SharedShelf)
	}
	// Subscribe first, then compare: what moves in between is heard.
	wakes, stop := s.Wakes.Subscribe(shelves...)
	defer stop()
	at, err := s.position(r, v)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("X-Accel-Buffering", "no")
	if last := r.Header.Get("Last-Event-ID"); last != "" && last != at {
		fmt.Fprintf(w, "id: %s\nevent: wake\ndata: 1\n\n", at)
	} else {
		fmt.Fprintf(w, "id: %s\nevent: ready\ndata: 1\n\n", at)
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
			if at, err = s.position(r, now); err != nil {
				return nil
			}
			fmt.Fprintf(w, "id: %s\nevent: wake\ndata: 1\n\n", at)
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

// position names how far the viewer's shelves have come.
func (s *Server) position(r *http.Request, v *people.Visit) (string, error) {
	h, err := s.Journal.Heads(r.Context(), reader(v))
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("%d-%d", h.Own, h.Shared), nil
}
