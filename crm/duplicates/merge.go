package duplicates

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/faces"
	"github.com/clientele-crm/clientele/ledger"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/record"
	"github.com/clientele-crm/clientele/say"
)

// TwoIn names the two that may be merged; the other may be looked for yet.
type TwoIn struct {
	Type  string       `name:"type" json:"type" required:"true" maxLength:"40" doc:"type of both"`
	One   clientele.ID `name:"one" json:"one" required:"true" minimum:"1" doc:"number of the one that stays"`
	Other clientele.ID `name:"other" json:"other,omitzero" minimum:"0" doc:"number of the one that goes into it"`
	Text  string       `name:"q" json:"q,omitempty" maxLength:"200" doc:"how the name of the other begins"`
}

// TwoOut is two side by side, or whom one could be merged with.
type TwoOut struct {
	Sentence string     `json:"sentence"`
	In       TwoIn      `json:"in"`
	One      Side       `json:"one"`
	Other    *Side      `json:"other,omitempty"`
	Revision int64      `json:"revision"`
	Fields   []Choosing `json:"fields,omitempty"`
	Brings   []Brought  `json:"brings,omitempty"`
	Swap     string     `json:"-"` // the same, the other staying
	Found    []AlikeRow `json:"found,omitempty"`
	Faulty   string     `json:"-"`
}

// Choosing is a field of both, and what becomes of it.
type Choosing struct {
	Beside
	How string `json:"how"` // same; one or other: only that has it; both: all are kept; choose
}

// Brought counts what leads to each of the two.
type Brought struct {
	Label string `json:"label"`
	One   string `json:"one"`
	Other string `json:"other"`
}

// Two is two records side by side, or whom one could be merged with.
func (c *Duplicates) Two(ctx context.Context, scope access.Scope, in TwoIn) (TwoOut, error) {
	out := TwoOut{In: in}
	f, err := c.faceOf(in.Type)
	if err != nil {
		return out, err
	}
	live, err := c.live(ctx, scope, f, []clientele.ID{in.One, in.Other})
	if err != nil {
		return out, err
	}
	one := live[in.One]
	if one == nil || in.Other != 0 && (live[in.Other] == nil || in.Other == in.One) {
		return out, &clientele.Fault{Kind: clientele.NotFound, What: said("duplicates.wrong.two"), Remedy: said("duplicates.remedy.two")}
	}
	out.One, out.Revision = one.Side, one.record.Rev
	if in.Other == 0 {
		out.Sentence = say.Of(ctx).Say("duplicates.with-whom", say.Args{"name": one.Title})
		out.Found, err = c.others(ctx, scope, f, one, in.Text)
		return out, err
	}
	other := live[in.Other]
	out.Other = &other.Side
	out.Sentence = say.Of(ctx).Say("duplicates.two", say.Args{"one": one.Title, "other": other.Title})
	out.Swap = sideBySide(f, in.Other, in.One)
	out.Fields = choosing(one, other)
	out.Brings, err = c.brings(ctx, scope, f, in.One, in.Other)
	return out, err
}

func sideBySide(f *faces.Face, one, other clientele.ID) string {
	q := url.Values{"type": {f.Type.Name}, "one": {one.String()}}
	if other != 0 {
		q.Set("other", other.String())
	}
	return "/merge?" + q.Encode()
}

// choosing are the fields of two with what becomes of each.
func choosing(a, b *shown) (all []Choosing) {
	for i, v := range a.values {
		w := b.values[i]
		if v.Text == "" && w.Text == "" || v.Field.Fixed {
			continue
		}
		one := Choosing{Beside{v.Name, v.Label, v.Text, w.Text, v.Text == w.Text}, "choose"}
		switch {
		case v.Text == w.Text:
			one.How = "same"
		case w.Text == "":
			one.How = "one"
		case v.Text == "":
			one.How = "other"
		case v.Field.Many():
			one.How = "both"
		}
		all = append(all, one)
	}
	return all
}

// brings counts what leads to each of two: a bounded count for each type that links here.
func (c *Duplicates) brings(ctx context.Context, scope access.Scope, f *faces.Face, one, other clientele.ID) (all []Brought, err error) {
	for _, from := range c.faces {
		for _, field := range from.Type.Fields {
			if field.To != f.Type.Name {
				continue
			}
			var n [2]string
			for i, id := range []clientele.ID{one, other} {
				op := record.Is
				if field.Many() {
					op = record.Has
				}
				found, err := c.Store.Query(ctx, scope, record.Query{Type: from.Type.Name, Limit: 1, Count: true,
					Filter: record.Cond{Field: field.Name, Op: op, Values: []string{id.String()}}})
				if err != nil {
					return nil, err
				}
				n[i] = say.Of(ctx).Count(int64(found.Count.N))
			}
			all = append(all, Brought{say.Of(ctx).Capital(from.Many), n[0], n[1]})
		}
	}
	if f.Type.Name == record.Account {
		var n [2]string
		for i, id := range []clientele.ID{one, other} {
			if n[i], err = c.entries(ctx, id); err != nil {
				return nil, err
			}
		}
		all = append(all, Brought{said("duplicates.entries"), n[0], n[1]})
	}
	return all, nil
}

