package record

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
)

// Query asks for a page of records.
type Query struct {
	Type     string
	Filter   Node
	Sort     string // a field, "-" before it for the other way; "" as the type says
	Limit    int
	At       string // a cursor of a page before: Next or Prev
	Count    bool
	Archived bool // those in the archive, the latest first
}

// Page is a page of records.
type Page struct {
	Rows   []*Record
	Fields []Field
	Next   string // "" at the end
	Prev   string // "" at the beginning
	Count  *Count
}

// Count is how many there are; counting ends at mostCounted.
type Count struct {
	N     int  `json:"n"`
	Exact bool `json:"exact"`
}

const (
	mostCounted = 10_000
	usualLimit  = 50
	mostLimit   = 1_000
	patience    = 2 * time.Second
	hours       = 2 * time.Hour // of work in the background
)

// order is by what a list is sorted.
type order struct {
	field Field
	col   column
	down  bool
}

func (a *asking) order(t *Type, e db.Engine, q Query) (order, error) {
	if q.Archived {
		f := Field{Name: "archived", Kind: KindMoment}
		return order{f, column{text: rowAlias + "archived", none: int64(0)}, true}, nil
	}
	sort := q.Sort
	if sort == "" {
		sort = t.defaultSort()
	}
	name, down := strings.CutPrefix(sort, "-")
	f, err := a.field(t, name)
	if err != nil || f.Many() || f.Kind == KindLong {
		return order{}, &clientele.Fault{Kind: clientele.Invalid,
			What: clientele.Tell("record.not-sorted", "types", t.Plural, "name", clip(name)), Where: "sort",
			Remedy: clientele.Tell("record.not-sorted-remedy")}
	}
	return order{f, a.columnOf(e, t, f, rowAlias), down}, nil
}

// cursor is where a page ends, bound to what was asked.
type cursor struct {
	Of    string          `json:"q"` // hash of type, filter and sort
	Value json.RawMessage `json:"v"`
	ID    clientele.ID    `json:"i"`
	Back  bool            `json:"b,omitempty"` // the page before, not the next
}

func (q Query) hash() string {
	sum := sha256.Sum256(marshal([]any{q.Type, EncodeFilter(q.Filter), q.Sort, q.Archived}))
	return base64.RawURLEncoding.EncodeToString(sum[:9])
}

func (c cursor) String() string { return base64.RawURLEncoding.EncodeToString(marshal(c)) }

func (q Query) cursor(none any) (c cursor, value any, err error) {
	bad := &clientele.Fault{Kind: clientele.Invalid, What: clientele.Tell("record.other-list"), Where: "after",
		Remedy: clientele.Tell("record.other-list-remedy")}
	raw, err := base64.RawURLEncoding.DecodeString(q.At)
	if err != nil || len(q.At) > mostFilter || json.Unmarshal(raw, &c) != nil || c.Of != q.hash() {
		return c, nil, bad
	}
	switch none.(type) {
	case int64:
		value = as[int64](c.Value)
	case float64:
		value = as[float64](c.Value)
	default:
		value = as[string](c.Value)
	}
	if s, text := value.(string); value == nil || text && db.Clean(s) != s {
		return c, nil, bad
	}
	return c, value, nil
}

// Query reads a page of records that the scope may see.
func (s *Store) Query(ctx context.Context, scope access.Scope, q Query) (Page, error) {
	t, err := s.Type(q.Type)
	if err != nil {
		return Page{}, err
	}
	q.Type = t.Name
	if q.Sort == "" {
		q.Sort = t.defaultSort()
	}
	if q.Limit <= 0 {
		q.Limit = usualLimit
	}
	q.Limit = min(q.Limit, mostLimit)
	bound, stop := context.WithTimeout(ctx, s.patience)
	defer stop()
	var page Page
	p, err := s.plan(bound, scope, t, q)
	if err == nil {
		page, err = s.page(bound, scope, t, q, p)
	}
	if err == nil && q.Count {
		page.Count, err = s.count(bound, t, q, p, page)
	}
	if err != nil && bound.Err() != nil && ctx.Err() == nil {
		return Page{}, tooSlow(q)
	}
	if err != nil {
		return Page{}, err
	}
	s.read(ctx, scope, page.Rows)
	return page, nil
}

// tooSlow says which conditions to narrow.
func tooSlow(q Query) error {
	remedy := clientele.Tell("record.slow-remedy")
	if q.Filter != nil {
		remedy = clientele.Tell("record.slow-filter-remedy", "filter", clip(PrintFilter(slowest(q.Filter))))
	}
	return &clientele.Fault{Kind: clientele.Unavailable, What: clientele.Tell("record.slow"), Where: "filter", Remedy: remedy}
}

// slowest is the condition that most likely takes so long: one on the whole book, where
// there is one; else all of them.
func slowest(n Node) Node {
	var found Node
	var look func(Node)
	look = func(n Node) {
		switch n := n.(type) {
		case All:
			for _, c := range n {
				look(c)
			}
		case Any:
			for _, c := range n {
				look(c)
			}
		case Not:
			look(n.Of)
		case Via:
			look(n.Of)
		case Cond:
			if m, is := termOf(n.Field); is && (found == nil || m.kind == kindTally) {
				found = n
			}
		}
	}
	if look(n); found != nil {
		return found
	}
	return n
}

// planned is a query as the engines run it.
type planned struct {
	fields []Field
	custom []Field
	order  order
	live   string // archived or not
	filter clause
	page   clause // the filter, so that an engine reads pages in the order of their index
	walks  []behind
	along  clause  // of the filter, what is about the field of the sort
	asides []aside // conditions that indexes answer, where the page is walked in the order of its sort
	hash   string
}

