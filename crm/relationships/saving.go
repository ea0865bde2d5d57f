package relationships

import (
	"context"
	"slices"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/jobs"
	"github.com/clientele-crm/clientele/ledger/standings"
	"github.com/clientele-crm/clientele/shape"
)

// sortedBy fills in what a list is sorted by where nothing is said: what its view shows.
func sortedBy(in shape.RelationshipsIn) shape.RelationshipsIn {
	if in.Sort == "" {
		in.Sort = presetNamed(in.View).sort
	}
	if in.Sort == bySaving && !savingAsked(in) {
		in.Sort = "value"
	}
	return in
}

// savingAsked says that a list is all of those who slip, and nothing narrower: only that is
// kept in the order of what acting may save.
func savingAsked(in shape.RelationshipsIn) bool {
	return presetNamed(in.View).name == "slipping" && len(in.Kind)+len(in.Stage)+len(in.Trend) == 0 && in.Line == "" && in.Text == "" && in.Where == "" &&
		in.MinValue == nil && in.MaxValue == nil && in.LastAfter == clientele.NoDay && in.LastBefore == clientele.NoDay
}

// page reads as many rows as are wanted.
func (c *Relationships) page(ctx context.Context, s access.Scope, l *listed, f standings.Filter) (standings.Page, error) {
	if l.in.Sort == bySaving {
		return c.saving(ctx, s, l, f)
	}
	return listedOf(ctx, c.Book.For(s), f)
}

// savingCursor is where a page of the list by saving ended: among those about whom something
// is advised, or among the others.
type savingCursor struct {
	Advised string `json:"a,omitempty"`
	Others  string `json:"o,omitempty"`
	Rest    bool   `json:"r,omitempty"` // all that is advised was shown
}

// saving lists who slips as Today does: what acting may save first, then those about whom
// nothing is to be done now, by value.
func (c *Relationships) saving(ctx context.Context, s access.Scope, l *listed, f standings.Filter) (p standings.Page, err error) {
	at := savingCursor{}
	if f.After != "" {
		if err := db.ReadCursor(f.After, &at); err != nil {
			return p, err
		}
	}
	if p.Count, p.Capped, err = c.Book.For(s).Count(ctx, f); err != nil {
		return p, err
	}
	for !at.Rest && len(p.Rows) < f.Limit {
		plans, next, err := c.Jobs.Today(ctx, jobs.Sight{Scope: s}, clientele.ListSlipping, at.Advised, f.Limit-len(p.Rows))
		if err != nil {
			return p, err
		}
		rels := make([]clientele.Relationship, len(plans))
		for i, t := range plans {
			rels[i] = t.Relationship
		}
		rows, err := c.Book.Rows(ctx, rels)
		if err != nil {
			return p, err
		}
		p.Rows = append(p.Rows, rows...)
		at.Advised, at.Rest = next, next == ""
	}
	advised := 0
	for _, d := range l.due {
		advised += d.N
	}
	if at.Rest && !p.Capped && advised >= p.Count {
		return p, nil // nobody else slips
	}
	ended := false
	if at.Rest {
		ended, err = c.unadvised(ctx, s, f, &p, &at)
	}
	if !ended {
		p.Next = db.WriteCursor(at)
	}
	return p, err
}

// mostPassed is how often a page of those about whom nothing is advised reads on.
const mostPassed = 10

// unadvised fills a page up with those about whom nothing is advised now, and says whether
// these were the last.
func (c *Relationships) unadvised(ctx context.Context, s access.Scope, f standings.Filter, p *standings.Page, at *savingCursor) (ended bool, err error) {
	wanted := f.Limit
	for range mostPassed {
		f.After, f.Limit = at.Others, min(wanted-len(p.Rows), atOnce)
		if f.Limit <= 0 {
			return false, nil
		}
		rows, next, err := c.Book.For(s).Relationships(ctx, f)
		if err != nil {
			return false, err
		}
		ids := make([]clientele.ID, len(rows))
		for i, r := range rows {
			ids[i] = r.Account
		}
		slices.Sort(ids)
		advice, err := c.Jobs.Advice(ctx, s, slices.Compact(ids)...)
		if err != nil {
			return false, err
		}
		shown := map[clientele.Relationship]bool{}
		for _, t := range advice {
			shown[t.Relationship] = shown[t.Relationship] || t.List == clientele.ListSlipping
		}
		p.Rows = append(p.Rows, slices.DeleteFunc(rows, func(r standings.Row) bool { return shown[r.Relationship] })...)
		if at.Others = next; next == "" {
			return true, nil
		}
	}
	return false, nil
}
