package vault

import (
	"crypto/cipher"
	"encoding/binary"
	"errors"
	"fmt"
)

// The four locks of a content key, by name and by the second byte of a wrap.
const (
	lockOwn     = "own"
	lockPrivate = "private"
	lockShared  = "shared"
	lockHeld    = "held"

	wrapOwn     = 1
	wrapPrivate = 2
	wrapShared  = 3
	wrapHeld    = 4
)

const (
	tagSize   = 16
	firstPad  = 1024    // the smallest plain text, padded
	maxSealed = 1 << 24 // 16 MiB, far above any entry
	// maxWrapped leaves room beside a content key for what must be known before the content
	// is opened (the journal's slip: when it came to this shelf, and its kind).
	maxWrapped = 256
)

var (
	errNoLock  = fmt.Errorf("%w: there is no such lock here", ErrOpen)
	errTooLong = errors.New("vault: too long to seal")
)

// Ring is what one person can open: their own keys, and the couple's while
// there is one. It is what the journal seals and opens entries with. Safe for
// concurrent use.
type Ring struct {
	secrets              *Secrets
	couple               *Couple // nil while alone
	own, private, shared cipher.AEAD
	ownTag, sharedTag    []byte
}

// Ring puts a person's keys and their couple's (nil while alone) together.
func (v *Vault) Ring(k *Keys, c *Couple) *Ring {
	r := &Ring{
		secrets: v.secrets,
		own:     newAEAD(derive(k.everyday, "everyday/wrap")),
		private: newAEAD(derive(k.private, "private/wrap")),
		ownTag:  derive(k.everyday, "everyday/tag"),
	}
	if c != nil {
		r.couple = c
		r.shared = newAEAD(derive(c.key, "couple/wrap"))
		r.sharedTag = derive(c.index, "couple/tag")
	}
	return r
}

// Format prints no key, whatever the verb.
func (r *Ring) Format(f fmt.State, _ rune) { fmt.Fprint(f, "vault.Ring"+hidden) }

// Seal seals plain under a fresh content key and returns both. about (format,
// entry id, revision, author, kind) must be given again to open. The size is
// hidden: 1 KiB, then powers of two, 16 MiB at most.
func (r *Ring) Seal(plain, about []byte) (sealed, key []byte, err error) {
	if len(plain) > maxSealed-4 {
		return nil, nil, errTooLong
	}
	key = randomBytes(keySize)
	return sealBox(newAEAD(key), "content", plainHeader, about, pad(plain)), key, nil
}

// Open undoes Seal; every failure is ErrOpen.
func (r *Ring) Open(sealed, key, about []byte) ([]byte, error) {
	header, rest, err := cut(sealed, 1)
	if err != nil || len(key) != keySize {
		return nil, ErrOpen
	}
	padded, err := openBox(newAEAD(key), "content", header, about, rest)
	if err != nil {
		return nil, err
	}
	return unpad(padded)
}

// pad writes the length, the text, and zeros up to the next step.
func pad(plain []byte) []byte {
	size := firstPad
	for size < len(plain)+4 {
		size *= 2
	}
	out := binary.BigEndian.AppendUint32(make([]byte, 0, size), uint32(len(plain)))
	return append(out, plain...)[:size]
}

func unpad(padded []byte) ([]byte, error) {
	if len(padded) < 4 {
		return nil, ErrOpen
	}
	n := uint64(binary.BigEndian.Uint32(padded))
	if n > uint64(len(padded)-4) {
		return nil, ErrOpen
	}
	return padded[4 : 4+n : 4+n], nil
}

// Wrap locks a content key of 32 bytes, and what the caller puts behind it (256 bytes in all
// at most). Locks: "own" (everyday key), "private" (private
// seed), "shared" (couple's key), "held" (couple's key and the newest server
// secret together: neither a thief of the database nor the partner with a copy
// of it can open that one). about is bound to the wrap. An unknown lock, or
// one that needs a couple while alone, is an error.
func (r *Ring) Wrap(lock string, key, about []byte) ([]byte, error) {
	if len(key) < keySize || len(key) > maxWrapped {
		return nil, fmt.Errorf("vault: wrap: %d bytes where a content key belongs", len(key))
	}
	aead, header, err := r.newWrap(lock, about)
	if err != nil {
		return nil, err
	}
	return sealBox(aead, "wrap", header, about, key), nil
}