const entriesCounted = 100

// entries counts what happened with an account, up to a bound.
func (c *Duplicates) entries(ctx context.Context, account clientele.ID) (string, error) {
	entries, next, err := c.Book.Timeline(ctx, ledger.TimelineQuery{Account: account, Limit: entriesCounted})
	n := say.Of(ctx).Count(int64(len(entries)))
	if next != "" {
		n += "+"
	}
	return n, err
}

const othersShown = 10

// others are whom one could be merged with: whose name begins so, or who is likely the same.
func (c *Duplicates) others(ctx context.Context, scope access.Scope, f *faces.Face, one *shown, text string) ([]AlikeRow, error) {
	rows := []AlikeRow{}
	if text = strings.TrimSpace(text); text != "" {
		found, err := c.Store.Query(ctx, scope, record.Query{Type: f.Type.Name, Limit: othersShown + 1,
			Filter: record.Cond{Field: f.Type.Title, Op: record.Starts, Values: []string{text}}})
		if err != nil {
			return rows, err
		}
		return c.listed(ctx, scope, f, found.Rows, one.ID)
	}
	k := c.kindOf(f.Type.Name)
	if k == nil {
		return rows, nil
	}
	found, err := c.Known(ctx, scope, f.Type.Name, k.as(one.record))
	if err != nil {
		return rows, err
	}
	found = found[:min(len(found), othersShown)]
	var ids []clientele.ID
	for _, x := range found {
		ids = append(ids, x.B)
	}
	live, err := c.live(ctx, scope, f, ids)
	for _, x := range found {
		if who := live[x.B]; who != nil {
			why, _ := words(say.Of(ctx), x.Reasons)
			rows = append(rows, AlikeRow{Side{who.ID, who.Title, sideBySide(f, one.ID, who.ID)}, reach(say.Of(ctx), who), why, false})
		}
	}
	return rows, err
}

func (c *Duplicates) listed(ctx context.Context, scope access.Scope, f *faces.Face, found []*record.Record, but clientele.ID) ([]AlikeRow, error) {
	rows := []AlikeRow{}
	values, err := f.Compared(ctx, scope, found)
	for i, r := range found {
		if r.ID != but && len(rows) < othersShown {
			who := &shown{Side{r.ID, r.Text(f.Type.Title), sideBySide(f, but, r.ID)}, r, values[i]}
			rows = append(rows, AlikeRow{who.Side, reach(say.Of(ctx), who), nil, false})
		}
	}
	return rows, err
}

// MergeIn makes two one.
type MergeIn struct {
	Type     string       `name:"type" json:"type" required:"true" maxLength:"40" doc:"type of both"`
	Stays    clientele.ID `name:"stays" json:"stays" required:"true" minimum:"1" doc:"number of the one that stays"`
	Goes     clientele.ID `name:"goes" json:"goes" required:"true" minimum:"1" doc:"number of the one that goes into it"`
	Revision int64        `name:"revision" json:"revision,omitempty" minimum:"0" doc:"of the one that stays, as it was when it was looked at"`
	Keep     page.Rest    // keep.<field>: whose value stays
}

// refusal puts what is wrong with a merge beside its form.
func refusal(err error) error {
	var late *record.Outrun
	if errors.As(err, &late) {
		return &clientele.Fault{Kind: clientele.Conflict, What: said("duplicates.wrong.late"), Remedy: said("duplicates.remedy.late"), Err: err}
	}
	return faces.Refusal(err)
}

// keepPrefix is what the names of choices begin with.
const keepPrefix = "keep."

func (in MergeIn) choose() (map[string]clientele.ID, error) {
	choose := map[string]clientele.ID{}
	for name, values := range in.Keep {
		field, ok := strings.CutPrefix(name, keepPrefix)
		if !ok {
			continue
		}
		id, err := strconv.ParseInt(strings.Join(values, ""), 10, 64)
		if err != nil {
			return nil, page.Wrong(page.Clip(name, 60), said("duplicates.wrong.keep"), said("duplicates.remedy.keep"))
		}
		if clientele.ID(id) != in.Stays { // what stays anyway is no choice
			choose[field] = clientele.ID(id)
		}
	}
	return choose, nil
}

