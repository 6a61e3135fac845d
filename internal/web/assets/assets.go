// Package assets holds the files that a browser fetches besides pages: styles, script, fonts,
// pictures, icons.
//
// They are embedded and served under a name that carries a hash of their bytes,
// /assets/app.0123abcd4567.css, so that a browser may keep them for a year and still gets a
// new one at once when it changes. Inside style sheets and the manifest the sources say
// "/assets/icon-192.png"; the hashed names are written in when the program starts, and texts
// are compressed then, once. Nothing here depends on who is asking.
package assets

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"net/http"
	"path"
	"regexp"
	"sort"
	"strconv"
	"strings"
	"sync"
)

//go:embed files
var files embed.FS

//go:embed sw.js
var worker string

// Prefix is where the files are served.
const Prefix = "/assets/"

// kinds are the MIME types of what is embedded. They are written down because the operating
// system's table, which the standard library asks, differs from machine to machine.
var kinds = map[string]string{
	".css":         "text/css; charset=utf-8",
	".js":          "text/javascript; charset=utf-8",
	".svg":         "image/svg+xml",
	".png":         "image/png",
	".woff2":       "font/woff2",
	".webmanifest": "application/manifest+json",
}

// lineComment is a line that holds nothing but a comment. Those are for readers of the source; a
// browser need not fetch them.
var lineComment = regexp.MustCompile(`(?m)^[ \t]*//.*\n`)

type file struct {
	kind   string
	body   []byte
	packed []byte // gzip; nil when that would not help
}

type shelf struct {
	names map[string]string // "app.css" -> "/assets/app.HASH.css"
	files map[string]file   // "/assets/app.HASH.css" -> what to send
}

// all reads, hashes and compresses the files on first use.
var all = sync.OnceValue(load)

func load() shelf {
	entries, err := files.ReadDir("files")
	if err != nil {
		panic(err) // the files are part of the program
	}
	s := shelf{names: map[string]string{}, files: map[string]file{}}
	var naming, plain []string
	for _, e := range entries {
		switch path.Ext(e.Name()) {
		case ".css", ".webmanifest":
			naming = append(naming, e.Name()) // may name others, so they come last
		default:
			plain = append(plain, e.Name())
		}
	}
	for _, name := range append(plain, naming...) {
		body, err := files.ReadFile("files/" + name)
		if err != nil {
			panic(err)
		}
		switch ext := path.Ext(name); {
		case ext == ".css" || ext == ".webmanifest":
			body = s.rename(body)
		case ext == ".js" && !strings.HasSuffix(name, ".min.js"):
			body = lineComment.ReplaceAll(body, nil)
		}
		s.add(name, body)
	}
	return s
}

// rename replaces the names of files by their hashed names. Longer names go first, so that
// one name may begin another.
func (s shelf) rename(body []byte) []byte {
	names := make([]string, 0, len(s.names))
	for n := range s.names {
		names = append(names, n)
	}
	sort.Slice(names, func(i, j int) bool { return len(names[i]) > len(names[j]) })
	for _, n := range names {
		body = bytes.ReplaceAll(body, []byte(Prefix+n), []byte(s.names[n]))
	}
	return body
}

func (s shelf) add(name string, body []byte) {
	ext := path.Ext(name)
	kind, ok := kinds[ext]
	if !ok {
		panic("assets: no MIME type for " + name)
	}
	sum := sha256.Sum256(body)
	hashed := Prefix + strings.TrimSuffix(name, ext) + "." + hex.EncodeToString(sum[:6]) + ext
	f := file{kind: kind, body: body}
	if ext != ".woff2" && ext != ".png" { // those are compressed already
		var b bytes.Buffer
		w, _ := gzip.NewWriterLevel(&b, gzip.BestCompression)
		w.Write(body) //nolint:errcheck // a bytes.Buffer does not fail
		w.Close()
		if b.Len() < len(body) {
			f.packed = b.Bytes()
		}
	}
	s.names[name], s.files[hashed] = hashed, f
}

// Path is the address of a file by its plain name, such as "app.css". It panics when there is
// no such file, which a program can only get wrong in its own source.
func Path(name string) string {
	p, ok := all().names[name]
	if !ok {
		panic("assets: no file " + name)
	}
	return p
}

// Worker is the service worker's script, for the root of the site. Its own comment tells what it does;
// version tells one state of the pages that it keeps from another.
func Worker(version string) string {
	body := lineComment.ReplaceAll([]byte(worker), nil)
	return strings.Replace(string(all().rename(body)), "VERSION", version, 1)
}

// Size tells how many bytes a file has as it is and as it goes over the wire.
func Size(name string) (raw, wire int) {
	f := all().files[Path(name)]
	if f.packed == nil {
		return len(f.body), len(f.body)
	}
	return len(f.body), len(f.packed)
}

// Handler serves everything under Prefix. Unknown names get 404, without a page.
func Handler() http.Handler {
	s := all()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		f, ok := s.files[r.URL.Path]
		switch {
		case r.Method != http.MethodGet && r.Method != http.MethodHead:
			w.Header().Set("Allow", "GET, HEAD")
			w.WriteHeader(http.StatusMethodNotAllowed)
			return
		case !ok:
			w.WriteHeader(http.StatusNotFound)
			return
		}
		h := w.Header()
		h.Set("Content-Type", f.kind)
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
		h.Set("X-Content-Type-Options", "nosniff")
		body := f.body
		if f.packed != nil {
			h.Set("Vary", "Accept-Encoding")
			if TakesGzip(r.Header.Get("Accept-Encoding")) {
				h.Set("Content-Encoding", "gzip")
				body = f.packed
			}
		}
		h.Set("Content-Length", strconv.Itoa(len(body)))
		if r.Method == http.MethodGet {
			w.Write(body) //nolint:errcheck // the reader went away
		}
	})
}

// TakesGzip reads an Accept-Encoding header, closely enough: gzip is named and not refused.
func TakesGzip(accept string) bool {
	for _, part := range strings.Split(accept, ",") {
		name, q, _ := strings.Cut(strings.TrimSpace(part), ";")
		if strings.EqualFold(strings.TrimSpace(name), "gzip") {
			q = strings.TrimPrefix(strings.ReplaceAll(q, " ", ""), "q=")
			weight, err := strconv.ParseFloat(q, 64)
			return q == "" || err != nil || weight > 0
		}
	}
	return false
}
