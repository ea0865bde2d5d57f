package balance

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/ledger/standings"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/shape"
)

func linesIn(counts []standings.KindCount) []clientele.Line {
	var lines []clientele.Line
	for _, c := range counts {
		lines = append(lines, c.Line)
	}
	slices.Sort(lines)
	return slices.Compact(lines)
}

// kindShares sums by kind. Amounts in other currencies than the house's are left
// out; those relationships still count.
func kindShares(counts []standings.KindCount, line *clientele.Line, currency, param string) []KindShare {
	shares := make([]KindShare, len(clientele.Kinds))
	n, revenue := 0, int64(0)
	for i, k := range clientele.Kinds {
		s := KindShare{Kind: k, Revenue: shape.Money(0, currency), Expected: shape.Money(0, currency)}
		for _, c := range counts {
			if c.Kind != k || line != nil && c.Line != *line {
				continue
			}
			s.Count.N += int(c.Count)
			if c.Currency == currency {
				s.Revenue.Minor += c.Revenue
				s.Expected.Minor += c.Expected
			}
		}
		s.Count.Href = shape.Query(shape.PathRelationships, page.Encode(shape.RelationshipsIn{Kind: []clientele.Kind{k}, Line: param}))
		shares[i] = s
		n, revenue = n+s.Count.N, revenue+s.Revenue.Minor
	}
	for i := range shares {
		if n > 0 {
			shares[i].CountShare = float64(shares[i].Count.N) / float64(n)
		}
		if revenue > 0 {
			shares[i].RevenueShare = float64(shares[i].Revenue.Minor) / float64(revenue)
		}
	}
	return shares
}

func balanceMonths(b standings.Balance, line *clientele.Line, currency string) ([]shape.BalanceMonth, []shape.Movement) {
	at := map[string]*shape.BalanceMonth{}
	month := func(name string) *shape.BalanceMonth {
		if at[name] == nil {
			day, err := clientele.ParseDay(name + "-01")
			if err != nil {
				day = clientele.NoDay // a month is what the ledger made of a day
			}
			at[name] = &shape.BalanceMonth{Month: day}
			for _, k := range clientele.Kinds {
				at[name].Revenue = append(at[name].Revenue, shape.KindRevenue{Kind: k, Revenue: shape.Money(0, currency)})
			}
		}
		return at[name]
	}
	for _, c := range b.Months {
		if line != nil && c.Line != *line {
			continue
		}
		m := month(c.Month)
		*m.CountOf(c.Kind) += int(c.Count)
		if i := slices.Index(clientele.Kinds, c.Kind); i >= 0 && c.Currency == currency {
			m.Revenue[i].Revenue.Minor += c.Revenue
		}
	}
	sums := map[shape.Movement]int{}
	for _, mv := range b.Movements {
		if line != nil && mv.Line != *line {
			continue
		}
		m := month(mv.Month)
		m.Movements = append(m.Movements, shape.Movement{From: mv.Was, To: mv.Is, Count: int(mv.Count)})
		sums[shape.Movement{From: mv.Was, To: mv.Is}] += int(mv.Count)
	}
	var months []shape.BalanceMonth
	for _, m := range at {
		months = append(months, *m)
	}
	slices.SortFunc(months, func(a, b shape.BalanceMonth) int { return int(a.Month - b.Month) })
	moves := []shape.Movement{}
	for m, n := range sums {
		moves = append(moves, shape.Movement{From: m.From, To: m.To, Count: n})
	}
	slices.SortFunc(moves, func(a, b shape.Movement) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To))
	})
	return months, moves
}

// losses says what one of a kind is expected to bring, and so what its loss costs.
func losses(kinds []KindShare, w page.Words) []LossRow {
	each := map[clientele.Kind]int64{}
	for _, k := range kinds {
		if k.Count.N > 0 {
			each[k.Kind] = k.Expected.Minor / int64(k.Count.N)
		}
	}
	rows := []LossRow{}
	for _, k := range kinds {
		if k.Count.N == 0 || k.Kind == clientele.Prospect {
			continue
		}
		row := LossRow{Kind: k.Kind, Each: shape.Money(each[k.Kind], k.Expected.Currency)}
		if c := each[clientele.Customer]; c > 0 {
			row.AsMany = float64(each[k.Kind]) / float64(c)
		}
		row.Sentence = "What one " + w.Of(k.Kind) + " is expected to bring, as far ahead as we look."
		if k.Kind == clientele.Client && row.AsMany > 0 {
			row.Sentence = fmt.Sprintf("Losing one %s costs as much as losing %.1f %s.", w.Client, row.AsMany, w.Customers)
		}
		rows = append(rows, row)
	}
	return rows
}

func balanceSentence(out BalanceOut, w page.Words) string {
	if out.Empty {
		return "Nothing is measured yet: bring in a file of orders."
	}
	client := out.Kinds[0]
	text := fmt.Sprintf("%s, %.0f %% of all, brought %.0f %% of the revenue.", shape.Plural(client.Count.N, w.Client, w.Clients), 100*client.CountShare, 100*client.RevenueShare)
	for _, l := range out.Loss {
		if l.Kind == clientele.Client && l.AsMany > 0 {
			return text + " " + l.Sentence
		}
	}
	return text
}
