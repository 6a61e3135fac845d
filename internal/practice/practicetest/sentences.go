package practicetest

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"footbridge/internal/practice"
)

// sentences: every sentence that the practice's code and pages name is there, and every one that is there is named
// (R10). A key that is put together from parts would hide from this.
func sentences(t *testing.T, p practice.Practice) {
	b, err := os.ReadFile("content/en/say.json")
	if err != nil {
		t.Fatal(err)
	}
	var say map[string]any
	if err := json.Unmarshal(b, &say); err != nil {
		t.Fatal(err)
	}
	used := map[string]bool{p.Slug + ".title": true, p.Slug + ".why": true}
	key := regexp.MustCompile(`"(` + p.Slug + `\.[a-z0-9.]+)"`)
	for _, pattern := range []string{"*.go", "pages/*.html"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if strings.HasSuffix(file, "_test.go") {
				continue
			}
			for _, m := range key.FindAllStringSubmatch(string(text), -1) {
				if used[m[1]] = true; say[m[1]] == nil && !kind(p, m[1]) {
					t.Errorf("%s names %s, which is not there", file, m[1])
				}
			}
		}
	}
	for k := range say {
		if !used[k] {
			t.Errorf("%s is said nowhere", k)
		}
	}
}

func kind(p practice.Practice, name string) bool {
	_, ok := p.Kind(name)
	return ok
}
