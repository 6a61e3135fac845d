package people

import (
	"errors"
	"fmt"
	"time"
)

// errFormat is a sealed blob that opens and is not what it should be. Its text
// quotes nothing.
var errFormat = errors.New("people: not in the expected form")

// What a person may have to be told. Compare with errors.Is; the sentence is
// the page's.
var (
	// ErrWrong: no account with this name and password, or no such recovery
	// code. It does not say which half was wrong.
	ErrWrong = errors.New("people: name, password or code is wrong")
	// ErrName: the sign-in name is taken.
	ErrName = errors.New("people: the sign-in name is taken")
	// ErrClosed: a new account needs an invitation on this server.
	ErrClosed = errors.New("people: sign-up needs an invitation")
	// ErrSetup: the first account needs the code from the terminal.
	ErrSetup = errors.New("people: the set-up code is wrong or missing")
	// ErrNoSession: nobody is signed in with this cookie (any more).
	ErrNoSession = errors.New("people: no such session")
	// ErrInvitation: used, expired, cancelled, unknown, mistyped or one's own.
	ErrInvitation = errors.New("people: the invitation cannot be used")
	// ErrPaired: this account is in a couple already.
	ErrPaired = errors.New("people: in a couple already")
	// ErrAlone: this needs somebody who joined, and nobody has.
	ErrAlone = errors.New("people: nobody has joined")
	// ErrNotArrived: the person has not said yet what to be called and which
	// bank they stand on.
	ErrNotArrived = errors.New("people: name and bank come first")
	// ErrChanged: what the database holds about the couple is not what the two
	// signed; nothing of it was used.
	ErrChanged = errors.New("people: the couple's record does not match")
	// ErrKeeper: who runs this server is answered by the first account, once.
	ErrKeeper = errors.New("people: the answer on who runs this server is not theirs to give, or given")

	// ErrPassword is every password that may not be chosen; the ones below say
	// why (errors.Is holds for both).
	ErrPassword = errors.New("people: the password cannot be used")
	// ErrPasswordShort: fewer than 15 characters.
	ErrPasswordShort = fmt.Errorf("%w: too short", ErrPassword)
	// ErrPasswordLong: more than 1,024 bytes.
	ErrPasswordLong = fmt.Errorf("%w: too long", ErrPassword)
	// ErrPasswordText: not text (invalid UTF-8).
	ErrPasswordText = fmt.Errorf("%w: not text", ErrPassword)
	// ErrPasswordCommon: one of those that are tried first, or put together
	// from them.
	ErrPasswordCommon = fmt.Errorf("%w: too common", ErrPassword)
	// ErrPasswordName: made of the sign-in name.
	ErrPasswordName = fmt.Errorf("%w: made of the sign-in name", ErrPassword)
)

// ErrSlow asks to wait before the next try. It is the same for names that exist
// and names that do not.
type ErrSlow struct {
	After time.Duration // how long, whole seconds, at least one
}

func (e *ErrSlow) Error() string { return "people: too many tries for now" }

// ErrField is a field of a form that cannot be taken as it is.
type ErrField struct {
	Field string // "signin", "name", "side", "zone", "lang", "theme", "keeper"
	Why   string // "empty", "long", "unknown", "fixed" (the bank, once two)
}

func (e *ErrField) Error() string { return "people: " + e.Field + " is " + e.Why }
