package record

import (
	"context"
	"slices"
	"strconv"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
)

// Would is what an edit of many records would come to, before it is done.
type Would struct {
	Of      Count     // those that are meant
	Changes Count     // of them, those that have it otherwise now
	Some    []*Record // the first of these
}

// Would says what an edit of many records would come to, and what is wrong with it. Up to
// a page at most is looked at record by record; of more it is counted by a condition.
func (s *Store) Would(ctx context.Context, scope access.Scope, b *Bulk) (Would, error) {
	t, err := s.Type(b.Type)
	if err != nil {
		return Would{}, err
	}
	sets, err := s.sets(ctx, scope, t, b)
	if err != nil {
		return Would{}, err
	}
	some, of, err := s.meant(ctx, scope, t, b)
	if err != nil {
		return Would{}, err
	}
	w := Would{Of: of}
	for _, r := range some {
		if b.changes(r, sets) {
			w.Changes.N++
			w.Some = append(w.Some, r)
		}
	}
	if w.Changes.Exact = of.N <= len(some) && of.Exact; w.Changes.Exact || b.Filter == nil {
		return w, nil
	}
	w.Changes, err = s.otherwise(ctx, scope, b, sets, of)
	return w, err
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
	for _, f := range fields {
		if _, set := given[f.said()]; !set {
			continue
		}
		sets = append(sets, setting{f, d.is.Get(f)})
		if f.Mandatory && d.is.Get(f) == nil && len(d.faults) == 0 {
			d.blame(f, no("this must not be empty", "fill it in"))
		}
	}
	if len(d.faults) > 0 {
		return nil, &Refused{d.faults}
	}
	return sets, nil
}

// meant are the records of an edit, up to a page of them, and how many there are.
func (s *Store) meant(ctx context.Context, scope access.Scope, t *Type, b *Bulk) ([]*Record, Count, error) {
	if b.Filter == nil {
		found, err := s.load(ctx, s.r, scope, t, b.IDs)
		return found, Count{len(found), true}, err
	}
	page, err := s.Query(ctx, scope, Query{Type: t.Name, Filter: b.Filter, Sort: "id", Limit: mostLimit, Count: true})
	if err != nil {
		return nil, Count{}, err
	}
	return page.Rows, *page.Count, nil
}

// changes says whether an edit changes a record.
func (b *Bulk) changes(r *Record, sets []setting) bool {
	if b.Away != nil {
		return *b.Away != (r.Archived != 0)
	}
	if b.Tag != "" {
		have, _ := r.Values["tags"].([]string)
		will, _ := decode(Field{Name: "tags", Kind: KindTags}, b.fields(r)["tags"]).([]string)
		return !slices.Equal(have, will)
	}
	for _, one := range sets {
		if !equal(r.Get(one.field), one.value) {
			return true
		}
	}
	return false
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
