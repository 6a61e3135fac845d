package look

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"footbridge/internal/practice"
	"footbridge/internal/web/assets"
)

// shot is one page of the gallery.
type shot struct {
	name, page string
	in         bool // signed in
	nav        string
	view       any
	scene      Scene
	say        practice.Say
}

const hostile = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)> \u202eabc Łukasz Şule " // 60 characters of trouble

func evening() time.Time { return time.Date(2026, 11, 19, 20, 10, 0, 0, time.UTC) }

// gallery is every page of the house, empty or full.
func gallery() []shot {
	open := Scene{Show: true, A: 9, B: 7, Alt: "The bridge tonight: planks reach out from both banks. A stretch of bare rope is left in the middle."}
	alone := Scene{Show: true, Alone: true, Alt: "A rope lies ready on the left bank, and one lantern is lit."}
	runs := "I do. It stands in our hallway, and I look after it. – Jo"
	day := practice.DayOf(evening())
	langs := []Lang{{"en", "English"}, {"de", "Deutsch"}}
	link := "https://bridge.home.example/i#K7QP-M3XA-9TRW-HD2F-6YBN-C4ES"
	card := &Card{Icon: "moon", Title: practice.Say{Key: "nav.today"}, Words: "What was on your mind today, apart from things to get done?", Why: practice.Say{Key: "today.rows.alone"}, Button: practice.Say{Key: "landing.start"}, To: "/rituals/checkin", Later: practice.Say{Key: "invitation.decline"}, LaterTo: "/rituals/later"}
	rows := []Row{{"mail", practice.Say{Key: "recovery.title"}, practice.Say{Key: "today.done.lead"}, "/rituals/"}, {"calendar", practice.Say{Key: "invite.title"}, practice.Say{Key: "support.invite"}, "/invite"}}
	sessions := []Session{{ID: "1", Device: "Firefox on Linux", Since: day, Here: true}, {ID: "2", Device: "Safari on iPhone", Since: day - 9}, {ID: "3", Since: day - 1, Shared: true}}
	words := [4]string{"harbour", "walnut", "ember", "window"}
	err := practice.Say{Key: "problem.signin"}
	short := practice.Say{Key: "problem.password.short"}
	return []shot{
		{"landing", "landing.html", false, "", Landing{}, Scene{Show: true, A: 8, B: 8, Alt: "A rope bridge grows from both sides of a canyon."}, practice.Say{}},
		{"landing-closed", "landing.html", false, "", Landing{Closed: true}, Scene{Show: true, A: 8, B: 8}, practice.Say{}},
		{"demo", "demo.html", false, "", Demo{Guests: []Guest{{"Jo", practice.Left}, {"Mika", practice.Right}}}, Scene{Show: true, A: 8, B: 8}, practice.Say{}},
		{"sign-in", "sign-in.html", false, "", SignIn{}, Scene{Show: true, A: 8, B: 8}, practice.Say{}},
		{"sign-in-wrong", "sign-in.html", false, "", SignIn{Name: hostile, Error: err, To: "/support", Carry: []Carry{{"mind", hostile}}}, Scene{Show: true, A: 8, B: 8}, practice.Say{}},
		{"sign-up", "sign-up.html", false, "", SignUp{}, alone, practice.Say{}},
		{"sign-up-full", "sign-up.html", false, "", SignUp{Name: hostile, Proposal: "harbour walnut ember window cello", Code: "X", From: hostile, NeedsSetup: true, NameError: practice.Say{Key: "problem.name.taken"}, PasswordError: short, SetupError: practice.Say{Key: "problem.setup"}, Error: practice.Say{Key: "problem.closed"}}, alone, practice.Say{}},
		{"recovery", "recovery.html", true, "", Recovery{Code: "K7QP-M3XA-9TRW-HD2F-6YBN-C4ES-WJ3T-8VPA", Renewed: true, Next: "/arrive"}, alone, practice.Say{}},
		{"recover", "recover.html", false, "", Recover{Name: hostile, Code: "K7QP", CodeError: practice.Say{Key: "problem.recover"}, PasswordError: short}, alone, practice.Say{}},
		{"arrive", "arrive.html", true, "", Arrive{First: true, Side: "a", Lang: "en", Langs: langs}, alone, practice.Say{}},
		{"arrive-full", "arrive.html", true, "", Arrive{Called: hostile, Side: "b", Zone: "Mars/Base", Lang: "de", Langs: langs, Runs: runs, CalledError: practice.Say{Key: "problem.name.long"}, ZoneError: practice.Say{Key: "problem.zone.unknown"}}, alone, practice.Say{}},
		{"safety", "safety.html", false, "", Safety{Then: "/i"}, Scene{Show: true, A: 8, B: 8}, practice.Say{}},
		{"invite", "invite.html", true, "", Invite{}, alone, practice.Say{}},
		{"invite-ready", "invite.html", true, "", Invite{Link: link, Code: "K7QP-M3XA-9TRW-HD2F-6YBN-C4ES", Until: day + 3, Local: true}, alone, practice.Say{}},
		{"invited", "invited.html", false, "", Invited{Code: "", Error: practice.Say{Key: "problem.invitation"}}, Scene{Show: true}, practice.Say{}},
		{"invitation", "invitation.html", false, "", Invitation{From: "Jo", Runs: runs, Code: "X", Planks: true}, Scene{Show: true}, practice.Say{}},
		{"invitation-hostile", "invitation.html", false, "", Invitation{From: hostile, Runs: strings.Repeat("W", 300), Code: "X"}, Scene{Show: true}, practice.Say{}},
		{"joined", "joined.html", true, "", Joined{Other: "Mika", Words: words, Confirm: true}, Scene{Show: true, Alt: "The first rope is across."}, practice.Say{}},
		{"today", "today.html", true, "/", Today{Now: evening(), Card: card, Rows: rows, Away: "Next time you pass each other in the kitchen, stop for one breath. Look up. Say one true thing.", Other: "Mika"}, open, practice.Say{}},
		{"today-alone", "today.html", true, "/", Today{Now: evening(), Card: card, First: true, Rows: rows[1:]}, alone, practice.Say{}},
		{"today-done", "today.html", true, "/", Today{Now: evening(), Other: "Mika", Away: "Sit where you can see each other. Ask: “What was the best minute of your day?” Then only listen."}, open, practice.Say{Key: "support.saved"}},
		{"today-hostile", "today.html", true, "/", Today{Now: evening(), Card: card, Other: hostile}, Scene{Show: true, A: 11, B: 7, Sway: true, Alt: hostile}, practice.Say{}},
		{"practices", "practices.html", true, "/practices", Practices{Groups: []Group{{"talk", practice.Say{Key: "practices.talk"}, rows}, {"do", practice.Say{Key: "practices.do"}, rows[:1]}}}, open, practice.Say{}},
		bridgeAt("alone", SceneAlone(0, practice.Left)), bridgeAt("alone-laid", SceneAlone(2, practice.Right)), bridgeAt("alone-far", SceneAlone(99, practice.Left)),
		bridgeAt("start", SceneOfTwo(0)), bridgeAt("one", SceneOfTwo(1)), bridgeAt("six", SceneOfTwo(6)), bridgeAt("twenty", SceneOfTwo(20)), bridgeAt("sixty", SceneOfTwo(60)),
		bridgeAt("nearly", SceneOfTwo(119)), bridgeAt("meeting", SceneOfTwo(120)), bridgeAt("walked", SceneOfTwo(400)), bridgeAt("walked-long", SceneOfTwo(9999)),
		{"support", "support.html", true, "/support", Support{Called: "Jo", Side: "b", Name: "jo@home.example", Other: "Mika", Zone: "Europe/Berlin", Lang: "en", Langs: langs, Theme: Dark, Still: true, Runs: runs, Words: words, Sessions: sessions}, open, practice.Say{}},
		{"support-wrong", "support.html", true, "/support", Support{RecoveryUsed: true, Called: hostile, Side: "a", Name: hostile, Zone: hostile, Runs: hostile, Sessions: sessions, Proposal: "harbour walnut ember window cello", MeError: practice.Say{Key: "problem.name.long"}, PasswordError: err, CodeError: err}, alone, practice.Say{}},
		{"problem", "problem.html", true, "", Problem{Title: practice.Say{Key: "error.changed.title"}, What: practice.Say{Key: "error.changed"}, Words: []string{hostile, "line one\nline two"}}, open, practice.Say{}},
		{"offline", "offline.html", false, "", Offline{}, Scene{Show: true, A: 8, B: 8}, practice.Say{}},
		{"away", "away.html", false, "", Away{}, Scene{}, practice.Say{}},
	}
}

