package arch

import (
	"go/ast"
	"go/token"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// What would turn words into code in a browser.
var (
	script    = regexp.MustCompile(`\b(innerHTML|outerHTML|insertAdjacentHTML|document\s*\.\s*write(ln)?|eval|new\s+Function|setHTMLUnsafe)\b`)
	attribute = regexp.MustCompile(`(?i)[\s"'}](style|on[a-z]+|hx-on[a-z:-]*)\s*=\s*["'{]`)
)

// The content security policy forbids styles and code inside a page; a page
// that has them anyway is broken for the reader, not for us.
func TestTemplates(t *testing.T) {
	for _, name := range append(names(t, ".html"), names(t, ".tmpl")...) {
		for n, line := range strings.Split(read(t, name), "\n") {
			if found := attribute.FindString(line); found != "" {
				t.Errorf("%s:%d: %q inside a page", name, n+1, strings.TrimSpace(found))
			}
		}
	}
	for _, s := range tree(t) {
		if s.test {
			continue
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			lit, ok := n.(*ast.BasicLit)
			if !ok || lit.Kind != token.STRING {
				return true
			}
			text, _ := strconv.Unquote(lit.Value)
			if found := attribute.FindString(text); found != "" && strings.Contains(text, "<") {
				t.Errorf("%s: %q inside a piece of a page", s.path, strings.TrimSpace(found))
			}
			return true
		})
	}
}

// Our own scripts never turn text into markup or code.
func TestScripts(t *testing.T) {
	for _, name := range names(t, ".js") {
		if strings.HasSuffix(name, ".min.js") { // from others, listed with its licence
			continue
		}
		for n, line := range strings.Split(read(t, name), "\n") {
			if found := script.FindString(line); found != "" {
				t.Errorf("%s:%d: %s", name, n+1, found)
			}
		}
	}
}

// The patterns themselves.
func TestPatterns(t *testing.T) {
	for text, bad := range map[string]bool{
		`<p style="color:red">`: true, `<p class="x"onclick='y()'>`: true, `<b {{.A}}onload={{.B}}>`: true,
		`<div hx-on:click="x">`: true, `<link rel="stylesheet" href="/style.css">`: false,
		`<p data-style="x" content="y">`: false, `Carry on = go on`: false,
	} {
		if attribute.MatchString(text) != bad {
			t.Errorf("page: %s", text)
		}
	}
	for text, bad := range map[string]bool{
		`a.innerHTML = b`: true, `document.write(x)`: true, `eval (x)`: true, `new Function("x")`: true,
		`evaluate(x)`: false, `a.textContent = b`: false, `function f() {}`: false,
	} {
		if script.MatchString(text) != bad {
			t.Errorf("script: %s", text)
		}
	}
}

func read(t *testing.T, name string) string {
	t.Helper()
	b, err := os.ReadFile("../../" + name)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
