package curiosity

import "testing"

// S6.1: at least 400 questions, each of one of twelve named themes and one of three depths, and enough of each.
func TestQuestions(t *testing.T) {
	questions := decks.In("en").questions
	if n := len(questions); n < 400 {
		t.Errorf("%d questions", n)
	}
	count := map[string]int{}
	for _, q := range questions {
		if len(q.Tags) != 1 || themes[q.Tags[0]].Key == "" || q.Depth < 1 || q.Depth > depths {
			t.Fatalf("%s: themes %v, depth %d", q.ID, q.Tags, q.Depth)
		}
		count[q.Tags[0]+string(rune('0'+q.Depth))]++
	}
	if len(count) < 10*depths {
		t.Errorf("%d themes and depths", len(count))
	}
	for what, n := range count {
		if n < 9 {
			t.Errorf("%d of %s", n, what)
		}
	}
}
