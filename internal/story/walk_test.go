package story

import (
	"fmt"
	"strings"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/network"
)

// walker is two people's way through the main pages by what the pages are made of, not by what they say,
// so that it leads through any language. It hands each page to look.
type walker struct {
	ada, bo  *screen
	look     func(s *screen, page string)
	names    [2]string // what they are called
	mood     string
	mind     string
	question string
}

// next clicks on what a selector finds and waits for the page that follows.
func (s *screen) next(selector string) {
	s.t.Helper()
	s.fresh(selector, func() { s.click("css(" + quoted(selector) + ")") })
}

// into types into the field with a name.
func (s *screen) into(name, words string) {
	s.t.Helper()
	f := "css('[name=" + name + "]')"
	s.click(f)
	s.until("the cursor in "+name, f+" === document.activeElement")
	ask(s, input.InsertText, input.InsertTextParams{Text: words})
	s.until("words in "+name, f+".value.length > 0")
}

// speaks sets what a browser says about the language of its owner.
func (s *screen) speaks(lang string) {
	s.t.Helper()
	ask(s, network.SetExtraHTTPHeaders, network.SetExtraHTTPHeadersParams{Headers: network.Headers{"Accept-Language": lang}})
}

// twoBanks goes from the first page until both stand on Today.
func (w *walker) twoBanks() {
	ada, bo := w.ada, w.bo
	ada.open("/")
	w.look(ada, "landing")
	ada.next("a[href='/sign-up']")
	w.arrives(ada, "ada", w.names[0])
	w.look(ada, "today-alone")
	ada.open("/invite")
	ada.next("main .plank")
	w.look(ada, "invite-made")
	_, code, _ := strings.Cut(get[string](ada, "css('#link').value"), "#")
	bo.open("/i#" + code)
	bo.until("the code to leave the address", "location.hash === '' && css('[name=code]').value.length > 5")
	w.look(bo, "invited")
	bo.next("main .plank")
	w.look(bo, "invitation")
	bo.next("form[action='/join'] button")
	w.arrives(bo, "bo", w.names[1])
	bo.next("form[action='/join'] button")
	w.look(bo, "joined")
	bo.next("main .plank")
	ada.open("/joined")
	ada.next("form[action='/joined'] button")
	w.look(ada, "today-together")
}

// arrives makes an account, keeps the code, says a name and reads about safety.
func (w *walker) arrives(s *screen, account, called string) {
	s.into("name", account)
	w.look(s, "sign-up")
	s.next("[name=propose]")
	s.next("main .plank")
	w.look(s, "recovery")
	s.next("main .plank")
	s.into("called", called)
	if s == w.ada {
		s.into("runs", w.mind)
	} else {
		s.click("css('input[name=side][value=b]')")
	}
	w.look(s, "arrive")
	s.next("main .plank")
	w.look(s, "safety")
	s.next("main .plank")
}

// letters lets both write and open.
func (w *walker) letters() {
	ada, bo := w.ada, w.bo
	for _, s := range []*screen{ada, bo} {
		s.open("/practices/rituals/checkin")
		s.click("css('input[name=stop][value=\"4\"]')")
		s.click("css('label:has([name=audience][value=held])')")
		s.into("mood", w.mood)
		w.look(s, "checkin-1")
		s.next(".dock .plank")
		s.into("mind", w.mind)
		w.look(s, "checkin-2")
		s.next(".dock .plank")
		s.into("ahead", w.mind)
		w.look(s, "checkin-3")
		s.next(".dock .plank")
		if s == ada {
			s.click("css('summary')")
			w.look(s, "waiting")
		}
	}
	ada.open("/")
	w.look(ada, "today-ready")
	bo.until("the letters", "css('form[action$=\"/open\"] .plank')")
	w.look(bo, "ready")
	bo.next("form[action$='/open'] .plank")
	at := get[string](bo, "location.pathname")
	bo.click("css('details:has([value=question]) summary')")
	bo.into("words", w.question)
	w.look(bo, "open-asking")
	bo.next("form:has([value=question]) button.btn")
	ada.open(at)
	if get[bool](ada, "!!css('form[action$=\"/open\"] .plank')") {
		ada.next("form[action$='/open'] .plank")
	}
	w.look(ada, "open-answering")
	ada.into("words", w.mind)
	ada.next("form:has([name=words]) .plank")
	w.look(ada, "open-answered")
}

// notes lets one give a note and keep one, and the other open it and say that it landed.
func (w *walker) notes() {
	ada, bo := w.ada, w.bo
	const appreciation = "/practices/appreciation/"
	ada.open(appreciation + "write")
	ada.into("words", w.mind)
	w.look(ada, "note-write")
	ada.next(".dock .plank")
	ada.open(appreciation + "keep")
	ada.into("words", w.mind)
	ada.next(".dock .plank")
	get[any](ada, "document.querySelectorAll('details').forEach(d => { d.open = true })")
	w.look(ada, "note-kept")
	ada.next("a[href$='/give']")
	w.look(ada, "note-give")
	bo.open(appreciation)
	bo.next("main a.plank")
	w.look(bo, "note-ready")
	bo.next("form[action$='/open'] .plank")
	bo.click("css('form[action$=\"/landed\"] summary')")
	bo.into("words", w.question)
	w.look(bo, "note-landing")
	bo.next("form[action$='/landed'] .plank")
	w.look(bo, "note-landed")
	for name, path := range map[string]string{"jar": appreciation + "jar", "noticed": appreciation + "noticed", "week": appreciation + "week", "bridge": "/bridge"} {
		bo.open(path)
		w.look(bo, name)
	}
}

