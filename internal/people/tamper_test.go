package people

import (
	"testing"

	"footbridge/internal/db"
	"footbridge/internal/vault"
)

// attack is something a writer of the database does; undo puts it back.
type attack struct {
	what string
	do   func()
}

// snapshot returns a function that puts the rows of a table back.
func (w *world) snapshot(table, key string, cols ...string) (undo func()) {
	w.t.Helper()
	type saved struct {
		id   string
		vals [][]byte
	}
	var all []saved
	w.must(w.d.Read(w.t.Context(), func(tx *db.Tx) error {
		all = nil
		ids, err := column(w.t.Context(), tx, `SELECT `+key+` FROM `+table)
		if err != nil {
			return err
		}
		for _, id := range ids {
			s := saved{id: string(id), vals: make([][]byte, len(cols))}
			for i, c := range cols {
				if err := tx.QueryRow(w.t.Context(), `SELECT `+c+` FROM `+table+` WHERE `+key+` = $1`, s.id).Scan(&s.vals[i]); err != nil {
					return err
				}
			}
			all = append(all, s)
		}
		return nil
	}))
	return func() {
		for _, s := range all {
			for i, c := range cols {
				w.exec(`UPDATE `+table+` SET `+c+` = $1 WHERE `+key+` = $2`, s.vals[i], s.id)
			}
		}
	}
}

// E13, E14, D2: before the inviter confirms, everything that differs from what
// the one who joined signed is refused, and nothing of it is used.
func TestTamperedBeforeConfirm(t *testing.T) {
	each(t, open, func(t *testing.T, w *world) {
		ctx := t.Context()
		a, b := w.joined()
		va, vb := a.visit(), b.visit()
		stranger := w.vault.NewKeys().Public()
		m, err := readMembership(vb.record)
		w.must(err)
		planted := vault.NewCouple()
		plantedWrap, err := planted.SealFor(va.keys.Public(), aboutKeys(vb.record, m, va.Account))
		w.must(err)
		code, err := openOwnCode(va.keys, va.Account, w.bytes(`SELECT code FROM invitation WHERE account = $1`, va.Account))
		w.must(err)
		// Somebody else's invitation, joined in the same way.
		c, d := w.signUp("cy", "a"), w.signUp("di", "b")
		inv, err := w.Invite(ctx, c.visit(), 0)
		w.must(err)
		w.must(w.Join(ctx, d.visit(), inv.Code))
		vc, vd := c.visit(), d.visit()
		// leave is what a dishonest joiner, who knows the code, could leave.
		leave := func(change func(m *membership), signer *vault.Keys) {
			t.Helper()
			bad := m
			change(&bad)
			record := pack(bad)
			wrap, err := vb.couple.SealFor(va.keys.Public(), aboutKeys(record, bad, va.Account))
			w.must(err)
			w.exec(`UPDATE member SET wrap = $1 WHERE account = $2`, wrap, va.Account)
			w.exec(`UPDATE invitation SET joined = $1 WHERE account = $2`, vault.SealCode(code, aboutJoined,
				pack(joined{Record: record, Signature: signer.Sign(aboutRecord, record), Name: "Mallory"})), va.Account)
		}
		undoAccount := w.snapshot("account", "id", "seal_key", "sign_key")
		undoMember := w.snapshot("member", "account", "wrap", "card", "pin", "signature")
		undoInvitation := w.snapshot("invitation", "account", "code", "joined")
		for _, x := range []attack{
			{"the joiner's sealing key replaced", func() { w.exec(`UPDATE account SET seal_key = $1 WHERE id = $2`, stranger.Seal, vb.Account) }},
			{"the joiner's signing key replaced", func() { w.exec(`UPDATE account SET sign_key = $1 WHERE id = $2`, stranger.Sign, vb.Account) }},
			{"wraps swapped within the couple", func() { w.swap("member", "account", "wrap", va.Account, vb.Account) }},
			{"wraps swapped between couples", func() { w.swap("member", "account", "wrap", va.Account, vc.Account) }},
			{"a couple key planted", func() { w.exec(`UPDATE member SET wrap = $1 WHERE account = $2`, plantedWrap, va.Account) }},
			{"what was left swapped between couples", func() { w.swap("invitation", "account", "joined", va.Account, vc.Account) }},
			{"codes swapped between couples", func() { w.swap("invitation", "account", "code", va.Account, vc.Account) }},
			{"what was left made with another code", func() {
				w.exec(`UPDATE invitation SET joined = $1 WHERE account = $2`,
					vault.SealCode(vault.NewCode(), aboutJoined, pack(joined{Record: vb.record, Name: "Mallory"})), va.Account)
			}},
			{"a record that another key signed", func() { leave(func(*membership) {}, w.vault.NewKeys()) }},
			{"another sealing key for the inviter", func() { leave(func(m *membership) { m.Members[0].Seal = stranger.Seal }, vb.keys) }},
			{"another signing key for the inviter", func() { leave(func(m *membership) { m.Members[0].Sign = stranger.Sign }, vb.keys) }},
			{"another signing key for the joiner", func() { leave(func(m *membership) { m.Members[1].Sign = stranger.Sign }, vb.keys) }},
			{"the banks exchanged", func() { leave(func(m *membership) { m.Members[0].Side, m.Members[1].Side = "b", "a" }, vb.keys) }},
			{"another couple in the record", func() { leave(func(m *membership) { m.Couple = newID() }, vb.keys) }},
			{"another hash of the keys", func() { leave(func(m *membership) { m.Keys = planted.Hash() }, vb.keys) }},
			{"the joiner exchanged for another account", func() {
				w.exec(`UPDATE member SET couple = $1 WHERE account = $2`, m.Couple, vd.Account)
				w.exec(`DELETE FROM member WHERE account = $1`, vb.Account)
			}},
		} {
			x.do()
			if v := a.visit(); !v.Welcome || !v.Changed || v.Pending != nil || v.Partner != nil || v.couple != nil {
				t.Errorf("%s: the visit shows %+v", x.what, v)
			}
			w.wants(x.what, w.Confirm(ctx, a.visit()), ErrChanged)
			if w.count(`SELECT COUNT(*) FROM member WHERE account = $1 AND pin IS NULL AND signature IS NULL`, va.Account) != 1 ||
				w.count(`SELECT COUNT(*) FROM invitation WHERE account = $1`, va.Account) != 1 {
				t.Errorf("%s: something was used", x.what)
			}
			if x.what != "the joiner exchanged for another account" { // the last: not put back
				undoAccount()
				undoMember()
				undoInvitation()
				if v := a.visit(); v.Changed || v.Pending == nil {
					t.Fatalf("%s: was not put back", x.what)
				}
			}
		}
		w.must(w.Refuse(ctx, a.visit()))
		if v := a.visit(); v.Changed || v.Welcome {
			t.Fatalf("after refusing: %+v", v)
		}
	})
}

