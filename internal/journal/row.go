package journal

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"footbridge/internal/practice"
)

// row is one entry as it lies on a shelf.
type row struct {
	shelf   string
	seq     int64
	id      string
	rev     int
	author  string
	day     int64
	opening string
	sealed  []byte
	wrap    []byte
	held    []byte
}

// content is what is sealed. Its first byte is the format's version.
type content struct {
	At     int64           `json:"at"` // when it was written, Unix milliseconds
	Pair   string          `json:"pair,omitempty"`
	Planks int             `json:"planks,omitempty"` // what a held answer lays when it opens
	Choice bool            `json:"choice,omitempty"` // for Overlap: it never opens
	Body   json.RawMessage `json:"body"`
}

const contentVersion = 1

func (c content) bytes() ([]byte, error) {
	b, err := json.Marshal(c)
	if err != nil {
		return nil, fmt.Errorf("encode an entry: %w", err)
	}
	return append([]byte{contentVersion}, b...), nil
}

var errFormat = errors.New("journal: an entry has a form that this version does not know")

func readContent(b []byte) (content, error) {
	var c content
	if len(b) == 0 || b[0] != contentVersion {
		return c, errFormat
	}
	if err := json.Unmarshal(b[1:], &c); err != nil {
		return c, errFormat
	}
	return c, nil
}

// slip is what a wrap holds beside the content key. It has one size, whatever the kind.
type slip struct {
	key     []byte
	arrived int64 // Unix milliseconds
	kind    string
}

const (
	keyBytes  = 32
	kindBytes = 48
	slipBytes = keyBytes + 8 + 1 + kindBytes
)

func (s slip) bytes() ([]byte, error) {
	if len(s.key) != keyBytes || len(s.kind) > kindBytes {
		return nil, errFormat
	}
	b := make([]byte, slipBytes)
	copy(b, s.key)
	binary.BigEndian.PutUint64(b[keyBytes:], uint64(s.arrived))
	b[keyBytes+8] = byte(len(s.kind))
	copy(b[keyBytes+9:], s.kind)
	return b, nil
}

func readSlip(b []byte) (slip, error) {
	if len(b) != slipBytes || int(b[keyBytes+8]) > kindBytes {
		return slip{}, errFormat
	}
	return slip{
		key:     b[:keyBytes],
		arrived: int64(binary.BigEndian.Uint64(b[keyBytes:])),
		kind:    string(b[keyBytes+9 : keyBytes+9+int(b[keyBytes+8])]),
	}, nil
}

func (w row) aboutContent(kind string) []byte { return bind("entry1", w.id, w.rev, w.author, kind) }

func (w row) aboutWrap() []byte {
	return bind("wrap1", w.shelf, w.seq, w.id, w.rev, w.author, w.day, w.opening)
}

func (w row) aboutHeld() []byte { return bind("held1", w.id, w.rev, w.author) }

// lockFor is the lock of a row's main wrap.
func (r Reader) lockFor(shelf string, locked bool) string {
	switch {
	case shelf == r.Shared && r.two():
		return lockShared
	case locked:
		return lockPrivate
	}
	return lockOwn
}

// openRow opens a row of the reader's own shelf or of the shared one.
func (r Reader) openRow(w row, locked bool) (slip, content, error) {
	b, err := r.Keys.Unwrap(r.lockFor(w.shelf, locked), w.wrap, w.aboutWrap())
	if err != nil {
		return slip{}, content{}, fmt.Errorf("unwrap an entry: %w", err)
	}
	return r.openContent(w, b)
}

// openContent opens a row's content with the slip from one of its wraps.
func (r Reader) openContent(w row, wrapped []byte) (slip, content, error) {
	s, err := readSlip(wrapped)
	if err != nil {
		return slip{}, content{}, err
	}
	plain, err := r.Keys.Open(w.sealed, s.key, w.aboutContent(s.kind))
	if err != nil {
		return slip{}, content{}, fmt.Errorf("open an entry: %w", err)
	}
	c, err := readContent(plain)
	return s, c, err
}

// entry is the row as a practice may see it.
func (r Reader) entry(w row, s slip, c content) practice.Entry {
	e := practice.Entry{
		ID: w.id, Rev: w.rev, Kind: s.kind, Opening: w.opening,
		By: r.Side, Own: true, Day: practice.Day(w.day), Body: c.Body,
		Audience: practice.Mine,
	}
	switch {
	case r.two() && w.shelf == r.Shared:
		e.Audience = practice.Ours
	case c.Choice:
		e.Audience = practice.Overlap
	case c.Pair != "":
		e.Audience = practice.Held
	}
	if w.author == r.Me {
		e.At = time.UnixMilli(c.At)
	} else { // and not how often it was changed before it opened
		e.Own, e.By, e.Rev = false, r.Side.Other(), 1
	}
	return e
}
