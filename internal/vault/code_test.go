package vault

import (
	"bytes"
	"errors"
	"regexp"
	"strings"
	"testing"
)

// B5: 130 bits or more, no look-alikes, easy groups.
func TestNewCode(t *testing.T) {
	form := regexp.MustCompile(`^([0-9A-HJKMNP-TV-Z]{4}-){6}[0-9A-HJKMNP-TV-Z]{4}$`)
	if codeRandom*5 < 128 || len(alphabet) != 32 {
		t.Fatal("too few bits")
	}
	seen, signs := map[string]bool{}, map[rune]int{}
	const n = 4096
	for range n {
		code := NewCode()
		if !form.MatchString(code) || seen[code] {
			t.Fatalf("%q", code)
		}
		seen[code] = true
		if got, err := NormalCode(code); err != nil || got != code {
			t.Fatalf("%q becomes %q: %v", code, got, err)
		}
		for _, r := range strings.ReplaceAll(code, "-", "")[:codeRandom] {
			signs[r]++
		}
	}
	for _, r := range alphabet { // 3328 each expected, 57 is one standard deviation
		if signs[r] < 3328-8*57 || signs[r] > 3328+8*57 {
			t.Errorf("%c comes %d times", r, signs[r])
		}
	}
}

func TestNormalCodeForgives(t *testing.T) {
	code := grouped("0011" + strings.Repeat("AB7Z2K", 4)[:22] + check("0011"+strings.Repeat("AB7Z2K", 4)[:22]))
	plain := strings.ReplaceAll(code, "-", "")
	for _, typed := range []string{
		code, plain, strings.ToLower(code), "  " + code + "\r\n", strings.ReplaceAll(code, "-", " "),
		strings.ReplaceAll(code, "-", "\u2013"), "oOiL" + plain[4:], "0oIl" + strings.ToLower(plain[4:]),
		strings.Join(strings.Split(plain, ""), "\u00a0"),
	} {
		if got, err := NormalCode(typed); err != nil || got != code {
			t.Errorf("%q becomes %q: %v", typed, got, err)
		}
	}
	for _, bad := range []string{
		"", "-", plain[:27], plain + "0", plain[:27] + "U", plain[:27] + "*", plain[:27] + "\u00c4",
		plain[:27] + "\uff10", plain + strings.Repeat(" ", 500), "\xff" + plain[1:],
	} {
		if got, err := NormalCode(bad); !errors.Is(err, ErrNotCode) || got != "" {
			t.Errorf("%q becomes %q: %v", bad, got, err)
		}
	}
}

// A slip is told from a code that is no longer valid.
func TestCheckSignsCatchSlips(t *testing.T) {
	plain := strings.ReplaceAll(fixedCode, "-", "")
	unseen, tries := 0, 0
	for i := range plain {
		for _, r := range alphabet {
			if byte(r) == plain[i] {
				continue
			}
			tries++
			if _, err := NormalCode(plain[:i] + string(r) + plain[i+1:]); err == nil {
				unseen++
			}
		}
	}
	if unseen > tries/200 {
		t.Errorf("%d of %d slips go unseen", unseen, tries)
	}
}

func TestCodeLookup(t *testing.T) {
	v, code := fixedVault(), NewCode()
	a := v.CodeLookup("recovery", code)
	if len(a) != keySize || !bytes.Equal(a, v.CodeLookup("recovery", strings.ToLower(code))) {
		t.Error("not the same however typed")
	}
	for _, b := range [][]byte{v.CodeLookup("invitation", code), v.CodeLookup("recovery", NewCode()), v.CodeLookup("recovery", "")} {
		if bytes.Equal(a, b) {
			t.Error("not told apart")
		}
	}
}
