package record

import (
	"context"
	"fmt"
	"slices"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
)

// A list whose conditions leave many records is walked in the order of its sort: mostly the
// page is full after a few hundred of them. Where nearly none fits, that walk would read all
// there are. So on SQLite, which knows nothing of how often a value is there, it ends at an
// edge, and what lies beyond is looked for by an index of the conditions, and sorted.

const (
	mostWalked = 2_000 // records that are walked before the edge
	mostNamed  = 5_000 // up to how many records are named one by one beyond it
)

// aside is a condition that an index answers, though it leaves many.
type aside struct {
	probe clause
	named bool // it answers from a table of its own: its records are looked up by their numbers
}

// rows reads a page in the direction of its cursor, and what sorts each record.
func (s *Store) rows(ctx context.Context, t *Type, q Query, p *planned, from start) (list []*Record, keys []any, err error) {
	edge, short, err := s.edge(ctx, t, p, from)
	if err != nil {
		return nil, nil, err
	}
	if short {
		from.until = &edge
	}
	list, keys, err = s.some(ctx, t, q, p, from)
	if err != nil || !short || len(list) > q.Limit {
		return list, keys, err
	}
	beyond, err := s.beyond(ctx, p)
	if err != nil {
		return nil, nil, err
	}
	q.Limit -= len(list)
	more, moreKeys, err := s.some(ctx, t, q, beyond, edge)
	return append(list, more...), append(keys, moreKeys...), err
}

// some reads what one statement finds, and no more than one record beyond the limit.
func (s *Store) some(ctx context.Context, t *Type, q Query, p *planned, from start) (list []*Record, keys []any, err error) {
	all := p.text(s, t, q, from, t.selected("r"))
	for row, err := range db.Loose(ctx, s.r, all.text, all.args...) {
		if err != nil {
			return nil, nil, fmt.Errorf("list %s: %w", t.Plural, err)
		}
		r, rest, err := t.scan(row, p.custom)
		if err != nil {
			return nil, nil, err
		}
		list, keys = append(list, r), append(keys, keyOf(rest[0], p.order.col.none))
	}
	return list, keys, nil
}

// edge is up to where a list is walked, from where it begins; false where it is walked to its end.
func (s *Store) edge(ctx context.Context, t *Type, p *planned, from start) (start, bool, error) {
	if len(p.asides) == 0 {
		return start{}, false, nil
	}
	all := &planned{live: p.live, filter: p.along, order: p.order}
	c := all.walk(s, t, p.order.col.text+" AS sort_key, r.id", p.walks[0])
	within, args := p.within(from)
	c.add(within+p.by(p.order.col.text, "r.id", from.Back)+" LIMIT 1 OFFSET ?", append(args, s.walked)...)
	for row, err := range db.Loose(ctx, s.r, c.text, c.args...) {
		if err != nil {
			return start{}, false, fmt.Errorf("edge of a list of %s: %w", t.Plural, err)
		}
		return start{cursor: cursor{ID: clientele.ID(whole(row[1])), Back: from.Back}, value: keyOf(row[0], p.order.col.none)}, true, nil
	}
	return start{}, false, nil
}

// beyond is a plan whose conditions may be answered by their own indexes.
func (s *Store) beyond(ctx context.Context, p *planned) (*planned, error) {
	other := *p
	other.page = p.filter
	columns := slices.ContainsFunc(p.asides, func(a aside) bool { return !a.named })
	for _, a := range p.asides {
		if !a.named {
			continue
		}
		n := 0
		if columns {
			var err error
			if n, err = s.upTo(ctx, a.probe, mostNamed); err != nil {
				return nil, err
			}
		}
		if n <= mostNamed {
			other.page = clause{"r.id IN (" + a.probe.text + ") AND " + p.filter.text, append(slices.Clone(a.probe.args), p.filter.args...)}
			break
		}
	}
	return &other, nil
}

// upTo counts what a probe finds, one more than so many at most.
func (s *Store) upTo(ctx context.Context, probe clause, most int) (int, error) {
	return db.One[int](ctx, s.r, "SELECT count(*) FROM (SELECT * FROM ("+probe.text+") b LIMIT ?) c", append(slices.Clone(probe.args), most+1)...)
}

// by is the order in which a page is read.
func (p *planned) by(key, id string, back bool) string {
	way := " ASC"
	if p.order.down != back {
		way = " DESC"
	}
	return " ORDER BY " + key + way + ", " + id + way
}

// within are the conditions that a record lies behind where a page begins, and not behind its edge.
func (p *planned) within(from start) (text string, args []any) {
	after, before := " > ", " <= "
	if p.order.down != from.Back {
		after, before = " < ", " >= "
	}
	key := p.order.col.text
	if from.value != nil {
		text, args = " AND ("+key+", r.id)"+after+"(?, ?)", []any{from.value, from.ID}
	}
	if from.until != nil { // said twice: by the first an index ends
		text, args = text+" AND "+key+before+"? AND ("+key+", r.id)"+before+"(?, ?)", append(args, from.until.value, from.until.value, from.until.ID)
	}
	return text, args
}
