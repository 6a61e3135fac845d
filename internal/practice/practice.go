// Package practice is the contract between the house and its practices.
//
// A practice is a declared value, checked when the program starts: its name, the kinds of
// entries it writes, how entries fold into a state, and what it answers to a turn. It is pure:
// the same state and the same turn give the same reply, and nothing outside is touched. It
// never asks who may read what. The host hands it only entries that the viewer may read, and
// puts what it writes where the named audience says (see internal/journal).
//
// One turn goes like this:
//
//	entries the viewer may read -> Start, Apply, Apply … -> state
//	(turn, state) -> action -> reply: a page, or new entries and where to go next
//
// The host opens, folds, renders, seals, appends and wakes the other phone.
package practice

import (
	"errors"
	"fmt"
	"time"
)

// Side is one of the two banks of the canyon. It says who wrote something and never means more.
type Side string

// The two banks.
const (
	Left  Side = "a"
	Right Side = "b"
)

// Other is the opposite bank.
func (s Side) Other() Side {
	if s == Left {
		return Right
	}
	return Left
}

// Audience says who may read an entry (R4). It is chosen before anyone writes.
type Audience string

// The audiences, in the words of R4: Just me, Both of us, Opens together, Only what we share.
const (
	Mine    Audience = "mine"
	Ours    Audience = "ours"
	Held    Audience = "held"
	Overlap Audience = "overlap"
)

// What most kinds are for.
var (
	ForMe   = []Audience{Mine}
	ForBoth = []Audience{Ours}
	// ForShared is a choice of which only what both chose is ever shown.
	ForShared = []Audience{Overlap}
)

// Kind is one kind of entry. Its name is written with every entry and never changes; a new
// shape gets a new version ("rituals.checkin.v2") and the old one still decodes.
type Kind struct {
	Name   string     // "<slug>.<what>.v<n>", at most 48 bytes
	Locked bool       // writing under the second lock (N4)
	New    func() any // a pointer to an empty body, for decoding JSON into
	// For are the audiences that an entry of this kind may have; the host writes it for no other (R4). Most kinds
	// have one.
	For []Audience
	// Planks is how many planks an entry of this kind lays on the bridge (J1), once both may read
	// it, or while its author is alone: 0 none, 1 one person's step, 2 a step that two made
	// together and wrote down once. The halves of an opened pair lay theirs when they open.
	Planks int
}

// Entry is one entry that the viewer may read.
type Entry struct {
	ID       string
	Rev      int      // 1 when first written; an own unopened answer that was changed counts up; the other's is always 1
	Kind     string   // the declared kind's name
	Audience Audience // Mine; Held for the viewer's own unopened answer; Overlap for their own choice; Ours once both may read it
	Opening  string   // the same for the two halves of an opened pair, else empty
	By       Side     // who wrote it
	Own      bool     // whether the viewer wrote it
	Day      Day      // the author's calendar day
	At       time.Time
	// At is the exact time, for the viewer's own entries only; the other's stays zero, so that
	// no page can tell it.
	Body any // what Kind.New made, filled in
}

// Day is a calendar day counted from 1 January 1970 in its author's time zone.
type Day int

// DayOf is the calendar day of t in its own location.
func DayOf(t time.Time) Day {
	y, m, d := t.Date()
	return Day(time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix() / 86400)
}

// Time is midnight UTC of the day, for formatting.
func (d Day) Time() time.Time { return time.Unix(int64(d)*86400, 0).UTC() }

// NewEntry is an entry that a practice asks the host to write.
type NewEntry struct {
	Kind     string
	Audience Audience
	Body     any
	// Pair names the place where a Held answer meets the other's, for instance "checkin". At
	// most one answer of a person stands in one place: a later one replaces the one that has
	// not opened. An Overlap choice has its Shared's place.
	Pair string
	// Replaces is the id of the viewer's own entry that this one comes in place of: the old one is
	// taken back, and this one lays no plank, because the old one did.
	Replaces string
	// Fresh limits how old the other's standing answer may be to open with this one; 0: any age.
	Fresh time.Duration
}

// Person is what a practice may know of one of the two.
type Person struct {
	Side Side
	Name string         // as they want to be called; at most 40 characters
	Zone *time.Location // never nil
}

// Turn is everything that an action may look at besides the state.
type Turn struct {
	Now      time.Time // in the viewer's time zone
	Me       Person
	Other    Person // the zero Person while the viewer is alone
	Unlocked bool   // whether the viewer's own locked writing is open
	Beside   bool   // whether the other has signed in beside the viewer, in this browser
	// Shared is what the practice's own Shared.Of made of the two choices, or nil: while the viewer is alone, while
	// one of the two has not chosen, and on Today.
	Shared any
	Lang   string // BCP 47, for choosing content
	Form   Form   // what was sent, or the unsent words of this page, or empty
	// Secret is the viewer's own and the same on every request: what is chosen with it cannot be
	// foretold by the other.
	Secret [16]byte
	Random [32]byte
	// Random is drawn once for each request and kept when the host answers the same request
	// again, so that a practice can choose without a clock or a global generator.
}

