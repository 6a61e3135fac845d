package vault

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/binary"
)

const (
	version  = 1  // first byte of every blob of this format
	keySize  = 32 // every key, seed, secret and look-up hash
	overhead = 28 // AES-256-GCM with its nonce in front: 12 bytes nonce, 16 bytes tag
	domain   = "footbridge/1/"
)

// join puts fields one behind the other, each after its length, so that
// ("ab", "c") and ("a", "bc") never look the same.
func join(label string, fields ...[]byte) []byte {
	size := 4 + len(domain) + len(label)
	for _, f := range fields {
		size += 4 + len(f)
	}
	out := make([]byte, 0, size)
	out = binary.BigEndian.AppendUint32(out, uint32(len(domain)+len(label)))
	out = append(append(out, domain...), label...)
	for _, f := range fields {
		out = binary.BigEndian.AppendUint32(out, uint32(len(f)))
		out = append(out, f...)
	}
	return out
}

// derive makes a 32-byte key for one purpose (HKDF-SHA-256, no salt). The
// context goes into info and not into the salt, because HMAC cannot tell
// a short salt from the same one followed by zeros.
func derive(secret []byte, label string, context ...[]byte) []byte {
	key, err := hkdf.Key(sha256.New, secret, nil, string(join(label, context...)), keySize)
	if err != nil {
		panic(err) // only a length beyond 255 hashes fails
	}
	return key
}

// mac is HMAC-SHA-256 over the joined fields.
func mac(key []byte, label string, fields ...[]byte) []byte {
	h := hmac.New(sha256.New, key)
	h.Write(join(label, fields...))
	return h.Sum(nil)
}

func randomBytes(n int) []byte {
	b := make([]byte, n)
	rand.Read(b) // never fails: the runtime stops the program instead
	return b
}

// newAEAD is AES-256-GCM that draws a fresh 96-bit nonce per message: good for
// 2^32 messages per key.
func newAEAD(key []byte) cipher.AEAD {
	block, err := aes.NewCipher(key)
	if err != nil {
		panic(err) // keys are made here, all of one size
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		panic(err)
	}
	return aead
}

// sealBox returns header, nonce, ciphertext and tag. What the box is for
// (label), its header and what it is about are bound to it.
func sealBox(aead cipher.AEAD, label string, header, about, plain []byte) []byte {
	out := make([]byte, len(header), len(header)+len(plain)+overhead)
	copy(out, header)
	return aead.Seal(out, nil, plain, join(label, header, about))
}

// openBox undoes sealBox; the caller has read and checked the header.
func openBox(aead cipher.AEAD, label string, header, about, rest []byte) ([]byte, error) {
	plain, err := aead.Open(nil, nil, rest, join(label, header, about))
	if err != nil {
		return nil, ErrOpen
	}
	return plain, nil
}

// plainHeader is the header of a box that needs only its version.
var plainHeader = []byte{version}

// cut takes the header of n bytes off a blob and checks its version.
func cut(blob []byte, n int) (header, rest []byte, err error) {
	if len(blob) < n || blob[0] != version {
		return nil, nil, ErrOpen
	}
	return blob[:n:n], blob[n:], nil
}

// sealPlain and openPlain are boxes with nothing but a version in front.
func sealPlain(key []byte, label, about string, plain []byte) []byte {
	return sealBox(newAEAD(key), label, plainHeader, []byte(about), plain)
}

func openPlain(key []byte, label, about string, sealed []byte) ([]byte, error) {
	header, rest, err := cut(sealed, 1)
	if err != nil {
		return nil, err
	}
	return openBox(newAEAD(key), label, header, []byte(about), rest)
}

// equal compares in constant time.
func equal(a, b []byte) bool { return subtle.ConstantTimeCompare(a, b) == 1 }
