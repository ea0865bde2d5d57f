package relationships

import (
	"context"
	"errors"
	"slices"
	"strconv"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/faces"
	"github.com/clientele-crm/clientele/jobs"
	"github.com/clientele-crm/clientele/ledger"
	"github.com/clientele-crm/clientele/ledger/standings"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/record"
	"github.com/clientele-crm/clientele/shape"
)

// listed is the list while it is put together.
type listed struct {
	in     shape.RelationshipsIn
	firm   shape.Firm
	counts []standings.KindCount
	due    []jobs.Saving // what is due about who slips
	out    RelationshipsOut
}

// Relationships is the list of relationships.
func (c *Relationships) Relationships(ctx context.Context, s access.Scope, in shape.RelationshipsIn) (RelationshipsOut, error) {
	book := c.Book.For(s)
	l := &listed{in: sortedBy(in)}
	in = l.in
	var err error
	if l.counts, err = book.KindCounts(ctx); err != nil {
		return l.out, err
	}
	if l.firm, err = shape.FirmOf(ctx, c.Access); err != nil {
		return l.out, err
	}
	filter, err := c.filter(ctx, s, in, shape.CurrencyOf(l.counts))
	if err != nil {
		return l.out, err
	}
	filter.Line = l.firm.Lines.Asked(in.Line)
	if l.due, err = c.Jobs.Savings(ctx, jobs.Sight{Scope: s}, clientele.ListSlipping); err != nil {
		return l.out, err
	}
	list, err := c.page(ctx, s, l, filter)
	if err != nil {
		return l.out, err
	}
	l.out = RelationshipsOut{Rows: make([]shape.StandingRow, len(list.Rows)), Count: page.Count{N: list.Count, Capped: list.Capped}, In: in, Empty: len(l.counts) == 0}
	for i, r := range list.Rows {
		l.out.Rows[i] = l.firm.RowOf(r)
		l.out.AsOf = max(l.out.AsOf, r.AsOf)
	}
	if l.out.Empty || l.whole(list.Next) {
		if l.out.Written, err = written(ctx, s, c.Records, l.out.Rows); err != nil {
			return l.out, err
		}
	}
	if err := c.next(ctx, s, l); err != nil {
		return l.out, err
	}
	if err := c.own(ctx, s, l); err != nil {
		return l.out, err
	}
	lines, err := c.Book.Lines(ctx)
	if err != nil {
		return l.out, err
	}
	lines = slices.DeleteFunc(lines, func(line clientele.Line) bool { return l.firm.Lines.Goes(line) != line })
	l.around(list.Next, filter, lines, len(s.Teams()) > 0)
	return l.out, nil
}

// next fills in the next step of each row: what is promised goes before what is advised.
func (c *Relationships) next(ctx context.Context, s access.Scope, l *listed) error {
	if err := l.firm.NextSteps(ctx, s, c.Jobs, l.out.Rows); err != nil {
		return err
	}
	accounts := make([]clientele.ID, len(l.out.Rows))
	for i, r := range l.out.Rows {
		accounts[i] = r.Account
	}
	slices.Sort(accounts)
	promised, err := c.Promised(ctx, s, slices.Compact(accounts)) // one with several lines stands in several rows
	for i, r := range l.out.Rows {
		if p, ok := promised[r.Account]; ok {
			l.out.Rows[i].Next, l.out.Rows[i].Promised = p.Title, &p
		}
	}
	return err
}

// filter is what was asked as the book takes it: whose relationships, and which of them by
// the firm's own fields, are looked up before.
func (c *Relationships) filter(ctx context.Context, s access.Scope, in shape.RelationshipsIn, currency string) (f standings.Filter, err error) {
	f = filterOf(in, currency)
	switch in.View {
	case "new":
		from, err := shape.CountedFrom(ctx, c.Book, c.Clock.Today())
		if err != nil {
			return f, err
		}
		f.LastAfter = max(f.LastAfter, from-newDays)
	case "mine":
		f.Owners = []clientele.ID{s.User()}
	case "team":
		teams, err := c.Access.Teams(ctx)
		if err != nil {
			return f, err
		}
		f.Owners = []clientele.ID{}
		for _, t := range teams {
			if slices.Contains(s.Teams(), t.ID) {
				f.Owners = append(f.Owners, t.Users...)
			}
		}
	}
	if in.Where != "" {
		f.Among, err = c.Records.Matching(ctx, s, record.Account, in.Where)
		var fault *clientele.Fault
		if errors.As(err, &fault) && fault.Kind == clientele.Invalid {
			err = page.Wrong("where", fault.What, fault.Remedy)
		}
	}
	return f, err
}

