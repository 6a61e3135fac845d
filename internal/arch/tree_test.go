package arch

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"strings"
	"testing"
)

// source is one parsed Go file; dir is its folder below the module's root.
type source struct {
	path, dir string
	test      bool
	file      *ast.File
}

// imports returns the import paths of the file.
func (s source) imports() []string {
	var out []string
	for _, i := range s.file.Imports {
		out = append(out, strings.Trim(i.Path.Value, `"`))
	}
	return out
}

// tree parses every Go file. One that does not parse is left out: the build
// fails then, and says why better than a test can.
func tree(t *testing.T) []source {
	t.Helper()
	var out []source
	for _, name := range names(t, ".go") {
		file, err := parser.ParseFile(token.NewFileSet(), "../../"+name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Logf("left out, it does not build either: %v", err)
			continue
		}
		out = append(out, source{
			path: name, dir: path.Dir(name), test: strings.HasSuffix(name, "_test.go"), file: file,
		})
	}
	if len(out) == 0 {
		t.Fatal("no Go file found: the search is broken")
	}
	return out
}

// names lists the files that end in suffix, from the module's root, without
// hidden folders and test data.
func names(t *testing.T, suffix string) []string {
	t.Helper()
	var out []string
	err := fs.WalkDir(os.DirFS("../.."), ".", func(name string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if e.IsDir() {
			if base := e.Name(); base != "." && (strings.HasPrefix(base, ".") || base == "testdata") {
				return fs.SkipDir
			}
			return nil
		}
		if strings.HasSuffix(name, suffix) {
			out = append(out, name)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}
