package evidence

import (
	"fmt"
	"slices"
)

// visitWords are headers of logs that follow what people look at, not what they buy.
var visitWords = map[string]bool{"page": true, "pages": true, "url": true, "uri": true, "path": true, "referrer": true, "referer": true, "browser": true,
	"session": true, "ip": true, "pageview": true, "pageviews": true, "feature": true, "usage": true, "screen": true, "login": true, "logins": true,
	"clicks": true, "click": true, "impressions": true, "opens": true, "agent": false}

// askWhetherSales asks about a log of visits that has nothing of a sale: what is
// looked at would else pass for what is bought.
func (r *recognition) askWhetherSales() {
	if r.chosen || !r.named || r.fields["account"] == nil || r.fields["at"] == nil || len(r.given) > 0 {
		return
	}
	for _, field := range []string{"amount", "price", "order", "status"} {
		if m := r.fields[field]; m != nil && !(field == "order" && slices.Contains(tokens(m.From), "session")) {
			return
		}
	}
	for _, h := range r.header {
		for _, word := range tokens(h) {
			if visitWords[word] {
				r.ask = append(r.ask, Question{About: "door", Ask: fmt.Sprintf("The column %q speaks of visits or of use, and no column of an amount or an order. Are these rows purchases?", h),
					Choices: []string{"orders", "interactions"}, Readings: []string{"each row is a purchase", "each row is a contact with you, and nobody bought anything by it"}, Remedy: "if they are, say --door orders; if they are contacts with you, --door interactions"})
				return
			}
		}
	}
}

// askWhatAmount asks where a column called "amount" counts pieces beside one of prices.
func (r *recognition) askWhatAmount() {
	amount, price := r.fields["amount"], r.fields["price"]
	if amount == nil || price == nil || r.given["amount"] || r.fields["quantity"] != nil || amount.expr.op != 'c' || price.expr.op != 'c' || squeezed(r.header[amount.expr.col]) != "amount" {
		return
	}
	p := r.profiles[amount.expr.col]
	if p.fractions > 0 || p.signs > 0 || p.longest > 4 || p.share(p.values["1"]) < 0.4 || p.filled < 5 {
		return
	}
	r.askPieces(amount, price, fmt.Sprintf("The column %s seems to count pieces. Is %s the price of one, or of the whole row?", amount.From, price.From))
}

// askOneOrAll asks where nothing but their content says that numbers are amounts, and
// another column counts pieces: they could be the price of one.
func (r *recognition) askOneOrAll(col int) bool {
	quantity := r.fields["quantity"]
	if quantity == nil || quantity.expr.op != 'c' || r.profiles[quantity.expr.col].values["1"] == r.profiles[quantity.expr.col].filled {
		return false
	}
	e := column(col)
	r.askPieces(quantity, &Mapped{From: e.write(r.header), expr: e}, fmt.Sprintf("Is %s the price of one, or of the whole row? Nothing in the file says it.", e.write(r.header)))
	return true
}

// askPieces asks whether a price is that of one piece or of all in its row, by a row with several.
func (r *recognition) askPieces(count, price *Mapped, what string) {
	several := func(row []string) bool {
		cell := func(m *Mapped) string {
			if m.expr.col < len(row) {
				return row[m.expr.col]
			}
			return ""
		}
		return cell(count) != "" && cell(count) != "1" && cell(price) != ""
	}
	pieces, each := "1", anyValue(r.profiles[price.expr.col])
	if i := slices.IndexFunc(r.rows, several); i >= 0 {
		pieces, each = r.rows[i][count.expr.col], r.rows[i][price.expr.col]
	}
	of := (&expr{op: '*', a: count.expr, b: price.expr}).write(r.header)
	r.ask = append(r.ask, Question{About: "amount", Ask: what, Choices: []string{of, price.From},
		Readings: []string{fmt.Sprintf("the price of one: %s × %s is paid", pieces, each), fmt.Sprintf("the price of the row: %s is paid for %s", each, pieces)},
		Remedy:   fmt.Sprintf("say --map amount=%s where it is of one, --map amount=%s where it is of the row", of, price.From)})
}

// askWho asks about a list of goods, in which the only name is that of the thing.
func (r *recognition) askWho() {
	account, product := r.fields["account"], r.fields["product"]
	if account == nil || product == nil || r.given["account"] || account.expr.op != 'c' || product.expr.op != 'c' || r.fields["order"] != nil || squeezed(r.header[account.expr.col]) != "name" {
		return
	}
	a, p := r.profiles[account.expr.col], r.profiles[product.expr.col]
	if p.filled >= 5 && p.repeats() == 0 && a.repeats() < 0.1 {
		r.ask = append(r.ask, Question{About: "account", Ask: fmt.Sprintf("Every row has a %s of its own, as in a list of goods. Which column says who bought?", product.From), Choices: r.header,
			Remedy: fmt.Sprintf("say it with --map account=COLUMN; %s", columnsThereAre(r.header))})
	}
}
