package duplicates

import (
	"context"
	"net/url"
	"slices"
	"strings"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/faces"
	"github.com/clientele-crm/clientele/identity"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/record"
	"github.com/clientele-crm/clientele/say"
	"github.com/clientele-crm/clientele/shape"
)

// DuplicatesIn asks for pairs.
type DuplicatesIn struct {
	Of   string `name:"of" json:"of" default:"people" maxLength:"40" doc:"of what: people or accounts"`
	View string `name:"view" json:"view" default:"open" enum:"open,later,distinct" doc:"open: to be decided; later: put off; distinct: said to be two"`
	At   string `name:"at" json:"at,omitempty" maxLength:"100" doc:"where the page begins, as an earlier one says"`
}

// DuplicatesOut is a page of pairs, the surest first.
type DuplicatesOut struct {
	Sentence string        `json:"sentence"`
	In       DuplicatesIn  `json:"in"`
	Rows     []PairRow     `json:"rows"`
	Next     string        `json:"next,omitempty"`
	Tabs     []ViewTab     `json:"-"`
	Views    []ViewTab     `json:"-"`
	Job      *shape.JobRow `json:"job,omitempty"`
	Looked   string        `json:"looked,omitempty"` // when all were last looked through
	MayWrite bool          `json:"-"`
}

// ViewTab leads to another list of pairs.
type ViewTab struct {
	Text    string
	Href    string
	N       string
	Current bool
}

// PairRow is two that may be one.
type PairRow struct {
	Type    string   `json:"type"`
	One     Side     `json:"one"`
	Other   Side     `json:"other"`
	Share   float64  `json:"probability"`
	Sure    string   `json:"sure"`
	For     []string `json:"for"`
	Against []string `json:"against"`
	Fields  []Beside `json:"fields"`
	Merge   string   `json:"-"`
	State   State    `json:"state"`
	Note    string   `json:"note,omitempty"` // until when, or who said so
}

// Side is one of two records.
type Side struct {
	ID    clientele.ID `json:"id"`
	Title string       `json:"title"`
	Href  string       `json:"href"`
}

// Beside is a field of both.
type Beside struct {
	Name  string `json:"name"`
	Label string `json:"label"`
	One   string `json:"one"`
	Other string `json:"other"`
	Same  bool   `json:"same"`
}

const pairsShown = 20

// List is a page of pairs.
func (c *Duplicates) List(ctx context.Context, scope access.Scope, in DuplicatesIn) (DuplicatesOut, error) {
	out := DuplicatesOut{In: in, Rows: []PairRow{}, MayWrite: scope.MayWrite()}
	k := c.kindOf(in.Of)
	if k == nil {
		return out, page.Wrong("of", said("duplicates.wrong.of"), said("duplicates.remedy.of"))
	}
	var at *pair
	if in.At != "" {
		after, ok := afterOf(in.At)
		if !ok {
			return out, page.Wrong("at", said("duplicates.wrong.at"), said("duplicates.remedy.at"))
		}
		at = &after
	}
	pairs, err := c.Pairs.page(ctx, scope, listing{k.face.Type.Name, State(in.View), at, pairsShown + 1})
	if err != nil {
		return out, err
	}
	if len(pairs) > pairsShown {
		pairs = pairs[:pairsShown]
		next := in
		next.At = pairs[pairsShown-1].cursor()
		out.Next = "/duplicates?" + page.Encode(next).Encode()
	}
	if out.Rows, err = c.rows(ctx, scope, k.face, pairs); err != nil {
		return out, err
	}
	if err := c.around(ctx, scope, k, &out); err != nil {
		return out, err
	}
	return out, nil
}

// around fills in what stands around the pairs: how many there are, where else to look,
// when all were looked through.
func (c *Duplicates) around(ctx context.Context, scope access.Scope, k *kind, out *DuplicatesOut) error {
	for _, one := range c.kinds {
		n, err := c.Pairs.count(ctx, scope, one.face.Type.Name, Open)
		if err != nil {
			return err
		}
		of := one.face.Type.Plural
		out.Tabs = append(out.Tabs, ViewTab{say.Of(ctx).Capital(say.Of(ctx).Label("duplicates.of."+of, of)), "/duplicates?of=" + of, counted(say.Of(ctx), n), one == k})
		if one == k {
			out.Sentence = sentence(say.Of(ctx), out.In, n, len(out.Rows), say.Of(ctx).Label("duplicates.of."+of, of))
		}
	}
	for _, view := range []State{Open, Later, Distinct} {
		query := url.Values{"of": {k.face.Type.Plural}, "view": {string(view)}}
		out.Views = append(out.Views, ViewTab{say.Of(ctx).Label("duplicates.view."+string(view), string(view)), "/duplicates?" + query.Encode(), "", string(view) == out.In.View})
	}
	kept, err := c.Pairs.learnt(ctx, c.Pairs.d, k.face.Type.Name)
	if err != nil {
		return err
	}
	if kept.Looked == 0 && out.In.View == string(Open) && len(out.Rows) == 0 {
		out.Sentence = say.Of(ctx).Say("duplicates.not-yet", say.Args{"of": say.Of(ctx).Label("duplicates.of."+k.face.Type.Plural, k.face.Type.Plural)})
	}
	if kept.Looked != 0 {
		out.Looked = say.Of(ctx).Say("duplicates.looked", say.Args{"when": say.Of(ctx).Moment(kept.Looked, c.Clock)})
	}
	open, err := c.Jobs.Queue.Open(ctx)
	for _, one := range open {
		if one.Kind == kindFind && one.RunAt <= c.Clock.Now() {
			row := shape.RowOfJob(ctx, one)
			out.Job = &row
		}
	}
	return err
}

