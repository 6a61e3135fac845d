package bench

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"footbridge/internal/db"
)

// bareToday reads what Today reads of one person, and seals, folds and renders nothing.
type bareToday struct {
	t    *town
	look []byte // of the session
	body []byte
	// lean: each row once in one transaction. Else the statements of Today in their transactions.
	lean bool
}

func newBareToday(t *town, lean bool) *bareToday {
	h := &bareToday{t: t, lean: lean}
	ctx := context.Background()
	err := t.DB.Read(ctx, func(tx *db.Tx) error {
		return tx.QueryRow(ctx, `SELECT look FROM session WHERE account = $1`, t.ada.as.Me).Scan(&h.look)
	})
	if err != nil {
		t.b.Fatal(err)
	}
	h.body = make([]byte, serve(t.b, t.site, t.ask(t.ada, http.MethodGet, "/", nil), http.StatusOK))
	return h
}

// visit reads the rows of session, account and couple.
func (h *bareToday) visit(ctx context.Context, tx *db.Tx) error {
	var a, c, d, e, f string
	var x [7][]byte
	var shared bool
	var seen, expires int64
	err := tx.QueryRow(ctx, `SELECT s.id, s.account, s.lock, s.shared, s.seen_ms, s.expires_ms,
			a.shelf, a.profile, a.notice, COALESCE(f.first_account, '')
		FROM session s JOIN account a ON a.id = s.account LEFT JOIN server f ON f.id = 1
		WHERE s.look = $1`, h.look).Scan(&a, &c, &x[0], &shared, &seen, &expires, &d, &x[1], &x[2], &e)
	if err != nil {
		return err
	}
	return tx.QueryRow(ctx, `SELECT m.couple, c.shelf, m.wrap, m.pin,
			o.account, a.seal_key, a.sign_key, a.shelf, o.card, o.signature
		FROM member m JOIN couple c ON c.id = m.couple
		JOIN member o ON o.couple = m.couple AND o.account <> m.account
		JOIN account a ON a.id = o.account
		WHERE m.account = $1`, c).Scan(&a, &d, &x[0], &x[1], &e, &x[2], &x[3], &f, &x[4], &x[5])
}

func (h *bareToday) number(ctx context.Context, tx *db.Tx, column, shelf string) error {
	var n int64
	return tx.QueryRow(ctx, `SELECT `+column+` FROM shelf WHERE id = $1`, shelf).Scan(&n)
}

func (h *bareToday) heads(ctx context.Context, tx *db.Tx) error {
	if err := h.number(ctx, tx, "last_seq", h.t.ada.as.Own); err != nil {
		return err
	}
	return h.number(ctx, tx, "last_seq", h.t.ada.as.Shared)
}

func (h *bareToday) planks(ctx context.Context, tx *db.Tx) error {
	return h.number(ctx, tx, "planks", h.t.ada.as.Shared)
}

func (h *bareToday) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	steps := []func(context.Context, *db.Tx) error{h.visit, h.heads, h.heads, h.planks}
	if h.lean {
		steps = []func(context.Context, *db.Tx) error{func(ctx context.Context, tx *db.Tx) error {
			if err := h.visit(ctx, tx); err != nil {
				return err
			}
			if err := h.heads(ctx, tx); err != nil {
				return err
			}
			return h.planks(ctx, tx)
		}}
	}
	for _, step := range steps {
		if err := h.t.DB.Read(ctx, func(tx *db.Tx) error { return step(ctx, tx) }); err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
	}
	_, _ = w.Write(h.body)
}

func (h *bareToday) work() work {
	return work{do: func() { serve(h.t.b, h, h.t.ask(h.t.ada, http.MethodGet, "/", nil), http.StatusOK) }}
}

// BenchmarkToday is warm Today of two people with a year behind them, against a bare handler that reads
// the same rows: bar 40 % of its throughput, aim 60 %, and less than 1 ms of CPU.
func BenchmarkToday(b *testing.B) {
	engines(b, func(b *testing.B, d *db.DB) {
		t := settle(b, d)
		t.live(365)
		page := t.page(t.ada, "/")
		report := func(b *testing.B, c *contest) {
			c.over(b, wall, "share")
			c.over(b, cpu, "share-cpu")
			of(b, c.b, cpu, 1e6, "today-cpu-ms")
			of(b, c.b, wall, 1e6, "today-ms")
			of(b, c.b, bytes, 1e3, "today-KB")
		}
		for name, lean := range map[string]bool{"same-statements": false, "each-row-once": true} {
			b.Run(name, func(b *testing.B) { report(b, versus(b, 20, newBareToday(t, lean).work(), page)) })
		}
		b.Run("loopback", func(b *testing.B) {
			bare := httptest.NewServer(newBareToday(t, false))
			defer bare.Close()
			report(b, versus(b, 20, t.fetch(bare.URL), t.fetch(t.Server.URL)))
		})
	})
}

// fetch is the work of asking for the root of a server over a connection that stays open.
func (t *town) fetch(address string) work {
	client := &http.Client{Transport: &http.Transport{DisableCompression: true}}
	t.b.Cleanup(client.CloseIdleConnections)
	return work{do: func() {
		r := t.ask(t.ada, http.MethodGet, "/", nil)
		u := *r.URL
		u.Host = address[len("http://"):]
		r.URL, r.Host = &u, ""
		res, err := client.Do(r)
		if err != nil {
			t.b.Fatal(err)
		}
		_, err = io.Copy(io.Discard, res.Body)
		res.Body.Close()
		if err != nil || res.StatusCode != http.StatusOK {
			t.b.Fatal(res.StatusCode, err)
		}
	}}
}
