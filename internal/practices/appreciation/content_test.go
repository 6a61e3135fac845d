package appreciation

import "testing"

// S8.2: at least 60 prompts; what is written here needs two and the rest needs one.
func TestPromptsFit(t *testing.T) {
	prompts := decks.In("en").prompts
	if n := len(prompts); n < 60 {
		t.Errorf("%d prompts", n)
	}
	about := map[string]int{}
	for _, p := range prompts {
		if p.Has("here") == p.Has("alone") {
			t.Errorf("%s: what is written here needs two, the rest needs one: %v", p.ID, p.Tags)
		}
		for _, tag := range p.Tags {
			about[tag]++
		}
	}
	for _, tag := range []string{"trying", "effort", "repair", "here"} {
		if about[tag] < 3 {
			t.Errorf("%d prompts about %s", about[tag], tag)
		}
	}
}
