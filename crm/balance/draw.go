package balance

import (
	"slices"
	"strings"

	"github.com/a-h/templ"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/say"
	"github.com/clientele-crm/clientele/shape"
	"github.com/clientele-crm/clientele/ui"
)

// sharesFinding says what the two bars show: few clients, much revenue, or not.
func sharesFinding(v page.Frame, kinds []KindShare) string {
	for _, k := range kinds {
		if k.Kind == clientele.Client {
			if k.Count.N == 0 {
				return v.Say("balance.shares-none")
			}
			args := say.Args{"share": v.Speaker.Percent(k.CountShare), "revenue": v.Speaker.Percent(k.RevenueShare)}
			if hasRevenue(kinds) {
				return v.Say("balance.shares-brought", args)
			}
			return v.Say("balance.shares", args)
		}
	}
	return v.Say("balance.shares-of")
}

func hasRevenue(kinds []KindShare) bool {
	for _, k := range kinds {
		if k.Revenue.Minor > 0 {
			return true
		}
	}
	return false
}

type shareSlab struct {
	Kind     clientele.Kind
	From, To float64
	Href     string
}

func shareSlabs(kinds []KindShare, revenue bool) []shareSlab {
	var slabs []shareSlab
	at := 0.0
	for _, k := range kinds {
		share := k.CountShare
		if revenue {
			share = k.RevenueShare
		}
		if share = min(max(share, 0), 1-at); share > 0 {
			slabs = append(slabs, shareSlab{k.Kind, at, at + share, k.Count.Href})
			at += share
		}
	}
	return slabs
}

func slabText(by *say.Speaker, w page.Words, s shareSlab) string {
	return say.Capital(w.Many(s.Kind)) + ": " + by.Percent(s.To-s.From)
}

func shareText(by *say.Speaker, w page.Words, kinds []KindShare, revenue bool) string {
	var parts []string
	for _, s := range shareSlabs(kinds, revenue) {
		parts = append(parts, slabText(by, w, s))
	}
	return strings.Join(parts, ", ")
}

func mostMoved(moves []shape.Movement) int {
	most := 1
	for _, m := range moves {
		most = max(most, m.Count)
	}
	return most
}

// flowFill colours a movement by what it came to.
func flowFill(m shape.Movement) string {
	if m.From == clientele.Client || m.To == "" {
		return "fill-lost"
	}
	return "fill-" + string(m.To)
}

// soFar is what a kind has brought, where it has.
func soFar(v page.Frame, k KindShare) string {
	if k.Revenue.Minor == 0 {
		return ""
	}
	return v.Say("balance.so-far", say.Args{"money": v.Speaker.RoundMoney(k.Revenue)})
}

// lineTable is a row a line of business.
func lineTable(v page.Frame, out BalanceOut) ui.TableData {
	t := ui.TableData{ID: "lines-table", Label: v.Say("balance.lines"), Cols: []ui.Col{{Title: v.Say("balance.line"), Place: "p1"}}}
	places := []string{"p2", "p3", "p4"}
	for i, k := range clientele.Kinds {
		t.Cols = append(t.Cols, ui.Col{Title: v.Speaker.Capital(v.Words.Many(k)), Num: true, Place: places[i]})
	}
	t.Cols = append(t.Cols, ui.Col{Title: v.Say("balance.lapsed"), Num: true}, ui.Col{Title: v.Say("balance.revenue-so-far"), Num: true})
	for _, l := range out.Lines {
		row := ui.Row{Href: l.Href, Cells: []templ.Component{lineCell(v, l)}}
		sum := l.Lapsed.Revenue
		for _, k := range clientele.Kinds {
			var share KindShare
			for _, s := range l.Kinds {
				if s.Kind == k {
					share = s
				}
			}
			row.Cells = append(row.Cells, kindCount(k, share.Count))
			if !share.Revenue.IsNone() {
				sum = clientele.Money{Minor: sum.Minor + share.Revenue.Minor, Currency: share.Revenue.Currency}
			}
		}
		row.Cells = append(row.Cells, ui.CountLink(l.Lapsed.Count), ui.Text(v.Speaker.RoundMoney(sum)))
		t.Rows = append(t.Rows, row)
	}
	return t
}

// moneyTable is a row a currency. What there is none of is a dash.
func moneyTable(v page.Frame, out BalanceOut) ui.TableData {
	t := ui.TableData{ID: "money-table", Label: v.Say("balance.money"), Cols: []ui.Col{{Title: v.Say("balance.currency"), Place: "p1"},
		{Title: v.Say("balance.revenue-so-far"), Num: true, Place: "p2"}}}
	for _, k := range clientele.Kinds {
		t.Cols = append(t.Cols, ui.Col{Title: v.Speaker.Capital(v.Words.Many(k)), Num: true})
	}
	t.Cols = append(t.Cols, ui.Col{Title: v.Say("balance.lapsed"), Num: true}, ui.Col{Title: v.Say("balance.expected"), Num: true})
	for _, r := range out.Money {
		name := r.Currency
		if r.Unnamed() {
			name = v.Say("balance.currency-none")
		}
		row := ui.Row{Cells: []templ.Component{ui.Text(name)}}
		for _, m := range slices.Concat([]clientele.Money{r.All}, r.Kinds, []clientele.Money{r.Lapsed, r.Expected}) {
			if m.Minor == 0 {
				m = clientele.Money{}
			}
			row.Cells = append(row.Cells, ui.Text(v.Speaker.RoundMoney(m)))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// moneyColumns are the months by what they count as today who brought it.
func moneyColumns(v page.Frame, came []shape.MoneyMonth) (all []ui.Column, months []clientele.Day) {
	for _, m := range came {
		all = append(all, ui.Column{Title: v.Speaker.LongMonth(m.Month) + ": " + v.Speaker.RoundMoney(m.All), Parts: []ui.ColumnPart{
			{Fill: "client", Value: float64(m.Clients.Minor)}, {Fill: "customer", Value: float64(m.Customers.Minor)},
			{Fill: "prospect", Value: float64(m.Prospects.Minor)}, {Fill: "lapsed", Value: float64(m.Lapsed.Minor)}}})
		months = append(months, m.Month)
	}
	return all, months
}

// moneyFinding sets the last twelve months beside the twelve before, or says what one brought.
func moneyFinding(v page.Frame, came []shape.MoneyMonth) string {
	sum := func(from, to int) clientele.Money {
		m := clientele.Money{Currency: came[0].All.Currency}
		for _, one := range came[max(from, 0):max(to, 0)] {
			m.Minor += one.All.Minor
		}
		return m
	}
	n := len(came)
	is, was := sum(n-12, n), sum(n-24, n-12)
	args := say.Args{"is": v.Speaker.ShortMoneys(is)[0], "was": v.Speaker.ShortMoneys(was)[0], "months": v.Say("noun.month", say.Args{"n": min(n, 12)})}
	if n < 24 || was.Minor <= 0 {
		return v.Say("balance.came", args)
	}
	args["change"] = v.Speaker.Percent(float64(is.Minor-was.Minor) / float64(was.Minor))
	if is.Minor < was.Minor {
		args["change"] = v.Speaker.Percent(float64(was.Minor-is.Minor) / float64(was.Minor))
		return v.Say("balance.came-less", args)
	}
	return v.Say("balance.came-more", args)
}

func topMoney(v page.Frame, columns []ui.Column, currency string) string {
	return v.Speaker.ShortMoneys(shape.Money(int64(ui.TopOf(columns)), currency))[0]
}
