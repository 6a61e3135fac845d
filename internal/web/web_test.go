package web_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"footbridge/internal/db"
	"footbridge/internal/db/dbtest"
	"footbridge/internal/practice"
	"footbridge/internal/practice/practicetest"
	"footbridge/internal/practices/rituals"
	"footbridge/internal/vault"
	"footbridge/internal/web/look"
)

var list = []practice.Practice{rituals.Practice}

const front = "/practices/rituals/"

// checkIn gives a check-in with these words and returns where it led.
func checkIn(t *testing.T, v *practicetest.Visitor, words, audience string) practicetest.Answer {
	t.Helper()
	var view struct{ Base, MindPrompt, AheadPrompt string }
	rid := v.Data(front+"checkin", &view)
	return v.Do(http.MethodPost, front+"checkin", practice.Form{"rid": rid, "step": "3", "go": "give", "stop": "2", "mind": words,
		"mind_prompt": view.MindPrompt, "ahead_prompt": view.AheadPrompt, "base": view.Base, "audience": audience}, "")
}

// openLetter opens the pair that is ready for v and returns its path.
func openLetter(t *testing.T, v *practicetest.Visitor) string {
	t.Helper()
	var view struct{ Ready string }
	v.Data(front, &view)
	if view.Ready == "" {
		t.Fatalf("%s: nothing is ready", v.Name)
	}
	path := front + "letters/" + view.Ready
	if a := v.Post(path, path+"/open", nil); a.Status != http.StatusSeeOther {
		t.Fatalf("%s: open: %d", v.Name, a.Status)
	}
	return path
}

// S4.1, R4, A4, on both engines with the two on two nodes: neither sees anything of the other's
// before both are in, both see both after.
func TestOpensTogetherOnTwoNodes(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, open func() *db.DB) {
		clock, secrets := practicetest.NewClock(), vault.NewSecrets([]byte("the two nodes share this secret.")[:32])
		one := practicetest.On(t, open(), clock, secrets, list)
		two := practicetest.On(t, open(), clock, secrets, list)
		ada, bo := one.Couple("Ada", "Bo")
		bo.MoveTo(two)
		if a := checkIn(t, ada, "HERON words of one", "held"); a.To != front+"waiting" {
			t.Fatalf("given: %d %q", a.Status, a.To)
		}
		for _, path := range []string{"/", front, front + "checkin", front + "waiting", "/practices", "/support"} {
			if a := bo.Get(path); a.Status != http.StatusOK || strings.Contains(a.Body, "HERON") {
				t.Fatalf("%s before both are in: %d", path, a.Status)
			}
		}
		checkIn(t, bo, "OTTER words of two", "held")
		for _, v := range []*practicetest.Visitor{ada, bo} {
			a := v.Get(openLetter(t, v))
			if !strings.Contains(a.Body, "HERON") || !strings.Contains(a.Body, "OTTER") {
				t.Errorf("%s does not see both", v.Name)
			}
		}
	})
}