// E13, E14, E15: after confirming, keys and members must stay what both
// checked. The person's own things stay within reach.
func TestTamperedAfterConfirm(t *testing.T) {
	each(t, open, func(t *testing.T, w *world) {
		a, b := w.couple()
		va, vb := a.visit(), b.visit()
		stranger := w.vault.NewKeys().Public()
		m, err := readMembership(va.record)
		w.must(err)
		planted := vault.NewCouple()
		undo := []func(){
			w.snapshot("account", "id", "seal_key", "sign_key"),
			w.snapshot("member", "account", "wrap", "card", "pin", "signature"),
		}
		for _, x := range []attack{
			{"keys planted for both", func() {
				for _, v := range []*Visit{va, vb} {
					wrap, err := planted.SealFor(v.keys.Public(), aboutKeys(va.record, m, v.Account))
					w.must(err)
					w.exec(`UPDATE member SET wrap = $1, card = $2 WHERE account = $3`, wrap,
						sealCard(planted, v.Account, card{Name: "Mallory", Side: v.Side, Zone: "UTC"}), v.Account)
				}
			}},
			{"wraps swapped", func() { w.swap("member", "account", "wrap", va.Account, vb.Account) }},
			{"pins swapped", func() { w.swap("member", "account", "pin", va.Account, vb.Account) }},
			{"cards swapped", func() { w.swap("member", "account", "card", va.Account, vb.Account) }},
			{"both sealing keys replaced", func() { w.exec(`UPDATE account SET seal_key = $1`, stranger.Seal) }},
			{"both signing keys replaced", func() { w.exec(`UPDATE account SET sign_key = $1`, stranger.Sign) }},
		} {
			x.do()
			for _, p := range []*person{a, b} {
				v := p.visit()
				if !v.Changed || v.Partner != nil || v.SharedShelf != "" || v.couple != nil {
					t.Errorf("%s: the visit shows %+v", x.what, v)
				}
				if _, err := v.Ring.Wrap("shared", make([]byte, 32), nil); err == nil {
					t.Errorf("%s: something can be sealed for both", x.what)
				}
				if _, err := v.Ring.Wrap("own", make([]byte, 32), nil); err != nil || v.OwnShelf == "" {
					t.Errorf("%s: one's own things are out of reach", x.what)
				}
				w.must(w.ChangeProfile(t.Context(), v, Profile{Name: v.Name, Side: v.Side, Zone: "UTC"}))
			}
			for _, f := range undo {
				f()
			}
			if a.visit().Changed || b.visit().Changed {
				t.Fatalf("%s: was not put back", x.what)
			}
		}
	})
}

