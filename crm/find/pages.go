package find

import (
	"cmp"
	"context"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/directory"
	"github.com/clientele-crm/clientele/identity"
	"github.com/clientele-crm/clientele/record"
	"github.com/clientele-crm/clientele/say"
	"github.com/clientele-crm/clientele/search"
	"github.com/clientele-crm/clientele/shape"
)

// SearchIn asks for whatever has some words.
type SearchIn struct {
	Text  string `name:"q" json:"q,omitempty" maxLength:"200" doc:"the first letters of words, a telephone number or its end, an e-mail address or its domain, the number of an order or an invoice"`
	Limit int    `name:"limit" json:"limit,omitempty" default:"10" minimum:"1" maximum:"50" doc:"how many of each type"`
}

// SearchOut is what was found, type by type: first the type that has the best.
type SearchOut struct {
	Sentence string      `json:"sentence"`
	Text     string      `json:"q"`
	Rows     []SearchRow `json:"rows"`
	Pages    []Offer     `json:"pages"`            // pages and acts of the house that fit
	Begins   bool        `json:"begins,omitempty"` // nothing fits, and by these it can be written down
	More     string      `json:"more,omitempty"`   // where more are that fit
}

// SearchRow is a record that was found; of an account, with where it stands.
type SearchRow struct {
	Type     string              `json:"type"`
	ID       clientele.ID        `json:"id"`
	Title    string              `json:"title"`
	Text     string              `json:"text,omitempty"`
	Href     string              `json:"href"`
	Of       string              `json:"of,omitempty"`  // the relationship that it belongs to
	When     clientele.Instant   `json:"when,omitzero"` // of what was written down
	Account  shape.AccountHead   `json:"account,omitzero"`
	Standing []shape.StandingRow `json:"standing"`
}

const mostRows = 50 // of a type; In says so too

// held are the types that the index holds, in the order in which equals are shown.
func (c *Find) held() (names []string) {
	for _, t := range c.Records.Types() {
		if t.Found() {
			names = append(names, t.Name)
		}
	}
	return append(names, Entry)
}

// Search finds what one types. Each type is looked for by itself and has its own places in
// the answer, so that none crowds out another.
func (c *Find) Search(ctx context.Context, s access.Scope, in SearchIn) (SearchOut, error) {
	out := SearchOut{Text: in.Text, Rows: []SearchRow{}, Pages: c.offers(ctx, s, in.Text)}
	if len(db.Split(in.Text)) == 0 {
		out.Sentence = say.Of(ctx).Say("find.type")
		return out, nil
	}
	groups, err := c.accounts(ctx, s, in)
	if err != nil {
		return SearchOut{}, err
	}
	more, err := c.records(ctx, s, in)
	if err != nil {
		return SearchOut{}, err
	}
	facts, err := c.numbered(ctx, s, in)
	if err != nil {
		return SearchOut{}, err
	}
	if len(facts) > 0 {
		more = append([][]SearchRow{facts}, more...)
	}
	full := false
	groups = append(groups, more...)
	if len(groups) == 0 {
		if groups, err = c.alsoCalled(ctx, s, in); err != nil {
			return SearchOut{}, err
		}
		if len(groups) > 0 {
			out.Sentence = say.Of(ctx).Say("find.as-called", say.Args{"text": say.Of(ctx).Shorten(in.Text, 40)})
		}
	}
	slices.SortStableFunc(groups, func(a, b []SearchRow) int { return best(b, in.Text) - best(a, in.Text) })
	for _, g := range groups {
		full = full || len(g) == in.Limit
		out.Rows = append(out.Rows, g...)
	}
	if full && in.Limit < mostRows {
		out.More = "/search?" + url.Values{"q": {in.Text}, "limit": {strconv.Itoa(mostRows)}}.Encode()
	}
	switch n := len(out.Rows); {
	case out.Sentence != "": // said
	case n == 0 && len(out.Pages) == 0:
		out.Pages = c.beginnings(ctx, s, in.Text)
		out.Begins = len(out.Pages) > 0
		out.Sentence = say.Of(ctx).Say("find.nothing", say.Args{"text": say.Of(ctx).Shorten(in.Text, 40)})
	case full:
		out.Sentence = say.Of(ctx).Say("find.first", say.Args{"n": n})
	default:
		out.Sentence = say.Of(ctx).Say("find.found", say.Args{"n": n + len(out.Pages)})
	}
	return out, nil
}

// asCalled is how many other ways to write a name are looked for at most.
const asCalled = 6

// alsoCalled are people by what else whoever bears a given name is called: Rosalind, where
// Ros was looked for. It is asked only where nothing has the words themselves.
func (c *Find) alsoCalled(ctx context.Context, s access.Scope, in SearchIn) ([][]SearchRow, error) {
	var found []SearchRow
	for _, text := range identity.Others(in.Text, asCalled) {
		hits, err := c.Words.Search(ctx, s, text, []string{clientele.PersonType}, in.Limit)
		if err != nil {
			return nil, err
		}
		rows, err := c.seen(ctx, s, hits)
		if err != nil {
			return nil, err
		}
		for _, r := range rows {
			known := slices.ContainsFunc(found, func(f SearchRow) bool { return f.ID == r.ID })
			if !known && best([]SearchRow{r}, text) > 0 && len(found) < in.Limit {
				found = append(found, r)
			}
		}
	}
	if len(found) == 0 {
		return nil, nil
	}
	return [][]SearchRow{found}, nil
}

