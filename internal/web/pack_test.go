package web

import (
	"bytes"
	"compress/gzip"
	"io"
	"math/rand/v2"
	"testing"
)

// R12: pages come packed and read the same; their size on the wire moves in steps only.
func TestPackedPages(t *testing.T) {
	for n := range 300 {
		body := make([]byte, n*37)
		for i := range body {
			body[i] = byte('a' + rand.IntN(4))
		}
		packed := pack(body)
		if len(packed)%packTo != 0 {
			t.Fatalf("%d bytes became %d", len(body), len(packed))
		}
		r, err := gzip.NewReader(bytes.NewReader(packed))
		if err != nil {
			t.Fatal(err)
		}
		got, err := io.ReadAll(r)
		if err != nil || !bytes.Equal(got, body) {
			t.Fatalf("%d bytes came out as %d: %v", len(body), len(got), err)
		}
	}
}
