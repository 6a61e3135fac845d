package vault

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
)

// coupleSize is the inner form of a couple: version, epoch, key, index key.
const coupleSize = 1 + 4 + 2*keySize

// Couple are the opened keys that two people share. Never changed after it is
// made.
type Couple struct {
	epoch      uint32
	key, index []byte
}

// NewCouple draws the keys of a new couple, at epoch 1.
func NewCouple() *Couple {
	return &Couple{epoch: 1, key: randomBytes(keySize), index: randomBytes(keySize)}
}

// Format prints no key, whatever the verb.
func (c *Couple) Format(f fmt.State, _ rune) { fmt.Fprint(f, "vault.Couple"+hidden) }

// Epoch counts the couple's keys from 1.
func (c *Couple) Epoch() uint32 { return c.epoch }

func (c *Couple) bytes() []byte {
	out := binary.BigEndian.AppendUint32([]byte{version}, c.epoch)
	return append(append(out, c.key...), c.index...)
}

// Hash is what a signed membership says of the couple's keys: 32 bytes that
// do not lead back to them.
func (c *Couple) Hash() []byte {
	sum := sha256.Sum256(join("couple/hash", c.bytes()))
	return sum[:]
}

// SealFor seals the couple's keys for one of the two; about names the couple
// and the person. The error is a public key that is none. Anyone who knows a
// public key can do this: only the signed membership says that it is right.
func (c *Couple) SealFor(p Public, about string) ([]byte, error) {
	return sealTo(p, "couple/for", about, c.bytes())
}

// OpenCouple undoes SealFor for the holder of k; every failure is ErrOpen.
func (k *Keys) OpenCouple(sealed []byte, about string) (*Couple, error) {
	b, err := k.openTo("couple/for", about, sealed)
	if err != nil {
		return nil, err
	}
	if len(b) != coupleSize || b[0] != version || binary.BigEndian.Uint32(b[1:]) == 0 {
		return nil, ErrOpen
	}
	return &Couple{
		epoch: binary.BigEndian.Uint32(b[1:]),
		key:   b[5 : 5+keySize : 5+keySize],
		index: b[5+keySize:],
	}, nil
}

// Seal seals something small for both.
func (c *Couple) Seal(about string, b []byte) []byte {
	header := c.header(version)
	return sealBox(newAEAD(derive(c.key, "couple/seal")), "couple", header, []byte(about), b)
}

// Open undoes Seal; every failure, another epoch too, is ErrOpen.
func (c *Couple) Open(about string, b []byte) ([]byte, error) {
	header, rest, err := cut(b, 5)
	if err != nil || binary.BigEndian.Uint32(header[1:]) != c.epoch {
		return nil, ErrOpen
	}
	return openBox(newAEAD(derive(c.key, "couple/seal")), "couple", header, []byte(about), rest)
}

// header is the given bytes and the epoch.
func (c *Couple) header(first ...byte) []byte {
	return binary.BigEndian.AppendUint32(first, c.epoch)
}
