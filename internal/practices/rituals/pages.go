package rituals

import (
	"embed"

	"footbridge/internal/practice"
)

//go:embed pages
var pages embed.FS

// Practice is rituals as the house runs it.
var Practice = practice.Define(practice.Definition[State]{
	Slug:  "rituals",
	Icon:  "sunset",
	Group: practice.Do,
	Kinds: []practice.Kind{
		{Name: kindCheckIn, For: []practice.Audience{practice.Held, practice.Mine}, Planks: 1, New: func() any { return new(CheckIn) }},
		{Name: kindRead, For: practice.ForMe, New: func() any { return new(Read) }},
		{Name: kindAnswer, For: practice.ForBoth, New: func() any { return new(Answer) }},
		{Name: kindLeft, For: practice.ForMe, New: func() any { return new(Left) }},
		{Name: kindPassed, For: practice.ForMe, New: func() any { return new(Passed) }},
		{Name: kindLater, For: practice.ForMe, New: func() any { return new(Later) }},
	},
	Start: start,
	Apply: apply,
	Actions: []practice.Action[State]{
		{Route: "GET /", Do: frontPage},
		{Route: "GET /checkin", Do: checkInPage},
		{Route: "POST /checkin", Do: checkIn},
		{Route: "POST /later", Do: later},
		{Route: "GET /waiting", Do: waitingPage},
		{Route: "GET /letters/{opening}", Do: letterPage},
		{Route: "POST /letters/{opening}/open", Do: open},
		{Route: "POST /letters/{opening}/answer", Do: answer},
		{Route: "POST /letters/{opening}/leave", Do: leave},
		{Route: "POST /takeback", Do: takeBack},
	},
	Pages: pages,
	Views: map[string]any{
		"front.html":   FrontView{},
		"checkin.html": CheckInView{},
		"waiting.html": WaitingView{},
		"ready.html":   ReadyView{},
		"open.html":    OpenView{},
	},
	Words: content,
	Steps: steps,
	Away:  func(t practice.Turn, _ *State) string { return decks.In(t.Lang).awayLine(t) },
})
