package web

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"

	"footbridge/internal/web/assets"
	"footbridge/internal/web/look"
)

// offlinePage is what the service worker shows when this server does not answer (R12). It is the same
// for everybody; the worker asks for it without cookies and keeps it.
func (s *Server) offlinePage(w http.ResponseWriter, r *http.Request) error {
	return s.showHouse(w, r, page{name: "offline.html", view: look.Offline{}, path: "/offline", scene: offlineScene})
}

// workerPath is at the root, because a worker answers only for what lies below it.
const workerPath = "/sw.js"

var offlineScene = look.Scene{Show: true, A: 8, B: 8}

// worker is the service worker. It is another one when a file or page that it keeps is another, so
// that browsers notice; for that they ask for it anew.
func (s *Server) worker() (http.Handler, error) {
	sum := sha256.New()
	for _, l := range s.pages.words.Langs() {
		offline, err := s.pages.house.Render(look.Page{Lang: l.Code, Scene: offlineScene}, "offline.html", look.Offline{})
		if err != nil {
			return nil, fmt.Errorf("page for the service worker: %w", err)
		}
		away, err := s.pages.house.Render(look.Page{Lang: l.Code}, "away.html", look.Away{})
		if err != nil {
			return nil, fmt.Errorf("page for the service worker: %w", err)
		}
		fmt.Fprintf(sum, "%s %d %s%s", l.Code, len(offline), offline, away)
	}
	body := assets.Worker(hex.EncodeToString(sum.Sum(nil)[:6]))
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/javascript; charset=utf-8")
		w.Header().Set("Cache-Control", "no-cache")
		_, _ = io.WriteString(w, body) // the reader may have gone
	}), nil
}
