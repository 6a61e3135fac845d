package journal_test

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"sync"
	"testing"

	"footbridge/internal/journal"
	"footbridge/internal/journal/journaltest"
	"footbridge/internal/practice"
)

// roundsOr is how often something is tried: short with -short, and half as often under the race
// detector.
func roundsOr(long, short int) int {
	switch {
	case raceDetector:
		return short / 2
	case testing.Short():
		return short
	}
	return long
}

// tally counts how many tries writings took.
type tally struct {
	mu    sync.Mutex
	tries [journaltest.Tries + 2]int // the last counts those that gave up
}

func (y *tally) add(tries int, err error) error {
	y.mu.Lock()
	defer y.mu.Unlock()
	if errors.Is(err, journal.ErrMoved) {
		tries, err = journaltest.Tries+1, nil
	}
	y.tries[tries]++
	return err
}

func (y *tally) String() string {
	return fmt.Sprintf("%d at once, %v later, %d gave up", y.tries[1], y.tries[2:journaltest.Tries+1], y.tries[journaltest.Tries+1])
}

// E6: both answer at once, a thousand times, on two nodes: exactly one opening each time.
func TestBothAnswerAtOnce(t *testing.T) {
	each(t, func(t *testing.T, h *journaltest.House, c journaltest.Couple) {
		nodes := [2]*journaltest.Node{h.Node, h.Open()}
		var y tally
		rounds := roundsOr(1000, 100)
		for i := range rounds {
			var start, done sync.WaitGroup
			start.Add(1)
			for k, p := range []journaltest.Person{c.Left, c.Right} {
				done.Go(func() {
					start.Wait()
					if err := y.add(nodes[(i+k)%2].TrySend(p, journal.Writing{New: []journal.NewEntry{
						journaltest.Held("letter", fmt.Sprintf("%s%d", p.Side, i))}})); err != nil {
						t.Errorf("round %d: %v", i, err)
					}
				})
			}
			start.Done()
			done.Wait()
			if seen, err := h.Heads(t.Context(), c.Left.Reader); err != nil || seen.Shared != int64(2*(i+1)) {
				t.Fatalf("after round %d the shared shelf is at %d (%v)", i, seen.Shared, err)
			}
		}
		if n := whole(t, h.DB, c, 0); n != rounds {
			t.Errorf("%d openings in %d rounds", n, rounds)
		}
		meetings(t, h, c, rounds)
		bridge(t, h, c, 2*rounds)
		t.Logf("tries: %s", &y)
		if y.tries[journaltest.Tries+1] > 0 {
			t.Errorf("%d tries were not enough", journaltest.Tries)
		}
	})
}

// meetings checks that in each opening two answers of one round met.
func meetings(t *testing.T, h *journaltest.House, c journaltest.Couple, rounds int) {
	t.Helper()
	left, right := map[string]string{}, map[string]string{}
	for _, e := range h.All(c.Left) {
		if e.Audience != practice.Ours || e.Opening == "" {
			t.Fatalf("%q has not opened", journaltest.Words(e))
		}
		if e.Own {
			left[e.Opening] = journaltest.Words(e)[1:]
		} else {
			right[e.Opening] = journaltest.Words(e)[1:]
		}
	}
	for opening, n := range left {
		if right[opening] != n {
			t.Fatalf("round %q met round %q", n, right[opening])
		}
	}
	if len(left) != rounds || len(right) != rounds {
		t.Errorf("%d and %d answers opened in %d rounds", len(left), len(right), rounds)
	}
}

// Both on two devices at once: four answers, at most two of which each belong to one, and never a
// half, an answer lost to an error, or more than five tries.
func TestFourDevicesAtOnce(t *testing.T) {
	each(t, func(t *testing.T, h *journaltest.House, c journaltest.Couple) {
		nodes := [2]*journaltest.Node{h.Node, h.Open()}
		var y tally
		rounds := roundsOr(200, 40)
		for i := range rounds {
			var all sync.WaitGroup
			for k, p := range []journaltest.Person{c.Left, c.Right, c.Left, c.Right} {
				all.Go(func() {
					if err := y.add(nodes[k/2].TrySend(p, journal.Writing{New: []journal.NewEntry{
						journaltest.Held("letter", fmt.Sprintf("%s%d.%d", p.Side, i, k))}})); err != nil {
						t.Errorf("round %d: %v", i, err)
					}
				})
			}
			all.Wait()
		}
		n := whole(t, h.DB, c, 0)
		if n < rounds || n > 2*rounds {
			t.Errorf("%d openings in %d rounds", n, rounds)
		}
		bridge(t, h, c, 2*n)
		t.Logf("%d openings in %d rounds; tries: %s", n, rounds, &y)
	})
}

