// Package story tells what two people do, in a real browser, against real servers.
//
// Each story runs headless Chromium with one screen (a browser context of its own: other cookies,
// other storage) per person. A server is a child process, this test binary started again with
// childServer set, so that a story can kill it as a power cut would and start it again on the same
// data folder. Nothing here knows the inside of the program: a story clicks on what can be seen,
// and reads what can be read.
//
//	server_test.go   servers that can be killed
//	browser_test.go  the browser, shared by all stories
//	screen_test.go   one person's screen: look, press, type, wait
//	person_test.go   what people do more than once: sign up, arrive, check in
//	look_test.go     every page: accessibility, narrow screens, large text, pictures
//
// Nothing sleeps: every wait is for a condition, with a time-out. FOOTBRIDGE_SHOTS=folder takes
// pictures of every page, and of the screen where a story fails. Where there is no Chromium the
// stories are skipped, or fail when FOOTBRIDGE_TEST_ALL is 1.
package story

import (
	"io"
	"os"
	"testing"

	"footbridge/internal/app"
)

// childServer is set in the environment of a child that is to be a server.
const childServer = "FOOTBRIDGE_STORY_SERVER"

func TestMain(m *testing.M) {
	if os.Getenv(childServer) != "" {
		go func() {
			// The parent holds the other end: when it ends, however it ends, so do we.
			_, _ = io.Copy(io.Discard, os.Stdin)
			os.Exit(3)
		}()
		os.Exit(app.Main(os.Args[1:], os.Stdout, os.Stderr))
	}
	code := m.Run()
	closeBrowser()
	os.Exit(code)
}
