package journal_test

import (
	"errors"
	"os/exec"
	"sort"
	"strings"
	"syscall"
	"testing"
	"time"

	"footbridge/internal/journal"
	"footbridge/internal/journal/journaltest"
)

// crash is something that the left one of two does, and what both read before and after.
type crash struct {
	name          string
	before        func(h *journaltest.House, c journaltest.Couple)
	do            func(h *journaltest.House, c journaltest.Couple) journal.Writing
	old, new      string // what the left one reads, a slash, what the right one reads
	openings      int    // after
	takenBackOnce bool   // half of an opened pair
	planks        int    // after
}

func held(words string) func(*journaltest.House, journaltest.Couple) journal.Writing {
	return func(*journaltest.House, journaltest.Couple) journal.Writing {
		return journal.Writing{New: []journal.NewEntry{journaltest.Held("letter", words)}}
	}
}

func backOf(words string, instead ...journal.NewEntry) func(*journaltest.House, journaltest.Couple) journal.Writing {
	return func(h *journaltest.House, c journaltest.Couple) journal.Writing {
		e, _ := h.Find(c.Left, words)
		return journal.Writing{TakeBack: []string{e.ID}, New: instead}
	}
}

var crashes = []crash{
	{name: "give", do: held("calm"), old: " | ", new: "+calm/held | "},
	{name: "open", do: held("calm"), old: " | +tired/held", new: "+calm/ours tired/ours | +tired/ours calm/ours", openings: 1, planks: 2,
		before: func(h *journaltest.House, c journaltest.Couple) { h.Send(c.Right, journaltest.Held("letter", "tired")) }},
	{name: "change", do: held("calmer"), old: "+calm/held | ", new: "+calmer/held | ",
		before: func(h *journaltest.House, c journaltest.Couple) { h.Send(c.Left, journaltest.Held("letter", "calm")) }},
	{name: "change that opens", do: held("calmer"), old: "+calm/held | +tired/held", openings: 1, planks: 2,
		new: "+calmer/ours tired/ours | +tired/ours calmer/ours",
		before: func(h *journaltest.House, c journaltest.Couple) {
			h.Send(c.Left, journaltest.Held("letter", "calm"))
			h.Wait(4 * 24 * time.Hour)
			late := journaltest.Held("letter", "tired")
			late.Fresh = time.Hour
			h.Send(c.Right, late)
		}},
	{name: "take back held", do: backOf("calm"), old: "+calm/held | ", new: " | ",
		before: func(h *journaltest.House, c journaltest.Couple) { h.Send(c.Left, journaltest.Held("letter", "calm")) }},
	{name: "turn down", do: backOf("calm", journaltest.Mine("calm for me")), old: "+calm/held | ", new: "+calm for me/mine | ",
		before: func(h *journaltest.House, c journaltest.Couple) { h.Send(c.Left, journaltest.Held("letter", "calm")) }},
	{name: "take back opened", do: backOf("calm"), openings: 1, takenBackOnce: true, planks: 2,
		old: "+calm/ours tired/ours | +tired/ours calm/ours", new: "tired/ours | +tired/ours",
		before: func(h *journaltest.House, c journaltest.Couple) {
			h.Send(c.Left, journaltest.Held("letter", "calm"))
			h.Send(c.Right, journaltest.Held("letter", "tired"))
		}},
	{name: "ours", do: func(*journaltest.House, journaltest.Couple) journal.Writing {
		return journal.Writing{New: []journal.NewEntry{journaltest.Ours("hello")}}
	}, old: " | ", new: "+hello/ours | hello/ours", planks: 1},
}

// both is what the two read, each sorted.
func both(h *journaltest.House, c journaltest.Couple) string {
	var sides []string
	for _, p := range []journaltest.Person{c.Left, c.Right} {
		var lines []string
		for _, e := range h.All(p) {
			lines = append(lines, line(e))
		}
		sort.Strings(lines)
		sides = append(sides, strings.Join(lines, " "))
	}
	return strings.Join(sides, " | ")
}

// A process that is killed at any step leaves the old state or the new one, whole; what it said was
// written is written; and the same form sent again ends in exactly one of it.
func TestKilledAtEveryStep(t *testing.T) {
	eachPlace(t, func(t *testing.T, where string) {
		house := journaltest.New(t, opener(t, where))
		all := crashes
		if raceDetector {
			all = crashes[1:2] // the other process is what is tested, and nobody looks into it
		}
		for _, one := range all {
			t.Run(one.name, func(t *testing.T) {
				steps := 0
				for kill := 1; ; kill++ {
					steps++
					if killed := crashOnce(t, house, where, one, kill, 0); !killed {
						break
					}
				}
				if steps < 6 {
					t.Errorf("only %d steps", steps)
				}
			})
		}
	})
}

