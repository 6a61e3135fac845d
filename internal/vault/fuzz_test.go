package vault

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"testing"
)

// FuzzOpen gives any bytes to every opener: only ErrOpen, never a panic, and
// nothing opens that was not made here.
func FuzzOpen(f *testing.F) {
	list, stored := blobs(), readGolden(f)
	for i := range list {
		list[i].bytes = must(hex.DecodeString(stored.Blobs[list[i].name])) // the same in every worker
		f.Add(uint8(i), list[i].bytes)
	}
	f.Fuzz(func(t *testing.T, which uint8, data []byte) {
		b := list[int(which)%len(list)]
		if b.name == "password lock" && len(data) > 10 {
			memory, passes := binary.BigEndian.Uint32(data[2:]), binary.BigEndian.Uint32(data[6:])
			if memory > 1024 && memory <= ceiling.MemoryKiB || passes > 2 && passes <= ceiling.Passes {
				t.Skip("allowed, and slow")
			}
		}
		got, err := b.open(data)
		if err != nil {
			if !errors.Is(err, ErrOpen) {
				t.Fatalf("%s: %v", b.name, err)
			}
			return
		}
		if !bytes.Equal(got, b.plain) || !bytes.Equal(data, b.bytes) {
			t.Fatalf("%s: forged", b.name)
		}
	})
}

// FuzzVerify gives any public key and signature: never a panic.
func FuzzVerify(f *testing.F) {
	k := fixedKeys()
	f.Add([]byte(k.Public().Sign), k.Sign("about", []byte("words")))
	f.Fuzz(func(t *testing.T, key, sig []byte) {
		if Verify(Public{Sign: key}, "about", []byte("words"), sig) && bytes.Equal(key, k.Public().Sign) &&
			!bytes.Equal(sig, k.Sign("about", []byte("words"))) {
			t.Fatal("forged")
		}
		_, _ = fixedCouple().SealFor(Public{Seal: key}, "about")
	})
}

func FuzzLoadSecrets(f *testing.F) {
	f.Add([]byte(line(5) + "\r\n\n " + line(6)))
	f.Add([]byte("secret"))
	f.Fuzz(func(t *testing.T, text []byte) {
		s, err := parseSecrets(text)
		if (err == nil) == (s == nil) {
			t.Fatal("neither secrets nor an error")
		}
		if err != nil {
			return
		}
		again, err := parseSecrets(append([]byte("\n"), text...))
		if err != nil || len(again.list) != len(s.list) || len(s.list) == 0 {
			t.Fatalf("not the same twice: %v", err)
		}
	})
}

func FuzzNormalCode(f *testing.F) {
	f.Add(fixedCode)
	f.Add("oOiL-")
	f.Fuzz(func(t *testing.T, typed string) {
		code, err := NormalCode(typed)
		if err != nil {
			if !errors.Is(err, ErrNotCode) || code != "" {
				t.Fatalf("%q, %v", code, err)
			}
			return
		}
		if again, err := NormalCode(code); err != nil || again != code {
			t.Fatalf("%q becomes %q: %v", code, again, err)
		}
	})
}
