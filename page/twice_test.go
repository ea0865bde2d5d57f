package page

import (
	"encoding/json"
	"runtime"
	"strings"
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
		`[]`:                                                 "", `7`: "", `{}`: "", `{"a": [[[{"b": 1, "b": 1}]]]}`: "a.b", `{"": 1, "": 2}`: `""`,
	} {
		if got := Twice([]byte(body)); got != want {
			t.Errorf("%s: %q, want %q", body, got, want)
		}
	}
}

// A megabyte of names within names took 4.5 gigabytes, as each level held all names above it.
func TestNamesWithinNamesTakeLittle(t *testing.T) {
	const deep = 9_900
	body := []byte(strings.Repeat(`{"`+strings.Repeat("a", 95)+`":`, deep) + `{"b": 1, "b": 2}` + strings.Repeat("}", deep))
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	name := Twice(body)
	runtime.ReadMemStats(&after)
	if took := (after.TotalAlloc - before.TotalAlloc) >> 20; took > 50 {
		t.Errorf("%d MB to read one", took)
	}
	if !strings.HasSuffix(name, ".b") || len(name) > 1_000 {
		t.Errorf("%d letters of a name: …%s", len(name), name[max(0, len(name)-20):])
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
