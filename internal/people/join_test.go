package people

import (
	"bytes"
	"errors"
	"testing"

	"footbridge/internal/vault"
)

// A5, R2: from an invitation to two people with the same keys and words.
func TestJoinAndConfirm(t *testing.T) {
	each(t, open, func(t *testing.T, w *world) {
		ctx := t.Context()
		a, b := w.joined()
		vb := b.visit()
		if vb.Partner == nil || vb.Partner.Name != "Called ada" || vb.Partner.Side != "a" || vb.Partner.Zone != "Europe/Vienna" ||
			vb.SharedShelf == "" || vb.Welcome || vb.Changed || vb.Side != "b" {
			t.Fatalf("the one who joined: %+v", vb)
		}
		va := a.visit()
		if !va.Welcome || va.Partner != nil || va.SharedShelf != "" || va.Changed || va.Pending == nil || va.Pending.Name != "Called bo" || va.Pending.Words != vb.Words {
			t.Fatalf("the inviter before confirming: %+v", va)
		}
		w.must(w.Confirm(ctx, va))
		w.wants("again", w.Confirm(ctx, a.visit()), ErrPaired)
		w.wants("the other side", w.Confirm(ctx, b.visit()), ErrPaired)
		w.wants("refusing afterwards", w.Refuse(ctx, a.visit()), ErrPaired)
		va = a.visit()
		after := b.visit()
		if va.Welcome || va.Pending != nil || va.Partner == nil || va.Partner.Name != "Called bo" || va.Words != vb.Words ||
			va.SharedShelf != vb.SharedShelf || va.Partner.Account != vb.Account || va.Partner.Shelf != vb.OwnShelf {
			t.Fatalf("the inviter: %+v", va)
		}
		// R5: to the one who joined nothing tells that the other was here.
		if *after.Partner != *vb.Partner || after.Words != vb.Words || after.SharedShelf != vb.SharedShelf {
			t.Fatalf("before %+v, after %+v", vb, after)
		}
		// The same keys: what one seals for both the other opens.
		sealed, key, err := va.Ring.Seal([]byte("hello"), []byte("about"))
		w.must(err)
		wrap, err := va.Ring.Wrap("shared", key, []byte("about"))
		w.must(err)
		got, err := after.Ring.Unwrap("shared", wrap, []byte("about"))
		w.must(err)
		if plain, err := after.Ring.Open(sealed, got, []byte("about")); err != nil || string(plain) != "hello" {
			t.Fatalf("%q %v", plain, err)
		}
		if w.count(`SELECT COUNT(*) FROM invitation`) != 0 || w.count(`SELECT COUNT(*) FROM shelf`) != 3 {
			t.Fatal("an invitation is left, or the shelves are not three")
		}
		// J1: the bridge begins with what the inviter laid alone, and own shelves with nothing.
		if w.count(`SELECT COUNT(*) FROM shelf WHERE source = '' AND most = 0`) != 2 ||
			w.count(`SELECT COUNT(*) FROM shelf, account WHERE source = account.shelf AND account.id = '`+va.Account+`' AND most = 6`) != 1 {
			t.Fatal("the shared shelf does not begin with the inviter's planks")
		}
		// Nobody in a couple invites or joins.
		c := w.signUp("cy", "a")
		inv, err := w.Invite(ctx, c.visit(), 0)
		w.must(err)
		for _, p := range []*person{a, b} {
			_, err := w.Invite(ctx, p.visit(), 0)
			w.wants("inviting", err, ErrPaired)
			w.wants("joining", w.Join(ctx, p.visit(), inv.Code), ErrPaired)
			w.wants("joining with nothing", w.Join(ctx, p.visit(), "x"), ErrPaired)
		}
		w.wants("confirming alone", w.Confirm(ctx, c.visit()), ErrAlone)
	})
}