// bridgeAt is the page of the bridge at one state of it.
func bridgeAt(name string, s Scene) shot {
	s.Alt = s.Sentence().Key
	v := Bridge{Two: !s.Alone, Sentence: s.Sentence(), Invite: s.Alone}
	if v.Two {
		v.Held = []Row{{"sunset", practice.Say{Key: "nav.today"}, practice.Say{}, "/rituals/"}}
	}
	return shot{"bridge-" + name, "bridge.html", true, "/bridge", v, s, practice.Say{}}
}

// samplePractice shows the parts that practices build their pages from.
var samplePractice = fstest.MapFS{
	"pages/step.html": {Data: []byte(`{{define "title"}}Check-in{{end}}{{define "class"}}flow{{end}}{{define "back"}}{{close "/" "Save and close"}}{{end}}
<form method="post" action="{{to "/checkin"}}" data-keep>{{rid}}<div class="stack l"><div class="stepbar">{{rope 0 3 "Step 1 of 3"}}<p aria-hidden="true">Step 1 of 3</p></div><div class="fill"><h1>How are you today?</h1>
{{template "pulse" (pulse "rope" "How are you today?" (list "Storm" "Rough" "Somewhere in the middle" "Mostly calm" "Clear") .Stop | bank .Side)}}
<p class="hint center">Only you see this until both are in.</p></div></div>{{template "kept"}}
<div class="dock"><div><button class="plank">Next</button><button class="link" name="pass" value="1">Not tonight</button></div></div></form>`)},
	"pages/words.html": {Data: []byte(`{{define "title"}}Check-in{{end}}{{define "class"}}flow{{end}}{{define "back"}}{{close "/" "Save and close"}}{{end}}
<form method="post" action="{{to "/checkin"}}" data-keep>{{rid}}<div class="stack l"><div class="stepbar">{{rope 1 3 "Step 2 of 3"}}<p aria-hidden="true">Step 2 of 3</p></div>{{template "err" .Wrong}}<h1>What was on your mind today, apart from things to get done?</h1>
{{template "write" (write "mind" "Your words" | unlabelled | sees "held" | words .Words | wrong .Wrong)}}{{template "kept"}}
<fieldset><legend class="vh">A way to begin</legend><div class="chips"><label><input type="radio" name="o" checked>I noticed</label><label><input type="radio" name="o">It helped when</label></div></fieldset></div>
<div class="dock"><div><button class="plank">Next</button><button class="link" name="pass" value="1">Not tonight</button></div></div></form>`)},
	"pages/waiting.html": {Data: []byte(`{{define "title"}}Check-in{{end}}{{define "class"}}flow letters{{end}}{{define "back"}}{{back "/" "Today"}}{{end}}{{define "scene"}}{{letters (initial .Name) "" "Your letter hangs on the rope."}}{{end}}
<div class="stack m"><h1>Your letter is up.</h1><p>It stays sealed until Mika’s hangs next to it.</p></div><div class="dock"><div><a class="btn wide" href="{{to "/mine"}}">Read or change mine</a></div></div>`)},
	"pages/open.html": {Data: []byte(`{{define "title"}}Check-in{{end}}{{define "class"}}flow{{end}}{{define "back"}}{{back "/" "Today"}}{{end}}
<div class="stack l" id="pair" data-live><h1>What did you miss about us this year?</h1>{{template "said" (said "a" .Name .Words)}}{{template "said" (said "b" "Mika" "Sunday mornings when nobody needed us." "I look forward to the sea.")}}<button class="plank">Send, and put the phone down</button></div>`)},
}

