package vault

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"strings"
)

// alphabet has no I, L, O and U: 32 signs, five bits each.
const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

const (
	codeRandom = 26 // signs drawn: 130 bits
	codeSize   = 28 // and two more that catch a slip of the pen
	codeGroup  = 4
)

// ErrNotCode is text that cannot be a code: wrong length, a sign that codes do
// not have, or a mistyped one (one slip in 1024 goes unseen).
var ErrNotCode = errors.New("vault: not a code, or mistyped")

// NewCode draws a recovery or invitation code: 130 random bits and two check
// signs, as seven groups of four, like 7KQ2-M0TD-….
func NewCode() string {
	signs := make([]byte, codeRandom)
	for i, b := range randomBytes(codeRandom) {
		signs[i] = alphabet[b&31]
	}
	return grouped(string(signs) + check(string(signs)))
}

// NormalCode brings a typed code to the form that NewCode gives, or ErrNotCode.
// It forgives small letters, spaces and dashes anywhere, O for 0, I or L for 1.
func NormalCode(typed string) (string, error) {
	if len(typed) > 8*codeSize {
		return "", ErrNotCode
	}
	var signs strings.Builder
	for _, r := range strings.ToUpper(typed) {
		switch r {
		case ' ', '\t', '\r', '\n', '\u00a0', '-', '\u2010', '\u2011', '\u2012', '\u2013', '\u2014', '\u2212':
			continue
		case 'O':
			r = '0'
		case 'I', 'L':
			r = '1'
		}
		if !strings.ContainsRune(alphabet, r) {
			return "", ErrNotCode
		}
		signs.WriteRune(r)
	}
	code := signs.String()
	if len(code) != codeSize || check(code[:codeRandom]) != code[codeRandom:] {
		return "", ErrNotCode
	}
	return grouped(code), nil
}

// check is ten bits of a hash as two signs. It protects nothing; it tells a
// mistyped code from one that is not, or no longer, valid.
func check(signs string) string {
	sum := sha256.Sum256(join("code/check", []byte(signs)))
	bits := binary.BigEndian.Uint16(sum[:])
	return string([]byte{alphabet[bits>>11], alphabet[bits>>6&31]})
}

func grouped(signs string) string {
	var out strings.Builder
	for i := 0; i < len(signs); i += codeGroup {
		if i > 0 {
			out.WriteByte('-')
		}
		out.WriteString(signs[i : i+codeGroup])
	}
	return out.String()
}

// CodeLookup is the 32-byte name under which something with a code is stored.
// Purposes ("recovery", "invitation") have names of their own; the name does
// not lead to the code or its keys. Text that is no code gets a name nothing
// is stored under.
func (v *Vault) CodeLookup(purpose, code string) []byte {
	normal, err := NormalCode(code)
	if err != nil {
		return derive([]byte(code), "code/none", []byte(purpose))
	}
	return derive([]byte(normal), "code/lookup", []byte(purpose))
}

// SealCode seals something small under a key from an invitation code; whoever
// has the code opens it, and knows that someone with the code sealed it. It
// returns nil, which nothing opens, for text that is no code.
func SealCode(code, about string, plain []byte) []byte {
	normal, err := NormalCode(code)
	if err != nil {
		return nil
	}
	key := derive([]byte(normal), "code/key")
	header := append([]byte{version}, derive(key, "code/commitment", []byte(about))...)
	return sealBox(newAEAD(derive(key, "code/seal")), "code", header, []byte(about), plain)
}

// OpenCode undoes SealCode; every failure is ErrOpen.
func OpenCode(code, about string, sealed []byte) ([]byte, error) {
	normal, err := NormalCode(code)
	if err != nil {
		return nil, ErrOpen
	}
	header, rest, err := cut(sealed, 1+keySize)
	if err != nil {
		return nil, err
	}
	key := derive([]byte(normal), "code/key")
	if !equal(header[1:], derive(key, "code/commitment", []byte(about))) {
		return nil, ErrOpen
	}
	return openBox(newAEAD(derive(key, "code/seal")), "code", header, []byte(about), rest)
}
