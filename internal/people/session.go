package people

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
	"time"

	"footbridge/internal/db"
	"footbridge/internal/vault"
)

const (
	ownIdle      = 24 * time.Hour
	ownWhole     = 30 * 24 * time.Hour
	sharedIdle   = 15 * time.Minute
	sharedWhole  = 24 * time.Hour // a browser session that is never closed ends too
	deviceWhole  = 180 * 24 * time.Hour
	devicesKept  = 16
	secretSize   = 32
	sessionTouch = time.Minute
)

// newSecret draws a cookie's value and what it stands for.
func newSecret() (secret []byte, value string) {
	secret = make([]byte, secretSize)
	rand.Read(secret) // never fails
	return secret, base64.RawURLEncoding.EncodeToString(secret)
}

// readSecret is what a cookie's value stands for, nil for what never was one.
func readSecret(value string) []byte {
	secret, err := base64.RawURLEncoding.Strict().DecodeString(value)
	if err != nil || len(secret) != secretSize || strings.ContainsAny(value, "\r\n") {
		return nil
	}
	return secret
}

// look is the hash under which a cookie's row is stored, nil for no cookie.
func (p *People) look(value string) []byte {
	secret := readSecret(value)
	if secret == nil {
		return nil
	}
	return p.vault.SessionLookup(secret)
}

// lapsed reports whether a session last seen at seen may not be used any more.
func lapsed(now, seen, expires int64, shared bool) bool {
	idle := ownIdle
	if shared {
		idle = sharedIdle
	}
	return now >= expires || now >= seen+idle.Milliseconds()
}

