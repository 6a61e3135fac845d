package journal_test

import (
	"errors"
	"fmt"
	"testing"

	"footbridge/internal/db"
	"footbridge/internal/journal"
	"footbridge/internal/journal/journaltest"
)

// Wake-ups: a shelf is woken with the number it reached, and a private act wakes no other shelf.
func TestWakes(t *testing.T) {
	each(t, func(t *testing.T, h *journaltest.House, c journaltest.Couple) {
		h.Send(c.Left, journaltest.Mine("diary"))
		h.Send(c.Left, journaltest.Held("checkin", "calm"))
		h.Send(c.Left, journaltest.Held("checkin", "calmer"))
		if err := h.KeepUnsent(t.Context(), c.Left.Reader, "", "/x", []byte("words"), h.Now()); err != nil {
			t.Fatal(err)
		}
		if n := len(h.Woken(c.Right.Own)) + len(h.Woken(c.Left.Shared)); n != 0 {
			t.Errorf("the other was woken %d times", n)
		}
		if got := h.Woken(c.Left.Own); len(got) != 3 || got[2] != 4 {
			t.Errorf("own wake-ups at %v", got)
		}
		h.Send(c.Right, journaltest.Held("checkin", "tired"))
		if got := h.Woken(c.Left.Shared); len(got) != 1 || got[0] != 2 {
			t.Errorf("wake-ups of the opening at %v", got)
		}
		if got := h.Woken(c.Right.Own); len(got) != 0 {
			t.Errorf("giving that opened moved the own shelf: %v", got)
		}
	})
}

// A commit whose answer is lost wakes the shelves that may have moved: nobody else would.
func TestUncertainWakes(t *testing.T) {
	each(t, func(t *testing.T, h *journaltest.House, c journaltest.Couple) {
		if !h.DB.Postgres() {
			return // its commit is a call in this process, and always answers
		}
		node := h.Open()
		seen, err := h.Heads(t.Context(), c.Left.Reader)
		if err != nil {
			t.Fatal(err)
		}
		node.DB.Observe(func(step string) {
			if step != "commit" {
				return
			}
			err := h.DB.Read(t.Context(), func(tx *db.Tx) error {
				var n int
				return tx.QueryRow(t.Context(), `SELECT COUNT(pg_terminate_backend(pid)) FROM pg_stat_activity
					WHERE datname = current_database() AND pid <> pg_backend_pid()`).Scan(&n)
			})
			if err != nil {
				t.Errorf("end the connections: %v", err)
			}
		})
		err = node.Write(t.Context(), c.Left.Reader, journal.Writing{Seen: seen, Now: h.Now(), Request: "r1",
			New: []journal.NewEntry{journaltest.Ours("hello")}})
		if !errors.Is(err, journal.ErrUncertain) {
			t.Fatalf("got %v", err)
		}
		expect(t, "woken", fmt.Sprint(h.Woken(c.Left.Shared), h.Woken(c.Left.Own)), "[1] []")
	})
}
