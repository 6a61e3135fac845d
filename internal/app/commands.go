package app

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"
)

// command is one thing that the program does. Each lies in a file of its own.
type command struct {
	name string
	args string // what may stand behind the name, for people
	help string // one line
	// run does it until it is done or ctx ends. What it says goes to out, how its flags are used to
	// errs. Its error is printed by Main; flag.ErrHelp is none.
	run func(ctx context.Context, args []string, out, errs io.Writer) error
}

// commands are all of them. The first is what the program does when none is named.
var commands = []command{serveCommand, demoCommand, backupCommand, restoreCommand, coachCommand}

// settingsError is an error in how the program was called.
type settingsError struct{ error }

func (e settingsError) Unwrap() error { return e.error }

// Main runs the program with its arguments and returns the exit code: 0, 1 for a failure, 2 for a
// command that is none or settings that cannot be.
func Main(args []string, out, errs io.Writer) int {
	run := commands[0].run
	if len(args) > 0 && !strings.HasPrefix(args[0], "-") {
		name := args[0]
		if args = args[1:]; name == "help" {
			list(out)
			return 0
		}
		run = nil
		for _, c := range commands {
			if c.name == name {
				run = c.run
			}
		}
		if run == nil {
			fmt.Fprintf(errs, "footbridge: there is no command %q; footbridge help lists what there is\n", name)
			return 2
		}
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	err := run(ctx, args, out, errs)
	var settings settingsError
	switch {
	case err == nil || errors.Is(err, flag.ErrHelp):
		return 0
	case errors.As(err, &settings):
		fmt.Fprintln(errs, "footbridge:", err)
		return 2
	}
	fmt.Fprintln(errs, "footbridge:", err)
	return 1
}

// list prints what there is.
func list(out io.Writer) {
	fmt.Fprintln(out, "Footbridge, a private web app for two people.")
	fmt.Fprintln(out)
	for _, c := range commands {
		fmt.Fprintf(out, "  footbridge %-22s %s\n", strings.TrimSpace(c.name+" "+c.args), c.help)
	}
	fmt.Fprintf(out, "\nWithout a command it does %s. footbridge COMMAND -help lists the settings.\n", commands[0].name)
}

var serveCommand = command{"serve", "", "open Footbridge to browsers", func(ctx context.Context, args []string, out, errs io.Writer) error {
	c, err := readConfig(args, errs)
	if err != nil {
		return settingsError{err}
	}
	return Serve(ctx, c, out, nil)
}}