// A5: the one who joined checks the inviter's signature the first time they
// meet it, once and for all.
func TestInviterSignature(t *testing.T) {
	each(t, open, func(t *testing.T, w *world) {
		a, b := w.joined()
		w.must(w.Confirm(t.Context(), a.visit()))
		va := a.visit()
		undo := w.snapshot("member", "account", "signature")
		forged := va.couple.Seal(aboutSignature+va.Account, w.vault.NewKeys().Sign(aboutRecord, va.record))
		for _, bad := range [][]byte{forged, {1, 2, 3}} {
			w.exec(`UPDATE member SET signature = $1 WHERE account = $2`, bad, va.Account)
			if v := b.visit(); !v.Changed || v.Partner != nil {
				t.Fatalf("a forged signature: %+v", v)
			}
		}
		undo()
		pinned := func() int {
			n := 0
			for _, v := range []*Visit{a.visit(), b.visit()} {
				var row *memberRow
				w.must(w.d.Read(t.Context(), func(tx *db.Tx) (err error) {
					row, err = readMember(t.Context(), tx, v.Account)
					return err
				}))
				open, err := row.openPair(v.keys, v.Account)
				w.must(err)
				if open.pin.Both {
					n++
				}
			}
			return n
		}
		b.visit()
		if pinned() != 2 {
			t.Fatal("it was not remembered")
		}
	})
}

// E14: an inviter whose public key was replaced is not joined, and a greeting
// under another code opens to nobody.
func TestTamperedBeforeJoin(t *testing.T) {
	each(t, open, func(t *testing.T, w *world) {
		ctx := t.Context()
		a, b, c := w.signUp("ada", "a"), w.signUp("bo", "b"), w.signUp("cy", "a")
		inv, err := w.Invite(ctx, a.visit(), 0)
		w.must(err)
		_, err = w.Invite(ctx, c.visit(), 0)
		w.must(err)
		va, vc := a.visit(), c.visit()
		stranger := w.vault.NewKeys().Public()
		undo := w.snapshot("account", "id", "seal_key", "sign_key")
		for _, col := range []string{"seal_key", "sign_key"} {
			w.exec(`UPDATE account SET `+col+` = $1 WHERE id = $2`, stranger.Seal, va.Account)
			w.wants(col, w.Join(ctx, b.visit(), inv.Code), ErrChanged)
			undo()
		}
		w.swap("invitation", "account", "greeting", va.Account, vc.Account)
		w.wants("a swapped greeting", w.Join(ctx, b.visit(), inv.Code), ErrInvitation)
		w.swap("invitation", "account", "greeting", va.Account, vc.Account)
		// The row given to another account: it says who it is from.
		w.exec(`DELETE FROM invitation WHERE account = $1`, vc.Account)
		w.exec(`UPDATE invitation SET account = $1`, vc.Account)
		w.wants("a row of another account", w.Join(ctx, b.visit(), inv.Code), ErrInvitation)
		w.exec(`UPDATE invitation SET account = $1`, va.Account)
		w.must(w.Join(ctx, b.visit(), inv.Code))
	})
}
