package vault

import (
	"context"
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"

	"golang.org/x/crypto/argon2"
	"golang.org/x/text/unicode/norm"
)

// The three kinds of lock, second byte of the blob.
const (
	byPassword = 1
	byCode     = 2
	bySession  = 3
)

const (
	saltSize      = 16
	costSize      = 4 + 4 + 1
	seedBoxSize   = keySize + overhead
	lockTail      = keySize + 2*seedBoxSize // commitment, everyday seed, private seed
	passwordHead  = 2 + costSize + saltSize
	otherHead     = 2 + saltSize
	minSecretSize = 16 // of a session secret: 128 bits
)

// LockWithPassword locks both seeds under a password. It waits its turn for
// memory; ctx ends the waiting (not a derivation that has begun).
func (v *Vault) LockWithPassword(ctx context.Context, k *Keys, password string) ([]byte, error) {
	header := make([]byte, 2, passwordHead)
	header[0], header[1] = version, byPassword
	header = binary.BigEndian.AppendUint32(header, v.cost.MemoryKiB)
	header = binary.BigEndian.AppendUint32(header, v.cost.Passes)
	header = append(header, v.cost.Lanes)
	header = append(header, randomBytes(saltSize)...)
	root, err := v.stretch(ctx, password, v.cost, header[passwordHead-saltSize:])
	if err != nil {
		return nil, fmt.Errorf("vault: lock with password: %w", err)
	}
	return sealLock(root, header, k), nil
}

// OpenWithPassword opens a password lock. A wrong password is ErrWrong; a lock
// that is damaged or asks for costs below the floor or above the ceiling is
// ErrOpen; a ctx that ends while waiting is its error. An empty lock means
// that there is no such account: it takes one derivation and is ErrWrong, so
// that the answer and its time do not tell who has an account.
func (v *Vault) OpenWithPassword(ctx context.Context, lock []byte, password string) (*Keys, error) {
	missing := len(lock) == 0
	cost, salt, header, rest := v.cost, make([]byte, saltSize), []byte(nil), []byte(nil)
	if !missing {
		var err error
		if header, rest, err = cutLock(lock, byPassword, passwordHead); err != nil {
			return nil, err
		}
		cost = costOf(header)
		if !cost.atLeast(v.floor) || !ceiling.atLeast(cost) {
			return nil, ErrOpen
		}
		salt = header[passwordHead-saltSize:]
	}
	root, err := v.stretch(ctx, password, cost, salt)
	if err != nil {
		return nil, fmt.Errorf("vault: open with password: %w", err)
	}
	if missing {
		return nil, ErrWrong
	}
	return openLock(root, header, rest)
}

// costOf reads the costs that the header of a password lock names.
func costOf(header []byte) Cost {
	return Cost{
		MemoryKiB: binary.BigEndian.Uint32(header[2:]),
		Passes:    binary.BigEndian.Uint32(header[6:]),
		Lanes:     header[10],
	}
}

// Weak reports whether a password lock was made at a lower cost in memory or passes than this vault
// makes new ones at, so that it should be made anew while its password is at hand. Lanes make nothing
// harder. What is no password lock is not weak.
func (v *Vault) Weak(lock []byte) bool {
	header, _, err := cutLock(lock, byPassword, passwordHead)
	if err != nil {
		return false
	}
	cost := costOf(header)
	return cost.MemoryKiB < v.cost.MemoryKiB || cost.Passes < v.cost.Passes
}

