package web

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"footbridge/internal/journal"
	"footbridge/internal/practice"
)

// What was opened for somebody leaves memory when it lies idle, also when nobody asks for anything
// any more.
func TestIdleFoldsGo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFolds(func(context.Context, journal.Reader, []practice.Kind, journal.Heads) (journal.Batch, error) {
			return journal.Batch{}, nil
		}, time.Now)
		p := practice.Practice{Slug: "any", Start: func() any { return 1 }}
		look := func() {
			if err := f.with(t.Context(), journal.Reader{Me: "me"}, p, func(any, journal.Heads, int) error { return nil }); err != nil {
				t.Fatal(err)
			}
		}
		held := func() int {
			f.mu.Lock()
			defer f.mu.Unlock()
			return len(f.byKey)
		}
		look()
		time.Sleep(foldIdle - time.Second)
		look()
		time.Sleep(foldIdle - time.Second)
		if held() != 1 {
			t.Error("let go of while in use")
		}
		time.Sleep(foldIdle)
		if held() != 0 {
			t.Error("kept, though idle")
		}
	})
}
