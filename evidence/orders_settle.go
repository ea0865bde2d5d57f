package evidence

import (
	"cmp"
	"slices"
	"strings"

	"github.com/clientele-crm/clientele"
)

// settleOrders decides what an order file's columns come to: how the amount is
// worked out, how rows are grouped, what its states mean.
func settleOrders(r *recognition) {
	r.currencyByContent()
	r.joinCallOffs()
	r.joinFlags()
	r.findSide()
	r.findStates()
	r.sayUnread()
	r.idThatGroups()
	r.whichAmount()
	r.withTax()
	r.discounted()
	r.amountFromPrice()
	r.dayOfTheDeal()
	r.dateAndTime()
	if m := r.fields["order"]; m != nil && !r.given["order"] {
		r.checkOrder(m.expr.columns()[0])
	}
	r.sayOthers()
	r.sayRivals()
	r.sayNet()
	r.sayTexts()
	r.proveAmount()
}

// proveAmount says beside the amount's reason that it is the price times the quantity.
func (r *recognition) proveAmount() {
	amount, quantity, price := r.fields["amount"], r.fields["quantity"], r.fields["price"]
	if amount == nil || quantity == nil || price == nil || amount.expr.op != 'c' {
		return
	}
	rows, holds := r.rowsOfPrice()
	if holds*10 >= rows*9 && rows > 1 {
		amount.Why = clientele.Tell("evidence.why-product", "why", amount.Why, "quantity", quantity.From, "price", price.From, "n", holds, "of", rows)
	}
}

// rowsOfPrice counts the rows that have an amount, a price and a quantity, and those in which
// the one is the product of the others.
func (r *recognition) rowsOfPrice() (rows, holds int) {
	got := r.figuresOf(r.fields["amount"].expr)
	want := r.figuresOf(&expr{op: '*', a: r.fields["quantity"].expr, b: r.fields["price"].expr})
	for i := range got.v {
		if got.has[i] && want.has[i] {
			rows++
			if d := got.v[i] - want.v[i]; d <= 100 && d >= -100 {
				holds++
			}
		}
	}
	return rows, holds
}

// timesPrice is the share of rows in which the amount is price times quantity; 0 of less than three.
func (r *recognition) timesPrice() float64 {
	amount, quantity, price := r.fields["amount"], r.fields["quantity"], r.fields["price"]
	if amount == nil || quantity == nil || price == nil || amount.expr.op != 'c' {
		return 0
	}
	rows, holds := r.rowsOfPrice()
	if rows < 3 {
		return 0
	}
	return float64(holds) / float64(rows)
}

// amountFromPrice makes the amount quantity times price where no column holds
// it. A quantity is never multiplied with an amount.
func (r *recognition) amountFromPrice() {
	if r.fields["amount"] != nil || r.removed["amount"] {
		return
	}
	quantity, price := r.fields["quantity"], r.fields["price"]
	if price == nil {
		return
	}
	e, why := price.expr, clientele.Tell("evidence.why-only-price")
	sure := price.Sure
	if quantity != nil {
		e, why = &expr{op: '*', a: quantity.expr, b: price.expr}, clientele.Tell("evidence.why-worked-out")
		sure = min(sure, quantity.Sure)
	}
	r.fields["amount"] = &Mapped{Field: "amount", From: e.write(r.header), Sure: sure, Why: why, expr: e}
}

// dayOfTheDeal takes of two days, that on which a record was made and that on which it was
// closed, the one that its states speak of: a deal is won when it is closed, an order is
// bought when it is made. The columns' order has no part in it.
func (r *recognition) dayOfTheDeal() {
	at := r.fields["at"]
	if at == nil || r.given["at"] || at.expr.op != 'c' {
		return
	}
	made, closed := strings.Fields("createdat createddate created createdon datecreated opened openedat"), strings.Fields("closedate closedat closeddate dateclosed closed")
	want, other := made, closed
	if r.won() {
		want, other = closed, made
	}
	if !slices.Contains(other, squeezed(r.header[at.expr.col])) {
		return
	}
	for col, h := range r.header {
		if c := r.weigh(r.door.field("at"), col); slices.Contains(want, squeezed(h)) && !r.used[col] && c.sure >= at.Sure && r.profiles[col].filled*2 >= r.profiles[at.expr.col].filled {
			r.drop("at")
			r.set(c)
			return
		}
	}
}

