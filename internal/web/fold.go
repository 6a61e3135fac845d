package web

import (
	"container/list"
	"context"
	"encoding/json"
	"fmt"
	"sync"
	"time"

	"footbridge/internal/journal"
	"footbridge/internal/people"
	"footbridge/internal/practice"
)

// How much folded state one node keeps, and for how long after it was last used.
const (
	foldBytes = 64 << 20
	foldIdle  = 5 * time.Minute
)

// folds keeps each viewer's folded state of each practice and brings it up to date with the rows
// that came since. A state holds opened words, so it is dropped at sign-out, when it lies idle, and
// when something of it was taken back.
type folds struct {
	read  func(context.Context, journal.Reader, []practice.Kind, journal.Heads) (journal.Batch, error)
	clock func() time.Time

	mu    sync.Mutex
	byKey map[string]*fold
	order *list.List // of *fold, the one used last in front
	bytes int
	sweep bool // whether a look for idle folds is to come
}

// fold is one state. Its lock is held while an action looks at the state.
type fold struct {
	key   string
	place *list.Element
	used  time.Time
	size  int

	mu     sync.Mutex
	state  any
	heads  journal.Heads
	last   int64 // when the last folded entry arrived
	broken int
	begun  bool
}

func newFolds(read func(context.Context, journal.Reader, []practice.Kind, journal.Heads) (journal.Batch, error), clock func() time.Time) *folds {
	return &folds{read: read, clock: clock, byKey: map[string]*fold{}, order: list.New()}
}

// with folds what r may read of p and runs do on it. The state must not be kept after do returns.
func (f *folds) with(ctx context.Context, r journal.Reader, p practice.Practice, do func(state any, at journal.Heads, broken int) error) error {
	k := f.get(r, p)
	k.mu.Lock()
	defer k.mu.Unlock()
	if err := f.advance(ctx, k, r, p); err != nil {
		f.forget(k)
		return err
	}
	return do(k.state, k.heads, k.broken)
}

// advance brings a fold up to the present.
func (f *folds) advance(ctx context.Context, k *fold, r journal.Reader, p practice.Practice) error {
	b, err := f.read(ctx, r, p.Kinds, k.heads)
	if err != nil {
		return err
	}
	if k.begun && !b.Again && len(b.Entries) > 0 && b.First < k.last {
		// A clock ran backwards between two shelves: fold all in the one true order.
		if b, err = f.read(ctx, r, p.Kinds, journal.Heads{}); err != nil {
			return err
		}
	}
	if b.Again || !k.begun {
		k.state, k.begun, k.last, k.broken = p.Start(), true, 0, 0
		f.grow(k, -k.size)
	}
	size := 0
	for _, e := range b.Entries {
		raw, _ := e.Body.(json.RawMessage)
		kind, ok := p.Kind(e.Kind)
		if !ok {
			continue
		}
		body := kind.New()
		if err := json.Unmarshal(raw, body); err != nil {
			k.broken++
			continue
		}
		e.Body = body
		size += 3*len(raw) + 300
		p.Apply(k.state, e)
	}
	k.heads, k.broken = b.Heads, k.broken+b.Broken
	k.last = max(k.last, b.Last)
	f.grow(k, size)
	return nil
}

// get finds or makes the fold of a viewer and a practice, and lets go of what is idle.
func (f *folds) get(r journal.Reader, p practice.Practice) *fold {
	f.mu.Lock()
	defer f.mu.Unlock()
	now := f.clock()
	f.dropIdle(now)
	key := fmt.Sprintf("%s/%s/%s", r.Me, r.Shared, p.Slug)
	k := f.byKey[key]
	if k == nil {
		k = &fold{key: key}
		k.place = f.order.PushFront(k)
		f.byKey[key] = k
	}
	k.used = now
	f.order.MoveToFront(k.place)
	f.sweepLater()
	return k
}

// dropIdle needs f.mu, as does sweepLater.
func (f *folds) dropIdle(now time.Time) {
	for e := f.order.Back(); e != nil && now.Sub(e.Value.(*fold).used) > foldIdle; e = f.order.Back() {
		f.remove(e.Value.(*fold))
	}
}

// sweepLater sees to it that idle folds go even when nobody asks for anything any more.
func (f *folds) sweepLater() {
	if f.sweep || f.order.Len() == 0 {
		return
	}
	f.sweep = true
	time.AfterFunc(foldIdle/5, func() {
		f.mu.Lock()
		defer f.mu.Unlock()
		f.sweep = false
		f.dropIdle(f.clock())
		f.sweepLater()
	})
}

func (f *folds) grow(k *fold, by int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.byKey[k.key] != k {
		return // let go of meanwhile
	}
	k.size += by
	f.bytes += by
	for e := f.order.Back(); e != nil && f.bytes > foldBytes && e.Value.(*fold) != k; e = f.order.Back() {
		f.remove(e.Value.(*fold))
	}
}

// remove needs f.mu.
func (f *folds) remove(k *fold) {
	if f.byKey[k.key] == k {
		f.order.Remove(k.place)
		delete(f.byKey, k.key)
		f.bytes -= k.size
	}
}

func (f *folds) forget(k *fold) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.remove(k)
}

// dropEvery lets go of everything.
func (f *folds) dropEvery() {
	f.mu.Lock()
	defer f.mu.Unlock()
	for e := f.order.Front(); e != nil; e = f.order.Front() {
		f.remove(e.Value.(*fold))
	}
}

// dropAll lets go of everything that belongs to a viewer.
func (f *folds) dropAll(account string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for e := f.order.Front(); e != nil; {
		k := e.Value.(*fold)
		e = e.Next()
		if len(k.key) > len(account) && k.key[:len(account)+1] == account+"/" {
			f.remove(k)
		}
	}
}

// reader is a visit as the journal knows it.
func reader(v *people.Visit) journal.Reader {
	r := journal.Reader{Me: v.Account, Side: practice.Side(v.Side), Own: v.OwnShelf, Keys: v.Ring}
	if v.Partner != nil {
		r.Shared, r.Other, r.OtherOwn = v.SharedShelf, v.Partner.Account, v.Partner.Shelf
	}
	return r
}
