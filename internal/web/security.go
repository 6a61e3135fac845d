package web

import (
	"net"
	"net/http"
	"net/url"
	"strings"
)

// maxBody is how many bytes a form may have.
const maxBody = 64 << 10

// contentPolicy lets a page load from here and nowhere else, and run no inline script or style.
const contentPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; " +
	"connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// secure wraps the whole site: headers on every answer, no state change from other sites, limits.
func (s *Server) secure(next http.Handler) http.Handler {
	guard := http.NewCrossOriginProtection()
	guard.SetDenyHandler(s.answer(func(http.ResponseWriter, *http.Request) error { return errCrossSite }))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", contentPolicy)
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Embedder-Policy", "require-corp")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=(), display-capture=(), clipboard-read=()")
		if s.Address.Scheme == "https" {
			h.Set("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
		}
		if !strings.HasPrefix(r.URL.Path, "/assets/") {
			h.Set("Cache-Control", "no-store")
		}
		if !s.ourHost(r) {
			http.Error(w, "This server is reached at "+s.Address.String(), http.StatusMisdirectedRequest)
			return
		}
		if bad := s.crossSite(r); bad {
			s.answer(func(http.ResponseWriter, *http.Request) error { return errCrossSite }).ServeHTTP(w, r)
			return
		}
		r.Body = http.MaxBytesReader(w, r.Body, maxBody)
		guard.Handler(next).ServeHTTP(w, r)
	})
}

// ourHost refuses names that are not this server's, so that a foreign site cannot borrow a name for
// this machine. Proxies may ask by a loopback name.
func (s *Server) ourHost(r *http.Request) bool {
	host := r.Host
	if h, _, err := net.SplitHostPort(host); err == nil {
		host = h
	}
	host = strings.Trim(host, "[]")
	ip := net.ParseIP(host)
	return strings.EqualFold(host, s.Address.Hostname()) || host == "localhost" || (ip != nil && ip.IsLoopback()) || r.URL.Path == "/healthz"
}

// crossSite adds two rules to the standard library's: a form with a cookie must say where it comes
// from, and a page may not be loaded into another site.
func (s *Server) crossSite(r *http.Request) bool {
	from := r.Header.Get("Sec-Fetch-Site")
	switch r.Method {
	case http.MethodGet, http.MethodHead:
		return from == "cross-site" && r.Header.Get("Sec-Fetch-Mode") != "navigate"
	}
	if _, err := r.Cookie(s.cookieName()); err == nil && from == "" && r.Header.Get("Origin") == "" {
		return true
	}
	if origin := r.Header.Get("Origin"); s.Address.Scheme == "https" && strings.HasPrefix(origin, "http://") {
		return true
	}
	return false
}

// secureCookies says whether people reach this server over TLS.
func (s *Server) secureCookies() bool { return s.Address.Scheme == "https" }

// remote is the address a request comes from, for limits only; it is never stored or logged.
func (s *Server) remote(r *http.Request) string {
	if s.Proxy { // the last one is the proxy's own word, whether it adds to the line or adds a line
		list := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
		if last := strings.TrimSpace(list[len(list)-1]); net.ParseIP(last) != nil {
			return last
		}
	}
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}

// inside is a path of this site, or the fallback: what came in a form must not lead elsewhere.
func inside(path, fallback string) string {
	u, err := url.Parse(path)
	if err != nil || u.IsAbs() || u.Host != "" || !strings.HasPrefix(path, "/") || strings.HasPrefix(path, "//") ||
		strings.ContainsAny(path, "\\\r\n") {
		return fallback
	}
	return path
}