// won says that the states are those of deals.
func (r *recognition) won() bool {
	m := r.fields["status"]
	if m == nil {
		return false
	}
	for _, col := range m.expr.columns() {
		for v := range r.profiles[col].values {
			if hasWon(folded(v)) {
				return true
			}
		}
	}
	return false
}

// dateAndTime joins a column of dates and one of times of day.
func (r *recognition) dateAndTime() {
	at := r.fields["at"]
	if at == nil || r.given["at"] || at.expr.op != 'c' || r.profiles[at.expr.col].clocks > 0 {
		return
	}
	for col, h := range r.header {
		p := r.profiles[col]
		if r.used[col] || squeezed(h) != "time" && squeezed(h) != "uhrzeit" && squeezed(h) != "heure" && squeezed(h) != "hora" && squeezed(h) != "ora" {
			continue
		}
		if p.filled > 0 && p.share(p.clocks) > 0.9 && p.layout(false) == notDates {
			at.expr = &expr{op: '+', a: at.expr, b: &expr{op: 'c', col: col}}
			at.From = at.expr.write(r.header)
			at.Why = clientele.Tell("evidence.why-with-time", "why", at.Why)
			r.used[col] = true
			return
		}
	}
}

// checkOrder drops an order id that every row shares, or that is the account's.
func (r *recognition) checkOrder(col int) {
	p := r.profiles[col]
	if p.filled > 3 && len(p.values) < 2 {
		r.drop("order")
		return
	}
	// An "id" that numbers rows which belong together by account and moment is a row's, not an order's.
	if weak := r.fields["order"].Sure < 0.8; weak && p.repeats() == 0 && r.fields["product"] != nil && r.sharedMoments() > 0.2 {
		r.drop("order")
		return
	}
	account := r.fields["account"]
	if account != nil && account.expr.op == 'c' && r.fields["order"].Sure < 0.8 && p.repeats() > 0.2 && r.same(col, account.expr.col) {
		r.drop("order")
	}
}

// sayOthers names the columns that could be the account as well, so that a
// person can join them.
func (r *recognition) sayOthers() {
	account := r.fields["account"]
	if account == nil || r.given["account"] || account.expr.op != 'c' {
		return
	}
	f := r.door.field("account")
	for col, h := range r.header {
		words := tokens(h)
		if r.used[col] || len(words) < 2 || words[len(words)-1] != "id" || r.profiles[col].repeats() < 0.1 {
			continue
		}
		switch {
		case r.same(col, account.expr.col) && len(r.profiles[col].values) > 5:
			r.notes = append(r.notes, clientele.Tell("evidence.same-accounts", "column", h, "from", account.From))
		case f.sureOfName(h) > 0:
			r.notes = append(r.notes, clientele.Tell("evidence.account-from", "from", account.From)+" "+clientele.Tell("evidence.flag-belongs", "column", h, "from", account.From))
		}
	}
}

// settle makes the decisions that depend on all fields together.
func (r *recognition) settle() settled {
	var s settled
	r.settleNobody(&s)
	if m := r.fields["account"]; m != nil && m.expr.op == 'c' {
		p := r.profiles[m.expr.col]
		s.emails = p.share(p.emails) >= 0.5
		if s.wholeIDs = mixesFloats(p); s.wholeIDs {
			r.notes = append(r.notes, clientele.Tell("evidence.whole-ids", "from", m.From))
		}
	} else if m != nil {
		s.named = m.expr == r.joined
	}
	s.period, s.agreement = r.periodSaid(), r.agreementSaid()
	if s.channel = r.channelSaid(); r.timesheet {
		s.channel = clientele.Meeting
	}
	r.settleDurations(&s)
	if sh := r.shape; sh != nil {
		s.hours, s.words, s.dates = s.hours || sh.hours, sh.states, sh.dates
		s.channel, s.agreement = cmp.Or(sh.channel, s.channel), cmp.Or(sh.agreement, s.agreement)
	}
	if r.door.decide != nil {
		r.door.decide(r, &s)
	}
	return s
}

