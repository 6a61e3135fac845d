package people

import (
	"context"
	"errors"
	"fmt"
	"time"

	"footbridge/internal/db"
	"footbridge/internal/vault"
)

// Visit is one signed-in request: who is asking, with opened keys. It lives for
// the request only and is never changed after it is made.
type Visit struct {
	Account, Session string
	Name             string   // what to be called; "" before arriving
	Side             string   // the bank: "a" left, "b" right; "" before arriving
	Zone             string   // IANA time zone
	Lang, Theme      string   // "" for what the browser says
	Still            bool     // the picture does not move
	Hidden           []string // practices that this person has put away
	NoHints          bool     // no hints about wording
	OwnShelf         string
	SharedShelf      string // "" while alone
	Partner          *Partner
	// Welcome: somebody joined this person's invitation, and this person has
	// not confirmed yet. Partner is nil until then.
	Welcome bool
	// Pending is who that is, as far as what they left checks out; else nil,
	// and Changed is true.
	Pending *Pending
	Words   [4]string // to compare, once two
	Ring    *vault.Ring
	// SharedDevice: nothing may be remembered in this browser.
	SharedDevice bool
	// FirstAccount answers who runs this server.
	FirstAccount bool
	// Notice is what every session of this account should show, or nil.
	Notice *Notice
	// Changed: what the database holds about the couple is not what the two
	// signed. Nothing of it is used: the visit is as if alone.
	Changed bool

	keys   *vault.Keys
	couple *vault.Couple // nil while alone
	record []byte        // what both signed; nil while alone
}

// Partner is what a person may know of the other.
type Partner struct {
	Account          string
	Name, Side, Zone string
	Shelf            string // the partner's own shelf: for the journal's opening only
}

// Pending is who has joined and waits for nothing visible.
type Pending struct {
	Name  string
	Words [4]string
}

// visitRow is what a cookie finds.
type visitRow struct {
	session, account string
	lock             []byte
	shared           bool
	seen, expires    int64
	shelf            string
	profile, notice  []byte
	first            string
	mate             *memberRow
	used             *usedRow
}

// Visit opens the session of a cookie: ErrNoSession for one that is unknown,
// ended or lapsed. A session that is used is marked as seen, at most once a
// minute.
func (p *People) Visit(ctx context.Context, cookie string) (*Visit, error) {
	return p.visit(ctx, cookie, true)
}

// Glance is a Visit that is not marked as seen: for what a page asks by itself while nobody is at
// it, so that an open page does not keep a session alive.
func (p *People) Glance(ctx context.Context, cookie string) (*Visit, error) {
	return p.visit(ctx, cookie, false)
}

func (p *People) visit(ctx context.Context, cookie string, seen bool) (*Visit, error) {
	secret := readSecret(cookie)
	if secret == nil {
		return nil, ErrNoSession
	}
	var row *visitRow
	err := p.db.Read(ctx, func(tx *db.Tx) (err error) {
		row, err = readVisit(ctx, tx, p.vault.SessionLookup(secret))
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("visit: %w", err)
	}
	if row == nil || row.lock == nil {
		return nil, ErrNoSession
	}
	if lapsed(p.now(), row.seen, row.expires, row.shared) {
		return nil, errOr(p.lapse(ctx, row.session), ErrNoSession)
	}
	v, repin, err := p.open(row, secret)
	if err != nil {
		return nil, err
	}
	if seen && (p.now()-row.seen >= sessionTouch.Milliseconds() || repin != nil) {
		if err := p.touch(ctx, v, repin); err != nil {
			return nil, err
		}
	}
	return v, nil
}

func readVisit(ctx context.Context, tx *db.Tx, look []byte) (*visitRow, error) {
	var r visitRow
	err := tx.QueryRow(ctx, `SELECT s.id, s.account, s.lock, s.shared, s.seen_ms, s.expires_ms,
			a.shelf, a.profile, a.notice, COALESCE(f.first_account, '')
		FROM session s JOIN account a ON a.id = s.account LEFT JOIN server f ON f.id = 1
		WHERE s.look = $1`, look).Scan(&r.session, &r.account, &r.lock, &r.shared, &r.seen, &r.expires,
		&r.shelf, &r.profile, &r.notice, &r.first)
	if errors.Is(err, db.ErrNoRow) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read a session: %w", err)
	}
	if r.mate, err = readMember(ctx, tx, r.account); err != nil {
		return nil, err
	}
	if r.mate != nil && r.mate.pin == nil {
		if r.used, err = readUsed(ctx, tx, r.account); err != nil {
			return nil, err
		}
	}
	return &r, nil
}

