package say_test

import (
	"cmp"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// spared are files whose words are of no language, or of the command line.
var spared = map[string]string{
	"../crm/orders/bring.go":        "columns of files of products, as shops call them",
	"../cmd/":                       "the command line: its words are its flags, which scripts know, in one language",
	"../web/records/describe.go":    "the description of the API, for programs and those who write them",
	"../web/openapi.go":             "the same",
	"../web/metrics.go":             "what a monitoring program reads",
	"../ledger/check.go":            "what doctor says, on the command line",
	"../ops/":                       "the command line too: doctor, backup and restore",
	"../record/check.go":            "the same: what doctor says",
	"../record/countries.go":        "names of countries, as people write them in many languages",
	"../identity/name.go":           "words within names of people and firms, looked for in many languages",
	"../identity/block.go":          "words within addresses, looked for likewise",
	"../db/dbtest/":                 "of tests",
	"../web/gallery/":               "samples, which nobody sees but us",
	"../evidence/words.go":          "words that are looked for in files",
	"../evidence/speech.go":         "the same",
	"../evidence/dates_words.go":    "the same",
	"../evidence/currency_signs.go": "the same",
}

// names are what is called so in every language, or what only programs read.
var names = map[string]string{
	"Clientele": "this program", "openapi.json": "a file", "errors.csv": "a file",
	"Edge": "a browser", "Edg": "as it says itself", "Opera": "a browser", "Samsung Internet": "a browser", "Firefox": "a browser", "Chrome": "a browser", "Safari": "a browser",
	"Android": "a system", "Windows": "a system", "Chromebook": "a system", "Mac OS X": "as it says itself", "Mac": "a system", "Linux": "a system",
	"Authorization": "a header", "Bearer": "a scheme in it", "web server": "of a goroutine, for the log",
	"read and write": "what a key may, in the form and in the store", "yes or no": "a type, in the description of the API",
	"by hand/": "the beginning of keys in the book", "command line": "a way, as the book keeps it", "an unmerge": "who did it, as the book keeps it",
	"long text": "a kind of field, as it is kept", "day or time": "the same", "number of a record": "a kind that nobody reads", "count or sum": "the same", "day of the book": "the same",
	"is empty": "a word of filters", " is empty": "the same", "not in": "the same", "my team": "the same",
	"let in": "how somebody stands, as the book keeps it", "set by a link": "what became of a password, as the book keeps it", "made anew": "of recovery codes, as the book keeps it",
	"two-step sign-in": "a field of users, as the book keeps it", "two-step sign-in of everybody": "the same", "recovery code": "the same", "recovery codes": "the same",
	"signed in": "whom a page is for, in the description of the API", " from everywhere": "the end of a key of what is counted", "second step of %d": "such a key", "second step of user %d in workspace %d": "what a secret is sealed for",
	"read histories": "of a goroutine, for the log", "write standings": "of a goroutine, for the log", "forgetting old jobs": "of a goroutine, for the log",
	"looked back": "what is learnt, as the book keeps it", "measured before": "what is learnt, as the book keeps it", "totals of what is open to all": "what is learnt, as the book keeps it",
	"first order": "a day that a filter asks for", "last order": "a day that a filter asks for", "last contact": "a day that a filter asks for",
	"Customer":  "a column that has no name, and that is called so in maps, too",
	"Mac Roman": "an encoding", "SQLite format 3\x00": "how a file begins", "Target": "an attribute in a workbook", "Id": "another", "General": "a format in it",
	"not email is empty or not website is empty": "a filter", " has \"vip\" and owner = me": "a filter", " and (owner = me or audience = everyone or (audience = team and owner in my team))": "a filter",
}

var (
	prose   = regexp.MustCompile(`\p{L}{2,}[,;:]? \p{L}{2,}|^\p{Lu}\p{Ll}+[.!?]?$`)
	tags    = regexp.MustCompile(`(?s)<(?:"[^"]*"|[^">])*>`)
	letters = regexp.MustCompile(`\p{L}{2,}`)
	program = regexp.MustCompile(`^[a-z_]+(, [a-z_]+){4,}$|^(id|workspace|[a-z]\.[a-z_]+), |\b(AS|IN|CAST|CREATE|DROP|ANALYZE|RETURNING|COLLATE|PRAGMA|JSON TEXT|WITHOUT ROWID|SELECT|INSERT|UPDATE|DELETE|FROM|WHERE|AND|JOIN|UNION|LIMIT|ORDER BY|ON CONFLICT|GROUP BY|CASE|EXISTS|VALUES|excluded)\b|^curl |\|.*\||\*\||^ ?([A-Z]{3} ?)+$|charset=|hx-|filename=|^(button|form|card|line|quiet)\b`)
	columns = regexp.MustCompile(`^[ ,]*[a-z_]+(, [a-z_]+)+\) ?$|^, [a-z_]+, [a-z_]+$|^[a-z_]+(, [a-z_]+){3}$|\bCAST\(|\bAS [a-z_]+$|^[a-z_]+ IN $`)
	spoken  = regexp.MustCompile(`(?:aria-label|title|placeholder|alt)="[^"\x00]*\p{L}[^"]*"`)
)

// No sentence for people stands in Go or in a template: another language is one file more.
func TestSentencesStandInTheCatalogue(t *testing.T) {
	looked, used, named := 0, map[string]bool{}, map[string]bool{}
	said := map[string][]string{}
	for _, room := range []string{"crm", "faces", "web", "page", "ui", "shape", "jobs", "cmd", "access", "db", "directory", "evidence", "identity", "ledger", "ops", "queue", "record", "search", "standing", "treatment"} {
		err := filepath.WalkDir("../"+room, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() && d.Name() == "testdata" {
				return cmp.Or(err, fs.SkipDir)
			}
			path = filepath.ToSlash(path)
			if d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return nil
			}
			looked++
			for begins := range spared {
				if strings.HasPrefix(path, begins) {
					used[begins] = true
					return nil
				}
			}
			folder := strings.TrimPrefix(filepath.ToSlash(filepath.Dir(path)), "../")
			for _, one := range outside(t, path) {
				if names[one] != "" {
					named[one] = true
					continue
				}
				said[folder] = append(said[folder], path+" says "+strconv.Quote(one))
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	for folder, list := range said {
		t.Errorf("%s: %d sentences stand outside en.json: give each a key\n%s", folder, len(list), strings.Join(list, "\n"))
	}
	for begins, why := range spared {
		if !used[begins] {
			t.Errorf("%s is spared (%s), and is not there", begins, why)
		}
	}
	for name := range names {
		if !named[name] {
			t.Errorf("nothing is called %q any more", name)
		}
	}
	if looked < 300 {
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
		case *ast.CompositeLit: // what only the log says; what work is called stands in the table of works
			if index, ok := n.Type.(*ast.IndexExpr); ok && nameOf(index.X) == "Work" {
				skipKey(n, "What", skip)
			}
			array, many := n.Type.(*ast.ArrayType)
			if slices.Contains([]string{"Schedule", "pen", "names4"}, nameOf(n.Type)) || many && nameOf(array.Elt) == "Schedule" || ofWords(n.Type) {
				return false
			}
			skipWords(n, skip)
		case *ast.CaseClause: // what is compared is not said
			for _, e := range n.List {
				if textOf(e) != "" {
					skip[e] = true
				}
			}
		case *ast.CallExpr:
			if call, ok := n.Fun.(*ast.SelectorExpr); ok && nameOf(call.X) == "errors" { // what marks a fault
				return false
			}
			switch nameOf(n.Fun) {
			case "wordSet", "eachCase", "Fields", "FieldsSeq", "Split", "SplitSeq", "MustCompile", "bank": // words that are looked for in files
				skip[n.Args[0]] = true
			case "Contains", "HasPrefix", "holdsWord":
				skip[n.Args[len(n.Args)-1]], skip[n.Args[0]] = true, true
			case "Titled": // the summary is of the description of the API and of the command line
				skip[n.Args[1]] = true
			case "Errorf", "ActForm", "KV", "Classes", // classes of a sheet of styles
				"Error", "Warn", "Info", "Debug", "wrap", "panic", "System", "Set", "Add": // what only the log says; why the house acts; headers
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
			if said := textOf(n); n.Kind == token.STRING && prose.MatchString(said) && !program.MatchString(said) && !columns.MatchString(said) {
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

// ofWords says that a table is of words as they stand in files, and of what each means.
func ofWords(e ast.Expr) bool {
	table, ok := e.(*ast.MapType)
	means := []string{"saleState", "document", "side", "flag"}
	return ok && (slices.Contains(means, nameOf(table.Key)) || slices.Contains(means, nameOf(table.Value)))
}

// skipWords leaves out how fields and exports are known: by words of headers and cells, and by name.
func skipWords(n *ast.CompositeLit, skip map[ast.Node]bool) {
	known := map[string][]string{"Field": {"not", "less"}, "shape": {"name", "has", "lacks", "fields"}, "rule": {"words"}}
	elts := []ast.Expr{n}
	name := nameOf(n.Type)
	if array, ok := n.Type.(*ast.ArrayType); ok {
		name, elts = nameOf(array.Elt), n.Elts
	}
	for _, e := range elts {
		if one, ok := e.(*ast.CompositeLit); ok {
			for _, key := range known[name] {
				skipKey(one, key, skip)
			}
		}
	}
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
