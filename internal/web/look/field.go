package look

import (
	"strings"

	"footbridge/internal/practice"
)

// Field is one place to write, made in a template:
//
//	{{template "write" (write "mind" (t "checkin.mind") | sees "held" | words .Mind | wrong (say .Error))}}
type Field struct {
	Name, Label string
	Help        string            // one quiet sentence below the label
	Sees        practice.Audience // who will see it, said beside the field (R4); empty: not said
	Words       string            // what was typed before
	Wrong       string            // one sentence that says how to mend it
	Type        string            // of an input: text, password
	Auto        string            // autocomplete; "off" unless said
	Max         int               // characters; shown only when they come near
	Optional    bool
	Coach       string // what is written here, for hints about the wording (see coach.Request); empty: no hints
	Source      string // with Coach "paraphrase": the id of the element with the words that are said back
	Hidden      bool   // the label is for screen readers, because the page's heading asks already
}

// ID is the id of the field's element; the label, the help and the error point at it.
func (f Field) ID() string { return "f-" + f.Name }

// Described are the ids of what describes the field, for aria-describedby.
func (f Field) Described() string {
	var ids []string
	if f.Wrong != "" {
		ids = append(ids, f.ID()+"-wrong")
	}
	if f.Help != "" {
		ids = append(ids, f.ID()+"-help")
	}
	if f.Sees != "" {
		ids = append(ids, f.ID()+"-sees")
	}
	if f.Coach != "" {
		ids = append(ids, f.ID()+"-coach")
	}
	return strings.Join(ids, " ")
}

// SeesKey and SeesIcon belong to the sentence about the audience.
func (f Field) SeesKey() string { return "audience." + string(f.Sees) }

// SeesIcon is the icon before that sentence.
func (f Field) SeesIcon() string {
	switch f.Sees {
	case practice.Ours:
		return "users"
	case practice.Held:
		return "mail"
	case practice.Overlap:
		return "handshake"
	}
	return "lock"
}

// Pulse is five stops on the rope, made in a template:
//
//	{{template "pulse" (pulse "rope" (t "checkin.rope") (list (t "rope.1") … (t "rope.5")) .Stop | bank .Side)}}
type Pulse struct {
	Name, Legend string
	Stops        []Stop
	Side         practice.Side // whose lantern it is
}

// First and Last are the words at the two ends of the rope.
func (p Pulse) First() string { return p.Stops[0].Label }

// Last is the word at the far end.
func (p Pulse) Last() string { return p.Stops[len(p.Stops)-1].Label }

// Stop is one stop; N counts from 1.
type Stop struct {
	N      int
	Label  string
	Chosen bool
}

// Said is what one of the two wrote, growing out of that person's edge of the screen.
type Said struct {
	Side  practice.Side
	Name  string
	What  string   // what it was, beside the name; may be empty
	Words []string // paragraphs or answers, in order
}

// Class is the style of the side.
func (s Said) Class() string { return sideClass(s.Side) }

// fieldFuncs build the parts above inside templates. Each option takes the value last, so that
// they can be chained with "|".
var fieldFuncs = map[string]any{
	"write": func(name, label string) Field { return Field{Name: name, Label: label, Max: practice.MaxText} },
	"input": func(name, label string) Field { return Field{Name: name, Label: label, Type: "text"} },
	"secret": func(name, label, auto string) Field {
		return Field{Name: name, Label: label, Type: "password", Auto: auto}
	},
	"help":  func(s string, f Field) Field { f.Help = s; return f },
	"sees":  func(a practice.Audience, f Field) Field { f.Sees = a; return f },
	"words": func(s string, f Field) Field { f.Words = s; return f },
	"wrong": func(s string, f Field) Field { f.Wrong = s; return f },
	"auto":  func(s string, f Field) Field { f.Auto = s; return f },
	"max":   func(n int, f Field) Field { f.Max = n; return f },
	"optional": func(f Field) Field {
		f.Optional = true
		return f
	},
	"coach":      func(context string, f Field) Field { f.Coach = context; return f },
	"of":         func(id string, f Field) Field { f.Source = id; return f },
	"unlabelled": func(f Field) Field { f.Hidden = true; return f },
	"pulse": func(name, legend string, labels []string, chosen int) Pulse {
		p := Pulse{Name: name, Legend: legend, Side: practice.Left}
		for i, l := range labels {
			p.Stops = append(p.Stops, Stop{N: i + 1, Label: l, Chosen: i+1 == chosen})
		}
		return p
	},
	"bank": func(s practice.Side, p Pulse) Pulse { p.Side = s; return p },
	"list": func(s ...string) []string { return s },
	"said": func(side practice.Side, name string, words ...string) Said {
		return Said{Side: side, Name: name, Words: words}
	},
	"as": func(what string, s Said) Said { s.What = what; return s },
}
