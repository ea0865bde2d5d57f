package evidence

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/clientele-crm/clientele"
)

// A file often says twice what it holds: a total below its rows, a number of records, a
// balance beside each payment, a price and a quantity beside an amount. Where what it says
// twice does not agree, rows are missing, or something was read otherwise than it was
// meant: that is said.

// crosscheck adds up the rows of an order file beside the reading.
type crosscheck struct {
	plan  *Plan
	rows  int // of data
	taken int
	above sumsAbove

	value   int64 // of the row that is being read, as it stands,
	counted int64 // and as it counts
	priced  bool
	total   bool // it says itself to be a sum,
	apart   bool // and of rows that do not stand right above it
	state   saleState
	who     [2][]byte // whose the last row was that was taken

	likeSums int // rows of somebody who is called like a sum
	likeSum  string

	unpriced     int // purchases without an amount
	pricedOrders int
	wrongSum     string
	counts       []told
	totals       []told
	times        pair
	lines        pair
	balance      pair
	last         int64 // balance of the row before
	lastValue    int64
	hasLast      bool
}

// told is what a line beside the rows says: a sum or a number of rows.
type told struct {
	what     string
	value    int64
	ofOrders bool
}

// pair counts rows in which two ways to the same figure agree, and those in which they do not.
type pair struct {
	agree, differ int
	example       string
}

func (p *pair) see(same bool, example func() string) {
	if same {
		p.agree++
		return
	}
	if p.differ++; p.differ == 1 {
		p.example = example()
	}
}

// most says that two ways agree nearly always, so that where they do not something is wrong.
func (p *pair) most() bool { return p.differ > 0 && p.agree >= 2 && p.agree*10 >= (p.agree+p.differ)*6 }

func newCrosscheck(p *Plan) crosscheck {
	t := crosscheck{plan: p, above: sumsAbove{marks: []sumMark{{}}}}
	for _, row := range p.above {
		t.saysCount(row)
		for i, c := range row {
			if i+1 < len(row) && (isSumWord(c) || strings.HasPrefix(folded(c), "total ")) {
				t.stated(row[i+1], c)
			}
		}
	}
	return t
}

// stated keeps a total that stands over the header, read with the marks of the amounts.
func (t *crosscheck) stated(cell, what string) {
	m := t.plan.fields["amount"]
	if m == nil || m.expr.op != 'c' {
		return
	}
	if n, ok := parseNumber([]byte(cell), t.plan.marks[m.expr.col]); ok && !n.empty {
		if v, ok := n.tenThousandths(); ok {
			t.totals = append(t.totals, told{what: what, value: v})
		}
	}
}

// saw keeps the amount of the row that is being read, as it stands there.
func (t *crosscheck) saw(value int64, priced bool) {
	t.value, t.counted, t.priced, t.total, t.apart = value, value, priced, false, false
}

// take adds a row that was accepted.
func (t *crosscheck) take(r *row) {
	t.rows++
	t.taken++
	if names := &t.plan.settled.totals; names.groups {
		for i, col := range names.who {
			t.who[i] = append(t.who[i][:0], cleanText(cellAt(r, col))...)
		}
	}
	if !t.priced {
		return
	}
	switch t.state {
	case stateUndone:
		t.above.add([3]int64{t.value, 0, 0})
	case stateBack:
		t.above.add([3]int64{t.value, t.counted, -max(t.value, -t.value)})
	default:
		t.above.add([3]int64{t.value, t.counted, t.counted})
	}
	t.runs(r)
}

// runs holds a balance against the amounts.
func (t *crosscheck) runs(r *row) {
	b := t.plan.settled.balance
	if b.way == 0 {
		return
	}
	n, ok := parseNumber(cellAt(r, b.col), t.plan.profiles[b.col].marks)
	v, fits := n.tenThousandths()
	if !ok || n.empty || !fits {
		t.hasLast = false
		return
	}
	if t.hasLast {
		step, of := v-t.last, t.value
		if b.way < 0 {
			step, of = t.last-v, t.lastValue
		}
		t.balance.see(step == of, func() string { return strconv.Itoa(r.line) })
	}
	t.last, t.lastValue, t.hasLast = v, t.value, true
}

// refuse adds a row that was not accepted, or holds what it says against the rows above it.
func (t *crosscheck) refuse(w *orderWorker, r *row) {
	cells := r.copy()
	if t.plan.isHeaderAgain(cells) {
		return
	}
	if t.saysCount(cells) {
		return
	}
	sum := t.total || isFooter(cells) || slices.ContainsFunc(cells, t.plan.settled.saysSum)
	v, _, has, reject := w.amount.money(r)
	switch {
	case reject != nil || !has:
		if !sum && filledOf(cells) > 2 {
			t.rows++
		}
	case sum && w.amount.expr.op != '*':
		t.against(v, r.line)
	case !sum && filledOf(cells) > 1:
		t.rows++
		t.above.add([3]int64{v, 0, 0})
		t.hasLast = false
	}
}

// against holds a stated sum against the rows since any earlier one.
func (t *crosscheck) against(v int64, line int) {
	if !t.plan.settled.once && !t.apart && !t.above.says(v, 0) && t.wrongSum == "" {
		t.wrongSum = clientele.Tell("evidence.line-sum", "line", line, "said", figure(v), "sum", figure(t.above.sums[1]-t.nearest(v)))
	}
	t.above.mark()
}

// nearest is the earlier sum from which on the rows come closest to what was stated.
func (t *crosscheck) nearest(v int64) int64 {
	now, best := t.above.sums[1], int64(0)
	for _, m := range t.above.marks {
		if far(now-m.sums[1], v) < far(now-best, v) {
			best = m.sums[1]
		}
	}
	return best
}

