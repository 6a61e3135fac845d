package story

import (
	"bytes"
	"context"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// patience is how long a condition may take to come true on a busy machine.
const patience = 15 * time.Second

// server is one server process, or the place for one.
type server struct {
	t    *testing.T
	args []string
	Host string // host:port
	cmd  *exec.Cmd
	in   io.Closer
	out  *output
}

// output collects what a child prints.
type output struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.b.Write(p)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.b.String()
}

// startServer starts a server on a data folder; database is a postgres:// address, or empty for the
// file in the folder.
func startServer(t *testing.T, data, database string) *server {
	t.Helper()
	needBrowser(t) // before anything is started that would only be stopped again
	s := &server{t: t, Host: freePort(t), out: &output{}}
	s.args = []string{"-addr", s.Host, "-data", data, "-secret-file", filepath.Join(data, "secret")}
	if database != "" {
		s.args = append(s.args, "-db", database)
	}
	s.start()
	t.Cleanup(func() {
		s.kill()
		if t.Failed() {
			t.Logf("the server on %s said:\n%s", s.Host, s.out)
		}
	})
	return s
}

// freePort is an address on this machine that nothing listens on.
func freePort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "localhost:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	_, port, err := net.SplitHostPort(l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	return net.JoinHostPort("localhost", port)
}

// start runs the server and waits until it answers.
func (s *server) start() {
	s.t.Helper()
	self, err := os.Executable()
	if err != nil {
		s.t.Fatal(err)
	}
	s.cmd = exec.Command(self, s.args...)
	for _, e := range os.Environ() {
		if !strings.HasPrefix(e, "FOOTBRIDGE_") {
			s.cmd.Env = append(s.cmd.Env, e)
		}
	}
	s.cmd.Env = append(s.cmd.Env, childServer+"=1")
	s.cmd.Stdout, s.cmd.Stderr = s.out, s.out
	if s.in, err = s.cmd.StdinPipe(); err != nil {
		s.t.Fatal(err)
	}
	if err := s.cmd.Start(); err != nil {
		s.t.Fatal(err)
	}
	s.t.Logf("server %d on %s", s.cmd.Process.Pid, s.Host)
	eventually(s.t, "the server to answer", func() bool {
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		r, err := http.NewRequestWithContext(ctx, http.MethodGet, s.url("/healthz"), nil)
		if err != nil {
			s.t.Fatal(err)
		}
		res, err := http.DefaultClient.Do(r)
		if err != nil {
			return false
		}
		res.Body.Close()
		return res.StatusCode == http.StatusOK
	})
}

// kill ends the server as a power cut would: SIGKILL, and no time for anything.
func (s *server) kill() {
	if s.cmd == nil {
		return
	}
	_ = s.cmd.Process.Kill()
	_ = s.cmd.Wait()
	s.in.Close()
	s.cmd = nil
}

func (s *server) url(path string) string { return "http://" + s.Host + path }

// eventually waits until something is so.
func eventually(t *testing.T, what string, so func() bool) {
	t.Helper()
	end := time.Now().Add(patience)
	tick := time.NewTicker(25 * time.Millisecond)
	defer tick.Stop()
	for !so() {
		if time.Now().After(end) {
			t.Fatalf("waited in vain for %s", what)
		}
		<-tick.C
	}
}
