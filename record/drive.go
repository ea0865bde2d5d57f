package record

import (
	"context"
	"fmt"
	"slices"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
)

// A list with conditions is read in one of two ways: the few records that one condition
// leaves, sorted afterwards; or all of them in the order of the sort's index, until the
// page is full. Which is better nobody knows before a bounded look: so it is looked.

// fewRecords is up to how many records are taken by their numbers.
const fewRecords = 1_000

// mostProbes is how many conditions are looked at.
const mostProbes = 3

// drive chooses how a list is read.
func (s *Store) drive(ctx context.Context, a *asking, t *Type, q Query, p *planned) (err error) {
	conds := []Node{q.Filter}
	if all, several := q.Filter.(All); several {
		conds = all
	}
	probes := 0
	var asides []aside
	for _, n := range conds {
		if probes == mostProbes || q.Archived {
			break
		}
		probe, ok, err := s.probe(ctx, a, t, n, p)
		if err != nil {
			return err
		}
		if !ok {
			continue
		}
		probes++
		few, err := s.few(ctx, probe.probe)
		if err != nil {
			return fmt.Errorf("look at %s: %w", PrintFilter(n), err)
		}
		if few != nil {
			p.few(few)
			return nil
		}
		asides = append(asides, probe)
	}
	p.asides = asides
	if p.along, err = a.along(s.d.Engine, t, conds, p.order.field); err != nil {
		return err
	}
	if s.d.Engine == db.SQLite { // PostgreSQL has statistics; SQLite would take any index for a good one
		a.unindexed = p.order.field.Name
		p.page, err = a.where(s.d.Engine, t, q.Filter, rowAlias)
	}
	return err
}

// along are the conditions about the field of the sort: by them the index of the sort begins and ends.
func (a *asking) along(e db.Engine, t *Type, conds []Node, sort Field) (clause, error) {
	var some All
	for _, n := range conds {
		if c, plain := n.(Cond); plain {
			if x, err := a.resolve(t, c, false); err == nil && x.term.kind == "" && x.field.said() == sort.said() {
				some = append(some, c)
			}
		}
	}
	if len(some) == 0 {
		return clause{text: "(1 = 1)"}, nil
	}
	return a.where(e, t, some, rowAlias)
}

// few are the records that a probe finds; nil where they are many. They are counted before
// they are read: a thousand numbers cost as much as a page.
func (s *Store) few(ctx context.Context, probe clause) ([]clientele.ID, error) {
	n, err := s.upTo(ctx, probe, fewRecords)
	if err != nil || n > fewRecords {
		return nil, err
	}
	probe.add(" LIMIT ?", fewRecords+1)
	ids, err := db.All[clientele.ID](ctx, s.r, probe.text, probe.args...)
	if err != nil || len(ids) > fewRecords {
		return nil, err
	}
	return append([]clientele.ID{}, ids...), nil
}

// few narrows a plan to some records.
func (p *planned) few(ids []clientele.ID) {
	var list []any
	for _, some := range db.Lists(ids) {
		list = append(list, some...)
	}
	if len(ids) == 0 {
		list = []any{0}
	}
	narrow := clause{"r.id IN (" + db.Marks(len(list)) + ") AND " + p.filter.text, append(list, p.filter.args...)}
	p.page, p.filter = narrow, narrow
	p.walks = []behind{flat(p.walks)}
}

// probe is a search for the records that one condition leaves, where an index answers it.
func (s *Store) probe(ctx context.Context, a *asking, t *Type, n Node, p *planned) (aside, bool, error) {
	if v, through := n.(Via); through && v.Quant != "none" {
		from, near, err := a.linked(s.d.Engine, t, v, rowAlias)
		return aside{clause{"SELECT " + near + " FROM " + from.text, from.args}, true}, err == nil, err
	}
	cond, plain := n.(Cond)
	if !plain {
		return aside{}, false, nil
	}
	x, err := a.resolve(t, cond, false)
	if err != nil {
		return aside{}, false, err
	}
	f := x.field
	if x.term.kind != "" {
		if standingTexts[x.term.of] == nil || x.op != Is && x.op != In {
			return aside{}, false, nil
		}
		of, err := s.book.FacetAccounts(ctx, s.r, x.term.line, x.facet())
		return aside{clause{of.Text, of.Args}, true}, err == nil, err
	}
	if x.op == Has && (f.Kind == KindLinks || f.Kind == KindItems) {
		return aside{clause{"SELECT id FROM record_links WHERE workspace = ? AND to_type = ? AND to_id = ? AND type = ? AND field = ?",
			[]any{s.ws, f.To, x.values[0], t.Name, f.Name}}, true}, true, nil
	}
	if x.op == Has {
		return aside{clause{"SELECT id FROM record_values WHERE workspace = ? AND type = ? AND field = ? AND value = ?",
			[]any{s.ws, t.Name, f.inBook(), x.values[0]}}, true}, true, nil
	}
	if args, leads := a.leads(t, x); leads {
		return aside{clause{"SELECT id FROM record_links WHERE workspace = ? AND to_type = ? AND to_id IN (" + db.Marks(len(args)) + ") AND type = ? AND field = ?",
			slices.Concat([]any{s.ws, f.To}, args, []any{t.Name, f.Name})}, true}, true, nil
	}
	switch {
	case x.op == IsNot || x.op == Empty || x.op == Contains:
		return aside{}, false, nil
	case f.Custom != 0 && f.Indexed, f.Custom == 0 && f.Name == t.Title && t.Folded, f.Name == "changed", f.Name == "due", f.Custom == 0 && (f.Name == "owner" || t.derived(f)):
	default:
		return aside{}, false, nil
	}
	c := a.whereTest(s.d.Engine, t, x, rowAlias)
	narrowed := &planned{live: p.live, filter: c, walks: p.walks}
	return aside{narrowed.every(s, t, "r.id"), false}, true, nil
}

// leads gives the numbers to which a link is asked to lead, where no index of the records answers that:
// what a scope sees of a link is worked out for each.
func (a *asking) leads(t *Type, x test) (to []any, is bool) {
	f := x.field
	if f.Kind != KindLink || f.Custom != 0 || t.derived(f) || a.open(f) || x.op != Is && x.op != In {
		return nil, false
	}
	for _, v := range x.values {
		n := foldOperand(t, f, v)
		if !says(n) { // nor where it leads nowhere
			return nil, false
		}
		to = append(to, n)
	}
	return to, true
}