// settleOrder makes the decisions that only orders need.
func (r *recognition) settleOrder(s *settled) {
	s.scattered = r.scattered()
	r.findSums(s)
	s.amountNeeded = r.amountNeeded
	s.once = r.orderTotal() || r.amountOnce()
	s.percent, s.hundred = r.discountIsShare()
	if !r.discountApplies() {
		r.drop("discount")
	}
	product := r.fields["product"]
	s.grouped = r.fields["order"] == nil && product != nil && product.Sure >= 0.7
	if s.grouped && r.anyMomentTwice() {
		r.notes = append(r.notes, clientele.Tell("evidence.grouped")+" "+clientele.Tell("evidence.flag-own-orders", "product", product.From))
	}
	r.settleStates(s)
	r.settleSide(s)
	r.settleCredits(s)
	r.settleOpenings(s)
	if m := r.fields["order"]; m != nil {
		s.cancels = r.cancels(m)
	}
	s.outgoing = r.moneyGoesOut()
	s.cents, s.counter = r.inCents(), r.countsRows()
	r.settleScale(s)
	r.settleBalance(s)
	s.wentBack = r.piecesWentBack()
	s.product = r.timesPrice() >= 0.6 && !s.once && r.fields["discount"] == nil
	if r.fields["amount"] == nil && !r.removed["amount"] && len(r.ask) == 0 {
		r.notes = append(r.notes, clientele.Tell("evidence.no-amount")+" "+clientele.Tell("evidence.flag-amount"))
	}
}

// inCents says that the amount's header speaks of hundredths, and its cells are whole.
func (r *recognition) inCents() bool {
	m := r.fields["amount"]
	if m == nil {
		return false
	}
	for _, col := range m.expr.columns() {
		for _, t := range tokens(r.header[col]) {
			if (t == "cents" || t == "cent" || t == "pence" || t == "centimes" || t == "centavos" || t == "minor") && r.named && r.wholeByValue(col) {
				r.notes = append(r.notes, clientele.Tell("evidence.hundredths", "column", r.header[col]))
				return true
			}
		}
	}
	return false
}

// piecesWentBack knows files that write returns as pieces below zero, and what they were worth above it.
func (r *recognition) piecesWentBack() bool {
	amount, quantity := r.fields["amount"], r.fields["quantity"]
	if amount == nil || quantity == nil || amount.expr.op != 'c' || quantity.expr.op != 'c' {
		return false
	}
	sums, pieces := r.figuresOf(amount.expr), r.figuresOf(quantity.expr)
	n := 0
	for i := range sums.v {
		switch {
		case !sums.has[i] || !pieces.has[i] || pieces.v[i] >= 0:
		case sums.v[i] < 0:
			return false // it writes their worth below zero, too
		case sums.v[i] > 0:
			n++
		}
	}
	if n > 0 {
		r.notes = append(r.notes, clientele.Tell("evidence.pieces-back", "n", n)+" "+clientele.Tell("evidence.flag-was-sold"))
	}
	return n > 0
}

// wholeByValue says that the numbers of a column are whole, however many zeros are behind the mark.
func (r *recognition) wholeByValue(col int) bool {
	if r.profiles[col].fractions == 0 {
		return true
	}
	for v := range r.profiles[col].values {
		n, ok := parseNumber([]byte(v), r.profiles[col].marks)
		if units, fits := n.scaled(4); ok && (!fits || units%10_000 != 0) {
			return false
		}
	}
	return true
}

// moneyGoesOut knows lists of payments that write what was paid below zero.
func (r *recognition) moneyGoesOut() bool {
	m := r.fields["amount"]
	if m == nil || m.expr.op != 'c' {
		return false
	}
	p := r.profiles[m.expr.col]
	if p.numbers < 5 || float64(p.negatives) < 0.9*float64(p.numbers) {
		return false
	}
	for _, h := range r.header {
		if w := squeezed(h); strings.Contains(w, "return") || strings.Contains(w, "refund") || strings.Contains(w, "credit") {
			return false
		}
	}
	r.notes = append(r.notes, clientele.Tell("evidence.money-out", "from", m.From)+" "+clientele.Tell("evidence.flag-returns", "from", m.From))
	return true
}

// cancels says that a C before an invoice's number means a cancellation: nearly
// all others are numbers alone. Among ids in hexadecimal a C means nothing.
func (r *recognition) cancels(m *Mapped) bool {
	plain, lettered, other := 0, 0, 0
	for _, col := range m.expr.columns() {
		for v := range r.profiles[col].values {
			rest := strings.TrimLeft(v, "0123456789")
			switch {
			case rest == "":
				plain++
			case rest == v && (v[0] == 'C' || v[0] == 'c') && strings.Trim(v[1:], "0123456789") == "":
				lettered++
			default:
				other++
			}
		}
	}
	return plain > 0 && lettered < plain && other*10 <= plain
}

