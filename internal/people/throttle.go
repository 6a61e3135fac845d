package people

import (
	"bytes"
	"context"
	"fmt"
	"net/netip"
	"slices"
	"time"

	"footbridge/internal/db"
)

// throttleKept is how long a counter lives after its last failure.
const throttleKept = 24 * time.Hour

// pace says how failures turn into waiting: the first free ones cost nothing,
// the next one costs a second, each further one twice as much, up to most.
type pace struct {
	free int64
	most time.Duration
}

var (
	paceName    = pace{free: 5, most: 15 * time.Minute}  // one name from one network
	paceDevice  = pace{free: 5, most: 15 * time.Minute}  // one known browser
	paceSession = pace{free: 5, most: 15 * time.Minute}  // one open session that is asked again
	paceNetwork = pace{free: 30, most: 5 * time.Minute}  // one network: a home, or a street behind one address
	paceSignUp  = pace{free: 10, most: 15 * time.Minute} // new accounts from one network
)

// delay is the wait after the given number of failures.
func (c pace) delay(failures int64) time.Duration {
	over := failures - c.free
	if over <= 0 {
		return 0
	}
	if over > 20 {
		return c.most
	}
	return min(time.Second<<(over-1), c.most)
}

// counter is one thing that is counted, under its keyed hash.
type counter struct {
	look []byte
	pace pace
	// back takes only this try back on success instead of forgetting all: a
	// counter that others share must not be cleared by one who may come in.
	back bool

	until int64 // set by admit
}

// prefix is the network that an address is counted under: 24 bits of IPv4, 48
// of IPv6. remote may carry a port; what is no address is one network of its
// own.
func prefix(remote string) string {
	addr, err := netip.ParseAddr(remote)
	if err != nil {
		port, err := netip.ParseAddrPort(remote)
		if err != nil {
			return "none"
		}
		addr = port.Addr()
	}
	addr = addr.Unmap().WithZone("")
	bits := 48
	if addr.Is4() {
		bits = 24
	}
	net, err := addr.Prefix(bits)
	if err != nil {
		return "none"
	}
	return net.String()
}

func (p *People) countNetwork(remote string) *counter {
	return &counter{look: p.vault.Pseudonym("throttle/network", []byte(prefix(remote))), pace: paceNetwork, back: true}
}

func (p *People) countSignUp(remote string) *counter {
	return &counter{look: p.vault.Pseudonym("throttle/signup", []byte(prefix(remote))), pace: paceSignUp, back: true}
}

// countName takes the name's newest HMAC, so that names that fold alike count
// together.
func (p *People) countName(nameMAC []byte, remote string) *counter {
	both := append(slices.Clone(nameMAC), prefix(remote)...)
	return &counter{look: p.vault.Pseudonym("throttle/name", both), pace: paceName}
}

func (p *People) countDevice(deviceLook []byte) *counter {
	return &counter{look: p.vault.Pseudonym("throttle/device", deviceLook), pace: paceDevice}
}

func (p *People) countSession(id string) *counter {
	return &counter{look: p.vault.Pseudonym("throttle/session", []byte(id)), pace: paceSession}
}

// admit counts one try on each counter as if it had failed, or returns *ErrSlow
// and counts nothing. forgive takes it back.
func (p *People) admit(ctx context.Context, counters ...*counter) error {
	// One order for all, so that two tries never wait for each other.
	slices.SortFunc(counters, func(a, b *counter) int { return bytes.Compare(a.look, b.look) })
	now := p.now()
	err := p.db.Write(ctx, func(tx *db.Tx) error {
		var wait int64
		failures := make([]int64, len(counters))
		for i, c := range counters {
			var until, erase int64
			// The update that changes nothing locks the row until the end.
			err := tx.QueryRow(ctx, `INSERT INTO throttle (look, failures, until_ms, erase_ms) VALUES ($1, 0, 0, 0)
				ON CONFLICT (look) DO UPDATE SET failures = throttle.failures
				RETURNING failures, until_ms, erase_ms`, c.look).Scan(&failures[i], &until, &erase)
			if err != nil {
				return err
			}
			if erase <= now {
				failures[i], until = 0, 0
			}
			// A clock that was set back must not make anyone wait for years.
			wait = max(wait, min(until-now, c.pace.most.Milliseconds()))
		}
		if wait > 0 {
			return &ErrSlow{After: (time.Duration(wait)*time.Millisecond + time.Second - 1).Truncate(time.Second)}
		}
		for i, c := range counters {
			c.until = now + c.pace.delay(failures[i]+1).Milliseconds()
			_, err := tx.Exec(ctx, `UPDATE throttle SET failures = $1, until_ms = $2, erase_ms = $3 WHERE look = $4`,
				failures[i]+1, c.until, now+throttleKept.Milliseconds(), c.look)
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("count a try: %w", err)
	}
	return nil
}

// forgive takes back what admit counted, after a success.
func forgive(ctx context.Context, tx *db.Tx, counters ...*counter) error {
	for _, c := range counters {
		query, args := `DELETE FROM throttle WHERE look = $1`, []any{c.look}
		if c.back {
			query = `UPDATE throttle SET failures = failures - 1,
				until_ms = CASE WHEN until_ms = $1 THEN 0 ELSE until_ms END
				WHERE look = $2 AND failures > 0`
			args = []any{c.until, c.look}
		}
		if _, err := tx.Exec(ctx, query, args...); err != nil {
			return fmt.Errorf("take back a counted try: %w", err)
		}
	}
	return nil
}
