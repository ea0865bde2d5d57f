package jobs

import (
	"encoding/json"
	"slices"
	"testing"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/evidence"
	"github.com/clientele-crm/clientele/ledger"
	"github.com/clientele-crm/clientele/say"
)

// A note that says what it would be otherwise is of a guess; the others say what was done.
func TestWhatAReadingGuessed(t *testing.T) {
	tell, wrong := clientele.Tell, clientele.Tell("evidence.flag-wrong-map", "map", "amount=")
	for note, want := range map[string]string{
		tell("evidence.dates-read", "column", "day", "sample", "03/04/2024", "order", tell("evidence.day-first"), "why", tell("evidence.why-beside", "column", "due")) + " " +
			tell("evidence.flag-date-order"): "The dates in “day”, such as 03/04/2024, are read day first, as those in “due”.",
		tell("evidence.repeats", "n", 5, "of", 9) + " " + tell("evidence.else-copies"): "5 of 9 rows say exactly what another row says, and have no order number: each counts as a purchase of its own.",
		tell("evidence.taken-amount", "column", "total") + " " + wrong:                 "“total” is taken for the amount.",
		tell("evidence.bare-amounts", "n", 3, "column", "total") + " " + tell("evidence.flag-currency"): "3 of the amounts in “total” name no currency beside others in several: " +
			"which they are in is left open.",
		tell("evidence.currency-name", "currency", "GBP", "column", "amount_gbp"): "",
		tell("evidence.datev"): "",
	} {
		if got := GuessesIn(ledger.Import{State: ledger.Done, Reading: readingWith(t, note)}); (len(got) == 1) != (want != "") || want != "" && say.English.Fill(got[0]) != want {
			t.Errorf("%q is said as %q; want %q", say.English.Fill(note), got, want)
		}
	}
}

func readingWith(t *testing.T, notes ...string) string {
	t.Helper()
	text, err := json.Marshal(evidence.Survey{Notes: notes})
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// What a file left open is told of an import that counts; what was taken without a doubt is
// not, and one that was undone says nothing any more.
func TestGuessesAreOfWhatCounts(t *testing.T) {
	open := clientele.Tell("evidence.taken-amount", "column", "total")
	reading := readingWith(t, open+" "+clientele.Tell("evidence.flag-wrong-map", "map", "amount="), "two rows were totals")
	for state, want := range map[string][]string{ledger.Done: {open}, ledger.WasUndone: nil} {
		if got := GuessesIn(ledger.Import{State: state, Reading: reading}); !slices.Equal(got, want) {
			t.Errorf("%s: %q", state, got)
		}
	}
	if got := GuessesIn(ledger.Import{State: ledger.Done}); got != nil {
		t.Errorf("without a reading: %q", got)
	}
}
