package standings

import (
	"context"
	"fmt"
	"math"
	"strings"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
)

// listed is the row by which a standing is listed. Its figures are rounded: each is
// in an index, and what changes every night by less than anybody minds is not
// written every night. What is shown, and summed, is the standing itself.
type listed struct {
	Account   clientele.ID   `db:"account"`
	Line      clientele.Line `db:"line"`
	Wall      clientele.ID   `db:"wall"` // of the account; its facet says whether there is one
	Facet     int64          `db:"facet"`
	Name      string         `db:"name_sort"`
	Client    int64          `db:"client_percent"`
	Active    int64          `db:"active_percent"`
	Value     int64          `db:"expected_value"`
	Revenue   int64          `db:"revenue"`
	Currency  string         `db:"currency"`
	Orders    int64          `db:"orders"`
	Contact   string         `db:"last_contact"`
	NotedProb float64        `db:"noted_prob"`
	NotedDay  string         `db:"noted_day"`
	Packed    []byte         `db:"packed"` // of the standing itself
}

const (
	listedInsert = "INSERT INTO standings (workspace, account, line, wall, facet, name_sort, client_percent, active_percent, expected_value, revenue, currency, orders, last_contact, noted_prob, noted_day)"
	listedWidth  = 15
	listedRead   = "SELECT s.account, s.line, s.wall, s.facet, s.name_sort, s.client_percent, s.active_percent, s.expected_value, s.revenue, s.currency, s.orders, s.last_contact, s.noted_prob, s.noted_day, m.packed" +
		" FROM standings s JOIN measured m ON m.workspace = s.workspace AND m.account = s.account AND m.line = s.line WHERE s.workspace = ?"
)

// listedParts are the columns that change together, and whether they have. Each is
// written by itself, as an engine writes every index of a column that is named.
var listedParts = []struct {
	columns []string
	same    func(was, is *listed) bool
}{
	{[]string{"facet", "wall"}, func(was, is *listed) bool { return was.Facet == is.Facet && was.Wall == is.Wall }},
	{[]string{"name_sort"}, func(was, is *listed) bool { return was.Name == is.Name }},
	{[]string{"client_percent"}, func(was, is *listed) bool { return was.Client == is.Client }},
	{[]string{"active_percent"}, func(was, is *listed) bool { return was.Active == is.Active }},
	{[]string{"expected_value"}, func(was, is *listed) bool { return was.Value == is.Value }},
	{[]string{"revenue", "currency"}, func(was, is *listed) bool { return was.Revenue == is.Revenue && was.Currency == is.Currency }},
	{[]string{"orders"}, func(was, is *listed) bool { return was.Orders == is.Orders }},
	{[]string{"last_contact"}, func(was, is *listed) bool { return was.Contact == is.Contact }},
	{[]string{"noted_prob", "noted_day"}, func(was, is *listed) bool { return was.NotedProb == is.NotedProb && was.NotedDay == is.NotedDay }},
}

func (l *listed) args(ws clientele.ID) []any {
	return []any{ws, l.Account, l.Line, l.Wall, l.Facet, l.Name, l.Client, l.Active, l.Value, l.Revenue, l.Currency, l.Orders, l.Contact, l.NotedProb, l.NotedDay}
}

// facets are kind, stage and trend.
func (l *listed) facets() (clientele.Kind, clientele.Stage, clientele.Trend) {
	return facetOf(l.Facet % facetsOfLine)
}

func (l *listed) group() group {
	kind, stage, trend := l.facets()
	return group{l.Wall, l.Line, kind, stage, trend, l.Facet % facetsOfLine / quietFacets, l.Currency}
}

// percent is how finely people see a probability.
func percent(p float64) int64 { return int64(math.Round(100 * p)) }

// TwoDigits is how finely a list is sorted by a sum that is foretold.
func TwoDigits(x float64) int64 {
	unit := math.Pow10(max(int(math.Log10(max(math.Abs(x), 1)))-1, 0))
	return int64(math.Round(x/unit) * unit)
}

// standingRows are rows that are to be written.
type standingRows struct {
	listed  []any   // new ones
	changed [][]any // beside listedParts
	packed  []any
}

func (r *standingRows) add(ws clientele.ID, was, is *listed) {
	r.packed = append(r.packed, ws, is.Account, is.Line, is.Packed)
	if was == nil {
		r.listed = append(r.listed, is.args(ws)...)
		return
	}
	if r.changed == nil {
		r.changed = make([][]any, len(listedParts))
	}
	for i, part := range listedParts {
		if !part.same(was, is) {
			r.changed[i] = append(r.changed[i], is.args(ws)...)
		}
	}
}

func (r *standingRows) keep(ctx context.Context, tx *db.Tx) error {
	if err := tx.InsertRows(ctx, listedInsert, listedWidth, r.listed, ""); err != nil {
		return fmt.Errorf("keep standings: %w", err)
	}
	for i, args := range r.changed {
		if err := tx.InsertRows(ctx, listedInsert, listedWidth, args, renewing(listedParts[i].columns...)); err != nil {
			return fmt.Errorf("keep standings: %w", err)
		}
	}
	err := tx.InsertRows(ctx, "INSERT INTO measured (workspace, account, line, packed)", 4, r.packed, renewing("packed"))
	if err != nil {
		return fmt.Errorf("keep standings: %w", err)
	}
	return nil
}

// renewing is the end of an INSERT that renews some columns of a row that is there.
func renewing(columns ...string) string {
	set := make([]string, len(columns))
	for i, c := range columns {
		set[i] = c + " = excluded." + c
	}
	return "ON CONFLICT (workspace, account, line) DO UPDATE SET " + strings.Join(set, ", ")
}
