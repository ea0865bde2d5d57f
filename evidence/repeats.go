package evidence

import (
	"github.com/clientele-crm/clientele"
)

// repeats counts what a file says twice, and what is too little to be counted.
type repeats struct {
	rows, again int // rows without an order number, and those that say exactly what another says
	copies      int // rows that say with the same order number exactly what another says
	tiny        int // purchases of less than half of the smallest coin
}

// Two equal purchases of a day do happen; so many of them look like copies.
const (
	leastRepeats = 10
	repeatShare  = 0.05
	smallFile    = 1000 // rows: of so few, each that stands there twice is said
)

// count takes a row's number among its equals.
func (c *repeats) count(number int) {
	c.rows++
	if number > 1 {
		c.again++
	}
}

// notes say what was made of them.
func (c *repeats) notes() (notes []string) {
	if c.again > 0 && c.rows < smallFile || c.again >= leastRepeats && float64(c.again) >= repeatShare*float64(c.rows) {
		notes = append(notes, clientele.Tell("evidence.repeats", "n", c.again, "of", c.rows)+" "+clientele.Tell("evidence.else-copies"))
	}
	if c.copies > 0 {
		notes = append(notes, clientele.Tell("evidence.copies", "n", c.copies))
	}
	if c.tiny > 0 {
		notes = append(notes, clientele.Tell("evidence.tiny", "n", c.tiny))
	}
	return notes
}

// copied says that a row of an order is, cell by cell, one that came before. Where a row
// names a thing, or how many, two of the same are two things; else it is the order again.
func (w *orderWorker) copied(r *row, o *openOrder) bool {
	if w.hasItems || w.price != nil {
		return false
	}
	h := w.hash.reset()
	for col, c := range r.cells {
		if col == w.plan.settled.counter {
			continue
		}
		h.bytes(cleanText(c))
	}
	sum := h.sum()
	if o.lines == nil {
		o.lines = map[[8]byte]bool{}
	}
	id := [8]byte(sum[:8])
	was := o.lines[id]
	o.lines[id] = true
	return was
}

// tooLittle says that an amount vanishes where it is rounded to coins: then the purchase
// counts, and its amount does not.
func (w *orderWorker) tooLittle(o *openOrder, total clientele.Money) bool {
	if o.value == 0 || total.Minor != 0 || total.IsNone() {
		return false
	}
	w.repeats.tiny++
	return true
}

// anyMomentTwice says that some rows, wherever they stand, are of one account and moment.
func (r *recognition) anyMomentTwice() bool {
	account, at := r.fields["account"], r.fields["at"]
	if account == nil || at == nil {
		return false
	}
	came := map[string]bool{}
	for _, row := range r.rows {
		key := r.cellsOf(row, account) + "\x00" + r.cellsOf(row, at)
		if came[key] {
			return true
		}
		came[key] = true
	}
	return false
}

// sharedMoments is the share of rows that have account and moment of the row before.
func (r *recognition) sharedMoments() float64 {
	account, at := r.fields["account"], r.fields["at"]
	if account == nil || at == nil || account.expr.op != 'c' || at.expr.op != 'c' || len(r.rows) < 2 {
		return 0
	}
	n := 0
	for i := 1; i < len(r.rows); i++ {
		a, b := r.rows[i-1], r.rows[i]
		if max(account.expr.col, at.expr.col) < min(len(a), len(b)) && a[account.expr.col] == b[account.expr.col] && a[at.expr.col] == b[at.expr.col] {
			n++
		}
	}
	return float64(n) / float64(len(r.rows)-1)
}
