package web

import (
	"net/http"
	"slices"
	"strings"

	"footbridge/internal/people"
	"footbridge/internal/practice"
	"footbridge/internal/web/look"
)

// areas are what the bar leads to. The bridge is "ours" once there are two.
func areas(v *people.Visit) []look.NavItem {
	bridge := look.NavBridge
	if v.Partner == nil {
		bridge.Key = "nav.bridge.alone"
	}
	return []look.NavItem{look.NavToday, look.NavPractices, bridge, look.NavSupport}
}

// area is the one that a page belongs to, by its path.
func area(path string) string {
	for _, a := range []look.NavItem{look.NavPractices, look.NavBridge, look.NavSupport} {
		if path == a.Href || strings.HasPrefix(path, a.Href+"/") {
			return a.Href
		}
	}
	return look.NavToday.Href
}

// groupTitles are the headings of the list of practices.
var groupTitles = map[practice.Group]practice.Say{
	practice.Talk:   practice.Sentence("practices.talk"),
	practice.Do:     practice.Sentence("practices.do"),
	practice.Decide: practice.Sentence("practices.decide"),
}

// practices lists the practices that exist, by group and in their own order.
func (s *Server) practices(w http.ResponseWriter, r *http.Request, v *people.Visit) error {
	view := look.Practices{}
	for _, name := range practice.Groups {
		g := look.Group{Name: string(name), Title: groupTitles[name]}
		for _, p := range s.Practices {
			switch {
			case p.Group != name:
			case slices.Contains(v.Hidden, p.Slug):
				view.Away = append(view.Away, look.PutAway{Slug: p.Slug, Title: practice.Sentence(p.Slug + ".title")})
			default:
				row := practiceRow(p)
				row.Why = practice.Sentence(p.Slug + ".why")
				g.List = append(g.List, row)
			}
		}
		if g.List != nil {
			view.Groups = append(view.Groups, g)
		}
	}
	return s.showHouse(w, r, page{name: "practices.html", view: view, visit: v, path: "/practices"})
}

// putAway hides a joint practice for the one who asks, or brings it back (A6). Nobody else sees a
// difference: what stands open in it stands as if it had not been seen.
func (s *Server) putAway(w http.ResponseWriter, r *http.Request, v *people.Visit) error {
	f, err := readForm(r)
	if err != nil {
		return err
	}
	slug := strings.TrimPrefix(f["practice"], "/practices/")
	known := slices.ContainsFunc(s.Practices, func(p practice.Practice) bool { return p.Slug == slug && p.Joint })
	if !known {
		return errNotFound
	}
	hidden := slices.DeleteFunc(slices.Clone(v.Hidden), func(one string) bool { return one == slug })
	say := "practices.back"
	if f["go"] != "back" {
		hidden, say = append(hidden, slug), "practices.hidden"
	}
	me := v.Profile()
	me.Hidden = hidden
	if err := s.People.ChangeProfile(r.Context(), v, me); err != nil {
		return err
	}
	return redirectSaying(w, r, "/practices", say)
}

// practiceRow leads to a practice's front page.
func practiceRow(p practice.Practice) look.Row {
	return look.Row{Icon: p.Icon, Title: practice.Sentence(p.Slug + ".title"), To: "/practices/" + p.Slug + "/"}
}
