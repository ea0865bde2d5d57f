package view

import (
	"context"
	"strings"
)

// Search finds accounts as one types.
func (h *House) Search(ctx context.Context, _ Viewer, in SearchIn) (SearchOut, error) {
	out := SearchOut{Text: in.Text, Rows: []SearchRow{}, Pages: []Link{}}
	if in.Text == "" {
		out.Sentence = "Type the first letters of a name, a key or an e-mail address."
		return out, nil
	}
	for _, p := range places {
		if strings.HasPrefix(strings.ToLower(p.Text), strings.ToLower(in.Text)) {
			out.Pages = append(out.Pages, p)
		}
	}
	found, err := h.Directory.Search(ctx, in.Text, in.Limit)
	if err != nil {
		return SearchOut{}, err
	}
	owners, err := h.addresses(ctx)
	if err != nil {
		return SearchOut{}, err
	}
	for _, a := range found {
		row := SearchRow{Account: headOf(a, owners), Standing: []StandingRow{}}
		standings, err := h.Book.Standings(ctx, a.ID)
		if err != nil {
			return SearchOut{}, err
		}
		for _, s := range standings {
			row.Standing = append(row.Standing, rowOf(s, owners))
		}
		out.Rows = append(out.Rows, row)
	}
	switch {
	case len(out.Rows) == 0:
		out.Sentence = "Nobody here begins with “" + in.Text + "”."
	case len(out.Rows) == in.Limit:
		out.Sentence = "The first " + plural(len(out.Rows), "account", "accounts") + " that fit; type more to narrow it down."
	default:
		out.Sentence = plural(len(out.Rows), "account fits", "accounts fit") + "."
	}
	return out, nil
}

// places are the pages of the rail, as the table has them; a test holds them to it.
var places = []Link{{"Today", "/"}, {"Relationships", "/relationships"}, {"Balance", "/balance"}, {"Trust", "/trust"},
	{"Imports", "/imports"}, {"Work", "/jobs"}, {"Settings", "/settings"}}
