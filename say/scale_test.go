package say_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// otherScales are the ways to say a share that are not ours: a share is "62 %", on every page,
// at the command line and in the documents, so that one fact has one figure.
var otherScales = regexp.MustCompile(`\b(in|among) (a|one|every) hundred\b|\b(in|of|among) 100\b|\bper cent\b`)

// spokenIn are the files whose texts people read besides the catalogue.
var spokenIn = []string{"../standing/*.go", "../treatment/*.go", "../cmd/clientele/*.go", "../crm/*/*.go", "../ui/*.go", "../shape/*.go", "../faces/*.go"}

func TestAShareIsSaidInPerCent(t *testing.T) {
	catalogues, err := filepath.Glob("*.json")
	if err != nil || len(catalogues) == 0 {
		t.Fatalf("no catalogue: %v", err)
	}
	for _, path := range append(catalogues, "../docs/using.md", "../cmd/clientele/analyze.html", "../README.md") {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for i, line := range strings.Split(string(text), "\n") {
			if said := otherScales.FindString(line); said != "" && !strings.Contains(line, "(per cent)") {
				t.Errorf("%s:%d says %q: write 62 %%", path, i+1, said)
			}
		}
	}
	texts := 0
	for _, pattern := range spokenIn {
		files, err := filepath.Glob(pattern)
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: no files (%v)", pattern, err)
		}
		for _, path := range files {
			if strings.HasSuffix(path, "_test.go") {
				continue
			}
			file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
			if err != nil {
				t.Fatal(err)
			}
			ast.Inspect(file, func(n ast.Node) bool {
				if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
					texts++
					if said := otherScales.FindString(lit.Value); said != "" && !strings.HasPrefix(lit.Value, "`") {
						t.Errorf("%s says %q in %s: write 62 %%", path, said, lit.Value)
					}
				}
				return true
			})
		}
	}
	if texts < 1_000 {
		t.Errorf("only %d texts looked at", texts)
	}
}