func (s *Store) plan(ctx context.Context, scope access.Scope, t *Type, q Query) (*planned, error) {
	if q.Filter != nil {
		if err := bounded(q.Filter); err != nil {
			return nil, err
		}
	}
	a, err := s.asking(ctx, scope, q.Filter)
	if err != nil {
		return nil, err
	}
	if err := a.know(ctx, s.r, t, q.Filter); err != nil {
		return nil, err
	}
	p := &planned{live: " AND r.archived = 0 AND r.merged = 0", hash: q.hash()}
	if q.Archived {
		p.live = " AND r.archived <> 0 AND r.merged = 0"
	}
	p.live += t.own(scope)
	if t.Name == Account { // whom only an undone import knew is not there
		some, err := s.book.Uncounted(ctx, s.r)
		if err != nil {
			return nil, err
		}
		if some {
			p.live += " AND " + s.book.ThereSQL("r")
		}
	}
	for _, f := range a.fields[t.Name] {
		if f.Custom != 0 {
			p.custom = append(p.custom, f)
		}
		if !slices.ContainsFunc(commonFields, func(c Field) bool { return c.Name == f.Name && f.Fixed && f.Custom == 0 }) {
			p.fields = append(p.fields, f)
		}
	}
	if p.order, err = a.order(t, s.d.Engine, q); err != nil {
		return nil, err
	}
	if p.filter, err = a.where(s.d.Engine, t, q.Filter, rowAlias); err != nil {
		return nil, err
	}
	p.walks = walksOf(scope)
	if p.page = p.filter; q.Filter != nil {
		err = s.drive(ctx, a, t, q, p)
	}
	return p, err
}

func (s *Store) page(ctx context.Context, scope access.Scope, t *Type, q Query, p *planned) (Page, error) {
	var from start
	if q.At != "" {
		var err error
		if from.cursor, from.value, err = q.cursor(p.order.col.none); err != nil {
			return Page{}, err
		}
	}
	list, keys, err := s.rows(ctx, t, q, p, from)
	if err != nil {
		return Page{}, err
	}
	page := Page{Rows: list, Fields: p.fields}
	p.turn(&page, q, from.cursor, keys)
	return page, s.unlink(ctx, s.r, scope, page.Rows)
}

// start is where a page begins: after, or before, a record.
type start struct {
	cursor
	value any    // nil: at the beginning
	until *start // the last that is read; nil: all
}

// text is the statement of a page: of some columns, the number among them, and of what sorts it.
func (p *planned) text(s *Store, t *Type, q Query, from start, what string) clause {
	paged := *p
	paged.filter = p.page
	var all clause
	walks := p.paged()
	for i, w := range walks {
		c := paged.walk(s, t, what+", "+p.order.col.text+" AS sort_key", w)
		within, args := p.within(from)
		c.add(within+p.by(p.order.col.text, "r.id", from.Back)+" LIMIT ?", append(args, q.Limit+1)...)
		if len(walks) > 1 {
			c.text = "SELECT * FROM (" + c.text + ") w" + fmt.Sprint(i)
		}
		if i > 0 {
			all.add(" UNION ALL ")
		}
		all.add(c.text, c.args...)
	}
	if len(walks) > 1 {
		all.add(p.by("sort_key", "id", from.Back)+" LIMIT ?", q.Limit+1)
	}
	return all
}

func keyOf(v, none any) any {
	switch none.(type) {
	case int64:
		return whole(v)
	case float64:
		n, _ := v.(float64)
		return n
	}
	return words(v)
}

// turn puts a page in its order and says where the pages beside it begin.
func (p *planned) turn(page *Page, q Query, from cursor, keys []any) {
	more := len(page.Rows) > q.Limit
	if more {
		page.Rows, keys = page.Rows[:q.Limit], keys[:q.Limit]
	}
	if from.Back {
		slices.Reverse(page.Rows)
		slices.Reverse(keys)
	}
	if len(keys) == 0 {
		return
	}
	last := len(keys) - 1
	if more || from.Back {
		page.Next = cursor{Of: p.hash, Value: marshal(keys[last]), ID: page.Rows[last].ID}.String()
	}
	if from.Back && more || !from.Back && q.At != "" {
		page.Prev = cursor{Of: p.hash, Value: marshal(keys[0]), ID: page.Rows[0].ID, Back: true}.String()
	}
}

func (s *Store) count(ctx context.Context, t *Type, q Query, p *planned, page Page) (*Count, error) {
	if q.At == "" && page.Next == "" { // all of them are here
		return &Count{len(page.Rows), true}, nil
	}
	all := p.every(s, t, "r.id")
	n, err := db.One[int](ctx, s.r, "SELECT count(*) FROM (SELECT * FROM ("+all.text+") w LIMIT ?) c", append(all.args, mostCounted+1)...)
	if err != nil {
		return nil, fmt.Errorf("count %s: %w", t.Plural, err)
	}
	return &Count{min(n, mostCounted), n <= mostCounted}, nil
}

// Each reads every record that fits, page by page, in the order of the query.
func (s *Store) Each(ctx context.Context, scope access.Scope, q Query, do func(Page) error) error {
	q.Limit = mostLimit
	for {
		page, err := s.Query(ctx, scope, q)
		if err != nil {
			return err
		}
		if err := do(page); err != nil || page.Next == "" {
			return err
		}
		q.At, q.Count = page.Next, false
	}
}
