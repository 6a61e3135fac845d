package vault

import (
	"bytes"
	"errors"
	"testing"

	"pgregory.net/rapid"
)

var locks = []string{lockOwn, lockPrivate, lockShared, lockHeld}

// S4: a content key comes back only with the same lock, person, couple, place
// and server.
func TestWrapsOpenOnlyWhereTheyBelong(t *testing.T) {
	v := fixedVault()
	author, partner, stranger := v.NewKeys(), v.NewKeys(), v.NewKeys()
	couple := NewCouple()
	mine, theirs := v.Ring(author, couple), v.Ring(partner, couple)
	about := []byte("entry 1")
	opens := map[string]map[*Ring]bool{
		lockOwn: {mine: true}, lockPrivate: {mine: true},
		lockShared: {mine: true, theirs: true}, lockHeld: {mine: true, theirs: true},
	}
	alone := v.Ring(stranger, nil)
	other := v.Ring(stranger, NewCouple())
	elsewhere := New(testCost, NewSecrets(fill(6))).Ring(partner, couple)
	mixed := v.Ring(&Keys{everyday: author.everyday, private: partner.private}, couple)
	opens[lockOwn][mixed], opens[lockShared][mixed], opens[lockHeld][mixed] = true, true, true
	opens[lockShared][elsewhere] = true // a database and the couple's key, without the server's file
	for _, lock := range locks {
		wrap := must(mine.Wrap(lock, fill(8), about))
		for i, r := range []*Ring{mine, theirs, alone, other, elsewhere, mixed} {
			key, err := r.Unwrap(lock, wrap, about)
			if opens[lock][r] != (err == nil && bytes.Equal(key, fill(8))) || (err != nil && !errors.Is(err, ErrOpen)) {
				t.Errorf("%s, ring %d: %v", lock, i, err)
			}
			if _, err := r.Unwrap(lock, wrap, []byte("entry 2")); !errors.Is(err, ErrOpen) {
				t.Errorf("%s, ring %d: opened for another entry: %v", lock, i, err)
			}
		}
	}
}

// D3: without the server's secret a held wrap stays closed for the partner
// and for the author, whose own wrap still opens: no lost secret loses one's
// own words.
func TestLostServerSecret(t *testing.T) {
	v, lost := fixedVault(), New(testCost, NewSecrets(fill(6)))
	author, partner, couple := v.NewKeys(), v.NewKeys(), NewCouple()
	r := v.Ring(author, couple)
	own, held := must(r.Wrap(lockOwn, fill(8), nil)), must(r.Wrap(lockHeld, fill(8), nil))
	for _, k := range []*Keys{author, partner} {
		if _, err := lost.Ring(k, couple).Unwrap(lockHeld, held, nil); !errors.Is(err, ErrOpen) {
			t.Errorf("held opens without its secret: %v", err)
		}
	}
	if key, err := lost.Ring(author, couple).Unwrap(lockOwn, own, nil); err != nil || !bytes.Equal(key, fill(8)) {
		t.Errorf("own words are lost: %v", err)
	}
	// nor with the right name on another secret
	forged := NewSecrets(fill(6))
	forged.list[0].id = v.secrets.list[0].id
	if _, err := New(testCost, forged).Ring(partner, couple).Unwrap(lockHeld, held, nil); !errors.Is(err, ErrOpen) {
		t.Errorf("a misnamed secret: %v", err)
	}
}

// A new secret on top: old things open, new ones are made with the new one.
func TestServerSecretRotation(t *testing.T) {
	k, c := fixedKeys(), fixedCouple()
	before, after := New(testCost, NewSecrets(fill(5))), New(testCost, NewSecrets(fill(6), fill(5)))
	only := New(testCost, NewSecrets(fill(6)))
	held := must(before.Ring(k, c).Wrap(lockHeld, fill(8), nil))
	box := before.SealServer("a", []byte("x"))
	if _, err := after.Ring(k, c).Unwrap(lockHeld, held, nil); err != nil {
		t.Error(err)
	}
	if _, err := after.OpenServer("a", box); err != nil {
		t.Error(err)
	}
	held, box = must(after.Ring(k, c).Wrap(lockHeld, fill(8), nil)), after.SealServer("a", []byte("x"))
	if _, err := only.Ring(k, c).Unwrap(lockHeld, held, nil); err != nil {
		t.Error(err)
	}
	if _, err := only.OpenServer("a", box); err != nil {
		t.Error(err)
	}
	for _, closed := range []error{
		second(before.Ring(k, c).Unwrap(lockHeld, held, nil)), second(before.OpenServer("a", box)),
	} {
		if !errors.Is(closed, ErrOpen) {
			t.Errorf("the old secret opens what the new one closed: %v", closed)
		}
	}
	names, old := after.NameMACs("ana"), before.NameMACs("ana")
	tags, oldTags := after.Ring(k, c).Tags(lockHeld, "x"), before.Ring(k, c).Tags(lockHeld, "x")
	if len(names) != 2 || !bytes.Equal(names[1], old[0]) || bytes.Equal(names[0], names[1]) {
		t.Error("names are not newest first")
	}
	if len(tags) != 2 || !bytes.Equal(tags[1], oldTags[0]) || bytes.Equal(tags[0], tags[1]) {
		t.Error("tags are not newest first")
	}
}

