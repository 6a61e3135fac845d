package coach

import (
	"bufio"
	_ "embed"
	"fmt"
	"math/bits"
	"slices"
	"strings"
)

// A pattern is a line of words. Each place is one of
//
//	word          that word                      a|b       one of them
//	{FEEL}        a word of a class              word?     may be missing
//	*3            up to three words of any kind, not over a comma; ~3 also over one
//	^             the clause begins here          $         the clause ends here
//
// In front of the pattern stands the label, and behind a "#" nothing is read.
type pattern struct {
	label Label
	at    []place
	sure  bool // "!" behind the label: no gate holds it back
	need  [3]around
}

// around is which words stand near a place, each as one of 64 bits; two words may share one. It says no to nearly all
// patterns before they are tried.
type around uint64

func bit(id int32) around { return 1 << (uint32(id) * 2654435769 >> 26) }

// reach is how many words behind its first one a pattern can need.
const reach = 20

// near is around the word i, up to the end of its clause.
func (t *text) near(i, to int) (a around) {
	for _, w := range t.ws[i:min(i+reach, to)] {
		a |= bit(w.id)
	}
	return a
}

func (a around) may(p *pattern) bool { return a&p.need[0] != 0 && a&p.need[1] != 0 && a&p.need[2] != 0 }

// needs finds the three places of a pattern that fewest words fill; a pattern with fewer needs nothing there.
func (p *pattern) needs() {
	var all []around
	for _, at := range p.at {
		if at.begin || at.end || at.any > 0 || at.opt {
			continue
		}
		var a around
		for id := range int32(len(vocabulary) + 1) {
			if at.set.has(id) {
				a |= bit(id)
			}
		}
		all = append(all, a)
	}
	slices.SortFunc(all, func(a, b around) int { return bits.OnesCount64(uint64(a)) - bits.OnesCount64(uint64(b)) })
	p.need = [3]around{^around(0), ^around(0), ^around(0)}
	copy(p.need[:], all)
}

type place struct {
	any   int  // up to so many words
	far   bool // which may go over a comma
	set   set
	opt   bool
	begin bool
	end   bool
}

//go:embed words/classes.txt
var classFile string

//go:embed words/patterns.txt
var patternFile string

var (
	spelled    = map[string]string{} // each of these words and of the short forms by itself
	vocabulary = map[string]int32{}  // every word that a class or a pattern names, from 1 on
	classes    = readClasses(classFile)
	book       = readPatterns(patternFile)
)

// set is a set of words of the vocabulary.
type set []uint64

func (s set) has(id int32) bool { return int(id>>6) < len(s) && s[id>>6]&(1<<(id&63)) != 0 }

func (s *set) add(id int32) {
	for int(id>>6) >= len(*s) {
		*s = append(*s, 0)
	}
	(*s)[id>>6] |= 1 << (id & 63)
}

func (s *set) join(other set) {
	for i, some := range other {
		for len(*s) <= i {
			*s = append(*s, 0)
		}
		(*s)[i] |= some
	}
}

// of are the patterns that can begin with a word.
func (ps patterns) of(w word) []*pattern {
	if int(w.id) >= len(ps.by) {
		return nil
	}
	return ps.by[w.id]
}

// known is the number of a word in the vocabulary, which it joins.
func known(w string) int32 {
	if vocabulary[w] == 0 {
		vocabulary[w] = int32(len(vocabulary) + 1)
		spelled[w] = w
	}
	return vocabulary[w]
}

func is(class string, w word) bool { return classes[class].has(w.id) }

func isWordOf(class, w string) bool { id := vocabulary[w]; return id != 0 && classes[class].has(id) }

