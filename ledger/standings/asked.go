package standings

import (
	"context"
	"fmt"
	"math"
	"slices"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
)

// What a filter over records may ask of standings: each expression is over the account
// that a column names, a column of the asker's own making.

// Facet is some kinds, stages or trends, those of one of them: what a standing may be.
type Facet struct {
	Kinds  []clientele.Kind
	Stages []clientele.Stage
	Trends []clientele.Trend
}

// codes are the facets within a line that are meant.
func (f Facet) codes() (codes []any) {
	for _, k := range append(slices.Clone(clientele.Kinds), "") {
		for _, s := range append(slices.Clone(clientele.Stages), "") {
			for _, t := range append(slices.Clone(clientele.Trends), "") {
				if slices.Contains(f.Kinds, k) || slices.Contains(f.Stages, s) || slices.Contains(f.Trends, t) {
					codes = append(codes, facetCode(k, s, t), facetCode(k, s, t)+quietFacets)
				}
			}
		}
	}
	return codes
}

// StandingSQL says whether a standing of an account, in a line or in any (nil), meets a
// condition over its row: one of FacetSQL, or a comparison of a column of StandingColumn.
func (b *Book) StandingSQL(account string, line *clientele.Line, of db.Expr) db.Expr {
	x := db.SQL("EXISTS (SELECT 1 FROM standings s WHERE s.workspace = ? AND s.account = "+account, b.ws)
	if line != nil {
		x.Add(" AND s.line = ?", string(*line))
	}
	x.Add(" AND "+of.Text+")", of.Args...)
	return x
}

// FacetSQL is a condition over a row of StandingSQL.
func FacetSQL(f Facet) db.Expr {
	codes := f.codes()
	return db.SQL(fmt.Sprintf("s.facet %% %d IN ", facetsOfLine)+db.In(codes), codes...)
}

// FacetAccounts finds the accounts of a facet by an index, so many at most.
func (b *Book) FacetAccounts(ctx context.Context, q db.Querier, line *clientele.Line, f Facet) (db.Expr, error) {
	lines, err := b.lines(ctx, q)
	if err != nil {
		return db.Expr{}, err
	}
	codes := []any{}
	for name, no := range lines {
		if line != nil && *line != name {
			continue
		}
		for _, c := range f.codes() {
			codes = append(codes, no*facetsOfLine+c.(int64))
		}
	}
	if len(codes) == 0 {
		codes = []any{-1}
	}
	return db.SQL("SELECT account FROM standings WHERE workspace = ? AND facet IN "+db.In(codes), db.With(b.ws, codes)...), nil
}

// The figures of a standing as its row has them.
var standingColumns = map[string]string{"client_prob": "s.client_percent", "active_prob": "s.active_percent", "expected_value": "s.expected_value",
	"revenue": "s.revenue", "orders": "s.orders"}

// StandingColumn is the column of a figure, over a row of StandingSQL.
func StandingColumn(figure string) string { return standingColumns[figure] }

// StandingCurrency is the column of the currency of expected_value and revenue.
const StandingCurrency = "s.currency"

// Figure is a figure of a standing as finely as lists and filters have it.
func Figure(s clientele.Standing, figure string) int64 {
	switch figure {
	case "client_prob":
		return percent(s.ClientProb)
	case "active_prob":
		return percent(s.ActiveProb)
	case "expected_value":
		return TwoDigits(s.ExpectedValue)
	case "revenue":
		return s.Revenue.Minor
	case "orders":
		return int64(s.Orders)
	}
	return math.MinInt64
}
