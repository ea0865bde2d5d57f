package evidence

import (
	"slices"

	"github.com/clientele-crm/clientele"
)

// visitWords are headers of logs that follow what people look at, not what they buy.
var visitWords = map[string]bool{"page": true, "pages": true, "url": true, "uri": true, "path": true, "referrer": true, "referer": true, "browser": true,
	"session": true, "ip": true, "pageview": true, "pageviews": true, "feature": true, "usage": true, "screen": true, "login": true, "logins": true,
	"clicks": true, "click": true, "impressions": true, "opens": true, "agent": false}

// helpWords are headers of lists of what people ask for, in which nobody buys anything.
var helpWords = wordSet("requester assignee satisfaction csat priority resolution sla severity issue anliegen dringlichkeit prioritat priorite prioridad priorita")

// askWhetherHelp asks about a list of tickets: what became of them says nothing of a sale.
func (r *recognition) askWhetherHelp() {
	if r.chosen || !r.named || r.shape != nil || r.fields["account"] == nil || r.fields["at"] == nil || len(r.given) > 0 || r.fields["amount"] != nil || r.fields["price"] != nil || r.fields["quantity"] != nil {
		return
	}
	at := slices.IndexFunc(r.header, func(h string) bool { return anyToken(h, helpWords) })
	if at < 0 || r.isField(at, "account") && len(r.ask) > 0 {
		return
	}
	r.ask = append(r.ask, Question{About: "door", Ask: clientele.Tell("evidence.ask-help", "column", r.header[at]),
		Choices: []string{"orders", "interactions"}, Readings: []string{clientele.Tell("evidence.reading-purchases"), clientele.Tell("evidence.reading-contacts")}, Remedy: clientele.Tell("evidence.ask-door-remedy")})
}

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
				r.ask = append(r.ask, Question{About: "door", Ask: clientele.Tell("evidence.ask-visits", "column", h),
					Choices: []string{"orders", "interactions"}, Readings: []string{clientele.Tell("evidence.reading-purchases"), clientele.Tell("evidence.reading-contacts")}, Remedy: clientele.Tell("evidence.ask-door-remedy")})
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
	r.askPieces(amount, price, clientele.Tell("evidence.ask-pieces", "column", amount.From, "price", price.From))
}

// askOneOrAll asks where nothing but their content says that numbers are amounts, and
// another column counts pieces: they could be the price of one.
func (r *recognition) askOneOrAll(col int) bool {
	quantity := r.fields["quantity"]
	if quantity == nil || quantity.expr.op != 'c' || r.profiles[quantity.expr.col].values["1"] == r.profiles[quantity.expr.col].filled {
		return false
	}
	e := column(col)
	r.askPieces(quantity, &Mapped{From: e.write(r.header), expr: e}, clientele.Tell("evidence.ask-one-or-all", "price", e.write(r.header)))
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
		Readings: []string{clientele.Tell("evidence.reading-one", "pieces", pieces, "price", each), clientele.Tell("evidence.reading-all", "price", each, "pieces", pieces)},
		Remedy:   clientele.Tell("evidence.ask-one-remedy", "one", of, "all", price.From)})
}

// askWho asks about a list of goods, in which the only name is that of the thing.
func (r *recognition) askWho() {
	account, product := r.fields["account"], r.fields["product"]
	if account == nil || product == nil || r.given["account"] || account.expr.op != 'c' || product.expr.op != 'c' || r.fields["order"] != nil || squeezed(r.header[account.expr.col]) != "name" {
		return
	}
	a, p := r.profiles[account.expr.col], r.profiles[product.expr.col]
	if p.filled >= 5 && p.repeats() == 0 && a.repeats() < 0.1 {
		r.ask = append(r.ask, Question{About: "account", Ask: clientele.Tell("evidence.ask-goods", "product", product.From), Choices: r.header,
			Remedy: mapOneOf("account", r.header)})
	}
}

// contactWords are headers of lists of people and firms, and madeWords of when somebody was entered in one.
var (
	contactWords = wordSet("phone telephone mobile telefon lifecycle lead address street city zip postcode birthday birthdate job title company website linkedin lifecyclestage tags consent newsletter")
	madeWords    = wordSet("create created creation added joined join signup registered registration updated modified seen activity erstellt angelegt anlagedatum cree creado creato")
)

