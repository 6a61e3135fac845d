package people

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
	_ "time/tzdata" // zones are known on machines that have no list of them
	"unicode/utf8"

	"footbridge/internal/db"
	"footbridge/internal/vault"

	"golang.org/x/text/unicode/norm"
)

const (
	nameRunes   = 40
	keeperRunes = 4000
)

// Profile is what a person says of themselves.
type Profile struct {
	Name  string `json:"name"`  // what to be called: 1 to 40 characters, one line
	Side  string `json:"side"`  // the bank: "a" left, "b" right
	Zone  string `json:"zone"`  // IANA time zone, as "Europe/Vienna"
	Lang  string `json:"lang"`  // language tag, or "" for what the browser says
	Theme string `json:"theme"` // small letters, or ""
	Still bool   `json:"still"` // the picture does not move
	// Hidden are practices that this person has put away, for themself alone: small letters, 20 at most.
	Hidden []string `json:"hidden,omitempty"`
	// NoHints is whether this person wants no hints about wording.
	NoHints bool `json:"no_hints,omitempty"`
}

var (
	langForm  = regexp.MustCompile(`^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$`)
	themeForm = regexp.MustCompile(`^[a-z]{1,16}$`)
	slugForm  = regexp.MustCompile(`^[a-z]{1,20}$`)
)

// tidy brings a profile to its stored form, or says which field cannot be taken
// (*ErrField).
func (f Profile) tidy() (Profile, error) {
	f.Name = strings.TrimSpace(norm.NFC.String(f.Name))
	switch {
	case f.Name == "":
		return f, &ErrField{Field: "name", Why: "empty"}
	case utf8.RuneCountInString(f.Name) > nameRunes:
		return f, &ErrField{Field: "name", Why: "long"}
	case !plainText(f.Name):
		return f, &ErrField{Field: "name", Why: "unknown"}
	case f.Side == "":
		return f, &ErrField{Field: "side", Why: "empty"}
	case !isSide(f.Side):
		return f, &ErrField{Field: "side", Why: "unknown"}
	case f.Zone == "":
		return f, &ErrField{Field: "zone", Why: "empty"}
	case f.Lang != "" && !langForm.MatchString(f.Lang):
		return f, &ErrField{Field: "lang", Why: "unknown"}
	case f.Theme != "" && !themeForm.MatchString(f.Theme):
		return f, &ErrField{Field: "theme", Why: "unknown"}
	case len(f.Hidden) > 20 || slices.ContainsFunc(f.Hidden, func(s string) bool { return !slugForm.MatchString(s) }):
		return f, &ErrField{Field: "hidden", Why: "unknown"}
	}
	if _, err := time.LoadLocation(f.Zone); err != nil || f.Zone == "Local" {
		return f, &ErrField{Field: "zone", Why: "unknown"}
	}
	return f, nil
}

func sealProfile(k *vault.Keys, account string, f Profile) []byte {
	return k.SealOwn(aboutProfile+account, pack(f))
}

func openProfile(k *vault.Keys, account string, sealed []byte) (f Profile, err error) {
	plain, err := k.OpenOwn(aboutProfile+account, sealed)
	if err != nil {
		return Profile{}, err
	}
	return f, unpack(plain, &f)
}

// storedProfile is the profile as it is now, inside a transaction that has
// locked the account.
func storedProfile(ctx context.Context, tx *db.Tx, k *vault.Keys, account string) (Profile, error) {
	var sealed []byte
	if err := tx.QueryRow(ctx, `SELECT profile FROM account WHERE id = $1`, account).Scan(&sealed); err != nil {
		return Profile{}, fmt.Errorf("read a profile: %w", err)
	}
	f, err := openProfile(k, account, sealed)
	if err != nil {
		return Profile{}, fmt.Errorf("open a profile: %w", err)
	}
	return f, nil
}

// Arrive says for the first time what to be called, which bank, zone and
// language. Errors: *ErrField.
func (p *People) Arrive(ctx context.Context, v *Visit, f Profile) error {
	return p.ChangeProfile(ctx, v, f)
}

