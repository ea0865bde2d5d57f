package record

import (
	"context"
	"fmt"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
)

// Days asks for what of a type stands on some days: by the field that it names for the calendar.
type Days struct {
	Type     string
	From, To clientele.Day
	Owner    clientele.ID // whose they are; 0: everybody's
	Limit    int
}

// OnDay is a record as a calendar shows it.
type OnDay struct {
	clientele.Ref
	Title   string
	When    string // a day, or "2026-03-31T09:30" on the firm's clock
	Owner   clientele.ID
	Account clientele.ID
}

// OnDays reads the records of a type that stand on some days, the earliest first: one statement,
// of few columns, for a page that shows many. A type that nobody owns is everybody's.
func (s *Store) OnDays(ctx context.Context, scope access.Scope, d Days) (all []OnDay, err error) {
	t, err := s.Type(d.Type)
	if err != nil {
		return nil, err
	}
	f, ok := t.Field(t.Calendar)
	if !ok {
		return nil, nil
	}
	var from, to any = d.From.String(), (d.To + 1).String()
	if f.Kind == KindMoment {
		from, to = s.clock.Begins(d.From), s.clock.Begins(d.To+1)
	}
	owner := "0"
	if _, owned := t.Field("owner"); owned {
		owner = "r.owner"
	}
	c := clause{"SELECT r.id, r." + t.Title + ", r." + f.Name + ", " + owner + " AS owner, r.account FROM " + t.table() + " r WHERE r.workspace = ? AND r.archived = 0 AND r.merged = 0" +
		" AND r." + f.Name + " >= ? AND r." + f.Name + " < ?", []any{s.ws, from, to}}
	if d.Owner != 0 && owner != "0" {
		c.add(" AND r.owner = ?", d.Owner)
	}
	seen := s.sight(scope, t)
	c.add(seen.Text+fmt.Sprintf(" ORDER BY r.%s, r.id LIMIT ?", f.Name), append(seen.Args, d.Limit)...)
	bound, stop := context.WithTimeout(ctx, s.patience)
	defer stop()
	for row, err := range db.Loose(bound, s.r, c.text, c.args...) {
		if err != nil {
			return nil, fmt.Errorf("%s on days: %w", t.Plural, err)
		}
		one := OnDay{Ref: clientele.Ref{Type: t.Name, ID: clientele.ID(whole(row[0]))}, Title: words(row[1]), When: words(row[2]), Owner: clientele.ID(whole(row[3])), Account: clientele.ID(whole(row[4]))}
		if f.Kind == KindMoment {
			one.When = clientele.Instant(whole(row[2])).Time().In(s.clock.Zone()).Format("2006-01-02T15:04")
		}
		all = append(all, one)
	}
	return all, nil
}
