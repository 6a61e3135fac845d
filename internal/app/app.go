// Package app puts the house together: settings, database, keys, journal, practices, web. It is the
// only package that knows all others. practices.go is the list of practices, commands.go that of
// commands; each command is one file.
package app

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"

	_ "time/tzdata" // time zones, wherever this runs

	"footbridge/internal/db"
	"footbridge/internal/journal"
	"footbridge/internal/live"
	"footbridge/internal/people"
	"footbridge/internal/vault"
	"footbridge/internal/web"
)

// Options change what a test must be able to change.
type Options struct {
	Clock func() time.Time
	Cost  vault.Cost
	Ready func(address string) // called once when the server listens

	guests []web.Guest // of an example
}

// Serve runs a server until ctx ends. Requests in progress get ten seconds to finish.
func Serve(ctx context.Context, c Config, out io.Writer, o *Options) error {
	if o == nil {
		o = &Options{Clock: time.Now, Cost: vault.Standard}
	}
	log := slog.New(slog.NewTextHandler(out, nil))
	h, err := open(ctx, c, o, log, out)
	if err != nil {
		return err
	}
	defer h.close()
	return h.serve(ctx, c, out, o)
}

// serve answers browsers until ctx ends.
func (h *house) serve(ctx context.Context, c Config, out io.Writer, o *Options) error {
	listener, err := net.Listen("tcp", c.Addr)
	if err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	server := &http.Server{
		Handler:           h.web.Handler(),
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       30 * time.Second,
		WriteTimeout:      60 * time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    64 << 10,
		ErrorLog:          slog.NewLogLogger(slog.DiscardHandler, slog.LevelError), // it would hold addresses
	}
	server.RegisterOnShutdown(h.web.Close)
	go h.housekeeping(ctx)
	fmt.Fprintf(out, "Footbridge is open at %s\n", c.address)
	if o.Ready != nil {
		o.Ready(listener.Addr().String())
	}
	failed := make(chan error, 1)
	go func() {
		if c.TLSCert != "" {
			failed <- server.ServeTLS(listener, c.TLSCert, c.TLSKey)
		} else {
			failed <- server.Serve(listener)
		}
	}()
	select {
	case err := <-failed:
		return fmt.Errorf("serve: %w", err)
	case <-ctx.Done():
	}
	last, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	if err := server.Shutdown(last); err != nil {
		return fmt.Errorf("stop: %w", err)
	}
	return nil
}

// house is everything that runs.
type house struct {
	db      *db.DB
	wakes   live.Wakes
	people  *people.People
	journal *journal.Journal
	web     *web.Server
	clock   func() time.Time
	log     *slog.Logger
}

// open builds the house on a database, migrating it.
func open(ctx context.Context, c Config, o *Options, log *slog.Logger, out io.Writer) (*house, error) {
	h := &house{clock: o.Clock, log: log}
	var err error
	opener := db.Open
	if len(o.guests) > 0 {
		opener = db.OpenThrowAway
	}
	if h.db, err = opener(ctx, c.DB); err != nil {
		return nil, err
	}
	if err := h.furnish(ctx, c, o, out); err != nil {
		h.close()
		return nil, err
	}
	return h, nil
}

// schemas are the tables of all packages.
func schemas() []db.Schema {
	return append([]db.Schema{vault.Schema(), journal.Schema()}, people.Schemas()...)
}

func (h *house) furnish(ctx context.Context, c Config, o *Options, out io.Writer) error {
	if err := h.db.Migrate(ctx, schemas()...); err != nil {
		return fmt.Errorf("prepare the database: %w", err)
	}
	keys, err := unlock(ctx, h.db, c, o.Cost)
	if err != nil {
		return err
	}
	h.wakes = live.NewMemory()
	if h.db.Postgres() {
		if h.wakes, err = live.NewPostgres(ctx, c.DB); err != nil {
			return err
		}
	}
	h.journal = journal.New(h.db, h.wakes.Wake)
	setup, err := h.rules(ctx, c, keys, out)
	if err != nil {
		return err
	}
	h.web, err = web.New(web.Config{
		People: h.people, Journal: h.journal, Wakes: h.wakes, Sealer: keys, Practices: Practices,
		Clock: h.clock, Address: c.address, Local: c.local, Open: c.SignUp == "open", SetupCode: setup,
		Proxy: c.Proxy != "", Guests: o.guests, Healthy: h.healthy, Log: h.log,
	})
	return err
}

// unlock loads the server secret and makes sure that it is the one this database knows. A secret that
// was only now made, for a database that knows another, is taken away again, so that nobody takes it
// for the one that is missing.
func unlock(ctx context.Context, d *db.DB, c Config, cost vault.Cost) (*vault.Vault, error) {
	if err := os.MkdirAll(filepath.Dir(c.SecretFile), 0o700); err != nil {
		return nil, fmt.Errorf("make the folder of the server secret: %w", err)
	}
	_, err := os.Stat(c.SecretFile)
	made := errors.Is(err, fs.ErrNotExist)
	secrets, err := vault.LoadSecrets(c.SecretFile)
	if err != nil {
		return nil, err
	}
	keys := vault.New(cost, secrets)
	err = keys.CheckSecrets(ctx, d, c.SecretLost)
	if !errors.Is(err, vault.ErrSecretMissing) {
		return keys, err
	}
	if made {
		if err := os.Remove(c.SecretFile); err != nil {
			return nil, fmt.Errorf("take the new secret away: %w", err)
		}
	}
	return nil, fmt.Errorf("%w.\nPut the file that this database was used with back to %s.\n"+
		"If it is lost for good, read about the server secret in README.md and say -secret-lost this once", err, c.SecretFile)
}

// rules makes the store of people, with a set-up code when a fresh server can be reached from
// elsewhere: whoever is first must have seen the terminal.
func (h *house) rules(ctx context.Context, c Config, keys *vault.Vault, out io.Writer) (string, error) {
	rules := people.Rules{Open: c.SignUp == "open"}
	settle := func() {
		h.people = people.New(h.db, keys, h.clock, journal.NewShelf, rules)
		h.people.LogTo(h.log)
	}
	settle()
	if c.local {
		return "", nil
	}
	fresh, err := h.people.Fresh(ctx)
	if err != nil || !fresh {
		return "", err
	}
	rules.SetupCode = rand.Text()[:10]
	settle()
	fmt.Fprintf(out, "The first account on this server needs this code: %s\n", rules.SetupCode)
	return rules.SetupCode, nil
}

func (h *house) close() {
	if h.wakes != nil {
		h.wakes.Close()
	}
	h.db.Close()
}

// healthy says whether the database answers.
func (h *house) healthy(ctx context.Context) error {
	return h.db.Read(ctx, func(tx *db.Tx) error {
		var one int
		return tx.QueryRow(ctx, `SELECT 1`).Scan(&one)
	})
}

// housekeeping erases what only had to be kept for a while, once an hour.
func (h *house) housekeeping(ctx context.Context) {
	every := time.NewTicker(time.Hour)
	defer every.Stop()
	for {
		for what, purge := range map[string]func(context.Context) error{
			"people":  h.people.Purge,
			"journal": func(ctx context.Context) error { return h.journal.Purge(ctx, h.clock()) },
		} {
			if err := purge(ctx); err != nil && ctx.Err() == nil {
				h.log.Error("housekeeping failed", "of", what, "cause", err.Error())
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-every.C:
		}
	}
}
