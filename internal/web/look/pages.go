package look

import (
	"time"

	"footbridge/internal/practice"
)

// The view structs of the house's pages. The comment above each names the file, the address the
// page is at, and where its forms post. Every form sends "rid"; field names stand in the file.
// A field named Error or …Error is a sentence that says how to mend what was sent; the words
// that were sent come back in the other fields.

// Landing is landing.html, GET /.
type Landing struct {
	Closed bool // nobody can sign up without an invitation
}

// Demo is demo.html, GET / of an example (A7); POST /demo: who (a or b).
type Demo struct {
	Guests []Guest
}

// Guest is one of the invented people of an example.
type Guest struct {
	Called string
	Side   practice.Side
}

// SignIn is sign-in.html, GET and POST /sign-in: name, password, shared (1: a shared device), to.
type SignIn struct {
	Name   string
	Error  practice.Say
	To     string  // path to go on to; empty: Today
	Locked bool    // it was just handed over
	Carry  []Carry // the words of a form that was sent after the session had ended
}

// Carry is one field that rides along hidden until the person is signed in again.
type Carry struct{ Name, Value string }

// SignUp is sign-up.html, GET and POST /sign-up: name, password, setup, code, and propose=1 when
// the button for five words was pressed instead.
type SignUp struct {
	Shared        bool // others use this device too
	Name          string
	Proposal      string // five words, put into the password field to be read and kept
	Code          string // of the invitation that led here, carried hidden; empty: none
	From          string // who invites, with Code
	NeedsSetup    bool   // the first account of a server others can reach: the terminal's code
	Setup         string
	NameError     practice.Say
	PasswordError practice.Say
	SetupError    practice.Say
	Error         practice.Say // anything else
}

// Recovery is recovery.html, shown once after sign-up, after recovering and on a new code.
type Recovery struct {
	Code    string
	Renewed bool   // the old code has ended
	Next    string // path of the plank
}

// Recover is recover.html, GET and POST /recover: name, code, password, propose=1.
type Recover struct {
	Shared        bool // others use this device too
	Name          string
	Code          string
	Proposal      string
	NameError     practice.Say
	CodeError     practice.Say
	PasswordError practice.Say
}

// Arrive is arrive.html, GET and POST /arrive: called, side (a or b), zone, lang, runs.
type Arrive struct {
	Called string // what the person wants to be called
	Side   practice.Side
	Zone   string
	Lang   string
	Langs  []Lang
	First  bool   // the first account says who runs this server
	Runs   string // what was typed for that; for others, what the first one wrote
	// CalledError, RunsError and ZoneError say how to mend a field.
	CalledError, RunsError, ZoneError practice.Say
}

// Safety is safety.html, GET /safety: a page to read, public, nothing to answer.
type Safety struct {
	Home bool   // signed in: the way out leads to Support
	Then string // path to go on to when reading it is part of arriving; empty: no plank
}

// Invite is invite.html, GET /invite; POST /invite makes an invitation, POST /invite/back takes
// it back.
type Invite struct {
	Link  string // https://…/i#CODE; empty: none stands
	Code  string
	Until practice.Day // the last day of a standing invitation
	Local bool         // the link works on this machine only
}

// Invited is invited.html, GET and POST /i: code. The script moves the code from behind the #.
type Invited struct {
	Code  string
	Error practice.Say
}

// Invitation is invitation.html, the answer to a good code; POST /join: code; POST /i/no.
type Invitation struct {
	From     string // who invites
	Runs     string // who runs this server, in the words of its first account
	Code     string
	SignedIn bool // joining needs no new account
	Side     practice.Side
	Planks   bool // the inviter already laid some alone
}

// Joined is joined.html, GET /joined: the four words that both compare once. The inviter says
// with POST /joined that they are the same; for the one who joined they are only shown.
type Joined struct {
	Other   string
	Words   [4]string
	Confirm bool
}

// Today is today.html, GET /. The first card and at most two rows; it sits in a live region.
type Today struct {
	Now    time.Time // in the person's zone
	Card   *Card     // nil: that is all for today
	Rows   []Row     // at most two
	Away   string    // one thing to do without the phone, in the reader's language
	Other  string    // the partner's name; empty while alone
	Shared bool      // this device is used by both
	First  bool      // never written anything yet
}

