package vault

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// testCost is small enough to derive thousands of times.
var testCost = Cost{MemoryKiB: 64, Passes: 1, Lanes: 1}

// sealer is the shape the journal asks for.
type sealer interface {
	Seal(plain, about []byte) (sealed, key []byte, err error)
	Open(sealed, key, about []byte) ([]byte, error)
	Wrap(lock string, key, about []byte) ([]byte, error)
	Unwrap(lock string, wrap, about []byte) ([]byte, error)
	Tags(lock, label string) [][]byte
}

var _ sealer = (*Ring)(nil)

func fill(b byte) []byte { return bytes.Repeat([]byte{b}, keySize) }

// fixedKeys and fixedCouple are the same in every run.
func fixedKeys() *Keys     { return &Keys{everyday: fill(1), private: fill(2)} }
func fixedCouple() *Couple { return &Couple{epoch: 1, key: fill(3), index: fill(4)} }
func fixedVault() *Vault   { return New(testCost, NewSecrets(fill(5))) }

const fixedPassword = "Brücke über den Fluß"

var (
	fixedSession = fill(7)
	fixedCode    = grouped("0123456789ABCDEFGHJKMNPQRS" + check("0123456789ABCDEFGHJKMNPQRS"))
)

func sameKeys(a, b *Keys) bool {
	return bytes.Equal(a.everyday, b.everyday) && bytes.Equal(a.private, b.private)
}

// blob is one sealed thing with fixed keys, and how it is opened.
type blob struct {
	name  string
	bytes []byte
	open  func([]byte) ([]byte, error)
	plain []byte // what open gives
}

// blobs makes one of every kind with the fixed keys. Golden vectors, bit flips
// and truncation all run over this list, so a new format is tested by being
// added here.
func blobs() []blob {
	v, k, c := fixedVault(), fixedKeys(), fixedCouple()
	r := v.Ring(k, c)
	about, text := "about", []byte("words")
	seeds := append(bytes.Clone(k.everyday), k.private...)
	unlocked := func(k *Keys, err error) ([]byte, error) {
		if err != nil {
			return nil, err
		}
		return append(bytes.Clone(k.everyday), k.private...), nil
	}
	content := sealContent(fill(8), text, []byte(about))
	list := []blob{
		{"password lock", must(v.LockWithPassword(context.Background(), k, fixedPassword)),
			func(b []byte) ([]byte, error) {
				return unlocked(v.OpenWithPassword(context.Background(), b, fixedPassword))
			}, seeds},
		{"code lock", must(v.LockWithCode(k, fixedCode)),
			func(b []byte) ([]byte, error) { return unlocked(v.OpenWithCode(b, fixedCode)) }, seeds},
		{"session lock", must(v.LockForSession(k, fixedSession)),
			func(b []byte) ([]byte, error) { return unlocked(v.OpenForSession(b, fixedSession)) }, seeds},
		{"own box", k.SealOwn(about, text), func(b []byte) ([]byte, error) { return k.OpenOwn(about, b) }, text},
		{"server box", v.SealServer(about, text), func(b []byte) ([]byte, error) { return v.OpenServer(about, b) }, text},
		{"code box", SealCode(fixedCode, about, text), func(b []byte) ([]byte, error) { return OpenCode(fixedCode, about, b) }, text},
		{"couple box", c.Seal(about, text), func(b []byte) ([]byte, error) { return c.Open(about, b) }, text},
		{"couple sealed", must(c.SealFor(k.Public(), about)), func(b []byte) ([]byte, error) {
			c, err := k.OpenCouple(b, about)
			if err != nil {
				return nil, err
			}
			return c.bytes(), nil
		}, c.bytes()},
		{"content", content, func(b []byte) ([]byte, error) { return r.Open(b, fill(8), []byte(about)) }, text},
		{"signature", k.Sign(about, text), func(b []byte) ([]byte, error) {
			if !Verify(k.Public(), about, text, b) {
				return nil, ErrOpen
			}
			return text, nil
		}, text},
	}
	for _, lock := range []string{lockOwn, lockPrivate, lockShared, lockHeld} {
		list = append(list, blob{lock + " wrap", must(r.Wrap(lock, fill(8), []byte(about))),
			func(b []byte) ([]byte, error) { return r.Unwrap(lock, b, []byte(about)) }, fill(8)})
	}
	return list
}

