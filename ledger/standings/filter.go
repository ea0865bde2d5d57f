package standings

import (
	"cmp"
	"context"
	"slices"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
)

// Sort is a column by which relationships are listed.
type Sort string

// The sorts.
const (
	ByName    Sort = "name"
	ByValue   Sort = "value"
	ByRevenue Sort = "revenue"
	ByClient  Sort = "client"
	ByActive  Sort = "active"
	ByLast    Sort = "last"
	ByOrders  Sort = "orders"
)

// Sorts in the order in which they are offered.
var Sorts = []Sort{ByName, ByValue, ByRevenue, ByClient, ByActive, ByLast, ByOrders}

var sortNames = []string{string(ByName), string(ByValue), string(ByRevenue), string(ByClient), string(ByActive), string(ByLast), string(ByOrders)}

// StillHere are the trends of who has not lapsed. What is too early to say is one of them.
// Who has lapsed is a part of its own, and is counted in no kind.
var StillHere = slices.DeleteFunc(slices.Clone(clientele.Trends), func(t clientele.Trend) bool { return t == clientele.Lapsed })

// Filter narrows and sorts the list of relationships. The zero Filter is all, by name.
type Filter struct {
	Kinds      []clientele.Kind
	Stages     []clientele.Stage
	Trends     []clientele.Trend
	Line       *clientele.Line // nil for every line
	MinValue   *int64          // expected value, in minor units
	MaxValue   *int64
	LastBefore clientele.Day  // last contact on that day or before, or never
	LastAfter  clientele.Day  // last contact on that day or after
	Owners     []clientele.ID // only accounts that these users look after; nil for all
	Among      []clientele.ID // only these accounts, in order; nil for all
	Text       string         // every word of it begins a word of name, key or e-mail
	Sort       Sort
	Desc       bool
	After      string // where the page before ended; "" begins at the first
	Limit      int
}

// column is how a sort is stored; as names the field of position that it fills.
type column struct{ name, as string }

var sortColumns = map[Sort]column{
	ByName:    {"name_sort", "t"},
	ByValue:   {"expected_value", "i"},
	ByRevenue: {"revenue", "i"},
	ByClient:  {"client_percent", "i"},
	ByActive:  {"active_percent", "i"},
	ByLast:    {"last_contact", "t"},
	ByOrders:  {"orders", "i"},
}

// position is a place in a sorted list. Of Text and Int only that of the sort's
// column is used; the other is zero in all of a list.
type position struct {
	Facet   int64          `db:"facet" json:"-"`
	Text    string         `db:"t" json:"t,omitempty"`
	Int     int64          `db:"i" json:"i,omitempty"`
	Account clientele.ID   `db:"account" json:"a"`
	Line    clientele.Line `db:"line" json:"l,omitempty"`
}

func (p position) compare(o position) int {
	return cmp.Or(cmp.Compare(p.Text, o.Text), cmp.Compare(p.Int, o.Int), cmp.Compare(p.Account, o.Account), cmp.Compare(p.Line, o.Line))
}

func (c column) value(p position) any {
	if c.as == "t" {
		return p.Text
	}
	return p.Int
}

// listCursor is where a page ended, and of which list.
type listCursor struct {
	Sort Sort     `json:"s"`
	Desc bool     `json:"d,omitempty"`
	At   position `json:"p"`
}

// condition narrows by one of two columns.
type condition struct {
	column, op string
	value      any
}

func (f Filter) conditions() (conditions []condition) {
	if f.MinValue != nil {
		conditions = append(conditions, condition{"expected_value", ">=", *f.MinValue})
	}
	if f.MaxValue != nil {
		conditions = append(conditions, condition{"expected_value", "<=", *f.MaxValue})
	}
	if f.LastBefore != clientele.NoDay {
		conditions = append(conditions, condition{"last_contact", "<=", f.LastBefore.String()})
	}
	if f.LastAfter != clientele.NoDay {
		conditions = append(conditions, condition{"last_contact", ">=", f.LastAfter.String()})
	}
	return conditions
}

// listing is one reading of the list.
type listing struct {
	*Book
	column     column
	desc       bool
	after      *position
	limit      int
	facets     []int64
	own        map[clientele.ID]bool // accounts behind walls that are passed one by one
	ownFacets  []int64               // of theirs
	alike      int64                 // how many are in those facets
	conditions []condition           // all of them
	words      []string
	owners     []clientele.ID
	among      []clientele.ID
	sought     *sought // nil before candidates
	behind     *sought // the rows of own; nil before passed
}

func (s *Seen) listing(ctx context.Context, f Filter) (*listing, error) {
	sort := cmp.Or(f.Sort, ByName)
	col, ok := sortColumns[sort]
	if !ok {
		return nil, &clientele.Fault{Kind: clientele.Invalid, What: clientele.Tell("ledger.no-sort", "by", f.Sort), Remedy: clientele.Tell("ledger.no-sort-remedy", "sorts", sortNames)}
	}
	l := &listing{Book: s.b, column: col, desc: f.Desc, limit: db.Bounded(f.Limit), conditions: f.conditions(), words: db.Words(f.Text), owners: f.Owners, among: f.Among}
	if f.After != "" {
		var c listCursor
		if err := db.ReadCursor(f.After, &c); err != nil {
			return nil, err
		}
		if c.Sort != sort || c.Desc != f.Desc {
			return nil, db.BadCursor(nil)
		}
		l.after = &c.At
	}
	counts, err := s.counts(ctx)
	if err != nil {
		return nil, err
	}
	lines, err := s.b.lines(ctx, s.b.d)
	if err != nil {
		return nil, err
	}
	for _, c := range counts {
		if !f.takes(c.count()) {
			continue
		}
		l.alike += c.Count
		at := facet(c.Walled, lines[c.Line], facetCode(c.Kind, c.Stage, c.Trend)+quietCode(c.Quiet > 0))
		if c.Walled == 0 || s.scope.EveryWall() {
			l.facets = append(l.facets, at)
		} else {
			l.ownFacets = append(l.ownFacets, at)
		}
	}
	slices.Sort(l.facets)
	l.facets = slices.Compact(l.facets) // currencies share a facet
	if len(l.ownFacets) > 0 {
		l.own, err = s.passed(ctx)
	}
	return l, err
}

func (f Filter) takes(c KindCount) bool {
	return (len(f.Kinds) == 0 || slices.Contains(f.Kinds, c.Kind)) &&
		(len(f.Stages) == 0 || slices.Contains(f.Stages, c.Stage)) &&
		(len(f.Trends) == 0 || slices.Contains(f.Trends, c.Trend)) &&
		(f.Line == nil || *f.Line == c.Line)
}

// residual are the conditions that the index of a column does not answer by itself.
func (l *listing) residual(column string) (left []condition) {
	for _, c := range l.conditions {
		if c.column != column {
			left = append(left, c)
		}
	}
	return left
}

// on are the conditions on a column.
func (l *listing) on(column string) (own []condition) {
	for _, c := range l.conditions {
		if c.column == column {
			own = append(own, c)
		}
	}
	return own
}

func and(text string, args []any, prefix string, conditions []condition) (string, []any) {
	for _, c := range conditions {
		text += " AND " + prefix + c.column + " " + c.op + " ?"
		args = append(args, c.value)
	}
	return text, args
}

func andWords(text string, args []any, words []string) (string, []any) {
	for _, w := range words {
		// Words are letters and digits: nothing to escape. Of a bare ? SQLite wants to
		// know the value, and plans a kept statement anew for each.
		text += " AND a.words LIKE CAST(? AS TEXT)"
		args = append(args, "% "+w+"%")
	}
	return text, args
}
