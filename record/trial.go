package record

import "github.com/clientele-crm/clientele"

// Trial is a Writer that keeps nothing: it takes no turn and no number, and waits for
// nobody. What it wrote is there for what it is asked next, so that what comes later
// meets what came before, as it will.
func (s *Store) Trial() *Writer {
	inside := *s
	inside.tried = &tried{there: map[clientele.Ref]*Record{}, next: firstTried}
	return &Writer{s: &inside}
}

// tried are the records that were written on trial, as they would be. nil has none.
type tried struct {
	there map[clientele.Ref]*Record
	order []clientele.Ref
	next  clientele.ID
}

// firstTried is above all numbers that are given.
const firstTried = clientele.ID(1) << 62

func (t *tried) take(n int) (first clientele.ID) {
	first = t.next
	t.next += clientele.ID(n)
	return first
}

func (t *tried) keep(d decided) {
	for _, one := range d.drafts {
		if one.err != nil || len(one.changes) == 0 {
			continue
		}
		one.stamp(d.now, byOf(d.scope))
		if t.there[one.is.Ref] == nil {
			t.order = append(t.order, one.is.Ref)
		}
		t.there[one.is.Ref] = one.is.clone()
	}
}

func (t *tried) of(ref clientele.Ref) *Record {
	if t == nil {
		return nil
	}
	return t.there[ref]
}

// all are those of a type, in the order in which they were written first.
func (t *tried) all(of *Type) (some []*Record) {
	if t == nil {
		return nil
	}
	for _, ref := range t.order {
		if ref.Type == of.Name {
			some = append(some, t.there[ref])
		}
	}
	return some
}

// part are those of some records that were written, and the numbers of the others.
func (t *tried) part(of *Type, ids []clientele.ID) (others []clientele.ID, some []*Record) {
	if t == nil {
		return ids, nil
	}
	for _, id := range ids {
		if r := t.there[clientele.Ref{Type: of.Name, ID: id}]; r != nil {
			some = append(some, r.clone())
		} else {
			others = append(others, id)
		}
	}
	return others, some
}
