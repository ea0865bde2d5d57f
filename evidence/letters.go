package evidence

import (
	"github.com/clientele-crm/clientele"
)

// Words of columns of a list of letters, or of calls: from whom, and to whom.
var (
	senderWords    = wordSet("from sender von absender expediteur remitente mittente van afzender avsandare afsender caller anrufer")
	recipientWords = wordSet("to recipient recipients receiver an empfanger destinataire destinatario aan ontvanger mottagare modtager callee angerufener")
)

// askWhichSide asks of letters whose senders and recipients are the same people: one of the two is
// the firm in each row, and no column says in which.
func (r *recognition) askWhichSide() {
	if r.chosen || !r.named || r.shape != nil || r.given["account"] || r.fields["direction"] != nil {
		return
	}
	from, to := -1, -1
	for col, h := range r.header {
		p := r.profiles[col]
		if p.clocks > 0 || p.layout(true) != notDates {
			continue // from nine to twelve
		}
		switch {
		case anyToken(h, senderWords):
			from = col
		case anyToken(h, recipientWords):
			to = col
		}
	}
	if from < 0 || to < 0 || !r.meet(from, to) {
		return
	}
	r.ask = append(r.ask, Question{About: "account", Ask: clientele.Tell("evidence.ask-letters", "from", r.header[from], "to", r.header[to]),
		Choices: []string{quoteName(r.header[from]), quoteName(r.header[to])}, Readings: []string{clientele.Tell("evidence.reading-who-wrote"), clientele.Tell("evidence.reading-written-to")},
		Remedy: clientele.Tell("evidence.ask-letters-remedy")})
}

// meet says that a value stands in both of two columns.
func (r *recognition) meet(one, other int) bool {
	for v := range r.profiles[one].values {
		if r.profiles[other].values[v] > 0 {
			return true
		}
	}
	return false
}