// R5, R6: whatever Ada does and Bo may not see changes nothing that Bo can see: every page has the
// same bytes in two worlds that differ only in that.
func TestTwoWorlds(t *testing.T) {
	watch := func(hidden func(t *testing.T, w *practicetest.World, ada *practicetest.Visitor)) string {
		w := practicetest.NewWorld(t, list)
		ada, bo := w.Couple("Ada", "Bo")
		checkIn(t, bo, "what Bo wrote", "held")
		checkIn(t, ada, "what Ada wrote", "held")
		ada.Get(openLetter(t, ada))
		hidden(t, w, ada)
		var log strings.Builder
		look := func() {
			for _, path := range []string{"/", "/practices", front, front + "checkin", front + "waiting", "/support", "/joined", "/invite"} {
				for _, accept := range []string{"text/html", "application/json"} {
					a := bo.Do(http.MethodGet, path, nil, accept)
					a.Header.Del("Date")
					a.Header.Del("Content-Length") // the four words differ in length; bodies are compared below
					fmt.Fprintf(&log, "%s %s %d %s %v\n%s\n", path, accept, a.Status, a.To, a.Header, steady(a.Body))
				}
			}
		}
		look()
		fmt.Fprintln(&log, checkIn(t, bo, "a second one", "mine").To)
		look()
		return log.String()
	}
	plain := watch(func(*testing.T, *practicetest.World, *practicetest.Visitor) {})
	for name, hidden := range map[string]func(*testing.T, *practicetest.World, *practicetest.Visitor){
		"gave": func(t *testing.T, _ *practicetest.World, ada *practicetest.Visitor) {
			checkIn(t, ada, "secret", "held")
		},
		"gave and took back": func(t *testing.T, _ *practicetest.World, ada *practicetest.Visitor) {
			checkIn(t, ada, "secret", "held")
			var view struct{ Back string }
			ada.Data(front+"waiting", &view)
			ada.Post(front+"waiting", front+"takeback", practice.Form{"entry": view.Back})
		},
		"wrote for herself": func(t *testing.T, _ *practicetest.World, ada *practicetest.Visitor) {
			checkIn(t, ada, "secret", "mine")
		},
		"said not today": func(t *testing.T, _ *practicetest.World, ada *practicetest.Visitor) {
			ada.Post("/", front+"later", nil)
		},
		"kept unsent words": func(t *testing.T, _ *practicetest.World, ada *practicetest.Visitor) {
			ada.Post(front+"checkin", "/unsent", practice.Form{"mind": "secret"})
		},
		"signed in elsewhere": func(t *testing.T, w *practicetest.World, _ *practicetest.Visitor) { w.Visitor("Ada").SignIn() },
		"signed out": func(t *testing.T, _ *practicetest.World, ada *practicetest.Visitor) {
			ada.Do("POST", "/sign-out", practice.Form{}, "")
		},
	} {
		if got := watch(hidden); got != plain {
			t.Errorf("when Ada %s, Bo can tell: %s", name, difference(plain, got))
		}
	}
}

var changing = regexp.MustCompile(`data-who="[0-9a-f]*"|name="rid" value="[^"]*"|"rid":"[^"]*"|"(ID|Ready|Opening)":"[a-z0-9]*"|letters/[a-z2-7]{26}|value="[a-z2-7]{26}"|"Words":\["[^\]]*\]|<li lang="en">[a-z]*</li>|(mind|ahead)-[0-9]{3}|<p class="said" dir="auto">[^<]*</p>|"(Words|MindPrompt|AheadPrompt|AheadAsked|Question)":"[^"]*"`)

// steady replaces what is random in a page; lengths stay, but for words that are drawn from a list by
// the reader's own keys (the four words, the prompts).
func steady(page string) string {
	return changing.ReplaceAllStringFunc(page, func(s string) string {
		if strings.HasPrefix(s, `"Words"`) || strings.Contains(s, `Prompt"`) || strings.Contains(s, `Asked"`) || strings.HasPrefix(s, "<li") || strings.HasPrefix(s, "<p") {
			return "WORDS"
		}
		return strings.Repeat("#", len(s))
	})
}

func difference(a, b string) string {
	x, y := strings.Split(a, "\n"), strings.Split(b, "\n")
	for i := range min(len(x), len(y)) {
		if x[i] != y[i] {
			return fmt.Sprintf("line %d:\n%.300s\n%.300s", i, x[i], y[i])
		}
	}
	return fmt.Sprintf("%d lines, %d lines", len(x), len(y))
}

