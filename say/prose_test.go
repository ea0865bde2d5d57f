package say_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// catalogued are the files whose every sentence stands in the catalogue, so that another
// language is one file more. A folder that has come that far is added here.
var catalogued = []string{
	"../crm/today/*.go", "../crm/balance/*.go", "../crm/trust/*.go", "../crm/relationships/*.go",
	"../ui/chart*.go", "../ui/plot*.go", "../ui/between.go", "../ui/asof*.go",
}

var (
	prose   = regexp.MustCompile(`\p{L}{2,}[,;:]? \p{L}{2,}|^\p{Lu}\p{Ll}+[.!?]?$`)
	tags    = regexp.MustCompile(`(?s)<[^>]*>`)
	letters = regexp.MustCompile(`\p{L}{2,}`)
	spoken  = regexp.MustCompile(`(?:aria-label|title|placeholder|alt)="[^"\x00]*\p{L}[^"]*"`)
)

// No sentence for people stands in Go or in a template of these folders.
func TestSentencesStandInTheCatalogue(t *testing.T) {
	looked := 0
	for _, pattern := range catalogued {
		files, err := filepath.Glob(pattern)
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: no files (%v)", pattern, err)
		}
		for _, path := range files {
			if strings.HasSuffix(path, "_test.go") {
				continue
			}
			looked++
			for _, said := range outside(t, path) {
				t.Errorf("%s says %q: give it a key in en.json", path, said)
			}
		}
	}
	if looked < 20 {
		t.Errorf("only %d files looked at", looked)
	}
}

// outside are the sentences that a file says by itself.
func outside(t *testing.T, path string) (found []string) {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	html, skip := "", map[ast.Node]bool{}
	ast.Inspect(file, func(n ast.Node) bool {
		if n == nil || skip[n] {
			return false
		}
		switch n := n.(type) {
		case *ast.ImportSpec:
			return false
		case *ast.Field: // tags are of programs
			if n.Tag != nil {
				skip[n.Tag] = true
			}
		case *ast.CompositeLit: // what work is called stands in the table of works
			if index, ok := n.Type.(*ast.IndexExpr); ok && nameOf(index.X) == "Work" {
				skipKey(n, "What", skip)
			}
			if array, ok := n.Type.(*ast.ArrayType); ok && nameOf(array.Elt) == "Schedule" {
				skip[n] = true
				return false
			}
		case *ast.CallExpr:
			switch nameOf(n.Fun) {
			case "Titled", "Errorf", "ActForm": // the table of pages and acts; what only the log says; classes
				for _, a := range n.Args {
					skip[a] = true
				}
			case "WriteString":
				if len(n.Args) == 3 {
					html += "\x00" + textOf(n.Args[2])
					return false
				}
			}
		case *ast.BasicLit:
			if said := textOf(n); n.Kind == token.STRING && prose.MatchString(said) {
				found = append(found, said)
			}
		}
		return true
	})
	found = append(found, spoken.FindAllString(html, -1)...)
	for part := range strings.SplitSeq(tags.ReplaceAllString(html, "\x00"), "\x00") {
		if letters.MatchString(part) {
			found = append(found, strings.TrimSpace(part))
		}
	}
	return found
}

func skipKey(n *ast.CompositeLit, key string, skip map[ast.Node]bool) {
	for _, e := range n.Elts {
		if kv, ok := e.(*ast.KeyValueExpr); ok && nameOf(kv.Key) == key {
			skip[kv.Value] = true
		}
	}
}

// nameOf is the last name of an expression: Work of queue.Work.
func nameOf(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.Ident:
		return e.Name
	case *ast.SelectorExpr:
		return e.Sel.Name
	}
	return ""
}

func textOf(e ast.Expr) string {
	lit, ok := e.(*ast.BasicLit)
	if !ok {
		return ""
	}
	text, err := strconv.Unquote(lit.Value)
	if err != nil {
		return ""
	}
	return text
}

// The search finds what it is there to find.
func TestASentenceOutsideIsFound(t *testing.T) {
	path := filepath.Join(t.TempDir(), "page.go")
	source := "package page\n\nimport \"fmt\"\n\ntype in struct {\n\tID int `doc:\"the number of it\"`\n}\n\n" +
		"func f() {\n\tfmt.Errorf(\"read the book: %w\", nil)\n\tg(\"Who moved\", \"balance.moved\", \"Kind\")\n" +
		"\ttempl.WriteString(b, 1, \"<p title=\\\"\")\n\ttempl.WriteString(b, 2, \"\\\">See all</p><a aria-label=\\\"The week\\\"></a>\")\n}\n"
	if err := os.WriteFile(path, []byte(source), 0o600); err != nil {
		t.Fatal(err)
	}
	want := []string{"Who moved", "Kind", `aria-label="The week"`, "See all"}
	if got := outside(t, path); !slices.Equal(got, want) {
		t.Errorf("found %q, want %q", got, want)
	}
}
