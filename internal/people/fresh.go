package people

import (
	"context"
	"fmt"
	"time"

	"footbridge/internal/db"
)

// How long a browser keeps the two cookies of a device of one's own.
const (
	SessionLife time.Duration = ownWhole
	DeviceLife  time.Duration = deviceWhole
)

// Fresh says whether this server has no account yet.
func (p *People) Fresh(ctx context.Context) (bool, error) {
	var n int
	err := p.db.Read(ctx, func(tx *db.Tx) error {
		return tx.QueryRow(ctx, `SELECT COUNT(*) FROM server`).Scan(&n)
	})
	if err != nil {
		return false, fmt.Errorf("look for a first account: %w", err)
	}
	return n == 0, nil
}
