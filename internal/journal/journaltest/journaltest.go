// Package journaltest gives tests a journal with people in it: couples with keys and shelves, a
// clock that moves only when told, any number of nodes on one database, and a record of who was
// woken. It also sends writing as a host does, with the same few tries.
//
//	h := journaltest.New(t, open)            // open comes from dbtest.Each
//	c := h.Couple()                          // two people, Left and Right
//	h.Node.Send(c.Left, journaltest.Held("checkin", "words"))
//	h.Node.Read(c.Right)
package journaltest

import (
	"crypto/rand"
	"strings"
	"sync"
	"testing"
	"time"

	"footbridge/internal/db"
	"footbridge/internal/journal"
	"footbridge/internal/practice"
	"footbridge/internal/vault"
)

// House is one database with nodes, a clock and people.
type House struct {
	*Node // the first node

	// Secrets are the server secrets of this house, newest first. People made by Couple hold
	// them; see Person.With for the same person on a server with others.
	Secrets [][]byte

	t     testing.TB
	open  func() *db.DB
	mu    sync.Mutex
	now   time.Time
	woken map[string][]int64
}

// Node is one journal on its own opened database, as a process of its own would have it.
type Node struct {
	*journal.Journal
	DB *db.DB

	house *House
}

// New makes the tables and the first node. Every call of open opens the same database again.
func New(t testing.TB, open func() *db.DB) *House {
	t.Helper()
	h := &House{
		Secrets: [][]byte{random(32)}, t: t, open: open,
		now:   time.Date(2026, 3, 3, 20, 15, 0, 0, time.UTC),
		woken: map[string][]int64{},
	}
	h.Node = h.Open()
	if err := h.DB.Migrate(t.Context(), journal.Schema()); err != nil {
		t.Fatalf("make the journal's tables: %v", err)
	}
	return h
}

// Open adds a node: the same database, opened again.
func (h *House) Open() *Node {
	d := h.open()
	return &Node{Journal: journal.New(d, h.wake), DB: d, house: h}
}

// Now is the house's time, in UTC until somebody's zone is asked for.
func (h *House) Now() time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.now
}

// Wait moves the clock.
func (h *House) Wait(d time.Duration) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.now = h.now.Add(d)
}

func (h *House) wake(shelf string, position int64) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.woken[shelf] = append(h.woken[shelf], position)
}

// Woken lists the positions with which a shelf was woken, in order.
func (h *House) Woken(shelf string) []int64 {
	h.mu.Lock()
	defer h.mu.Unlock()
	return append([]int64(nil), h.woken[shelf]...)
}

// Person is somebody with keys and an own shelf; the Reader inside is what a host would have after
// signing them in.
type Person struct {
	journal.Reader

	keys   *vault.Keys
	couple *vault.Couple // nil while alone
}

// Couple is two people who have joined.
type Couple struct{ Left, Right Person }

// Person adds somebody who is alone.
func (h *House) Person() Person {
	h.t.Helper()
	p := Person{Reader: journal.Reader{Me: id(), Side: practice.Left, Own: id()}}
	p.keys = vault.New(cheap, vault.NewSecrets(h.Secrets...)).NewKeys()
	h.shelf(p.Own, "")
	return p.With(h.Secrets...)
}

// Couple adds two people and joins them.
func (h *House) Couple() Couple {
	h.t.Helper()
	return h.Join(h.Person(), h.Person())
}

// MostPlanks is how many planks laid alone a bridge begins with at most.
const MostPlanks = 6

// Join gives two people who were alone a shared shelf; left is the one who invited.
func (h *House) Join(left, right Person) Couple {
	h.t.Helper()
	shared := id()
	h.shelf(shared, left.Own)
	return h.join(left, right, shared, vault.NewCouple())
}

func (h *House) join(left, right Person, shared string, keys *vault.Couple) Couple {
	c := Couple{left, right}
	for _, p := range []struct {
		me    *Person
		other Person
		side  practice.Side
	}{{&c.Left, right, practice.Left}, {&c.Right, left, practice.Right}} {
		p.me.Side, p.me.Shared = p.side, shared
		p.me.Other, p.me.OtherOwn = p.other.Me, p.other.Own
		p.me.couple = keys
		*p.me = p.me.With(h.Secrets...)
	}
	return c
}

// With is the same person on a server that has these secrets, newest first.
func (p Person) With(secrets ...[]byte) Person {
	p.Keys = vault.New(cheap, vault.NewSecrets(secrets...)).Ring(p.keys, p.couple)
	return p
}

// cheap is a cost for password locks that no test here makes.
var cheap = vault.Cost{MemoryKiB: 64, Passes: 1, Lanes: 1}

func (h *House) shelf(id, from string) {
	h.t.Helper()
	err := h.DB.Write(h.t.Context(), func(tx *db.Tx) error { return journal.NewShelf(h.t.Context(), tx, id, from, MostPlanks) })
	if err != nil {
		h.t.Fatalf("add a shelf: %v", err)
	}
}

// id is 128 random bits, as accounts and shelves have.
func id() string { return strings.ToLower(rand.Text()) }

func random(n int) []byte {
	b := make([]byte, n)
	rand.Read(b) //nolint:errcheck // it cannot fail
	return b
}