// Two says whether both are here. Until then only Just me is offered (R3).
func (t Turn) Two() bool { return t.Other.Side != "" }

// Apart says whether the two live in different time zones. Two in one may still live apart.
func (t Turn) Apart() bool { return t.Two() && t.Me.Zone.String() != t.Other.Zone.String() }

// Suggests says whether today is a day on which a practice offers something by itself: one of so many, and not
// within as many days of what the viewer did last (0: never). Which of the days it is follows the viewer's secret and
// salt, which tells practices apart. So it is counted from days of the viewer's entries, and nobody keeps when
// it was shown.
func (t Turn) Suggests(every int, salt byte, last ...Day) bool {
	today := DayOf(t.Now)
	for _, day := range last {
		if day != 0 && today-day < Day(every) {
			return false
		}
	}
	return (int(today)+int(t.Secret[0]+salt))%every == 0
}

// Form holds the fields of a page or of a request; one value for a name, the last one sent.
type Form map[string]string

// Reply is what an action answers: a page, or entries and where to go.
type Reply struct {
	Page string // the template's name, such as "checkin.html"
	View any    // its view struct

	Entries  []NewEntry
	TakeBack []string // ids of the viewer's own entries
	To       string   // where to go: a path inside the practice ("/waiting"), or Today
	Say      Say      // one sentence to say there

	// Keep, with To and without Entries, is what the page at To starts from: its unsent words. So
	// the steps of a long form follow each other as pages of their own, and nothing that was typed
	// is in an address, or lost when the browser closes between two steps.
	Keep Form

	Refused bool // the page says what is wrong with what was sent, and keeps the words

	Again time.Duration // when the page should ask again by itself; 0: never
}

// Today, as Reply.To, leads to the front page of the house.
const Today = "//today"

// ShowPage is the reply that shows a page.
func ShowPage(page string, view any) Reply { return Reply{Page: page, View: view} }

// Refuse is the reply to words that cannot be taken as they are: the page again, with a
// sentence that the view carries and with everything that was typed.
func Refuse(page string, view any) Reply { return Reply{Page: page, View: view, Refused: true} }

// Say is a sentence born in Go: the key of a translated message and what goes into it.
type Say struct {
	Key  string
	Args Args
}

// Args are the named parts of a sentence: people's words, names, numbers.
type Args map[string]any

// Sentence makes a Say; pairs are name, value, name, value.
func Sentence(key string, pairs ...any) Say {
	s := Say{Key: key}
	for i := 0; i+1 < len(pairs); i += 2 {
		if s.Args == nil {
			s.Args = Args{}
		}
		s.Args[fmt.Sprint(pairs[i])] = pairs[i+1]
	}
	return s
}

// Rank orders what Today offers (T1); the first that applies becomes its one card.
type Rank int

// The ranks of T1, first come first.
const (
	RankLive    Rank = iota + 1 // a live talk that the partner opened
	RankReady                   // something ready to read together
	RankDue                     // a ritual due now
	RankCheckIn                 // today's check-in
	RankAsk                     // an ask to answer
	RankSuggest                 // one suggested step
)

// Step is one thing that Today may offer.
type Step struct {
	Rank   Rank
	Icon   string // a name from the house's icons
	Title  Say
	Words  string // the step's own prompt in the book's face, already in the viewer's language
	Why    Say    // one quiet sentence; may be empty
	Button Say
	To     string // a path inside the practice
	Later  Say    // the quiet way out of the card; empty: none
	// LaterTo is where the way out posts to, inside the practice.
	LaterTo string
}

// ErrNotHere is what an action returns for something that is not there, or not the viewer's; the
// host answers both alike.
var ErrNotHere = errors.New("practice: not here")

// Shared says how two people's choices are laid over one another (R4, Only what we share). Each chooses alone, with an
// entry of Kind for Overlap; of the two choices only what Of makes of them is ever shown, to both alike. It is
// computed when a page is made, and written nowhere.
type Shared struct {
	Kind string
	// Lasts is how long a choice counts; 0: until it is changed or taken back.
	Lasts time.Duration
	// Of is pure and gives the same whichever of the two comes first.
	Of func(a, b Choice) any
}

// Choice is what one of the two chose.
type Choice struct {
	Body any // what Kind.New made, filled in
	// Settled is whether it stood when this week began (see WeekBegan). What is newer must not add anything to what
	// is shown, so that nobody finds out what the other chose by trying; it may only take away.
	Settled bool
}

// WeekBegan is the last Monday, 00:00 UTC: one moment for two people wherever they are. What both chose shows from then on.
func WeekBegan(now time.Time) time.Time {
	now = now.UTC()
	since := (int(now.Weekday()) + 6) % 7
	return time.Date(now.Year(), now.Month(), now.Day()-since, 0, 0, 0, 0, time.UTC)
}