// E7: taking back races with the other's giving: it was taken back and is never shown, or it has
// opened and its author is told so.
func TestTakingBackRacesWithGiving(t *testing.T) {
	each(t, func(t *testing.T, h *journaltest.House, c journaltest.Couple) {
		nodes := [2]*journaltest.Node{h.Node, h.Open()}
		opened, all, rounds := 0, 0, roundsOr(300, 50)
		for i := range rounds {
			if i%10 == 0 { // so that reading all stays short
				if n := whole(t, h.DB, c, 0); n != opened {
					t.Errorf("%d openings, counted %d", n, opened)
				}
				c, opened = h.Couple(), 0
			}
			words := fmt.Sprintf("regret%d", i)
			h.Send(c.Left, journaltest.Held("letter", words))
			var both sync.WaitGroup
			told := ""
			both.Go(func() { told = withdraw(t, nodes[i%2], c.Left, words) })
			both.Go(func() {
				nodes[(i+1)%2].All(c.Right) // as the page does
				if _, err := nodes[(i+1)%2].TrySend(c.Right, journal.Writing{
					New: []journal.NewEntry{journaltest.Held("letter", fmt.Sprintf("open%d", i))}}); err != nil {
					t.Errorf("round %d: the other's giving: %v", i, err)
				}
			})
			both.Wait()
			_, seen := h.Find(c.Right, words)
			mine, _ := h.Find(c.Right, fmt.Sprintf("open%d", i))
			switch {
			case told == "taken back" && !seen && mine.Audience == practice.Held:
				h.TakeBack(c.Right, mine.ID)
			case told == "opened" && seen && mine.Audience == practice.Ours:
				opened, all = opened+1, all+1
			default:
				t.Fatalf("round %d: told %q, the other sees it: %v, and has theirs as %s", i, told, seen, mine.Audience)
			}
		}
		t.Logf("%d of %d opened", all, rounds)
	})
}

// withdraw does what a host does: look, decide, and look again when something moved.
func withdraw(t *testing.T, n *journaltest.Node, p journaltest.Person, words string) string {
	for range journaltest.Tries {
		b, err := n.Read(t.Context(), p.Reader, journaltest.Kinds, journal.Heads{})
		if err != nil {
			return err.Error()
		}
		for _, e := range b.Entries {
			if journaltest.Words(e) != words {
				continue
			}
			if e.Audience == practice.Ours {
				return "opened"
			}
			err := n.Write(t.Context(), p.Reader, journal.Writing{
				Seen: b.Heads, Now: e.At, Request: journaltest.Request(), TakeBack: []string{e.ID}})
			if err == nil {
				return "taken back"
			}
			if !errors.Is(err, journal.ErrMoved) {
				return err.Error()
			}
		}
	}
	return "gave up"
}

// E6, E46: the same with two processes of the operating system on one database.
func TestBothAnswerInTwoProcesses(t *testing.T) {
	eachPlace(t, func(t *testing.T, where string) {
		h := journaltest.New(t, opener(t, where))
		c := h.Couple()
		cmd := again(t, job{World: h.Carry(where, c), Rounds: true})
		in, err := cmd.StdinPipe()
		if err != nil {
			t.Fatal(err)
		}
		pipe, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		out := bufio.NewScanner(pipe)
		out.Scan() // ready
		var y tally
		rounds := roundsOr(1000, 100)
		for i := range rounds {
			if _, err := io.WriteString(in, "go\n"); err != nil {
				t.Fatal(err)
			}
			if err := y.add(h.TrySend(c.Left, journal.Writing{New: []journal.NewEntry{journaltest.Held("letter", "left")}})); err != nil {
				t.Errorf("round %d, here: %v", i, err)
			}
			var tries int
			var told string
			if !out.Scan() {
				t.Fatalf("round %d: the other process ended", i)
			}
			if _, err := fmt.Sscanf(out.Text(), "%d %s", &tries, &told); err != nil || told != "<nil>" {
				t.Errorf("round %d, there: %s", i, out.Text())
			}
			y.add(tries, nil) //nolint:errcheck // none was given
			if seen, err := h.Heads(t.Context(), c.Left.Reader); err != nil || seen.Shared != int64(2*(i+1)) {
				t.Fatalf("after round %d the shared shelf is at %d (%v)", i, seen.Shared, err)
			}
		}
		in.Close()
		if err := cmd.Wait(); err != nil {
			t.Errorf("the other process: %v", err)
		}
		if n := whole(t, h.DB, c, 0); n != rounds {
			t.Errorf("%d openings in %d rounds", n, rounds)
		}
		bridge(t, h, c, 2*rounds)
		t.Logf("tries: %s", &y)
	})
}
