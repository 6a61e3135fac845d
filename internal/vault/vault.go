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
