package look

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"sort"
	"strings"
	"time"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"

	"footbridge/internal/practice"
	"footbridge/internal/web/locales"
)

// Words are all translated sentences: those of the house and those of the practices. A sentence
// may hold places for names and people's words, written {{.Name}}; what goes into a place is
// isolated (U+2068 … U+2069), so that text of the other writing direction cannot disturb the
// sentence around it. A message with plural forms takes its number from the place Count.
type Words struct {
	bundle *i18n.Bundle
	langs  []language.Tag // English first
	match  language.Matcher
	talk   map[string]*i18n.Localizer   // by language
	fixed  map[string]map[string]string // by language: sentences without places
	keys   map[string]bool              // of English
}

// NewWords reads the house's languages, and from each of more the sentences of a practice,
// content/<language>/say.json, in the languages that the house speaks.
func NewWords(more ...fs.FS) (*Words, error) {
	w := &Words{
		bundle: i18n.NewBundle(language.English),
		talk:   map[string]*i18n.Localizer{}, fixed: map[string]map[string]string{}, keys: map[string]bool{},
	}
	files, err := fs.Glob(locales.Files, "*.json")
	if err != nil {
		return nil, fmt.Errorf("list languages: %w", err)
	}
	sort.Slice(files, func(i, j int) bool { return files[i] == "en.json" || files[j] != "en.json" && files[i] < files[j] })
	for _, f := range files {
		lang := strings.TrimSuffix(f, ".json")
		tag, err := language.Parse(lang)
		if err != nil {
			return nil, fmt.Errorf("language file %s: %w", f, err)
		}
		w.langs = append(w.langs, tag)
		w.fixed[lang] = map[string]string{}
		if err := w.load(locales.Files, f, lang); err != nil {
			return nil, err
		}
		for _, m := range more {
			err := w.load(m, path.Join("content", lang, "say.json"), lang)
			if err != nil && !errors.Is(err, fs.ErrNotExist) {
				return nil, err
			}
		}
		w.talk[lang] = i18n.NewLocalizer(w.bundle, lang)
	}
	w.match = language.NewMatcher(w.langs)
	return w, nil
}

// load adds one file. No key may come twice in one language.
func (w *Words) load(fsys fs.FS, name, lang string) error {
	text, err := fs.ReadFile(fsys, name)
	if err != nil {
		return fmt.Errorf("read sentences: %w", err)
	}
	var raw map[string]any
	if err := json.Unmarshal(text, &raw); err != nil {
		return fmt.Errorf("sentences in %s: %w", name, err)
	}
	for key, v := range raw {
		if s, ok := v.(string); ok && !strings.Contains(s, "{{") {
			if _, twice := w.fixed[lang][key]; twice {
				return fmt.Errorf("sentences in %s: the key %s comes twice", name, key)
			}
			w.fixed[lang][key] = s
		}
		if lang == "en" {
			w.keys[key] = true
		}
	}
	if _, err := w.bundle.ParseMessageFileBytes(text, lang+".json"); err != nil {
		return fmt.Errorf("sentences in %s: %w", name, err)
	}
	return nil
}

// Langs are the languages that can be chosen, English first.
func (w *Words) Langs() []Lang {
	var out []Lang
	for _, tag := range w.langs {
		code := tag.String()
		out = append(out, Lang{Code: code, Name: w.Text(code, "language.name")})
	}
	return out
}

// Lang is one language: its BCP 47 code and how it calls itself.
type Lang struct{ Code, Name string }

// Match picks the language to speak for wishes, each a code or an Accept-Language header, the
// strongest wish first. It always gives one of Langs.
func (w *Words) Match(wishes ...string) string {
	_, i := language.MatchStrings(w.match, wishes...)
	return w.langs[i].String()
}

// Has says whether a sentence exists (in English, which has all of them).
func (w *Words) Has(key string) bool { return w.keys[key] }

// Text is the sentence of key in a language, or in English where that lacks it; pairs are the
// names of places and what goes into them. An unknown key gives "".
func (w *Words) Text(lang, key string, pairs ...any) string {
	s, err := w.text(lang, practice.Sentence(key, pairs...))
	if err != nil {
		return ""
	}
	return s
}

// Say is a sentence born in Go, in a language. No key, or an unknown one, gives "".
func (w *Words) Say(lang string, s practice.Say) string {
	out, err := w.text(lang, s)
	if err != nil {
		return ""
	}
	return out
}

func (w *Words) text(lang string, s practice.Say) (string, error) {
	if s.Key == "" {
		return "", nil
	}
	if text, ok := w.fixed[lang][s.Key]; ok {
		return text, nil
	}
	talk, ok := w.talk[lang]
	if !ok {
		talk = w.talk["en"]
	}
	args := make(map[string]any, len(s.Args))
	for name, v := range s.Args {
		args[name] = isolated(v)
	}
	text, err := talk.Localize(&i18n.LocalizeConfig{MessageID: s.Key, TemplateData: args, PluralCount: s.Args["Count"]})
	if err != nil && text == "" {
		return "", fmt.Errorf("sentence %s: %w", s.Key, err)
	}
	return text, nil
}

// directions removes the characters that change writing direction, so that isolation holds.
var directions = strings.NewReplacer("\u202a", "", "\u202b", "", "\u202c", "", "\u202d", "", "\u202e", "",
	"\u2066", "", "\u2067", "", "\u2068", "", "\u2069", "")

func isolated(v any) any {
	if s, ok := v.(string); ok {
		return "\u2068" + directions.Replace(s) + "\u2069"
	}
	return v
}

// weekday, date and when are the few ways in which pages speak of days. Keys: date.day.0 is
// Sunday, date.month.1 is January.
func (w *Words) weekday(lang string, d practice.Day) string {
	return w.Text(lang, fmt.Sprintf("date.day.%d", d.Time().Weekday()))
}

// date is a weekday with its date, without a year: "Thursday, 19 November".
func (w *Words) date(lang string, d practice.Day) string {
	t := d.Time()
	s, _ := w.text(lang, practice.Sentence("date.full"))
	return strings.NewReplacer("WEEKDAY", w.weekday(lang, d), "DAY", fmt.Sprint(t.Day()),
		"MONTH", w.Text(lang, fmt.Sprintf("date.month.%d", t.Month()))).Replace(s)
}

// when names the part of the day that t lies in, in t's own zone: "Thursday evening".
func (w *Words) when(lang string, t time.Time) string {
	part := "date.night"
	switch h := t.Hour(); {
	case h >= 5 && h < 12:
		part = "date.morning"
	case h >= 12 && h < 17:
		part = "date.afternoon"
	case h >= 17 && h < 23:
		part = "date.evening"
	}
	return strings.ReplaceAll(w.Text(lang, part), "WEEKDAY", w.weekday(lang, practice.DayOf(t)))
}
