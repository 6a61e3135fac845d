// Package vault keeps the keys: it derives, locks, seals, opens and checks, and
// knows nothing of practices, entries or pages. Its formats can hardly ever
// change, because what people wrote lies in them; testdata holds one blob of
// each, which must open for ever.
//
// # The idea
//
// A person has two random seeds. The everyday seed opens their account, their
// couple and their own writing; the private seed opens writing under the second
// lock. The seeds lie in the database only inside locks: under the password, a
// recovery code, and each session's cookie. Two people share a couple key,
// sealed for each of them. The server has secrets of its own in a file beside
// the database, so that a held answer needs both: the couple's key and this
// server. No failure says why: a wrong key, a changed bit and a blob moved to
// another place are all ErrOpen.
//
// What it holds against: someone with the database or a backup, if passwords
// are strong; a partner with a copy of the database, for the other's own and
// held writing. What it does not: whoever runs the server can change it to read
// what is opened while signed in, and a partner who runs it has both halves of
// a held wrap. Someone who can write to the database can bring back an older
// row. AES-GCM does not bind a text to one key; locks and code boxes therefore
// carry a commitment. Go cannot promise to wipe keys from memory.
//
// # Key inventory
//
//	key                 who holds it; what it may open; how it dies
//	------------------  ----------------------------------------------------------
//	password root       nobody, made at sign-in (Argon2id); one lock; forgotten at once
//	recovery code       the person, on paper; one lock; when its lock is deleted
//	session secret      the person's browser; one lock; with the session's row
//	everyday seed       the person while signed in; makes the next five; with the account's locks
//	  own key           ... SealOwn boxes
//	  own wrap key      ... "own" wraps
//	  own tag key       ... opens nothing, names rows of the own shelf
//	  X25519 key        ... the couple's keys sealed for this person
//	  Ed25519 key       ... opens nothing, signs memberships
//	private seed        the person while unlocked; "private" wraps; with the account's locks
//	couple key          both; couple boxes, "shared" wraps, half of "held"; when both sealed copies go
//	couple index key    both; opens nothing, names rows of the shared shelf, half of held names
//	content key         whoever can open one of its wraps; one entry; with its last wrap
//	invitation code     inviter and invited; code boxes; when the invitation is deleted
//	server secret       the file on the server; server boxes, half of "held"; when its line is removed
//
// A new password makes a new lock round the same seeds: an old backup with the
// old password still opens.
//
// # Primitives
//
// AES-256-GCM with a random 96-bit nonce in front (good for 2^32 messages per
// key), HKDF-SHA-256, HMAC-SHA-256, Argon2id, HPKE base mode (X25519,
// HKDF-SHA-256, AES-256-GCM), Ed25519. Derived keys are HKDF(secret, no salt,
// info = join(label, context...)). join writes each field behind its length
// (4 bytes, big endian); the first field is "footbridge/1/" and the label, and
// no two uses share a label. What a box is about is associated data, joined with
// its label and its header; for HPKE it is the info.
//
// # Blobs
//
// Numbers are big endian; box(n) is nonce 12, ciphertext n, tag 16.
//
//	password lock   1 version, 1 kind=1, 4 memory KiB, 4 passes, 1 lanes, 16 salt,   = 27 header
//	                32 commitment, box(32) everyday seed, box(32) private seed       = 179
//	code lock       1 version, 1 kind=2, 16 salt, 32 commitment, two boxes           = 170
//	session lock    1 version, 1 kind=3, and the same                                = 170
//	  root          Argon2id(NFKC(password), salt, costs), or
//	                HKDF(code or secret, salt, "lock/root" + version + kind)
//	  commitment    derive(root, "lock/commitment", header)
//	  boxes         derive(root, "lock/everyday" | "lock/private", header); the same is bound
//	own box         1 version, box(n)
//	server box      1 version, 8 secret id, box(n)
//	code box        1 version, 32 commitment, box(n)
//	couple box      1 version, 4 epoch, box(n)
//	couple sealed   1 version, 32 ephemeral X25519 key, 69 couple, 16 tag            = 118
//	  couple        1 version, 4 epoch, 32 key, 32 index key
//	content         1 version, box(4 length, text, zeros up to 1024 * 2^n)
//	own wrap        1 version, 1 kind=1, box(32)                                     = 62
//	private wrap    1 version, 1 kind=2, box(32)                                     = 62
//	shared wrap     1 version, 1 kind=3, 4 epoch, box(32)                            = 66
//	held wrap       1 version, 1 kind=4, 4 epoch, 8 secret id, box(32)               = 74
//	  key           derive(couple key + server secret, "held/wrap", about)
//	signature       1 version, 64 Ed25519 over join("sign", about, message)
//
// Names (look-ups, tags, MACs, hashes) are not blobs and have no version byte:
// their labels carry it.
//
// # Files
//
// vault.go the Vault and its costs; box.go the primitives; keys.go a person;
// lock.go the locks; code.go recovery and invitation codes; couple.go, ring.go
// what the journal asks for; secrets.go and secretfile.go the server's secrets;
// words.go four and five words; check.go the one table.
package vault

