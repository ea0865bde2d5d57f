package say_test

import (
	"cmp"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/say"
)

// What a station tells is said with its arguments as people write them, in the firm's words.
func TestWhatIsToldIsSaid(t *testing.T) {
	for text, want := range map[string]string{
		clientele.Tell("noun.day", "n", 1):                                  "1\u00a0day",
		"away for " + clientele.Tell("noun.day", "n", 1200) + ", {clients}": "away for 1,200\u00a0days, clients",
		clientele.Tell("list-of.last", "first", clientele.DayOf(time.Date(2024, 10, 4, 0, 0, 0, 0, time.UTC)), "last", clientele.Share(.25)): "4 Oct 2024 and 25\u00a0%",
		clientele.Tell("list-of.last", "first", []string{"a", "b", "c"}, "last", clientele.Decimal{Of: 1.25, Digits: 1}):                     "a, b and c and 1.2",
		clientele.Tell("list-of.last", "first", "{client}", "last", clientele.Money{Minor: 1250, Currency: "EUR"}):                           "{client} and €12.50",
	} {
		if said := say.English.Fill(text); said != want {
			t.Errorf("%q is said %q, want %q", text, said, want)
		}
	}
	fault := &clientele.Fault{What: clientele.Tell("noun.day", "n", 2), Where: "here", Remedy: clientele.Tell("time.today")}
	if said := say.English.Error(fault); said != "here: 2\u00a0days; today" {
		t.Error(said)
	}
}

var inBraces = regexp.MustCompile(`\{([^}]*)\}`)

// namedIn are the arguments that a message names, without the words of the firm.
func namedIn(text string) (names []string) {
	for _, m := range inBraces.FindAllStringSubmatch(text, -1) {
		name, _, _ := strings.Cut(m[1], ":")
		if name == "" {
			continue
		}
		name = strings.ToLower(name[:1]) + name[1:]
		if strings.HasPrefix(say.English.Fill("{"+name+"}"), "{") && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// Every message that is told stands in the catalogue, and is told with what it names.
func TestWhatIsToldStandsInTheCatalogue(t *testing.T) {
	keys, told := say.Keys("en"), 0
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() && slices.Contains([]string{"testdata", "node_modules", ".git", "bin"}, d.Name()) {
			return cmp.Or(err, fs.SkipDir)
		}
		if d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		for _, c := range tellsOf(t, path) {
			told++
			text, known := keys[c.key]
			if !known {
				t.Errorf("%s tells %q, which en.json has not", path, c.key)
			} else if want := namedIn(text); !slices.Equal(without(c.names, want), want) {
				t.Errorf("%s tells %q with %q; the message names %q", path, c.key, c.names, want)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if told < 3 {
		t.Errorf("only %d messages looked at", told)
	}
}

// without leaves out the number that only chooses the plural.
func without(names, want []string) []string {
	return slices.DeleteFunc(slices.Clone(names), func(name string) bool { return name == "n" && !slices.Contains(want, "n") })
}

type tells struct {
	key   string
	names []string
}

// tellsOf are the calls of Tell in a file whose key is written out.
func tellsOf(t *testing.T, path string) (found []tells) {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	ast.Inspect(file, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok || nameOf(call.Fun) != "Tell" || len(call.Args) == 0 || textOf(call.Args[0]) == "" {
			return true
		}
		one := tells{key: textOf(call.Args[0])}
		for i := 1; i < len(call.Args); i += 2 {
			one.names = append(one.names, textOf(call.Args[i]))
		}
		slices.Sort(one.names)
		found = append(found, one)
		return true
	})
	return found
}