// ChangeProfile replaces the profile, and what the partner or the reader of a
// standing invitation may see of it. Once somebody has joined, the bank stays
// (*ErrField "side" "fixed"): both have signed it.
func (p *People) ChangeProfile(ctx context.Context, v *Visit, f Profile) error {
	f, err := f.tidy()
	if err != nil {
		return err
	}
	err = p.db.Write(ctx, func(tx *db.Tx) error {
		if err := lockAccount(ctx, tx, v.Account); err != nil {
			return err
		}
		if err := p.showProfile(ctx, tx, v, f); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `UPDATE account SET profile = $1 WHERE id = $2`, sealProfile(v.keys, v.Account, f), v.Account)
		return err
	})
	if err != nil {
		return fmt.Errorf("change a profile: %w", err)
	}
	return nil
}

// showProfile renews the copies that others read.
func (p *People) showProfile(ctx context.Context, tx *db.Tx, v *Visit, f Profile) error {
	paired, err := isMember(ctx, tx, v.Account)
	if err != nil {
		return err
	}
	if !paired {
		return p.regreet(ctx, tx, v, f)
	}
	old, err := storedProfile(ctx, tx, v.keys, v.Account)
	if err != nil {
		return err
	}
	if old.Side != f.Side {
		return &ErrField{Field: "side", Why: "fixed"}
	}
	row, err := readMember(ctx, tx, v.Account)
	if err != nil || row == nil || row.pin == nil {
		return err // not confirmed yet: the card is made then
	}
	open, err := row.openPair(v.keys, v.Account)
	if errors.Is(err, ErrChanged) {
		return nil // one's own things stay in order whatever lies there of the couple
	}
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `UPDATE member SET card = $1 WHERE account = $2`,
		sealCard(open.couple, v.Account, card{Name: f.Name, Side: f.Side, Zone: f.Zone}), v.Account)
	return err
}

// SetKeeper stores the first account's words on who runs this server, once:
// ErrKeeper for anybody else and for a second time.
func (p *People) SetKeeper(ctx context.Context, v *Visit, words string) error {
	words = strings.TrimSpace(norm.NFC.String(words))
	switch {
	case words == "":
		return &ErrField{Field: "keeper", Why: "empty"}
	case !utf8.ValidString(words) || strings.ContainsRune(words, 0):
		return &ErrField{Field: "keeper", Why: "unknown"}
	case utf8.RuneCountInString(words) > keeperRunes:
		return &ErrField{Field: "keeper", Why: "long"}
	}
	err := p.db.Write(ctx, func(tx *db.Tx) error {
		ok, err := changed(ctx, tx, `UPDATE server SET keeper = $1 WHERE id = 1 AND first_account = $2 AND keeper IS NULL`,
			p.vault.SealServer(aboutKeeper, pack(words)), v.Account)
		if err == nil && !ok {
			err = ErrKeeper
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("store who runs this server: %w", err)
	}
	return nil
}

// Keeper is the first account's words on who runs this server; "" while they
// have not been given, or when the server secret they lie under is lost.
func (p *People) Keeper(ctx context.Context) (words string, err error) {
	err = p.db.Read(ctx, func(tx *db.Tx) (err error) {
		words, err = p.keeper(ctx, tx)
		return err
	})
	if err != nil {
		return "", fmt.Errorf("read who runs this server: %w", err)
	}
	return words, nil
}

func (p *People) keeper(ctx context.Context, tx *db.Tx) (words string, err error) {
	var sealed []byte
	err = tx.QueryRow(ctx, `SELECT keeper FROM server WHERE id = 1`).Scan(&sealed)
	if errors.Is(err, db.ErrNoRow) || err == nil && sealed == nil {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	plain, err := p.vault.OpenServer(aboutKeeper, sealed)
	if err != nil || unpack(plain, &words) != nil {
		return "", nil
	}
	return words, nil
}
