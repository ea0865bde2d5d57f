package page

import (
	"bytes"
	"encoding/json"
	"strings"
)

// Twice is a name that stands twice in one object of some JSON, with the names above it;
// "" where none does. Readers of JSON do not agree on which of the two would hold (RFC
// 8259, section 4), so that neither is taken. The JSON must be sound.
func Twice(body []byte) string { return twice(json.NewDecoder(bytes.NewReader(body)), "") }

func twice(d *json.Decoder, above string) string {
	t, err := d.Token()
	opened, ok := t.(json.Delim)
	if err != nil || !ok {
		return ""
	}
	seen := map[string]bool{}
	for d.More() {
		at := above
		if opened == '{' {
			key, err := d.Token()
			name, ok := key.(string)
			if err != nil || !ok {
				return ""
			}
			if at = strings.TrimPrefix(above+"."+name, "."); seen[name] {
				return at
			}
			seen[name] = true
		}
		if again := twice(d, at); again != "" {
			return again
		}
	}
	_, _ = d.Token() // the end of it: sound, as was asked
	return ""
}
