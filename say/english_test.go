package say_test

import (
	"cmp"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// english are the places that speak to nobody whose language is known: the command line, the
// description of the API, samples, and this package.
var english = []string{"../cmd/", "../web/openapi.go", "../web/records/describe.go", "../web/gallery/", "../crm/api/", "../say/"}

// Whatever a reader sees is said in their language: nobody else names English as the one who speaks.
func TestEnglishIsNotSpokenToReaders(t *testing.T) {
	looked := 0
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() && slices.Contains([]string{"testdata", "node_modules", ".git", "bin"}, d.Name()) {
			return cmp.Or(err, fs.SkipDir)
		}
		path = filepath.ToSlash(path)
		source := strings.HasSuffix(path, ".templ") || strings.HasSuffix(path, ".go") && !strings.HasSuffix(path, "_test.go")
		if !source || slices.ContainsFunc(english, func(place string) bool { return strings.HasPrefix(path, place) }) {
			return nil
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		looked++
		for i, line := range strings.Split(string(text), "\n") {
			if strings.Contains(line, "say.English") {
				t.Errorf("%s:%d speaks English: it takes the speaker of its context, its frame or its firm, or tells the message", path, i+1)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if looked < 300 {
		t.Errorf("only %d files looked at", looked)
	}
}
