package vault

import (
	"context"
	"encoding/binary"
	"errors"
	"runtime"
	"testing"
)

// grown is how many KiB f takes from memory in all: a derivation shows in it.
func grown(f func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return (after.TotalAlloc - before.TotalAlloc) / 1024
}

// B1: the same letters typed another way are the same password; others not.
func TestPasswordForms(t *testing.T) {
	v, k := fixedVault(), fixedKeys()
	for _, same := range [][]string{
		{"\u00c5ngstr\u00f6m 12", "A\u030angstro\u0308m 12", "\u212bngstr\u00f6m 12"}, // NFC, NFD, compatible
		{"the \ufb01sh \uff21\u00b2", "the fish A2"},
		{"", ""},
	} {
		lock := must(v.LockWithPassword(t.Context(), k, same[0]))
		for _, form := range same {
			got, err := v.OpenWithPassword(t.Context(), lock, form)
			if err != nil || !sameKeys(got, k) {
				t.Errorf("%+q: %v", form, err)
			}
		}
		for _, other := range []string{same[0] + " ", " " + same[0], same[0] + "\x00", "Other"} {
			if _, err := v.OpenWithPassword(t.Context(), lock, other); !errors.Is(err, ErrWrong) {
				t.Errorf("%+q opened %+q: %v", other, same[0], err)
			}
		}
	}
	long := make([]byte, 5000)
	lock := must(v.LockWithPassword(t.Context(), k, string(long)))
	if _, err := v.OpenWithPassword(t.Context(), lock, string(long[1:])); !errors.Is(err, ErrWrong) {
		t.Errorf("a long password is cut: %v", err)
	}
}

// B9: a lock of less memory or fewer passes than today's is weak; one of the same or more, and what is
// no password lock, are not.
func TestWeak(t *testing.T) {
	with := func(memory, passes uint32, lanes uint8) *Vault {
		return New(Cost{memory, passes, lanes}, NewSecrets(fill(5)))
	}
	lock := must(with(64, 2, 1).LockWithPassword(t.Context(), fixedKeys(), "right"))
	for _, c := range []struct {
		v    *Vault
		lock []byte
		want bool
	}{
		{with(64, 2, 1), lock, false}, {with(65, 2, 1), lock, true}, {with(64, 3, 1), lock, true}, {with(64, 2, 4), lock, false},
		{with(32, 1, 1), lock, false}, {with(65, 3, 1), nil, false}, {with(65, 3, 1), lock[:40], false},
	} {
		if got := c.v.Weak(c.lock); got != c.want {
			t.Errorf("at %+v: %v", c.v.cost, got)
		}
	}
}

// B9: no such account costs what a wrong password costs, one derivation, and
// says the same.
func TestMissingAccountTakesOneDerivation(t *testing.T) {
	const size = 8 * 1024
	v := New(Cost{MemoryKiB: size, Passes: 1, Lanes: 1}, NewSecrets(fill(5)))
	lock := must(v.LockWithPassword(t.Context(), fixedKeys(), "right"))
	for name, l := range map[string][]byte{"wrong": lock, "missing": nil, "empty": {}} {
		var err error
		used := grown(func() { _, err = v.OpenWithPassword(t.Context(), l, "other") })
		if !errors.Is(err, ErrWrong) {
			t.Errorf("%s: %v", name, err)
		}
		if used < size || used > size*3/2 {
			t.Errorf("%s took %d KiB, one derivation takes %d", name, used, size)
		}
	}
}

// B3: a stored lock may not ask for less than the floor or more than the
// ceiling, and is refused before anything is derived.
func TestCostsOnRead(t *testing.T) {
	real := New(Standard, NewSecrets(fill(5)))
	small := New(testCost, NewSecrets(fill(5)))
	lock := must(small.LockWithPassword(t.Context(), fixedKeys(), "x"))
	if _, err := real.OpenWithPassword(t.Context(), lock, "x"); !errors.Is(err, ErrOpen) || errors.Is(err, ErrWrong) {
		t.Fatalf("a test lock opens on a real server: %v", err)
	}
	for _, c := range []Cost{
		{floor.MemoryKiB - 1, 3, 4}, {floor.MemoryKiB, 1, 4}, {floor.MemoryKiB, 2, 0},
		{0, 0, 0}, {1 << 31, 3, 4}, {ceiling.MemoryKiB + 1, 3, 4},
		{ceiling.MemoryKiB, ceiling.Passes + 1, 4}, {Standard.MemoryKiB, 1 << 31, 4}, {Standard.MemoryKiB, 3, ceiling.Lanes + 1},
	} {
		bad := append([]byte(nil), lock...)
		binary.BigEndian.PutUint32(bad[2:], c.MemoryKiB)
		binary.BigEndian.PutUint32(bad[6:], c.Passes)
		bad[10] = c.Lanes
		var err error
		used := grown(func() { _, err = real.OpenWithPassword(t.Context(), bad, "x") })
		if !errors.Is(err, ErrOpen) || errors.Is(err, ErrWrong) || used > 512 {
			t.Errorf("%+v: %v after %d KiB", c, err, used)
		}
	}
	if !Standard.atLeast(floor) || !ceiling.atLeast(Standard) || floor != (Cost{19 * 1024, 2, 1}) {
		t.Error("the standard is outside the bounds")
	}
	old := New(floor, NewSecrets(fill(5)))
	lock = must(old.LockWithPassword(t.Context(), fixedKeys(), "x"))
	if _, err := real.OpenWithPassword(t.Context(), lock, "x"); err != nil {
		t.Errorf("a lock at the floor: %v", err)
	}
}

