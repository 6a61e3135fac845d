package story

import (
	"context"
	_ "embed"
	"encoding/base64"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

//go:embed testdata/screen.js
var eyes string

// screen is one person's browser, with one tab.
type screen struct {
	t    *testing.T
	ctx  context.Context
	At   *server
	name string

	mu      sync.Mutex
	told    []string // what a page told on its console, for those who asked it to
	trouble []string // what went wrong by itself: errors on the console, requests to elsewhere
	calm    bool     // trouble is expected now: the server is away
	still   bool     // no script runs
}

// newScreen opens a browser of its own at 390x844.
func newScreen(t *testing.T, at *server, name string) *screen {
	t.Helper()
	parent, err := browser()
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := chromedp.NewContext(parent, chromedp.WithNewBrowserContext())
	s := &screen{t: t, ctx: ctx, At: at, name: name}
	t.Cleanup(func() {
		if t.Failed() {
			s.picture("failed-" + strings.ReplaceAll(t.Name(), "/", "-") + "-" + name)
		}
		cancel()
		s.mu.Lock()
		defer s.mu.Unlock()
		for _, what := range s.trouble {
			t.Errorf("%s's browser: %s", name, what)
		}
	})
	if err := chromedp.Listen(ctx, s.hear); err != nil {
		t.Fatal(err)
	}
	ask(s, network.Enable, network.EnableParams{})
	ask(s, log.Enable, cdp.Empty{})
	ask(s, emulation.SetFocusEmulationEnabled, emulation.SetFocusEmulationEnabledParams{Enabled: true})
	ask(s, emulation.SetTimezoneOverride, emulation.SetTimezoneOverrideParams{TimezoneID: "Europe/Berlin"})
	s.look(390, 844, "light")
	return s
}

// ask runs a command of the browser.
func ask[P, R any](s *screen, command cdp.Command[P, R], params P) R {
	s.t.Helper()
	out, err := chromedp.Call(s.ctx, command, params)
	if err != nil {
		s.fail("%s: %v", command.Method, err)
	}
	return out
}

// hear notes what a person would not see and must not happen.
func (s *screen) hear(ev any) {
	var what string
	switch e := ev.(type) {
	case *runtime.EventExceptionThrown:
		what = "exception: " + e.ExceptionDetails.Text
		if e.ExceptionDetails.Exception != nil {
			what += " " + e.ExceptionDetails.Exception.Description
		}
	case *runtime.EventConsoleAPICalled:
		if e.Type == runtime.ConsoleAPICalledTypeInfo {
			s.tell(e.Args)
		}
		if e.Type == runtime.ConsoleAPICalledTypeError || e.Type == runtime.ConsoleAPICalledTypeWarning {
			what = "console:"
			for _, a := range e.Args {
				what += fmt.Sprintf(" %s%s", a.Value, a.Description)
			}
		}
	case *log.EventEntryAdded:
		// A refused form is an answer, not a fault.
		if e.Entry.Level == log.EntryLevelError && !strings.Contains(e.Entry.Text, "responded with a status of 4") {
			what = fmt.Sprintf("%s: %s %s", e.Entry.Source, e.Entry.Text, e.Entry.URL)
		}
	case *network.EventRequestWillBeSent:
		if u, err := url.Parse(e.Request.URL); err != nil || (u.Scheme != "data" && u.Host != s.At.Host) {
			what = "asked elsewhere: " + e.Request.URL
		}
	}
	if what == "" {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.calm {
		s.trouble = append(s.trouble, what)
	}
}

// tell notes what a page told.
func (s *screen) tell(args []*runtime.RemoteObject) {
	var words []string
	for _, a := range args {
		words = append(words, strings.Trim(string(a.Value), `"`))
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.told = append(s.told, strings.Join(words, " "))
}

// heard says whether a page has told this.
func (s *screen) heard(what string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Contains(s.told, what)
}

// within runs do as a part of the story that fails by itself.
func (s *screen) within(t *testing.T, do func()) {
	whole := s.t
	s.t = t
	defer func() { s.t = whole }()
	do()
}

// without runs do while trouble is expected, such as while the server is away.
func (s *screen) without(do func()) {
	s.setCalm(true)
	defer s.setCalm(false)
	do()
}

func (s *screen) setCalm(calm bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.calm = calm
}

// look sets the size of the window, and light or dark.
func (s *screen) look(width, height int64, theme string) {
	s.t.Helper()
	ask(s, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{Width: width, Height: height, DeviceScaleFactor: 1})
	ask(s, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{
		{Name: "prefers-color-scheme", Value: theme}, {Name: "prefers-reduced-motion", Value: "reduce"}}})
	s.until("the window to be so", fmt.Sprintf("innerWidth === %d && innerHeight === %d && matchMedia('(prefers-color-scheme: %s)').matches", width, height, theme))
	s.settled()
}

// js asks the page. While a page is on its way out the browser answers with an error.
func js[T any](s *screen, expression string) (T, error) {
	ctx, cancel := context.WithTimeout(s.ctx, patience)
	defer cancel()
	return chromedp.Run(ctx, chromedp.Evaluate[T]("(()=>{"+eyes+"\nreturn "+expression+"})()", chromedp.EvalAwaitPromise))
}

// get is what the page answers.
func get[T any](s *screen, expression string) T {
	s.t.Helper()
	v, err := js[T](s, expression)
	if err != nil {
		s.fail("ask the page %s: %v", expression, err)
	}
	return v
}

// until waits until an expression holds on the page.
func (s *screen) until(what, expression string) {
	s.t.Helper()
	end := time.Now().Add(patience)
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		if so, err := js[bool](s, "!!("+expression+")"); err == nil && so {
			return
		}
		if time.Now().After(end) {
			s.fail("waited in vain for %s", what)
		}
		<-tick.C
	}
}

// fail ends the story with what is on the screen.
func (s *screen) fail(format string, args ...any) {
	s.t.Helper()
	where, _ := js[string](s, "location.href")
	text, _ := js[string](s, "reads()")
	state, _ := js[string](s, "`${innerWidth}x${innerHeight} ${document.visibilityState} ${document.readyState}, focus ${document.hasFocus()} on ${document.activeElement?.outerHTML.slice(0, 200)}`")
	s.t.Fatalf("%s: %s\nat %s (%s): %.1500s", s.name, fmt.Sprintf(format, args...), where, state, text)
}

// fresh marks the page, does something, and waits for the page that follows.
func (s *screen) fresh(what string, do func()) {
	s.t.Helper()
	s.until("the page to be there", "document.readyState === 'complete' && (window.former = true)")
	do()
	s.until("the page after "+what, "!window.former && document.readyState === 'complete' && location.protocol !== 'chrome-error:'")
}

// open types an address.
func (s *screen) open(path string) {
	s.t.Helper()
	if err := chromedp.Do(s.ctx, chromedp.Navigate(s.At.url(path))); err != nil {
		s.fail("open %s: %v", path, err)
	}
	s.until("the page "+path, "document.readyState === 'complete'")
}

func (s *screen) reload() {
	s.t.Helper()
	s.fresh("reload", func() { ask(s, page.Reload, page.ReloadParams{}) })
}

func quoted(text string) string { return fmt.Sprintf("%q", text) }

// settled waits two frames: scrolling moves what sticks, and colours follow the light.
func (s *screen) settled() {
	s.t.Helper()
	if !s.still {
		get[any](s, "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))")
	}
}

// click clicks on the middle of what an expression finds, once a click would reach it.
func (s *screen) click(what string) {
	s.t.Helper()
	s.until("something to click on: "+what, "(e => e && !e.disabled && !aim(e).over)("+what+")")
	s.settled()
	at := get[struct{ X, Y float64 }](s, "aim("+what+")")
	for _, kind := range []input.DispatchMouseEventType{input.DispatchMouseEventTypeMouseMoved, input.DispatchMouseEventTypeMousePressed, input.DispatchMouseEventTypeMouseReleased} {
		p := input.DispatchMouseEventParams{Type: kind, X: at.X, Y: at.Y}
		if kind != input.DispatchMouseEventTypeMouseMoved {
			p.Button, p.ClickCount = input.MouseButtonLeft, 1
		}
		ask(s, input.DispatchMouseEvent, p)
	}
}

// tap clicks on what says this, and stays on the page.
func (s *screen) tap(name string) {
	s.t.Helper()
	s.click("named(" + quoted(name) + ")")
}

// press clicks on what says this, and waits for the next page.
func (s *screen) press(name string) {
	s.t.Helper()
	s.fresh(name, func() { s.tap(name) })
}

// write clicks into the field with a label and types.
func (s *screen) write(label, words string) {
	s.t.Helper()
	f := "field(" + quoted(label) + ")"
	s.click(f)
	s.until("the cursor in "+label, f+" === document.activeElement")
	ask(s, input.InsertText, input.InsertTextParams{Text: words})
	s.until("the words in "+label, f+".value.endsWith("+quoted(words)+")")
}

// keys presses keys, one after another.
func (s *screen) keys(keys string) {
	s.t.Helper()
	if err := chromedp.Do(s.ctx, chromedp.KeyEvent(keys)); err != nil {
		s.fail("press keys: %v", err)
	}
}

// sees waits until all these sentences can be read.
func (s *screen) sees(sentences ...string) {
	s.t.Helper()
	for _, one := range sentences {
		s.until(fmt.Sprintf("%q", one), "reads().includes("+quoted(one)+")")
	}
}

// at waits until the address has this path.
func (s *screen) at(path string) {
	s.t.Helper()
	s.until("the address "+path, "location.pathname === "+quoted(path))
}

// source is a page as the server sends it to this person.
func (s *screen) source(path string) string {
	s.t.Helper()
	return get[string](s, "fetch("+quoted(path)+").then(r => r.text())")
}

// picture keeps a picture of the whole page, when pictures are wanted.
func (s *screen) picture(name string) {
	folder := os.Getenv("FOOTBRIDGE_SHOTS")
	if folder == "" {
		return
	}
	width := get[int64](s, "innerWidth")
	height, theme := get[int64](s, "innerHeight"), get[string](s, "matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'")
	if width < 600 { // a window as high as the page, so that what is fixed to its edge is at the page's edge
		s.look(width, max(height, min(get[int64](s, "document.documentElement.scrollHeight"), 4000)), theme)
		defer s.look(width, height, theme)
	}
	shot, err := chromedp.Call(s.ctx, page.CaptureScreenshot, page.CaptureScreenshotParams{})
	if err != nil {
		s.t.Logf("no picture of %s: %v", name, err)
		return
	}
	data := shot.Data
	if b, err := base64.StdEncoding.DecodeString(string(data)); err == nil {
		data = b
	}
	if err := os.WriteFile(filepath.Join(folder, name+".png"), data, 0o644); err != nil {
		s.t.Error(err)
	}
}
