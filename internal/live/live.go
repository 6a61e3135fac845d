// Package live carries wake-ups: "shelf X has grown to position N". A wake-up
// holds no words; whoever hears it reads the shelf again. It may come twice,
// or late, and it may get lost, in which case a wake-up with Resync set follows
// and the listener reads everything again. It is sent after the commit, never
// before.
//
// The order for a listener is: subscribe, then read what is there, then wait.
// The other way round, what is written between the reading and the subscribing
// would go unnoticed.
//
// A slow listener never holds up a writer: each has a small queue, and when it
// is full the queue is thrown away and replaced by one Resync.
//
// There are two kinds behind one interface, which package web uses: in memory,
// for one process, and over PostgreSQL's LISTEN and NOTIFY, for many.
package live

import "sync"

// Wake says that something on a shelf is new.
type Wake struct {
	Shelf    string // the shelf's id; "" when Resync is set
	Position int64  // the newest position the sender knows of
	Resync   bool   // wake-ups were lost: read everything again
}

// Wakes carries wake-ups from those who write to those who listen.
type Wakes interface {
	// Subscribe listens to the given shelves until the returned function is
	// called, which closes the channel and may be called more than once.
	// After Close the channel comes back closed.
	Subscribe(shelves ...string) (<-chan Wake, func())
	// Wake tells all listeners of a shelf, on every node, without waiting
	// for any of them.
	Wake(shelf string, position int64)
	// Close ends all subscriptions and waits for what runs in the background.
	Close() error
}

// queue is how many wake-ups wait for one listener before they become one
// Resync.
const queue = 16

// NewMemory returns Wakes for a single process.
func NewMemory() Wakes { return newHub() }

// hub delivers within this process. Only a goroutine holding mu sends on or
// closes a listener's channel.
type hub struct {
	mu     sync.Mutex
	closed bool
	all    map[chan Wake]struct{}
	on     map[string]map[chan Wake]struct{}
}

func newHub() *hub {
	return &hub{all: map[chan Wake]struct{}{}, on: map[string]map[chan Wake]struct{}{}}
}

func (h *hub) Subscribe(shelves ...string) (<-chan Wake, func()) {
	c := make(chan Wake, queue)
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closed {
		close(c)
		return c, func() {}
	}
	h.all[c] = struct{}{}
	for _, s := range shelves {
		if h.on[s] == nil {
			h.on[s] = map[chan Wake]struct{}{}
		}
		h.on[s][c] = struct{}{}
	}
	return c, func() { h.leave(c, shelves) }
}

func (h *hub) leave(c chan Wake, shelves []string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if _, there := h.all[c]; !there {
		return
	}
	delete(h.all, c)
	for _, s := range shelves {
		delete(h.on[s], c)
		if len(h.on[s]) == 0 {
			delete(h.on, s)
		}
	}
	close(c)
}

func (h *hub) Wake(shelf string, position int64) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for c := range h.on[shelf] {
		offer(c, Wake{Shelf: shelf, Position: position})
	}
}

// resync tells every listener that wake-ups may have been lost.
func (h *hub) resync() {
	h.mu.Lock()
	defer h.mu.Unlock()
	for c := range h.all {
		empty(c)
		c <- Wake{Resync: true}
	}
}

// offer queues w, or replaces a full queue by one Resync. The listener may
// take from the queue meanwhile; that only makes more room.
func offer(c chan Wake, w Wake) {
	select {
	case c <- w:
	default:
		empty(c)
		c <- Wake{Resync: true}
	}
}

func empty(c chan Wake) {
	for {
		select {
		case <-c:
		default:
			return
		}
	}
}

func (h *hub) Close() error {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.closed = true
	for c := range h.all {
		close(c)
	}
	clear(h.all)
	clear(h.on)
	return nil
}
