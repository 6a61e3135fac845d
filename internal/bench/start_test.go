package bench

import (
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// BenchmarkStart is from the start of the program to its first page, on an empty store and as the example:
// bars 300 ms and 1 s.
func BenchmarkStart(b *testing.B) {
	bin := filepath.Join(b.TempDir(), "footbridge")
	if out, err := exec.Command("go", "build", "-o", bin, "footbridge").CombinedOutput(); err != nil {
		b.Fatalf("build: %v\n%s", err, out)
	}
	for name, args := range map[string][]string{"empty": nil, "example": {"demo"}} {
		b.Run(name, func(b *testing.B) {
			var list []float64
			start := func() { list = append(list, float64(firstPage(b, bin, args))/1e6) }
			for b.Loop() {
				start()
			}
			for len(list) < 10 {
				start()
			}
			b.ReportMetric(0, "ns/op")
			b.ReportMetric(middle(list, 0.5), "first-page-ms")
			b.ReportMetric(middle(list, 0), "first-page-least-ms")
			b.ReportMetric(middle(list, 1), "first-page-most-ms")
		})
	}
}

// firstPage starts the program and tells how long it was until the front page came.
func firstPage(b *testing.B, bin string, args []string) time.Duration {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	address := l.Addr().String()
	l.Close()
	args = append(append([]string{}, args...), "-addr", address)
	if len(args) == 2 {
		data := b.TempDir()
		args = append(args, "-data", data, "-secret-file", filepath.Join(data, "secret"))
	}
	cmd := exec.Command(bin, args...)
	cmd.Env = []string{"HOME=" + b.TempDir(), "PATH=" + os.Getenv("PATH"), "TMPDIR=" + os.TempDir()}
	begin := time.Now()
	if err := cmd.Start(); err != nil {
		b.Fatal(err)
	}
	defer func() {
		_ = cmd.Process.Signal(os.Interrupt)
		_ = cmd.Wait()
	}()
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}, Timeout: 5 * time.Second}
	for time.Since(begin) < 30*time.Second {
		res, err := client.Get("http://" + address + "/")
		if err == nil {
			res.Body.Close()
			if res.StatusCode == http.StatusOK {
				return time.Since(begin)
			}
		}
		time.Sleep(time.Millisecond)
	}
	b.Fatal("no page came in 30 seconds")
	return 0
}