func second[T any](_ T, err error) error { return err }

func TestAloneHasNoCouplesLocks(t *testing.T) {
	r := fixedVault().Ring(fixedKeys(), nil)
	for _, lock := range []string{lockShared, lockHeld, "", "other"} {
		if _, err := r.Wrap(lock, fill(8), nil); !errors.Is(err, ErrOpen) {
			t.Errorf("wrapped with %q: %v", lock, err)
		}
		if _, err := r.Unwrap(lock, fill(1), nil); !errors.Is(err, ErrOpen) {
			t.Errorf("unwrapped with %q: %v", lock, err)
		}
		if tags := r.Tags(lock, "x"); tags != nil {
			t.Errorf("tags of %q: %v", lock, tags)
		}
	}
	if _, err := r.Wrap(lockOwn, fill(8)[:31], nil); err == nil {
		t.Error("wrapped a short key")
	}
}

// Tags name rows: the same each time, different by label, shelf and person.
func TestTags(t *testing.T) {
	v, k, c := fixedVault(), fixedKeys(), fixedCouple()
	mine, theirs := v.Ring(k, c), v.Ring(v.NewKeys(), c)
	seen := map[string]string{}
	for _, lock := range []string{lockOwn, lockShared, lockHeld} {
		for _, label := range []string{"", "a", "ab"} {
			tags := mine.Tags(lock, label)
			if len(tags) != 1 || len(tags[0]) != tagSize {
				t.Fatalf("%s %q: %x", lock, label, tags)
			}
			if was, ok := seen[string(tags[0])]; ok {
				t.Errorf("%s %q has the tag of %s", lock, label, was)
			}
			seen[string(tags[0])] = lock + " " + label
			same := bytes.Equal(tags[0], theirs.Tags(lock, label)[0])
			if same != (lock != lockOwn) {
				t.Errorf("%s %q: same for both is %v", lock, label, same)
			}
		}
	}
	if !bytes.Equal(mine.Tags(lockPrivate, "a")[0], mine.Tags(lockOwn, "a")[0]) {
		t.Error("own and private rows lie on one shelf and need one name")
	}
	if bytes.Equal(mine.Tags(lockHeld, "a")[0], New(testCost, NewSecrets(fill(6))).Ring(k, c).Tags(lockHeld, "a")[0]) {
		t.Error("held names can be made without the server's secret")
	}
}

// Content comes back whole, in one of few sizes, under a fresh key.
func TestContent(t *testing.T) {
	r := fixedVault().Ring(fixedKeys(), nil)
	rapid.Check(t, func(t *rapid.T) {
		plain := rapid.SliceOfN(rapid.Byte(), 0, 5000).Draw(t, "plain")
		about := rapid.SliceOf(rapid.Byte()).Draw(t, "about")
		sealed, key, err := r.Seal(plain, about)
		if err != nil {
			t.Fatal(err)
		}
		got, err := r.Open(sealed, key, about)
		if err != nil || !bytes.Equal(got, plain) {
			t.Fatalf("%v", err)
		}
		for _, bad := range [][3][]byte{{sealed, key, append(about, 0)}, {sealed, fill(8), about}, {sealed, key[:31], about}, {sealed, nil, about}} {
			if _, err := r.Open(bad[0], bad[1], bad[2]); !errors.Is(err, ErrOpen) {
				t.Fatalf("opened: %v", err)
			}
		}
	})
	for n, size := range map[int]int{0: 1024, 1020: 1024, 1021: 2048, 2044: 2048, 2045: 4096, maxSealed - 4: maxSealed} {
		sealed, _, err := r.Seal(make([]byte, n), nil)
		if err != nil || len(sealed) != 1+size+overhead {
			t.Errorf("%d bytes are sealed in %d: %v", n, len(sealed), err)
		}
	}
	if _, _, err := r.Seal(make([]byte, maxSealed-3), nil); err == nil {
		t.Error("sealed too much")
	}
	// a length that lies is refused, though the box is whole
	for _, padded := range [][]byte{nil, {0, 0, 0}, {0, 0, 0, 1}, {255, 255, 255, 255, 1}} {
		sealed := sealBox(newAEAD(fill(8)), "content", plainHeader, nil, padded)
		if _, err := r.Open(sealed, fill(8), nil); !errors.Is(err, ErrOpen) {
			t.Errorf("%v: %v", padded, err)
		}
	}
}
