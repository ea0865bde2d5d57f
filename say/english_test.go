package say_test

import (
	"cmp"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// mayBeEnglish are those whose words are of one language, whoever reads them.
var mayBeEnglish = map[string]string{
	"../cmd/":           "the command line, and what it logs",
	"../web/gallery/":   "samples, which nobody sees but us",
	"../web/openapi.go": "the description of the API, for those who write programs",
}

// Whoever speaks is whom the reader chose: English stands nowhere by itself.
func TestNobodySpeaksEnglishByThemselves(t *testing.T) {
	looked, used := 0, map[string]bool{}
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() && slices.Contains([]string{"testdata", "node_modules", ".git", "bin"}, d.Name()) {
			return cmp.Or(err, fs.SkipDir)
		}
		path = filepath.ToSlash(path)
		if d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		looked++
		for _, where := range namesEnglish(t, path) {
			if begins := begunBy(path); begins != "" {
				used[begins] = true
				continue
			}
			t.Errorf("%s speaks English to everybody: hand it the reader's speaker, or tell the text", where)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for begins, why := range mayBeEnglish {
		if !used[begins] {
			t.Errorf("%s may speak English (%s), and does not", begins, why)
		}
	}
	if looked < 300 {
		t.Errorf("only %d files looked at", looked)
	}
}

// begunBy is which of those a file is of; "" of none.
func begunBy(path string) string {
	for begins := range mayBeEnglish {
		if strings.HasPrefix(path, begins) {
			return begins
		}
	}
	return ""
}

// namesEnglish is where a file names say.English.
func namesEnglish(t *testing.T, path string) (where []string) {
	t.Helper()
	set := token.NewFileSet()
	file, err := parser.ParseFile(set, path, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	ast.Inspect(file, func(n ast.Node) bool {
		if one, ok := n.(*ast.SelectorExpr); ok && one.Sel.Name == "English" && nameOf(one.X) == "say" {
			where = append(where, fmt.Sprintf("%s:%d", path, set.Position(one.Pos()).Line))
		}
		return true
	})
	return where
}
