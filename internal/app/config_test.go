package app

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"footbridge/internal/vault"
)

// It refuses a non-loopback address without TLS or a proxy, with a sentence that says what to do.
func TestConfig(t *testing.T) {
	for name, c := range map[string]struct {
		args []string
		want string // part of the refusal; empty: fine
	}{
		"as it comes":              {nil, ""},
		"loopback by number":       {[]string{"-addr", "127.0.0.1:9"}, ""},
		"IPv6 loopback":            {[]string{"-addr", "[::1]:9"}, ""},
		"everywhere":               {[]string{"-addr", ":8080"}, "put a proxy that does TLS in front"},
		"everywhere by number":     {[]string{"-addr", "0.0.0.0:8080"}, "listen on this machine only"},
		"a name that is elsewhere": {[]string{"-addr", "box.local:80"}, "listen on this machine only"},
		"everywhere with a proxy":  {[]string{"-addr", ":8080", "-proxy", "caddy", "-url", "https://bridge.example"}, ""},
		"a proxy without url":      {[]string{"-addr", ":8080", "-proxy", "caddy"}, "tell where people reach this server"},
		"plain http elsewhere":     {[]string{"-addr", ":8080", "-proxy", "caddy", "-url", "http://bridge.example"}, "https only"},
		"half a certificate":       {[]string{"-tls-cert", "x"}, "needs its key"},
		"a certificate":            {[]string{"-addr", ":443", "-tls-cert", "x", "-tls-key", "y", "-url", "https://bridge.example"}, ""},
		"another database":         {[]string{"-db", "mysql://x"}, "postgres:// address"},
		"a command":                {[]string{"fly"}, "no command"},
		"open sign-up":             {[]string{"-signup", "open"}, ""},
		"odd sign-up":              {[]string{"-signup", "maybe"}, "it can be open"},
		"a url with a path":        {[]string{"-url", "https://x.example/y"}, "is not like"},
	} {
		_, err := readConfig(c.args, io.Discard)
		if (err == nil) != (c.want == "") || (err != nil && !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func options(ready func(string)) *Options {
	return &Options{Clock: time.Now, Cost: vault.Cost{MemoryKiB: 64, Passes: 1, Lanes: 1}, Ready: ready}
}

// serve runs a server until it listens, and returns what it printed and how it ended.
func serve(t *testing.T, args ...string) (string, error) {
	t.Helper()
	c, err := readConfig(append([]string{"-addr", "localhost:0"}, args...), io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithTimeout(context.Background(), 30*time.Second)
	defer stop()
	var out bytes.Buffer
	err = Serve(ctx, c, &out, options(func(string) { stop() }))
	return out.String(), err
}

// The server secret: made at first start readable by its owner only; a node that lacks it refuses to
// start; told that it is lost, it starts with a new one.
func TestServerSecret(t *testing.T) {
	data := t.TempDir()
	if out, err := serve(t, "-data", data); err != nil || !strings.Contains(out, "Footbridge is open at http://") {
		t.Fatalf("%v: %s", err, out)
	}
	file := filepath.Join(data, "secret")
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o400 {
		t.Fatalf("the secret: %v, %v", info, err)
	}
	if err := os.Rename(file, file+".kept"); err != nil {
		t.Fatal(err)
	}
	if _, err := serve(t, "-data", data); !errors.Is(err, vault.ErrSecretMissing) || !strings.Contains(err.Error(), "-secret-lost") {
		t.Errorf("without its secret: %v", err)
	}
	if _, err := os.Stat(file); err == nil {
		t.Error("a refused start leaves a new secret where the old one is missing")
	}
	if _, err := serve(t, "-data", data, "-secret-lost"); err != nil {
		t.Errorf("told that it is lost: %v", err)
	}
	if _, err := serve(t, "-data", data); err != nil {
		t.Errorf("and after that: %v", err)
	}
}