type sampleView struct {
	Stop               int
	Side               practice.Side
	Name, Words, Wrong string
}

func samples() []shot {
	open := Scene{Show: true, A: 9, B: 7}
	long := sampleView{3, "b", hostile, hostile + strings.Repeat(" and one more line of words", 20), "That is longer than 4,000 characters. Shorten it a little; nothing is lost."}
	return []shot{
		{"p-step", "step.html", true, "", sampleView{}, open, practice.Say{}}, {"p-step-chosen", "step.html", true, "", long, open, practice.Say{}},
		{"p-words", "words.html", true, "", sampleView{Words: "My sister called and it went badly."}, open, practice.Say{}}, {"p-words-hostile", "words.html", true, "", long, open, practice.Say{}},
		{"p-waiting", "waiting.html", true, "", sampleView{Name: "Jo"}, open, practice.Say{}}, {"p-open", "open.html", true, "", sampleView{Name: "Jo", Words: "The way we used to narrate strangers’ dogs."}, open, practice.Say{}},
	}
}

// The gallery: every page, empty, full and with hostile words. With FOOTBRIDGE_SHOTS=dir the
// pages are written there with the assets beside them; with FOOTBRIDGE_SHOTS=host:port they are
// served until the test's time is over.
func TestGallery(t *testing.T) {
	w, h := house(t)
	p, err := Parse(w, "/rituals", samplePractice, "pages/*.html")
	if err != nil {
		t.Fatal(err)
	}
	pages := map[string][]byte{}
	n := 0
	for _, theme := range []Theme{Auto, Light, Dark} {
		for i, s := range append(gallery(), samples()...) {
			page := Page{Lang: "en", Theme: theme, Scene: s.scene, SignedIn: s.in, Say: s.say, RID: func(bool) string { n++; return fmt.Sprint("rid", n) }}
			if s.nav != "" {
				page.Nav, page.Current, page.Live = []NavItem{NavToday, NavPractices, NavBridge, NavSupport}, s.nav, "/live"
				if s.scene.Alone {
					page.Nav[2].Key = "nav.bridge.alone"
				}
			}
			if s.in {
				page.Keep = "/unsent"
			}
			from := h
			if i >= len(gallery()) {
				from = p
			}
			body, err := from.Render(page, s.page, s.view)
			if err != nil {
				t.Fatalf("%s: %v", s.name, err)
			}
			name := s.name
			if theme != Auto {
				name += "-" + string(theme)
			}
			pages[name] = body
			checkPage(t, name, string(body))
		}
	}
	if to := os.Getenv("FOOTBRIDGE_SHOTS"); to != "" {
		show(t, to, pages)
	}
}

