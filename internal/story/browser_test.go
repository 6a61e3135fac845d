package story

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// chromium is the program, or an error that says it is missing.
var chromium = sync.OnceValues(func() (string, error) {
	for _, name := range []string{"/usr/bin/chromium", "chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", errors.New("Chromium is not installed here, so nothing was looked at in a browser")
})

// needBrowser skips a story where there is no Chromium.
func needBrowser(t *testing.T) {
	t.Helper()
	_, err := chromium()
	switch {
	case err == nil:
	case os.Getenv("FOOTBRIDGE_TEST_ALL") == "1":
		t.Fatal(err)
	default:
		t.Skip(err)
	}
}

var closing []func()

// browser is the one that all stories share, with the folder it keeps its things in.
var browser = sync.OnceValues(func() (context.Context, error) {
	path, err := chromium()
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "footbridge-story-")
	if err != nil {
		return nil, err
	}
	// The folder is our own: a browser that is asked to end still writes for a moment.
	closing = append(closing, func() { _ = os.RemoveAll(dir) })
	options := []chromedp.ExecAllocatorOption{chromedp.ExecPath(path), chromedp.UserDataDir(dir), chromedp.WSURLReadTimeout(time.Minute)}
	for _, f := range []string{"headless", "no-sandbox", "disable-gpu", "disable-quic", "no-first-run", "disable-background-networking",
		"disable-component-update", "disable-sync", "disable-dev-shm-usage", "disable-default-apps", "disable-extensions", "hide-scrollbars",
		"no-default-browser-check", "mute-audio", "disable-background-timer-throttling", "disable-renderer-backgrounding",
		"disable-backgrounding-occluded-windows"} {
		options = append(options, chromedp.Flag(f, true))
	}
	options = append(options, chromedp.Flag("password-store", "basic"), chromedp.Flag("lang", "en-GB"))
	ctx, stop := chromedp.NewExecAllocator(context.Background(), options...)
	closing = append(closing, stop)
	ctx, cancel := chromedp.NewContext(ctx)
	closing = append(closing, cancel)
	return ctx, chromedp.Do(ctx)
})

// closeBrowser ends the browser, if a story started it.
func closeBrowser() {
	for i := len(closing) - 1; i >= 0; i-- {
		closing[i]()
	}
}
