package find

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/record"
	"github.com/clientele-crm/clientele/shape"
)

// SearchIn asks for accounts by a few letters.
type SearchIn struct {
	Text  string `name:"q" json:"q,omitempty" maxLength:"200" doc:"the first letters of a word of the name, the key or the e-mail address"`
	Limit int    `name:"limit" json:"limit,omitempty" default:"10" minimum:"1" maximum:"50" doc:"how many"`
}

// Search finds accounts as one types.
func (c *Find) Search(ctx context.Context, s access.Scope, in SearchIn) (SearchOut, error) {
	out := SearchOut{Text: in.Text, Rows: []SearchRow{}, Pages: []page.Link{}}
	if in.Text == "" {
		out.Sentence = "Type the first letters of a name, a key or an e-mail address."
		return out, nil
	}
	for _, p := range c.Places(s) {
		if strings.HasPrefix(strings.ToLower(p.Text), strings.ToLower(in.Text)) {
			out.Pages = append(out.Pages, p)
		}
	}
	found, err := c.Directory.Search(ctx, in.Text, in.Limit)
	if err != nil {
		return SearchOut{}, err
	}
	ids := make([]clientele.ID, len(found))
	for i, a := range found {
		ids[i] = a.ID
	}
	hidden, err := c.Book.For(s).Hides(ctx, ids)
	if err != nil {
		return SearchOut{}, err
	}
	found = slices.DeleteFunc(found, func(a clientele.Account) bool { return hidden[a.ID] })
	firm, err := shape.FirmOf(ctx, c.Access)
	if err != nil {
		return SearchOut{}, err
	}
	standings, err := c.Book.StandingsOf(ctx, ids)
	if err != nil {
		return SearchOut{}, err
	}
	for _, a := range found {
		row := SearchRow{Type: record.Account, ID: a.ID, Title: a.Name, Href: shape.AccountHref(a.ID, ""), Account: firm.HeadOf(a), Standing: []shape.StandingRow{}}
		for _, one := range standings[a.ID] {
			row.Standing = append(row.Standing, firm.RowOf(one))
		}
		out.Rows = append(out.Rows, row)
	}
	if err := c.others(ctx, s, in, &out); err != nil {
		return SearchOut{}, err
	}
	switch {
	case len(out.Rows) == 0:
		out.Sentence = "Nobody here begins with “" + in.Text + "”."
	case len(out.Rows) == in.Limit:
		out.Sentence = "The first " + shape.Thousands(len(out.Rows)) + " that fit; type more to narrow it down."
	default:
		out.Sentence = shape.Plural(len(out.Rows), "fits", "fit") + "."
	}
	return out, nil
}

// SearchOut is who was found.
type SearchOut struct {
	Sentence string      `json:"sentence"`
	Text     string      `json:"q"`
	Rows     []SearchRow `json:"rows"`
	Pages    []page.Link `json:"pages"` // pages of the house whose title fits
}

// others adds the people and tasks that fit. The index is asked once; what it found is
// read as who asks may see it, so that a wall that came since holds.
func (c *Find) others(ctx context.Context, s access.Scope, in SearchIn, out *SearchOut) error {
	hits, err := c.Words.Search(ctx, s, in.Text, nil, in.Limit)
	if err != nil {
		return err
	}
	refs := make([]clientele.Ref, len(hits))
	for i, h := range hits {
		refs[i] = h.Ref
	}
	titles, err := c.Records.Titles(ctx, s, refs)
	if err != nil {
		return err
	}
	for _, h := range hits {
		if title, seen := titles[h.Ref]; seen && len(out.Rows) < in.Limit {
			href := map[string]string{"person": "/people/", "task": "/tasks/"}[h.Ref.Type] + strconv.FormatInt(int64(h.Ref.ID), 10)
			out.Rows = append(out.Rows, SearchRow{Type: h.Ref.Type, ID: h.Ref.ID, Title: title, Text: h.Snippet, Href: href, Standing: []shape.StandingRow{}})
		}
	}
	return nil
}

// SearchRow is a record that was found; of an account, with where it stands.
type SearchRow struct {
	Type     string              `json:"type"`
	ID       clientele.ID        `json:"id"`
	Title    string              `json:"title"`
	Text     string              `json:"text,omitempty"`
	Href     string              `json:"href"`
	Account  shape.AccountHead   `json:"account,omitzero"`
	Standing []shape.StandingRow `json:"standing"`
}
