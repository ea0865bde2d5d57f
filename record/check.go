package record

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"slices"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/ledger"
)

const (
	checkedAtOnce = 500 // records, with their changes, in memory
	mostProblems  = 100
	asTheBook     = "nobody but the program changes its tables: restore the last backup from before (clientele restore); until then the book has what it was"
	madeAnew      = "run clientele rebuild: it makes anew what records are found by"
)

// Check holds every record against the book, which tells what each should be, and what is
// kept beside records against them: single values, links, walls, merges. It reads one state
// of the database, some hundred records at a time.
func (s *Store) Check(ctx context.Context) (problems []ledger.Problem, err error) {
	err = s.d.Snapshot(ctx, func(ctx context.Context) error {
		for _, t := range s.types {
			fields, err := s.Fields(ctx, t)
			if err != nil {
				return err
			}
			c := &checking{Store: s, t: t, fields: fields}
			looks := []func(context.Context, span) error{c.book, c.merged, c.values, c.links, c.walls}
			if err := c.all(ctx, looks...); err != nil {
				return fmt.Errorf("check %s: %w", t.Plural, err)
			}
			if problems = append(problems, c.problems...); len(problems) >= mostProblems {
				break
			}
		}
		return nil
	})
	return problems[:min(len(problems), mostProblems)], err
}

// checking looks at the records of one type.
type checking struct {
	*Store
	t        *Type
	fields   []Field
	rows     []*Record // of this step, in the order of their numbers
	problems []ledger.Problem
}

func (c *checking) bad(id clientele.ID, remedy, what string, args ...any) {
	if len(c.problems) < mostProblems {
		c.problems = append(c.problems, ledger.Problem{What: fmt.Sprintf(what, args...), Where: fmt.Sprintf("%s %d", c.t.Name, id), Remedy: remedy})
	}
}

// all goes through the records step by step, and with the last of them past the highest number:
// what is kept of a record that is not there is found too.
func (c *checking) all(ctx context.Context, looks ...func(context.Context, span) error) error {
	custom, err := c.custom(ctx, c.r, c.t)
	if err != nil {
		return err
	}
	for after, last := clientele.ID(0), clientele.ID(0); last != math.MaxInt64 && len(c.problems) < mostProblems; after = last {
		c.rows = c.rows[:0]
		text := "SELECT " + c.t.selected("r") + " FROM " + c.t.table() + " r WHERE r.workspace = ? AND r.id > ? ORDER BY r.id LIMIT ?"
		for row, err := range db.Loose(ctx, c.r, text, c.ws, after, checkedAtOnce) {
			if err != nil {
				return err
			}
			r, _, err := c.t.scan(row, custom)
			if err != nil {
				return err
			}
			c.rows = append(c.rows, r)
		}
		if last = math.MaxInt64; len(c.rows) == checkedAtOnce {
			last = c.rows[len(c.rows)-1].ID
		}
		for _, look := range looks {
			if err := look(ctx, span{after, last}); err != nil {
				return err
			}
		}
	}
	return nil
}

// span is the numbers of one step: after one, and up to another.
type span struct{ after, last clientele.ID }

// toldOf is what the book tells of one record.
type toldOf struct {
	first, rev int64
	erased     bool // a part was forgotten, as somebody asked: what it said is not to be known
	is         map[string]json.RawMessage
}

// book compares records with what their changes come to.
func (c *checking) book(ctx context.Context, of span) error {
	told := map[clientele.ID]*toldOf{}
	for e, err := range c.Store.book.Changes(ctx, c.r, c.t.Name, of.after, of.last) {
		if err != nil {
			return err
		}
		change, ok := e.Body.(clientele.Changed)
		if !ok {
			continue
		}
		one := told[e.Ref.ID]
		if one == nil {
			one = &toldOf{first: change.Rev, rev: change.Rev - 1, is: map[string]json.RawMessage{}}
			told[e.Ref.ID] = one
		}
		if one.rev++; one.rev != change.Rev {
			c.bad(e.Ref.ID, asTheBook, "the book tells of revision %d after %d", change.Rev, one.rev-1)
			one.rev = change.Rev
		}
		one.erased = one.erased || e.Erased
		for name, edit := range change.Fields {
			one.is[name] = edit.Is
		}
	}
	for _, r := range c.rows {
		c.compare(r, told[r.ID])
		delete(told, r.ID)
	}
	for _, id := range slices.Sorted(maps.Keys(told)) {
		c.bad(id, asTheBook, "the book tells of it, and it is not there")
	}
	return nil
}

// compare holds one record against what is told of it. Evidence makes accounts without a
// word of the book, and may fill in later what it left empty.
func (c *checking) compare(r *Record, told *toldOf) {
	evident := c.t.Keyed && (told == nil || told.first > 1)
	switch {
	case told == nil && !evident:
		c.bad(r.ID, asTheBook, "it is there, and the book does not tell of it")
		return
	case told == nil:
		told = &toldOf{rev: 1}
	}
	if r.Rev != told.rev {
		c.bad(r.ID, asTheBook, "it is at revision %d, the book at %d", r.Rev, told.rev)
	}
	if told.erased {
		return
	}
	for _, f := range c.fields {
		is, said := told.is[f.inBook()]
		has := encode(f, r.Get(f))
		switch {
		case evident && (!said || len(is) == 0), string(has) == string(is), equal(decode(f, is), r.Get(f)):
		default:
			c.bad(r.ID, asTheBook, "its %s is not what the book tells", cmp.Or(f.Label, f.Name))
		}
	}
	if string(moment(r.Archived)) != string(told.is["archived"]) {
		c.bad(r.ID, asTheBook, "the book tells something else of whether it is in the archive")
	}
}