// open makes a Visit of a row. repin, when not nil, is to be stored: the
// partner's signature has been seen for the first time.
func (p *People) open(row *visitRow, secret []byte) (v *Visit, repin []byte, err error) {
	keys, err := p.vault.OpenForSession(row.lock, secret)
	if err != nil {
		return nil, nil, ErrNoSession // another row's lock, or a damaged one
	}
	profile, err := openProfile(keys, row.account, row.profile)
	if err != nil {
		return nil, nil, ErrNoSession // a lock with somebody else's keys
	}
	v = &Visit{
		Account: row.account, Session: row.session,
		Name: profile.Name, Side: profile.Side, Zone: profile.Zone, Lang: profile.Lang, Theme: profile.Theme, Still: profile.Still, Hidden: profile.Hidden, NoHints: profile.NoHints,
		OwnShelf: row.shelf, SharedDevice: row.shared, FirstAccount: row.first == row.account,
		Notice: openNotice(keys, row.account, row.notice, p.clock()), keys: keys,
	}
	switch {
	case row.mate == nil:
	case row.mate.pin != nil:
		repin = v.meet(row.mate)
	default:
		v.expect(row)
	}
	v.Ring = p.vault.Ring(keys, v.couple)
	return v, repin, nil
}

// meet opens the couple that this person has checked before.
func (v *Visit) meet(row *memberRow) (repin []byte) {
	pair, err := row.openPair(v.keys, v.Account)
	if err != nil {
		v.Changed = true
		return nil
	}
	v.couple, v.record = pair.couple, pair.pin.Record
	v.SharedShelf = row.shelf
	v.Words = vault.FourWords(v.record)
	v.Partner = &Partner{Account: row.other, Name: pair.card.Name, Side: pair.other.Side, Zone: pair.card.Zone, Shelf: row.otherShelf}
	if pair.signed && !pair.pin.Both {
		return sealPin(v.keys, row.couple, pin{Record: v.record, Both: true})
	}
	return nil
}

// expect looks at who joined, before this person confirms.
func (v *Visit) expect(row *visitRow) {
	v.Welcome = true
	if row.used == nil {
		v.Changed = true
		return
	}
	found, err := checkJoined(v.keys, row.account, row.mate, row.used)
	if err != nil || found.me.Side != v.Side {
		v.Changed = true
		return
	}
	v.Pending = &Pending{Name: found.joined.Name, Words: vault.FourWords(found.joined.Record)}
}

// lapse erases a session, so that a clock that is set back does not bring it to
// life again.
func (p *People) lapse(ctx context.Context, id string) error {
	err := p.db.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `DELETE FROM session WHERE id = $1`, id)
		return err
	})
	if err != nil {
		return fmt.Errorf("end a lapsed session: %w", err)
	}
	p.erased(ctx)
	return nil
}

// touch marks the session as seen. A busy database is no reason to refuse the
// page.
func (p *People) touch(ctx context.Context, v *Visit, repin []byte) error {
	err := p.db.Write(ctx, func(tx *db.Tx) error {
		seen := minute(p.now())
		if _, err := tx.Exec(ctx, `UPDATE session SET seen_ms = $1 WHERE id = $2 AND seen_ms < $1`, seen, v.Session); err != nil {
			return err
		}
		if repin == nil {
			return nil
		}
		_, err := tx.Exec(ctx, `UPDATE member SET pin = $1 WHERE account = $2 AND pin IS NOT NULL`, repin, v.Account)
		return err
	})
	if err != nil && !errors.Is(err, db.ErrBusy) {
		return fmt.Errorf("mark a session as seen: %w", err)
	}
	return nil
}

// What a Notice may say.
const (
	NoticeUsed = "used" // the recovery code was used
	NoticeMade = "made" // a new recovery code was made
)

// noticeShown is how long sessions see a notice.
const noticeShown = 30 * 24 * time.Hour

// Notice tells every session of an account, and nobody else, what happened to
// its recovery code. The row always holds one of the same size.
type Notice struct {
	Kind string `json:"kind"`
	At   int64  `json:"at"` // Unix milliseconds
}

func sealNotice(k *vault.Keys, account string, n Notice) []byte {
	return k.SealOwn(aboutNotice+account, pack(n))
}

// openNotice is what is to be shown now, or nil. One that cannot be opened is
// shown as a used code: somebody has been at the row.
func openNotice(k *vault.Keys, account string, sealed []byte, now time.Time) *Notice {
	n := Notice{Kind: NoticeUsed, At: now.UnixMilli()}
	if plain, err := k.OpenOwn(aboutNotice+account, sealed); err == nil {
		if unpack(plain, &n) != nil {
			return nil
		}
	}
	if n.Kind == "" || now.Sub(millis(n.At)) > noticeShown {
		return nil
	}
	return &n
}

// Profile is what the visitor says of themselves, for changing a part of it.
func (v *Visit) Profile() Profile {
	return Profile{Name: v.Name, Side: v.Side, Zone: v.Zone, Lang: v.Lang, Theme: v.Theme, Still: v.Still, Hidden: v.Hidden, NoHints: v.NoHints}
}
