package web

import (
	"bytes"
	"compress/gzip"
	"net/http"
	"strconv"
	"sync"

	"footbridge/internal/web/assets"
)

// packTo is what a packed page's size is a multiple of, in bytes. A page may hold one person's words
// beside a name that the other chose; without padding, how well the two pack together could be read off
// the wire. (Readers of gzip need not take longer comments.)
const packTo = 512

var packers = sync.Pool{New: func() any {
	w, _ := gzip.NewWriterLevel(nil, gzip.BestSpeed)
	return w
}}

// send writes a page, packed for browsers that take it.
func send(w http.ResponseWriter, r *http.Request, status int, body []byte) {
	h := w.Header()
	h.Add("Vary", "Accept-Encoding")
	if assets.TakesGzip(r.Header.Get("Accept-Encoding")) {
		h.Set("Content-Encoding", "gzip")
		body = pack(body)
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	if status != 0 {
		w.WriteHeader(status)
	}
	_, _ = w.Write(body) // it fails when the reader has gone
}

// pack compresses a page and pads the result with a comment of gzip's own header (RFC 1952, 2.3).
func pack(body []byte) []byte {
	const header, hasComment = 10, 0x10
	var b bytes.Buffer
	z := packers.Get().(*gzip.Writer)
	defer packers.Put(z)
	z.Reset(&b)
	_, _ = z.Write(body) // a bytes.Buffer does not fail
	_ = z.Close()
	plain := b.Bytes()
	comment := packTo - 1 - len(plain)%packTo
	out := make([]byte, 0, len(plain)+comment+1)
	out = append(out, plain[:header]...)
	out[3] |= hasComment
	out = append(out, bytes.Repeat([]byte{' '}, comment)...)
	out = append(out, 0)
	return append(out, plain[header:]...)
}
