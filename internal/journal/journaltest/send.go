package journaltest

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"footbridge/internal/journal"
	"footbridge/internal/practice"
)

// The kinds that tests write, and how many planks they lay.
var (
	Plain  = practice.Kind{Name: "sample.plain.v1", Planks: 1, New: func() any { return new(string) }}
	Letter = practice.Kind{Name: "sample.letter.v1", Planks: 1, New: func() any { return new(string) }}
	Locked = practice.Kind{Name: "sample.locked.v1", Locked: true, Planks: 2, New: func() any { return new(string) }}

	Kinds = []practice.Kind{Plain, Letter, Locked}
)

// ThreeDays is how old the other's answer may be in the place "checkin" of Held.
const ThreeDays = 72 * time.Hour

// Mine is an entry for its author only.
func Mine(words string) journal.NewEntry {
	return journal.NewEntry{Kind: Plain, Audience: practice.Mine, Body: body(words)}
}

// Ours is an entry for both.
func Ours(words string) journal.NewEntry {
	return journal.NewEntry{Kind: Plain, Audience: practice.Ours, Body: body(words)}
}

// Held is an answer that opens together with the other's in the same place. In the place "checkin"
// the other's may be three days old, elsewhere any age.
func Held(place, words string) journal.NewEntry {
	n := journal.NewEntry{Kind: Letter, Audience: practice.Held, Pair: "sample/" + place, Body: body(words)}
	if place == "checkin" {
		n.Fresh = ThreeDays
	}
	return n
}

// Words are what an entry made here says.
func Words(e practice.Entry) string {
	raw, _ := e.Body.(json.RawMessage)
	var words string
	if err := json.Unmarshal(raw, &words); err != nil {
		return "(not words)"
	}
	return words
}

func body(words string) json.RawMessage {
	b, err := json.Marshal(words)
	if err != nil {
		panic(err) // a string always encodes
	}
	return b
}

// Request is a fresh request id, as a form carries it.
func Request() string { return id() }

// Tries is how often a host decides again before it gives up.
const Tries = 5

// Send writes entries under a fresh request id, as a host does: it looks where the shelves are,
// writes, and starts again when they have moved. It fails the test on any error.
func (n *Node) Send(p Person, entries ...journal.NewEntry) {
	n.house.t.Helper()
	if _, err := n.TrySend(p, journal.Writing{New: entries}); err != nil {
		n.house.t.Fatalf("send: %v", err)
	}
}

// TakeBack takes entries back by id; it fails the test on any error.
func (n *Node) TakeBack(p Person, ids ...string) {
	n.house.t.Helper()
	if _, err := n.TrySend(p, journal.Writing{TakeBack: ids}); err != nil {
		n.house.t.Fatalf("take back: %v", err)
	}
}

// TrySend is Send for one Writing, of which only what is written needs filling in. It tells how
// many tries it took; the error is that of the last one. It moves the clock by a second, so that
// entries have an order.
func (n *Node) TrySend(p Person, w journal.Writing) (tries int, err error) {
	ctx := context.Background()
	if w.Request == "" {
		w.Request = Request()
	}
	if w.Now.IsZero() {
		w.Now = n.house.Now()
		defer n.house.Wait(time.Second)
	}
	for tries = 1; ; tries++ {
		if w.Seen, err = n.Heads(ctx, p.Reader); err != nil {
			return tries, err
		}
		if err = n.Write(ctx, p.Reader, w); tries == Tries || !errors.Is(err, journal.ErrMoved) {
			return tries, err
		}
	}
}

// All is everything a person may read. It fails the test on an error or a broken row.
func (n *Node) All(p Person) []practice.Entry {
	n.house.t.Helper()
	b, err := n.Read(context.Background(), p.Reader, Kinds, journal.Heads{})
	if err != nil {
		n.house.t.Fatalf("read: %v", err)
	}
	if b.Broken != 0 {
		n.house.t.Fatalf("read: %d rows do not open", b.Broken)
	}
	return b.Entries
}

// Bridge is how many planks a person reads. It fails the test on an error.
func (n *Node) Bridge(p Person) int {
	n.house.t.Helper()
	planks, err := n.Planks(context.Background(), p.Reader)
	if err != nil {
		n.house.t.Fatalf("planks: %v", err)
	}
	return planks
}

// Find is a person's entry with these words; ok is false when they may read none.
func (n *Node) Find(p Person, words string) (e practice.Entry, ok bool) {
	n.house.t.Helper()
	for _, e := range n.All(p) {
		if Words(e) == words {
			return e, true
		}
	}
	return practice.Entry{}, false
}