var (
	tag      = regexp.MustCompile(`<[a-zA-Z][^>]*>`)
	forbid   = regexp.MustCompile(`(?i)\s(style|on[a-z]+|hx-vals|hx-on[^=]*)\s*=|javascript:|<script>|<style`)
	elsewher = regexp.MustCompile(`(src|href|srcset|action)="(https?:)?//`)
	post     = regexp.MustCompile(`<form[^>]*method="post"[^>]*>(<input[^>]*>)?`)
)

func checkPage(t *testing.T, name, body string) {
	t.Helper()
	for _, tg := range tag.FindAllString(body, -1) {
		if forbid.MatchString(quoted.ReplaceAllString(tg, `=""`)) || elsewher.MatchString(tg) {
			t.Errorf("%s: %s", name, tg)
		}
	}
	if strings.Contains(body, "alert(1)</script>") || strings.Contains(body, "<img src=x") || strings.Contains(body, "ZgotmplZ") {
		t.Errorf("%s: people's words became markup", name)
	}
	for _, f := range post.FindAllString(body, -1) {
		if !strings.Contains(f, `name="rid" value="rid`) && !strings.Contains(f, `action="/hide"`) {
			t.Errorf("%s: a form without its request id: %s", name, f)
		}
	}
	if strings.Count(body, "<h1") != 1 {
		t.Errorf("%s: %d headings", name, strings.Count(body, "<h1"))
	}
	if strings.Contains(body, `class="plank"`) && strings.Count(body, `class="plank"`) > 1 {
		t.Errorf("%s: more than one plank", name)
	}
	var z bytes.Buffer
	gz := gzip.NewWriter(&z)
	gz.Write([]byte(body)) //nolint:errcheck // a bytes.Buffer does not fail
	gz.Close()
	if z.Len() > 8*1024 { // R12; assets.TestBudgets counts the rest of the first view
		t.Errorf("%s: %d bytes compressed", name, z.Len())
	}
	seen := map[string]bool{}
	for _, m := range regexp.MustCompile(`\sid="([^"]+)"`).FindAllStringSubmatch(body, -1) {
		if seen[m[1]] {
			t.Errorf("%s: the id %s comes twice", name, m[1])
		}
		seen[m[1]] = true
	}
	if strings.HasPrefix(name, "away") && strings.Contains(strings.ToLower(body), "footbridge") {
		t.Errorf("%s: the page that Hide leads to names the program", name)
	}
}

var quoted = regexp.MustCompile(`="[^"]*"`)

// show writes or serves the pages for looking at them.
func show(t *testing.T, to string, pages map[string][]byte) {
	if strings.Contains(to, ":") {
		mux := http.NewServeMux()
		mux.Handle(assets.Prefix, assets.Handler())
		mux.HandleFunc("GET /{name}", func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			w.Header().Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
			w.Write(pages[r.PathValue("name")]) //nolint:errcheck
		})
		t.Fatal(http.ListenAndServe(to, mux))
	}
	if err := os.MkdirAll(filepath.Join(to, "assets"), 0o755); err != nil {
		t.Fatal(err)
	}
	address := regexp.MustCompile(`/assets/[A-Za-z0-9.-]+`)
	fetch := func(url string) []byte {
		rec := httptest.NewRecorder()
		assets.Handler().ServeHTTP(rec, httptest.NewRequest("GET", url, nil))
		return rec.Body.Bytes()
	}
	write := func(name string, body []byte) {
		if err := os.WriteFile(filepath.Join(to, name), body, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	need := map[string]bool{}
	for name, body := range pages {
		for _, a := range address.FindAllString(string(body), -1) {
			need[a] = true
		}
		write(name+".html", []byte(strings.ReplaceAll(string(body), `"/assets/`, `"assets/`)))
	}
	for a := range need {
		body := fetch(a)
		for _, b := range address.FindAllString(string(body), -1) {
			write(b[1:], fetch(b))
		}
		write(a[1:], []byte(strings.ReplaceAll(string(body), "url(/assets/", "url(")))
	}
}
