package people

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"

	"footbridge/internal/db"
	"footbridge/internal/db/dbtest"
)

// nodes runs a test with two nodes on one database.
func nodes(t *testing.T, f func(t *testing.T, w *world, nodes [2]*People)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, openDB func() *db.DB) {
		w := newWorld(t, openDB(), open)
		f(t, w, [2]*People{w.People, w.node(openDB(), open, secretOf(1))})
	})
}

// parallel runs f n times at once and returns the errors.
func parallel(n int, f func(i int) error) []error {
	errs := make([]error, n)
	start := make(chan struct{})
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() {
			<-start
			errs[i] = f(i)
		})
	}
	close(start)
	wg.Wait()
	return errs
}

// oneWins makes sure that one came through and the others got want.
func (w *world) oneWins(what string, errs []error, want error) {
	w.t.Helper()
	won := 0
	for _, err := range errs {
		if err == nil {
			won++
		} else if !errors.Is(err, want) {
			w.t.Errorf("%s: %v, want %v", what, err, want)
		}
	}
	if won != 1 {
		w.t.Fatalf("%s: %d came through", what, won)
	}
}

// E22: fifty people on one link, on two nodes: one gets in.
func TestFiftyJoin(t *testing.T) {
	nodes(t, func(t *testing.T, w *world, nodes [2]*People) {
		ctx := t.Context()
		a := w.signUp("ada", "a")
		inv, err := w.Invite(ctx, a.visit(), 0)
		w.must(err)
		visits := make([]*Visit, 50)
		for i := range visits {
			visits[i] = w.signUp(fmt.Sprint("guest", i), "b").visit()
		}
		errs := parallel(len(visits), func(i int) error { return nodes[i%2].Join(ctx, visits[i], inv.Code) })
		w.oneWins("joining", errs, ErrInvitation)
		if w.count(`SELECT COUNT(*) FROM member`) != 2 || w.count(`SELECT COUNT(*) FROM couple`) != 1 ||
			w.count(`SELECT COUNT(*) FROM shelf`) != 52 {
			t.Fatal("more than one couple's rows")
		}
		errs = parallel(6, func(i int) error { return nodes[i%2].Confirm(ctx, a.visit()) })
		w.oneWins("confirming", errs, ErrPaired)
	})
}

// Two who invite and join each other at the same moment are one couple.
func TestJoinEachOther(t *testing.T) {
	nodes(t, func(t *testing.T, w *world, nodes [2]*People) {
		ctx := t.Context()
		for round := range 8 {
			a, b := w.signUp(fmt.Sprint("a", round), "a"), w.signUp(fmt.Sprint("b", round), "a")
			ia, err := w.Invite(ctx, a.visit(), 0)
			w.must(err)
			ib, err := w.Invite(ctx, b.visit(), 0)
			w.must(err)
			visits, codes := []*Visit{a.visit(), b.visit()}, []string{ib.Code, ia.Code}
			won := 0
			for _, err := range parallel(2, func(i int) error { return nodes[i].Join(ctx, visits[i], codes[i]) }) {
				if err == nil {
					won++
				} else if !errors.Is(err, ErrInvitation) && !errors.Is(err, ErrPaired) {
					t.Fatal(err)
				}
			}
			if won != 1 {
				t.Fatalf("round %d: %d joined", round, won)
			}
		}
		w.sound()
	})
}

// Somebody who joins while they invite from another device ends with no
// invitation standing, or was invited first and joins nobody.
func TestInviteDuringJoin(t *testing.T) {
	nodes(t, func(t *testing.T, w *world, nodes [2]*People) {
		ctx := t.Context()
		for round := range 15 {
			a, b := w.signUp(fmt.Sprint("a", round), "a"), w.signUp(fmt.Sprint("b", round), "b")
			inv, err := w.Invite(ctx, a.visit(), 0)
			w.must(err)
			v := b.visit()
			errs := parallel(4, func(i int) error {
				if i == 0 {
					return nodes[0].Join(ctx, v, inv.Code)
				}
				if _, err := nodes[i%2].Invite(ctx, v, 0); !errors.Is(err, ErrPaired) {
					return err
				}
				return nil
			})
			w.must(errors.Join(errs...))
			w.sound()
		}
	})
}

// sound checks what must hold whatever happened at once.
func (w *world) sound() {
	w.t.Helper()
	for what, query := range map[string]string{
		"couples that are not two": `SELECT COUNT(*) FROM couple c WHERE (SELECT COUNT(*) FROM member m WHERE m.couple = c.id) <> 2`,
		"members who invite":       `SELECT COUNT(*) FROM invitation i JOIN member m ON m.account = i.account WHERE i.couple IS NULL`,
		"used invitations of nobody": `SELECT COUNT(*) FROM invitation i WHERE i.couple IS NOT NULL
			AND NOT EXISTS (SELECT 1 FROM member m WHERE m.account = i.account AND m.couple = i.couple AND m.pin IS NULL)`,
		"unconfirmed members without invitation": `SELECT COUNT(*) FROM member m WHERE m.pin IS NULL
			AND NOT EXISTS (SELECT 1 FROM invitation i WHERE i.account = m.account AND i.couple = m.couple)`,
	} {
		if n := w.count(query); n != 0 {
			w.t.Errorf("%d %s", n, what)
		}
	}
}

