package people

import (
	"context"
	"errors"
	"fmt"
	"time"

	"footbridge/internal/db"
	"footbridge/internal/vault"
)

// invitationLife is how long a code may be used.
const invitationLife = 72 * time.Hour

// planksMost is how many planks laid alone a bridge begins with at most.
const planksMost = 6

// Invitation is a standing invitation, for the one who made it.
type Invitation struct {
	Code    string
	Expires time.Time // UTC
}

// Greeting is what whoever holds the code may see.
type Greeting struct {
	From   string // display name
	Side   string // the inviter's bank
	Keeper string // who runs this server, "" while nobody has said
	Planks int    // 0 to 6, laid alone
}

// greeting is what lies under the code. That it opens proves that somebody
// with the code wrote it, so the public keys in it are the inviter's.
type greeting struct {
	Account string `json:"account"`
	Seal    []byte `json:"seal"`
	Sign    []byte `json:"sign"`
	Name    string `json:"name"`
	Side    string `json:"side"`
	Zone    string `json:"zone"`
	Keeper  string `json:"keeper"`
	Planks  int    `json:"planks"`
}

func (g greeting) public() vault.Public { return vault.Public{Seal: g.Seal, Sign: g.Sign} }

// invitationRow is a row with its greeting opened.
type invitationRow struct {
	account  string
	greeting greeting
}

// readInvitation finds a standing invitation by its code: ErrInvitation for
// everything that is none.
func (p *People) readInvitation(ctx context.Context, tx *db.Tx, code string) (*invitationRow, error) {
	var r invitationRow
	var sealed []byte
	err := tx.QueryRow(ctx, `SELECT account, greeting FROM invitation WHERE look = $1 AND couple IS NULL AND expires_ms > $2`,
		p.vault.CodeLookup("invitation", code), p.now()).Scan(&r.account, &sealed)
	if errors.Is(err, db.ErrNoRow) {
		return nil, ErrInvitation
	}
	if err != nil {
		return nil, fmt.Errorf("read an invitation: %w", err)
	}
	plain, err := vault.OpenCode(code, aboutGreeting, sealed)
	if err != nil || unpack(plain, &r.greeting) != nil || r.greeting.Account != r.account {
		return nil, ErrInvitation
	}
	return &r, nil
}

// Look opens an invitation's greeting. v is who asks, nil when not signed in;
// one's own is ErrInvitation like everything else that cannot be used.
func (p *People) Look(ctx context.Context, v *Visit, code string) (Greeting, error) {
	var r *invitationRow
	err := p.db.Read(ctx, func(tx *db.Tx) (err error) {
		r, err = p.readInvitation(ctx, tx, code)
		if err == nil && r.greeting.Keeper == "" {
			r.greeting.Keeper, err = p.keeper(ctx, tx)
		}
		return err
	})
	if err == nil && v != nil && v.Account == r.account {
		err = ErrInvitation
	}
	if err != nil {
		return Greeting{}, fmt.Errorf("look at an invitation: %w", err)
	}
	g := r.greeting
	return Greeting{From: g.Name, Side: g.Side, Keeper: g.Keeper, Planks: g.Planks}, nil
}

// Invite makes an invitation, or returns the one that stands, with a fresh
// greeting. planks is how many planks the person laid alone (more than six
// count as six). Errors: ErrPaired, ErrNotArrived.
func (p *People) Invite(ctx context.Context, v *Visit, planks int) (Invitation, error) {
	var out Invitation
	err := p.db.Write(ctx, func(tx *db.Tx) error {
		f, err := mayPair(ctx, tx, v, v.Account)
		if err != nil {
			return err
		}
		if out, err = p.standing(ctx, tx, v); err != nil {
			return err
		}
		if out.Code == "" {
			out = Invitation{Code: vault.NewCode(), Expires: millis(p.now() + invitationLife.Milliseconds())}
		}
		g, err := p.greet(ctx, tx, v, f, min(max(planks, 0), planksMost))
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `DELETE FROM invitation WHERE account = $1`, v.Account); err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `INSERT INTO invitation (account, look, code, greeting, expires_ms) VALUES ($1, $2, $3, $4, $5)`,
			v.Account, p.vault.CodeLookup("invitation", out.Code), v.keys.SealOwn(aboutCode+v.Account, pack(out.Code)),
			vault.SealCode(out.Code, aboutGreeting, pack(g)), out.Expires.UnixMilli())
		return err
	})
	if err != nil {
		return Invitation{}, fmt.Errorf("invite: %w", err)
	}
	return out, nil
}