// own fills in the columns of the firm's own fields: one statement for all rows.
func (c *Relationships) own(ctx context.Context, s access.Scope, l *listed) error {
	t, err := c.Records.Type(record.Account)
	if err != nil {
		return err
	}
	fields, err := c.Records.Fields(ctx, t)
	if err != nil {
		return err
	}
	l.out.Own = ownColumns(l.in, fields)
	for i, chip := range l.out.Chips {
		if where := chipOf(l.firm, "where", l.in.Where); chip.Text == where {
			l.out.Chips[i].Text = faces.InWords(l.firm.Speaker, fields, l.in.Where)
		}
	}
	var shown []record.Field
	for _, f := range fields {
		if f.Custom != 0 && ownShown(l.in, f) {
			shown = append(shown, f)
		}
	}
	if len(shown) == 0 {
		return nil
	}
	ids := make([]clientele.ID, len(l.out.Rows))
	for i, r := range l.out.Rows {
		ids[i] = r.Account
	}
	found, err := c.Records.Some(ctx, s, record.Account, ids)
	if err != nil {
		return err
	}
	for i, row := range l.out.Rows {
		for _, f := range shown {
			text := ""
			if r := found[row.Account]; r != nil {
				text = plainValue(l.firm, r.Get(f), l.out.AsOf)
			}
			l.out.Rows[i].Own = append(l.out.Rows[i].Own, text)
		}
	}
	return nil
}

// around is what leads from the list to others like it.
func (l *listed) around(next string, filter standings.Filter, lines []clientele.Line, teams bool) {
	in := l.in
	if next != "" {
		more := in
		more.After = next
		l.out.Next = shape.Query(shape.PathRelationships, page.Encode(more))
	}
	fresh := in
	fresh.After = ""
	if in.After != "" {
		l.out.First = shape.Query(shape.PathRelationships, page.Encode(fresh))
	}
	asFile := page.Encode(fresh)
	asFile.Set("format", "csv")
	asFile.Set("limit", strconv.Itoa(exportMost))
	l.out.Export = shape.Query(shape.PathRelationships, asFile)
	l.out.Views, l.out.Chips, l.out.Sorts = viewTabs(in, l.firm, teams), chips(fresh, l.firm), sorts(fresh, filter, l.firm)
	l.out.Filters, l.out.Columns = filterChoices(fresh, l.firm, lines), columnChoices(fresh, l.firm)
	l.out.Sentence = l.sentence()
}

// RelationshipsOut is the list of relationships.
type RelationshipsOut struct {
	Sentence string                `json:"sentence"`
	Rows     []shape.StandingRow   `json:"rows"`
	Next     string                `json:"next,omitempty"` // path of the next page
	First    string                `json:"first,omitempty"`
	Count    page.Count            `json:"count"`
	Views    []ViewTab             `json:"views"`
	Chips    []Chip                `json:"chips"`   // the filters in force
	Filters  []FilterChoice        `json:"filters"` // the filters that can be put
	Sorts    []shape.SortChoice    `json:"sorts"`
	Columns  []page.Choice         `json:"columns"`
	Own      []page.Choice         `json:"own_columns,omitempty"` // the firm's own fields
	Export   string                `json:"export"`                // path that gives the same as CSV
	In       shape.RelationshipsIn `json:"in"`
	AsOf     clientele.Day         `json:"as_of"`
	Empty    bool                  `json:"empty"`             // nothing at all in the book, whatever the filter
	Written  int                   `json:"written,omitempty"` // relationships that are written down, and of whom nothing that happened is known: they are in no row
}

// ViewTab is one ready-made selection.
type ViewTab struct {
	Name    string `json:"name"`
	Title   string `json:"title"`
	Href    string `json:"href"`
	Current bool   `json:"current"`
}

// Chip is a filter in force, with the path that takes it away.
type Chip struct {
	Text   string `json:"text"`
	Remove string `json:"remove"`
}

// FilterChoice is a filter that can be put: a select, or a field to fill in.
type FilterChoice struct {
	Name    string        `json:"name"` // of the field in RelationshipsIn
	Title   string        `json:"title"`
	Type    string        `json:"type"` // choices, number, day, text
	Choices []page.Choice `json:"choices,omitempty"`
	Value   string        `json:"value,omitempty"`
}

// listedOf reads as many rows as are wanted, some at a time.
func listedOf(ctx context.Context, book *ledger.Seen, f standings.Filter) (standings.Page, error) {
	wanted := f.Limit
	f.Limit = min(wanted, atOnce)
	list, err := book.Listed(ctx, f)
	for wanted -= atOnce; err == nil && wanted > 0 && list.Next != ""; wanted -= atOnce {
		var rows []standings.Row
		f.Limit, f.After = min(wanted, atOnce), list.Next
		rows, list.Next, err = book.Relationships(ctx, f)
		list.Rows = append(list.Rows, rows...)
	}
	return list, err
}

// whole says that the rows are everybody there is a standing of.
func (l *listed) whole(next string) bool {
	return next == "" && l.in.After == "" && presetNamed(l.in.View).name == "all" && len(chips(l.in, l.firm)) == 0
}

// written counts the relationships that there are by name, and not among the rows.
func written(ctx context.Context, s access.Scope, records *record.Store, rows []shape.StandingRow) (int, error) {
	if records == nil {
		return 0, nil
	}
	found, err := records.Query(ctx, s, record.Query{Type: record.Account, Limit: 1, Count: true})
	if err != nil {
		return 0, err
	}
	listed := map[clientele.ID]bool{}
	for _, r := range rows {
		listed[r.Account] = true // one with several lines stands in several rows
	}
	return max(0, found.Count.N-len(listed)), nil
}
