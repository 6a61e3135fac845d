package vault

import (
	"bytes"
	"crypto/ecdh"
	"crypto/ed25519"
	"crypto/hpke"
	"fmt"
)

// Keys are one person's opened keys. They live in memory while a request or a
// stream of that person runs; nothing else holds them open. Values are never
// changed after they are made, so they may be shared between goroutines.
type Keys struct {
	everyday, private []byte // the two seeds, 32 bytes each
}

// Public is what others may know of a person's keys: Seal is an X25519 public
// key to seal for them (32 bytes), Sign an Ed25519 public key to check what
// they signed (32 bytes).
type Public struct {
	Seal, Sign []byte
}

// Equal reports whether both public keys are the same.
func (p Public) Equal(q Public) bool {
	return bytes.Equal(p.Seal, q.Seal) && bytes.Equal(p.Sign, q.Sign)
}

// NewKeys draws the keys of a new person.
func (v *Vault) NewKeys() *Keys {
	return &Keys{everyday: randomBytes(keySize), private: randomBytes(keySize)}
}

// Format prints no key, whatever the verb.
func (k *Keys) Format(f fmt.State, _ rune) { fmt.Fprint(f, "vault.Keys"+hidden) }

// Public returns the public half, always the same for the same keys. Whoever
// opens a lock for an account compares it with what that account's couple
// signed: a lock moved to another row opens, but to its first owner's keys.
func (k *Keys) Public() Public {
	return Public{
		Seal: k.sealing().PublicKey().Bytes(),
		Sign: k.signing().Public().(ed25519.PublicKey),
	}
}

func (k *Keys) sealing() *ecdh.PrivateKey {
	key, err := ecdh.X25519().NewPrivateKey(derive(k.everyday, "everyday/x25519"))
	if err != nil {
		panic(err) // any 32 bytes are an X25519 key
	}
	return key
}

func (k *Keys) signing() ed25519.PrivateKey {
	return ed25519.NewKeyFromSeed(derive(k.everyday, "everyday/ed25519"))
}

// SealOwn seals something small for this person alone, under the everyday
// key. Only OpenOwn with the same about opens it.
func (k *Keys) SealOwn(about string, plain []byte) []byte {
	return sealPlain(derive(k.everyday, "everyday/own"), "own", about, plain)
}

// OpenOwn undoes SealOwn; every failure is ErrOpen.
func (k *Keys) OpenOwn(about string, sealed []byte) ([]byte, error) {
	return openPlain(derive(k.everyday, "everyday/own"), "own", about, sealed)
}

// Sign signs message for one purpose. Only memberships are signed, never what
// people write: a signature would prove to strangers who wrote it.
func (k *Keys) Sign(about string, message []byte) []byte {
	sig := ed25519.Sign(k.signing(), join("sign", []byte(about), message))
	return append([]byte{version}, sig...)
}

// Verify reports whether sig is p's signature over message for that purpose.
// Any input is safe; a malformed key or signature is false.
func Verify(p Public, about string, message, sig []byte) bool {
	if len(p.Sign) != ed25519.PublicKeySize || len(sig) != 1+ed25519.SignatureSize || sig[0] != version {
		return false
	}
	return ed25519.Verify(p.Sign, join("sign", []byte(about), message), sig[1:])
}

// sealTo seals plain for the holder of p (HPKE base mode: X25519, HKDF-SHA-256,
// AES-256-GCM); info binds what it is about.
func sealTo(p Public, label, about string, plain []byte) ([]byte, error) {
	pub, err := ecdh.X25519().NewPublicKey(p.Seal)
	if err != nil {
		return nil, fmt.Errorf("vault: public key: %w", err)
	}
	to, err := hpke.NewDHKEMPublicKey(pub)
	if err != nil {
		return nil, fmt.Errorf("vault: public key: %w", err)
	}
	info := join(label, plainHeader, []byte(about))
	box, err := hpke.Seal(to, hpke.HKDFSHA256(), hpke.AES256GCM(), info, plain)
	if err != nil {
		return nil, fmt.Errorf("vault: sealing for a public key: %w", err)
	}
	return append([]byte{version}, box...), nil
}

// openTo undoes sealTo.
func (k *Keys) openTo(label, about string, sealed []byte) ([]byte, error) {
	header, rest, err := cut(sealed, 1)
	if err != nil {
		return nil, err
	}
	priv, err := hpke.NewDHKEMPrivateKey(k.sealing())
	if err != nil {
		return nil, ErrOpen
	}
	info := join(label, header, []byte(about))
	plain, err := hpke.Open(priv, hpke.HKDFSHA256(), hpke.AES256GCM(), info, rest)
	if err != nil {
		return nil, ErrOpen
	}
	return plain, nil
}
