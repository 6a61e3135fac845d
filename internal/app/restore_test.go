package app

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"footbridge/internal/db"
	"footbridge/internal/journal"
	"footbridge/internal/people"
	"footbridge/internal/practice"
	"footbridge/internal/practice/practicetest"
	"footbridge/internal/vault"
)

// A backup that lost its end, or in which one bit was changed anywhere, is refused with a sentence, and
// leaves nothing at all.
func TestDamagedBackup(t *testing.T) {
	c := place(t, "sqlite")
	server(t, c, practicetest.NewClock()).Couple("Ada", "Bo")
	file, _ := saved(t, c)
	whole, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	tries := map[string][]byte{"a text": []byte("Dear diary\n"), "something behind it": append(bytes.Clone(whole), 0)}
	for _, n := range []int{0, 1, 52, 53, 4096, len(whole) / 2, len(whole) - 53, len(whole) - 1} {
		tries[fmt.Sprintf("%d bytes of it", n)] = whole[:n]
	}
	for i := range 150 {
		at := rand.IntN(len(whole))
		if i < 54 {
			at = len(whole) - 1 - i // the mark and the sum as well
		}
		flipped := bytes.Clone(whole)
		flipped[at] ^= 1 << (i % 8)
		tries[fmt.Sprintf("byte %d changed", at)] = flipped
	}
	target := Config{Data: filepath.Join(t.TempDir(), "data")}
	if err := target.places(); err != nil {
		t.Fatal(err)
	}
	for name, b := range tries {
		if err := os.WriteFile(file, b, 0o600); err != nil {
			t.Fatal(err)
		}
		err := restore(t.Context(), target, file, cheap, time.Now, &bytes.Buffer{})
		if err == nil || !strings.Contains(err.Error(), "backup") || strings.Contains(err.Error(), "SQLite") {
			t.Errorf("%s: %v", name, err)
		}
		if left, err := os.ReadDir(target.Data); err != nil || len(left) > 0 {
			t.Errorf("%s: it left %v, %v", name, left, err)
		}
	}
	if err := restore(t.Context(), target, filepath.Join(t.TempDir(), "x"), cheap, time.Now, &bytes.Buffer{}); err == nil || !strings.Contains(err.Error(), "no file") {
		t.Errorf("a file that is not there: %v", err)
	}
}

// A database in which anybody has signed up is left as it is. One on which a server was started once,
// with another secret, is still empty.
func TestRestoreNeedsAnEmptyDatabase(t *testing.T) {
	engines(t, func(t *testing.T, engine string) {
		c := place(t, "sqlite")
		w := server(t, c, practicetest.NewClock())
		w.Couple("Ada", "Bo")
		file, _ := saved(t, c)
		used := place(t, engine)
		server(t, used, practicetest.NewClock()).Visitor("Cyd").SignUp("a")
		before := fmt.Sprint(contents(t, opened(t, used)))
		err := restore(t.Context(), used, file, cheap, time.Now, &bytes.Buffer{})
		if !errors.Is(err, errNotEmpty) || !strings.Contains(err.Error(), "Restore into an empty one") {
			t.Errorf("into a used one: %v", err)
		}
		if fmt.Sprint(contents(t, opened(t, used))) != before {
			t.Error("a used database was changed")
		}
		begun := place(t, engine)
		d := opened(t, begun)
		if err := d.Migrate(t.Context(), schemas()...); err != nil {
			t.Fatal(err)
		}
		other := vault.New(cheap, vault.NewSecrets(bytes.Repeat([]byte{9}, 32)))
		if err := other.CheckSecrets(t.Context(), d, false); err != nil {
			t.Fatal(err)
		}
		brought(t, begun, file)
		signsIn(server(t, begun, practicetest.NewClock()), "Ada")
	})
}

