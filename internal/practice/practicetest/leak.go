package practicetest

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"

	"footbridge/internal/journal"
	"footbridge/internal/practice"
	"footbridge/internal/web"
)

// sentinel marks every word that the viewer may not read.
const sentinel = "QUARTZHERON"

// leak: nothing that the viewer may not read appears on any page, in either form. The same test
// must fail on a journal that forgets whose shelf it reads, or it proves nothing.
func leak(t *testing.T, p practice.Practice) {
	if found := leaks(t, p, false); len(found) > 0 {
		t.Errorf("what is the other's alone can be read:\n%s", strings.Join(found, "\n"))
	}
	if found := leaks(t, p, true); len(found) == 0 {
		t.Error("with the shelf check removed nothing was found: this test cannot fail")
	}
}

// leaks fills a world, lets one of the two look at every page, and lists where the sentinel was.
func leaks(t *testing.T, p practice.Practice, faulty bool) []string {
	var reads func(context.Context, journal.Reader, []practice.Kind, journal.Heads) (journal.Batch, error)
	w := NewWorld(t, []practice.Practice{p}, func(c *web.Config) {
		c.Reads = func(ctx context.Context, r journal.Reader, k []practice.Kind, after journal.Heads) (journal.Batch, error) {
			return reads(ctx, r, k, after)
		}
	})
	reads = w.Journal.Read
	ada, bo := w.Couple("Ada", "Bo")
	ids := fill(t, w, p, ada, bo)
	if faulty {
		reads = bothShelves(w, bo.Reader())
	}
	var found []string
	look := func(path string) {
		for _, accept := range []string{"text/html", "application/json"} {
			a := ada.Do("GET", path, nil, accept)
			if a.Status >= 500 {
				t.Errorf("GET %s as %s: %d", path, accept, a.Status)
			}
			if strings.Contains(a.Body+fmt.Sprint(a.Header), sentinel) {
				found = append(found, path+" as "+accept)
			}
		}
	}
	for _, path := range []string{"/", "/practices", "/support", "/invite", "/joined"} {
		look(path)
	}
	for _, a := range p.Actions {
		if a.Method != "GET" {
			continue
		}
		if !strings.Contains(a.Path, "{") {
			look("/practices/" + p.Slug + a.Path)
			continue
		}
		for _, id := range ids {
			look("/practices/" + p.Slug + fillPath(a.Path, id))
		}
	}
	return found
}

// fillPath puts an id in every place of a path.
func fillPath(path, id string) string {
	for {
		open := strings.Index(path, "{")
		if open < 0 {
			return path
		}
		path = path[:open] + id + path[strings.Index(path, "}")+1:]
	}
}

// fill lets the other write every kind for themself alone, and as an answer that waits, with the
// sentinel in every text; and lets both write and open something, so that pages have content. It
// returns all ids there are, the other's too.
func fill(t *testing.T, w *World, p practice.Practice, ada, bo *Visitor) []string {
	for _, k := range p.Kinds {
		raw, err := os.ReadFile(example(k))
		if err != nil {
			t.Fatal(err)
		}
		if p.Shared != nil && p.Shared.Kind == k.Name {
			ada.Write(k, practice.Overlap, "", raw)
			bo.Write(k, practice.Overlap, "", marked(t, raw))
			continue
		}
		place := p.Slug + "/leak/" + k.Name
		if !k.Locked {
			ada.Write(k, practice.Held, place, raw)
			bo.Write(k, practice.Held, place, raw) // opens
			bo.Write(k, practice.Ours, "", raw)
			bo.Write(k, practice.Held, place+"/waits", marked(t, raw))
			bo.Write(k, practice.Held, p.Slug+"/"+strings.Split(k.Name, ".")[1], marked(t, raw))
		}
		ada.Write(k, practice.Mine, "", raw)
		bo.Write(k, practice.Mine, "", marked(t, raw))
	}
	var ids []string
	for _, v := range []*Visitor{ada, bo} {
		b, err := w.Journal.Read(context.Background(), v.Reader(), p.Kinds, journal.Heads{})
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range b.Entries {
			ids = append(ids, e.ID)
			if e.Opening != "" {
				ids = append(ids, e.Opening)
			}
		}
	}
	return ids
}

// marked puts the sentinel into every text of an example.
func marked(t *testing.T, raw json.RawMessage) json.RawMessage {
	var v any
	if err := json.Unmarshal(raw, &v); err != nil {
		t.Fatal(err)
	}
	b, err := json.Marshal(mark(v))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func mark(v any) any {
	switch v := v.(type) {
	case string:
		return sentinel + " " + v
	case []any:
		for i := range v {
			v[i] = mark(v[i])
		}
	case map[string]any:
		for k := range v {
			v[k] = mark(v[k])
		}
	}
	return v
}

// bothShelves is the journal with its shelf check removed: it also gives what lies on the other's
// own shelf, opened with the other's keys, as if it were shared.
func bothShelves(w *World, other journal.Reader) func(context.Context, journal.Reader, []practice.Kind, journal.Heads) (journal.Batch, error) {
	return func(ctx context.Context, r journal.Reader, kinds []practice.Kind, after journal.Heads) (journal.Batch, error) {
		mine, err := w.Journal.Read(ctx, r, kinds, journal.Heads{})
		if err != nil {
			return mine, err
		}
		theirs, err := w.Journal.Read(ctx, other, kinds, journal.Heads{})
		for _, e := range theirs.Entries {
			if e.Audience != practice.Ours {
				mine.Entries = append(mine.Entries, e)
			}
		}
		mine.Again = true
		return mine, err
	}
}
