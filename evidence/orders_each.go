package evidence

import (
	"slices"

	"github.com/clientele-crm/clientele"
)

// A price of one piece, or of one hour, is not what a row comes to. Where nothing says how
// many there were, but something could, it is asked.

var (
	ofAnHour   = wordSet("rate hourly stundensatz stundenlohn tarif tarief tarifa tariffa taux stawka timepris timpris satz")
	perPiece   = wordSet("per je pro par por unit each unitaire unitario unitaria unitar")
	countsNone = wordSet("id no nr number num ref code zip plz postcode phone tel year jahr month day days line pos position row stock weight kg tax vat mwst rate discount rabatt percent pct balance age table seat room floor version")
)

// askOfEach asks how a price of one became the amount of a row.
func (r *recognition) askOfEach() {
	amount, price := r.fields["amount"], r.fields["price"]
	if amount == nil || r.given["amount"] || r.given["price"] || r.fields["quantity"] != nil || r.removed["quantity"] || amount.expr.op != 'c' || r.shape != nil || !r.named {
		return
	}
	col := amount.expr.col
	if price == nil || price.expr != amount.expr {
		price = nil
	}
	hour := anyToken(r.header[col], ofAnHour)
	if !hour && !anyToken(r.header[col], perPiece) && (price == nil || price.Sure < nameSure[0]) {
		return
	}
	if hour && r.askOfAnHour(col) {
		return
	}
	if count := r.couldCount(col); count >= 0 {
		r.askPieces(&Mapped{From: r.header[count], expr: column(count)}, &Mapped{From: amount.From, expr: column(col)}, clientele.Tell("evidence.ask-count", "price", r.header[col], "count", r.header[count]))
		return
	}
	r.notes = append(r.notes, clientele.Tell("evidence.price-of-one", "price", r.header[col]))
}

// askOfAnHour asks where the times of a day stand beside what an hour costs.
func (r *recognition) askOfAnHour(col int) bool {
	clock := slices.IndexFunc(r.profiles, func(p *profile) bool { return p.filled > 0 && p.share(p.clocks) > 0.8 && p.layout(false) == notDates })
	if clock < 0 {
		return false
	}
	h := r.header[col]
	r.ask = append(r.ask, Question{About: "amount", Choices: []string{quoteName(h), ""},
		Ask:      clientele.Tell("evidence.ask-hours", "price", h, "times", r.header[clock]),
		Readings: []string{clientele.Tell("evidence.reading-row-cost", "cell", anyValue(r.profiles[col])), clientele.Tell("evidence.reading-no-amount")},
		Remedy:   clientele.Tell("evidence.ask-hours-remedy", "price", quoteName(h))})
	return true
}

// couldCount is a column that nobody reads of whole numbers, or of hours, that could say how many; -1 where there is none.
func (r *recognition) couldCount(price int) int {
	return slices.IndexFunc(r.header, func(h string) bool {
		col := slices.Index(r.header, h)
		p := r.profiles[col]
		if col == price || r.used[col] || !r.isNumbers(col) || p.filled*2 < len(r.rows) || p.negatives > 0 || p.signs > 0 || p.longest > 6 || len(p.values) < 2 || anyToken(h, countsNone) || orderNumber.sureOf(r.heads[col]) > 0 || r.numbersRows(col) {
			return false
		}
		return p.fractions == 0 || anyToken(h, hourWords)
	})
}

// numbersRows says that each number of a column is one more than that above it.
func (r *recognition) numbersRows(col int) bool {
	f := r.figuresOf(column(col))
	for i := 1; i < len(f.v); i++ {
		if f.v[i] != f.v[i-1]+10_000 { // in ten-thousandths
			return false
		}
	}
	return len(f.v) > 1
}

// askSuffixes asks which side was sold where DR and CR stand behind amounts that have a number
// of their own, as invoices have and rows of a bank have not, and no balance tells it.
func (p *Plan) askSuffixes(i int, s *numerals) {
	m := p.fields["amount"]
	if s.credits == 0 || s.debits == 0 || p.Options.Sold != "" || p.fields["order"] == nil || m == nil || m.expr.op != 'c' || m.expr.col != i || slices.ContainsFunc(p.header, saysBalance) {
		return
	}
	p.Questions = append(p.Questions, Question{About: "sold", Choices: []string{"credit", "debit"},
		Ask: clientele.Tell("evidence.ask-suffixes", "column", p.header[i], "credits", clientele.Tell("evidence.numbers", "n", s.credits), "debits", clientele.Tell("evidence.numbers", "n", s.debits)),
		Readings: []string{clientele.Tell("evidence.reading-cr-sold"),
			clientele.Tell("evidence.reading-dr-sold")},
		Remedy: clientele.Tell("evidence.ask-sold-remedy")})
}

// askWhetherContacts asks about rows of which nothing says that they are contacts but who of
// ours was there, and about those that say what was paid.
func (r *recognition) askWhetherContacts() {
	if r.chosen || !r.named || r.shape != nil || r.timesheet || len(r.given) > 0 || r.fields["account"] == nil || r.fields["at"] == nil {
		return
	}
	paid := slices.IndexFunc(r.header, func(h string) bool {
		col := slices.Index(r.header, h)
		return !r.used[col] && orderAmount.sureOf(r.heads[col]) > nameSure[3] && r.isNumbers(col) && r.profiles[col].fractions+r.profiles[col].signs > 0
	})
	weak := !slices.ContainsFunc([]string{"kind", "direction", "minutes", "text", "ref"}, r.holds)
	what := clientele.Tell("evidence.ask-contacts")
	switch {
	case paid >= 0:
		what = clientele.Tell("evidence.ask-paid-contacts", "column", r.header[paid])
	case !weak || r.channelSaid() != clientele.Note:
		return
	}
	r.ask = append(r.ask, Question{About: "door", Ask: what, Choices: []string{"interactions", "orders"},
		Readings: []string{clientele.Tell("evidence.reading-contacts"), clientele.Tell("evidence.reading-purchases")},
		Remedy:   clientele.Tell("evidence.ask-contacts-remedy")})
}
