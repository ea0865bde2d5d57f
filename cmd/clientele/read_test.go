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
	run(t.Context(), append(args, path), stdio{out: &out, err: &out})
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

// A mistyped year, or a contract signed for years to come, moves no day.
func TestDaysToComeMoveNothing(t *testing.T) {
	const late = "account,date,amount\nA,2025-01-01,10\nB,2025-01-20,10\nA,2025-02-20,10\nA,2099-01-01,10\n"
	for command, want := range map[string][]string{
		"analyze": {"On 20 Feb 2025: ", "1 purchase is dated after today, "},
		"fit":     {" up to 20 Feb 2025", "1 purchase is dated after today, "},
	} {
		got := said(t, late, command, "--later", "keep")
		for _, w := range want {
			if !strings.Contains(got, w) {
				t.Errorf("%s: %q is missing in\n%s", command, w, got)
			}
		}
	}
	const signed = "account,kind,start,end,fee,currency,period\nA,retainer,2024-01-01,,100,EUR,month\nB,retainer,2024-03-01,,100,EUR,month\nD,mandate,2099-01-01,2100-12-31,50,EUR,month\n"
	if got := said(t, signed, "analyze"); !strings.Contains(got, "On 1 Mar 2024: ") {
		t.Errorf("of contracts:\n%s", got)
	}
}

// Which side of an account was sold is said by a flag.
func TestWhichSideWasSold(t *testing.T) {
	const book = "account,date,amount,D/C,currency\nA,2025-01-01,10,D,EUR\nA,2025-01-20,10,C,EUR\nB,2025-02-20,15,D,EUR\n"
	for side, want := range map[string]string{"debit": "2 relationships", "credit": "one relationship"} {
		if got := said(t, book, "analyze", "--sold", side); !strings.Contains(got, want) {
			t.Errorf("%s: %q is missing in\n%s", side, want, got)
		}
	}
}
