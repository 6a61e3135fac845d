package appreciation

import (
	"embed"

	"footbridge/internal/practice"
)

//go:embed pages
var pages embed.FS

// icon stands for the practice wherever it is listed.
const icon = "jar"

// Practice is appreciation as the house runs it.
var Practice = practice.Define(practice.Definition[State]{
	Slug:  "appreciation",
	Icon:  icon,
	Group: practice.Talk,
	Kinds: []practice.Kind{
		{Name: kindNoted, For: []practice.Audience{practice.Mine, practice.Ours}, Planks: 1, New: func() any { return new(Noted) }},
		{Name: kindRead, For: practice.ForMe, New: func() any { return new(Read) }},
		{Name: kindLanded, For: practice.ForBoth, Planks: 1, New: func() any { return new(Landed) }},
		{Name: kindPassed, For: practice.ForMe, New: func() any { return new(Passed) }},
		{Name: kindLater, For: practice.ForMe, New: func() any { return new(Later) }},
	},
	Start: start,
	Apply: apply,
	Actions: []practice.Action[State]{
		{Route: "GET /", Do: frontPage},
		{Route: "GET /write", Do: writePage},
		{Route: "POST /write", Do: write},
		{Route: "GET /keep", Do: keepPage},
		{Route: "POST /keep", Do: keep},
		{Route: "GET /kept/{note}/change", Do: changePage},
		{Route: "POST /kept/{note}/change", Do: change},
		{Route: "GET /kept/{note}/give", Do: givePage},
		{Route: "POST /kept/{note}/give", Do: give},
		{Route: "GET /notes/{note}", Do: notePage},
		{Route: "POST /notes/{note}/open", Do: open},
		{Route: "POST /notes/{note}/landed", Do: land},
		{Route: "GET /jar", Do: jarPage},
		{Route: "GET /jar/{last}", Do: jarPage},
		{Route: "GET /noticed", Do: noticedPage},
		{Route: "GET /noticed/{month}", Do: noticedPage},
		{Route: "GET /week", Do: weekPage},
		{Route: "POST /takeback", Do: takeBack},
		{Route: "POST /later", Do: later},
	},
	Pages: pages,
	Views: map[string]any{
		"front.html":   FrontView{},
		"write.html":   WriteView{},
		"give.html":    GiveView{},
		"ready.html":   ReadyView{},
		"note.html":    OneView{},
		"gone.html":    GoneView{},
		"jar.html":     JarView{},
		"noticed.html": NoticedView{},
	},
	Words: content,
	Steps: steps,
})