// readClasses reads "NAME: word word …"; a name that comes again goes on.
func readClasses(text string) map[string]*set {
	out := map[string]*set{}
	for s := bufio.NewScanner(strings.NewReader(text)); s.Scan(); {
		line, _, _ := strings.Cut(s.Text(), "#")
		name, list, ok := strings.Cut(line, ":")
		if !ok {
			continue
		}
		if out[name] == nil {
			out[name] = &set{}
		}
		for _, w := range strings.Fields(list) {
			if inner, ok := strings.CutPrefix(w, "@"); ok { // another class
				out[name].join(*out[inner])
				continue
			}
			out[name].add(known(w))
			if name == "TRAIT" || name == "INSULT" { // and its comparisons
				base, y := strings.CutSuffix(w, "y")
				for _, end := range []string{"er", "est"} {
					if y {
						out[name].add(known(base + "i" + end))
					} else {
						out[name].add(known(strings.TrimSuffix(w, "e") + end))
					}
				}
			}
		}
	}
	return out
}

// patterns are all patterns by the words with which they can begin, and those that can begin with any.
type patterns struct {
	by  [][]*pattern // by the number of the word
	any []*pattern
}

func readPatterns(text string) patterns {
	out := patterns{}
	label := Label("")
	for s := bufio.NewScanner(strings.NewReader(text)); s.Scan(); {
		line, _, _ := strings.Cut(s.Text(), "#")
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		if l, ok := strings.CutSuffix(line, ":"); ok {
			label = Label(l)
			continue
		}
		p := &pattern{label: label}
		line, p.sure = strings.CutPrefix(line, "! ")
		for _, f := range strings.Fields(line) {
			p.at = append(p.at, readPlace(f))
		}
		p.needs()
		p.file(&out)
	}
	return out
}

func readPlace(f string) place {
	switch {
	case f == "^":
		return place{begin: true}
	case f == "$":
		return place{end: true}
	case f[0] == '*' || f[0] == '~':
		n := 0
		fmt.Sscan(f[1:], &n)
		return place{any: n, far: f[0] == '~'}
	}
	p := place{}
	f, p.opt = strings.CutSuffix(f, "?")
	for _, one := range strings.Split(f, "|") {
		if strings.HasPrefix(one, "{") {
			c := classes[strings.Trim(one, "{}")]
			if c == nil {
				panic("coach: no class " + one)
			}
			p.set.join(*c)
			continue
		}
		p.set.add(known(one))
	}
	return p
}

// file puts a pattern where its first words will find it.
func (p *pattern) file(out *patterns) {
	for _, at := range p.at {
		if at.begin {
			continue
		}
		if at.any > 0 {
			out.any = append(out.any, p)
			return
		}
		for id := range int32(len(vocabulary) + 1) {
			if at.set.has(id) {
				for int(id) >= len(out.by) {
					out.by = append(out.by, nil)
				}
				out.by[id] = append(out.by[id], p)
			}
		}
		if !at.opt {
			return
		}
	}
}

// match says where a pattern that begins at from ends, or -1. to is the end of the clause.
func (p *pattern) match(ws []word, from, begin, to int) int {
	return matchAt(p.at, ws, from, begin, to)
}

func matchAt(at []place, ws []word, i, begin, to int) int {
	if len(at) == 0 {
		return i
	}
	switch a := at[0]; {
	case a.begin:
		if i != begin {
			return -1
		}
		return matchAt(at[1:], ws, i, begin, to)
	case a.end:
		if i != to {
			return -1
		}
		return matchAt(at[1:], ws, i, begin, to)
	case a.any > 0:
		for n := 0; n <= a.any && i+n <= to; n++ {
			if n > 0 && !a.far && i+n < to && ws[i+n].stop == ',' && len(at) > 1 {
				return -1
			}
			if end := matchAt(at[1:], ws, i+n, begin, to); end >= 0 {
				return end
			}
		}
		return -1
	default:
		if i < to && a.set.has(ws[i].id) {
			if end := matchAt(at[1:], ws, i+1, begin, to); end >= 0 {
				return end
			}
		}
		if a.opt {
			return matchAt(at[1:], ws, i, begin, to)
		}
		return -1
	}
}