// seen are the people among what the index found whom who asks may see.
func (c *Find) seen(ctx context.Context, s access.Scope, hits []search.Hit) (rows []SearchRow, err error) {
	var refs []clientele.Ref
	for _, h := range hits {
		refs = append(refs, h.Ref, clientele.Ref{Type: record.Account, ID: h.Account})
	}
	if len(refs) == 0 {
		return nil, nil
	}
	titles, err := c.Records.Titles(ctx, s, refs)
	for _, h := range hits {
		if r, seen := rowOf(say.Of(ctx), h, titles); seen {
			r.Href = c.Records.Address(h.Ref)
			rows = append(rows, r)
		}
	}
	return rows, err
}

// accounts are the relationships that fit, with where they stand.
func (c *Find) accounts(ctx context.Context, s access.Scope, in SearchIn) ([][]SearchRow, error) {
	found, err := c.Directory.SearchWithin(ctx, in.Text, in.Limit, directory.Within{Every: s.EveryWall(), Walls: s.Walls()})
	if err != nil || len(found) == 0 {
		return nil, err
	}
	ids := make([]clientele.ID, len(found))
	for i, a := range found {
		ids[i] = a.ID
	}
	firm, err := shape.FirmOf(ctx, c.Access)
	if err != nil {
		return nil, err
	}
	standings, err := c.Book.StandingsOf(ctx, ids)
	if err != nil {
		return nil, err
	}
	var rows []SearchRow
	for _, a := range found {
		row := SearchRow{Type: record.Account, ID: a.ID, Title: a.Name, Href: shape.AccountHref(a.ID, ""), Account: firm.HeadOf(a), Standing: []shape.StandingRow{}}
		for _, one := range standings[a.ID] {
			row.Standing = append(row.Standing, firm.RowOf(one))
		}
		rows = append(rows, row)
	}
	return [][]SearchRow{rows}, nil
}

// records are the people, tasks and files that fit, and what was written down. What the
// index found is read as who asks may see it, so that a wall that came since holds; what was
// written down may be seen where its relationship may.
func (c *Find) records(ctx context.Context, s access.Scope, in SearchIn) ([][]SearchRow, error) {
	held := c.held()
	found := make([][]search.Hit, len(held))
	var refs []clientele.Ref
	for i, name := range held {
		hits, err := c.Words.Search(ctx, s, in.Text, []string{name}, in.Limit)
		if err != nil {
			return nil, err
		}
		found[i] = hits
		for _, h := range hits {
			if h.Ref.Type != Entry {
				refs = append(refs, h.Ref)
			}
			if h.Account != 0 {
				refs = append(refs, clientele.Ref{Type: record.Account, ID: h.Account})
			}
		}
	}
	titles, err := c.Records.Titles(ctx, s, refs)
	if err != nil {
		return nil, err
	}
	var groups [][]SearchRow
	for _, hits := range found {
		var rows []SearchRow
		for _, h := range hits {
			if r, seen := rowOf(say.Of(ctx), h, titles); seen {
				r.Href = cmp.Or(r.Href, c.Records.Address(h.Ref))
				rows = append(rows, r)
			}
		}
		if len(rows) > 0 {
			groups = append(groups, rows)
		}
	}
	return groups, nil
}

// rowOf is what was found, where who asks may see it: titles has what they may.
func rowOf(s *say.Speaker, h search.Hit, titles map[clientele.Ref]string) (r SearchRow, seen bool) {
	of, known := titles[clientele.Ref{Type: record.Account, ID: h.Account}]
	r = SearchRow{Type: h.Ref.Type, ID: h.Ref.ID, Text: h.Snippet, Of: of, Standing: []shape.StandingRow{}}
	if h.Ref.Type == Entry {
		r.Title, r.When = s.Told(h.Title), h.When
		r.Href = entryHref(clientele.Entry{ID: h.Ref.ID, Account: h.Account, At: h.When})
		return r, known
	}
	r.Title, seen = titles[h.Ref]
	if r.Of == r.Title {
		r.Of = "" // somebody who is a relationship themselves
	}
	return r, seen
}

// best is how well the first of a group fits: its title begins with the text, or has all
// its words, or neither.
func best(rows []SearchRow, text string) int {
	title, typed := db.Split(rows[0].Title), db.Split(text)
	if strings.HasPrefix(strings.Join(title, " "), strings.Join(typed, " ")) {
		return 2
	}
	for _, w := range typed {
		if !slices.ContainsFunc(title, func(t string) bool { return strings.HasPrefix(t, w) }) {
			return 0
		}
	}
	return 1
}
