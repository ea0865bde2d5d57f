package relationships

import (
	"context"
	"strconv"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/ledger"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/shape"
)

// Relationships is the list of relationships.
func (c *Relationships) Relationships(ctx context.Context, s access.Scope, in shape.RelationshipsIn) (RelationshipsOut, error) {
	book := c.Book.For(s)
	counts, err := book.KindCounts(ctx)
	if err != nil {
		return RelationshipsOut{}, err
	}
	currency := shape.CurrencyOf(counts)
	filter := filterOf(in, currency)
	list, err := listedOf(ctx, book, filter)
	if err != nil {
		return RelationshipsOut{}, err
	}
	firm, err := shape.FirmOf(ctx, c.Access)
	if err != nil {
		return RelationshipsOut{}, err
	}
	words := firm.Words
	lines, err := c.Book.Lines(ctx)
	if err != nil {
		return RelationshipsOut{}, err
	}
	out := RelationshipsOut{Rows: make([]shape.StandingRow, len(list.Rows)), Count: page.Count{N: list.Count, Capped: list.Capped}, In: in, Empty: len(counts) == 0}
	for i, r := range list.Rows {
		out.Rows[i] = firm.RowOf(r)
		out.AsOf = max(out.AsOf, r.AsOf)
	}
	if err := shape.NextSteps(ctx, s, c.Jobs, out.Rows); err != nil {
		return RelationshipsOut{}, err
	}
	if list.Next != "" {
		more := in
		more.After = list.Next
		out.Next = shape.Query(shape.PathRelationships, page.Encode(more))
	}
	fresh := in
	fresh.After = ""
	if in.After != "" {
		out.First = shape.Query(shape.PathRelationships, page.Encode(fresh))
	}
	asFile := page.Encode(fresh)
	asFile.Set("format", "csv")
	asFile.Set("limit", strconv.Itoa(exportMost))
	out.Export = shape.Query(shape.PathRelationships, asFile)
	out.Views, out.Chips, out.Sorts = viewTabs(in, words), chips(fresh, words), sorts(fresh, filter)
	out.Filters, out.Columns = filterChoices(fresh, words, lines), columnChoices(fresh)
	out.Sentence = relationshipsSentence(out, presetNamed(in.View).titled(words), len(in.Kind)+len(in.Stage)+len(in.Trend) > 0 || in.Text != "")
	return out, nil
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
	Export   string                `json:"export"` // path that gives the same as CSV
	In       shape.RelationshipsIn `json:"in"`
	AsOf     clientele.Day         `json:"as_of"`
	Empty    bool                  `json:"empty"` // nothing at all in the book, whatever the filter
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
func listedOf(ctx context.Context, book *ledger.Seen, f ledger.Filter) (ledger.Page, error) {
	wanted := f.Limit
	f.Limit = min(wanted, atOnce)
	list, err := book.Listed(ctx, f)
	for wanted -= atOnce; err == nil && wanted > 0 && list.Next != ""; wanted -= atOnce {
		var rows []ledger.Row
		f.Limit, f.After = min(wanted, atOnce), list.Next
		rows, list.Next, err = book.Relationships(ctx, f)
		list.Rows = append(list.Rows, rows...)
	}
	return list, err
}
