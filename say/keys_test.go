package say

import (
	"encoding/json"
	"io/fs"
	"strings"
	"testing"
)

// A key that stands twice in a catalogue says what the last of the two says, wherever the
// first was meant: each stands once.
func TestEachKeyStandsOnce(t *testing.T) {
	names, err := fs.Glob(files, "*.json")
	if err != nil || len(names) == 0 {
		t.Fatal(names, err)
	}
	for _, name := range names {
		text, err := files.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		d := json.NewDecoder(strings.NewReader(string(text)))
		seen, depth, isKey := map[string]bool{}, 0, false
		for d.More() || depth > 0 {
			token, err := d.Token()
			if err != nil {
				t.Fatal(name, err)
			}
			switch token := token.(type) {
			case json.Delim:
				depth += map[json.Delim]int{'{': 1, '}': -1, '[': 1, ']': -1}[token]
				isKey = depth == 1
				continue
			case string:
				if depth == 1 && isKey {
					if seen[token] {
						t.Errorf("%s says %q twice", name, token)
					}
					seen[token] = true
				}
			}
			if depth == 1 {
				isKey = !isKey
			}
		}
		if len(seen) < 100 {
			t.Errorf("%s: only %d keys looked at", name, len(seen))
		}
	}
}