// The secret at hand must be one that the backup knows, as at the start of a server; one that was only
// now made is taken away again. Told that it is lost, the rest comes back.
func TestRestoreAsksForTheSecret(t *testing.T) {
	c := place(t, "sqlite")
	server(t, c, practicetest.NewClock()).Couple("Ada", "Bo")
	file, _ := saved(t, c)
	target := place(t, "sqlite")
	wrong := []byte(base64.StdEncoding.EncodeToString(bytes.Repeat([]byte{9}, 32)) + "\n")
	for _, secret := range [][]byte{nil, wrong} {
		os.Remove(target.SecretFile)
		if secret != nil {
			if err := os.WriteFile(target.SecretFile, secret, 0o400); err != nil {
				t.Fatal(err)
			}
		}
		err := restore(t.Context(), target, file, cheap, time.Now, &bytes.Buffer{})
		if !errors.Is(err, vault.ErrSecretMissing) || !strings.Contains(err.Error(), target.SecretFile) || !strings.Contains(err.Error(), "-secret-lost") {
			t.Errorf("with %d bytes of secret: %v", len(secret), err)
		}
		if _, err := os.Stat(target.SecretFile); (err == nil) != (secret != nil) {
			t.Error("a new secret lies where the right one is missing")
		}
		holdsNothing(t, target)
	}
	target.SecretLost = true
	brought(t, target, file)
	target.SecretLost = false
	if _, err := unlock(t.Context(), opened(t, target), target, cheap); err != nil {
		t.Errorf("and then it does not start: %v", err)
	}
}

// An older backup is brought up to date on its way; a newer one is refused, and so is one with tables
// that this version does not know.
func TestBackupsOfOtherVersions(t *testing.T) {
	write := func(change string, schemas ...db.Schema) string {
		t.Helper()
		path := filepath.Join(t.TempDir(), "x.backup")
		d, err := db.Open(t.Context(), path)
		if err != nil {
			t.Fatal(err)
		}
		err = errors.Join(d.Migrate(t.Context(), schemas...), d.Write(t.Context(), func(tx *db.Tx) error {
			_, err := tx.Exec(t.Context(), `INSERT INTO shelf (id, last_seq) VALUES ('a', 0)`)
			if err == nil && change != "" {
				_, err = tx.Exec(t.Context(), change)
			}
			return err
		}), d.Close())
		if err != nil {
			t.Fatal(err)
		}
		if _, err := seal(t.Context(), path); err != nil {
			t.Fatal(err)
		}
		return path
	}
	engines(t, func(t *testing.T, engine string) {
		c := place(t, engine)
		brought(t, c, write("", append(people.Schemas(), firstOf(t, journal.Schema()))...))
		if got := contents(t, opened(t, c)); len(got["shelf"]) != 1 || len(got["vault_secret"]) != 1 {
			t.Errorf("of the older one arrived: %v", got)
		}
		for name, change := range map[string]string{
			"a newer one":    `INSERT INTO people_schema (version_id, is_applied) VALUES (99, 1)`,
			"a table more":   `CREATE TABLE recipes (id TEXT)`,
			"a table less":   `DROP TABLE unsent`,
			"another column": `ALTER TABLE unsent ADD COLUMN colour TEXT`,
		} {
			c := place(t, engine)
			err := restore(t.Context(), c, write(change, schemas()...), cheap, time.Now, &bytes.Buffer{})
			if err == nil || !strings.Contains(err.Error(), "newer version") {
				t.Errorf("%s: %v", name, err)
			}
			holdsNothing(t, c)
		}
	})
}

// firstOf is a schema as it was at its first migration.
func firstOf(t *testing.T, s db.Schema) db.Schema {
	t.Helper()
	files := fstest.MapFS{}
	for _, engine := range []string{"sqlite", "postgres"} {
		found, err := fs.Glob(s.Files, engine+"/00001_*.sql")
		if err != nil || len(found) != 1 {
			t.Fatalf("%v, %v", found, err)
		}
		b, err := fs.ReadFile(s.Files, found[0])
		if err != nil {
			t.Fatal(err)
		}
		files[found[0]] = &fstest.MapFile{Data: b}
	}
	return db.Schema{Name: s.Name, Files: files}
}

