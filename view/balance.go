package view

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/ledger"
	"github.com/clientele-crm/clientele/page"
)

// Balance is how the house stands.
func (h *House) Balance(ctx context.Context, _ access.Scope, in BalanceIn) (BalanceOut, error) {
	b, err := h.Book.Balance(ctx)
	if err != nil {
		return BalanceOut{}, err
	}
	_, words, err := h.Firm(ctx)
	if err != nil {
		return BalanceOut{}, err
	}
	out := BalanceOut{Currency: currencyOf(b.Now), Empty: len(b.Now) == 0}
	if out.AsOf, err = h.Book.LastDay(ctx, h.Day()); err != nil && clientele.KindOf(err) != clientele.NotFound {
		return BalanceOut{}, err
	}
	line := lineOf(in.Line)
	out.Kinds = kindShares(b.Now, line, out.Currency, in.Line)
	for _, l := range linesIn(b.Now) {
		out.Lines = append(out.Lines, LineShare{l, query("/balance", page.Encode(BalanceIn{Line: lineParam(l)})), kindShares(b.Now, &l, out.Currency, lineParam(l))})
	}
	out.Months, out.Movements = balanceMonths(b, line, out.Currency)
	out.Loss = losses(out.Kinds, words)
	out.Sentence = balanceSentence(out, words)
	if line == nil && !out.Empty {
		ahead, err := h.ahead(ctx, out.Currency)
		if err != nil {
			return BalanceOut{}, err
		}
		out.Sentence += ahead
	}
	return out, nil
}

// ahead says what all relationships together should bring, in the house's
// currency; nothing before all were measured.
func (h *House) ahead(ctx context.Context, currency string) (string, error) {
	totals, on, err := h.Jobs.Totals(ctx)
	if clientele.KindOf(err) == clientele.NotFound {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	for _, t := range totals {
		if !t.AllLines || t.Kind != "" || t.Currency != currency || currency == "" || t.Value.High < 1 {
			continue
		}
		per := float64(clientele.MinorPerMajor(currency))
		name := strings.TrimPrefix(" "+currency, " "+clientele.UnknownCurrency)
		return fmt.Sprintf(" The twelve months from %s should bring %s to %s%s, in eight of ten cases.", on,
			thousands(int(t.Value.Low/per)), thousands(int(t.Value.High/per)), name), nil
	}
	return "", nil
}

func linesIn(counts []ledger.KindCount) []clientele.Line {
	var lines []clientele.Line
	for _, c := range counts {
		lines = append(lines, c.Line)
	}
	slices.Sort(lines)
	return slices.Compact(lines)
}

// kindShares sums by kind. Amounts in other currencies than the house's are left
// out; those relationships still count.
func kindShares(counts []ledger.KindCount, line *clientele.Line, currency, param string) []KindShare {
	shares := make([]KindShare, len(clientele.Kinds))
	n, revenue := 0, int64(0)
	for i, k := range clientele.Kinds {
		s := KindShare{Kind: k, Revenue: money(0, currency), Expected: money(0, currency)}
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
		s.Count.Href = query(pathRelationships, page.Encode(RelationshipsIn{Kind: []clientele.Kind{k}, Line: param}))
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

func balanceMonths(b ledger.Balance, line *clientele.Line, currency string) ([]BalanceMonth, []Movement) {
	at := map[string]*BalanceMonth{}
	month := func(name string) *BalanceMonth {
		if at[name] == nil {
			day, err := clientele.ParseDay(name + "-01")
			if err != nil {
				day = clientele.NoDay // a month is what the ledger made of a day
			}
			at[name] = &BalanceMonth{Month: day}
			for _, k := range clientele.Kinds {
				at[name].Revenue = append(at[name].Revenue, KindRevenue{k, money(0, currency)})
			}
		}
		return at[name]
	}
	for _, c := range b.Months {
		if line != nil && c.Line != *line {
			continue
		}
		m := month(c.Month)
		*m.countOf(c.Kind) += int(c.Count)
		if i := slices.Index(clientele.Kinds, c.Kind); i >= 0 && c.Currency == currency {
			m.Revenue[i].Revenue.Minor += c.Revenue
		}
	}
	sums := map[Movement]int{}
	for _, mv := range b.Movements {
		if line != nil && mv.Line != *line {
			continue
		}
		m := month(mv.Month)
		m.Movements = append(m.Movements, Movement{mv.Was, mv.Is, int(mv.Count)})
		sums[Movement{From: mv.Was, To: mv.Is}] += int(mv.Count)
	}
	var months []BalanceMonth
	for _, m := range at {
		months = append(months, *m)
	}
	slices.SortFunc(months, func(a, b BalanceMonth) int { return int(a.Month - b.Month) })
	moves := []Movement{}
	for m, n := range sums {
		moves = append(moves, Movement{m.From, m.To, n})
	}
	slices.SortFunc(moves, func(a, b Movement) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To))
	})
	return months, moves
}

func (m *BalanceMonth) countOf(k clientele.Kind) *int {
	switch k {
	case clientele.Client:
		return &m.Clients
	case clientele.Customer:
		return &m.Customers
	}
	return &m.Prospects
}

// losses says what one of a kind is expected to bring, and so what its loss costs.
func losses(kinds []KindShare, w Words) []LossRow {
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
		row := LossRow{Kind: k.Kind, Each: money(each[k.Kind], k.Expected.Currency)}
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

func balanceSentence(out BalanceOut, w Words) string {
	if out.Empty {
		return "Nothing is measured yet: bring in a file of orders."
	}
	client := out.Kinds[0]
	text := fmt.Sprintf("%s, %.0f %% of all, brought %.0f %% of the revenue.", plural(client.Count.N, w.Client, w.Clients), 100*client.CountShare, 100*client.RevenueShare)
	for _, l := range out.Loss {
		if l.Kind == clientele.Client && l.AsMany > 0 {
			return text + " " + l.Sentence
		}
	}
	return text
}