func (r *Ring) newWrap(lock string, about []byte) (cipher.AEAD, []byte, error) {
	switch {
	case lock == lockOwn:
		return r.own, []byte{version, wrapOwn}, nil
	case lock == lockPrivate:
		return r.private, []byte{version, wrapPrivate}, nil
	case lock == lockShared && r.couple != nil:
		return r.shared, r.couple.header(version, wrapShared), nil
	case lock == lockHeld && r.couple != nil:
		s := r.secrets.list[0]
		return r.held(s, about), append(r.couple.header(version, wrapHeld), s.id...), nil
	}
	return nil, nil, errNoLock
}

// Unwrap undoes Wrap with the same lock; every failure is ErrOpen. A held wrap
// opens with the server secret that it names, however old.
func (r *Ring) Unwrap(lock string, wrap, about []byte) ([]byte, error) {
	aead, size, err := r.oldWrap(lock, wrap, about)
	if err != nil {
		return nil, err
	}
	key, err := openBox(aead, "wrap", wrap[:size:size], about, wrap[size:])
	if err != nil || len(key) < keySize || len(key) > maxWrapped {
		return nil, ErrOpen
	}
	return key, nil
}

// oldWrap finds what opens a wrap, and how long its header is.
func (r *Ring) oldWrap(lock string, wrap, about []byte) (cipher.AEAD, int, error) {
	if _, _, err := cut(wrap, 2); err != nil {
		return nil, 0, err
	}
	switch kind := wrap[1]; {
	case lock == lockOwn && kind == wrapOwn:
		return r.own, 2, nil
	case lock == lockPrivate && kind == wrapPrivate:
		return r.private, 2, nil
	case r.couple == nil || len(wrap) < 6 || binary.BigEndian.Uint32(wrap[2:]) != r.couple.epoch:
		return nil, 0, ErrOpen
	case lock == lockShared && kind == wrapShared:
		return r.shared, 6, nil
	case lock == lockHeld && kind == wrapHeld && len(wrap) >= 6+idSize:
		s, ok := r.secrets.named(wrap[6 : 6+idSize])
		if !ok {
			return nil, 0, ErrOpen
		}
		return r.held(s, about), 6 + idSize, nil
	}
	return nil, 0, ErrOpen
}

// held needs both halves: the couple's key and a server secret.
func (r *Ring) held(s secret, about []byte) cipher.AEAD {
	both := append(append(make([]byte, 0, 2*keySize), r.couple.key...), s.value...)
	return newAEAD(derive(both, "held/wrap", about))
}

// Tags are the stored names (16 bytes each) of a label such as a practice or a
// kind, the same each time, so that rows can be found without opening all.
// "own" (and "private", the same shelf): one under the person's index key;
// "shared": one under the couple's; "held": one per server secret, newest
// first, that the couple can make only on this server. None for an unknown
// lock, or for a couple's while alone.
func (r *Ring) Tags(lock, label string) [][]byte {
	tag := func(key []byte) []byte { return mac(key, "tag", []byte(label))[:tagSize:tagSize] }
	switch {
	case lock == lockOwn || lock == lockPrivate:
		return [][]byte{tag(r.ownTag)}
	case lock == lockShared && r.couple != nil:
		return [][]byte{tag(r.sharedTag)}
	case lock == lockHeld && r.couple != nil:
		var tags [][]byte
		for _, s := range r.secrets.list {
			both := append(append(make([]byte, 0, 2*keySize), r.couple.index...), s.value...)
			tags = append(tags, tag(derive(both, "held/tag")))
		}
		return tags
	}
	return nil
}
