package evidence

import (
	"strings"

	"github.com/clientele-crm/clientele"
)

// What somebody owed before a report begins stands in it as its first row, with an amount
// and a day. It is no purchase: what it comes to was bought before.

var openings = func() map[string]bool {
	out := map[string]bool{}
	for text := range strings.SplitSeq("opening balance|opening bal|balance brought forward|brought forward|balance forward|balance b/f|balance b/d|bal b/f|bal b/d|b/f|b/d|carried forward|balance carried forward|previous balance|starting balance|"+
		"saldovortrag|anfangssaldo|anfangsbestand|eroffnungssaldo|eroffnungsbilanz|eroffnungsbuchung|eb-wert|eb wert|vortrag|ubertrag|altsaldo|report a nouveau|solde reporte|solde initial|solde anterieur|a nouveau|"+
		"saldo inicial|saldo anterior|saldo iniziale|saldo precedente|riporto|saldo di apertura|beginsaldo|openingssaldo|saldo vorige periode|bilans otwarcia|saldo poczatkowe|pocatecni stav|pocatecni zustatek|nyito egyenleg|ingaende balans|"+
		"ingaende saldo|inngaende balanse|primosaldo|alkusaldo|acilis bakiyesi|devir|devreden bakiye|sold initial|входящее сальдо|сальдо начальное|вхідне сальдо|αρχικο υπολοιπο|υπολοιπο εκ μεταφορας|前月繰越|繰越|前期繰越|期初余额|上期结转|이월|saldo awal", "|") {
		out[folded(text)] = true
	}
	return out
}()

// settleOpenings finds the columns of texts in which a balance is carried on.
func (r *recognition) settleOpenings(s *settled) {
	for _, col := range s.credits.texts {
		for v := range r.profiles[col].values {
			if isOpening(v) {
				s.openings = append(s.openings, col)
				break
			}
		}
	}
}

// isOpening says that a text is nothing but that of a balance carried on.
func isOpening(text string) bool {
	return len(text) < 60 && openings[strings.Trim(folded(text), " .:*-")]
}

// isOpening refuses a row of a balance carried on.
func (w *orderWorker) isOpening(r *row) *Reject {
	for _, col := range w.plan.settled.openings {
		if isOpening(string(cleanText(cellAt(r, col)))) {
			return &Reject{What: clientele.Tell("evidence.opening"), Column: w.plan.header[col], Remedy: NothingToDo}
		}
	}
	return nil
}

// calledOff says that a word beside a number says that it was no sale, or none that lasted.
func calledOff(words string) bool {
	word := strings.Trim(folded(words), "().:-")
	if len(word) < 6 {
		return false // of a currency, or a unit
	}
	s := saleStateOf(word)
	return s == stateUndone || s == stateBack || s == stateNoSale
}