// startSession adds a session under fresh secrets, whatever the browser sent,
// and ends the one that the browser had.
func (p *People) startSession(ctx context.Context, tx *db.Tx, account string, keys *vault.Keys, b Browser) (Cookies, error) {
	if old := p.look(b.Cookie); old != nil {
		if _, err := tx.Exec(ctx, `DELETE FROM session WHERE look = $1`, old); err != nil {
			return Cookies{}, fmt.Errorf("end the session before: %w", err)
		}
	}
	var cookies Cookies
	var device []byte
	if !b.Shared {
		var err error
		if device, cookies.Device, err = p.startDevice(ctx, tx, account, b.Device); err != nil {
			return Cookies{}, err
		}
	}
	secret, value := newSecret()
	cookies.Session = value
	lock, err := p.vault.LockForSession(keys, secret)
	if err != nil {
		return Cookies{}, fmt.Errorf("lock a session: %w", err)
	}
	id, now, whole := newID(), p.now(), ownWhole
	if b.Shared {
		whole = sharedWhole
	}
	expires := now + whole.Milliseconds()
	_, err = tx.Exec(ctx, `INSERT INTO session (id, look, account, device, lock, agent, shared, created_ms, seen_ms, private_ms, expires_ms)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		id, p.vault.SessionLookup(secret), account, device, lock,
		keys.SealOwn(aboutAgent+id, pack(agentLabel(b.Agent))),
		b.Shared, minute(now), minute(now), expires, expires)
	if err != nil {
		return Cookies{}, fmt.Errorf("add a session: %w", err)
	}
	return cookies, nil
}

// startDevice gives the browser a fresh device cookie in place of its old one.
func (p *People) startDevice(ctx context.Context, tx *db.Tx, account, old string) (look []byte, value string, err error) {
	if was := p.look(old); was != nil {
		if _, err := tx.Exec(ctx, `DELETE FROM device WHERE look = $1 AND account = $2`, was, account); err != nil {
			return nil, "", fmt.Errorf("forget a device: %w", err)
		}
	}
	secret, value := newSecret()
	look = p.vault.SessionLookup(secret)
	_, err = tx.Exec(ctx, `INSERT INTO device (look, account, expires_ms) VALUES ($1, $2, $3)`,
		look, account, minute(p.now()+deviceWhole.Milliseconds()))
	if err != nil {
		return nil, "", fmt.Errorf("add a device: %w", err)
	}
	_, err = tx.Exec(ctx, `DELETE FROM device WHERE account = $1 AND look <> $2 AND look NOT IN
		(SELECT d.look FROM device d WHERE d.account = $1 ORDER BY d.expires_ms DESC, d.look LIMIT $3)`, account, look, devicesKept)
	if err != nil {
		return nil, "", fmt.Errorf("forget old devices: %w", err)
	}
	return look, value, nil
}

// SignOut ends the cookie's session at once. A cookie that is none is fine.
func (p *People) SignOut(ctx context.Context, cookie string) error {
	look := p.look(cookie)
	if look == nil {
		return nil
	}
	err := p.db.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `DELETE FROM session WHERE look = $1`, look)
		return err
	})
	if err != nil {
		return fmt.Errorf("sign out: %w", err)
	}
	p.erased(ctx)
	return nil
}

// SessionInfo is one of a person's own sessions, for their list.
type SessionInfo struct {
	ID      string
	Agent   string    // as "Firefox on Android"
	Created time.Time // to the minute, UTC
	Seen    time.Time // to the minute, UTC
	Shared  bool
	Current bool // the one that asks
}

// Sessions are the person's live sessions, the last seen first.
func (p *People) Sessions(ctx context.Context, v *Visit) ([]SessionInfo, error) {
	var list []SessionInfo
	err := p.db.Read(ctx, func(tx *db.Tx) error {
		list = nil
		rows, err := tx.Query(ctx, `SELECT id, agent, shared, created_ms, seen_ms, expires_ms FROM session
			WHERE account = $1 AND lock IS NOT NULL`, v.Account)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var s SessionInfo
			var agent []byte
			var created, seen, expires int64
			if err := rows.Scan(&s.ID, &agent, &s.Shared, &created, &seen, &expires); err != nil {
				return err
			}
			if lapsed(p.now(), seen, expires, s.Shared) {
				continue
			}
			if plain, err := v.keys.OpenOwn(aboutAgent+s.ID, agent); err != nil || unpack(plain, &s.Agent) != nil {
				s.Agent = agentLabel("") // planted or damaged: listed all the same, so that it can be ended
			}
			s.Created, s.Seen, s.Current = millis(created), millis(seen), s.ID == v.Session
			list = append(list, s)
		}
		return rows.Err()
	})
	if err != nil {
		return nil, fmt.Errorf("list sessions: %w", err)
	}
	slices.SortFunc(list, func(a, b SessionInfo) int {
		if c := b.Seen.Compare(a.Seen); c != 0 {
			return c
		}
		return strings.Compare(a.ID, b.ID)
	})
	return list, nil
}

// EndSession ends one of the person's own sessions; its browser is unknown
// again. Somebody else's id, or one that is gone, changes nothing.
func (p *People) EndSession(ctx context.Context, v *Visit, id string) error {
	return p.endSessions(ctx,
		`DELETE FROM device WHERE account = $1 AND look IN (SELECT s.device FROM session s WHERE s.account = $1 AND s.id = $2)`,
		`DELETE FROM session WHERE account = $1 AND id = $2`, v.Account, id)
}

// endOtherDevices and endOtherSessions leave only the one that asks.
const (
	endOtherDevices = `DELETE FROM device WHERE account = $1 AND look NOT IN
		(SELECT s.device FROM session s WHERE s.id = $2 AND s.device IS NOT NULL)`
	endOtherSessions = `DELETE FROM session WHERE account = $1 AND id <> $2`
)

// EndOthers ends all of the person's sessions but the one that asks.
func (p *People) EndOthers(ctx context.Context, v *Visit) error {
	return p.endSessions(ctx, endOtherDevices, endOtherSessions, v.Account, v.Session)
}

func (p *People) endSessions(ctx context.Context, devices, sessions, account, id string) error {
	err := p.db.Write(ctx, func(tx *db.Tx) error {
		if _, err := tx.Exec(ctx, devices, account, id); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, sessions, account, id)
		return err
	})
	if err != nil {
		return fmt.Errorf("end sessions: %w", err)
	}
	p.erased(ctx)
	return nil
}