func counted(s *say.Speaker, n int) string {
	if n >= mostCounted {
		return s.Count(mostCounted-1) + "+"
	}
	return s.Count(int64(n))
}

func sentence(s *say.Speaker, in DuplicatesIn, open, shown int, of string) string {
	switch {
	case in.View == string(Distinct) && shown == 0:
		return said("duplicates.none.distinct")
	case in.View == string(Distinct):
		return said("duplicates.sentence.distinct")
	case in.View == string(Later) && shown == 0:
		return said("duplicates.none.later")
	case in.View == string(Later):
		return said("duplicates.sentence.later")
	case open == 0:
		return clientele.Tell("duplicates.none", "of", of)
	case open >= mostCounted:
		return clientele.Tell("duplicates.sentence.many", "count", counted(s, open), "of", of)
	}
	return clientele.Tell("duplicates.sentence", "n", open, "of", of)
}

// rows draws up pairs of which both are there and may be seen: a statement for all of them.
func (c *Duplicates) rows(ctx context.Context, scope access.Scope, f *faces.Face, pairs []pair) ([]PairRow, error) {
	var ids []clientele.ID
	for _, p := range pairs {
		ids = append(ids, p.One, p.Other)
	}
	live, err := c.live(ctx, scope, f, ids)
	if err != nil {
		return nil, err
	}
	rows := []PairRow{}
	for _, p := range pairs {
		a, b := live[p.One], live[p.Other]
		if a == nil || b == nil {
			continue
		}
		row := PairRow{Type: f.Type.Name, One: a.Side, Other: b.Side, Share: p.probability(), State: p.State, Fields: beside(say.Of(ctx), f, a, b),
			Merge: "/merge?" + url.Values{"type": {f.Type.Name}, "one": {p.One.String()}, "other": {p.Other.String()}}.Encode()}
		row.Sure = sure(row.Share)
		row.For, row.Against = words(say.Of(ctx), readReasons(p.Reasons))
		if p.Until != "" {
			if day, err := clientele.ParseDay(p.Until); err == nil {
				row.Note = say.Of(ctx).Say("duplicates.until", say.Args{"day": say.Of(ctx).Day(day, c.Clock.Today())})
			}
		}
		rows = append(rows, row)
	}
	return rows, nil
}

// shown is a record with its fields in words.
type shown struct {
	Side
	record *record.Record
	values []faces.Value
}

// live are records that are there, neither archived nor merged, and may be seen.
func (c *Duplicates) live(ctx context.Context, scope access.Scope, f *faces.Face, ids []clientele.ID) (map[clientele.ID]*shown, error) {
	live := map[clientele.ID]*shown{}
	if len(ids) == 0 {
		return live, nil
	}
	slices.Sort(ids)
	numbers := []string{}
	for _, id := range slices.Compact(ids) {
		numbers = append(numbers, id.String())
	}
	found, err := c.Store.Query(ctx, scope, record.Query{Type: f.Type.Name, Sort: "id", Filter: record.Cond{Field: "id", Op: record.In, Values: numbers}, Limit: len(numbers)})
	if err != nil {
		return nil, err
	}
	values, err := f.Compared(ctx, scope, found.Rows)
	for i, r := range found.Rows {
		live[r.ID] = &shown{Side{r.ID, r.Text(f.Type.Title), f.Address(r.ID)}, r, values[i]}
	}
	return live, err
}

// beside are the fields of two in which there is something to compare; not those that only
// say how it is with a record.
func beside(s *say.Speaker, f *faces.Face, a, b *shown) (all []Beside) {
	for i, v := range a.values {
		w := b.values[i]
		if v.Text == "" && w.Text == "" || v.Name == f.Type.Title || v.Field.Kind == record.KindLong || v.Field.Fixed {
			continue
		}
		if v.Field.First != nil && v.Text == w.Text { // a person, as nearly all are
			continue
		}
		all = append(all, Beside{v.Name, v.Label, s.Shorten(v.Text, 120), s.Shorten(w.Text, 120), v.Text == w.Text})
	}
	return all
}

// sure is a probability in words.
func sure(p float64) string {
	switch {
	case p >= .99:
		return said("duplicates.sure.surely")
	case p >= identity.Merge:
		return said("duplicates.sure.very")
	case p >= .7:
		return said("duplicates.sure.likely")
	}
	return said("duplicates.sure.perhaps")
}

// words are the reasons of a pair, what speaks for and what speaks against, the weightiest first.
func words(s *say.Speaker, reasons []identity.Reason) (pro, con []string) {
	pro, con = []string{}, []string{}
	slices.SortStableFunc(reasons, func(a, b identity.Reason) int {
		switch x, y := max(a.Weight, -a.Weight), max(b.Weight, -b.Weight); {
		case x > y:
			return -1
		case x < y:
			return 1
		}
		return 0
	})
	const little = .5 // bits: says neither
	for _, r := range reasons {
		key := "duplicates.reason." + r.Key
		if !s.Knows(key) {
			continue
		}
		switch text := s.Label(key, ""); {
		case r.Weight >= little, r.Weight > -little && strings.HasSuffix(r.Key, ".same"): // what is the same is said
			pro = append(pro, text)
		case r.Weight <= -little:
			con = append(con, clientele.Tell("duplicates.against", "what", text))
		}
	}
	return pro, con
}

// mostWaiting is up to where the rail counts.
const mostWaiting = 100

// Waiting is how many pairs wait to be decided, of all types, for the rail.
func (c *Duplicates) Waiting(ctx context.Context, scope access.Scope) (int, error) {
	var types []string
	for _, k := range c.kinds {
		types = append(types, k.face.Type.Name)
	}
	return c.Pairs.waiting(ctx, scope, types, mostWaiting)
}