// Bad input gets a plain sentence, nothing is lost, nothing doubled.
func TestBadInput(t *testing.T) {
	w := practicetest.NewWorld(t, list)
	ada, bo := w.Couple("Ada", "Bo")
	long := strings.Repeat("ö", practice.MaxText+1)
	if a := checkIn(t, ada, long, "held"); a.Status != http.StatusUnprocessableEntity || !strings.Contains(a.Body, long) || !strings.Contains(a.Body, "4000") {
		t.Errorf("too long: %d, kept: %v", a.Status, strings.Contains(a.Body, long))
	}
	if a := checkIn(t, ada, " ", "held"); a.Status == http.StatusOK {
		// stop 2 was chosen, so an empty text is fine; without it there must be something
		t.Errorf("only a stop: %d", a.Status)
	}
	form := practice.Form{"rid": ada.Data(front+"checkin", nil), "step": "3", "go": "give", "mind": "\xff\xfe"}
	if a := ada.Do("POST", front+"checkin", form, ""); a.Status != http.StatusBadRequest || !strings.Contains(a.Body, "cannot be read as text") {
		t.Errorf("invalid UTF-8: %d", a.Status)
	}
	form["mind"] = strings.Repeat("x", 70<<10)
	if a := ada.Do("POST", front+"checkin", form, ""); a.Status != http.StatusRequestEntityTooLarge {
		t.Errorf("70 KiB: %d", a.Status)
	}
	form = practice.Form{"rid": bo.Data(front+"checkin", nil), "step": "3", "go": "give", "mind": "x"}
	form["mind"] = "words of somebody else"
	if a := ada.Do("POST", front+"checkin", form, ""); a.Status != http.StatusBadRequest || strings.Contains(a.Body, "somebody else") {
		t.Errorf("another person's form: %d", a.Status)
	}
	form = practice.Form{"rid": "not ours", "step": "3", "go": "give", "mind": "x"}
	if a := ada.Do("POST", front+"checkin", form, ""); a.Status != http.StatusBadRequest {
		t.Errorf("a form without a page of ours: %d", a.Status)
	}
	if a := ada.Get(front + "letters/" + strings.Repeat("a", 26)); a.Status != http.StatusNotFound {
		t.Errorf("no such letter: %d", a.Status)
	}
	if a := ada.Get("/nowhere"); a.Status != http.StatusNotFound || !strings.Contains(a.Body, "There is no page here") {
		t.Errorf("no such page: %d", a.Status)
	}
}

// A form sent twice is written once and answered the same; another form under its id is refused.
func TestFormSentTwice(t *testing.T) {
	w := practicetest.NewWorld(t, list)
	ada, _ := w.Couple("Ada", "Bo")
	form := practice.Form{"rid": ada.Data(front+"checkin", nil), "step": "3", "go": "give", "mind": "once", "audience": "mine"}
	first := ada.Do("POST", front+"checkin", form, "")
	second := ada.Do("POST", front+"checkin", form, "")
	if first.Status != http.StatusSeeOther || second.Status != first.Status || second.To != first.To {
		t.Errorf("first %d %s, second %d %s", first.Status, first.To, second.Status, second.To)
	}
	form["mind"] = "other words"
	if a := ada.Do("POST", front+"checkin", form, ""); a.Status != http.StatusConflict || !strings.Contains(a.Body, "other words") {
		t.Errorf("another form under the same id: %d, words shown: %v", a.Status, strings.Contains(a.Body, "other words"))
	}
	var view struct{ Mine []any }
	ada.Data(front, &view)
	if len(view.Mine) != 1 {
		t.Errorf("%d entries", len(view.Mine))
	}
}

