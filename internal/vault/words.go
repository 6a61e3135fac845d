package vault

import (
	"crypto/sha256"
	_ "embed"
	"encoding/binary"
	"strings"
)

//go:embed words.txt
var wordFile string

// words are 2048 plain English words, eleven bits each. A word's place is part
// of the format: the list is never reordered.
var words = strings.Fields(wordFile)

// FourWords are what two people compare aloud to know that nobody put other
// keys between them: the first 44 bits of a hash of their signed membership.
func FourWords(membership []byte) [4]string {
	sum := sha256.Sum256(join("words", membership))
	return [4]string(pick(sum[:], 4))
}

// FiveWords draws a password to offer: 55 random bits.
func FiveWords() [5]string {
	return [5]string(pick(randomBytes(8), 5))
}

// pick reads n words, eleven bits each, from the first eight bytes.
func pick(b []byte, n int) []string {
	bits := binary.BigEndian.Uint64(b)
	out := make([]string, n)
	for i := range out {
		out[i] = words[bits>>53]
		bits <<= 11
	}
	return out
}
