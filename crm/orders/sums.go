package orders

import (
	"cmp"
	"encoding/json"
	"math/big"
	"slices"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/record"
)

// taxed is what lines of one rate of tax come to.
type taxed struct {
	Rate  int64 // thousandths of a per cent
	Net   int64
	Tax   int64
	Gross int64
}

// share is a × b / c rounded half away from zero, without ever running over.
func share(a, b, c int64) int64 {
	if c == 0 {
		return 0
	}
	x := new(big.Int).Mul(big.NewInt(a), big.NewInt(b))
	return rounded(x, big.NewInt(c))
}

func rounded(x, by *big.Int) int64 {
	x.Mul(x, big.NewInt(2))
	if x.Sign() < 0 {
		x.Sub(x, by)
	} else {
		x.Add(x, by)
	}
	x.Quo(x, new(big.Int).Mul(by, big.NewInt(2)))
	if !x.IsInt64() || max(x.Int64(), -x.Int64()) > mostAmount {
		return mostAmount + 1
	}
	return x.Int64()
}

// mostAmount is the most that a line of goods comes to, in minor units: sums of as many lines as an
// order has stay within an amount.
const mostAmount = 1_000_000_000_000

// The whole of a quantity and of a percentage, in thousandths.
const (
	one     = 1000
	hundred = 100_000
)

// amountOf is what a line of goods comes to in minor units: quantity times price less its discount,
// rounded once.
func amountOf(it record.Item) int64 {
	x := new(big.Int).Mul(big.NewInt(record.Milli(it.Quantity)), big.NewInt(it.Price.Minor))
	x.Mul(x, big.NewInt(hundred-record.Milli(it.Discount)))
	return rounded(x, big.NewInt(one*hundred))
}

// returnedOf is what came back of a line of goods.
func returnedOf(it record.Item) int64 {
	return share(it.Amount.Minor, record.Milli(it.Returned), record.Milli(it.Quantity))
}

// summed adds up lines of goods by their rates of tax, the lowest first. As EN 16931 has it, the
// lines are rounded, their sums by rate are exact, and the tax of each rate is rounded once.
func summed(items []record.Item, pricing string, of func(record.Item) int64) (rates []taxed) {
	by := map[int64]int64{}
	for _, it := range items {
		by[record.Milli(it.Tax)] += of(it)
	}
	for rate, sum := range by {
		t := taxed{Rate: rate, Net: sum, Gross: sum}
		if pricing == net {
			t.Tax = share(sum, rate, hundred)
			t.Gross = sum + t.Tax
		} else {
			t.Tax = share(sum, rate, hundred+rate)
			t.Net = sum - t.Tax
		}
		rates = append(rates, t)
	}
	slices.SortFunc(rates, func(a, b taxed) int { return cmp.Compare(a.Rate, b.Rate) })
	return rates
}

func lineAmount(it record.Item) int64 { return it.Amount.Minor }

// total puts what an order comes to, and what of it came back.
func total(r *record.Record, items []record.Item, currency string) {
	var sum, back taxed
	for _, t := range summed(items, r.Text("pricing"), lineAmount) {
		sum.Net, sum.Tax, sum.Gross = sum.Net+t.Net, sum.Tax+t.Tax, sum.Gross+t.Gross
	}
	for _, t := range summed(items, r.Text("pricing"), returnedOf) {
		back.Gross += t.Gross
	}
	put := func(field string, minor int64) { r.Set(field, clientele.Money{Minor: minor, Currency: currency}) }
	put("net", sum.Net)
	put("tax_amount", sum.Tax)
	put("total", sum.Gross)
	if r.Set("returned", nil); back.Gross != 0 {
		put("returned", back.Gross)
	}
}

// decimal is a percentage, or a quantity, as a line of goods has it.
func decimal(f float64) json.Number {
	if f < 0 {
		return record.OfMilli(int64(f*one - 0.5))
	}
	return record.OfMilli(int64(f*one + 0.5))
}