// A lock whose boxes open under a password but whose commitment is another's
// is refused by the commitment; with a right commitment and foreign boxes, by
// the boxes.
func TestCommitmentComesFirst(t *testing.T) {
	header := append([]byte{version, bySession}, fill(9)[:saltSize]...)
	mine, other := plainRoot(fill(1), header), plainRoot(fill(2), header)
	a, b := sealLock(mine, header, fixedKeys()), sealLock(other, header, fixedKeys())
	crossed := append(append([]byte(nil), a[:otherHead+keySize]...), b[otherHead+keySize:]...)
	v := fixedVault()
	if _, err := v.OpenForSession(crossed, fill(2)); !errors.Is(err, ErrWrong) {
		t.Errorf("boxes fit, commitment does not: %v", err)
	}
	if _, err := v.OpenForSession(crossed, fill(1)); !errors.Is(err, ErrOpen) || errors.Is(err, ErrWrong) {
		t.Errorf("commitment fits, boxes do not: %v", err)
	}
	if _, err := v.OpenForSession(a, fill(1)); err != nil {
		t.Error(err)
	}
}

// The two seeds of a lock cannot change places, nor can those of two locks.
func TestSeedsKeepTheirPlace(t *testing.T) {
	v, k := fixedVault(), fixedKeys()
	a, b := must(v.LockForSession(k, fixedSession)), must(v.LockForSession(k, fixedSession))
	first, second := otherHead+keySize, otherHead+keySize+seedBoxSize
	swapped := append(append(append([]byte(nil), a[:first]...), a[second:]...), a[first:second]...)
	mixed := append(append([]byte(nil), a[:second]...), b[second:]...)
	for name, lock := range map[string][]byte{"swapped": swapped, "mixed": mixed} {
		if _, err := v.OpenForSession(lock, fixedSession); !errors.Is(err, ErrOpen) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestWrongCodesAndSecrets(t *testing.T) {
	v, k := fixedVault(), fixedKeys()
	lock := must(v.LockWithCode(k, fixedCode))
	for _, code := range []string{NewCode(), "", "no code"} {
		if _, err := v.OpenWithCode(lock, code); !errors.Is(err, ErrWrong) {
			t.Errorf("code: %v", err)
		}
	}
	if _, err := v.LockWithCode(k, "no code"); !errors.Is(err, ErrNotCode) {
		t.Errorf("locked with no code: %v", err)
	}
	lock = must(v.LockForSession(k, fixedSession))
	for _, secret := range [][]byte{fill(8), nil, fixedSession[:15]} {
		if _, err := v.OpenForSession(lock, secret); !errors.Is(err, ErrWrong) {
			t.Errorf("session: %v", err)
		}
	}
	if _, err := v.LockForSession(k, fixedSession[:15]); err == nil {
		t.Error("locked with a short secret")
	}
}

// At most NumCPU derivations run at once; waiting ends with the context, and a
// place is given back. A missing account waits its turn like any other.
func TestDerivationsTakeTurns(t *testing.T) {
	v := fixedVault()
	lock := must(v.LockWithPassword(t.Context(), fixedKeys(), "x"))
	if cap(v.slots) != runtime.NumCPU() || len(v.slots) != 0 {
		t.Fatalf("%d of %d places taken", len(v.slots), cap(v.slots))
	}
	for range cap(v.slots) {
		v.slots <- struct{}{}
	}
	for _, l := range [][]byte{lock, nil} {
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error)
		go func() { _, err := v.OpenWithPassword(ctx, l, "x"); done <- err }()
		cancel()
		if err := <-done; !errors.Is(err, context.Canceled) {
			t.Errorf("waiting ended with %v", err)
		}
	}
	done := make(chan error)
	go func() { _, err := v.OpenWithPassword(t.Context(), lock, "x"); done <- err }()
	select {
	case err := <-done:
		t.Fatalf("ran with all places taken: %v", err)
	default:
	}
	<-v.slots
	if err := <-done; err != nil {
		t.Error(err)
	}
	if len(v.slots) != cap(v.slots)-1 {
		t.Errorf("%d places taken afterwards", len(v.slots))
	}
}
