package evidence

import (
	"slices"
	"strings"

	"github.com/clientele-crm/clientele"
)

// What a column of numbers is shows by arithmetic better than by its name: a running
// balance changes by another column, a total repeated on each line is the sum of the
// lines, and what stands in a subtotal stood above it already.

// figures are a column's numbers in the sample, in ten-thousandths; has is false where there is none.
type figures struct {
	v   []int64
	has []bool
	n   int
}

// figuresOf works an expression out on each row of the sample.
func (r *recognition) figuresOf(e *expr) figures {
	f := figures{make([]int64, len(r.rows)), make([]bool, len(r.rows)), 0}
	for i, row := range r.rows {
		if n, ok := r.evalSample(row, e); ok {
			if f.v[i], ok = n.tenThousandths(); ok {
				f.has[i] = true
				f.n++
			}
		}
	}
	return f
}

func (r *recognition) evalSample(row []string, e *expr) (number, bool) {
	switch e.op {
	case 'n':
		return e.lit, true
	case 'c':
		if e.col >= len(row) || row[e.col] == "" {
			return number{}, false
		}
		n, ok := parseNumber([]byte(row[e.col]), r.profiles[e.col].marks)
		return n.number, ok && !n.empty
	}
	a, okA := r.evalSample(row, e.a)
	b, okB := r.evalSample(row, e.b)
	ok := false
	switch {
	case e.op == '*':
		if okA && okB {
			back := a.units < 0 && b.units < 0
			if a, ok = a.times(b); back {
				a = a.negate()
			}
		}
		return a, ok
	case !okA && !okB:
		return number{}, false
	case e.op == '-':
		b = b.negate()
	}
	a, ok = a.plus(b)
	return a, ok
}

func column(col int) *expr { return &expr{op: 'c', col: col} }

// isNumbers says that a column holds numbers, dashes for nothing among them.
func (r *recognition) isNumbers(col int) bool {
	p := r.profiles[col]
	dashes := p.values["-"] + p.values["–"] + p.values["—"]
	return p.filled > dashes && p.numbers > 0 && float64(p.numbers+dashes) >= 0.9*float64(p.filled) && p.layout(false) == notDates
}

// setAmount takes an expression for the amount and says why.
func (r *recognition) setAmount(e *expr, sure float64, why string) {
	r.drop("amount")
	r.fields["amount"] = &Mapped{Field: "amount", From: e.write(r.header), Sure: sure, Why: why, expr: e}
	for _, col := range e.columns() {
		r.used[col] = true
	}
}

// The names of the two columns of accounts and of bank statements.
var (
	creditNames = strings.Fields("credit creditamount credits amountcredited gutschrift gutschriften haben abono abonos kredit ma dal kovetel alacak кредит кт 貸方 收入 入金 存入 haber ingreso ingresos credito accredito accrediti avere bij encaissement recettes entrate " +
		"paidin moneyin deposit deposits einzahlung eingang einnahme einnahmen creditamounttwocolumnapproach")
	debitNames = strings.Fields("debit debitamount debits amountdebited debet wn md tartozik borc дебет дт 借方 支出 出金 支取 belastung belastungen soll lastschrift cargo cargos debe gasto gastos debito addebito addebiti dare af decaissement depenses uscite " +
		"paidout moneyout withdrawal withdrawals auszahlung ausgang ausgabe ausgaben debitamounttwocolumnapproach")
)

func (r *recognition) numbersNamed(names []string) int {
	return slices.IndexFunc(r.header, func(h string) bool {
		i := slices.Index(r.header, h)
		return (slices.Contains(names, strings.Join(meaning(h), "")) || slices.Contains(names, squeezed(h))) && r.isNumbers(i)
	})
}

// whichAmount replaces an amount that arithmetic shows to be something else.
func (r *recognition) whichAmount() {
	if r.removed["amount"] || !r.named {
		return
	}
	credit, debit := r.numbersNamed(creditNames), r.numbersNamed(debitNames)
	if r.given["amount"] {
		r.amountNeeded = credit >= 0 && debit >= 0 && (r.isField(debit, "amount") || r.isField(credit, "amount"))
		return
	}
	if credit >= 0 && debit >= 0 {
		r.debitAndCredit(debit, credit)
		return
	}
	m := r.fields["amount"]
	if m == nil || m.expr.op != 'c' {
		return
	}
	for col := range r.header {
		if col == m.expr.col || !r.isNumbers(col) || r.isField(col, "quantity") || r.isField(col, "order") || isMeasure(r.header[col]) {
			continue
		}
		if r.runs(m.expr.col, column(col)) != 0 {
			was := m.From
			r.setAmount(column(col), 0.9, clientele.Tell("evidence.why-running", "balance", was))
			r.notes = append(r.notes, clientele.Tell("evidence.running", "balance", was, "column", r.header[col])+" "+clientele.Tell("evidence.flag-wrong-map", "map", "amount="+was))
			return
		}
	}
}

func (r *recognition) isField(col int, field string) bool {
	m := r.fields[field]
	return m != nil && m.expr.op == 'c' && m.expr.col == col
}

