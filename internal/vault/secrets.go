package vault

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// idSize is how much of a secret's hash names it.
const idSize = 8

type secret struct{ value, id []byte }

// Secrets are the server's secrets, newest first. They live in a file beside
// the database and never in it, so that a database alone opens less. Never
// changed after they are made.
type Secrets struct {
	list []secret
}

// NewSecrets takes secrets of 32 bytes, newest first. For tests and
// LoadSecrets; it panics on another length or on none.
func NewSecrets(values ...[]byte) *Secrets {
	if len(values) == 0 {
		panic("vault: no server secret")
	}
	s := &Secrets{}
	for _, v := range values {
		if len(v) != keySize {
			panic("vault: a server secret has 32 bytes")
		}
		s.list = append(s.list, secret{value: slices.Clone(v), id: derive(v, "server/id")[:idSize]})
	}
	return s
}

// Format prints no key, whatever the verb.
func (s *Secrets) Format(f fmt.State, _ rune) { fmt.Fprint(f, "vault.Secrets"+hidden) }

// IDs are the secrets' public names, newest first: 16 hex signs each.
func (s *Secrets) IDs() []string {
	ids := make([]string, len(s.list))
	for i, one := range s.list {
		ids[i] = hex.EncodeToString(one.id)
	}
	return ids
}

// named finds a secret by its id.
func (s *Secrets) named(id []byte) (secret, bool) {
	for _, one := range s.list {
		if bytes.Equal(one.id, id) {
			return one, true
		}
	}
	return secret{}, false
}

// SealServer seals something small that the server must read with nobody
// signed in, under the newest server secret; the blob names it.
func (v *Vault) SealServer(about string, plain []byte) []byte {
	s := v.secrets.list[0]
	header := append([]byte{version}, s.id...)
	return sealBox(newAEAD(derive(s.value, "server/seal")), "server", header, []byte(about), plain)
}

// OpenServer undoes SealServer with the secret the blob names, however old;
// every failure is ErrOpen.
func (v *Vault) OpenServer(about string, sealed []byte) ([]byte, error) {
	header, rest, err := cut(sealed, 1+idSize)
	if err != nil {
		return nil, err
	}
	s, ok := v.secrets.named(header[1:])
	if !ok {
		return nil, ErrOpen
	}
	return openBox(newAEAD(derive(s.value, "server/seal")), "server", header, []byte(about), rest)
}

// NameMACs are the stored forms of a sign-in name, one per server secret,
// newest first (32 bytes each): the first to store, all to look up. Names that
// differ only in case, in composed or compatible signs, or in spaces around
// them are the same name.
func (v *Vault) NameMACs(signInName string) [][]byte {
	name := []byte(foldName(signInName))
	macs := make([][]byte, len(v.secrets.list))
	for i, s := range v.secrets.list {
		macs[i] = mac(derive(s.value, "server/name"), "name", name)
	}
	return macs
}

// foldName folds twice, because folding can leave a form that normalising
// changes again.
func foldName(name string) string {
	for range 2 {
		name = norm.NFKC.String(cases.Fold().String(norm.NFKC.String(name)))
	}
	return strings.TrimSpace(name)
}