// A session that is over by the time a form comes: the words are carried through the sign-in page to
// their writer, and to nobody else.
func TestLostSessionKeepsWords(t *testing.T) {
	w := practicetest.NewWorld(t, list)
	ada, bo := w.Couple("Ada", "Bo")
	form := practice.Form{"rid": ada.Data(front+"checkin", nil), "step": "2", "go": "next", "mind": "HERON words"}
	w.Clock.Add(25 * time.Hour)
	a := ada.Do("POST", front+"checkin", form, "")
	carried := regexp.MustCompile(`name="carried" value="([^"]+)"`).FindStringSubmatch(a.Body)
	if a.Status != http.StatusUnauthorized || carried == nil || strings.Contains(a.Body, "HERON") {
		t.Fatalf("%d, carried %v, in clear %v", a.Status, carried != nil, strings.Contains(a.Body, "HERON"))
	}
	in := func(name string) practice.Form {
		return practice.Form{"name": name, "password": practicetest.Password, "carried": carried[1]}
	}
	if a := bo.Do("POST", "/sign-in", in("bo"), ""); a.To != "/" {
		t.Errorf("somebody else is led to %q", a.To)
	}
	if a := bo.Get(front + "checkin"); strings.Contains(a.Body, "HERON") {
		t.Error("somebody else got the words")
	}
	if a := ada.Do("POST", "/sign-in", in("ada"), ""); a.To != front+"checkin" {
		t.Fatalf("led to %q", a.To)
	}
	if a := ada.Get(front + "checkin"); !strings.Contains(a.Body, "HERON") {
		t.Error("the words are not in the field")
	}
}

// A4: used, expired, cancelled, unknown and one's own invitation say one sentence; a third person on
// the link finds it closed.
func TestInvitationsThatDoNotWork(t *testing.T) {
	w := practicetest.NewWorld(t, list)
	ada := w.Visitor("Ada")
	ada.SignUp("a")
	answers := map[string]string{}
	ask := func(name string, v *practicetest.Visitor, code string) {
		a := v.Do("POST", "/i", practice.Form{"code": code}, "application/json")
		if a.Status != http.StatusUnprocessableEntity {
			t.Errorf("%s: %d", name, a.Status)
		}
		var view struct{ Error practice.Say }
		a.Decode(t, &view)
		answers[name] = view.Error.Key
	}
	ask("unknown", w.Visitor("x"), "ABCDE-FGHJK-MNPQR-STVWX-YZ234")
	ask("not a code", w.Visitor("x"), "hello")
	code := ada.Invite()
	ask("one's own", ada, code)
	ada.Post("/invite", "/invite/back", nil)
	ask("cancelled", w.Visitor("x"), code)
	code = ada.Invite()
	w.Clock.Add(73 * time.Hour)
	ask("expired", w.Visitor("x"), code)
	ada.SignIn()
	code = ada.Invite()
	bo := w.Visitor("Bo")
	bo.Do("POST", "/join", practice.Form{"code": code}, "")
	bo.SignUp("a")
	bo.Do("POST", "/join", practice.Form{"code": code}, "")
	ask("used", w.Visitor("Cyd"), code)
	for name, key := range answers {
		if key != "problem.invitation" {
			t.Errorf("%s says %q", name, key)
		}
	}
	if v := bo.Visit(); v.Side != "b" || v.Partner == nil {
		t.Errorf("both wanted the left bank: the second stands on %q", v.Side)
	}
}

// A5: the four words are the same on both screens; when they differ the inviter says so, and both are
// alone again, with nothing of their own lost.
func TestFourWords(t *testing.T) {
	w := practicetest.NewWorld(t, list)
	ada, bo := w.Visitor("Ada"), w.Visitor("Bo")
	ada.SignUp("a")
	for _, confirm := range []bool{false, true} {
		code := ada.Invite()
		if bo.Do("POST", "/join", practice.Form{"code": code}, ""); !confirm {
			bo.SignUp("b")
			bo.Do("POST", "/join", practice.Form{"code": code}, "")
			checkIn(t, bo, "HERON", "mine")
		}
		var mine, theirs struct{ Words [4]string }
		ada.Data("/joined", &mine)
		bo.Data("/joined", &theirs)
		if mine.Words != theirs.Words || mine.Words[0] == "" {
			t.Fatalf("%v and %v", mine.Words, theirs.Words)
		}
		if v := ada.Visit(); v.Partner != nil {
			t.Fatal("two before the inviter said so")
		}
		if confirm {
			ada.Do("POST", "/joined", practice.Form{}, "")
		} else {
			ada.Do("POST", "/joined/refuse", practice.Form{}, "")
		}
		if a, b := ada.Visit(), bo.Visit(); (a.Partner != nil) != confirm || (b.Partner != nil) != confirm {
			t.Errorf("confirmed %v: two for one %v, for the other %v", confirm, a.Partner != nil, b.Partner != nil)
		}
		if a := bo.Get(front); !strings.Contains(a.Body, "HERON") {
			t.Error("own words are lost")
		}
	}
}

