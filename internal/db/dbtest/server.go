package dbtest

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"sort"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
)

// server returns the URL of the server's own database, starting the server the
// first time it is asked for.
var server = sync.OnceValues(func() (string, error) {
	if given := os.Getenv("FOOTBRIDGE_TEST_POSTGRES"); given != "" {
		return given, nil
	}
	bin, err := programs()
	if err != nil {
		return "", err
	}
	return start(bin)
})

// programs finds the folder with the newest initdb.
func programs() (string, error) {
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	sort.Slice(found, func(i, j int) bool { return version(found[i]) < version(found[j]) })
	if len(found) > 0 {
		return filepath.Dir(found[len(found)-1]), nil
	}
	if p, err := exec.LookPath("initdb"); err == nil {
		return filepath.Dir(p), nil
	}
	return "", errors.New("no initdb in /usr/lib/postgresql/*/bin or on the path")
}

func version(path string) int {
	var n int
	fmt.Sscanf(strings.TrimPrefix(path, "/usr/lib/postgresql/"), "%d", &n)
	return n
}

// keeper runs the server as long as its standard input is open. That is a pipe
// whose other end only the test binary holds, so the server is stopped and its
// folder removed even when the tests are killed. ICU sorts words as people do,
// which shows a query that forgot COLLATE "C"; older builds may lack it.
const keeper = `
trap '' INT HUP TERM
dir=$1; bin=$2; as=$3
{
	$as "$bin/initdb" -D "$dir/data" -A trust -U postgres -E UTF8 --no-sync \
		--locale=C --locale-provider=icu --icu-locale=en-US ||
	{ rm -rf "$dir/data"; $as "$bin/initdb" -D "$dir/data" -A trust -U postgres -E UTF8 --no-sync --locale=C; }
} >"$dir/log" 2>&1 </dev/null || touch "$dir/failed"
$as "$bin/postgres" -D "$dir/data" -k "$dir" -c listen_addresses= -c fsync=off \
	-c full_page_writes=off -c synchronous_commit=off -c max_connections=200 \
	-c shared_buffers=32MB >>"$dir/log" 2>&1 </dev/null &
cat >/dev/null
$as "$bin/pg_ctl" -D "$dir/data" -m immediate -w stop >/dev/null 2>&1
wait
rm -rf "$dir"
`

// keepOpen holds the pipe until the process ends.
//
//lint:ignore U1000 holding it is its use
var keepOpen any

func start(bin string) (string, error) {
	dir, err := os.MkdirTemp("", "footbridge-pg-")
	if err != nil {
		return "", err
	}
	as := ""
	if os.Geteuid() == 0 {
		// PostgreSQL refuses to run as root.
		as = "setpriv --reuid=postgres --regid=postgres --clear-groups --"
		if err := exec.Command("chown", "postgres", dir).Run(); err != nil {
			return "", errors.Join(errors.New("there is no user postgres to run it as"), os.RemoveAll(dir))
		}
	}
	cmd := exec.Command("sh", "-c", keeper, "keeper", dir, bin, as)
	cmd.Dir = dir
	stdin, err := cmd.StdinPipe()
	if err != nil {
		return "", errors.Join(err, os.RemoveAll(dir))
	}
	if err := cmd.Start(); err != nil {
		return "", errors.Join(err, os.RemoveAll(dir))
	}
	keepOpen = stdin
	u := url.URL{Scheme: "postgres", User: url.User("postgres"), Path: "/postgres",
		RawQuery: url.Values{"host": {dir}, "port": {"5432"}}.Encode()}
	if err := waitFor(u.String(), dir); err != nil {
		log, _ := os.ReadFile(filepath.Join(dir, "log"))
		stdin.Close()
		cmd.Wait() //nolint:errcheck // the reason is in the log
		return "", fmt.Errorf("%w\n%s", err, log)
	}
	return u.String(), nil
}

// waitFor polls until the server answers; there is nothing to be told by.
func waitFor(address, dir string) error {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for {
		conn, err := pgx.Connect(ctx, address)
		if err == nil {
			return conn.Close(ctx)
		}
		if _, failed := os.Stat(filepath.Join(dir, "failed")); failed == nil {
			return errors.New("initdb failed")
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("the server did not start: %w", err)
		case <-tick.C:
		}
	}
}