// Card is the one thing that Today offers.
type Card struct {
	Icon    string
	Title   practice.Say
	Words   string // the prompt in the book's face
	Why     practice.Say
	Button  practice.Say
	To      string // full path
	Later   practice.Say
	LaterTo string // full path; POST
}

// Row is one more thing, one tap away.
type Row struct {
	Icon  string
	Title practice.Say
	Why   practice.Say
	To    string // full path
}

// Practices is practices.html, GET /practices: those that exist, in groups that hold some.
type Practices struct {
	Groups []Group
	Away   []PutAway // those that the viewer has put away
}

// PutAway is one practice that the viewer has put away.
type PutAway struct {
	Slug  string
	Title practice.Say
}

// Beside is beside.html, GET and POST /beside: name, password, to. The other of the two signs in beside the
// viewer, for a practice on one phone.
type Beside struct {
	Other, Me, Name string
	To              string // path to go on to
	Example         bool   // nobody has a password to type
	Error           practice.Say
}

// HandOver is hand-over.html, GET /hand-over: a shared device goes to the other of the two.
type HandOver struct {
	Other string // empty while alone
}

// Group is one part of the list of practices.
type Group struct {
	Name  string // of practice.Group; marks the heading
	Title practice.Say
	List  []Row
}

// Bridge is bridge.html, GET /bridge: the picture, what it shows, how it grows, and where the two
// find what they hold together.
type Bridge struct {
	Two      bool
	Sentence practice.Say // what the picture shows
	Held     []Row        // the practices; none while alone
	Invite   bool         // alone, and nobody has joined yet
}

// Support is support.html, GET /support: me, my phone, and the way out.
// POST /support/me: called, zone, lang. POST /support/look: theme, still. POST /support/password:
// old, password, propose. POST /support/code: password. POST /support/end: session (an id, or
// "others"). POST /sign-out.
type Support struct {
	Example  bool // nobody's real words: password and code stay as they are
	Called   string
	Side     practice.Side
	Name     string // of signing in
	Other    string
	Zone     string
	Lang     string
	Langs    []Lang
	Theme    Theme
	Still    bool
	Hints    bool
	Runs     string
	Words    [4]string // empty while alone
	Sessions []Session
	Proposal string // five words for a new password
	// RecoveryUsed: somebody came back in with the recovery code since this person last looked.
	RecoveryUsed bool
	RecoveryMade bool // a new code was made within the last 30 days
	// The errors of the three forms; the one that failed comes open.
	MeError, PasswordError, CodeError practice.Say
}

// HasWords says whether there are four words to compare.
func (s Support) HasWords() bool { return s.Words[0] != "" }

// Themes are the choices of the theme with the keys of their names.
func (s Support) Themes() []ThemeChoice {
	return []ThemeChoice{{Auto, "theme.auto"}, {Light, "theme.light"}, {Dark, "theme.dark"}}
}

// ThemeChoice is one choice of Support.Themes.
type ThemeChoice struct {
	Theme Theme
	Key   string
}

// Session is one place where the person is signed in.
type Session struct {
	ID     string
	Device string       // as the browser calls itself; may be empty
	Since  practice.Day // when it began
	Here   bool         // this one
	Shared bool         // a shared device: ends with the browser
}

// Problem is problem.html: a page for what cannot be done. Say whether words are safe in What.
type Problem struct {
	Title practice.Say
	What  practice.Say
	Words []string // what was typed and could not be taken, to copy from
	Home  string   // path of the way on
}

// Offline is offline.html, GET /offline: what the service worker shows while the server does not answer.
type Offline struct{}

// Away is away.html, GET /away: a plain page of notes that names nothing.
type Away struct{}

// Views are the house's pages with their zero views, for the test that checks them.
var Views = map[string]any{
	"landing.html": Landing{}, "demo.html": Demo{}, "sign-in.html": SignIn{}, "sign-up.html": SignUp{}, "recovery.html": Recovery{},
	"recover.html": Recover{}, "arrive.html": Arrive{}, "safety.html": Safety{}, "invite.html": Invite{},
	"invited.html": Invited{}, "invitation.html": Invitation{}, "joined.html": Joined{}, "today.html": Today{},
	"practices.html": Practices{}, "bridge.html": Bridge{}, "beside.html": Beside{}, "hand-over.html": HandOver{}, "support.html": Support{}, "problem.html": Problem{}, "away.html": Away{}, "offline.html": Offline{},
}