// scattered says that the lines of one order do not stand together in the sample.
func (r *recognition) scattered() bool {
	m := r.fields["order"]
	if m == nil {
		m = r.fields["account"]
	}
	if m == nil || len(m.expr.columns()) != 1 {
		return m != nil
	}
	col := m.expr.columns()[0]
	done, last, back := map[string]bool{}, "", 0
	for _, row := range r.rows {
		if col >= len(row) || row[col] == last || row[col] == "" {
			continue
		}
		if done[row[col]] {
			back++
		}
		done[row[col]], last = true, row[col]
	}
	return back > 0
}

// discountApplies: only an amount that was worked out from prices is before the discount.
func (r *recognition) discountApplies() bool {
	amount := r.fields["amount"]
	if r.given["discount"] {
		return true
	}
	return amount != nil && !r.given["amount"] && (amount.expr.op == '*' || amount.expr == r.exprOf("price"))
}

func (r *recognition) exprOf(field string) *expr {
	if m := r.fields[field]; m != nil {
		return m.expr
	}
	return nil
}

// discountIsShare: 0.2 or 20 % or, under a header that says so, 20: told from an
// amount by the header, the sign and the range.
func (r *recognition) discountIsShare() (share, hundred bool) {
	m := r.fields["discount"]
	if m == nil || m.expr.op != 'c' {
		return false, false
	}
	p := r.profiles[m.expr.col]
	low, fraction := true, false
	for v := range p.values {
		if strings.Contains(v, "%") {
			return true, false
		}
		n, ok := parseNumber([]byte(v), p.marks)
		if whole, _ := n.scaled(9); !ok || whole > 1_000_000_000 || whole < 0 {
			low = false
		} else if whole > 0 && whole < 1_000_000_000 {
			fraction = true
		}
	}
	head := " " + strings.Join(tokens(m.From), " ") + " "
	said := strings.Contains(m.From, "%") || strings.Contains(head, " pct ") || strings.Contains(head, " percent") || strings.Contains(head, " rate ")
	return said || low && fraction, said && !low
}

// amountByContent takes the only numbers with a fraction for the amount where no
// name tells it, and says that this is a guess.
func (r *recognition) amountByContent() {
	if r.fields["amount"] != nil || r.fields["price"] != nil || r.removed["amount"] || r.fields["at"] == nil || r.fields["account"] == nil || !r.named {
		return
	}
	found := -1
	for col, p := range r.profiles {
		if r.used[col] || p.share(p.numbers) < 0.9 || p.share(max(p.fractions, p.signs)) < 0.2 || noAmount(r.header[col]) {
			continue
		}
		if found >= 0 {
			r.askAmount(found, col)
			return
		}
		found = col
	}
	if found < 0 {
		return
	}
	if r.askOneOrAll(found) {
		return
	}
	r.set(candidate{r.door.field("amount"), found, 0.4, clientele.Tell("evidence.by-content-amounts")})
	r.notes = append(r.notes, clientele.Tell("evidence.taken-amount", "column", r.header[found])+" "+clientele.Tell("evidence.flag-wrong-map", "map", "amount="))
}

// askAmount asks which of several columns of numbers is what was paid: money is not left
// out in silence, nor guessed at.
func (r *recognition) askAmount(one, other int) {
	if r.given["amount"] || r.chosen && r.shape != nil {
		return
	}
	r.ask = append(r.ask, Question{About: "amount", Choices: r.header,
		Ask:    clientele.Tell("evidence.ask-amount", "one", r.header[one], "other", r.header[other]),
		Remedy: clientele.Tell("evidence.ask-amount-remedy")})
}

// noAmount are headers of numbers with a fraction that are no money paid.
func noAmount(header string) bool {
	return isMeasure(header) || spokenFor(header) && !anyToken(header, wordSet("total amount revenue sum sales umsatz betrag summe"))
}

// isMeasure knows the names of what is measured, and of what goes to others.
func isMeasure(header string) bool {
	for _, t := range tokens(header) {
		if strings.Contains(" score rate rating lat lon lng latitude longitude weight kg percent pct share margin profit tax vat shipping freight discount tip duration fee fees commission "+
			"hours minutes seconds secs days age ratio probability prob temperature distance count balance saldo solde kontostand saldi cost lifetime average avg mean resolution response satisfaction height width size index ", " "+t+" ") {
			return true
		}
	}
	return false
}