// merged compares who went into whom with what was folded from the book.
func (c *checking) merged(ctx context.Context, of span) error {
	gone, err := c.Store.book.Gone(ctx, c.r, of.after, of.last)
	if err != nil {
		return err
	}
	for _, r := range c.rows {
		if to := gone[r.ID].Into; to != r.Merged {
			c.bad(r.ID, asTheBook, "it is merged into %d (0: none), by the book into %d", r.Merged, to)
		}
	}
	return nil
}

type keptValue struct {
	ID    clientele.ID `db:"id"`
	Field string       `db:"field"`
	Value string       `db:"value"`
}

// values compares what records are looked for by with what they hold.
func (c *checking) values(ctx context.Context, of span) error {
	should := map[keptValue]bool{}
	for _, r := range c.rows {
		for _, f := range c.fields {
			for _, v := range looked(f, r.Get(f)) {
				should[keptValue{r.ID, f.inBook(), v}] = true
			}
		}
	}
	return beside(ctx, c, should, "SELECT id, field, value FROM record_values WHERE workspace = ? AND type = ? AND id > ? AND id <= ?", of)
}

type keptLink struct {
	ID    clientele.ID `db:"id"`
	Field string       `db:"field"`
	Pos   int          `db:"pos"`
	Type  string       `db:"to_type"`
	To    clientele.ID `db:"to_id"`
	Role  string       `db:"role"`
}

// links compares the links by which records are found from the other side with those that
// records hold, and looks where those lead. What is merged away keeps its links as they were.
func (c *checking) links(ctx context.Context, of span) error {
	should, refs := map[keptLink]bool{}, map[clientele.Ref]bool{}
	for _, r := range c.rows {
		c.eachTie(r, func(f Field, to Tie) {
			refs[clientele.Ref{Type: f.To, ID: to.To}] = r.Merged == 0 || refs[clientele.Ref{Type: f.To, ID: to.To}]
		})
		for _, f := range c.fields {
			for pos, to := range ties(f, r.Get(f)) {
				should[keptLink{r.ID, f.inBook(), pos, f.To, to.To, db.Fold(to.Role)}] = true
			}
		}
	}
	maps.DeleteFunc(refs, func(_ clientele.Ref, live bool) bool { return !live })
	found, err := c.targets(ctx, c.r, refs)
	if err != nil {
		return err
	}
	for _, r := range c.rows {
		c.eachTie(r, func(f Field, to Tie) {
			if _, there := found[clientele.Ref{Type: f.To, ID: to.To}]; !there && r.Merged == 0 {
				c.bad(r.ID, "choose another "+f.To+" for it, or take the link away", "it leads to %s %d, which is not there", f.To, to.To)
			}
		})
	}
	return beside(ctx, c, should, "SELECT id, field, pos, to_type, to_id, role FROM record_links WHERE workspace = ? AND type = ? AND id > ? AND id <= ?", of)
}

// beside compares what is kept beside records with what should be. Of fields that are in the
// archive it is left as it was.
func beside[T interface {
	keptValue | keptLink
	of() (clientele.ID, string)
}](ctx context.Context, c *checking, should map[T]bool, text string, in span) error {
	inUse := map[string]Field{}
	for _, f := range c.fields {
		inUse[f.inBook()] = f
	}
	for row, err := range db.Each[T](ctx, c.r, text, c.ws, c.t.Name, in.after, in.last) {
		if err != nil {
			return err
		}
		id, name := row.of()
		if f, known := inUse[name]; known && !should[row] {
			c.bad(id, madeAnew, "it is found by a value of %s that it does not have", cmp.Or(f.Label, f.Name))
		}
		delete(should, row)
	}
	lost := map[clientele.ID]map[string]bool{}
	for row := range should {
		id, name := row.of()
		if lost[id] == nil {
			lost[id] = map[string]bool{}
		}
		lost[id][name] = true
	}
	for _, id := range slices.Sorted(maps.Keys(lost)) {
		for _, name := range slices.Sorted(maps.Keys(lost[id])) {
			f := inUse[name]
			c.bad(id, madeAnew, "it is not found by its %s", cmp.Or(f.Label, f.Name))
		}
	}
	return nil
}

func (v keptValue) of() (clientele.ID, string) { return v.ID, v.Field }

func (l keptLink) of() (clientele.ID, string) { return l.ID, l.Field }

// walls looks for what is open though all that it belongs to stands behind walls.
func (c *checking) walls(ctx context.Context, _ span) error {
	refs := map[clientele.Ref]bool{}
	belongs := func(r *Record, do func(clientele.Ref)) {
		c.eachTie(r, func(f Field, to Tie) {
			if slices.Contains(c.t.Of, f.Name) {
				do(clientele.Ref{Type: f.To, ID: to.To})
			}
		})
	}
	for _, r := range c.rows {
		if r.Merged == 0 {
			belongs(r, func(ref clientele.Ref) { refs[ref] = true })
		}
	}
	found, err := c.targets(ctx, c.r, refs)
	if err == nil {
		err = c.sharing(ctx, found)
	}
	for _, r := range c.rows {
		var of []target
		if r.Merged == 0 {
			belongs(r, func(ref clientele.Ref) { of = append(of, found[ref]) })
		}
		around := behindOf(of)
		if wall := around.first(); len(around.shut) < 2 && wall != r.Wall && len(of) > 0 || r.Wall == 0 && wall != 0 {
			c.bad(r.ID, "take the wall of what it belongs to away, and put it up again", "it stands behind wall %d (0: none), and what it belongs to behind %d", r.Wall, wall)
		}
	}
	return err
}
