package journal_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"footbridge/internal/db/dbtest"
	"footbridge/internal/journal"
)

// Both engines have the same columns.
func TestSameColumns(t *testing.T) { dbtest.SameColumns(t, journal.Schema()) }

// sources are the package's own files, parsed.
func sources(t *testing.T) (*token.FileSet, map[string]*ast.File) {
	t.Helper()
	names, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	set, files := token.NewFileSet(), map[string]*ast.File{}
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		src, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if files[name], err = parser.ParseFile(set, name, src, 0); err != nil {
			t.Fatal(err)
		}
	}
	if len(files) < 5 {
		t.Fatalf("only %d files", len(files))
	}
	return set, files
}

// Privacy is decided in few places: who may name the other's own shelf, and who may read entries.
func TestWhoMayReadEntries(t *testing.T) {
	set, files := sources(t)
	reads := regexp.MustCompile(`(?is)SELECT\b.*\bFROM\s+entry\b`)
	var named, read []string
	for name, f := range files {
		for _, d := range f.Decls {
			within := name
			if fn, ok := d.(*ast.FuncDecl); ok {
				within += " " + fn.Name.Name
			}
			ast.Inspect(d, func(n ast.Node) bool {
				switch n := n.(type) {
				case *ast.Ident:
					if n.Name == "OtherOwn" {
						named = append(named, within)
						switch {
						case name == "opening.go", within == "overlap.go Overlap", within == "lock.go lockShelves":
						case name == "journal.go" && within == name: // the field itself
						default:
							t.Errorf("%s names the other's own shelf", set.Position(n.Pos()))
						}
					}
				case *ast.BasicLit:
					if reads.MatchString(n.Value) {
						read = append(read, within)
						if name != "read.go" && name != "opening.go" && name != "put.go" {
							t.Errorf("%s reads entries", set.Position(n.Pos()))
						}
					}
				}
				return true
			})
		}
	}
	// A change of names must not turn this test off.
	if len(named) < 3 || len(read) < 4 {
		t.Errorf("found the other's shelf named in %v and entries read in %v", named, read)
	}
}

// Outside this package only the web's one function that makes a Reader may fill the field in.
func TestNobodyElseReadsEntries(t *testing.T) {
	reads := regexp.MustCompile(`(?is)\b(FROM|JOIN|INTO|UPDATE)\s+entry\b`)
	root := filepath.Join("..", "..")
	err := filepath.WalkDir(root, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		if filepath.Base(filepath.Dir(path)) == "journal" {
			return nil
		}
		src, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		if reads.Match(src) {
			t.Errorf("%s touches the table of entries", path)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
