package story

import (
	"encoding/json"
	"io/fs"
	"os"
	"path"
	"strings"
	"testing/fstest"
	"unicode"

	"footbridge/internal/app"
	"footbridge/internal/web/locales"
)

// mirroredEnv asks a child server to speak one more language, "he": the English sentences in Hebrew
// letters, as long as in English and written from right to left. Nobody can read it; it is for looking at
// pages. What only a practice's own content holds stays English, as in a practice that is not translated.
const mirroredEnv = "STORY_MIRRORED"

func init() {
	if os.Getenv(mirroredEnv) == "" || os.Getenv(childServer) == "" {
		return
	}
	locales.Files = mirrored(locales.Files, "en.json", "he.json")
	for i, p := range app.Practices {
		app.Practices[i].Words = mirrored(p.Words, "content/en/say.json", "content/he/say.json")
	}
}

// mirrored is a copy of files with the sentences of one in Hebrew letters beside them.
func mirrored(files fs.FS, from, to string) fs.FS {
	all := fstest.MapFS{}
	err := fs.WalkDir(files, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || path.Ext(name) != ".json" {
			return err
		}
		b, err := fs.ReadFile(files, name)
		all[name] = &fstest.MapFile{Data: b}
		return err
	})
	if err != nil {
		panic(err)
	}
	var sentences map[string]any
	if err := json.Unmarshal(all[from].Data, &sentences); err != nil {
		panic(err)
	}
	for key, v := range sentences {
		switch v := v.(type) {
		case string:
			sentences[key] = hebrew(v)
		case map[string]any: // the forms of a number, of which Hebrew has others
			for form, text := range v {
				v[form] = hebrew(text.(string))
			}
			v["two"], v["many"] = v["other"], v["other"]
		}
	}
	if _, ok := sentences["language.dir"]; ok {
		sentences["language.dir"] = "rtl"
	}
	b, err := json.Marshal(sentences)
	if err != nil {
		panic(err)
	}
	all[to] = &fstest.MapFile{Data: b}
	return all
}

// hebrew writes a sentence letter by letter in another script. Places for names, {{.Name}}, and the words
// in capitals that stand for parts of a date stay.
func hebrew(sentence string) string {
	letters := []rune("אבגדהוזחטיכלמנסעפצקרשתךםןף")
	var out strings.Builder
	word := []rune{}
	flush := func() {
		capitals := len(word) > 2
		for _, r := range word {
			capitals = capitals && unicode.IsUpper(r)
		}
		for _, r := range word {
			if !capitals {
				r = letters[unicode.ToLower(r)-'a']
			}
			out.WriteRune(r)
		}
		word = word[:0]
	}
	place := 0
	for _, r := range sentence {
		switch {
		case r == '{':
			place++
		case r == '}':
			place--
		}
		if place == 0 && r < unicode.MaxASCII && unicode.IsLetter(r) {
			word = append(word, r)
			continue
		}
		flush()
		out.WriteRune(r)
	}
	flush()
	return out.String()
}
