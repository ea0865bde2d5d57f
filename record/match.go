package record

import (
	"context"
	"slices"
	"strings"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
)

// Matcher is a tree as a predicate, for who has the records at hand: plays, segments.
type Matcher struct {
	a     *asking
	t     *Type
	n     Node
	reach Reach

	// Evidence is what the book knows of an account; the store's own where nobody has it at hand.
	Evidence func(account clientele.ID) (Evidence, error)
}

// Matcher makes a predicate of a tree; it means the same as the filter of a Query.
func (s *Store) Matcher(ctx context.Context, scope access.Scope, typeName string, n Node, reach Reach) (*Matcher, error) {
	t, err := s.Type(typeName)
	if err != nil {
		return nil, err
	}
	a, err := s.asking(ctx, scope, n)
	if err != nil {
		return nil, err
	}
	if err := a.know(ctx, s.r, t, n); err != nil {
		return nil, err
	}
	if _, err := a.where(s.d.Engine, t, n, rowAlias); err != nil { // says what is wrong before the first record
		return nil, err
	}
	return &Matcher{a, t, n, reach, func(account clientele.ID) (Evidence, error) { return s.evidence(ctx, account) }}, nil
}

// evidence reads what the book knows of an account.
func (s *Store) evidence(ctx context.Context, account clientele.ID) (e Evidence, err error) {
	if e.Histories, err = s.book.HistoriesOf(ctx, account); err != nil {
		return e, err
	}
	rows, err := s.book.Standings(ctx, account)
	for _, r := range rows {
		e.Standings = append(e.Standings, r.Standing)
	}
	return e, err
}

// Match says whether a record meets the tree.
func (m *Matcher) Match(r *Record) (bool, error) { return m.match(m.t, m.n, Reached{Record: r}, false) }

func (m *Matcher) match(t *Type, n Node, r Reached, role bool) (bool, error) {
	switch n := n.(type) {
	case All:
		for _, c := range n {
			if ok, err := m.match(t, c, r, role); err != nil || !ok {
				return false, err
			}
		}
		return true, nil
	case Any:
		for _, c := range n {
			if ok, err := m.match(t, c, r, role); err != nil || ok {
				return ok, err
			}
		}
		return false, nil
	case Not:
		ok, err := m.match(t, n.Of, r, role)
		return !ok && err == nil, err
	case Via:
		return m.via(t, n, r)
	case Cond:
		x, err := m.a.resolve(t, n, role)
		if err != nil {
			return false, err
		}
		if x.term.kind != "" {
			e, err := m.Evidence(r.ID)
			return err == nil && x.holdsTerm(m.a, e), err
		}
		return x.holds(t, r), nil
	}
	return true, nil
}

func (m *Matcher) via(t *Type, v Via, r Reached) (bool, error) {
	to, way, err := m.a.led(t, v)
	if err != nil {
		return false, err
	}
	found, err := m.reach(r.Record, to, way.field, way.back)
	if err != nil {
		return false, err
	}
	if first := ties(way.field, r.Values[way.field.Name]); v.Quant == "" && !way.back {
		found = slices.DeleteFunc(slices.Clone(found),
			func(f Reached) bool {
				return len(first) == 0 || f.ID != first[0].To || f.Role != db.Fold(first[0].Role)
			})
	}
	some := false
	for _, f := range found {
		ok, err := m.match(to, v.Of, f, true)
		if err != nil {
			return false, err
		}
		some = some || ok
	}
	return some != (v.Quant == "none"), nil
}

// holds says whether a record meets one comparison.
func (x test) holds(t *Type, r Reached) bool {
	f := x.field
	if f.Kind == kindRole {
		return holdsText(x, db.Fold(r.Role), true)
	}
	if x.op == Has {
		return x.has(r)
	}
	v := r.stored(t, f)
	some := v != noneOf(f)
	switch x.op {
	case Empty:
		return !some
	case notIn:
		return !some || !slices.Contains(x.values, v)
	case In:
		return some && slices.ContainsFunc(x.values, func(w any) bool { return foldOperand(t, f, w) == v })
	}
	if x.lo != nil {
		return x.holdsSpan(v, some)
	}
	if s, text := v.(string); text {
		y := x
		y.values = []any{foldOperand(t, f, x.values[0])}
		return holdsText(y, s, some)
	}
	if m, _ := r.Get(f).(clientele.Money); f.Kind == KindMoney {
		some = m.Currency == x.of
	}
	if f.Kind == KindYesNo {
		some = true
	}
	c := compareValues(v, x.values[0])
	switch x.op {
	case IsNot:
		return !(some && c == 0)
	}
	return some && ordered(x.op, c)
}

func ordered(op Op, c int) bool {
	switch op {
	case Is:
		return c == 0
	case Less:
		return c < 0
	case AtMost:
		return c <= 0
	case More:
		return c > 0
	}
	return c >= 0
}

// compareValues compares what two columns of a kind hold.
func compareValues(a, b any) int {
	switch a := a.(type) {
	case int64:
		b, _ := b.(int64)
		return cmpOf(a, b)
	case float64:
		b, _ := b.(float64)
		return cmpOf(a, b)
	case string:
		b, _ := b.(string)
		return strings.Compare(a, b)
	}
	return 0
}

func cmpOf[T int64 | float64](a, b T) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

func holdsText(x test, s string, some bool) bool {
	if x.op == Empty {
		return s == ""
	}
	if x.op == In || x.op == Has {
		return slices.Contains(x.values, any(s))
	}
	w, _ := x.values[0].(string)
	switch x.op {
	case Contains:
		return strings.Contains(s, w)
	case Starts:
		return strings.HasPrefix(s, w)
	case IsNot:
		return !(some && s == w)
	}
	return some && ordered(x.op, strings.Compare(s, w))
}

func (x test) holdsSpan(v any, some bool) bool {
	below, above := compareValues(v, x.lo) < 0, compareValues(v, x.hi) >= 0
	switch x.op {
	case Is:
		return !below && !above
	case IsNot:
		return below || above
	case Less:
		return some && below
	case AtMost:
		return some && !above
	case More:
		return some && above
	}
	return some && !below
}

func (x test) has(r Reached) bool {
	v := r.Get(x.field)
	if to := ties(x.field, v); len(to) > 0 {
		return slices.ContainsFunc(to, func(t Tie) bool { return int64(t.To) == x.values[0] })
	}
	text, _ := x.values[0].(string)
	return slices.Contains(looked(x.field, v), text)
}

// stored is a value as its column has it.
func (r Reached) stored(t *Type, f Field) any {
	switch f.Name {
	case "id":
		return int64(r.ID)
	case "made":
		return int64(r.Made)
	case "changed":
		return int64(r.Changed)
	case "made_by":
		return r.MadeBy
	case "changed_by":
		return r.ChangedBy
	}
	v := r.Get(f)
	if v == nil {
		return noneOf(f)
	}
	if m, ok := v.(clientele.Money); ok {
		return m.Minor
	}
	switch f.Kind {
	case KindYesNo, KindLink, KindUser, KindMoment, KindDuration, KindRating:
		return toWhole(v)
	case KindNumber, KindPercentage:
		return v
	case KindDay:
		return v.(clientele.Day).String()
	}
	if f.Many() {
		return string(encode(f, v))
	}
	return foldOperand(t, f, v)
}
