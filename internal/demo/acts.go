package demo

import (
	"errors"
	"strconv"
)

// acts are what an event can do.
var acts = map[string]func(*play, *player, event) error{
	"checkin": (*play).checkIn, "open": (*play).open, "answer": (*play).answer, "later": (*play).later,
	"note": (*play).note, "give": (*play).give, "read": (*play).read, "landed": (*play).landed,
	"talk": (*play).talk, "turn": (*play).turn,
	"ask": (*play).ask, "reply": (*play).reply, "look": (*play).look, "landing": (*play).landing,
	"tell": (*play).tell, "hear": (*play).hear, "ready": (*play).ready,
}

func (p *play) act(e event) error {
	who, do := p.who[e.Who], acts[e.Do]
	if who == nil || do == nil {
		return errors.New("the story names somebody or something that is not there")
	}
	return do(p, who, e)
}

const rituals = "/practices/rituals"

func (p *play) checkIn(who *player, e event) error {
	var view struct{ Base string }
	rid, err := p.page(who, rituals+"/checkin", &view)
	if err != nil {
		return err
	}
	audience := e.Audience
	if audience == "" {
		audience = "held"
	}
	_, err = p.post(who, rituals+"/checkin", fields{"rid": rid, "step": "3", "go": "give", "base": view.Base, "stop": strconv.Itoa(e.Stop),
		"mood": e.Mood, "mind_prompt": e.MindPrompt, "mind": e.Mind, "ahead_prompt": e.AheadPrompt, "ahead": e.Ahead, "audience": audience})
	return err
}

// letters is the front page of the check-ins, as far as the story needs it.
type letters struct {
	Ready string
	Pairs []struct{ Opening string }
}

func (p *play) open(who *player, _ event) error {
	var view letters
	rid, err := p.page(who, rituals+"/", &view)
	if err != nil {
		return err
	}
	if view.Ready == "" {
		return errors.New("no pair is ready")
	}
	_, err = p.post(who, rituals+"/letters/"+view.Ready+"/open", fields{"rid": rid})
	return err
}

func (p *play) answer(who *player, e event) error {
	var view letters
	rid, err := p.page(who, rituals+"/", &view)
	if err != nil {
		return err
	}
	if len(view.Pairs) == 0 {
		return errors.New("no pair is open")
	}
	_, err = p.post(who, rituals+"/letters/"+view.Pairs[0].Opening+"/answer", fields{"rid": rid, "what": e.What, "words": e.Words})
	return err
}

func (p *play) later(who *player, _ event) error {
	rid, err := p.page(who, rituals+"/", nil)
	if err != nil {
		return err
	}
	_, err = p.post(who, rituals+"/later", fields{"rid": rid})
	return err
}

const appreciation = "/practices/appreciation"

// note writes down what somebody noticed, and remembers its id for later events.
func (p *play) note(who *player, e event) error {
	path, ours := appreciation+"/write", e.Audience == "ours"
	if !ours {
		path = appreciation + "/keep"
	}
	var form struct{ Day int }
	rid, err := p.page(who, path, &form)
	if err != nil {
		return err
	}
	if _, err := p.post(who, path, fields{"rid": rid, "day": strconv.Itoa(form.Day), "prompt": e.Prompt, "words": e.Words}); err != nil {
		return err
	}
	return p.remember(who, e.Key, ours)
}

// remember finds the note that somebody has just given, or kept.
func (p *play) remember(who *player, key string, given bool) error {
	var view struct {
		Notes, Kept []struct {
			ID  string
			Own bool
		}
	}
	path := appreciation + "/"
	if given {
		path = appreciation + "/noticed"
	}
	if _, err := p.page(who, path, &view); err != nil {
		return err
	}
	for _, n := range append(view.Notes, view.Kept...) {
		if n.Own {
			p.notes[key] = n.ID
			return nil
		}
	}
	return errors.New("the note is not there")
}

func (p *play) give(who *player, e event) error {
	path := appreciation + "/kept/" + p.notes[e.Key] + "/give"
	rid, err := p.page(who, path, nil)
	if err != nil {
		return err
	}
	if _, err := p.post(who, path, fields{"rid": rid}); err != nil {
		return err
	}
	return p.remember(who, e.Key, true)
}

func (p *play) read(who *player, e event) error { return p.underNote(who, e, "/open") }

func (p *play) landed(who *player, e event) error { return p.underNote(who, e, "/landed") }

func (p *play) underNote(who *player, e event, what string) error {
	path := appreciation + "/notes/" + p.notes[e.Key]
	rid, err := p.page(who, path, nil)
	if err != nil {
		return err
	}
	_, err = p.post(who, path+what, fields{"rid": rid, "words": e.Words})
	return err
}

