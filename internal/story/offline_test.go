package story

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// cached is everything that the worker keeps: addresses with what is behind them.
const cached = `(async () => {
	const all = {};
	for (const name of await caches.keys()) {
		const cache = await caches.open(name);
		for (const r of await cache.keys()) all[name + ' ' + new URL(r.url).pathname] = JSON.stringify([...r.headers]) + await (await cache.match(r)).text();
	}
	return all;
})()`

// keepsNothingOf fails if anything of the person is kept where pages are kept.
func (s *screen) keepsNothingOf(words ...string) {
	s.t.Helper()
	all := get[map[string]string](s, cached)
	if len(all) < 9 {
		s.fail("the worker keeps only %v", slices.Sorted(maps.Keys(all)))
	}
	for at, body := range all {
		_, path, _ := strings.Cut(at, " ")
		if path != "/offline" && path != "/away" && !strings.HasPrefix(path, "/assets/") {
			s.fail("the worker keeps %s", path)
		}
		for _, w := range words {
			if strings.Contains(body, w) {
				s.fail("what the worker keeps at %s holds %q", path, w)
			}
		}
	}
}

// forgets waits until neither a worker nor anything that it kept is left.
func (s *screen) forgets() {
	s.t.Helper()
	s.until("the worker to be gone", "navigator.serviceWorker.getRegistrations().then(r => r.length === 0)")
	s.until("nothing to be kept", "caches.keys().then(k => k.length === 0)")
}

// hasWorker waits until a worker would answer.
func (s *screen) hasWorker() {
	s.t.Helper()
	s.until("a worker", "navigator.serviceWorker.getRegistration().then(r => r?.active?.state === 'activated' && !r.installing && !r.waiting)")
}

// goes follows an address by itself, which may lead to a page that is not there.
func (s *screen) goes(path string) {
	s.t.Helper()
	s.fresh("going to "+path, func() { get[any](s, "setTimeout(() => { location.href = "+quoted(path)+" })") })
}

// R12: while the server is away every page says so, in words that are true; nothing that was typed is
// lost, and nothing personal is kept in the browser for it.
func TestOffline(t *testing.T) {
	const half = "half a sentence about the lighthouse"
	s := startServer(t, t.TempDir(), "")
	ada := newScreen(t, s, "Ada")
	ada.open("/")
	if get[int](ada, "navigator.serviceWorker.getRegistrations().then(r => r.length)") != 0 {
		t.Error("a page for nobody asked for a worker")
	}
	password := ada.startsHere("Adalovelace", "I do.")
	ada.hasWorker()
	ada.press("Start the check-in")
	ada.press("Next")
	ada.write("Your words", longThought)
	ada.sees("Unsent words are kept.")
	ada.open("/support")
	ada.keepsNothingOf("Adalovelace", "adalovelace", longThought, "data-who", password)
	ada.open("/practices/rituals/checkin")
	ada.until("the words in the field", `field("Your words").value === `+quoted(longThought))
	ada.without(func() {
		s.kill()
		ada.write("Your words", half) // and leaves at once
		ada.goes("/support")
		ada.sees("No connection to your server.", "What you typed here is kept")
		ada.at("/support")
		ada.press("Try again")
		ada.sees("No connection to your server.")
		if got := get[string](ada, "Promise.all(['/live', '/healthz'].map(p => fetch(p).then(() => p + ' answers', () => ''))).then(all => all.join(''))"); got != "" {
			t.Errorf("while the server is away, %s", got)
		}
		ada.inspected("offline")
		ada.keepsNothingOf("Adalovelace", "adalovelace", "lighthouse")
		s.start()
		ada.press("Try again")
	})
	ada.sees("Hide", "Sign out")
	ada.open("/practices/rituals/checkin")
	ada.until("the words after the server was away", `field("Your words").value === `+quoted(longThought+half))
	ada.open("/support")
	ada.press("Sign out")
	ada.at("/sign-in")
	ada.forgets()
}

// N2, R12: Hide works without a connection: a plain page at once, nothing behind Back, and the session
// ends before the server shows anything again.
func TestHideOffline(t *testing.T) {
	s := startServer(t, t.TempDir(), "")
	ada := newScreen(t, s, "Ada")
	ada.startsHere("Ada", "I do.")
	ada.open("/practices/rituals/checkin")
	ada.hasWorker()
	ada.write("A few words, if you like", secretThought)
	ada.sees("Unsent words are kept.")
	ada.without(func() {
		s.kill()
		ada.fresh("hiding", func() { ada.tap("Hide") })
		ada.at("/away")
		ada.sees("Notes")
		if text := get[string](ada, "document.documentElement.outerHTML"); strings.Contains(text, "ootbridge") {
			ada.fail("the page after Hide names us: %s", text)
		}
		history := ask(ada, page.GetNavigationHistory, chromedp.Void{})
		for back := history.CurrentIndex - 1; back > 0; back-- {
			ada.until("the page to be there", "window.former = true")
			ask(ada, page.NavigateToHistoryEntry, page.NavigateToHistoryEntryParams{EntryID: history.Entries[back].ID})
			ada.until("the page before", "!window.former && document.readyState === 'complete'")
			ada.noTrace()
		}
		s.start()
		ada.goes("/practices/rituals/checkin")
		ada.at("/sign-in")
	})
	ada.noTrace()
	ada.forgets()
}

// A8, N5: on a device for several nothing is remembered, so no worker is asked for.
func TestNoWorkerOnSharedDevice(t *testing.T) {
	s := startServer(t, t.TempDir(), "")
	ada := newScreen(t, s, "Ada")
	password := ada.startsHere("Ada", "I do.")
	other := newScreen(t, s, "Ada elsewhere")
	other.open("/sign-in")
	other.click("css('input[name=shared]')")
	other.signsIn("Ada", password)
	other.open("/support")
	other.sees("Hide", "Sign out")
	if n := get[int](other, "navigator.serviceWorker.getRegistrations().then(r => r.length)"); n != 0 {
		t.Errorf("%d workers on a device for several", n)
	}
}

// R12: a browser would install it.
func TestInstallable(t *testing.T) {
	s := startServer(t, t.TempDir(), "")
	ada := newScreen(t, s, "Ada")
	ada.open("/")
	m := ask(ada, page.GetAppManifest, page.GetAppManifestParams{})
	for _, e := range m.Errors {
		t.Errorf("manifest: %s", e.Message)
	}
	if !strings.HasPrefix(m.URL, s.url("/assets/manifest.")) || !strings.Contains(m.Data, `"start_url"`) {
		t.Errorf("the manifest at %q is %q", m.URL, m.Data)
	}
	for _, e := range ask(ada, page.GetInstallabilityErrors, chromedp.Void{}).InstallabilityErrors {
		if e.ErrorID != "in-incognito" { // so is every screen of a story
			t.Errorf("not installable: %s %v", e.ErrorID, e.ErrorArguments)
		}
	}
}