func far(a, b int64) int64 { return max(a-b, b-a) }

func near(a, b int64) bool { return far(a, b) <= 100 }

// figure is an amount in ten-thousandths, to be told.
func figure(v int64) clientele.Decimal { return clientele.Decimal{Of: float64(v) / 10_000, Digits: 2} }

func filledOf(cells []string) (n int) {
	for _, c := range cells {
		if c != "" {
			n++
		}
	}
	return n
}

const countNouns = `(records?|rows?|orders?|invoices?|transactions?|entries|payments?|sales|results?|lines?|bookings?|deals?|datensätze|zeilen|bestellungen|rechnungen|buchungen|lignes?|commandes?|factures?|enregistrements?|filas|registros|pedidos|facturas|righe|ordini|fatture|rijen|regels|facturen)`

var (
	countFirst = regexp.MustCompile(`(?i)^\W*(?:total\W+|in total\W+|showing\W+|exported\W+)?(\d{1,9})\s+(?:\pL+\s+)?` + countNouns + `(\s+(exported|found|in total|total|listed|downloaded|exportiert))?\W*$`)
	countLast  = regexp.MustCompile(`(?i)^\W*(?:total|number of|count of|no\. of|anzahl|nombre de|numero de|número de)?\s*` + countNouns + `(?:\s+(?:count|exported|total))?\s*[:=]?\s*(\d{1,9})\W*$`)
)

// saysCount knows a line that says how many rows there are, and keeps it.
func (t *crosscheck) saysCount(cells []string) bool {
	if n := filledOf(cells); n == 0 || n > 2 {
		return false
	}
	text := strings.Join(strings.Fields(strings.Join(cells, " ")), " ")
	noun, digits := "", ""
	if m := countFirst.FindStringSubmatch(text); m != nil {
		digits, noun = m[1], m[2]
	} else if m := countLast.FindStringSubmatch(text); m != nil {
		noun, digits = m[1], m[2]
	} else {
		return false
	}
	n, err := strconv.ParseInt(digits, 10, 64)
	if err != nil {
		return false
	}
	noun = folded(noun)
	lines := slices.ContainsFunc([]string{"row", "line", "zeile", "ligne", "fila", "righe", "rij", "regel", "record", "datens", "registro", "enregistr"}, func(s string) bool { return strings.HasPrefix(noun, s) })
	t.counts = append(t.counts, told{text, n, !lines})
	return true
}

// notes say what does not agree; nothing of a walk that was not to the end.
func (t *crosscheck) notes(manyLines bool) (notes []string) {
	if t.plan.cut {
		return nil
	}
	for _, c := range t.counts {
		switch n := int64(t.rows); {
		case c.value == n || c.value == int64(t.taken) || c.ofOrders && manyLines && c.value <= n:
		default:
			notes = append(notes, clientele.Tell("evidence.rows-said", "text", clip(c.what, 80), "n", n))
		}
	}
	for _, s := range t.totals {
		if !t.plan.settled.once && !near(s.value, t.above.sums[0]) && !near(s.value, t.above.sums[1]) && !near(s.value, t.above.sums[2]) {
			notes = append(notes, clientele.Tell("evidence.sum-above", "text", clip(s.what, 40), "said", figure(s.value), "sum", figure(t.above.sums[1])))
		}
	}
	if t.wrongSum != "" {
		notes = append(notes, t.wrongSum)
	}
	if t.likeSums > 0 {
		notes = append(notes, t.sayLikeSums())
	}
	if t.times.most() {
		notes = append(notes, clientele.Tell("evidence.odd-products", "n", t.times.differ, "of", t.times.agree+t.times.differ, "example", t.times.example))
	}
	if t.lines.most() {
		notes = append(notes, clientele.Tell("evidence.odd-lines", "n", t.lines.differ, "of", t.lines.agree+t.lines.differ, "example", t.lines.example))
	}
	if t.balance.most() {
		notes = append(notes, clientele.Tell("evidence.odd-balance", "column", t.plan.header[t.plan.settled.balance.col], "n", t.balance.differ, "of", t.balance.agree+t.balance.differ, "line", t.balance.example))
	}
	return notes
}

// running is the column of a running balance, and whether it runs down the file (1) or up it (-1).
type running struct{ col, way int }

// settleBalance finds a balance that runs with the amounts, so that it can be held against them.
func (r *recognition) settleBalance(s *settled) {
	m := r.fields["amount"]
	if m == nil || !r.named {
		return
	}
	for col, h := range r.header {
		if r.isField(col, "amount") || !r.isNumbers(col) || !saysBalance(h) {
			continue
		}
		if way := r.runs(col, m.expr); way != 0 {
			s.balance = running{col, way}
			return
		}
		if way := r.mostlyRuns(col, m.expr); way != 0 {
			s.balance = running{col, way}
			return
		}
	}
}

// mostlyRuns is runs for a column that is called a balance: rows may be missing between.
func (r *recognition) mostlyRuns(col int, of *expr) int {
	balance, step := r.figuresOf(column(col)), r.figuresOf(of)
	down, up, rows := 0, 0, 0
	for i := 1; i < len(r.rows); i++ {
		if !balance.has[i] || !balance.has[i-1] || !step.has[i] || !step.has[i-1] {
			continue
		}
		rows++
		if balance.v[i]-balance.v[i-1] == step.v[i] {
			down++
		}
		if balance.v[i-1]-balance.v[i] == step.v[i-1] {
			up++
		}
	}
	switch {
	case max(up, down) < 2 || max(up, down)*10 < rows*6:
		return 0
	case down >= up:
		return 1
	}
	return -1
}
