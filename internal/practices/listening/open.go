package listening

import (
	"slices"
	"strconv"

	"footbridge/internal/practice"
)

// FrontView is the practice's first page: what it is, the talk that is open, and the last ones.
type FrontView struct {
	Two    bool
	Other  string
	Open   bool         // a talk stands open
	Title  practice.Say // how it is
	Past   []PastView   // the newest first
	More   bool         // there are older ones
	Follow []string     // while alone: questions to take along
}

// frontShows is how many talks the first page lists.
const frontShows = 5

func frontPage(t practice.Turn, s *State) (practice.Reply, error) {
	v := FrontView{Two: t.Two(), Other: t.Other.Name}
	if !v.Two {
		v.Follow = decks.In(t.Lang).follow.Few(int(practice.DayOf(t.Now)), cuesAtOnce)
		return practice.ShowPage("front.html", v), nil
	}
	if k := s.open(t); k != nil {
		v.Open, v.Title = true, seen(k, t.Me.Side, t.Other.Name).title
	}
	v.Past, v.More = past(t, s, "", frontShows)
	return practice.ShowPage("front.html", v), nil
}

// BeforeView is the page that each reads alone before a talk.
type BeforeView struct{ Other string }

func beforePage(t practice.Turn, s *State) (practice.Reply, error) {
	if !t.Two() {
		return practice.Reply{To: "/"}, nil
	}
	return practice.ShowPage("before.html", BeforeView{t.Other.Name}), nil
}

// OpenView is the page on which a way is chosen.
type OpenView struct{ Ways []WayView }

// WayView is one way.
type WayView struct {
	Way        Way
	Icon       string
	Title, Why practice.Say
}

// wayTitle and wayWhy tell the ways apart; wayIcon draws them.
var (
	wayTitle = map[Way]practice.Say{Typed: practice.Sentence("listening.way.typed"), Days: practice.Sentence("listening.way.days"),
		Aloud: practice.Sentence("listening.way.aloud"), Phone: practice.Sentence("listening.way.phone")}
	wayWhy = map[Way]practice.Say{Typed: practice.Sentence("listening.way.typed.why"), Days: practice.Sentence("listening.way.days.why"),
		Aloud: practice.Sentence("listening.way.aloud.why"), Phone: practice.Sentence("listening.way.phone.why")}
	wayIcon = map[Way]string{Typed: "message-circle", Days: "mail", Aloud: "users", Phone: "smartphone"}
)

func openPage(t practice.Turn, s *State) (practice.Reply, error) {
	if r, no := cannotOpen(t, s); no {
		return r, nil
	}
	v := OpenView{}
	for _, way := range Ways {
		v.Ways = append(v.Ways, WayView{way, wayIcon[way], wayTitle[way], wayWhy[way]})
	}
	return practice.ShowPage("open.html", v), nil
}

// cannotOpen leads to the talk that is open already. An invitation of one's own that was not joined can be
// replaced.
func cannotOpen(t practice.Turn, s *State) (practice.Reply, bool) {
	if !t.Two() {
		return practice.Reply{To: "/"}, true
	}
	k := s.open(t)
	if k == nil || !k.Begun && k.Opener == t.Me.Side {
		return practice.Reply{}, false
	}
	return practice.Reply{To: "/talk", Say: practice.Sentence("listening.already")}, true
}

// TopicView is the page on which the one who opens says what the talk is about.
type TopicView struct {
	Way    Way
	Title  practice.Say
	Why    practice.Say
	Other  string
	Own    bool // words of one's own are taken; not where none are stored
	Topics []TopicChoice
	More   int
	Words  string
	Error  practice.Say
}

// TopicChoice is one topic to choose.
type TopicChoice struct {
	ID, Text string
	Chosen   bool
}

// topicsAtOnce is how many topics are offered at once.
const topicsAtOnce = 3

func topicPage(t practice.Turn, s *State) (practice.Reply, error) {
	if !slices.Contains(Ways, Way(t.Form["way"])) {
		return practice.Reply{}, practice.ErrNotHere
	}
	if r, no := cannotOpen(t, s); no {
		return r, nil
	}
	return practice.ShowPage("topic.html", topicView(t)), nil
}

func topicView(t practice.Turn) TopicView {
	way, d := Way(t.Form["way"]), decks.In(t.Lang)
	v := TopicView{Way: way, Title: wayTitle[way], Why: wayWhy[way], Other: t.Other.Name, Own: way.typed(),
		More: number(t.Form["more"]), Words: practice.Text(t.Form["words"])}
	list := d.topicsFor(t)
	for i := range topicsAtOnce {
		p := list[(v.More*topicsAtOnce+i)%len(list)]
		v.Topics = append(v.Topics, TopicChoice{p.ID, p.Text, p.ID == t.Form["topic"]})
	}
	return v
}

// openTalk opens a talk, or shows other topics.
func openTalk(t practice.Turn, s *State) (practice.Reply, error) {
	way := Way(t.Form["way"])
	if !slices.Contains(Ways, way) {
		return practice.Reply{}, practice.ErrNotHere
	}
	own := practice.Text(t.Form["words"])
	if t.Form["go"] == "others" {
		return practice.Reply{To: "/open/" + string(way), Keep: practice.Form{"words": own, "more": strconv.Itoa(number(t.Form["more"]) + 1)}}, nil
	}
	if r, no := cannotOpen(t, s); no {
		if own != "" && r.To == "/talk" { // the other was first; what was typed is on the page that follows
			r.Keep = practice.Form{"words": own}
		}
		return r, nil
	}
	if practice.TooLong(own) {
		v := topicView(t)
		v.Error = practice.Sentence("text.toolong", "Max", practice.MaxText)
		return practice.Refuse("topic.html", v), nil
	}
	b := Opened{Way: way}
	if topic, ok := decks.In(t.Lang).topics.Find(t.Form["topic"]); ok {
		b.Topic = topic.ID
	}
	if way.typed() && own != "" {
		b.Topic, b.Words = "", own
	}
	return practice.Reply{Entries: []practice.NewEntry{{Kind: kindOpened, Audience: practice.Ours, Body: b}}, To: "/talk"}, nil
}

// topicText is what a talk is about, in the viewer's language; empty for whatever each has on their mind.
func topicText(lang string, k *Talk) string {
	if k.Words != "" {
		return k.Words
	}
	p, _ := decks.In(lang).topics.Find(k.Topic)
	return p.Text
}

// later says not now to an invitation, or not today to a suggestion. Nobody else learns of it.
func later(t practice.Turn, s *State) (practice.Reply, error) {
	b := Later{}
	if k := s.open(t); k != nil && !k.Begun && k.Opener != t.Me.Side {
		b.Talk = k.ID
	}
	return practice.Reply{
		Entries: []practice.NewEntry{{Kind: kindLater, Audience: practice.Mine, Body: b}},
		To:      practice.Today, Say: practice.Sentence("listening.later.said"),
	}, nil
}
