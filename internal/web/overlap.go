package web

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"footbridge/internal/journal"
	"footbridge/internal/people"
	"footbridge/internal/practice"
)

// shared is what p makes of the two choices that stand now, or nil (R4, Only what we share). The two lie in the order of the
// banks, so that neither page tells whose is whose.
func (s *Server) shared(ctx context.Context, v *people.Visit, p practice.Practice, now time.Time) (any, error) {
	if p.Shared == nil || v.Partner == nil {
		return nil, nil
	}
	kind, _ := p.Kind(p.Shared.Kind)
	mine, theirs, both, err := s.Journal.Overlap(ctx, reader(v), kind)
	if err != nil || !both {
		return nil, err
	}
	began := practice.WeekBegan(now)
	choice := func(c journal.Chosen) (practice.Choice, error) {
		body := kind.New()
		if err := json.Unmarshal(c.Body, body); err != nil {
			return practice.Choice{}, fmt.Errorf("read a choice of %s: %w", kind.Name, err)
		}
		return practice.Choice{Body: body, Settled: !c.Arrived.After(began)}, nil
	}
	if last := p.Shared.Lasts; last > 0 && (now.Sub(mine.Arrived) > last || now.Sub(theirs.Arrived) > last) {
		return nil, nil
	}
	a, err := choice(mine)
	if err != nil {
		return nil, err
	}
	b, err := choice(theirs)
	if err != nil {
		return nil, err
	}
	if practice.Side(v.Side) == practice.Right {
		a, b = b, a
	}
	return p.Shared.Of(a, b), nil
}
