package page

import (
	"bytes"
	"cmp"
	"encoding/json"
	"slices"
	"strings"
)

// Twice is a name that stands twice in one object of some JSON, with the names above it;
// "" where none does. Readers of JSON do not agree on which of the two would hold (RFC
// 8259, section 4), so that neither is taken. The JSON must be sound.
func Twice(body []byte) string {
	names, again := twice(json.NewDecoder(bytes.NewReader(body)))
	if !again {
		return ""
	}
	slices.Reverse(names)
	return cmp.Or(strings.Join(names, "."), `""`)
}

// namesAbove bounds how many names are told of one that lies deep.
const namesAbove = 8

// twice gives the name and those above it from the inside out. They are put together only
// where there is one: each level would otherwise hold all names above it, and a body of a
// megabyte, ten thousand levels deep, would want gigabytes.
func twice(d *json.Decoder) (names []string, again bool) {
	t, err := d.Token()
	opened, ok := t.(json.Delim)
	if err != nil || !ok {
		return nil, false
	}
	seen := map[string]bool{}
	for d.More() {
		var name string
		if opened == '{' {
			key, err := d.Token()
			if name, ok = key.(string); err != nil || !ok {
				return nil, false
			}
			if seen[name] {
				return []string{name}, true
			}
			seen[name] = true
		}
		if names, again = twice(d); again {
			if opened == '{' && len(names) < namesAbove {
				names = append(names, name)
			}
			return names, true
		}
	}
	_, _ = d.Token() // the end of it: sound, as was asked
	return nil, false
}
