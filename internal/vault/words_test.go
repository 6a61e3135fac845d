package vault

import (
	"encoding/binary"
	"slices"
	"strings"
	"testing"
)

func TestWordList(t *testing.T) {
	if len(words) != 2048 || strings.Count(wordFile, "\n") != 2048 {
		t.Fatalf("%d words", len(words))
	}
	if !slices.IsSorted(words) {
		t.Error("not sorted")
	}
	starts, shapes := map[string]string{}, map[string]string{}
	for _, w := range words {
		if len(w) < 4 || len(w) > 7 || strings.Trim(w, "abcdefghijklmnopqrstuvwxyz") != "" {
			t.Errorf("%q", w)
		}
		if was, ok := starts[w[:4]]; ok {
			t.Errorf("%s and %s begin alike", was, w)
		}
		starts[w[:4]] = w
		for i := range w {
			shape := w[:i] + "*" + w[i+1:] // shared by two words that differ here
			if was, ok := shapes[shape]; ok {
				t.Errorf("%s and %s are one letter apart", was, w)
			}
			shapes[shape] = w
			if shorter := w[:i] + w[i+1:]; slices.Contains(words, shorter) {
				t.Errorf("%s and %s are one letter apart", w, shorter)
			}
		}
	}
}

// Eleven bits choose a word: each number once, in every place, nothing left over.
func TestPickIsEven(t *testing.T) {
	for place := range 5 {
		for n := range uint64(len(words)) {
			b := binary.BigEndian.AppendUint64(nil, n<<(64-11*(place+1)))
			got := pick(b, 5)
			for i, w := range got {
				want := words[0]
				if i == place {
					want = words[n]
				}
				if w != want {
					t.Fatalf("number %d in place %d gives %v", n, place, got)
				}
			}
		}
	}
}

// A5: four words tell two memberships apart; five words are new each time.
func TestFourAndFiveWords(t *testing.T) {
	mine, theirs := FourWords([]byte("a")), FourWords([]byte("a"))
	if mine != theirs || mine == FourWords([]byte("b")) {
		t.Error("four words do not follow the membership")
	}
	seen := map[[5]string]bool{}
	for range 1000 {
		seen[FiveWords()] = true
	}
	if len(seen) != 1000 {
		t.Errorf("%d of 1000 passwords differ", len(seen))
	}
}
