package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// said is what a command prints, errors and all, on a file of these rows.
func said(t *testing.T, rows string, args ...string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "orders.csv")
	if err := os.WriteFile(path, []byte(rows), 0o600); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	run(t.Context(), append(args, path), street{out: &out, err: &out})
	return out.String()
}

// One is spoken of in the singular.
func TestOneIsNotSeveral(t *testing.T) {
	const one = "account,date,amount\nA,2025-01-01,10\n"
	got := said(t, one, "analyze", "--horizon", "1")
	for _, want := range []string{"On 1 Jan 2025: one relationship, a customer.", "within 1 day\n", "All there is happened on one day"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is missing in\n%s", want, got)
		}
	}
	got = said(t, one+"A,2025-01-20,10\nA,2025-02-20,10\n", "backtest", "--horizon", "1")
	if want := "only 1 relationship had bought"; !strings.Contains(got, want) {
		t.Errorf("%q is missing in\n%s", want, got)
	}
}
