package ledger

import (
	"context"
	"fmt"
	"math"
	"slices"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
)

// What a filter over records may ask of the book. The tables are ours, so the words of
// SQL are ours too: each expression is over the account that a column names, a column of
// the asker's own making.

// Expr is an expression of SQL with its parameters.
type Expr struct {
	Text string
	Args []any
}

// Tally is what is counted or summed of an account: its orders, returns or contacts.
type Tally struct {
	Kind     clientele.EntryKind
	Since    clientele.Day // of days after this one; NoDay: of all
	Until    clientele.Day // up to this day
	Currency string        // in which it is summed; "" counts
}

// atSlack is how far the moment of an entry may lie from its day, in a zone of any firm.
const atSlack = 2

// TallySQL counts, or sums in minor units, what an account's book holds of a kind: the
// facts that count, by the word that holds, with those of whom it was merged with.
func (b *Book) TallySQL(e db.Engine, account string, t Tally) Expr {
	minor, currency := "CAST(e.body->>'$.total.minor' AS BIGINT)", "e.body->>'$.total.currency'"
	channel := "e.body->>'$.channel'"
	if e == db.Postgres {
		minor, currency, channel = "CAST(e.body::jsonb->'total'->>'minor' AS BIGINT)", "e.body::jsonb->'total'->>'currency'", "e.body::jsonb->>'channel'"
	}
	what := "count(*)"
	if t.Currency != "" {
		what = "COALESCE(SUM(" + minor + "), 0)"
	}
	x := Expr{"(SELECT " + what + " FROM entries e WHERE e.workspace = ? AND e.account IN (SELECT " + account +
		" UNION SELECT party FROM same WHERE workspace = ? AND canonical = " + account + ") AND e.kind = ? AND e.day <= ?",
		[]any{b.ws, b.ws, string(t.Kind), int64(t.Until)}}
	if t.Since != clientele.NoDay {
		x.add(" AND e.at >= ? AND e.day > ?", int64(clientele.InstantOf((t.Since - atSlack).Time())), int64(t.Since))
	}
	if t.Currency != "" {
		x.add(" AND CASE WHEN e.kind = ? THEN "+currency+" = ? ELSE FALSE END", string(t.Kind), t.Currency)
	}
	switch t.Kind {
	case clientele.KindOrder: // nothing, or less, is no purchase
		x.add(" AND CASE WHEN e.kind = ? THEN COALESCE("+minor+" > 0 OR "+currency+" = '', TRUE) ELSE FALSE END", string(t.Kind))
	case clientele.KindInteraction: // a note is no contact
		x.add(" AND CASE WHEN e.kind = ? THEN COALESCE("+channel+" <> ?, TRUE) ELSE FALSE END", string(t.Kind), string(clientele.Note))
	}
	x.add(" AND e.import NOT IN (SELECT id FROM imports WHERE workspace = ? AND state IN "+uncounted+")"+
		" AND NOT EXISTS (SELECT 1 FROM entries n WHERE n.workspace = e.workspace AND n.key = e.key AND n.revision > 1 AND n.revision > e.revision"+
		" AND n.import NOT IN (SELECT id FROM imports WHERE workspace = ? AND state IN "+uncounted+")))", b.ws, b.ws)
	return x
}

func (x *Expr) add(text string, args ...any) {
	x.Text += text
	x.Args = append(x.Args, args...)
}

// The days that a filter may ask of an account.
const (
	LastContact = "last contact" // a purchase is contact too
	LastOrder   = "last order"
	FirstOrder  = "first order"
)

// DaySQL is one of these days of an account, over all of its lines; ” for none.
func (b *Book) DaySQL(account, which string) Expr {
	what := map[string]string{LastContact: "MAX(h.last_contact)", LastOrder: "MAX(h.last_day)", FirstOrder: "MIN(NULLIF(h.first_day, ''))"}[which]
	return Expr{"(SELECT COALESCE(" + what + ", '') FROM histories h WHERE h.workspace = ? AND h.account = " + account + ")", []any{b.ws}}
}

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
					codes = append(codes, facetCode(k, s, t))
				}
			}
		}
	}
	return codes
}

// StandingSQL says whether a standing of an account, in a line or in any (nil), meets a
// condition over its row: one of FacetSQL, or a comparison of a column of StandingColumn.
func (b *Book) StandingSQL(account string, line *clientele.Line, of Expr) Expr {
	x := Expr{"EXISTS (SELECT 1 FROM standings s WHERE s.workspace = ? AND s.account = " + account, []any{b.ws}}
	if line != nil {
		x.add(" AND s.line = ?", string(*line))
	}
	x.add(" AND "+of.Text+")", of.Args...)
	return x
}

// FacetSQL is a condition over a row of StandingSQL.
func FacetSQL(f Facet) Expr {
	codes := f.codes()
	return Expr{fmt.Sprintf("s.facet %% %d IN (", facetsOfLine) + db.Marks(len(codes)) + ")", codes}
}

// FacetAccounts finds the accounts of a facet by an index, so many at most.
func (b *Book) FacetAccounts(ctx context.Context, q db.Querier, line *clientele.Line, f Facet) (Expr, error) {
	lines, err := b.lines(ctx, q)
	if err != nil {
		return Expr{}, err
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
	return Expr{"SELECT account FROM standings WHERE workspace = ? AND facet IN (" + db.Marks(len(codes)) + ")", append([]any{b.ws}, codes...)}, nil
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

// Uncounted says that there are imports of which nothing counts.
func (b *Book) Uncounted(ctx context.Context, q db.Querier) (bool, error) {
	ids, err := db.All[clientele.ID](ctx, q, "SELECT id FROM imports WHERE workspace = ? AND state IN "+uncounted+" LIMIT 1", b.ws)
	return len(ids) > 0, err
}

// ThereSQL leaves out, over the accounts of an alias, those whom only such imports knew and no hand touched.
func (b *Book) ThereSQL(alias string) string {
	of := "SELECT 1 FROM entries e WHERE e.workspace = " + alias + ".workspace AND e.account = " + alias + ".id"
	return "(" + alias + ".owner <> 0 OR NOT EXISTS (" + of + ") OR EXISTS (" + of +
		" AND e.import NOT IN (SELECT i.id FROM imports i WHERE i.workspace = " + alias + ".workspace AND i.state IN " + uncounted + ")))"
}

// HistoriesOf gives the folded histories of an account, line by line.
func (b *Book) HistoriesOf(ctx context.Context, account clientele.ID) (list []clientele.History, err error) {
	for row, err := range each[packedRow](ctx, b, "SELECT account, line, packed FROM histories WHERE workspace = ? AND account = ? ORDER BY line", b.ws, account) {
		if err != nil {
			return nil, fmt.Errorf("histories of account %d: %w", account, err)
		}
		r, err := row.word()
		if err != nil {
			return nil, err
		}
		list = append(list, *r.History)
	}
	return list, nil
}
