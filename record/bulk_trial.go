package record

import (
	"context"
	"maps"
	"slices"
	"strconv"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
)

// BulkTried is what a bulk edit would come to, before it is done.
type BulkTried struct {
	Of      Count     // those that it is of
	Changes Count     // of them, those that have it otherwise now
	Some    []*Record // the first of these, as they are
	Refused []Refusal // the first of those that it would not change
}

// BulkTrial says what a bulk edit would come to, and what is wrong with it. Up to a page
// of records it is tried on each; of more it is counted by a condition.
func (s *Store) BulkTrial(ctx context.Context, scope access.Scope, b *Bulk) (BulkTried, error) {
	t, err := s.Type(b.Type)
	if err != nil {
		return BulkTried{}, err
	}
	sets, err := s.sets(ctx, scope, t, b)
	if err != nil {
		return BulkTried{}, err
	}
	ids, of, err := s.ofBulk(ctx, scope, b)
	if err != nil {
		return BulkTried{}, err
	}
	tried := BulkTried{Of: of}
	if len(sets) > 0 || b.Tag != "" || b.Away != nil {
		if err := s.tryBulk(ctx, scope, b, ids, &tried); err != nil {
			return tried, err
		}
	}
	if tried.Changes.Exact = of.Exact && of.N <= len(ids); tried.Changes.Exact || b.Filter == nil {
		return tried, nil
	}
	tried.Changes, err = s.otherwise(ctx, scope, b, sets, of)
	return tried, err
}

// setting is a field, and what it is set to.
type setting struct {
	field Field
	value any
}

// sets reads what an edit sets, with everything that is wrong with it.
func (s *Store) sets(ctx context.Context, scope access.Scope, t *Type, b *Bulk) (sets []setting, err error) {
	fields, err := s.Fields(ctx, t)
	if err != nil {
		return nil, err
	}
	r, err := s.reader(ctx, scope)
	if err != nil {
		return nil, err
	}
	d := &draft{edit: Edit{Fields: b.Set}, given: map[string]string{}, is: &Record{Values: map[string]any{}, Custom: map[string]any{}}}
	given := spread(d, fields)
	t.fill(d, fields, byNames(fields), r)
	fields = slices.DeleteFunc(fields, func(f Field) bool { return len(given[f.said()]) == 0 })
	for _, f := range fields {
		sets = append(sets, setting{f, d.is.Get(f)})
	}
	if d.required(fields); len(d.faults) > 0 {
		return nil, &Refused{d.faults}
	}
	return sets, nil
}

// ofBulk are the records that a bulk edit is of, up to a page of those that fit a filter,
// and how many there are.
func (s *Store) ofBulk(ctx context.Context, scope access.Scope, b *Bulk) (ids []clientele.ID, of Count, err error) {
	if b.Filter == nil {
		found, err := s.Some(ctx, scope, b.Type, b.IDs)
		return slices.Sorted(maps.Keys(found)), Count{len(found), true}, err
	}
	ids, more, err := s.next(ctx, scope, &Bulk{Type: b.Type, Filter: b.Filter}, mostLimit)
	if err != nil || !more {
		return ids, Count{len(ids), true}, err
	}
	page, err := s.Query(ctx, scope, Query{Type: b.Type, Filter: b.Filter, Limit: 1, Count: true})
	if err != nil {
		return nil, Count{}, err
	}
	return ids, *page.Count, nil
}

// tryBulk tries an edit on some records.
func (s *Store) tryBulk(ctx context.Context, scope access.Scope, b *Bulk, ids []clientele.ID, tried *BulkTried) error {
	out, err := s.Trial().bulk(ctx, scope, b, ids)
	for i, o := range out {
		switch {
		case o.Err != nil:
			tried.Refused = append(tried.Refused, Refusal{ids[i], o.Err})
		case o.Done:
			tried.Changes.N++
			tried.Some = append(tried.Some, o.was)
		}
	}
	s.read(ctx, scope, tried.Some)
	return err
}

// otherwise counts those of many that do not have it so already; what no condition tells is all of them at most.
func (s *Store) otherwise(ctx context.Context, scope access.Scope, b *Bulk, sets []setting, of Count) (Count, error) {
	var same All
	for _, one := range sets {
		c, tells := one.cond()
		if !tells {
			return Count{of.N, false}, nil
		}
		same = append(same, c)
	}
	if b.Tag != "" {
		same = All{Cond{Field: "tags", Op: Has, Values: []string{b.Tag}}}
	}
	var other Node = Not{same}
	if b.Untag {
		other = same
	}
	if len(same) == 0 {
		return of, nil
	}
	page, err := s.Query(ctx, scope, Query{Type: b.Type, Filter: All{b.Filter, other}, Limit: 1, Count: true})
	if err != nil {
		return Count{}, err
	}
	return *page.Count, nil
}

// cond is the condition that a record has it so already; false where none says that.
func (one setting) cond() (Cond, bool) {
	c := Cond{Field: one.field.said(), Op: Is}
	switch v := one.value.(type) {
	case nil:
		c.Op = Empty
		return c, true
	case string:
		c.Values = []string{v}
	case clientele.ID:
		c.Values = []string{v.String()}
	case clientele.Day:
		c.Values = []string{v.String()}
	case bool:
		c.Values = []string{map[bool]string{true: "yes", false: "no"}[v]}
	case int64:
		c.Values = []string{strconv.FormatInt(v, 10)}
	case float64:
		c.Values = []string{strconv.FormatFloat(v, 'f', -1, 64)}
	default:
		return c, false
	}
	return c, one.field.Kind != KindDue && one.field.Kind != KindMoment
}
