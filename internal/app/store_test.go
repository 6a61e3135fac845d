package app

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"footbridge/internal/db"
	"footbridge/internal/db/dbtest"
	"footbridge/internal/journal"
	"footbridge/internal/practice"
	"footbridge/internal/practice/practicetest"
	"footbridge/internal/practices/rituals"
	"footbridge/internal/vault"
)

// What tests of backups share: places for stores on both engines, people on them, and what they read.

var serverSecret = []byte("thirty-two bytes of server secret")[:32]

var cheap = vault.Cost{MemoryKiB: 64, Passes: 1, Lanes: 1}

var onlyRituals = []practice.Practice{rituals.Practice}

// place is an empty store of one engine, with the server secret in its file.
func place(t testing.TB, engine string) Config {
	t.Helper()
	c := Config{Data: t.TempDir()}
	if engine == "postgres" {
		tt, ok := t.(*testing.T)
		if !ok {
			t.Fatal("only a test has PostgreSQL")
		}
		c.DB = dbtest.PostgresURL(tt)
	}
	if err := c.places(); err != nil {
		t.Fatal(err)
	}
	text := base64.StdEncoding.EncodeToString(serverSecret) + "\n"
	if err := os.WriteFile(c.SecretFile, []byte(text), 0o400); err != nil {
		t.Fatal(err)
	}
	return c
}

// engines runs f for each.
func engines(t *testing.T, f func(t *testing.T, engine string)) {
	for _, engine := range []string{"sqlite", "postgres"} {
		t.Run(engine, func(t *testing.T) { f(t, engine) })
	}
}

// server opens a store with a server on it, as a process of its own would.
func server(t testing.TB, c Config, clock *practicetest.Clock) *practicetest.World {
	t.Helper()
	w := practicetest.On(t, opened(t, c), clock, vault.NewSecrets(serverSecret), onlyRituals)
	if err := vault.New(cheap, vault.NewSecrets(serverSecret)).CheckSecrets(context.Background(), w.DB, false); err != nil {
		t.Fatal(err)
	}
	return w
}

func opened(t testing.TB, c Config) *db.DB {
	t.Helper()
	d, err := db.Open(context.Background(), c.DB)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	return d
}

// saved makes a backup and returns its path and what was printed.
func saved(t testing.TB, c Config) (file, said string) {
	t.Helper()
	file = filepath.Join(t.TempDir(), "x.backup")
	var out bytes.Buffer
	if err := backup(context.Background(), c, file, time.Now, &out); err != nil {
		t.Fatal(err)
	}
	return file, out.String()
}

// brought restores a backup.
func brought(t testing.TB, c Config, file string) (said string) {
	t.Helper()
	var out bytes.Buffer
	if err := restore(context.Background(), c, file, cheap, time.Now, &out); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// contents is every row that a backup carries, as text and sorted, by table.
func contents(t testing.TB, d *db.DB) map[string][]string {
	t.Helper()
	out := map[string][]string{}
	ctx := context.Background()
	err := d.Read(ctx, func(tx *db.Tx) error {
		list, err := tx.Tables(ctx)
		if err != nil {
			return err
		}
		for _, table := range list {
			if leftOut[table.Name] {
				continue
			}
			lines, err := rowsOf(ctx, tx, table, carriedRows[table.Name])
			if err != nil {
				return err
			}
			out[table.Name] = lines
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func rowsOf(ctx context.Context, tx *db.Tx, table db.Table, where string) (lines []string, err error) {
	query := `SELECT ` + strings.Join(table.Columns, ", ") + ` FROM ` + table.Name
	if where != "" {
		query += ` WHERE ` + where
	}
	rows, err := tx.Query(ctx, query)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		row := make([]any, len(table.Columns))
		dest := make([]any, len(row))
		for i := range row {
			dest[i] = &row[i]
		}
		if err := rows.Scan(dest...); err != nil {
			return nil, err
		}
		lines = append(lines, fmt.Sprintf("%x", fmt.Sprintf("%#v", row)))
	}
	slices.Sort(lines)
	return lines, rows.Err()
}

// kind is one of the practice's kinds by its name.
func kind(name string) practice.Kind {
	i := slices.IndexFunc(rituals.Practice.Kinds, func(k practice.Kind) bool { return k.Name == name })
	return rituals.Practice.Kinds[i]
}

// writes puts a check-in with these words where its audience belongs.
func writes(t testing.TB, w *practicetest.World, v *practicetest.Visitor, audience practice.Audience, words string) {
	t.Helper()
	pair := ""
	if audience == practice.Held {
		pair = "rituals/checkin"
	}
	body, err := json.Marshal(rituals.CheckIn{Mind: words})
	if err != nil {
		t.Fatal(err)
	}
	send(t, w, v, journal.NewEntry{Kind: kind("rituals.checkin.v1"), Audience: audience, Pair: pair, Body: body})
}

// send writes entries with one request.
func send(t testing.TB, w *practicetest.World, v *practicetest.Visitor, entries ...journal.NewEntry) {
	t.Helper()
	ctx, r := context.Background(), v.Reader()
	at, err := w.Journal.Heads(ctx, r)
	if err == nil {
		err = w.Journal.Write(ctx, r, journal.Writing{Seen: at, Now: w.Clock.Now(), Request: strings.ToLower(rand.Text()), New: entries})
	}
	if err != nil {
		t.Fatal(err)
	}
}

// reads is all that a visitor may read, as text.
func reads(t testing.TB, w *practicetest.World, v *practicetest.Visitor) string {
	t.Helper()
	r := v.Reader()
	b, err := w.Journal.Read(context.Background(), r, rituals.Practice.Kinds, journal.Heads{})
	if err != nil || b.Broken > 0 {
		t.Fatalf("%s: %d rows do not open, %v", v.Name, b.Broken, err)
	}
	var out strings.Builder
	for _, e := range b.Entries {
		fmt.Fprintf(&out, "%+v %s\n", e, e.Body)
	}
	unsent, err := w.Journal.Unsent(context.Background(), r, "/a/page")
	if err != nil {
		t.Fatal(err)
	}
	return out.String() + string(unsent)
}

// signsIn is somebody who comes back to a server from a browser that it does not know.
func signsIn(w *practicetest.World, name string) *practicetest.Visitor {
	v := w.Visitor(name)
	v.SignIn()
	return v
}
