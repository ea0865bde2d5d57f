package jobs

import (
	"slices"
	"testing"

	"github.com/clientele-crm/clientele/ledger"
)

// A note that says what it would be otherwise is of a guess; the others say what was done.
func TestWhatAReadingGuessed(t *testing.T) {
	for note, want := range map[string]string{
		`The dates in "day", such as 03/04/2024, are read day first, as the others. If that is wrong, say --date-order.`:  `The dates in "day", such as 03/04/2024, are read day first, as the others.`,
		"5 of 9 rows are exact repeats of another: they count as orders of their own. If they are copies, take them out.": "5 of 9 rows are exact repeats of another: they count as orders of their own.",
		`"total" is taken for the amount; if it is not, say --map amount=`:                                                `"total" is taken for the amount.`,
		"Of the amounts 3 name no currency: which they are in is left open. Say it with --currency.":                      "Of the amounts 3 name no currency: which they are in is left open.",
		`Amounts are taken as GBP, by the name of "amount_gbp".`:                                                          "",
		"This is a DATEV booking batch: its days have the year of its head line, and other bookings are left out.":        "",
	} {
		text, open := weak(note)
		if open != (want != "") || open && text != want {
			t.Errorf("%q is said as %q, %v; want %q", note, text, open, want)
		}
	}
}

// What a file left open is told of an import that counts; what was taken without a doubt is
// not, and one that was undone says nothing any more.
func TestGuessesAreOfWhatCounts(t *testing.T) {
	reading := `{"notes": ["1.200 is taken as 1,200; --decimal point reads it otherwise", "two rows were totals"]}`
	for state, want := range map[string][]string{ledger.Done: {"1.200 is taken as 1,200"}, ledger.WasUndone: nil} {
		if got := GuessesIn(ledger.Import{State: state, Reading: reading}); !slices.Equal(got, want) {
			t.Errorf("%s: %q", state, got)
		}
	}
	if got := GuessesIn(ledger.Import{State: ledger.Done}); got != nil {
		t.Errorf("without a reading: %q", got)
	}
}