// stretch is Argon2id over the NFKC form of the password (the same letters
// typed on another keyboard), at most NumCPU at a time: more at once would be
// slower and cost their memory each.
func (v *Vault) stretch(ctx context.Context, password string, c Cost, salt []byte) ([]byte, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	select {
	case v.slots <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	defer func() { <-v.slots }()
	return argon2.IDKey(norm.NFKC.Bytes([]byte(password)), salt, c.Passes, c.MemoryKiB, c.Lanes, keySize), nil
}

// LockWithCode locks both seeds under a recovery code; the only error is text
// that is no code.
func (v *Vault) LockWithCode(k *Keys, code string) ([]byte, error) {
	code, err := NormalCode(code)
	if err != nil {
		return nil, fmt.Errorf("vault: lock with code: %w", err)
	}
	return lockPlainly(k, byCode, []byte(code)), nil
}

// OpenWithCode opens a lock made by LockWithCode: ErrWrong for another code or
// for text that is no code, ErrOpen for a damaged lock.
func (v *Vault) OpenWithCode(lock []byte, code string) (*Keys, error) {
	code, err := NormalCode(code)
	if err != nil {
		return nil, ErrWrong
	}
	return openPlainly(lock, byCode, []byte(code))
}

// LockForSession locks both seeds under a session's secret, which only the
// browser keeps (at least 16 bytes from crypto/rand).
func (v *Vault) LockForSession(k *Keys, secret []byte) ([]byte, error) {
	if len(secret) < minSecretSize {
		return nil, errors.New("vault: lock for session: secret is too short")
	}
	return lockPlainly(k, bySession, secret), nil
}

// OpenForSession opens a lock made by LockForSession: ErrWrong for another
// secret, ErrOpen for a damaged lock.
func (v *Vault) OpenForSession(lock, secret []byte) (*Keys, error) {
	if len(secret) < minSecretSize {
		return nil, ErrWrong
	}
	return openPlainly(lock, bySession, secret)
}

// SessionLookup is the 32-byte name under which a session is stored; it does
// not lead back to the secret or to the key that opens the session's lock.
func (v *Vault) SessionLookup(secret []byte) []byte {
	return derive(secret, "session/lookup")
}

// lockPlainly is the lock for secrets that are long random strings already:
// HKDF in the place of Argon2id.
func lockPlainly(k *Keys, kind byte, secret []byte) []byte {
	header := append([]byte{version, kind}, randomBytes(saltSize)...)
	return sealLock(plainRoot(secret, header), header, k)
}

func openPlainly(lock []byte, kind byte, secret []byte) (*Keys, error) {
	header, rest, err := cutLock(lock, kind, otherHead)
	if err != nil {
		return nil, err
	}
	return openLock(plainRoot(secret, header), header, rest)
}

func plainRoot(secret, header []byte) []byte {
	key, err := hkdf.Key(sha256.New, secret, header[2:], string(join("lock/root", header[:2])), keySize)
	if err != nil {
		panic(err)
	}
	return key
}

// cutLock checks a lock's length, version and kind, and takes off its header.
func cutLock(lock []byte, kind byte, size int) (header, rest []byte, err error) {
	header, rest, err = cut(lock, size)
	if err != nil || header[1] != kind || len(rest) != lockTail {
		return nil, nil, ErrOpen
	}
	return header, rest, nil
}

// sealLock writes header, commitment and the two seeds, each under its own
// key, so that a lock with only one of them can follow the same path.
func sealLock(root, header []byte, k *Keys) []byte {
	out := append(header[:len(header):len(header)], commitment(root, header)...)
	out = append(out, sealSeed(root, "lock/everyday", header, k.everyday)...)
	return append(out, sealSeed(root, "lock/private", header, k.private)...)
}

// openLock checks the commitment first, in constant time. AES-GCM alone would
// let one crafted box open under many passwords, and so test them by the
// thousand.
func openLock(root, header, rest []byte) (*Keys, error) {
	if !equal(commitment(root, header), rest[:keySize]) {
		return nil, ErrWrong
	}
	rest = rest[keySize:]
	everyday, err := openSeed(root, "lock/everyday", header, rest[:seedBoxSize])
	if err != nil {
		return nil, err
	}
	private, err := openSeed(root, "lock/private", header, rest[seedBoxSize:])
	if err != nil {
		return nil, err
	}
	return &Keys{everyday: everyday, private: private}, nil
}

func commitment(root, header []byte) []byte { return derive(root, "lock/commitment", header) }

func sealSeed(root []byte, label string, header, seed []byte) []byte {
	return newAEAD(derive(root, label, header)).Seal(nil, nil, seed, join(label, header))
}

func openSeed(root []byte, label string, header, box []byte) ([]byte, error) {
	seed, err := newAEAD(derive(root, label, header)).Open(nil, nil, box, join(label, header))
	if err != nil {
		return nil, ErrOpen
	}
	return seed, nil
}
