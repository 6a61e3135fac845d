package listening

import (
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"footbridge/internal/practice"
)

//go:embed content
var content embed.FS

// line is one text with an id that never changes.
type line struct {
	ID   string   `json:"id"`
	Text string   `json:"text"`
	Tags []string `json:"tags"`
}

// deck is all content of this practice in one language.
type deck struct {
	topics []line
	follow []line
	speak  []line
	add    []line
	back   []line
	listen []line
	answer []line
	soft   []line
	after  []line
	away   []line
}

var decks = load()

// words is the content in a language, or in English.
func words(lang string) *deck {
	if d, ok := decks[strings.SplitN(lang, "-", 2)[0]]; ok {
		return d
	}
	return decks["en"]
}

func load() map[string]*deck {
	langs, err := fs.ReadDir(content, "content")
	if err != nil {
		panic(err)
	}
	out := map[string]*deck{}
	for _, l := range langs {
		d := &deck{}
		var lines struct{ Speak, Add, Back, Listen, Answer, Soft, After, Away []line }
		for name, into := range map[string]any{"topics": &d.topics, "followups": &d.follow, "lines": &lines} {
			b, err := fs.ReadFile(content, "content/"+l.Name()+"/"+name+".json")
			if err == nil {
				err = json.Unmarshal(b, into)
			}
			if err != nil {
				panic(fmt.Sprintf("listening: content/%s/%s.json: %v", l.Name(), name, err))
			}
		}
		d.speak, d.add, d.back, d.listen, d.answer, d.soft, d.after, d.away = lines.Speak, lines.Add, lines.Back,
			lines.Listen, lines.Answer, lines.Soft, lines.After, lines.Away
		out[l.Name()] = d
	}
	return out
}

// topic finds a topic by its id.
func (d *deck) topic(id string) (line, bool) {
	i := slices.IndexFunc(d.topics, func(l line) bool { return l.ID == id })
	if i < 0 {
		return line{}, false
	}
	return d.topics[i], true
}

// topicsFor are the topics that fit the two, beginning at another one each day. Two in different time zones get
// those that fit people who live apart.
func (d *deck) topicsFor(t practice.Turn) []line {
	fit := d.topics
	if t.Two() && t.Me.Zone.String() != t.Other.Zone.String() {
		fit = nil
		for _, l := range d.topics {
			if slices.Contains(l.Tags, "far") {
				fit = append(fit, l)
			}
		}
	}
	from := (int(practice.DayOf(t.Now))*7 + int(t.Secret[2])) % len(fit)
	return slices.Concat(fit[from:], fit[:from])
}

// today is the topic that a suggestion shows.
func (d *deck) today(t practice.Turn) line { return d.topicsFor(t)[0] }

// one is one of some lines; the same for the same number.
func one(list []line, n int) string { return list[n%len(list)].Text }

// some are a few lines in their order, beginning at n.
func some(list []line, n, many int) (out []string) {
	for i := range min(many, len(list)) {
		out = append(out, list[(n+i)%len(list)].Text)
	}
	return out
}