// ofCustomers says that the account is read from a column that is called after customers.
func (r *recognition) ofCustomers() bool {
	m := r.fields["account"]
	return m != nil && anyToken(m.From, wordSet("customer client kunde kunden cliente klant debitor debtor kund asiakas klient zakaznik musteri клиент"))
}

// runs says that a column is the running sum of an expression: 1 down the file, -1 up it, 0 not at all.
func (r *recognition) runs(col int, of *expr) int {
	if way := r.runsOver(col, of, false); way != 0 || !r.ofCustomers() {
		return way
	}
	return r.runsOver(col, of, true)
}

// runsOver looks through all rows, or through those of each account for itself.
func (r *recognition) runsOver(col int, of *expr, apart bool) int {
	least := 3
	if of.op != 'c' {
		least = 2 // two columns that are named for it say more
	}
	return r.changes(col, r.figuresOf(of), least, apart)
}

// follows is runs for figures that are no expression's.
func (r *recognition) follows(col int, step figures, least int) int {
	if way := r.changes(col, step, least, false); way != 0 || !r.ofCustomers() {
		return way
	}
	return r.changes(col, step, least, true)
}

// changes says which way a column changes by the steps of so many rows at least.
func (r *recognition) changes(col int, step figures, least int, apart bool) int {
	balance := r.figuresOf(column(col))
	down, up, rows := 0, 0, 0
	steps := map[int64]bool{}
	for i := 1; i < len(r.rows); i++ {
		if apart && r.cellsOf(r.rows[i], r.fields["account"]) != r.cellsOf(r.rows[i-1], r.fields["account"]) {
			continue // each has a balance of its own
		}
		if !balance.has[i] || !balance.has[i-1] || !step.has[i] || step.v[i] == 0 && step.v[i-1] == 0 {
			continue
		}
		rows++
		steps[step.v[i]] = true
		if balance.v[i]-balance.v[i-1] == step.v[i] {
			down++
		}
		if step.has[i-1] && balance.v[i-1]-balance.v[i] == step.v[i-1] {
			up++
		}
	}
	switch {
	case len(steps) < 2 || max(up, down) < least || max(up, down)*10 < rows*8:
		return 0
	case down >= up:
		return 1
	}
	return -1
}

// debitAndCredit reads two columns of which one or the other is filled.
func (r *recognition) debitAndCredit(debit, credit int) {
	if r.doubleEntry(debit, credit) {
		return
	}
	m := r.fields["amount"]
	in := &expr{op: '-', a: column(credit), b: column(debit)}
	if p := r.profiles[debit]; p.negatives*2 > p.numbers {
		in = &expr{op: '+', a: column(credit), b: column(debit)}
	}
	owed, proved := false, !r.isBook(debit) || !r.isBook(credit)
	for col := range r.header {
		if col == debit || col == credit || !r.isNumbers(col) {
			continue
		}
		if r.runs(col, in) != 0 {
			r.drop("amount") // a balance
			m, proved = r.fields["amount"], true
		} else if r.runs(col, &expr{op: '-', a: column(debit), b: column(credit)}) != 0 {
			r.drop("amount")
			m, owed = r.fields["amount"], true
		}
	}
	if m != nil && !r.isField(debit, "amount") && !r.isField(credit, "amount") && m.Sure > 0.7 && !saysBalance(m.From) {
		return
	}
	if owed {
		r.setAmount(column(debit), 0.8, clientele.Tell("evidence.why-owed"))
		r.amountNeeded = true
		r.notes = append(r.notes, clientele.Tell("evidence.owed", "debit", r.header[debit], "credit", r.header[credit]))
		return
	}
	r.setAmount(in, 0.8, clientele.Tell("evidence.why-in-less-out"))
	r.amountNeeded = true
	if !proved {
		r.askBooks(debit, credit)
		return
	}
	r.notes = append(r.notes, clientele.Tell("evidence.in-less-out", "credit", r.header[credit], "debit", r.header[debit])+" "+
		clientele.Tell("evidence.flag-other-way", "debit", quoteName(r.header[debit]), "credit", quoteName(r.header[credit])))
}

// isBook says that a column is called debit or credit, of which only its owner knows what
// was sold; what came in and what went out says it itself.
func (r *recognition) isBook(col int) bool {
	return sideOf(strings.Join(meaning(r.header[col]), " ")) >= creditSide || anyToken(r.header[col], wordSet("credit credits debit debits credito debito accredito addebito"))
}

