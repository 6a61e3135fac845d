package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strings"
	"sync/atomic"
	"time"

	"footbridge/internal/demo"
	"footbridge/internal/practice"
	"footbridge/internal/vault"
	"footbridge/internal/web"
)

var demoCommand = command{"demo", "", "open an example of two invented people, to look around", func(ctx context.Context, args []string, out, errs io.Writer) error {
	c := Config{Addr: "localhost:8090"}
	f := newFlags("demo", errs)
	f.StringVar(&c.Addr, "addr", c.Addr, "address on this machine to listen on")
	if err := f.Parse(args); err != nil {
		return err
	}
	if f.NArg() > 0 {
		return settingsError{fmt.Errorf("demo takes no %q; footbridge demo -help lists the settings", f.Arg(0))}
	}
	return Demo(ctx, c, out, time.Now, nil)
}}

// demoRuns is what the two of the example read about who runs their server.
const demoRuns = "Jo runs it, on the small computer behind the television. The disk is locked when it is off. Jo has promised not to look into the file, and knows that Mika could not check that."

// Demo shows an example until ctx ends (A7). It lies in a folder of its own that goes when it ends, so
// c.Data and what belongs to it are not looked at. ready, which may be nil, is told the address.
func Demo(ctx context.Context, c Config, out io.Writer, clock func() time.Time, ready func(address string)) error {
	folder, err := os.MkdirTemp("", "footbridge-demo-")
	if err != nil {
		return fmt.Errorf("make a folder for the example: %w", err)
	}
	defer os.RemoveAll(folder)
	c.Data = folder
	if err := c.check(); err != nil {
		return settingsError{err}
	}
	if !c.local {
		return settingsError{errors.New("anybody may sign in to the example, so it listens on this machine only: -addr localhost:8090")}
	}
	two, when := demo.People(), &stage{now: clock}
	o := &Options{Clock: when.Now, Ready: ready, Cost: vault.Cost{MemoryKiB: 64, Passes: 1, Lanes: 1}} // nothing here needs a strong lock
	for _, p := range two {
		o.guests = append(o.guests, web.Guest{Name: p.Name, Called: p.Called, Password: p.Password, Side: practice.Side(p.Side)})
	}
	h, err := open(ctx, c, o, slog.New(slog.NewTextHandler(out, nil)), io.Discard)
	if err != nil {
		return err
	}
	defer h.close()
	now := clock()
	err = demo.Play(ctx, demo.Stage{
		Site: h.web.Handler(), Origin: c.address.String(), Set: when.set, Zone: homeZone(), Runs: demoRuns,
	}, two, now)
	if err != nil {
		return fmt.Errorf("play the example: %w", err)
	}
	when.set(time.Time{})
	fmt.Fprintln(out, "This is an example with two invented people. Nothing in it is kept. Ctrl-C ends it.")
	return h.serve(ctx, c, out, o)
}

// stage is the clock of an example: what was set, or, once nothing is, the real one.
type stage struct {
	at  atomic.Pointer[time.Time]
	now func() time.Time
}

func (s *stage) set(t time.Time) {
	if t.IsZero() {
		s.at.Store(nil)
		return
	}
	s.at.Store(&t)
}

// Now is the time on the stage.
func (s *stage) Now() time.Time {
	if t := s.at.Load(); t != nil {
		return *t
	}
	return s.now()
}

// homeZone is the name of this machine's time zone, as far as it can be told.
func homeZone() string {
	if name := time.Local.String(); name != "Local" {
		return name
	}
	if link, err := os.Readlink("/etc/localtime"); err == nil {
		if _, name, ok := strings.Cut(link, "zoneinfo/"); ok {
			return name
		}
	}
	return "UTC"
}
