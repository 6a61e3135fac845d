package people

import (
	_ "embed"
	"math"
	"strings"
	"unicode"
	"unicode/utf8"

	"footbridge/internal/vault"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

const (
	passwordRunes = 15   // at least, counted after NFKC
	passwordBytes = 1024 // at most, as typed
	// passwordBits is the least guessing work that a password must look like
	// to take, in bits, by the rough count of guessBits. Five words of the
	// vault's list are 55.
	passwordBits = 38.0
	// looked is how many bytes of a password are judged: a beginning that is
	// strong enough is enough, and the work grows with the square of it.
	looked = 192
)

// commonFile holds what people choose first: passwords, words, names, and this
// program's own words, one a line, small letters, without spaces.
//
//go:embed commonpasswords.txt
var commonFile string

var common = func() map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(commonFile) {
		m[w] = true
	}
	return m
}()

// longestCommon is the longest line of commonFile, in bytes (all ASCII).
var longestCommon = func() (n int) {
	for w := range common {
		n = max(n, len(w))
	}
	return n
}()

// walks are runs of keys and letters that cost a guesser next to nothing, read
// forwards and backwards.
var walks = func() (all []string) {
	for _, w := range []string{
		"abcdefghijklmnopqrstuvwxyz", "0123456789012345678901234567890",
		"qwertyuiop", "asdfghjkl", "zxcvbnm", "qwertzuiop", "yxcvbnm", "azertyuiop", "qsdfghjklm", "wxcvbn",
		"1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p", "1q2w3e4r5t6y7u8i9o0p", "qazwsxedcrfvtgbyhnujmikolp",
		"q1w2e3r4t5y6u7i8o9p0", "147258369", "123654789",
	} {
		all = append(all, w, reversed(w))
	}
	return all
}()

// ProposePassword offers five plain words, with spaces between.
func ProposePassword() string {
	words := vault.FiveWords()
	return strings.Join(words[:], " ")
}

// CheckPassword says whether a password may be chosen by a person with this
// sign-in name: nil, or an error that wraps ErrPassword.
func CheckPassword(password, signInName string) error {
	return checkPassword(password, func(s string) bool { return s != "" && folded(s) == folded(signInName) })
}

// checkPassword takes isName because the sign-in name is not known any more
// once the account is there, only its keyed hash.
func checkPassword(password string, isName func(string) bool) error {
	if len(password) > passwordBytes {
		return ErrPasswordLong
	}
	if !utf8.ValidString(password) {
		return ErrPasswordText
	}
	plain := norm.NFKC.String(password)
	if utf8.RuneCountInString(plain) < passwordRunes {
		return ErrPasswordShort
	}
	whole := folded(plain)
	bare := strings.TrimRightFunc(whole, func(r rune) bool { return !unicode.IsLetter(r) })
	for _, s := range []string{whole, bare, unit(whole), unit(bare)} {
		if isName(s) {
			return ErrPasswordName
		}
	}
	for _, s := range []string{squeezed(plain), squeezed(unleet.Replace(whole))} {
		if common[s] || guessBits(s) < passwordBits {
			return ErrPasswordCommon
		}
	}
	return nil
}

// folded is how passwords and names are compared: NFKC, without case.
func folded(s string) string {
	return strings.TrimSpace(norm.NFKC.String(cases.Fold().String(norm.NFKC.String(s))))
}

// unleet undoes the replacements that guessers try first.
var unleet = strings.NewReplacer("0", "o", "1", "i", "3", "e", "4", "a", "5", "s", "7", "t", "@", "a", "$", "s", "!", "i")

// squeezed leaves out what people put between words.
func squeezed(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || strings.ContainsRune("-_.,+/", r) {
			return -1
		}
		return r
	}, folded(s))
}

// unit is the shortest text that s is a repetition of; s itself if none is.
func unit(s string) string {
	for n := 1; n <= len(s)/2; n++ {
		if len(s)%n == 0 && strings.Repeat(s[:n], len(s)/n) == s {
			return s[:n]
		}
	}
	return s
}

// guessBits estimates the work to guess s by one who tries common words, walks
// over the keyboard, dates, and repetitions first: the cheapest way to put it
// together from such pieces and single signs. It is rough on purpose and only
// ever compared with passwordBits.
func guessBits(s string) float64 {
	const (
		word   = 9.0 // one of a few hundred
		walk   = 5.0
		repeat = 3.0
	)
	if len(s) > looked {
		s = strings.ToValidUTF8(s[:looked], "")
	}
	best := make([]float64, len(s)+1)
	for i := range best {
		best[i] = math.Inf(1)
	}
	best[0] = 0
	for i := 0; i < len(s); i++ {
		reach := func(n int, bits float64) { best[i+n] = min(best[i+n], best[i]+bits) }
		r, size := utf8.DecodeRuneInString(s[i:])
		reach(size, signBits(r))
		for n := 3; n <= longestCommon && i+n <= len(s); n++ {
			if common[s[i:i+n]] {
				reach(n, word)
			}
		}
		for n := walked(s[i:]); n >= 3; n-- {
			reach(n, walk)
		}
		for n := 1; n <= len(s)-i; n++ { // what has been there before
			if strings.Contains(s[:i], s[i:i+n]) && (n > 2 || i > 0 && s[i-1] == s[i]) {
				reach(n, repeat)
			} else if n > 2 {
				break
			}
		}
	}
	return best[len(s)]
}

// signBits is the cost of a sign that belongs to nothing.
func signBits(r rune) float64 {
	switch {
	case r >= '0' && r <= '9':
		return 3.3
	case r < utf8.RuneSelf && unicode.IsLetter(r):
		return 4.7
	}
	return 6
}

// walked is how much of the beginning of s is one walk.
func walked(s string) int {
	longest := 0
	for _, w := range walks {
		for n := longest + 1; n <= len(s) && strings.Contains(w, s[:n]); n++ {
			longest = n
		}
	}
	return longest
}

func reversed(s string) string {
	b := []byte(s) // all ASCII
	for i, j := 0, len(b)-1; i < j; i, j = i+1, j-1 {
		b[i], b[j] = b[j], b[i]
	}
	return string(b)
}