// Merge makes two one.
func (c *Duplicates) Merge(ctx context.Context, scope access.Scope, in MergeIn) (page.Done, error) {
	f, err := c.faceOf(in.Type)
	if err != nil {
		return page.Done{}, err
	}
	choose, err := in.choose()
	if err != nil {
		return page.Done{}, err
	}
	var r *record.Record
	var merge clientele.ID
	err = c.Store.InTx(ctx, func(tx *db.Tx) (err error) {
		r, merge, err = c.Store.Merge(ctx, tx, scope, record.Merging{Stays: ref(f, in.Stays), Goes: ref(f, in.Goes), Rev: in.Revision, Choose: choose})
		return err
	})
	if err != nil {
		return page.Done{}, refusal(err)
	}
	next := url.Values{"type": {f.Type.Name}, "id": {r.ID.String()}, "merge": {merge.String()}}
	return page.Done{Sentence: say.Of(ctx).Say("duplicates.done.merge", say.Args{"name": r.Text(f.Type.Title)}), ID: r.ID, Next: "/merged?" + next.Encode(),
		Undo: &page.Undo{Act: "unmerge", With: map[string]string{"type": f.Type.Name, "id": r.ID.String(), "merge": merge.String()}}}, nil
}

func ref(f *faces.Face, id clientele.ID) clientele.Ref {
	return clientele.Ref{Type: f.Type.Name, ID: id}
}

// OfMergeIn names a merge.
type OfMergeIn struct {
	Type  string       `name:"type" json:"type" required:"true" maxLength:"40" doc:"type of the record"`
	ID    clientele.ID `name:"id" json:"id" required:"true" minimum:"1" doc:"number of the record that stayed"`
	Merge clientele.ID `name:"merge" json:"merge" required:"true" minimum:"1" doc:"number of the merge"`
}

// Unmerge takes a merge back.
func (c *Duplicates) Unmerge(ctx context.Context, scope access.Scope, in OfMergeIn) (page.Done, error) {
	f, err := c.faceOf(in.Type)
	if err != nil {
		return page.Done{}, err
	}
	was, err := c.joined(ctx, scope, f, in)
	if err != nil {
		return page.Done{}, err
	}
	var stays, back *record.Record
	err = c.Store.InTx(ctx, func(tx *db.Tx) (err error) {
		stays, back, err = c.Store.Unmerge(ctx, tx, scope, ref(f, in.ID), in.Merge)
		return err
	})
	if err != nil {
		return page.Done{}, refusal(err)
	}
	again := map[string]string{"type": f.Type.Name, "stays": stays.ID.String(), "goes": back.ID.String()}
	for _, field := range slices.Sorted(maps.Keys(was.Choose)) {
		again[keepPrefix+field] = was.Choose[field].String()
	}
	return page.Done{Sentence: say.Of(ctx).Say("duplicates.done.unmerge", say.Args{"one": stays.Text(f.Type.Title), "other": back.Text(f.Type.Title)}),
		ID: back.ID, Next: f.Address(stays.ID), Undo: &page.Undo{Act: "merge", With: again}}, nil
}

// joined finds a merge of a record.
func (c *Duplicates) joined(ctx context.Context, scope access.Scope, f *faces.Face, in OfMergeIn) (record.Joined, error) {
	all, err := c.Store.Joined(ctx, scope, ref(f, in.ID))
	if err != nil {
		return record.Joined{}, err
	}
	for _, j := range all {
		if j.Merge == in.Merge && !j.Apart {
			return j, nil
		}
	}
	return record.Joined{}, &clientele.Fault{Kind: clientele.NotFound, What: said("duplicates.wrong.merge"), Remedy: said("duplicates.remedy.merge")}
}

// MergedOut is the receipt of a merge.
type MergedOut struct {
	Sentence string   `json:"sentence"`
	Type     string   `json:"type"`
	One      Side     `json:"one"`
	Row      JoinRow  `json:"merge"`
	Got      []string `json:"got"` // what the one that stayed got by it
	Home     string   `json:"-"`   // the pairs that wait
	MayWrite bool     `json:"-"`
}

// JoinRow is a merge in words.
type JoinRow struct {
	Merge  clientele.ID `json:"merge"`
	Text   string       `json:"text"`
	Parted string       `json:"parted,omitempty"` // "" while it holds
	Other  clientele.ID `json:"-"`
	Apart  bool         `json:"-"` // it is no merge: they are said to be two
}