// mayPair locks the accounts, v's own among them, and makes sure that v's is
// alone and has arrived.
func mayPair(ctx context.Context, tx *db.Tx, v *Visit, accounts ...string) (Profile, error) {
	for _, id := range accounts {
		if err := lockAccount(ctx, tx, id); err != nil {
			return Profile{}, err
		}
	}
	if paired, err := isMember(ctx, tx, v.Account); err != nil {
		return Profile{}, err
	} else if paired {
		return Profile{}, ErrPaired
	}
	f, err := storedProfile(ctx, tx, v.keys, v.Account)
	if err == nil && (f.Name == "" || !isSide(f.Side)) {
		err = ErrNotArrived
	}
	return f, err
}

// greet is the greeting as it would be now.
func (p *People) greet(ctx context.Context, tx *db.Tx, v *Visit, f Profile, planks int) (greeting, error) {
	keeper, err := p.keeper(ctx, tx)
	if err != nil {
		return greeting{}, err
	}
	public := v.keys.Public()
	return greeting{Account: v.Account, Seal: public.Seal, Sign: public.Sign,
		Name: f.Name, Side: f.Side, Zone: f.Zone, Keeper: keeper, Planks: planks}, nil
}

// standing is the person's own standing invitation; its Code is "" when there
// is none. One whose code does not open is none.
func (p *People) standing(ctx context.Context, tx *db.Tx, v *Visit) (Invitation, error) {
	var sealed []byte
	var expires int64
	err := tx.QueryRow(ctx, `SELECT code, expires_ms FROM invitation WHERE account = $1 AND couple IS NULL AND expires_ms > $2`,
		v.Account, p.now()).Scan(&sealed, &expires)
	if errors.Is(err, db.ErrNoRow) {
		return Invitation{}, nil
	}
	if err != nil {
		return Invitation{}, fmt.Errorf("read an invitation: %w", err)
	}
	code, err := openOwnCode(v.keys, v.Account, sealed)
	if err != nil {
		return Invitation{}, nil
	}
	return Invitation{Code: code, Expires: millis(expires)}, nil
}

func openOwnCode(k *vault.Keys, account string, sealed []byte) (code string, err error) {
	plain, err := k.OpenOwn(aboutCode+account, sealed)
	if err != nil {
		return "", err
	}
	return code, unpack(plain, &code)
}

// regreet renews the greeting of a standing invitation after the profile
// changed.
func (p *People) regreet(ctx context.Context, tx *db.Tx, v *Visit, f Profile) error {
	own, err := p.standing(ctx, tx, v)
	if err != nil || own.Code == "" {
		return err
	}
	r, err := p.readInvitation(ctx, tx, own.Code)
	if errors.Is(err, ErrInvitation) {
		return nil // it is damaged, and opens nothing as it is
	}
	if err != nil {
		return err
	}
	g, err := p.greet(ctx, tx, v, f, r.greeting.Planks)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `UPDATE invitation SET greeting = $1 WHERE account = $2 AND couple IS NULL`,
		vault.SealCode(own.Code, aboutGreeting, pack(g)), v.Account)
	return err
}

// Standing is the person's own standing invitation, so that the link can be
// shown again; nil when there is none.
func (p *People) Standing(ctx context.Context, v *Visit) (*Invitation, error) {
	var own Invitation
	err := p.db.Read(ctx, func(tx *db.Tx) (err error) {
		own, err = p.standing(ctx, tx, v)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("standing invitation: %w", err)
	}
	if own.Code == "" {
		return nil, nil
	}
	return &own, nil
}

// CancelInvitation takes the person's invitation back. One that somebody has
// joined is not touched; none at all is fine.
func (p *People) CancelInvitation(ctx context.Context, v *Visit) error {
	err := p.db.Write(ctx, func(tx *db.Tx) error {
		if err := lockAccount(ctx, tx, v.Account); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `DELETE FROM invitation WHERE account = $1 AND couple IS NULL`, v.Account)
		return err
	})
	if err != nil {
		return fmt.Errorf("cancel an invitation: %w", err)
	}
	p.erased(ctx)
	return nil
}
