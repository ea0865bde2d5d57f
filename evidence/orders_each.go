package evidence

import (
	"fmt"
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
		r.askPieces(&Mapped{From: r.header[count], expr: column(count)}, &Mapped{From: amount.From, expr: column(col)}, fmt.Sprintf("%q is the price of one. Does %q say how many there were?", r.header[col], r.header[count]))
		return
	}
	r.notes = append(r.notes, fmt.Sprintf("%q is the price of one by its name, and no column says how many: each row counts as one.", r.header[col]))
}

// askOfAnHour asks where the times of a day stand beside what an hour costs.
func (r *recognition) askOfAnHour(col int) bool {
	clock := slices.IndexFunc(r.profiles, func(p *profile) bool { return p.filled > 0 && p.share(p.clocks) > 0.8 && p.layout(false) == notDates })
	if clock < 0 {
		return false
	}
	h := r.header[col]
	r.ask = append(r.ask, Question{About: "amount", Choices: []string{quoteName(h), ""},
		Ask:      fmt.Sprintf("%q is the price of an hour, and %q holds times: what each row came to stands nowhere. What was paid?", h, r.header[clock]),
		Readings: []string{fmt.Sprintf("%s is what the whole row cost", anyValue(r.profiles[col])), "the file does not say it: each row counts as a purchase without an amount"},
		Remedy:   fmt.Sprintf("put the hours in a column of their own, as 2.5, and say --map 'amount=HOURS*%s'; or say --map amount= to count purchases without amounts", quoteName(h))})
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
		Ask: fmt.Sprintf("In %q stands CR behind %s, and DR behind %s. Which of them are sales?", p.header[i], cellsOf(s.credits), cellsOf(s.debits)),
		Readings: []string{"CR came in and was sold, as on a bank statement; DR went out",
			"DR was sold, as in an account of what customers owe; CR was given back"},
		Remedy: "say --sold credit where what is credited was sold, --sold debit where what is debited was"})
}

func cellsOf(n int) string {
	if n == 1 {
		return "1 number"
	}
	return fmt.Sprintf("%d numbers", n)
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
	what := "Nothing says of these rows that they are contacts."
	switch {
	case paid >= 0:
		what = fmt.Sprintf("These rows look like contacts, and %q looks like what was paid.", r.header[paid])
	case !weak || r.channelSaid() != clientele.Note:
		return
	}
	r.ask = append(r.ask, Question{About: "door", Ask: what + " What is each of them?", Choices: []string{"interactions", "orders"},
		Readings: []string{"each row is a contact with you, and nobody bought anything by it", "each row is a purchase"},
		Remedy:   "if they are contacts, say --door interactions; if they are purchases, --door orders; a list of people is brought in with import --as people"})
}