// Merged is the receipt of a merge.
func (c *Duplicates) Merged(ctx context.Context, scope access.Scope, in OfMergeIn) (MergedOut, error) {
	f, err := c.faceOf(in.Type)
	if err != nil {
		return MergedOut{}, err
	}
	j, err := c.joined(ctx, scope, f, in)
	if err != nil {
		return MergedOut{}, err
	}
	r, err := c.Store.Get(ctx, scope, ref(f, in.ID))
	if err != nil {
		return MergedOut{}, err
	}
	names, err := c.names(ctx)
	if err != nil {
		return MergedOut{}, err
	}
	out := MergedOut{Type: f.Type.Name, One: Side{r.ID, r.Text(f.Type.Title), f.Address(r.ID)}, Row: c.joinRow(say.Of(ctx), j, names), Got: []string{},
		Home: "/duplicates?of=" + f.Type.Plural, MayWrite: scope.MayWrite()}
	out.Sentence = say.Of(ctx).Say("duplicates.merged", say.Args{"one": out.One.Title, "other": j.Title})
	if j.Parted != 0 {
		out.Sentence = say.Of(ctx).Say("duplicates.parted", say.Args{"one": out.One.Title, "other": j.Title})
	}
	if out.Got, err = c.got(ctx, scope, f, in); err != nil {
		return out, err
	}
	return out, nil
}

const pastLooked = 100 // changes among which that of a merge is looked for

// got is what the change says that a merge made.
func (c *Duplicates) got(ctx context.Context, scope access.Scope, f *faces.Face, in OfMergeIn) ([]string, error) {
	past, err := c.Store.Changes(ctx, scope, ref(f, in.ID), 0, pastLooked)
	if err != nil {
		return nil, err
	}
	for _, p := range past {
		if p.Batch == in.Merge && p.Undoes == 0 {
			return f.Said(ctx, scope, p)
		}
	}
	return nil, nil
}

// joinRow is a merge in words.
func (c *Duplicates) joinRow(s *say.Speaker, j record.Joined, names map[string]string) JoinRow {
	told, taken := "duplicates.history.merged", "duplicates.history.parted"
	if j.Apart {
		told, taken = "duplicates.history.distinct", "duplicates.history.not-distinct"
	}
	row := JoinRow{Merge: j.Merge, Other: j.Other.ID, Apart: j.Apart, Text: s.Say(told, say.Args{
		"other": j.Title, "number": j.Other.ID.String(), "when": s.Moment(j.At, c.Clock), "by": by(cmp.Or(names[j.By], faces.Doer(j.By)))})}
	if j.Parted != 0 {
		row.Parted = s.Say(taken, say.Args{"when": s.Moment(j.Parted, c.Clock), "by": by(cmp.Or(names[j.PartedBy], faces.Doer(j.PartedBy)))})
	}
	return row
}

// names are how those are called whom the book knows by their e-mail addresses.
func (c *Duplicates) names(ctx context.Context) (map[string]string, error) {
	users, err := c.Store.Users(ctx)
	names := make(map[string]string, len(users))
	for _, u := range users {
		names[u.Email] = u.Name
	}
	return names, err
}

func by(who string) string {
	if who == "" {
		return ""
	}
	return clientele.Tell("duplicates.by", "who", who)
}

// Beside is what stands on the page of a record: its merges, and the way to another.
func (c *Duplicates) Beside(ctx context.Context, scope access.Scope, r *record.Record) (func(page.Frame) templ.Component, error) {
	f, err := c.faceOf(r.Type)
	if err != nil {
		return nil, err
	}
	all, err := c.Store.Joined(ctx, scope, r.Ref)
	if err != nil {
		return nil, err
	}
	out := BesideOut{Type: f.Type.Name, ID: r.ID}
	names, err := c.names(ctx)
	if err != nil {
		return nil, err
	}
	for _, j := range all {
		out.Rows = append(out.Rows, c.joinRow(say.Of(ctx), j, names))
	}
	if scope.MayWrite() && r.Archived == 0 {
		out.With = sideBySide(f, r.ID, 0)
	}
	return func(v page.Frame) templ.Component { return besidePart(v, out) }, nil
}

// BesideOut is the merges of a record.
type BesideOut struct {
	Type string
	ID   clientele.ID
	Rows []JoinRow
	With string // where another is found to merge with; "" for who may not
}

// OfAccount is the way from an account's page to a merge. It reads nothing: what was
// merged stands on the account's record.
func (c *Duplicates) OfAccount(_ context.Context, scope access.Scope, about page.About) (BesideOut, error) {
	out := BesideOut{Type: record.Account, ID: about.Account}
	if f, err := c.faceOf(record.Account); err == nil && scope.MayWrite() {
		out.With = sideBySide(f, about.Account, 0)
	}
	return out, nil
}
