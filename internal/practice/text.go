package practice

import (
	"strings"
	"unicode/utf8"
)

// MaxText is how many characters one answer may have.
const MaxText = 4000

// Text tidies what a person typed: line ends as "\n", no blank ends. It never shortens.
func Text(s string) string {
	s = strings.ReplaceAll(s, "\r\n", "\n")
	s = strings.ReplaceAll(s, "\r", "\n")
	return strings.TrimSpace(s)
}

// TooLong says whether a tidied answer has more than MaxText characters.
func TooLong(s string) bool { return utf8.RuneCountInString(s) > MaxText }
