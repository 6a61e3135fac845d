package people

import (
	"bytes"
	"context"
	"errors"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"footbridge/internal/db"
	"footbridge/internal/db/dbtest"
	"footbridge/internal/vault"
)

// The shelves belong to another package; here a table with their ids will do.
var shelfSchema = func() db.Schema {
	file := &fstest.MapFile{Data: []byte("-- +goose Up\nCREATE TABLE shelf (id TEXT PRIMARY KEY, source TEXT, most INT);\n")}
	return db.Schema{Name: "testshelf", Files: fstest.MapFS{"sqlite/00001_s.sql": file, "postgres/00001_s.sql": file}}
}()

func makeShelf(ctx context.Context, tx *db.Tx, id, from string, most int) error {
	_, err := tx.Exec(ctx, `INSERT INTO shelf (id, source, most) VALUES ($1, $2, $3)`, id, from, most)
	return err
}

const (
	firefox = "Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0 CanaryAgent"
	goodPw  = "gravel teacup mornings"
	otherPw = "seven wet umbrellas"
)

// cheap costs next to nothing: only tests may.
var cheap = vault.Cost{MemoryKiB: 8, Passes: 1, Lanes: 1}

// world is one server with a clock that only moves when told.
type world struct {
	*People
	t  *testing.T
	d  *db.DB
	mu sync.Mutex
	at time.Time
}

func secretOf(b byte) []byte { return bytes.Repeat([]byte{b}, 32) }

func newWorld(t *testing.T, d *db.DB, rules Rules) *world {
	t.Helper()
	if err := d.Migrate(t.Context(), append(Schemas(), shelfSchema)...); err != nil {
		t.Fatal(err)
	}
	w := &world{t: t, d: d, at: time.Date(2026, 3, 1, 20, 15, 30, 0, time.UTC)}
	w.People = w.node(d, rules, secretOf(1))
	return w
}

// node is another process on the same database and clock.
func (w *world) node(d *db.DB, rules Rules, secrets ...[]byte) *People {
	return New(d, vault.New(cheap, vault.NewSecrets(secrets...)), w.clockNow, makeShelf, rules)
}

func (w *world) clockNow() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.at
}

func (w *world) pass(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.at = w.at.Add(d)
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) wants(what string, got, want error) {
	w.t.Helper()
	if !errors.Is(got, want) || want == nil && got != nil {
		w.t.Fatalf("%s: %v, want %v", what, got, want)
	}
}

func browser() Browser { return Browser{Agent: firefox, Remote: "203.0.113.77:4711"} }

// person is an account with its cookies.
type person struct {
	w        *world
	name, pw string
	cookies  Cookies
	recovery string
}

// signUp makes an account that has arrived.
func (w *world) signUp(name, side string) *person {
	w.t.Helper()
	c, recovery, err := w.SignUp(w.t.Context(), SignUp{Name: name, Password: goodPw, Browser: browser()})
	w.must(err)
	p := &person{w: w, name: name, pw: goodPw, cookies: c, recovery: recovery}
	w.must(w.Arrive(w.t.Context(), p.visit(), Profile{Name: "Called " + name, Side: side, Zone: "Europe/Vienna", Lang: "de", Theme: "dark"}))
	return p
}

func (p *person) visit() *Visit {
	p.w.t.Helper()
	v, err := p.w.Visit(p.w.t.Context(), p.cookies.Session)
	p.w.must(err)
	return v
}

// couple is two people who have joined and confirmed.
func (w *world) couple() (a, b *person) {
	w.t.Helper()
	a, b = w.joined()
	w.must(w.Confirm(w.t.Context(), a.visit()))
	return a, b
}

// joined is two people of whom the first has not confirmed.
func (w *world) joined() (a, b *person) {
	w.t.Helper()
	a, b = w.signUp("ada", "a"), w.signUp("bo", "b")
	inv, err := w.Invite(w.t.Context(), a.visit(), 3)
	w.must(err)
	w.must(w.Join(w.t.Context(), b.visit(), inv.Code))
	return a, b
}

func each(t *testing.T, rules Rules, f func(t *testing.T, w *world)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, open func() *db.DB) { f(t, newWorld(t, open(), rules)) })
}

var open = Rules{Open: true}

// exec runs one statement behind the program's back.
func (w *world) exec(query string, args ...any) {
	w.t.Helper()
	w.must(w.d.Write(w.t.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec(w.t.Context(), query, args...)
		return err
	}))
}

// swap exchanges a column of two rows behind the program's back.
func (w *world) swap(table, key, col, x, y string) {
	w.t.Helper()
	w.must(w.d.Write(w.t.Context(), func(tx *db.Tx) error {
		var of [2][]byte
		for i, id := range []string{x, y} {
			if err := tx.QueryRow(w.t.Context(), `SELECT `+col+` FROM `+table+` WHERE `+key+` = $1`, id).Scan(&of[i]); err != nil {
				return err
			}
		}
		for i, id := range []string{y, x} {
			if _, err := tx.Exec(w.t.Context(), `UPDATE `+table+` SET `+col+` = $1 WHERE `+key+` = $2`, of[i], id); err != nil {
				return err
			}
		}
		return nil
	}))
}

// bytes reads one blob.
func (w *world) bytes(query string, args ...any) (b []byte) {
	w.t.Helper()
	w.must(w.d.Read(w.t.Context(), func(tx *db.Tx) error {
		return tx.QueryRow(w.t.Context(), query, args...).Scan(&b)
	}))
	return b
}

func (w *world) count(query string, args ...any) (n int) {
	w.t.Helper()
	w.must(w.d.Read(w.t.Context(), func(tx *db.Tx) error {
		return tx.QueryRow(w.t.Context(), query, args...).Scan(&n)
	}))
	return n
}
