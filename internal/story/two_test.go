package story

import (
	"testing"

	"footbridge/internal/db/dbtest"
)

// A1-A5, R4, S4.1, S4.2: two people meet, check in and read each other's letters. The server is
// killed between the two letters, and nothing is lost.
func TestTwoPeople(t *testing.T) {
	s := startServer(t, t.TempDir(), "")
	writeToEachOther(t, s, s)
}

// The same, on PostgreSQL, with the two people on two servers.
func TestTwoServers(t *testing.T) {
	needBrowser(t)
	data, database := t.TempDir(), dbtest.PostgresURL(t)
	writeToEachOther(t, startServer(t, data, database), startServer(t, data, database))
}

func writeToEachOther(t *testing.T, left, right *server) {
	ada, bo, _ := together(t, left, right)
	ada.checksIn(adaWords)
	ada.sees("Your letter is up.")
	bo.seesNothingOf(adaWords.words()...)

	ada.without(func() { // her page stays open all the time
		bo.without(func() {
			left.kill()
			right.kill()
			left.start()
			if right != left {
				right.start()
			}
			bo.reload()
		})
		bo.seesNothingOf(adaWords.words()...)
		bo.checksIn(boWords)
		bo.sees("Ready when you are.")
		ada.sees("Ready when you are.") // by itself
	})
	for _, one := range []*screen{ada, bo} {
		one.press("Open both letters")
		one.seesAll(adaWords, boWords)
	}
	answersEachOther(ada, bo)
}

// answersEachOther is what follows after opening; each screen shows it by itself.
func answersEachOther(ada, bo *screen) {
	bo.t.Helper()
	bo.press("I hear you")
	ada.sees("Bo says: I hear you.")
	bo.tap("Ask something back")
	bo.write("One question, asked because you want to know", "What would the chair say?")
	bo.press("Ask it")
	ada.sees("Bo asks:", "What would the chair say?")
	ada.reload()
	ada.write("Your answer", "That it was never about the chair.")
	ada.press("Give my answer")
	bo.sees("That it was never about the chair.")
}
