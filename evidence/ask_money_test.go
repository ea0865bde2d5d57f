package evidence

import (
	"slices"
	"strings"
	"testing"
)

// A currency that nothing names is asked for where a person can answer, left open where none
// can, and the firm's where it has one.
func TestACurrencyThatNothingNames(t *testing.T) {
	const bare = "Date,Client,Amount\n2024-01-05,Ann North,80.00\n2024-02-05,Bob South,20.00\n"
	for _, c := range []struct {
		name, text string
		o          Options
		asks       bool
		is, says   string
	}{
		{"asked", bare, Options{AskMoney: true}, true, "", ""},
		{"answered", bare, Options{AskMoney: true, Currency: "SEK"}, false, "SEK", ""},
		{"left open", bare, Options{AskMoney: true, Currency: "XXX"}, false, "XXX", ""},
		{"the firm's", bare, Options{AskMoney: true, House: "DKK"}, false, "DKK", "taken as DKK"},
		{"in a script", bare, Options{}, false, "", ""},
		{"by its header", strings.Replace(bare, "Amount", "Amount (EUR)", 1), Options{AskMoney: true}, false, "EUR", ""},
		{"by its cells", strings.ReplaceAll(bare, ",80.00", ",£80.00"), Options{AskMoney: true}, false, "GBP", ""},
		{"by a note above", "Sales\nAll amounts in CHF\n" + bare, Options{AskMoney: true}, false, "CHF", "by the note"},
		{"by a column of another name", "Date,Client,Amount,Zzz\n2024-01-05,Ann North,80.00,NOK\n2024-02-05,Bob South,20.00,NOK\n", Options{AskMoney: true}, false, "", ""},
		{"no amounts", "Date,Client\n2024-01-05,Ann North\n2024-02-05,Bob South\n", Options{AskMoney: true}, false, "", ""},
	} {
		p, err := Inspect(t.Context(), Bytes("orders.csv", []byte(c.text)), c.o)
		if err != nil {
			t.Fatal(c.name, err)
		}
		asks := slices.ContainsFunc(p.Questions, func(q Question) bool { return q.About == "currency" })
		if asks != c.asks || p.Currency != c.is || c.says != "" && !strings.Contains(saidNotes(p), c.says) {
			t.Errorf("%s: asks %v, %q\n%s", c.name, asks, p.Currency, p.Describe())
		}
	}
}
