package web

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"footbridge/internal/practice"
)

// maxFields is how many fields a form may have.
const maxFields = 100

// readForm reads what was sent: form encoding, or one flat JSON object of strings.
func readForm(r *http.Request) (practice.Form, error) {
	body, err := io.ReadAll(r.Body)
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		return nil, errTooLarge
	}
	if err != nil {
		return nil, errForm
	}
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	f := practice.Form{}
	switch kind {
	case "application/x-www-form-urlencoded", "":
		values, err := url.ParseQuery(string(body))
		if err != nil || len(values) > maxFields {
			return nil, errForm
		}
		for name, list := range values {
			f[name] = list[len(list)-1]
		}
	case "application/json":
		if f, err = readFlat(body); err != nil || len(f) > maxFields {
			return nil, errForm
		}
	default:
		return nil, problemf(http.StatusUnsupportedMediaType, "error.form", nil)
	}
	for name, value := range f {
		if !utf8.ValidString(name) || !utf8.ValidString(value) || strings.ContainsRune(value, 0) {
			return nil, errText
		}
	}
	return f, nil
}

// readFlat reads one JSON object of texts. A name that comes twice is refused: two programs may take
// different ones for the true one.
func readFlat(body []byte) (practice.Form, error) {
	d := json.NewDecoder(bytes.NewReader(body))
	if open, err := d.Token(); err != nil || open != json.Delim('{') {
		return nil, errForm
	}
	f := practice.Form{}
	for d.More() {
		token, err := d.Token()
		name, ok := token.(string)
		if _, twice := f[name]; err != nil || !ok || twice {
			return nil, errForm
		}
		var value string
		if err := d.Decode(&value); err != nil {
			return nil, errForm
		}
		f[name] = value
	}
	if _, err := d.Token(); err != nil { // the closing brace
		return nil, errForm
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, errForm
	}
	return f, nil
}

// fieldRequest is the hidden field that the host writes into every form of a page.
const fieldRequest = "rid"

// newRequestID makes the id of one form on a page. It is sealed, so that the server knows whose page
// it was, and which, even when the session is over by the time the form comes back; and whether the page's
// unsent words belong to this form, so that a button beside it does not send them away.
func (s *Server) newRequestID(account, page string, words bool) string {
	var random [16]byte
	rand.Read(random[:])
	return base64.RawURLEncoding.EncodeToString(s.Sealer.SealServer("request", fmt.Appendf(random[:], "%s\n%s\n%t", account, page, words)))
}

// requestOf tells whose page a form lay on, its path, and whether the page's unsent words are this form's. All
// are empty for an id that this server did not make.
func (s *Server) requestOf(f practice.Form) (account, page string, words bool) {
	b, err := base64.RawURLEncoding.DecodeString(f[fieldRequest])
	if err != nil {
		return "", "", false
	}
	plain, err := s.Sealer.OpenServer("request", b)
	if err != nil || len(plain) < 16 {
		return "", "", false
	}
	account, rest, _ := strings.Cut(string(plain[16:]), "\n")
	page, kept, _ := strings.Cut(rest, "\n")
	return account, page, kept == "true"
}

// requestKey is a request id as the journal keeps it.
func requestKey(id string) string {
	sum := sha256.Sum256([]byte(id))
	return fmt.Sprintf("%x", sum[:16])
}

// digest tells one form from another.
func digest(r *http.Request, f practice.Form) []byte {
	names := make([]string, 0, len(f))
	for name := range f {
		if name != fieldRequest {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	h := sha256.New()
	fmt.Fprintf(h, "%s %s\n", r.Method, r.URL.Path)
	for _, name := range names {
		fmt.Fprintf(h, "%d:%s%d:%s", len(name), name, len(f[name]), f[name])
	}
	return h.Sum(nil)
}

// random is drawn once for a request and stays the same while it is answered again.
func random() (b [32]byte) {
	rand.Read(b[:])
	return b
}
