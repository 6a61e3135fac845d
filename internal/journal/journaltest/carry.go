package journaltest

import (
	"context"
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"footbridge/internal/db"
	"footbridge/internal/journal"
	"footbridge/internal/vault"
)

// carried is a couple on its way to another process.
type carried struct {
	Where   string
	Secrets [][]byte
	Now     time.Time
	Code    string
	Shared  string
	Left    carriedPerson
	Right   carriedPerson
}

type carriedPerson struct {
	Me, Own string
	Keys    []byte // locked with Code
	Couple  []byte // sealed for this person
}

const carriedFor = "another process"

// Carry writes down a house and a couple with all their keys, for Receive in another process or
// after the house was closed. where is what db.Open takes.
func (h *House) Carry(where string, c Couple) string {
	h.t.Helper()
	v := vault.New(cheap, vault.NewSecrets(h.Secrets...))
	out := carried{Where: where, Secrets: h.Secrets, Now: h.Now(), Code: vault.NewCode(), Shared: c.Left.Shared}
	for to, p := range map[*carriedPerson]Person{&out.Left: c.Left, &out.Right: c.Right} {
		keys, err := v.LockWithCode(p.keys, out.Code)
		if err != nil {
			h.t.Fatalf("carry a person: %v", err)
		}
		couple, err := p.couple.SealFor(p.keys.Public(), carriedFor)
		if err != nil {
			h.t.Fatalf("carry a couple: %v", err)
		}
		*to = carriedPerson{Me: p.Me, Own: p.Own, Keys: keys, Couple: couple}
	}
	b, err := json.Marshal(out)
	if err != nil {
		h.t.Fatalf("carry: %v", err)
	}
	return string(b)
}

// Receive opens what Carry wrote down, with its database. t is nil in a process that is no test;
// failures panic there.
func Receive(t testing.TB, text string) (*House, Couple) {
	if t == nil {
		t = alone{}
	}
	t.Helper()
	h := &House{t: t, woken: map[string][]int64{}}
	in := h.unpack(text)
	h.Secrets, h.now = in.Secrets, in.Now
	h.open = func() *db.DB {
		d, err := db.Open(t.Context(), in.Where)
		if err != nil {
			t.Fatalf("receive: open the database: %v", err)
		}
		return d
	}
	h.Node = h.Open()
	return h, h.unite(in)
}

// Adopt brings the couple that Carry wrote down into this house, whose server secrets and clock
// become those of the couple. Their shelves must be there already.
func (h *House) Adopt(text string) Couple {
	h.t.Helper()
	in := h.unpack(text)
	h.Secrets, h.now = in.Secrets, in.Now
	return h.unite(in)
}

func (h *House) unpack(text string) (in carried) {
	h.t.Helper()
	if err := json.Unmarshal([]byte(text), &in); err != nil {
		h.t.Fatalf("receive: %v", err)
	}
	return in
}

// unite opens the keys of both.
func (h *House) unite(in carried) Couple {
	h.t.Helper()
	v := vault.New(cheap, vault.NewSecrets(in.Secrets...))
	var couple *vault.Couple
	person := func(from carriedPerson) Person {
		p := Person{Reader: journal.Reader{Me: from.Me, Own: from.Own}}
		var err error
		if p.keys, err = v.OpenWithCode(from.Keys, in.Code); err != nil {
			h.t.Fatalf("receive a person: %v", err)
		}
		if couple, err = p.keys.OpenCouple(from.Couple, carriedFor); err != nil {
			h.t.Fatalf("receive a couple: %v", err)
		}
		return p
	}
	left, right := person(in.Left), person(in.Right)
	return h.join(left, right, in.Shared, couple)
}

// alone stands in for a test in a process that is none.
type alone struct{ testing.TB }

func (alone) Helper()                      {}
func (alone) Context() context.Context     { return context.Background() }
func (alone) Fatalf(f string, args ...any) { panic(fmt.Sprintf(f, args...)) }
