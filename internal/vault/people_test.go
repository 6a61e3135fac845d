package vault

import (
	"bytes"
	"errors"
	"testing"

	"pgregory.net/rapid"
)

// Boxes of one person, place, code, couple or server do not open at another.
func TestBoxesOpenOnlyWhereTheyBelong(t *testing.T) {
	v, k, c := fixedVault(), fixedKeys(), fixedCouple()
	text, code := []byte("x"), NewCode()
	own, server, coded, shared := k.SealOwn("a", text), v.SealServer("a", text), SealCode(code, "a", text), c.Seal("a", text)
	sealed := must(c.SealFor(k.Public(), "a"))
	later := &Couple{epoch: 2, key: c.key, index: c.index}
	for name, err := range map[string]error{
		"own, other place":     second(k.OpenOwn("b", own)),
		"own, other person":    second(v.NewKeys().OpenOwn("a", own)),
		"server, other place":  second(v.OpenServer("b", server)),
		"server, other server": second(New(testCost, NewSecrets(fill(6))).OpenServer("a", server)),
		"code, other place":    second(OpenCode(code, "b", coded)),
		"code, other code":     second(OpenCode(NewCode(), "a", coded)),
		"code, no code":        second(OpenCode("no code", "a", coded)),
		"no code sealed":       second(OpenCode(code, "a", SealCode("no code", "a", text))),
		"couple, other place":  second(c.Open("b", shared)),
		"couple, other couple": second(NewCouple().Open("a", shared)),
		"couple, other epoch":  second(later.Open("a", shared)),
		"keys, other place":    second(k.OpenCouple(sealed, "b")),
		"keys, other person":   second(v.NewKeys().OpenCouple(sealed, "a")),
	} {
		if !errors.Is(err, ErrOpen) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if got, err := OpenCode(" "+code+" ", "a", coded); err != nil || !bytes.Equal(got, text) {
		t.Errorf("a code with spaces: %v", err)
	}
}

// D2: the couple's keys reach the one they are sealed for, and no broken key.
func TestCouple(t *testing.T) {
	k, c := fixedVault().NewKeys(), NewCouple()
	got, err := k.OpenCouple(must(c.SealFor(k.Public(), "couple 1, right")), "couple 1, right")
	if err != nil || got.Epoch() != 1 || !bytes.Equal(got.bytes(), c.bytes()) || !bytes.Equal(got.Hash(), c.Hash()) {
		t.Fatal(err)
	}
	if bytes.Equal(c.Hash(), NewCouple().Hash()) {
		t.Error("two couples have one hash")
	}
	for _, bad := range [][]byte{nil, fill(0), fill(1)[:31], append(fill(1), 1)} {
		if _, err := c.SealFor(Public{Seal: bad}, "a"); err == nil {
			t.Errorf("sealed for %x", bad)
		}
	}
	for _, inner := range [][]byte{nil, {version}, make([]byte, coupleSize), append([]byte{2}, c.bytes()[1:]...), append(c.bytes(), 0)} {
		if _, err := k.OpenCouple(must(sealTo(k.Public(), "couple/for", "a", inner)), "a"); !errors.Is(err, ErrOpen) {
			t.Errorf("a couple of %d bytes: %v", len(inner), err)
		}
	}
}

func TestSignatures(t *testing.T) {
	v := fixedVault()
	k, other := v.NewKeys(), v.NewKeys()
	sig := k.Sign("membership", []byte("m"))
	if !Verify(k.Public(), "membership", []byte("m"), sig) {
		t.Fatal("refused")
	}
	for name, ok := range map[string]bool{
		"other person":  Verify(other.Public(), "membership", []byte("m"), sig),
		"other purpose": Verify(k.Public(), "membershi", []byte("pm"), sig),
		"other message": Verify(k.Public(), "membership", []byte("n"), sig),
		"no key":        Verify(Public{}, "membership", []byte("m"), sig),
		"no signature":  Verify(k.Public(), "membership", []byte("m"), nil),
	} {
		if ok {
			t.Errorf("%s: accepted", name)
		}
	}
	if !k.Public().Equal(k.Public()) || k.Public().Equal(other.Public()) {
		t.Error("Equal is wrong")
	}
}

// Sign-in names fold the way people mean them.
func TestNames(t *testing.T) {
	v := fixedVault()
	for _, same := range [][]string{
		{"ana", " Ana\t", "ANA", "\uff21na"},
		{"\u00e5sa", "A\u030aSA", "\u212bsa"},
		{"stra\u00dfe", "STRASSE"},
		{"\u03c3\u03bf\u03c6\u03bf\u03c2", "\u03a3\u039f\u03a6\u039f\u03a3"}, // final sigma
	} {
		for _, form := range same {
			if !bytes.Equal(v.NameMACs(form)[0], v.NameMACs(same[0])[0]) {
				t.Errorf("%+q is not %+q", form, same[0])
			}
		}
	}
	if bytes.Equal(v.NameMACs("ana")[0], v.NameMACs("a na")[0]) {
		t.Error("a space within counts")
	}
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.String().Draw(t, "name")
		if once := foldName(name); foldName(once) != once {
			t.Fatalf("%+q folds to %+q and then %+q", name, once, foldName(once))
		}
	})
}

func TestPseudonyms(t *testing.T) {
	v, w := fixedVault(), New(testCost, NewSecrets(fill(6)))
	a := v.Pseudonym("p", []byte("x"))
	if len(a) != keySize || !bytes.Equal(a, v.Pseudonym("p", []byte("x"))) {
		t.Error("not the same twice")
	}
	for _, b := range [][]byte{v.Pseudonym("px", nil), v.Pseudonym("p", []byte("y")), w.Pseudonym("p", []byte("x"))} {
		if bytes.Equal(a, b) {
			t.Error("not told apart")
		}
	}
}

// A box that fits its key in all but the header is refused by the header: a
// version from the future, and a commitment that is not the code's.
func TestHeadersAreChecked(t *testing.T) {
	k := fixedKeys()
	future := sealBox(newAEAD(derive(k.everyday, "everyday/own")), "own", []byte{version + 1}, []byte("a"), []byte("x"))
	if _, err := k.OpenOwn("a", future); !errors.Is(err, ErrOpen) {
		t.Errorf("another version: %v", err)
	}
	key := derive([]byte(fixedCode), "code/key")
	crafted := sealBox(newAEAD(derive(key, "code/seal")), "code", append([]byte{version}, fill(9)...), []byte("a"), []byte("x"))
	if _, err := OpenCode(fixedCode, "a", crafted); !errors.Is(err, ErrOpen) {
		t.Errorf("another commitment: %v", err)
	}
}