// The same while the commit is under way.
func TestKilledDuringTheCommit(t *testing.T) {
	eachPlace(t, func(t *testing.T, where string) {
		house := journaltest.New(t, opener(t, where))
		open := crashes[1]
		commit := 1
		for at := ""; at != "commit"; commit++ { // find the step
			at = crashAt(t, house, where, open, commit)
		}
		commit--
		delays := []time.Duration{10, 30, 60, 100, 200, 400, 800, 1600, 3200}
		if testing.Short() || raceDetector {
			delays = delays[:3]
		}
		for _, d := range delays {
			crashOnce(t, house, where, open, commit, d*time.Microsecond)
		}
	})
}

func crashAt(t *testing.T, house *journaltest.House, where string, one crash, kill int) string {
	t.Helper()
	out, _ := crashRun(t, house, where, one, kill, 0)
	at, _, _ := strings.Cut(strings.TrimPrefix(out, "at "), "\n")
	return at
}

// crashRun prepares a couple, lets a second process do one and be killed, and returns what that
// printed and the couple.
func crashRun(t *testing.T, house *journaltest.House, where string, one crash, kill int, after time.Duration) (string, prepared) {
	t.Helper()
	c := house.Couple()
	if one.before != nil {
		one.before(house, c)
	}
	w := one.do(house, c)
	w.Request, w.Form, w.Answer = journaltest.Request(), []byte("f"), []byte("a")
	p := prepared{house.Carry(where, c), w}
	if err := house.DB.Close(); err != nil { // nobody else holds the file while it happens
		t.Fatal(err)
	}
	out, err := again(t, job{World: p.world, Request: w.Request, New: flatten(w.New),
		TakeBack: w.TakeBack, Kill: kill, After: after}).Output()
	var exit *exec.ExitError
	if err != nil && !(errors.As(err, &exit) && exit.ProcessState.Sys().(syscall.WaitStatus).Signal() == syscall.SIGKILL) {
		t.Fatalf("the second process: %v, %s", err, out)
	}
	house.Node = house.Open()
	return string(out), p
}

type prepared struct {
	world string
	w     journal.Writing
}

// crashOnce runs and checks one crash; it says whether the process was killed at all.
func crashOnce(t *testing.T, house *journaltest.House, where string, one crash, kill int, after time.Duration) bool {
	t.Helper()
	out, p := crashRun(t, house, where, one, kill, after)
	h, c := journaltest.Receive(t, p.world)
	defer h.DB.Close() //nolint:errcheck // only read from
	written := strings.Contains(out, "written <nil>")
	state, openings := both(h, c), whole(t, h.DB, c, 1)
	wantNew := written || strings.HasPrefix(out, "at committed")
	wantOld := !written && after == 0 && (strings.HasPrefix(out, "at exec") || strings.HasPrefix(out, "at commit\n"))
	switch {
	case state != one.old && state != one.new, wantNew && state != one.new, wantOld && state != one.old:
		t.Errorf("%s, killed at step %d (%q): both read %q", one.name, kill, out, state)
	case state == one.new && openings != one.openings:
		t.Errorf("%s, killed at step %d: %d openings", one.name, kill, openings)
	}
	if state == one.new || one.takenBackOnce {
		bridge(t, h, c, one.planks)
	} else {
		bridge(t, h, c, 0)
	}
	for i := range 2 { // the same form again, twice
		_, err := h.TrySend(c.Left, p.w)
		if err != nil && !errors.Is(err, journal.ErrAnswered) || err == nil && (i == 1 || state == one.new) {
			t.Errorf("%s, killed at step %d, the same form again: %v", one.name, kill, err)
		}
		if got := both(h, c); got != one.new {
			t.Errorf("%s, killed at step %d, after the same form again: both read %q", one.name, kill, got)
		}
	}
	bridge(t, h, c, one.planks)
	if n := whole(t, h.DB, c, 1); n != one.openings {
		t.Errorf("%s, killed at step %d: %d openings in the end", one.name, kill, n)
	}
	return !written
}