import (
	"errors"
	"fmt"
	"runtime"
)

// ErrOpen is the one failure of everything that opens, unwraps or checks a
// blob: a wrong key, a changed bit, a blob of another person or place, a
// version from the future. It says no more on purpose.
var ErrOpen = errors.New("vault: cannot be opened")

// ErrWrong is the ErrOpen of a lock whose password, code or session secret
// does not match (errors.Is(ErrWrong, ErrOpen) holds). A lock that is damaged,
// or that asks for refused costs, gives a plain ErrOpen.
var ErrWrong = fmt.Errorf("%w: wrong password, code or session secret", ErrOpen)

// Cost is what one password derivation (Argon2id) takes: memory in KiB, passes
// over it, and lanes that may run side by side.
type Cost struct {
	MemoryKiB, Passes uint32
	Lanes             uint8
}

// Standard is the cost of new password locks on a real server.
var Standard = Cost{MemoryKiB: 64 * 1024, Passes: 3, Lanes: 4}

var (
	// floor is the least a stored lock may ask for on a real server, so that a
	// lowered row is refused instead of followed.
	floor = Cost{MemoryKiB: 19 * 1024, Passes: 2, Lanes: 1}
	// ceiling keeps a planted row from eating the machine.
	ceiling = Cost{MemoryKiB: 256 * 1024, Passes: 10, Lanes: 16}
)

// Vault makes and opens locks, and holds the server secrets. It is safe for
// concurrent use. Used by people (accounts, sessions) and app (wiring).
type Vault struct {
	cost    Cost
	floor   Cost
	secrets *Secrets
	slots   chan struct{} // one per derivation that may run now
}

// New returns a Vault that makes password locks at the given cost. A cost
// below the production floor lowers the floor of this Vault with it: only
// tests do that. It panics on a cost of zero or above the ceiling, and without
// secrets: these are mistakes in the wiring, not of a person.
func New(cost Cost, s *Secrets) *Vault {
	low := Cost{1, 1, 1}
	if !cost.atLeast(low) || !ceiling.atLeast(cost) {
		panic(fmt.Sprintf("vault: cost %+v is outside %+v to %+v", cost, low, ceiling))
	}
	if s == nil || len(s.list) == 0 {
		panic("vault: no server secret")
	}
	return &Vault{
		cost: cost,
		floor: Cost{
			MemoryKiB: min(floor.MemoryKiB, cost.MemoryKiB),
			Passes:    min(floor.Passes, cost.Passes),
			Lanes:     min(floor.Lanes, cost.Lanes),
		},
		secrets: s,
		slots:   make(chan struct{}, runtime.NumCPU()),
	}
}

// atLeast reports whether c is no smaller than other in every part.
func (c Cost) atLeast(other Cost) bool {
	return c.MemoryKiB >= other.MemoryKiB && c.Passes >= other.Passes && c.Lanes >= other.Lanes
}

// hidden is what every value with keys inside prints, in logs and in tests.
const hidden = "(keys hidden)"

// Format prints no key, whatever the verb.
func (v *Vault) Format(f fmt.State, _ rune) { fmt.Fprint(f, "vault.Vault"+hidden) }
