package page

import (
	"encoding/json"
	"testing"
)

func TestANameThatStandsTwice(t *testing.T) {
	for body, want := range map[string]string{
		`{"a": 1, "b": {"a": 2}}`:                            "",
		`{"a": 1, "b": 2, "a": 1}`:                           "a",
		`{"custom": {"tier": "x", "tier": "y"}}`:             "custom.tier",
		`{"emails": [{"email": "a"}, {"email": "b"}]}`:       "",
		`{"emails": [{"email": "a", "email": "b"}], "x": 1}`: "emails.email",
		`{"a": 1, "\u0061": 2}`:                              "a",
		`[]`:                                                 "", `7`: "", `{}`: "", `{"a": [[[{"b": 1, "b": 1}]]]}`: "a.b",
	} {
		if got := Twice([]byte(body)); got != want {
			t.Errorf("%s: %q, want %q", body, got, want)
		}
	}
}

// FuzzTwice: whatever comes, it ends; what a map holds as many names of as there are, has none twice.
func FuzzTwice(f *testing.F) {
	f.Add([]byte(`{"a": 1, "a": [{"b": {}}]}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		var flat map[string]json.Number
		if json.Unmarshal(body, &flat) != nil {
			return
		}
		again, err := json.Marshal(flat)
		if err != nil || Twice(again) != "" {
			t.Errorf("%s: %q, %v", again, Twice(again), err)
		}
		Twice(body)
	})
}
