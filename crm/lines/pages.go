package lines

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/say"
	"github.com/clientele-crm/clientele/shape"
)

// LinesIn asks for the lines of business.
type LinesIn struct{}

// LinesOut is the firm's lines of business.
type LinesOut struct {
	Sentence string    `json:"sentence"`
	Rows     []LineRow `json:"rows"`
	Away     []LineRow `json:"archive"`
}

// LineRow is a line of business.
type LineRow struct {
	ID       clientele.ID   `json:"id,omitzero"` // of its record; 0 where only evidence names it
	Revision int64          `json:"revision,omitzero"`
	Line     clientele.Line `json:"line"` // as entries name it
	Name     string         `json:"name"`
	Count    int64          `json:"count"` // relationships that one may see
	Href     string         `json:"href"`
	Parts    []LinePart     `json:"parts,omitempty"` // what was put into it

	Others []page.Choice `json:"-"` // into which it could be put
}

// LinePart is a line that was put into another.
type LinePart struct {
	Name  string         `json:"name"`
	Line  clientele.Line `json:"line"`
	Merge clientele.ID   `json:"merge"`
}

// List is the lines of business with how many relationships each has.
func (c *Lines) List(ctx context.Context, s access.Scope, _ LinesIn) (LinesOut, error) {
	out := LinesOut{Rows: []LineRow{}, Away: []LineRow{}}
	kept, err := c.rows(ctx)
	if err != nil {
		return out, err
	}
	counts, err := c.Book.For(s).KindCounts(ctx)
	if err != nil {
		return out, err
	}
	count := map[clientele.Line]int64{}
	for _, k := range counts {
		count[k.Line] += k.Count
	}
	known, err := c.Book.Lines(ctx)
	if err != nil {
		return out, err
	}
	for _, r := range kept {
		row := LineRow{ID: r.ID, Revision: r.Rev, Line: r.Line, Name: r.Name}
		known = slices.DeleteFunc(known, func(l clientele.Line) bool { return l == r.Line })
		switch {
		case r.Merged != 0:
		case r.Away != 0:
			out.Away = append(out.Away, row)
		default:
			if row.Parts, err = c.parts(ctx, r, kept); err != nil {
				return out, err
			}
			out.Rows = append(out.Rows, row)
		}
	}
	for _, l := range known {
		if l != "" && count[l] > 0 {
			out.Rows = append(out.Rows, LineRow{Line: l, Name: string(l)})
		}
	}
	finish(out.Rows, count)
	finish(out.Away, count)
	out.Sentence = say.Of(ctx).Say("lines.sentence", say.Args{"n": len(out.Rows)})
	if len(out.Rows) == 0 {
		out.Sentence = say.Of(ctx).Say("lines.sentence-none")
	}
	return out, nil
}

// finish sorts lines, counts what is in them and says into which others each could be put.
func finish(rows []LineRow, count map[clientele.Line]int64) {
	slices.SortFunc(rows, func(a, b LineRow) int {
		return cmp.Or(cmp.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)), cmp.Compare(a.Line, b.Line))
	})
	for i := range rows {
		rows[i].Count, rows[i].Href = count[rows[i].Line], shape.ListOfLine(rows[i].Line)
		for _, other := range rows {
			if other.Line != rows[i].Line {
				rows[i].Others = append(rows[i].Others, page.Choice{Value: string(other.Line), Label: other.Name})
			}
		}
	}
}

func (c *Lines) rows(ctx context.Context) ([]kept, error) { return all(ctx, c.DB) }

// parts are the lines that were put into one, and by which merge.
func (c *Lines) parts(ctx context.Context, of kept, rows []kept) (list []LinePart, err error) {
	into := map[clientele.ID]kept{}
	for _, r := range rows {
		if r.Merged == of.ID {
			into[r.ID] = r
		}
	}
	if len(into) == 0 {
		return nil, nil
	}
	entries, err := c.Book.MergesOf(ctx, c.DB, of.ID)
	for _, e := range entries {
		same, ok := e.Body.(clientele.Same)
		if r, still := into[same.B]; ok && still {
			list = append(list, LinePart{r.Name, r.Line, e.ID})
			delete(into, same.B) // an earlier merge of it was taken back
		}
	}
	return list, err
}
