package web_test

import (
	"context"
	"strconv"
	"sync"
	"testing"

	"footbridge/internal/db"
	"footbridge/internal/db/dbtest"
	"footbridge/internal/journal"
	"footbridge/internal/practice"
	"footbridge/internal/practice/practicetest"
	"footbridge/internal/practices/listening"
	"footbridge/internal/vault"
)

// turnForm is what a form of the talk's page carries.
func turnForm(who *practicetest.Visitor, m listening.Move) practice.Form {
	var v listening.TalkView
	f := practice.Form{"rid": who.Data(talk+"/talk", &v), "go": string(m), "talk": v.Talk, "words": "words of " + who.Name}
	f["turn"], f["rest"] = strconv.Itoa(v.Turn), strconv.Itoa(v.Rest)
	return f
}

// Two taps at once, from two server processes on one database: one is first, and the other hears in a plain sentence that
// the talk has moved on (S3.1). Both see the same talk, and nobody is answered before they were heard.
func TestTwoTapsAtOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, open func() *db.DB) {
		clock, secrets := practicetest.NewClock(), vault.NewSecrets([]byte("a secret of thirty-two bytes, yes")[:32])
		left := practicetest.On(t, open(), clock, secrets, every)
		right := practicetest.On(t, open(), clock, secrets, every)
		ada, bo := left.Couple("Ada", "Bo")
		bo.MoveTo(right)
		ada.Post(talk+"/open/typed", talk+"/open/typed", practice.Form{"go": "open"})
		for _, who := range []*practicetest.Visitor{bo, ada} {
			if a := who.Do("POST", talk+"/talk", turnForm(who, listening.MoveHere), ""); a.To != talk+"/talk" {
				t.Fatalf("%s: %d %s", who.Name, a.Status, a.To)
			}
		}
		both := func(first, second listening.Move) (moved int) {
			forms := []practice.Form{turnForm(ada, first), turnForm(bo, second)}
			var wait sync.WaitGroup
			answers := make([]practicetest.Answer, 2)
			for i, who := range []*practicetest.Visitor{ada, bo} {
				wait.Go(func() { answers[i] = who.Do("POST", talk+"/talk", forms[i], "") })
			}
			wait.Wait()
			for i, a := range answers {
				switch a.To {
				case talk + "/talk":
				case talk + "/talk?said=listening.moved":
					moved++
				default:
					t.Errorf("answer %d: %d %s", i, a.Status, a.To)
				}
			}
			return moved
		}
		if moved := both(listening.MoveToss, listening.MoveToss); moved != 1 {
			t.Errorf("two tosses at once: %d of them were late", moved)
		}
		for range 10 { // one speaks or hands over, the other pauses
			if both(listening.MovePause, listening.MovePause) != 1 {
				t.Error("two pauses at once are not one")
			}
			both(listening.MoveHere, listening.MoveHere)
			var v listening.TalkView
			if ada.Data(talk+"/talk", &v); !v.Running {
				t.Fatalf("both said that they are here: %+v", v)
			}
		}
		b, err := left.Journal.Read(context.Background(), ada.Reader(), listening.Practice.Kinds, journal.Heads{})
		if err != nil {
			t.Fatal(err)
		}
		if len(b.Entries) != 1+2+1+10*3 {
			t.Errorf("%d entries, and there should be %d", len(b.Entries), 1+2+1+10*3)
		}
	})
}
