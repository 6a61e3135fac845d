package app

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/url"
	"path/filepath"
	"strings"

	"github.com/caarlos0/env/v11"
)

// Config is how a server runs. Each setting is a flag and an environment variable; the flag wins.
type Config struct {
	Addr       string `env:"FOOTBRIDGE_ADDR" envDefault:"localhost:8080"`
	Data       string `env:"FOOTBRIDGE_DATA" envDefault:"data"`
	DB         string `env:"FOOTBRIDGE_DB"`
	SecretFile string `env:"FOOTBRIDGE_SECRET_FILE"`
	URL        string `env:"FOOTBRIDGE_URL"`
	TLSCert    string `env:"FOOTBRIDGE_TLS_CERT"`
	TLSKey     string `env:"FOOTBRIDGE_TLS_KEY"`
	Proxy      string `env:"FOOTBRIDGE_PROXY"`
	SignUp     string `env:"FOOTBRIDGE_SIGNUP"`
	SecretLost bool   `env:"FOOTBRIDGE_SECRET_LOST"`

	address *url.URL
	local   bool
}

// readConfig reads the environment and then the flags, and checks that they belong together.
func readConfig(args []string, help io.Writer) (Config, error) {
	var c Config
	if err := env.Parse(&c); err != nil {
		return c, fmt.Errorf("read the settings: %w", err)
	}
	f := newFlags("serve", help)
	f.StringVar(&c.Addr, "addr", c.Addr, "address to listen on (FOOTBRIDGE_ADDR)")
	c.storeFlags(f)
	f.StringVar(&c.URL, "url", c.URL, "where people reach this server, such as https://bridge.example (FOOTBRIDGE_URL)")
	f.StringVar(&c.TLSCert, "tls-cert", c.TLSCert, "certificate file, for serving over TLS (FOOTBRIDGE_TLS_CERT)")
	f.StringVar(&c.TLSKey, "tls-key", c.TLSKey, "key file, for serving over TLS (FOOTBRIDGE_TLS_KEY)")
	f.StringVar(&c.Proxy, "proxy", c.Proxy, "name of the proxy in front that does TLS, such as caddy (FOOTBRIDGE_PROXY)")
	f.StringVar(&c.SignUp, "signup", c.SignUp, "open: anybody may sign up; default: by invitation after the first account (FOOTBRIDGE_SIGNUP)")
	c.lostFlag(f)
	if err := f.Parse(args); err != nil {
		return c, err
	}
	if f.NArg() > 0 {
		return c, fmt.Errorf("there is no command %q; footbridge help lists what there is", f.Arg(0))
	}
	return c, c.check()
}

// readStore reads the settings of a command that needs the database and no more; more may add flags.
// It returns what stands behind the flags.
func readStore(command string, args []string, help io.Writer, more func(*Config, *flag.FlagSet)) (Config, []string, error) {
	var c Config
	if err := env.Parse(&c); err != nil {
		return c, nil, fmt.Errorf("read the settings: %w", err)
	}
	f := newFlags(command, help)
	c.storeFlags(f)
	more(&c, f)
	if err := f.Parse(args); err != nil {
		return c, nil, err
	}
	return c, f.Args(), c.places()
}

// newFlags begins the flags of a command.
func newFlags(command string, help io.Writer) *flag.FlagSet {
	f := flag.NewFlagSet("footbridge "+command, flag.ContinueOnError)
	f.SetOutput(help)
	return f
}

func (c *Config) storeFlags(f *flag.FlagSet) {
	f.StringVar(&c.Data, "data", c.Data, "folder for the database and the server secret (FOOTBRIDGE_DATA)")
	f.StringVar(&c.DB, "db", c.DB, "a postgres:// address instead of the file in the data folder (FOOTBRIDGE_DB)")
	f.StringVar(&c.SecretFile, "secret-file", c.SecretFile, "the server secret; default: secret in the data folder (FOOTBRIDGE_SECRET_FILE)")
}

func (c *Config) lostFlag(f *flag.FlagSet) {
	f.BoolVar(&c.SecretLost, "secret-lost", c.SecretLost, "go on although the server secret is gone; see README.md first (FOOTBRIDGE_SECRET_LOST)")
}

var errNoTLS = errors.New("this address can be reached from other machines, and nothing protects the connection.\n" +
	"Do one of these:\n" +
	"  * listen on this machine only: -addr localhost:8080\n" +
	"  * give a certificate: -tls-cert FILE -tls-key FILE -url https://…\n" +
	"  * put a proxy that does TLS in front and name it: -proxy caddy -url https://…")

// check fills in what follows from other settings and refuses what cannot be safe.
func (c *Config) check() error {
	host, port, err := net.SplitHostPort(c.Addr)
	if err != nil {
		return fmt.Errorf("the address %q is not host:port", c.Addr)
	}
	if (c.TLSCert == "") != (c.TLSKey == "") {
		return errors.New("a certificate needs its key: give both -tls-cert and -tls-key")
	}
	if c.SignUp != "" && c.SignUp != "open" {
		return fmt.Errorf("the sign-up setting is %q; it can be open, or left out", c.SignUp)
	}
	c.local = loopback(host)
	if !c.local && c.TLSCert == "" && c.Proxy == "" {
		return errNoTLS
	}
	if err := c.places(); err != nil {
		return err
	}
	return c.checkURL(host, port)
}

// places fills in where the database and the server secret lie.
func (c *Config) places() error {
	if c.SecretFile == "" {
		c.SecretFile = filepath.Join(c.Data, "secret")
	}
	if c.DB == "" {
		c.DB = filepath.Join(c.Data, "footbridge.db")
	} else if !c.postgres() {
		return errors.New("the database setting must be a postgres:// address; for the file, set the data folder instead")
	}
	return nil
}

// postgres says whether the database is PostgreSQL, and not a file.
func (c *Config) postgres() bool {
	return strings.HasPrefix(c.DB, "postgres://") || strings.HasPrefix(c.DB, "postgresql://")
}

func (c *Config) checkURL(host, port string) error {
	if c.URL == "" {
		if !c.local || c.Proxy != "" {
			return errors.New("tell where people reach this server: -url https://…")
		}
		scheme := "http"
		if c.TLSCert != "" {
			scheme = "https"
		}
		c.URL = scheme + "://" + net.JoinHostPort(host, port)
	}
	u, err := url.Parse(strings.TrimSuffix(c.URL, "/"))
	if err != nil || u.Host == "" || u.Path != "" || (u.Scheme != "https" && u.Scheme != "http") {
		return fmt.Errorf("the url %q is not like https://bridge.example", c.URL)
	}
	if u.Scheme == "http" && !loopback(u.Hostname()) {
		return errors.New("other machines may reach this server over https only: -url https://…")
	}
	c.address = u
	c.local = c.local && c.Proxy == "" && loopback(u.Hostname())
	return nil
}

// loopback says whether a host name means this machine only.
func loopback(host string) bool {
	if host == "localhost" {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}
