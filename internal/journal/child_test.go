package journal_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"footbridge/internal/db"
	"footbridge/internal/db/dbtest"
	"footbridge/internal/journal"
	"footbridge/internal/journal/journaltest"
	"footbridge/internal/practice"
)

// childEnv carries a job, as JSON, to this test binary started again.
const childEnv = "FOOTBRIDGE_JOURNAL_CHILD"

// job is what a second process is to do.
type job struct {
	World string // from journaltest's Carry

	// Rounds: give as the right one of the two each time a line comes in, and say how it went.
	Rounds bool

	// Or one writing of the left one, ended at the Kill-th step inside the transaction; with
	// After, that much later. 0: not ended.
	Request  string
	New      []flat
	TakeBack []string
	Kill     int
	After    time.Duration
}

// flat is a journal.NewEntry without its kind's function.
type flat struct {
	Kind, Pair string
	Audience   practice.Audience
	Fresh      time.Duration
	Planks     int
	Body       json.RawMessage
}

func flatten(entries []journal.NewEntry) (out []flat) {
	for _, n := range entries {
		out = append(out, flat{n.Kind.Name, n.Pair, n.Audience, n.Fresh, n.Kind.Planks, n.Body})
	}
	return out
}

func (j job) writing() journal.Writing {
	w := journal.Writing{Request: j.Request, Form: []byte("f"), Answer: []byte("a"), TakeBack: j.TakeBack}
	for _, f := range j.New {
		w.New = append(w.New, journal.NewEntry{Kind: practice.Kind{Name: f.Kind, Planks: f.Planks}, Pair: f.Pair,
			Audience: f.Audience, Fresh: f.Fresh, Body: f.Body})
	}
	return w
}

// child is the second process. What it prints is all that is known of it.
func child(text string) {
	var j job
	if err := json.Unmarshal([]byte(text), &j); err != nil {
		panic(err)
	}
	h, c := journaltest.Receive(nil, j.World)
	if j.Rounds {
		fmt.Println("ready")
		for in := bufio.NewScanner(os.Stdin); in.Scan(); {
			tries, err := h.TrySend(c.Right, journal.Writing{New: []journal.NewEntry{journaltest.Held("letter", "right")}})
			fmt.Println(tries, err)
		}
		return
	}
	step := 0
	h.DB.Observe(func(what string) {
		step++
		if step != j.Kill {
			return
		}
		fmt.Println("at", what)
		if j.After > 0 {
			go func() { time.Sleep(j.After); die() }()
			return
		}
		die()
	})
	_, err := h.TrySend(c.Left, j.writing())
	fmt.Println("written", err)
}

func die() {
	syscall.Kill(os.Getpid(), syscall.SIGKILL) //nolint:errcheck // nothing comes after
	select {}
}

// again starts this test binary as a second process.
func again(t *testing.T, j job) *exec.Cmd {
	t.Helper()
	b, err := json.Marshal(j)
	if err != nil {
		t.Fatal(err)
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), self)
	cmd.Env = append(os.Environ(), childEnv+"="+string(b))
	cmd.Stderr = os.Stderr
	return cmd
}

// eachPlace runs f on both engines with what db.Open takes, for tests with several processes.
func eachPlace(t *testing.T, f func(t *testing.T, where string)) {
	t.Run("sqlite", func(t *testing.T) { f(t, filepath.Join(t.TempDir(), "test.db")) })
	t.Run("postgres", func(t *testing.T) { f(t, dbtest.PostgresURL(t)) })
}

// opener opens one place again and again.
func opener(t *testing.T, where string) func() *db.DB {
	return func() *db.DB {
		t.Helper()
		d, err := db.Open(t.Context(), where)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { d.Close() }) //nolint:errcheck // closing twice is allowed
		return d
	}
}
