package app

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/hex"
	"net/http"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"footbridge/internal/db"
	"footbridge/internal/practice"
	"footbridge/internal/practice/practicetest"
)

// furnished is a store with all that people leave: an opened pair, a letter that waits, words for
// oneself, unsent words, a session each; somebody with an open invitation, whose code it returns; two
// who have joined and not compared the four words yet.
func furnished(t *testing.T, w *practicetest.World) (ada, bo *practicetest.Visitor, code string) {
	t.Helper()
	ada, bo = w.Visitor("Adalovelace"), w.Visitor("Bodoni")
	third, fourth, fifth := w.Visitor("Cydonia"), w.Visitor("Deedee"), w.Visitor("Evelyn")
	join := func(v *practicetest.Visitor, code, to string) {
		t.Helper()
		if a := v.Do(http.MethodPost, "/join", practice.Form{"code": code}, ""); a.To != to {
			t.Fatalf("joining: %d %q", a.Status, a.To)
		}
	}
	ada.SignUp("a")
	code = ada.Invite()
	for _, v := range []*practicetest.Visitor{bo, third, fourth, fifth} {
		join(v, code, "/sign-up")
		v.SignUp("b")
	}
	join(bo, code, "/joined")
	ada.Do(http.MethodPost, "/joined", practice.Form{}, "")
	join(fifth, fourth.Invite(), "/joined")
	writes(t, w, ada, practice.Held, "WHEATHERON opens")
	writes(t, w, bo, practice.Held, "WHEATOTTER opens")
	writes(t, w, ada, practice.Mine, "WHEATFINCH alone")
	writes(t, w, ada, practice.Held, "WHEATSWIFT waits")
	writes(t, w, bo, practice.Ours, "WHEATLARKS for both")
	if err := w.Journal.KeepUnsent(t.Context(), bo.Reader(), "", "/a/page", []byte("WHEATROBIN unsent"), w.Clock.Now()); err != nil {
		t.Fatal(err)
	}
	return ada, bo, third.Invite()
}

// N6: everything that lasts goes to the other engine and back, while the first is open: both sign in
// and read what they read before, and the letter that waits opens with the other's. Nobody is signed
// in by a backup, and no invitation comes back with it.
func TestThereAndBack(t *testing.T) {
	for _, way := range [][]string{{"sqlite", "postgres", "sqlite"}, {"postgres", "sqlite", "postgres"}} {
		t.Run(strings.Join(way, " "), func(t *testing.T) {
			clock, c := practicetest.NewClock(), place(t, way[0])
			w := server(t, c, clock)
			ada, bo, code := furnished(t, w)
			want, left, right := contents(t, w.DB), reads(t, w, ada), reads(t, w, bo)
			if strings.Count(left, "WHEAT") != 5 || strings.Count(right, "WHEAT") != 4 {
				t.Fatalf("they read\n%s\n%s", left, right)
			}
			for _, engine := range way[1:] {
				file, said := saved(t, c)
				unreadable(t, file, ada)
				if !strings.Contains(said, c.SecretFile) || !strings.Contains(said, "entry") {
					t.Errorf("it says: %s", said)
				}
				c = place(t, engine)
				if said := brought(t, c, file); !strings.Contains(said, c.SecretFile) || strings.Contains(said, "session") {
					t.Errorf("it says: %s", said)
				}
				if got := contents(t, opened(t, c)); !reflect.DeepEqual(got, want) {
					t.Fatalf("on %s other rows arrived: %s", engine, different(got, want))
				}
			}
			after := server(t, c, clock)
			if a := after.Visitor("x").Do(http.MethodPost, "/i", practice.Form{"code": code}, ""); a.Status != http.StatusUnprocessableEntity {
				t.Errorf("the open invitation came back: %d", a.Status)
			}
			ada.MoveTo(after)
			if a := ada.Get("/support"); a.To != "/sign-in" {
				t.Errorf("an old session came back: %d %q", a.Status, a.To)
			}
			ada, bo = signsIn(after, "Adalovelace"), signsIn(after, "Bodoni")
			if reads(t, after, ada) != left || reads(t, after, bo) != right {
				t.Error("they read something else")
			}
			writes(t, after, bo, practice.Held, "WHEATCRANE answers")
			for _, v := range []*practicetest.Visitor{ada, bo} {
				if now := reads(t, after, v); !strings.Contains(now, "WHEATSWIFT") || !strings.Contains(now, "WHEATCRANE") {
					t.Errorf("%s: the letters did not open", v.Name)
				}
			}
			fourth := signsIn(after, "Deedee")
			if a := fourth.Do(http.MethodPost, "/joined", practice.Form{}, ""); a.Status != http.StatusSeeOther || fourth.Visit().Partner == nil {
				t.Errorf("a couple that was not confirmed is lost: %d", a.Status)
			}
		})
	}
}

// unreadable fails when a backup holds anything readable, or not even what it must.
func unreadable(t *testing.T, file string, v *practicetest.Visitor) {
	t.Helper()
	all, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for _, word := range []string{"WHEAT", "delovelace", "odoni", "ydonia", "rituals", "checkin", "Firefox", "Berlin", "friend with a small",
		"quiet herons", "127.0.0.1", string(serverSecret)} {
		forms := []string{word, strings.ToLower(word), hex.EncodeToString([]byte(word)), base64.StdEncoding.EncodeToString([]byte(word))}
		for skip := range 2 { // base64 depends on where in a group of three the word begins
			b := base64.StdEncoding.EncodeToString([]byte(strings.Repeat("x", skip+1) + word))
			forms = append(forms, b[4:len(b)-4])
		}
		for _, form := range forms {
			if len(form) > 4 && bytes.Contains(all, []byte(form)) {
				at := bytes.Index(all, []byte(form))
				t.Errorf("the backup holds %q, in %q", form, all[max(0, at-40):min(len(all), at+40)])
			}
		}
	}
	if !bytes.Contains(all, []byte(v.Reader().Own)) {
		t.Error("the backup does not even hold a shelf's id")
	}
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("others can read it: %v, %v", info.Mode(), err)
	}
	if files, err := os.ReadDir(filepath.Dir(file)); err != nil || len(files) != 1 {
		t.Errorf("something lies beside it: %v, %v", files, err)
	}
}

