package people

import (
	"errors"
	"strings"
	"testing"
	"unicode/utf8"
)

// A1: fifteen characters or more, any Unicode, not what everybody tries first.
func TestCheckPassword(t *testing.T) {
	const name = "Robin.Example@mail.test"
	for _, c := range []struct {
		password string
		want     error
	}{
		{"", ErrPasswordShort},
		{"fourteen-signs", ErrPasswordShort},
		{strings.Repeat("e\u0301", 14), ErrPasswordShort}, // 28 runes typed, 14 after NFKC
		{"ﬁﬁﬁﬁﬁﬁﬁ", ErrPasswordShort},
		{"\xff\xfe not text at all", ErrPasswordText},
		{strings.Repeat("kV9$", 257), ErrPasswordLong},
		{"passwordpassword1", ErrPasswordCommon},
		{"P@ssw0rdP@ssw0rd!!", ErrPasswordCommon},
		{"qwertyuiop12345", ErrPasswordCommon},
		{"1qaz2wsx3edc4rfv", ErrPasswordCommon},
		{"poiuytrewq54321", ErrPasswordCommon},
		{"aaaaaaaaaaaaaaa", ErrPasswordCommon},
		{"ababababababababab", ErrPasswordCommon},
		{"123456789012345", ErrPasswordCommon},
		{"abcdefghijklmno", ErrPasswordCommon},
		{"footbridgefootbridge", ErrPasswordCommon},
		{"Footbridge-Footbridge-2026", ErrPasswordCommon},
		{"correct horse battery staple", ErrPasswordCommon},
		{"iloveyouforever2024", ErrPasswordCommon},
		{"sunshine football monkey", ErrPasswordCommon},
		{"xxxxxxxxxxxxxxxxxxxx", ErrPasswordCommon},
		{"ääääääääääääääääää", ErrPasswordCommon},
		{name, ErrPasswordName},
		{"robin.example@mail.test2026", ErrPasswordName},
		{"ROBIN.EXAMPLE@MAIL.TESTrobin.example@mail.test", ErrPasswordName},
		{"gravel teacup mornings", nil},
		{"we met on a wet platform", nil},
		{"тихая вода у старого моста", nil},
		{"橋の上で君と静かに朝を待つ歌", ErrPasswordShort},
		{"橋の上で君と静かに朝を待っている歌", nil},
		{"kd83hf0qmz71xpw", nil},
		{"🌉🐟🌧️🍞🎻🕯️🧵🪨🌲🥾🧭⛵🐚🪶🔔", nil},
		{strings.Repeat("kV9$", 2) + "mountain goat tea", nil},
	} {
		if err := CheckPassword(c.password, name); !errors.Is(err, c.want) || (c.want == nil && err != nil) {
			t.Errorf("%q: %v, want %v", c.password, err, c.want)
		}
		if err := CheckPassword(c.password, name); err != nil && !errors.Is(err, ErrPassword) {
			t.Errorf("%q: %v is no ErrPassword", c.password, err)
		}
	}
	if err := CheckPassword("robinrobinrobin9", "robin"); !errors.Is(err, ErrPasswordName) {
		t.Errorf("a short name three times: %v", err)
	}
}

// A1: what the button proposes is always accepted.
func TestProposedPasswords(t *testing.T) {
	for range 2000 {
		p := ProposePassword()
		if len(strings.Fields(p)) != 5 {
			t.Fatalf("%q is not five words", p)
		}
		if err := CheckPassword(p, "someone"); err != nil && utf8.RuneCountInString(p) >= passwordRunes {
			t.Fatalf("%q: %v", p, err)
		} else if err != nil {
			t.Fatalf("%q is too short", p)
		}
	}
}

// The list must be in the form in which it is looked up, and match itself.
func TestCommonList(t *testing.T) {
	if len(common) < 800 {
		t.Fatalf("only %d lines", len(common))
	}
	for w := range common {
		if w != squeezed(w) || len(w) < 3 {
			t.Errorf("%q would never be found", w)
		}
	}
}

func FuzzCheckPassword(f *testing.F) {
	f.Add("passwordpassword1", "robin")
	f.Add("\xff", "")
	f.Add(strings.Repeat("ﷺ", 300), "é")
	f.Fuzz(func(t *testing.T, password, name string) {
		if err := CheckPassword(password, name); err != nil && !errors.Is(err, ErrPassword) {
			t.Fatal(err)
		}
	})
}

// N5: a label that tells one's own devices apart and nothing more.
func TestAgentLabel(t *testing.T) {
	for agent, want := range map[string]string{
		"Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0":                                                                       "Firefox on Android",
		"Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1":    "Safari on iPhone",
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Safari/537.36 Edg/138.0.0.0":              "Edge on Windows",
		"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Safari/537.36":                                      "Chrome on Linux",
		"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.4 Safari/605.1.15":                      "Safari on Mac",
		"Mozilla/5.0 (Linux; Android 14; SM-S918B) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36": "Samsung Internet on Android",
		"": "A browser", "curl/8.5.0": "A browser", "Linux\r\nSet-Cookie: x": "A browser on Linux",
	} {
		if got := agentLabel(agent); got != want {
			t.Errorf("%q: %q, want %q", agent, got, want)
		}
	}
}