const listening = "/practices/listening"

// talk opens one.
func (p *play) talk(who *player, e event) error {
	page := listening + "/open/" + e.Way
	rid, err := p.page(who, page, nil)
	if err != nil {
		return err
	}
	_, err = p.post(who, page, fields{"rid": rid, "go": "open", "topic": e.Topic, "words": e.Words})
	return err
}

// turn takes one turn of the talk that is open. Who tosses is who speaks first: when the lantern goes to the other,
// the other would rather listen.
func (p *play) turn(who *player, e event) error {
	side, err := p.move(who, e.Move, e.Words)
	if err != nil || e.Move != "toss" || side == who.Side {
		return err
	}
	for _, other := range p.who {
		if other != who {
			_, err = p.move(other, "hand", "")
		}
	}
	return err
}

// move sends the form of a turn and says who has the lantern then.
func (p *play) move(who *player, move, words string) (side string, err error) {
	page := listening + "/talk"
	var view struct {
		Talk, Side string
		Turn, Rest int
	}
	rid, err := p.page(who, page, &view)
	if err != nil {
		return "", err
	}
	turn, rest := strconv.Itoa(view.Turn), strconv.Itoa(view.Rest)
	a, err := p.post(who, page, fields{"rid": rid, "talk": view.Talk, "turn": turn, "rest": rest, "go": move, "words": words})
	if err != nil {
		return "", err
	}
	if to := a.header.Get("Location"); to != page {
		return "", errors.New("the talk did not take " + move)
	}
	_, err = p.page(who, page, &view)
	return view.Side, err
}

const curiosity = "/practices/curiosity"

// ask asks a question of the deck, and remembers it for later events.
func (p *play) ask(who *player, e event) error {
	page := curiosity + "/ask"
	var form struct{ Day, Depth int }
	rid, err := p.page(who, page, &form)
	if err != nil {
		return err
	}
	if _, err := p.post(who, page, fields{"rid": rid, "day": strconv.Itoa(form.Day), "depth": e.What, "question": e.Prompt, "go": e.Way}); err != nil {
		return err
	}
	var view struct{ Waits, Open []struct{ ID string } }
	if _, err := p.page(who, curiosity+"/", &view); err != nil {
		return err
	}
	for _, one := range append(view.Waits, view.Open...) {
		p.notes[e.Key] = one.ID
		return nil
	}
	return errors.New("the question is not there")
}

// reply answers a question; look opens what the other answered; landing says how it landed.
func (p *play) reply(who *player, e event) error { return p.underQuestion(who, e, "/answer") }

func (p *play) look(who *player, e event) error { return p.underQuestion(who, e, "/open") }

func (p *play) landing(who *player, e event) error { return p.underQuestion(who, e, "/landed") }

func (p *play) underQuestion(who *player, e event, what string) error {
	path := curiosity + "/asked/" + p.notes[e.Key]
	rid, err := p.page(who, path, nil)
	if err != nil {
		return err
	}
	_, err = p.post(who, path+what, fields{"rid": rid, "words": e.Words, "how": e.What})
	return err
}

const vulnerability = "/practices/vulnerability"

// tell says something true to the other.
func (p *play) tell(who *player, e event) error {
	page := vulnerability + "/tell"
	var form struct{ Day int }
	rid, err := p.page(who, page, &form)
	if err != nil {
		return err
	}
	_, err = p.post(who, page, fields{"rid": rid, "day": strconv.Itoa(form.Day), "level": e.What, "prompt": e.Prompt, "words": e.Words, "go": "give"})
	return err
}

// hear opens what waits to be read, and gives a gentle answer when the event has one.
func (p *play) hear(who *player, e event) error {
	var front struct{ Ready string }
	rid, err := p.page(who, vulnerability+"/", &front)
	if err != nil {
		return err
	}
	if front.Ready == "" {
		return errors.New("there is nothing to read")
	}
	path := vulnerability + front.Ready
	if _, err := p.post(who, path+"/open", fields{"rid": rid}); err != nil || e.What == "" {
		return err
	}
	if rid, err = p.page(who, path, nil); err != nil {
		return err
	}
	_, err = p.post(who, path+"/answer", fields{"rid": rid, "go": e.What, e.What: e.Words})
	return err
}

// ready chooses how deep to go.
func (p *play) ready(who *player, e event) error {
	page := vulnerability + "/ladder"
	rid, err := p.page(who, page, nil)
	if err != nil {
		return err
	}
	_, err = p.post(who, page, fields{"rid": rid, "ready": e.What})
	return err
}
