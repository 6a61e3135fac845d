package listening

import (
	"embed"

	"footbridge/internal/practice"
)

//go:embed pages
var pages embed.FS

// icon stands for the practice wherever it is listed.
const icon = "message-circle"

// Practice is listening as the house runs it.
var Practice = practice.Define(practice.Definition[State]{
	Slug:  "listening",
	Icon:  icon,
	Group: practice.Talk,
	Joint: true,
	Kinds: []practice.Kind{
		{Name: kindOpened, For: practice.ForBoth, New: func() any { return new(Opened) }},
		{Name: kindMoved, For: practice.ForBoth, New: func() any { return new(Moved) }},
		{Name: kindHeard, For: practice.ForBoth, Planks: 2, New: func() any { return new(Heard) }},
		{Name: kindSaid, For: practice.ForBoth, New: func() any { return new(Said) }},
		{Name: kindLater, For: practice.ForMe, New: func() any { return new(Later) }},
		{Name: kindAfter, For: practice.ForMe, New: func() any { return new(After) }},
		{Name: kindThanked, For: practice.ForBoth, New: func() any { return new(Thanked) }},
	},
	Start: start,
	Apply: apply,
	Actions: []practice.Action[State]{
		{Route: "GET /", Do: frontPage},
		{Route: "GET /before", Do: beforePage},
		{Route: "GET /open", Do: openPage},
		{Route: "GET /open/{way}", Do: topicPage},
		{Route: "POST /open/{way}", Do: openTalk},
		{Route: "GET /talk", Do: talkPage},
		{Route: "POST /talk", Do: move},
		{Route: "GET /phone", Do: phonePage},
		{Route: "POST /phone", Do: phoneMove, Beside: true},
		{Route: "POST /later", Do: later},
		{Route: "GET /past", Do: pastPage},
		{Route: "GET /past/{last}", Do: pastPage},
		{Route: "GET /talks/{talk}", Do: onePage},
		{Route: "POST /talks/{talk}/after", Do: after},
		{Route: "POST /talks/{talk}/thank", Do: thank},
		{Route: "POST /takeback", Do: takeBack},
	},
	Pages: pages,
	Views: map[string]any{
		"front.html":  FrontView{},
		"before.html": BeforeView{},
		"open.html":   OpenView{},
		"topic.html":  TopicView{},
		"talk.html":   TalkView{},
		"phone.html":  PhoneView{},
		"end.html":    EndView{},
		"past.html":   PastsView{},
	},
	Words:    content,
	Steps:    steps,
	OnePhone: onePhone,
})
