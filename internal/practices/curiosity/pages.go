package curiosity

import (
	"embed"

	"footbridge/internal/practice"
)

//go:embed pages
var pages embed.FS

// icon stands for the practice wherever it is listed.
const icon = "message-circle"

// Practice is curiosity as the house runs it.
var Practice = practice.Define(practice.Definition[State]{
	Slug:  "curiosity",
	Icon:  icon,
	Group: practice.Talk,
	Kinds: []practice.Kind{
		{Name: kindAsked, For: practice.ForBoth, New: func() any { return new(Asked) }},
		{Name: kindAnswered, For: []practice.Audience{practice.Mine, practice.Ours, practice.Held}, Planks: 1, New: func() any { return new(Answered) }},
		{Name: kindRead, For: practice.ForMe, New: func() any { return new(Read) }},
		{Name: kindLeft, For: practice.ForMe, New: func() any { return new(Left) }},
		{Name: kindLanded, For: practice.ForMe, New: func() any { return new(Landed) }},
		{Name: kindPassed, For: practice.ForMe, New: func() any { return new(Passed) }},
		{Name: kindLater, For: practice.ForMe, New: func() any { return new(Later) }},
	},
	Start: start,
	Apply: apply,
	Actions: []practice.Action[State]{
		{Route: "GET /", Do: frontPage},
		{Route: "GET /ask", Do: askPage},
		{Route: "POST /ask", Do: ask},
		{Route: "GET /keep", Do: keepPage},
		{Route: "POST /keep", Do: keep},
		{Route: "GET /asked/{ask}", Do: askedPage},
		{Route: "POST /asked/{ask}/open", Do: open},
		{Route: "POST /asked/{ask}/answer", Do: answer},
		{Route: "POST /asked/{ask}/left", Do: leave},
		{Route: "POST /asked/{ask}/landed", Do: land},
		{Route: "POST /asked/{ask}/again", Do: again},
		{Route: "POST /takeback", Do: takeBack},
		{Route: "POST /later", Do: later},
	},
	Pages: pages,
	Views: map[string]any{"front.html": FrontView{}, "ask.html": AskView{}, "ready.html": ReadyView{}, "asked.html": AskedView{}, "gone.html": GoneView{}},
	Words: content,
	Steps: steps,
})
