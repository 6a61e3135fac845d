package db_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// The parameters of every SQL text in the tree first appear in ascending
// order. Some SQLite drivers number $N by appearance and would swap arguments
// without a word; this keeps the choice of driver open.
func TestParametersAscend(t *testing.T) {
	files := token.NewFileSet()
	texts := 0
	err := filepath.WalkDir("../..", func(path string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if e.IsDir() && len(e.Name()) > 2 && strings.HasPrefix(e.Name(), ".") {
			return filepath.SkipDir
		}
		if e.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "sqltext_test.go") {
			return nil
		}
		file, err := parser.ParseFile(files, path, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Logf("left out, it does not build either: %v", err)
			return nil
		}
		for pos, text := range sqlTexts(file) {
			texts++
			if why := unordered(text); why != "" {
				t.Errorf("%s: %s", files.Position(pos), why)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if texts < 10 {
		t.Errorf("found only %d SQL texts: the search is broken", texts)
	}
}

var (
	sqlStart  = regexp.MustCompile(`^\s*(SELECT|INSERT|UPDATE|DELETE|WITH)\s`)
	parameter = regexp.MustCompile(`\$(\d+)`)
)

// sqlTexts finds the literals that begin like SQL, with what is added to them
// by +. What is not a literal there stands for nothing.
func sqlTexts(file *ast.File) map[token.Pos]string {
	found := map[token.Pos]string{}
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.BinaryExpr, *ast.BasicLit:
			if text := literal(n); sqlStart.MatchString(text) {
				found[n.Pos()] = text
			}
			return false
		}
		return true
	})
	return found
}

func literal(n ast.Node) string {
	switch n := n.(type) {
	case *ast.BasicLit:
		text, _ := strconv.Unquote(n.Value)
		return text
	case *ast.BinaryExpr:
		return literal(n.X) + literal(n.Y)
	case *ast.ParenExpr:
		return literal(n.X)
	}
	return ""
}

// unordered says what is wrong with a text, or "".
func unordered(text string) string {
	last := 0
	for _, m := range parameter.FindAllStringSubmatch(text, -1) {
		n, _ := strconv.Atoi(m[1])
		if n > last+1 {
			return "$" + m[1] + " comes before $" + strconv.Itoa(last+1)
		}
		last = max(last, n)
	}
	return ""
}

func TestUnordered(t *testing.T) {
	for text, good := range map[string]bool{
		"SELECT 1": true, "SELECT $1, $2, $1": true, "SELECT $2, $1": false, "SELECT $1, $3": false, "SELECT $0": true,
	} {
		if got := unordered(text) == ""; got != good {
			t.Errorf("%s: got %v", text, got)
		}
	}
	file, err := parser.ParseFile(token.NewFileSet(), "x.go",
		"package x\nvar a = f(`SELECT ` + cols + ` WHERE a = $2` + (` AND b = $1`))", 0)
	if err != nil {
		t.Fatal(err)
	}
	texts := sqlTexts(file)
	if len(texts) != 1 {
		t.Fatalf("found %v", texts)
	}
	for _, text := range texts {
		if unordered(text) == "" {
			t.Errorf("a sum of texts was not read: %q", text)
		}
	}
}