// askWhetherPeople asks about a list of people: the day on which somebody was entered in it
// would else pass for that of a purchase.
func (r *recognition) askWhetherPeople() {
	account, at := r.fields["account"], r.fields["at"]
	if r.chosen || !r.named || r.shape != nil || account == nil || at == nil || len(r.given) > 0 || at.expr.op != 'c' || account.expr.op != 'c' || !anyToken(r.header[at.expr.col], madeWords) {
		return
	}
	for _, field := range []string{"amount", "price", "quantity", "product", "status"} {
		if r.fields[field] != nil {
			return
		}
	}
	people := 0
	for _, h := range r.header {
		if anyToken(h, contactWords) || namePart(h, firstNames) || namePart(h, lastNames) {
			people++
		}
	}
	if p := r.profiles[account.expr.col]; people < 2 || p.repeats() > 0 || p.filled < 2 {
		return
	}
	r.ask = append(r.ask, Question{About: "door", Ask: clientele.Tell("evidence.ask-people", "column", r.header[at.expr.col]),
		Choices: []string{"orders", "interactions"}, Readings: []string{clientele.Tell("evidence.reading-purchases"), clientele.Tell("evidence.reading-contacts")},
		Remedy: clientele.Tell("evidence.ask-people-remedy")})
}

// lastWords and firstWords say of a day that it is the latest, or the first, of several.
var lastWords = wordSet("last latest recent letzte letzter letztes letzten zuletzt derniere dernier ultima ultimo laatste sista senaste sidste siste ostatnia ostatnie posledni viimeisin first erste erster premiere premier primera primer prima primo eerste forsta forste")

// askWhetherSums asks about a list of customers with what each bought so far: the day of the
// latest would else pass for that of one purchase, and the sum of all for what it came to.
func (r *recognition) askWhetherSums() {
	account, at := r.fields["account"], r.fields["at"]
	if r.chosen || !r.named || r.shape != nil || account == nil || at == nil || r.given["at"] || at.expr.op != 'c' || account.expr.op != 'c' || r.fields["order"] != nil || !anyToken(r.header[at.expr.col], lastWords) {
		return
	}
	if p := r.profiles[account.expr.col]; p.repeats() > 0 || p.filled < 2 {
		return
	}
	r.ask = append(r.ask, Question{About: "door", Ask: clientele.Tell("evidence.ask-sums", "column", r.header[at.expr.col]),
		Choices: []string{"orders", "interactions"}, Readings: []string{clientele.Tell("evidence.reading-sums-purchases"), clientele.Tell("evidence.reading-sums-contacts")},
		Remedy: clientele.Tell("evidence.ask-sums-remedy")})
}

// askStates asks what a column of few words says where no name in the file is in a language
// that is known: it may say which purchases were called off.
func (r *recognition) askStates() {
	if r.chosen || !r.named || r.shape != nil || r.given["status"] || r.removed["status"] || r.fields["status"] != nil || len(r.ask) > 0 {
		return
	}
	guessed := 0
	for _, field := range []string{"account", "at", "amount"} {
		if m := r.fields[field]; m != nil && !r.given[field] && m.byContent() {
			guessed++
		}
	}
	if guessed < 2 {
		return
	}
	for col, h := range r.header {
		p := r.profiles[col]
		if r.used[col] || p.filled*10 < len(r.rows)*9 || len(p.values) < 2 || len(p.values) > max(6, p.filled/20) || p.repeats() == 0 || p.numbers > 0 || p.layout(true) != notDates || p.longest > 40 {
			continue
		}
		words := sortedKeys(p.values)
		r.ask = append(r.ask, Question{About: "status", Ask: clientele.Tell("evidence.ask-states", "column", h, "words", firstOf(words, 4)),
			Choices: []string{quoteName(h), ""}, Readings: []string{clientele.Tell("evidence.reading-states"), clientele.Tell("evidence.reading-no-states")},
			Remedy: clientele.Tell("evidence.ask-states-remedy", "column", quoteName(h))})
		return
	}
}