// PRODUCT 5: both want the left bank, the second gets the other; from then on
// it is signed and stays, while name and zone change for both.
func TestSides(t *testing.T) {
	each(t, open, func(t *testing.T, w *world) {
		ctx := t.Context()
		a, b := w.signUp("ada", "a"), w.signUp("bo", "a")
		inv, err := w.Invite(ctx, a.visit(), 0)
		w.must(err)
		w.must(w.Join(ctx, b.visit(), inv.Code))
		if b.visit().Side != "b" || a.visit().Side != "a" {
			t.Fatal("both on one bank")
		}
		var field *ErrField
		for range 2 {
			err = w.ChangeProfile(ctx, a.visit(), Profile{Name: "Ada", Side: "b", Zone: "UTC"})
			if !errors.As(err, &field) || field.Why != "fixed" {
				t.Fatalf("changing bank: %v", err)
			}
			// Before and after confirming a new name reaches the other.
			w.must(w.ChangeProfile(ctx, a.visit(), Profile{Name: "Adele", Side: "a", Zone: "Asia/Tokyo"}))
			w.must(w.ChangeProfile(ctx, b.visit(), Profile{Name: "Bodil", Side: "b", Zone: "UTC"}))
			if v := a.visit(); v.Welcome {
				w.must(w.Confirm(ctx, v))
			}
			if p := b.visit().Partner; p.Name != "Adele" || p.Zone != "Asia/Tokyo" {
				t.Fatalf("%+v", p)
			}
			if p := a.visit().Partner; p.Name != "Bodil" || p.Zone != "UTC" {
				t.Fatalf("%+v", p)
			}
		}
	})
}

// A5: it was somebody else. Both are alone again and can begin anew.
func TestRefuse(t *testing.T) {
	each(t, open, func(t *testing.T, w *world) {
		ctx := t.Context()
		a, b := w.joined()
		w.must(w.Refuse(ctx, a.visit()))
		w.wants("again", w.Refuse(ctx, a.visit()), ErrAlone)
		for _, p := range []*person{a, b} {
			if v := p.visit(); v.Partner != nil || v.Welcome || v.Changed || v.SharedShelf != "" {
				t.Fatalf("%+v", v)
			}
		}
		inv, err := w.Invite(ctx, b.visit(), 0)
		w.must(err)
		w.must(w.Join(ctx, a.visit(), inv.Code))
		w.must(w.Confirm(ctx, b.visit()))
	})
}

// A5: the four words are equal on both sides and differ when any public key
// differs.
func TestFourWords(t *testing.T) {
	key := func(b byte) []byte { return bytes.Repeat([]byte{b}, 32) }
	base := membership{Version: 1, Couple: "c", Epoch: 1, Keys: key(9), Members: [2]mate{
		{"a1", key(1), key(2), "a"}, {"b1", key(3), key(4), "b"}}}
	words := map[[4]string]string{vault.FourWords(pack(base)): "the first"}
	for what, change := range map[string]func(m *membership){
		"inviter's sealing key": func(m *membership) { m.Members[0].Seal = key(5) },
		"inviter's signing key": func(m *membership) { m.Members[0].Sign = key(5) },
		"joiner's sealing key":  func(m *membership) { m.Members[1].Seal = key(5) },
		"joiner's signing key":  func(m *membership) { m.Members[1].Sign = key(5) },
		"couple's keys":         func(m *membership) { m.Keys = key(5) },
		"couple":                func(m *membership) { m.Couple = "d" },
	} {
		m := base
		change(&m)
		w := vault.FourWords(pack(m))
		if other, ok := words[w]; ok {
			t.Errorf("%s and %s have the same words", what, other)
		}
		words[w] = what
		if _, err := readMembership(pack(m)); err != nil {
			t.Errorf("%s: %v", what, err)
		}
	}
}

// Records that contradict themselves are refused, and no input panics.
func FuzzMembership(f *testing.F) {
	f.Add([]byte(`{"v":1}`))
	f.Add(pack(membership{Version: 1, Couple: "c", Epoch: 1, Members: [2]mate{{"a", nil, nil, "a"}, {"b", nil, nil, "a"}}}))
	f.Fuzz(func(t *testing.T, b []byte) {
		m, err := readMembership(b)
		if err == nil && (m.Members[0].Side == m.Members[1].Side || m.Members[0].Account == m.Members[1].Account) {
			t.Fatal("taken")
		}
	})
}