// sealContent is Ring.Seal with a known key.
func sealContent(key, plain, about []byte) []byte {
	return sealBox(newAEAD(key), "content", plainHeader, about, pad(plain))
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func TestEveryBlobOpens(t *testing.T) {
	sizes := map[string]int{
		"password lock": 179, "code lock": 170, "session lock": 170, "couple sealed": 118, "content": 1 + 1024 + 28,
		"own wrap": 62, "private wrap": 62, "shared wrap": 66, "held wrap": 74, "signature": 65,
		"own box": 1 + 5 + 28, "server box": 9 + 5 + 28, "code box": 33 + 5 + 28, "couple box": 5 + 5 + 28,
	}
	for _, b := range blobs() {
		got, err := b.open(b.bytes)
		if err != nil || !bytes.Equal(got, b.plain) {
			t.Errorf("%s: %x, %v", b.name, got, err)
		}
		if b.bytes[0] != version {
			t.Errorf("%s does not begin with the version", b.name)
		}
		if len(b.bytes) != sizes[b.name] {
			t.Errorf("%s has %d bytes, the design says %d", b.name, len(b.bytes), sizes[b.name])
		}
	}
}

// S4: any changed bit, any missing or added byte, is the one error, no panic.
func TestChangedBlobsStayClosed(t *testing.T) {
	for _, b := range blobs() {
		t.Run(b.name, func(t *testing.T) {
			for i := range len(b.bytes) * 8 {
				bad := bytes.Clone(b.bytes)
				bad[i/8] ^= 1 << (i % 8)
				if _, err := b.open(bad); !errors.Is(err, ErrOpen) {
					t.Fatalf("bit %d changed: %v", i, err)
				}
			}
			for n := range b.bytes {
				if n == 0 && b.name == "password lock" {
					continue // an empty lock is "no such account", tested apart
				}
				if _, err := b.open(b.bytes[:n]); !errors.Is(err, ErrOpen) {
					t.Fatalf("cut to %d bytes: %v", n, err)
				}
			}
			if _, err := b.open(append(bytes.Clone(b.bytes), 0)); !errors.Is(err, ErrOpen) {
				t.Fatalf("a byte more: %v", err)
			}
		})
	}
}

// Every kind of blob, given to every other kind's opener.
func TestBlobsAreNotOneAnother(t *testing.T) {
	list := blobs()
	for _, a := range list {
		for _, b := range list {
			if a.name == b.name {
				continue
			}
			if _, err := a.open(b.bytes); !errors.Is(err, ErrOpen) {
				t.Errorf("%s opened as %s: %v", b.name, a.name, err)
			}
		}
	}
}

// B22: no nonce and no key comes twice.
func TestNoNonceTwice(t *testing.T) {
	const n = 100_000
	k, seen := fixedKeys(), make(map[[12]byte]bool, n)
	r, keys := fixedVault().Ring(k, nil), make(map[[keySize]byte]bool, n)
	aead := newAEAD(fill(9))
	for range n {
		seen[[12]byte(aead.Seal(nil, nil, nil, nil))] = true
	}
	for range n / 10 {
		_, key, err := r.Seal(nil, nil)
		if err != nil {
			t.Fatal(err)
		}
		keys[[keySize]byte(key)] = true
	}
	if len(seen) != n || len(keys) != n/10 {
		t.Fatalf("%d of %d nonces, %d of %d keys differ", len(seen), n, len(keys), n/10)
	}
}

// Different fields never join to the same bytes.
func TestJoinIsOneToOne(t *testing.T) {
	field := rapid.SliceOfN(rapid.ByteRange(0, 2), 0, 4)
	fields := rapid.SliceOfN(field, 0, 4)
	rapid.Check(t, func(t *rapid.T) {
		a, b := fields.Draw(t, "a"), fields.Draw(t, "b")
		same := len(a) == len(b)
		for i := 0; same && i < len(a); i++ {
			same = bytes.Equal(a[i], b[i])
		}
		if bytes.Equal(join("x", a...), join("x", b...)) != same {
			t.Fatalf("%v and %v", a, b)
		}
	})
}

// B31: values with keys inside print none, in logs or in failing tests.
func TestKeysAreNotPrinted(t *testing.T) {
	v, k, c := fixedVault(), fixedKeys(), fixedCouple()
	for _, value := range []any{v, k, c, v.secrets, v.Ring(k, c)} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%x", "%d"} {
			got := fmt.Sprintf(verb, value)
			if !strings.HasPrefix(got, "vault.") || !strings.HasSuffix(got, hidden) {
				t.Errorf("%T prints %q with %s", value, got, verb)
			}
		}
	}
}

func TestNewRefusesMistakes(t *testing.T) {
	for name, f := range map[string]func(){
		"no cost":    func() { New(Cost{}, NewSecrets(fill(5))) },
		"much cost":  func() { New(Cost{MemoryKiB: 1 << 20, Passes: 1, Lanes: 1}, NewSecrets(fill(5))) },
		"no secret":  func() { New(testCost, nil) },
		"none given": func() { NewSecrets() },
		"short":      func() { NewSecrets([]byte("short")) },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: accepted", name)
				}
			}()
			f()
		}()
	}
}