// Backups that are made while people write hold each request whole or not at all: both of its entries
// and itself, both letters of a pair, and shelves without gaps.
func TestBackupWhileWriting(t *testing.T) {
	engines(t, func(t *testing.T, engine string) {
		c := place(t, engine)
		w := server(t, c, practicetest.NewClock())
		ada, bo := w.Couple("Ada", "Bo")
		ctx, stop := context.WithCancel(t.Context())
		defer stop()
		ended := make(chan error, 2)
		for _, v := range []*practicetest.Visitor{ada, bo} {
			r := v.Reader()
			go func() {
				for i := 0; ; i++ {
					err := sendBoth(ctx, w, r, fmt.Sprintf("%s-%d", r.Me, i))
					if err != nil || ctx.Err() != nil {
						ended <- err
						return
					}
				}
			}()
		}
		var files []string
		for range 4 {
			file, _ := saved(t, c)
			files = append(files, file)
		}
		stop()
		for range 2 {
			if err := <-ended; err != nil && !errors.Is(err, context.Canceled) {
				t.Error(err)
			}
		}
		last := 0
		for _, file := range files {
			to := place(t, "sqlite")
			brought(t, to, file)
			n := consistent(t, opened(t, to))
			if n <= last {
				t.Errorf("nothing was written between two backups: %d and %d requests", last, n)
			}
			last = n
		}
	})
}

// sendBoth writes words for oneself and a letter with one request, as a host does.
func sendBoth(ctx context.Context, w *practicetest.World, r journal.Reader, request string) error {
	k := kind("rituals.checkin.v1")
	for {
		at, err := w.Journal.Heads(ctx, r)
		if err != nil {
			return err
		}
		err = w.Journal.Write(ctx, r, journal.Writing{Seen: at, Now: w.Clock.Now(), Request: request, New: []journal.NewEntry{
			{Kind: k, Audience: practice.Mine, Body: []byte(`{"mind":"mine"}`)},
			{Kind: k, Audience: practice.Held, Pair: "rituals/checkin", Body: []byte(`{"mind":"letter"}`)},
		}})
		if !errors.Is(err, journal.ErrMoved) {
			return err
		}
	}
}

// consistent checks a restored store and returns how many requests it holds.
func consistent(t *testing.T, d *db.DB) (requests int) {
	t.Helper()
	ctx := t.Context()
	for what, query := range map[string]string{
		"shelves with gaps": `SELECT COUNT(*) FROM shelf s WHERE s.last_seq <>
			(SELECT COUNT(*) FROM entry e WHERE e.shelf = s.id) OR s.last_seq <> (SELECT COALESCE(MAX(e.seq), 0) FROM entry e WHERE e.shelf = s.id)`,
		"halves of pairs": `SELECT COUNT(*) FROM (SELECT opening FROM entry WHERE opening IS NOT NULL GROUP BY opening HAVING COUNT(*) <> 2) AS x`,
		"own words without their request": `SELECT COUNT(*) FROM account a WHERE
			(SELECT COUNT(*) FROM request r WHERE r.shelf = a.shelf) <>
			(SELECT COUNT(*) FROM entry e WHERE e.shelf = a.shelf AND e.id IS NOT NULL AND e.held IS NULL)`,
	} {
		err := d.Read(ctx, func(tx *db.Tx) error {
			var n int
			if err := tx.QueryRow(ctx, query).Scan(&n); err != nil {
				return err
			}
			if n != 0 {
				t.Errorf("%d %s", n, what)
			}
			return tx.QueryRow(ctx, `SELECT COUNT(*) FROM request`).Scan(&requests)
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return requests
}
