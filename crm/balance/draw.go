package balance

import (
	"strings"

	"github.com/a-h/templ"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/shape"
	"github.com/clientele-crm/clientele/ui"
)

// sharesFinding says what the two bars show: few clients, much revenue, or not.
func sharesFinding(w page.Words, kinds []KindShare) string {
	for _, k := range kinds {
		if k.Kind == clientele.Client {
			s := ui.Capital(w.Clients) + " are " + ui.Percent(k.CountShare) + " of your relationships"
			if hasRevenue(kinds) {
				s += " and " + ui.Percent(k.RevenueShare) + " of your revenue"
			}
			return s
		}
	}
	return "Your relationships by kind"
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
	ui.Slab
	Href string
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
			slabs = append(slabs, shareSlab{ui.Slab{Kind: k.Kind, From: at, To: at + share}, k.Count.Href})
			at += share
		}
	}
	return slabs
}

func shareText(w page.Words, kinds []KindShare, revenue bool) string {
	var parts []string
	for _, s := range shareSlabs(kinds, revenue) {
		parts = append(parts, w.Many(s.Kind)+" "+ui.Percent(s.To-s.From))
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
	if m.From == clientele.Client {
		return "fill-lost"
	}
	return "fill-" + string(m.To)
}

// lineTable is a row a line of business.
func lineTable(w page.Words, out BalanceOut) ui.TableData {
	t := ui.TableData{ID: "lines-table", Label: "By line of business", Cols: []ui.Col{{Title: "Line", Place: "p1"}}}
	places := []string{"p2", "p3", "p4"}
	for i, k := range clientele.Kinds {
		t.Cols = append(t.Cols, ui.Col{Title: ui.Capital(w.Many(k)), Num: true, Place: places[i]})
	}
	t.Cols = append(t.Cols, ui.Col{Title: "Revenue so far", Num: true})
	for _, l := range out.Lines {
		row := ui.Row{Href: l.Href, Cells: []templ.Component{lineCell(l)}}
		var sum clientele.Money
		for _, k := range clientele.Kinds {
			var share KindShare
			for _, s := range l.Kinds {
				if s.Kind == k {
					share = s
				}
			}
			row.Cells = append(row.Cells, kindShareCell(share))
			if !share.Revenue.IsNone() {
				sum = clientele.Money{Minor: sum.Minor + share.Revenue.Minor, Currency: share.Revenue.Currency}
			}
		}
		row.Cells = append(row.Cells, moneyShares(sum))
		t.Rows = append(t.Rows, row)
	}
	return t
}
