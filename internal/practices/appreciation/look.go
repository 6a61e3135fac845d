package appreciation

import (
	"encoding/binary"
	"fmt"
	"slices"

	"footbridge/internal/practice"
)

// FrontView is the practice's first page: what it is, and what is kept.
type FrontView struct {
	Two   bool
	Other string
	Ready string     // the id of a note about which there is something to read, or empty
	Kept  []NoteView // the newest first
}

func frontPage(t practice.Turn, s *State) (practice.Reply, error) {
	v := FrontView{Two: t.Two(), Other: t.Other.Name, Ready: s.readyID()}
	for i := len(s.Kept) - 1; i >= 0; i-- {
		v.Kept = append(v.Kept, noteView(t, s, s.Kept[i]))
	}
	return practice.ShowPage("front.html", v), nil
}

// JarView is one note from the jar.
type JarView struct {
	Two    bool
	Other  string
	Note   NoteView
	Full   bool   // there is a note
	Others bool   // there are more than this one
	Ready  string // the id of a note to open, while the jar is empty
}

// jarPage draws one note that the other gave me and that I have opened.
func jarPage(t practice.Turn, s *State) (practice.Reply, error) {
	var in []int // places among all that were given
	for i, n := range s.Given {
		if !n.Own && s.shown(n) {
			in = append(in, i)
		}
	}
	v := JarView{Two: t.Two(), Other: t.Other.Name, Full: len(in) > 0, Others: len(in) > 1, Ready: s.readyID()}
	if v.Others { // another one is another one
		for i, n := range in {
			if s.Given[n].ID == t.Form["last"] {
				in = append(in[:i:i], in[i+1:]...)
				break
			}
		}
	}
	if v.Full {
		v.Note = noteView(t, s, s.Given[in[binary.LittleEndian.Uint64(t.Random[:8])%uint64(len(in))]])
	}
	return practice.ShowPage("jar.html", v), nil
}

// NoticedView is a list of notes both ways: of one month, or of the last seven days.
type NoticedView struct {
	Week   bool
	Other  string
	Month  Month
	Ready  string     // the id of a note about which there is something to read, or empty
	Notes  []NoteView // the viewer's own, and those that they have opened
	Months []Month    // those near it that have notes, the newest first
}

// Month is one month of the calendar; Number is 1 for January.
type Month struct {
	Year, Number int
}

// Path is the month as a part of an address.
func (m Month) Path() string { return fmt.Sprintf("%d-%02d", m.Year, m.Number) }

func monthOf(d practice.Day) Month {
	t := d.Time()
	return Month{t.Year(), int(t.Month())}
}

// months are the months with notes, the newest first.
func (s *State) months() []Month {
	seen := map[Month]bool{}
	var out []Month
	for i := len(s.Given) - 1; i >= 0; i-- {
		if m := monthOf(s.Given[i].Day); !seen[m] {
			seen[m] = true
			out = append(out, m)
		}
	}
	return out
}

// monthsAround is how many months before and after the shown one a page leads to.
const monthsAround = 6

// noticedPage is what both noticed in one month; without one, in the newest.
func noticedPage(t practice.Turn, s *State) (practice.Reply, error) {
	v := NoticedView{Other: t.Other.Name, Ready: s.readyID()}
	wish, all := t.Form["month"], s.months()
	at := slices.IndexFunc(all, func(m Month) bool { return wish == "" || wish == m.Path() })
	switch {
	case at >= 0:
		v.Month = all[at]
		v.Months = append(v.Months, all[max(0, at-monthsAround):at]...)
		v.Months = append(v.Months, all[at+1:min(len(all), at+1+monthsAround)]...)
	case wish != "":
		return practice.Reply{}, practice.ErrNotHere
	}
	v.Notes = list(t, s, func(n Note) bool { return monthOf(n.Day) == v.Month })
	return practice.ShowPage("noticed.html", v), nil
}

// weekPage is what both noticed in the last seven days (S8.3).
func weekPage(t practice.Turn, s *State) (practice.Reply, error) {
	today := practice.DayOf(t.Now)
	v := NoticedView{Week: true, Other: t.Other.Name, Ready: s.readyID(),
		Notes: list(t, s, func(n Note) bool { return today-n.Day < 7 })}
	return practice.ShowPage("noticed.html", v), nil
}

// list is the given notes that fit and are shown, the newest first.
func list(t practice.Turn, s *State, fits func(Note) bool) []NoteView {
	var out []NoteView
	for i := len(s.Given) - 1; i >= 0; i-- {
		if n := s.Given[i]; fits(n) && s.shown(n) {
			out = append(out, noteView(t, s, n))
		}
	}
	return out
}