// askBooks asks what was sold where one column is debited and the other credited.
func (r *recognition) askBooks(debit, credit int) {
	d, c := quoteName(r.header[debit]), quoteName(r.header[credit])
	said := func(col int) string {
		return clientele.Tell("evidence.column-comes-to", "column", r.header[col], "sum", figure(r.sumOf(col)), "n", r.figuresOf(column(col)).n)
	}
	r.ask = append(r.ask, Question{About: "amount", Choices: []string{c + "-" + d, d, d + "-" + c},
		Ask: clientele.Tell("evidence.ask-books", "credit", said(credit), "debit", said(debit)),
		Readings: []string{
			clientele.Tell("evidence.reading-bank", "credit", r.header[credit], "debit", r.header[debit]),
			clientele.Tell("evidence.reading-owed", "debit", r.header[debit], "credit", r.header[credit]),
			clientele.Tell("evidence.reading-given-back", "debit", r.header[debit], "credit", r.header[credit])},
		Remedy: clientele.Tell("evidence.ask-books-remedy", "credit", c, "debit", d)})
}

func saysBalance(from string) bool {
	for _, t := range tokens(from) {
		if strings.Contains(" balance saldo solde kontostand saldi ", " "+t+" ") {
			return true
		}
	}
	return false
}

// doubleEntry knows journals that write each transaction twice: what is debited to one
// account is credited to others. Then one side is the amount.
func (r *recognition) doubleEntry(debit, credit int) bool {
	d, c := r.figuresOf(column(debit)), r.figuresOf(column(credit))
	id := -1
	if order := r.fields["order"]; order != nil && order.expr.op == 'c' && r.balances(order.expr.col, d, c) {
		id = order.expr.col
	}
	for col := range r.header {
		if id < 0 && col != debit && col != credit && !r.isField(col, "account") && !r.isField(col, "at") && r.profiles[col].repeats() > 0 && r.balances(col, d, c) {
			id = col
			r.drop("order")
			r.set(candidate{r.door.field("order"), col, 0.9, clientele.Tell("evidence.why-balances")})
		}
	}
	if id < 0 {
		return false
	}
	r.setAmount(column(debit), 0.9, clientele.Tell("evidence.why-journal"))
	r.notes = append(r.notes, clientele.Tell("evidence.journal", "column", r.header[id], "debit", r.header[debit], "credit", r.header[credit]))
	return true
}

// balances says that the debits and the credits of each value of a column come to the same.
func (r *recognition) balances(col int, d, c figures) bool {
	sums, lines := map[string][2]int64{}, map[string]int{}
	for i, row := range r.rows {
		if col >= len(row) || row[col] == "" || d.has[i] == c.has[i] {
			continue
		}
		id := row[col]
		s := sums[id]
		s[0], s[1] = s[0]+d.v[i], s[1]+c.v[i]
		sums[id], lines[id] = s, lines[id]+1
	}
	even := 0
	for id, s := range sums {
		if lines[id] >= 2 && s[0] == s[1] {
			even++
		}
	}
	return even > 0 && even*10 >= len(sums)*9
}

// idThatGroups takes for the order's id the column that groups the rows of one account
// and day, where the one that was taken is new on each row.
func (r *recognition) idThatGroups() {
	order, account, at := r.fields["order"], r.fields["account"], r.fields["at"]
	if order == nil || order.expr.op != 'c' || r.given["order"] || r.profiles[order.expr.col].repeats() > 0 || at == nil {
		return
	}
	f := r.door.field("order")
	best, bestSure := -1, 0.0
	for col := range r.header {
		if col == order.expr.col || r.used[col] || r.profiles[col].repeats() == 0 || len(r.profiles[col].values) < 2 {
			continue
		}
		c := r.weigh(f, col)
		if c.sure < enough || c.sure <= bestSure || c.sure < 0.8 && account != nil && account.expr.op == 'c' && r.same(col, account.expr.col) {
			continue
		}
		if r.groupsRows(col, account, at) {
			best, bestSure = col, c.sure
		}
	}
	if best < 0 {
		return
	}
	was := order.From
	r.drop("order")
	r.set(candidate{f, best, bestSure, clientele.Tell("evidence.why-groups")})
	r.notes = append(r.notes, clientele.Tell("evidence.groups", "from", was, "column", r.header[best])+" "+clientele.Tell("evidence.flag-each-row", "from", was))
}

// groupsRows says that the rows of each value of a column are of one account and one day.
func (r *recognition) groupsRows(col int, account, at *Mapped) bool {
	type group struct{ who, when string }
	groups, several := map[string]group{}, 0
	for _, row := range r.rows {
		if col >= len(row) || row[col] == "" {
			continue
		}
		g := group{r.cellsOf(row, account), day(r.cellsOf(row, at))}
		was, known := groups[row[col]]
		if !known {
			groups[row[col]] = g
			continue
		}
		if was.who != g.who && was.who != "" && g.who != "" || was.when != g.when && was.when != "" && g.when != "" {
			return false
		}
		several++
	}
	return several > 0
}

// day is a moment's text without its time of day.
func day(s string) string {
	if i := strings.IndexAny(s, " T"); i >= 8 {
		return s[:i]
	}
	return s
}

// cellsOf is the text of a field in a row of the sample.
func (r *recognition) cellsOf(row []string, m *Mapped) string {
	if m == nil {
		return ""
	}
	var parts []string
	for _, col := range m.expr.columns() {
		if col < len(row) {
			parts = append(parts, row[col])
		}
	}
	return strings.Join(parts, "\x00")
}