// Every route as everybody: nobody who is not signed in gets past the sign-in page, and no GET or
// HEAD changes anything. A new route must be added to public below or be private.
func TestRoutes(t *testing.T) {
	public := map[string]bool{"GET /{$}": true, "GET /healthz": true, "GET /safety": true, "GET /away": true, "GET /sign-up": true,
		"POST /sign-up": true, "GET /sign-in": true, "POST /sign-in": true, "GET /recover": true, "POST /recover": true,
		"GET /i": true, "POST /i": true, "POST /i/no": true, "POST /join": true, "POST /hide": true, "POST /sign-out": true, "/": true}
	w := practicetest.NewWorld(t, list)
	ada, _ := w.Couple("Ada", "Bo")
	nobody := w.Visitor("nobody")
	for _, pattern := range w.Web.Patterns() {
		method, path, _ := strings.Cut(pattern, " ")
		if public[pattern] {
			continue
		}
		path = strings.NewReplacer("{$}", "", "{opening}", strings.Repeat("a", 26)).Replace(path)
		var form practice.Form
		if method == "POST" {
			form = practice.Form{}
		}
		if a := nobody.Do(method, path, form, ""); a.Status != http.StatusSeeOther || a.To != "/sign-in" {
			t.Errorf("%s for nobody: %d %q", pattern, a.Status, a.To)
		}
		if method == "POST" && strings.HasPrefix(path, "/practices/") {
			if a := ada.Do(method, path, form, ""); a.Status != http.StatusBadRequest {
				t.Errorf("%s without a form of ours: %d", pattern, a.Status)
			}
		}
	}
}

