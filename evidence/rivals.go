package evidence

import (
	"math/big"
	"slices"
	"strings"

	"github.com/clientele-crm/clientele"
)

// Several columns may hold what was paid. Where their sums differ, and neither a known
// export nor arithmetic says which it is, the one that was taken is named beside the
// others with what they come to: a wrong one is then seen at first sight.

// discounted takes for the amount what is left after a discount that stands between the two.
func (r *recognition) discounted() {
	m := r.fields["amount"]
	if m == nil || m.expr.op != 'c' || r.given["amount"] || !r.named || r.shape != nil {
		return
	}
	discounts := r.door.field("discount")
	for off := range r.header {
		if off == m.expr.col || !r.isNumbers(off) || discounts == nil || discounts.sureOf(r.heads[off]) < enough {
			continue
		}
		for col := range r.header {
			if col == off || col == m.expr.col || !r.isNumbers(col) || r.amountSure(col) <= 0 || anyToken(r.header[col], paidOnly) || !r.differBy(m.expr.col, off, col) {
				continue
			}
			was := m.From
			r.setAmount(column(col), 0.8, clientele.Tell("evidence.why-discounted", "before", was, "discount", quoteName(r.header[off])))
			r.notes = append(r.notes, clientele.Tell("evidence.discounted", "column", r.header[col], "before", was, "discount", r.header[off])+" "+clientele.Tell("evidence.flag-wrong-map", "map", "amount="+was))
			return
		}
	}
}

// paidOnly are words of amounts that say what has come in so far, not what was bought.
var paidOnly = wordSet("paid payment payments received outstanding balance refunded bezahlt paye pagado pagato betaald")

// amountSure is how sure a column's name makes it the amount.
func (r *recognition) amountSure(col int) float64 {
	if s := r.door.field("amount").sureOf(r.heads[col]); s > 0 {
		return s
	}
	if anyToken(r.header[col], wordSet("due charged payable")) && r.profiles[col].layout(false) == notDates {
		return 0.5
	}
	return 0
}

// differBy says that one column is another less a third, which is not zero throughout.
func (r *recognition) differBy(whole, off, rest int) bool {
	a, b, c := r.figuresOf(column(whole)), r.figuresOf(column(off)), r.figuresOf(column(rest))
	rows, holds, some := 0, 0, false
	for i := range a.v {
		if !a.has[i] || !c.has[i] {
			continue
		}
		rows++
		some = some || b.v[i] != 0
		less := max(b.v[i], -b.v[i])
		if d := a.v[i] - less - c.v[i]; d <= 200 && d >= -200 {
			holds++
		}
	}
	return some && rows > 1 && holds*10 >= rows*9
}

// sayRivals names the columns that could be the amount as well, where they come to another sum.
func (r *recognition) sayRivals() {
	m := r.fields["amount"]
	if m == nil || m.expr.op != 'c' || r.given["amount"] || !r.named || r.shape != nil || m.expr.col >= len(r.profiles) {
		return
	}
	mine := r.sumOf(m.expr.col)
	var other []string
	for col, h := range r.header {
		if col == m.expr.col || r.used[col] || !r.isNumbers(col) || r.amountSure(col) < 0.3 || isMeasure(h) || anyToken(h, taxHeaders) && !saysTax(tokens(h)) || anyToken(h, lesser) {
			continue
		}
		f := r.figuresOf(column(col))
		if f.n*2 < r.profiles[m.expr.col].numbers {
			continue
		}
		if sum := r.sumOf(col); differ(mine, sum) {
			other = append(other, clientele.Tell("evidence.column-sum", "column", h, "sum", figure(sum)))
		}
	}
	if len(other) == 0 {
		return
	}
	others := orList(other[:min(len(other), 4)])
	note := clientele.Tell("evidence.rivals", "from", m.From, "sum", figure(mine), "others", others)
	if len(r.rows) >= sampleRows {
		note = clientele.Tell("evidence.rivals-first", "from", m.From, "sum", figure(mine), "rows", len(r.rows), "others", others)
	}
	r.notes = append(r.notes, note+" "+clientele.Tell("evidence.flag-rivals"))
}

// lesser are words of amounts that are a part of the whole by their name.
var lesser = wordSet("subtotal net netto ht hors excl exkl ex before shipping freight postage price rate each unit cost discount refund refunded fee fees tip commission tax base")

// Words of amounts before tax, as they stand apart in a header, and as they begin or lie within one.
var (
	netWords = wordSet("net nett netto subtotal ht hors excl exkl excluding ex untaxed imponible imponibile imposable tributavel base neto netta nettobetrag nettosumme nettowert")
	netStems = strings.Fields("netto subtotal zwischensumme bezdph semiva siniva senzaiva sansttc beforetax pretax untaxed безндс безпдв kdvharic veroton alv0 baseimponible baseimposable")
)

// sayNet names beside what was taken for paid the columns that hold it before tax.
func (r *recognition) sayNet() {
	m := r.fields["amount"]
	if m == nil || m.expr.op != 'c' || r.given["amount"] || !r.named || r.shape != nil {
		return
	}
	paid := r.figuresOf(m.expr)
	var other []string
	first := -1
	for col, h := range r.header {
		whole := squeezed(h)
		if col == m.expr.col || r.used[col] || !r.isNumbers(col) || !anyToken(h, netWords) && !slices.ContainsFunc(netStems, func(s string) bool { return strings.Contains(whole, s) }) || anyToken(h, wordSet("price rate unit weight margin profit")) {
			continue
		}
		f, less, rows := r.figuresOf(column(col)), 0, 0
		for i := range f.v {
			if f.has[i] && paid.has[i] && paid.v[i] > 0 {
				rows++
				if f.v[i] <= paid.v[i] && f.v[i]*2 > paid.v[i] {
					less++
				}
			}
		}
		if sum := r.sumOf(col); rows > 0 && less*10 >= rows*9 && differ(r.sumOf(m.expr.col), sum) {
			if other = append(other, clientele.Tell("evidence.column-sum", "column", h, "sum", figure(sum))); first < 0 {
				first = col
			}
		}
	}
	if first >= 0 {
		r.notes = append(r.notes, clientele.Tell("evidence.not-net", "from", m.From, "sum", figure(r.sumOf(m.expr.col)), "others", orList(other))+" "+clientele.Tell("evidence.flag-count-net", "column", quoteName(r.header[first])))
	}
}

func (r *recognition) sumOf(col int) int64 {
	f := r.figuresOf(column(col))
	sum := new(big.Int)
	for i, v := range f.v {
		if !r.ofNobody(i) {
			sum.Add(sum, big.NewInt(v))
		}
	}
	if !sum.IsInt64() {
		return 0
	}
	return sum.Int64()
}

// ofNobody says that a row names neither whose it is, nor when it was, nor its order: a total
// at the foot of the file, which is no sale.
func (r *recognition) ofNobody(row int) bool {
	for _, field := range []string{"account", "at", "order"} {
		if m := r.fields[field]; m != nil && strings.Trim(r.cellsOf(r.rows[row], m), " \x00") != "" {
			return false
		}
	}
	return r.fields["account"] != nil && r.fields["at"] != nil
}

// differ says that two sums are half a percent or more apart.
func differ(a, b int64) bool {
	x, y := float64(a), float64(b)
	return max(x-y, y-x)*200 >= max(x, -x, y, -y) && a != b
}

// orList tells one or another of what is listed.
func orList(list []string) string {
	last := len(list) - 1
	if last == 0 {
		return list[0]
	}
	return clientele.Tell("evidence.or", "first", strings.Join(list[:last], ", "), "last", list[last])
}