func different(got, want map[string][]string) string {
	for name := range want {
		if !slices.Equal(got[name], want[name]) {
			return name
		}
	}
	return "a table too many"
}

// Each table was thought about: what a backup carries comes back to life when it is restored. Whoever
// adds a table adds it here, or to leftOut.
func TestEveryTableIsDecided(t *testing.T) {
	carried := []string{"account", "couple", "entry", "invitation", "member", "request", "server", "shelf", "unsent", "vault_secret"}
	d, err := fresh(t.Context(), filepath.Join(t.TempDir(), "x"))
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	list, err := tables(t.Context(), d)
	if err != nil {
		t.Fatal(err)
	}
	for _, one := range list {
		if slices.Contains(carried, one.Name) == leftOut[one.Name] {
			t.Errorf("%s: is it carried by a backup?", one.Name)
		}
	}
	for name := range leftOut {
		if !among(list, name) {
			t.Errorf("there is no table %s to leave out", name)
		}
	}
}

// What cannot be backed up is said in a sentence, and nothing is written.
func TestBackupRefuses(t *testing.T) {
	c := place(t, "sqlite")
	server(t, c, practicetest.NewClock())
	there := filepath.Join(t.TempDir(), "there")
	if err := os.WriteFile(there, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	older, newer, foreign := place(t, "sqlite"), place(t, "sqlite"), place(t, "sqlite")
	server(t, older, practicetest.NewClock())
	server(t, newer, practicetest.NewClock())
	behind(t, older, `DELETE FROM journal_schema WHERE version_id = (SELECT MAX(version_id) FROM journal_schema)`)
	behind(t, newer, `UPDATE journal_schema SET version_id = version_id + 50`)
	behind(t, foreign, `CREATE TABLE recipes (id TEXT)`)
	for name, try := range map[string]struct {
		c    Config
		to   string
		want string
	}{
		"a file that is there": {c, there, "is there already"},
		"no folder":            {c, filepath.Join(t.TempDir(), "no", "x"), "no folder"},
		"no database":          {Config{Data: c.Data, DB: filepath.Join(c.Data, "other.db")}, "", "no database"},
		"nothing of ours":      {foreign, "", "nothing of Footbridge"},
		"an older database":    {older, "", "older version"},
		"a newer database":     {newer, "", "newer version"},
	} {
		to := try.to
		if to == "" {
			to = filepath.Join(t.TempDir(), "x")
		}
		err := backup(t.Context(), try.c, to, time.Now, &bytes.Buffer{})
		if err == nil || !strings.Contains(err.Error(), try.want) {
			t.Errorf("%s: %v", name, err)
		}
		if left, _ := filepath.Glob(to + "*"); try.to == "" && len(left) > 0 {
			t.Errorf("%s: it left %v", name, left)
		}
	}
	if b, err := os.ReadFile(there); err != nil || string(b) != "mine" {
		t.Error("a file was written over")
	}
	if _, err := os.Stat(filepath.Join(c.Data, "other.db")); err == nil {
		t.Error("a database was made")
	}
}

// behind runs a statement behind the program's back.
func behind(t *testing.T, c Config, query string) {
	t.Helper()
	err := opened(t, c).Write(t.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec(t.Context(), query)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// stopper calls off a context when a word is printed.
type stopper struct {
	at   string
	stop context.CancelFunc
}

func (s stopper) Write(b []byte) (int, error) {
	if strings.Contains(string(b), s.at) {
		s.stop()
	}
	return len(b), nil
}

// Ctrl-C in the middle of either leaves nothing half.
func TestCalledOff(t *testing.T) {
	engines(t, func(t *testing.T, engine string) {
		c := place(t, engine)
		w := server(t, c, practicetest.NewClock())
		w.Couple("Ada", "Bo")
		file, _ := saved(t, c)
		for _, at := range []string{"account", "vault_secret"} {
			ctx, stop := context.WithCancel(t.Context())
			to := filepath.Join(t.TempDir(), "x")
			if err := backup(ctx, c, to, time.Now, stopper{at, stop}); err == nil || !strings.Contains(err.Error(), "stopped") {
				t.Errorf("a backup called off at %s: %v", at, err)
			}
			if left, _ := filepath.Glob(to + "*"); len(left) > 0 {
				t.Errorf("it left %v", left)
			}
			ctx, stop = context.WithCancel(t.Context())
			target := place(t, engine)
			if err := restore(ctx, target, file, cheap, time.Now, stopper{at, stop}); err == nil || !strings.Contains(err.Error(), "stopped") {
				t.Errorf("a restore called off at %s: %v", at, err)
			}
			holdsNothing(t, target)
			if left, _ := filepath.Glob(filepath.Join(target.Data, "restore-*")); len(left) > 0 {
				t.Errorf("it left %v", left)
			}
			brought(t, target, file) // and then it works
			stop()
		}
	})
}

// holdsNothing fails when anything was restored.
func holdsNothing(t *testing.T, c Config) {
	t.Helper()
	for name, rows := range contents(t, opened(t, c)) {
		if len(rows) > 0 {
			t.Errorf("%s holds %d rows", name, len(rows))
		}
	}
}
