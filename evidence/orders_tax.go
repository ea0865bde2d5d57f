package evidence

import (
	"slices"

	"github.com/clientele-crm/clientele"
)

// taxHeaders are what tax is called at the head of a column.
var taxHeaders = wordSet("tax taxes vat gst cgst sgst igst hst pst mwst ust umsatzsteuer mehrwertsteuer steuer tva iva btw pvm pvn km vsk moms mva kdv alv dph afa ddv pdv пдв ндс ддс φπα ppn 消費税 税 税额 税額 增值税 세금 부가세 impuesto impuestos imposta imposte")

// withTax takes what was paid for the amount where another column is the same before tax:
// by arithmetic, whatever the three are called.
func (r *recognition) withTax() {
	if r.given["amount"] || r.removed["amount"] || !r.named || len(r.header) > 80 {
		return
	}
	var taxes []int
	for col, h := range r.header {
		if anyToken(h, taxHeaders) && !saysTax(tokens(h)) && !anyToken(h, wordSet("rate percent pct id no number nr exempt code name type satz taux")) && r.isNumbers(col) {
			taxes = append(taxes, col)
		}
	}
	if len(taxes) == 0 {
		return
	}
	m := r.fields["amount"]
	for net := range r.header {
		if slices.Contains(taxes, net) || !r.isNumbers(net) || r.isField(net, "order") || r.isField(net, "account") || r.isField(net, "quantity") {
			continue
		}
		paid := r.paidWith(net, taxes)
		if paid < 0 || r.isField(paid, "amount") {
			continue
		}
		if m != nil && (m.expr.op != 'c' || m.expr.col != net && !slices.Contains(taxes, m.expr.col)) {
			continue
		}
		r.setAmount(column(paid), 0.9, clientele.Tell("evidence.why-taxed", "net", quoteName(r.header[net])))
		return
	}
}

// paidWith is the column that holds a net amount and the taxes together; -1: none.
func (r *recognition) paidWith(net int, taxes []int) int {
	before := r.figuresOf(column(net))
	sets := [][]int{taxes}
	if len(taxes) > 1 {
		for _, t := range taxes {
			sets = append(sets, []int{t})
		}
	}
	for _, set := range sets {
		sum := make([]int64, len(r.rows))
		some := false
		for _, t := range set {
			f := r.figuresOf(column(t))
			for i := range sum {
				sum[i] += f.v[i]
				some = some || f.v[i] != 0
			}
		}
		for col := range r.header {
			if !some || col == net || slices.Contains(taxes, col) || !r.isNumbers(col) {
				continue
			}
			rows, holds := 0, 0
			for i, paid := 0, r.figuresOf(column(col)); i < len(sum); i++ {
				if paid.has[i] && before.has[i] {
					rows++
					if d := before.v[i] + sum[i] - paid.v[i]; d <= 200 && d >= -200 {
						holds++
					}
				}
			}
			if rows > 1 && holds*10 >= rows*9 {
				return col
			}
		}
	}
	return -1
}
