package practice

import (
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strings"
)

// Group is one of the three parts of the list of practices.
type Group string

// The groups: what two people say to each other, what they do, and what they settle.
const (
	Talk   Group = "talk"
	Do     Group = "do"
	Decide Group = "decide"
)

// Groups are all groups in the order of the list.
var Groups = []Group{Talk, Do, Decide}

// Action answers one route of a practice. S is the practice's state.
type Action[S any] struct {
	Route string // "GET /" or "POST /notes", inside the practice
	Do    func(Turn, *S) (Reply, error)
	// Beside says that the other of the two may send this form too, in the viewer's browser, once they
	// have signed in there beside the viewer and OnePhone holds for them. The host finds out whose form it
	// is; the practice is asked with that person's turn and state.
	Beside bool
}

// Definition is what a practice declares. S is its state.
type Definition[S any] struct {
	Slug  string // folder and path: lower case letters
	Icon  string
	Group Group // where the list of practices has it
	// Joint is a practice that two do at the same time: each can put it away for themself alone, and the
	// other sees no difference (A6).
	Joint bool
	Kinds []Kind
	// Start makes the empty state; Apply folds one entry into it. Neither can fail: an entry
	// that makes no sense is left out.
	Start   func() *S
	Apply   func(*S, Entry)
	Actions []Action[S]
	Pages   fs.FS          // templates, pages/*.html
	Views   map[string]any // each template's zero view struct, for checking it
	Words   fs.FS          // content/<lang>/*.json; content/<lang>/say.json holds the sentences
	// Steps are what this practice offers on Today; nil: nothing.
	Steps func(Turn, *S) []Step
	// Away is one line of something to do without the phone, or empty; nil: nothing.
	Away func(Turn, *S) string
	// Shared is how the two people's choices are laid over one another; nil: there are none.
	Shared *Shared
	// OnePhone says whether, as the person of the turn sees it, the two use one phone now; nil: never.
	OnePhone func(Turn, *S) bool
}

// Practice is a Definition with its state type put away, as the host runs it.
type Practice struct {
	Slug    string
	Icon    string
	Group   Group
	Kinds   []Kind
	Start   func() any
	Apply   func(state any, e Entry)
	Actions []Route
	Pages   fs.FS
	Views   map[string]any
	Words   fs.FS
	Steps   func(t Turn, state any) []Step
	Away    func(t Turn, state any) string

	Joint    bool
	Shared   *Shared
	OnePhone func(t Turn, state any) bool
}

// Route is one action as the host runs it.
type Route struct {
	Method, Path string // "GET", "/"
	Do           func(t Turn, state any) (Reply, error)
	Beside       bool
}

// Define checks a declaration and makes the value that the host runs. It panics on a mistake
// in the declaration, which a program can only make at its start.
func Define[S any](d Definition[S]) Practice {
	p := Practice{
		Slug: d.Slug, Icon: d.Icon, Group: d.Group, Kinds: d.Kinds, Pages: d.Pages, Views: d.Views, Words: d.Words,
		Start: func() any { return d.Start() },
		Apply: func(state any, e Entry) { d.Apply(state.(*S), e) },
		Steps: func(Turn, any) []Step { return nil },
		Away:  func(Turn, any) string { return "" },
		Joint: d.Joint, Shared: d.Shared, OnePhone: func(Turn, any) bool { return false },
	}
	if d.Steps != nil {
		p.Steps = func(t Turn, state any) []Step { return d.Steps(t, state.(*S)) }
	}
	if d.Away != nil {
		p.Away = func(t Turn, state any) string { return d.Away(t, state.(*S)) }
	}
	if d.OnePhone != nil {
		p.OnePhone = func(t Turn, state any) bool { return d.OnePhone(t, state.(*S)) }
	}
	for _, a := range d.Actions {
		method, path, _ := strings.Cut(a.Route, " ")
		do := a.Do
		p.Actions = append(p.Actions, Route{
			Method: method, Path: path, Beside: a.Beside,
			Do: func(t Turn, state any) (Reply, error) { return do(t, state.(*S)) },
		})
	}
	if err := p.check(); err != nil {
		panic("practice " + d.Slug + ": " + err.Error())
	}
	return p
}

var (
	slugForm = regexp.MustCompile(`^[a-z]{3,20}$`)
	kindForm = regexp.MustCompile(`^([a-z]+)\.[a-z]+\.v[1-9][0-9]?$`)
	pathForm = regexp.MustCompile(`^/([a-z]+(/[a-z]+|/\{[a-z]+\})*)?$`)
)

// check finds what a declaration got wrong.
func (p Practice) check() error {
	if !slugForm.MatchString(p.Slug) {
		return fmt.Errorf("the slug %q is not 3 to 20 lower case letters", p.Slug)
	}
	if !slices.Contains(Groups, p.Group) {
		return fmt.Errorf("there is no group %q", p.Group)
	}
	seen := map[string]bool{}
	for _, k := range p.Kinds {
		m := kindForm.FindStringSubmatch(k.Name)
		switch {
		case m == nil || m[1] != p.Slug || len(k.Name) > 48:
			return fmt.Errorf("the kind %q is not named %s.<what>.v<n>", k.Name, p.Slug)
		case seen[k.Name]:
			return fmt.Errorf("the kind %q is declared twice", k.Name)
		case len(k.For) == 0:
			return fmt.Errorf("the kind %q is for nobody", k.Name)
		case slices.ContainsFunc(k.For, func(a Audience) bool { return a != Mine && a != Ours && a != Held && a != Overlap }):
			return fmt.Errorf("the kind %q is for an audience that is none: %v", k.Name, k.For)
		case slices.Contains(k.For, Overlap) && (len(k.For) > 1 || p.Shared == nil || p.Shared.Kind != k.Name || p.Shared.Of == nil || k.Planks > 0 || k.Locked):
			return fmt.Errorf("the kind %q is a choice, and there is no Shared for it alone, or it is more than a choice", k.Name)
		case k.New == nil:
			return fmt.Errorf("the kind %q has no New", k.Name)
		case k.Planks < 0 || k.Planks > 2:
			return fmt.Errorf("the kind %q lays %d planks", k.Name, k.Planks)
		}
		seen[k.Name] = true
	}
	if p.Shared != nil && !seen[p.Shared.Kind] {
		return fmt.Errorf("Shared is of the kind %q, which is not declared", p.Shared.Kind)
	}
	for _, a := range p.Actions {
		route := a.Method + " " + a.Path
		switch {
		case a.Method != "GET" && a.Method != "POST":
			return fmt.Errorf("the action %q is neither GET nor POST", route)
		case !pathForm.MatchString(a.Path):
			return fmt.Errorf("the action %q has a path that is not plain words", route)
		case seen[route]:
			return fmt.Errorf("the action %q is declared twice", route)
		}
		seen[route] = true
	}
	if !seen["GET /"] {
		return fmt.Errorf("there is no action GET /")
	}
	return nil
}

// Kind finds a declared kind by its name.
func (p Practice) Kind(name string) (Kind, bool) {
	for _, k := range p.Kinds {
		if k.Name == name {
			return k, true
		}
	}
	return Kind{}, false
}
