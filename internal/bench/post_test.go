package bench

import (
	"context"
	"crypto/rand"
	"fmt"
	"net/http"
	"net/url"
	"testing"
	"time"

	"footbridge/internal/db"
)

const checkin = "/practices/rituals/checkin"

// giving is the work of one day's two check-ins: Ada gives hers, Bo gives his, both open. Fetching the two
// forms is not counted.
func (t *town) giving() work {
	var forms [2]url.Values
	who := []*person{t.ada, t.bo}
	return work{
		before: func() {
			t.Clock.Add(3 * time.Second) // a person is no machine, and the server holds machines back
			for i, p := range who {
				forms[i] = t.form(p)
			}
		},
		do: func() {
			for i, p := range who {
				serve(t.b, t.site, t.ask(p, http.MethodPost, checkin, forms[i]), http.StatusSeeOther)
			}
		},
	}
}

// form is a filled-in check-in.
func (t *town) form(p *person) url.Values {
	var view struct{ Base, MindPrompt, AheadPrompt string }
	rid := p.Data(checkin, &view)
	return url.Values{"rid": {rid}, "step": {"3"}, "go": {"give"}, "stop": {"2"}, "mood": {"tired"}, "base": {view.Base}, "audience": {"held"},
		"mind_prompt": {view.MindPrompt}, "mind": {mind}, "ahead_prompt": {view.AheadPrompt}, "ahead": {ahead}}
}

// bareGiving writes what two check-ins write, on copies of the couple's shelves: the same statements in the same
// transactions, rows of the same size, nothing sealed.
type bareGiving struct {
	t                       *town
	own, other, shared      string // shelves
	heads                   map[string]int64
	sealed, wrap, held, tag []byte
	answer                  []byte
	n                       int
}

func newBareGiving(t *town) *bareGiving {
	h := &bareGiving{t: t, own: "bare-own", other: "bare-other", shared: "bare-shared", heads: map[string]int64{}}
	for from, to := range map[string]string{t.ada.as.Own: h.own, t.bo.as.Own: h.other, t.ada.as.Shared: h.shared} {
		t.copyShelf(from, to, true)
		var n int64
		t.one(&n, `SELECT last_seq FROM shelf WHERE id = $1`, from)
		h.heads[to] = n
	}
	t.one(&h.sealed, `SELECT sealed FROM entry WHERE shelf = $1 AND sealed IS NOT NULL ORDER BY seq DESC LIMIT 1`, t.ada.as.Shared)
	t.one(&h.wrap, `SELECT wrap FROM entry WHERE shelf = $1 AND wrap IS NOT NULL ORDER BY seq DESC LIMIT 1`, t.ada.as.Shared)
	h.held, h.tag = append([]byte("12345678"), h.wrap...), []byte("sixteen bytes ..")
	h.answer = append(append([]byte{}, h.sealed...), h.wrap...)
	return h
}

// copyShelf copies a shelf with what lies on it, with its stones or without, in the database.
func (t *town) copyShelf(from, to string, stones bool) {
	t.must(`INSERT INTO shelf (id, last_seq, planks) SELECT CAST($1 AS TEXT), last_seq, planks FROM shelf WHERE id = $2`, to, from)
	which := ` AND id IS NOT NULL`
	if stones {
		which = ``
	}
	t.must(`INSERT INTO entry (shelf, seq, id, rev, author, day, tag, place, pair, opening, sealed, wrap, held)
		SELECT CAST($1 AS TEXT), seq, id, rev, author, day, tag, place, pair, opening, sealed, wrap, held FROM entry WHERE shelf = $2`+which, to, from)
}

// one reads one value.
func (t *town) one(into any, query string, args ...any) {
	t.b.Helper()
	ctx := context.Background()
	if err := t.DB.Read(ctx, func(tx *db.Tx) error { return tx.QueryRow(ctx, query, args...).Scan(into) }); err != nil {
		t.b.Fatal(err)
	}
}

