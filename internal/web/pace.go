package web

import (
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// How fast one person may send forms. A hand, and the script that keeps unsent words, need far less.
// Without a bound, one of the two could keep the shared shelf so busy that the other's words find no
// gap (on PostgreSQL, where two servers may write at once).
const (
	paceRate  = 2   // a second
	paceBurst = 120 // at once
	paceKept  = 1000
)

// pace holds how much each person may still send. It is kept in memory: a person on several servers
// has that much on each.
type pace struct {
	mu sync.Mutex
	of map[string]*rate.Limiter
}

// allows says whether this person may send one more form now.
func (p *pace) allows(account string, now time.Time) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	l := p.of[account]
	if l == nil {
		if p.of == nil || len(p.of) >= paceKept {
			p.forget(now)
		}
		l = rate.NewLimiter(paceRate, paceBurst)
		p.of[account] = l
	}
	return l.AllowN(now, 1)
}

// forget lets go of those who have rested; it needs p.mu.
func (p *pace) forget(now time.Time) {
	kept := map[string]*rate.Limiter{}
	for account, l := range p.of {
		if l.TokensAt(now) < paceBurst {
			kept[account] = l
		}
	}
	p.of = kept
}