// Forms from elsewhere change nothing, and private pages cannot be loaded into another site.
func TestCrossSite(t *testing.T) {
	w := practicetest.NewWorld(t, list)
	ada, _ := w.Couple("Ada", "Bo")
	at, _ := url.Parse(w.Server.URL)
	for name, c := range map[string]struct {
		method, path string
		headers      map[string]string
		want         int
	}{
		"another site's form":       {"POST", "/sign-out", map[string]string{"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"}, 403},
		"a sibling's form":          {"POST", "/sign-out", map[string]string{"Sec-Fetch-Site": "same-site"}, 403},
		"origin null":               {"POST", "/sign-out", map[string]string{"Origin": "null"}, 403},
		"a cookie and no header":    {"POST", "/sign-out", nil, 403},
		"an image of a private url": {"GET", "/support", map[string]string{"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"}, 403},
		"a link from elsewhere":     {"GET", "/support", map[string]string{"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}, 200},
		"method override":           {"GET", "/sign-out?_method=POST", nil, 404},
	} {
		r, err := http.NewRequest(c.method, w.Server.URL+c.path, nil)
		if err != nil {
			t.Fatal(err)
		}
		for k, v := range c.headers {
			r.Header.Set(k, v)
		}
		for _, cookie := range ada.Cookies(at) {
			r.AddCookie(cookie)
		}
		res, err := http.DefaultTransport.RoundTrip(r)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		if res.StatusCode != c.want {
			t.Errorf("%s: %d, want %d", name, res.StatusCode, c.want)
		}
	}
	ada.Visit() // still signed in
}

// No log line holds a word, a name, an address or a room.
func TestLogsHoldNothing(t *testing.T) {
	w := practicetest.NewWorld(t, list)
	ada, bo := w.Couple("Adalovelace", "Bodoni")
	checkIn(t, ada, "HERON", "held")
	checkIn(t, bo, "OTTER", "held")
	ada.Do("POST", "/sign-in", practice.Form{"name": "adalovelace", "password": "wrong wrong wrong"}, "")
	ada.Do("POST", front+"checkin", practice.Form{"rid": "\xff"}, "")
	for _, word := range []string{"HERON", "OTTER", "delovelace", "odoni", "rituals", "checkin", "127.0.0.1", "Firefox"} {
		if strings.Contains(strings.ToLower(w.Log.String()), strings.ToLower(word)) {
			t.Errorf("the log says %q: %s", word, w.Log.String())
		}
	}
}

// docs/http.md lists the routes. Run with FOOTBRIDGE_WRITE_DOCS=1 to write it anew.
func TestRoutesAreWrittenDown(t *testing.T) {
	w := practicetest.NewWorld(t, list)
	var b strings.Builder
	b.WriteString("# Routes\n\nWritten by a test (`FOOTBRIDGE_WRITE_DOCS=1 go test ./internal/web -run WrittenDown`). Every page is also data: ask with\n" +
		"`Accept: application/json`. Forms take form encoding or one flat JSON object, and carry the `rid` of their page.\n\n")
	for _, p := range w.Web.Patterns() {
		fmt.Fprintf(&b, "- `%s`\n", p)
	}
	b.WriteString("\nFields of the views, by page:\n")
	for _, p := range list {
		for _, page := range sorted(p.Views) {
			raw, err := json.Marshal(p.Views[page])
			if err != nil {
				t.Fatal(err)
			}
			fmt.Fprintf(&b, "\n`%s/%s`\n\n```json\n%s\n```\n", p.Slug, page, raw)
		}
	}
	file := filepath.Join("..", "..", "docs", "http.md")
	if os.Getenv("FOOTBRIDGE_WRITE_DOCS") != "" {
		if err := os.WriteFile(file, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	have, err := os.ReadFile(file)
	if err != nil || string(have) != b.String() {
		t.Errorf("docs/http.md is not what the server does (%v)", err)
	}
}

func sorted(m map[string]any) (names []string) {
	for name := range m {
		names = append(names, name)
	}
	for i := range names {
		for k := i + 1; k < len(names); k++ {
			if names[k] < names[i] {
				names[i], names[k] = names[k], names[i]
			}
		}
	}
	return names
}

// Every sentence that is put together in Go exists.
func TestSentencesMadeInGoExist(t *testing.T) {
	words, err := look.NewWords()
	if err != nil {
		t.Fatal(err)
	}
	for field, whys := range map[string][]string{
		"signin": {"empty", "long", "unknown"}, "name": {"empty", "long", "unknown"}, "side": {"empty", "unknown", "fixed"},
		"zone": {"empty", "unknown"}, "lang": {"unknown"}, "theme": {"unknown"}, "keeper": {"empty", "long", "unknown"},
	} {
		for _, why := range whys {
			if key := "problem." + field + "." + why; !words.Has(key) {
				t.Errorf("there is no sentence %s", key)
			}
		}
	}
}

// A link that somebody made up cannot make a page say any sentence as if it were news.
func TestOnlyFewSentencesAfterARedirect(t *testing.T) {
	w := practicetest.NewWorld(t, list)
	ada := w.Visitor("Ada")
	ada.SignUp("a")
	for key, want := range map[string]bool{"support.saved": true, "rituals.later.said": true, "recover.used": false, "error.changed.couple": false} {
		got := ada.Do("GET", "/?said="+key, nil, "application/json")
		if strings.Contains(got.Body, `"say":`) != want {
			t.Errorf("%s is said: %v", key, !want)
		}
	}
}

// A name that is not this server's is refused, so that a foreign site cannot borrow one for it.
func TestForeignHostIsRefused(t *testing.T) {
	w := practicetest.NewWorld(t, list)
	r, err := http.NewRequest("GET", w.Server.URL+"/", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Host = "evil.example"
	res, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	if res.StatusCode != http.StatusMisdirectedRequest {
		t.Errorf("%d", res.StatusCode)
	}
}
