package people

import (
	"context"
	"fmt"

	"footbridge/internal/db"
)

// Purge erases what has had its time: lapsed sessions; invitations that nobody
// used; forgotten browsers; counted failures after a day. It may run at any
// time, on any number of nodes, and only erases.
func (p *People) Purge(ctx context.Context) error {
	now := p.now()
	err := p.db.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `DELETE FROM session WHERE lock IS NULL OR expires_ms <= $1
			OR (shared = TRUE AND seen_ms <= $2) OR (shared = FALSE AND seen_ms <= $3)`,
			now, now-sharedIdle.Milliseconds(), now-ownIdle.Milliseconds())
		if err != nil {
			return err
		}
		for _, query := range []string{
			`DELETE FROM invitation WHERE couple IS NULL AND expires_ms <= $1`,
			`DELETE FROM device WHERE expires_ms <= $1`,
			`DELETE FROM throttle WHERE erase_ms <= $1`,
		} {
			if _, err := tx.Exec(ctx, query, now); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("purge people: %w", err)
	}
	p.erased(ctx)
	return nil
}