// talk lets the two talk by turns until one has answered, and then end it.
func (w *walker) talk() {
	ada, bo := w.ada, w.bo
	const talk = "/practices/listening/talk"
	for name, path := range map[string]string{"talks": "/practices/listening/", "talk-before": "/practices/listening/before", "talk-ways": "/practices/listening/open"} {
		ada.open(path)
		w.look(ada, name)
	}
	ada.open("/practices/listening/open/typed")
	ada.into("words", w.mind)
	w.look(ada, "talk-topic")
	ada.next(".dock .plank")
	w.look(ada, "talk-invitation")
	bo.open("/")
	w.look(bo, "today-talk")
	bo.open(talk)
	w.look(bo, "talk-invited")
	bo.next("[value=here]")
	ada.open(talk)
	w.look(ada, "talk-joined")
	ada.next("[value=here]")
	ada.next("[value=toss]")
	turn := func(page, button string, words bool) {
		s, other := ada, bo
		ada.open(talk)
		bo.open(talk)
		if get[bool](bo, "!!css('[value="+button+"]')") {
			s, other = bo, ada
		}
		w.look(other, page+"-rests")
		if words {
			s.into("words", w.mind)
		}
		w.look(s, page)
		s.next("[value=" + button + "]")
	}
	turn("talk-speak", "say", true)
	turn("talk-back", "back", true)
	turn("talk-confirm", "almost", false)
	turn("talk-add", "add", true)
	turn("talk-back-again", "back", true)
	turn("talk-confirm-again", "yes", false)
	turn("talk-ask", "ask", true)
	turn("talk-tell", "tell", true)
	turn("talk-enough", "enough", false)
	turn("talk-answer", "answer", true)
	turn("talk-swap", "pause", false)
	w.look(ada, "talk-pause")
	ada.open(talk)
	ada.next("[value=stop]")
	w.look(ada, "talk-end")
	ada.next(".plank")
	get[any](ada, "document.querySelectorAll('details').forEach(d => { d.open = true })")
	w.look(ada, "talk-after")
}

// house looks at the rest.
func (w *walker) house() {
	for name, path := range map[string]string{"today-after": "/", "practices": "/practices", "front": "/practices/rituals/", "problem": "/nowhere", "offline": "/offline"} {
		w.ada.open(path)
		w.look(w.ada, name)
	}
	for i, s := range []*screen{w.ada, w.bo} {
		s.open("/support")
		get[any](s, "document.querySelectorAll('details').forEach(d => { d.open = true })")
		w.look(s, fmt.Sprintf("support-%d", i+1))
	}
	w.bo.next("form[action='/sign-out'] button")
	w.bo.into("name", "somebody")
	w.bo.into("password", "something wrong")
	w.bo.next("main .plank")
	w.look(w.bo, "sign-in-wrong")
}

// outside lists what sticks out at either side of the screen, for any writing direction.
const outside = `(document.documentElement.scrollWidth > innerWidth || Math.abs(scrollX) > 0 ? ['the page: ' + document.documentElement.scrollWidth] : []).concat(
	[...document.querySelectorAll('body *')].filter(e => visible(e) && !e.closest('svg,.vh,.art'))
	.map(e => [e, e.getBoundingClientRect()]).filter(([, r]) => r.right > innerWidth + 1 || r.left < -1)
	.slice(0, 4).map(([e, r]) => e.outerHTML.slice(0, 140) + ' ' + Math.round(r.left) + '…' + Math.round(r.right)))`

// cut lists words that stick out of the screen, or of the box that they stand in.
const cut = `(() => {
	const found = [], walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
	for (let n; n = walk.nextNode();) {
		const e = n.parentElement;
		if (!n.data.trim() || !visible(e) || e.closest('svg,.vh,option,textarea')) continue;
		let box = e;
		while (getComputedStyle(box).display === 'inline' || getComputedStyle(box).display === 'contents') box = box.parentElement;
		const range = document.createRange();
		range.selectNodeContents(n);
		const t = range.getBoundingClientRect(), b = box.getBoundingClientRect();
		if (t.right > Math.min(innerWidth, b.right) + 2 || t.left < Math.max(0, b.left) - 2) found.push(n.data.slice(0, 60) + ' in ' + box.outerHTML.slice(0, 80) + ' ' + [t.left, t.right, b.left, b.right].map(Math.round));
	}
	return found.slice(0, 4);
})()`

// fits looks at a page in some widths: nothing sticks out, nothing is cut off.
func (s *screen) fits(name string, widths ...int64) {
	s.t.Helper()
	s.until("the page to be there", "document.readyState === 'complete'")
	get[any](s, "document.fonts.ready.then(() => true)")
	for _, width := range widths {
		s.look(width, map[int64]int64{320: 640, 390: 844, 1280: 800}[width], "light")
		at := fmt.Sprintf("%s-%d", name, width)
		s.findsNothing(at, "beyond the edge", outside)
		s.findsNothing(at, "cut off", cut)
		s.picture(at)
	}
	s.look(390, 844, "light")
}