// give is one answer that waits, or the one that opens with it.
func (h *bareGiving) give(own, other string, opens bool) {
	ctx := context.Background()
	h.n++
	id, request := rand.Text(), fmt.Sprintf("bare request %010d ....", h.n)
	err := h.t.DB.Write(ctx, func(tx *db.Tx) error {
		var there bool
		var x [3][]byte
		var a, author string
		var n int64
		var seq, rev, day int64
		steps := []error{
			tx.QueryRow(ctx, `SELECT EXISTS (SELECT 1 FROM request WHERE shelf = $1 AND id = $2)`, own, request).Scan(&there),
			tx.QueryRow(ctx, `UPDATE shelf SET last_seq = last_seq WHERE id = $1 RETURNING last_seq`, h.shared).Scan(&n),
			tx.QueryRow(ctx, `UPDATE shelf SET last_seq = last_seq WHERE id = $1 RETURNING last_seq`, own).Scan(&n),
			tx.QueryRow(ctx, `UPDATE shelf SET last_seq = last_seq WHERE id = $1 RETURNING last_seq`, other).Scan(&n),
			tx.QueryRow(ctx, `SELECT EXISTS (SELECT 1 FROM entry WHERE shelf IN ($1, $2) AND id = $3)`, own, h.shared, id).Scan(&there),
			none(tx.QueryRow(ctx, `SELECT seq, id, rev, author, day, sealed, wrap, held FROM entry WHERE shelf = $1 AND place = $2`, own, h.tag).
				Scan(&seq, &a, &rev, &author, &day, &x[0], &x[1], &x[2])),
			none(tx.QueryRow(ctx, `SELECT seq, id, rev, author, day, sealed, wrap, held FROM entry WHERE shelf = $1 AND pair = $2`, other, h.tag).
				Scan(&seq, &a, &rev, &author, &day, &x[0], &x[1], &x[2])),
		}
		moved := []string{own}
		if opens {
			moved = []string{h.shared, other}
			_, err := tx.Exec(ctx, `UPDATE entry SET id = NULL, rev = NULL, author = NULL, day = NULL, tag = NULL,
				place = NULL, pair = NULL, opening = NULL, sealed = NULL, wrap = NULL, held = NULL WHERE shelf = $1 AND seq = $2`, other, seq)
			steps = append(steps, err)
			_, err = tx.Exec(ctx, `INSERT INTO entry (shelf, seq) VALUES ($1, $2)`, other, h.next(other))
			steps = append(steps, err, h.put(ctx, tx, h.shared, a, &id, nil), h.put(ctx, tx, h.shared, id, &id, nil))
		} else {
			steps = append(steps, h.put(ctx, tx, own, id, nil, h.tag))
		}
		for _, shelf := range moved {
			_, err := tx.Exec(ctx, `UPDATE shelf SET last_seq = $1, planks = planks + $2 WHERE id = $3`, h.heads[shelf], 1, shelf)
			steps = append(steps, err)
		}
		_, err := tx.Exec(ctx, `INSERT INTO request (shelf, id, day, answer) VALUES ($1, $2, $3, $4)`, own, request, 20000, h.answer)
		steps = append(steps, err)
		_, err = tx.Exec(ctx, `DELETE FROM unsent WHERE shelf = $1 AND page = $2`, own, h.tag)
		for _, err := range append(steps, err) {
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil && opens {
		err = h.t.DB.Checkpoint(ctx)
	}
	if err != nil {
		h.t.b.Fatal(err)
	}
}

func (h *bareGiving) next(shelf string) int64 {
	h.heads[shelf]++
	return h.heads[shelf]
}

func (h *bareGiving) put(ctx context.Context, tx *db.Tx, shelf, id string, opening *string, spot []byte) error {
	var held []byte
	if spot != nil {
		held = h.held
	}
	_, err := tx.Exec(ctx, `INSERT INTO entry (shelf, seq, id, rev, author, day, tag, place, pair, opening, sealed, wrap, held)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
		shelf, h.next(shelf), id, 1, h.t.ada.as.Me, 20000, h.tag, spot, spot, opening, h.sealed, h.wrap, held)
	return err
}

// none takes a row that is not there for no error.
func none(err error) error {
	if err == db.ErrNoRow {
		return nil
	}
	return err
}

func (h *bareGiving) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path == "/open" {
		h.give(h.other, h.own, true)
	} else {
		h.give(h.own, h.other, false)
	}
	http.Redirect(w, r, "/", http.StatusSeeOther)
}

func (h *bareGiving) work() work {
	return work{do: func() {
		for _, path := range []string{"/", "/open"} {
			serve(h.t.b, h, h.t.ask(h.t.ada, http.MethodPost, path, nil), http.StatusSeeOther)
		}
	}}
}

// statements counts what runs inside the write transactions of some work.
func (t *town) statements(w work) (n int) {
	if w.before != nil {
		w.before()
	}
	t.DB.Observe(func(step string) {
		if step == "exec" {
			n++
		}
	})
	defer t.DB.Observe(nil)
	w.do()
	return n
}

// BenchmarkPost is a day's two check-ins, one that waits and one that opens both, against the same writes
// bare: bar 50 %.
func BenchmarkPost(b *testing.B) {
	engines(b, func(b *testing.B, d *db.DB) {
		t := settle(b, d)
		t.live(365)
		bare, ours := newBareGiving(t).work(), t.giving()
		if x, y := t.statements(bare), t.statements(ours); x != y {
			b.Fatalf("bare runs %d statements, the server %d", x, y)
		}
		b.Run("day", func(b *testing.B) {
			c := versus(b, 8, bare, ours)
			c.over(b, wall, "share")
			c.over(b, cpu, "share-cpu")
			of(b, c.b, wall, 2e6, "post-ms")
			of(b, c.b, cpu, 2e6, "post-cpu-ms")
		})
	})
}