// Inviting, taking back, joining, confirming, refusing and renaming, all at
// once and in any order, keep couples and invitations sound.
func TestStorm(t *testing.T) {
	nodes(t, func(t *testing.T, w *world, nodes [2]*People) {
		ctx := t.Context()
		var visits []*Visit
		var people []*person
		for i := range 5 {
			people = append(people, w.signUp(fmt.Sprint("p", i), []string{"a", "b"}[i%2]))
			visits = append(visits, people[i].visit())
		}
		var mu sync.Mutex
		codes := []string{""}
		errs := parallel(8, func(g int) error {
			random := rand.New(rand.NewPCG(uint64(g), 1))
			for range 25 {
				node, who := nodes[random.IntN(2)], random.IntN(len(visits))
				v, err := node.Visit(ctx, people[who].cookies.Session)
				if err != nil {
					return err
				}
				if v.Changed {
					return errors.New("a page said that something was changed")
				}
				switch random.IntN(7) {
				case 0, 1:
					var inv Invitation
					if inv, err = node.Invite(ctx, v, random.IntN(7)); err == nil {
						mu.Lock()
						codes = append(codes, inv.Code)
						mu.Unlock()
					}
				case 2:
					err = node.CancelInvitation(ctx, v)
				case 3, 4:
					mu.Lock()
					code := codes[len(codes)-1-random.IntN(min(3, len(codes)))]
					mu.Unlock()
					err = node.Join(ctx, v, code)
				case 5:
					if random.IntN(2) == 0 {
						err = node.Confirm(ctx, v)
					} else {
						err = node.Refuse(ctx, v)
					}
				case 6:
					err = node.ChangeProfile(ctx, v, Profile{Name: fmt.Sprint("n", random.IntN(99)), Side: v.Side, Zone: "UTC"})
				}
				var field *ErrField
				switch {
				case err == nil, errors.Is(err, ErrInvitation), errors.Is(err, ErrPaired), errors.Is(err, ErrAlone), errors.As(err, &field):
				default:
					return err
				}
			}
			return nil
		})
		w.must(errors.Join(errs...))
		w.sound()
		for _, p := range people {
			v := p.visit()
			if v.Changed || v.Welcome && v.Pending == nil {
				t.Errorf("afterwards: %+v", v)
			}
		}
	})
}

// The same name, the first account and one recovery code are won once.
func TestOnlyOnce(t *testing.T) {
	nodes(t, func(t *testing.T, w *world, nodes [2]*People) {
		ctx := t.Context()
		var recovery [8]string
		errs := parallel(8, func(i int) (err error) {
			_, recovery[i], err = nodes[i%2].SignUp(ctx, SignUp{Name: "ada", Password: goodPw})
			return err
		})
		w.oneWins("one name", errs, ErrName)
		code := ""
		for _, r := range recovery {
			code += r
		}
		errs = parallel(8, func(i int) error {
			_, _, err := nodes[i%2].Recover(ctx, Recover{Code: code, Name: "ada", Password: otherPw})
			return err
		})
		w.oneWins("one code", errs, ErrWrong)
		if w.count(`SELECT COUNT(*) FROM session`) != 1 || w.count(`SELECT COUNT(*) FROM account`) != 1 ||
			w.count(`SELECT COUNT(*) FROM server s JOIN account a ON a.id = s.first_account`) != 1 {
			t.Fatal("not one account with one session")
		}
	})
}

// A sign-in with the old password that races with a change of it leaves no
// session behind.
func TestSignInDuringChange(t *testing.T) {
	nodes(t, func(t *testing.T, w *world, nodes [2]*People) {
		ctx := t.Context()
		a := w.signUp("ada", "a")
		for round := range 6 {
			v := a.visit()
			old, next := goodPw, otherPw
			if round%2 == 1 {
				old, next = otherPw, goodPw
			}
			var in [4]Cookies
			errs := parallel(5, func(i int) (err error) {
				if i == 4 {
					return nodes[0].ChangePassword(ctx, v, old, next)
				}
				in[i], err = nodes[i%2].SignIn(ctx, SignIn{Name: "ada", Password: old})
				if errors.Is(err, ErrWrong) {
					err = nil
				}
				return err
			})
			w.must(errors.Join(errs...))
			for _, c := range in {
				if _, err := w.Visit(ctx, c.Session); !errors.Is(err, ErrNoSession) {
					t.Fatalf("round %d: a session with the old password lives: %v", round, err)
				}
			}
			w.exec(`DELETE FROM throttle`)
		}
	})
}

// E20: a hundred tries at once are counted as a hundred.
func TestParallelTries(t *testing.T) {
	nodes(t, func(t *testing.T, w *world, nodes [2]*People) {
		ctx := t.Context()
		w.signUp("ada", "a")
		tried := 0
		for _, err := range parallel(100, func(i int) error {
			_, err := nodes[i%2].SignIn(ctx, SignIn{Name: "ada", Password: otherPw, Browser: browser()})
			return err
		}) {
			var slow *ErrSlow
			switch {
			case errors.Is(err, ErrWrong):
				tried++
			case !errors.As(err, &slow):
				t.Error(err)
			}
		}
		if tried != 6 {
			t.Fatalf("%d tries went through", tried)
		}
	})
}
