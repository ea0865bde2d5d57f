package calendar

import (
	"context"
	"fmt"
	"slices"

	"github.com/a-h/templ"

	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/record"
)

const (
	openDays     = 14  // for how long it is asked whether an event took place
	plannedDays  = 366 // ahead, beside an account
	plannedShown = 6
	openShown    = 5
	ofOneMost    = 200 // events of one account or person that are looked at
)

// PlannedOut is what is planned with an account or a person, and what is to be said of what was.
type PlannedOut struct {
	Open     []CalendarItem // past, and nobody said whether it took place
	Ahead    []CalendarItem
	More     int
	New      string
	MayWrite bool
}

// OfAccount is what is planned with an account: one statement.
func (c *Calendar) OfAccount(ctx context.Context, s access.Scope, about page.About) (PlannedOut, error) {
	seen := s.Sees(c.DB.Engine, "e.wall")
	since := c.Clock.Today() - openDays
	text := "SELECT " + eventColumns + " FROM events e WHERE e.workspace = ? AND e.account <> 0 AND e.account = ? AND (e.recurrence <> '' OR e.ends >= ? OR e.occurrence >= ?)" +
		standing + seen.Text + fmt.Sprintf(" ORDER BY e.begins, e.id LIMIT %d", ofOneMost)
	rows, err := db.All[eventRow](ctx, c.DB, text, append([]any{c.Workspace, about.Account, since.String(), since.String()}, seen.Args...)...)
	if err != nil {
		return PlannedOut{}, fmt.Errorf("events of account %d: %w", about.Account, err)
	}
	out := c.planned(s, rows)
	if s.MayWrite() {
		out.New = "/events/new?account=" + about.Account.String()
	}
	return out, nil
}

// Beside is what is planned with a person, on their page.
func (c *Calendar) Beside(ctx context.Context, s access.Scope, r *record.Record) (func(page.Frame) templ.Component, error) {
	found, err := c.Records.LeadingTo(ctx, s, Type.Name, r.Ref, ofOneMost)
	if err != nil {
		return nil, err
	}
	var rows []eventRow
	for _, e := range found {
		rows = append(rows, rowOf(e))
	}
	out := c.planned(s, rows)
	if out.MayWrite = out.MayWrite && r.Archived == 0; out.MayWrite {
		out.New = "/events/new?person=" + r.ID.String()
	}
	return func(v page.Frame) templ.Component { return plannedPanel(v, out) }, nil
}

// planned sorts events into those that are to come and those of which nobody said what became of them.
func (c *Calendar) planned(s access.Scope, rows []eventRow) PlannedOut {
	out := PlannedOut{MayWrite: s.MayWrite()}
	today, now := c.Clock.Today(), c.Clock.Time().Format("2006-01-02T15:04")
	instead := map[insteadRow]bool{}
	for _, r := range rows {
		instead[insteadRow{r.Series, r.Occurrence}] = true
	}
	var all []CalendarItem
	for _, r := range rows {
		first := spanFrom(r.Begins, r.Ends)
		if r.Recurrence == "" {
			all = append(all, r.item(s, first, ""))
			continue
		}
		for _, one := range times(r.Recurrence, first, today-openDays, today+plannedDays) {
			if at := written(one.begins, one.timed); !instead[insteadRow{r.ID, at}] {
				all = append(all, r.item(s, one, at))
			}
			if len(all) > ofOneMost && one.first() > today {
				break
			}
		}
	}
	slices.SortStableFunc(all, byTime)
	for _, i := range all {
		switch {
		case i.Open(now) && i.Last >= today-openDays:
			out.Open = append(out.Open, i)
		case i.Last >= today && i.State == planned:
			out.Ahead = append(out.Ahead, i)
		}
	}
	if slices.Reverse(out.Open); len(out.Open) > openShown {
		out.Open = out.Open[:openShown]
	}
	if len(out.Ahead) > plannedShown {
		out.Ahead, out.More = out.Ahead[:plannedShown], len(out.Ahead)-plannedShown
	}
	return out
}

// OfToday is what who asks has in their calendar today, and what is to be said of what was.
func (c *Calendar) OfToday(ctx context.Context, s access.Scope, about page.About) (out PlannedOut, err error) {
	if s.User() == 0 {
		return out, nil
	}
	all, err := c.eventItems(ctx, s, window{s.User(), about.Today - openDays, about.Today})
	if err != nil {
		return out, err
	}
	slices.SortStableFunc(all, byTime)
	now := c.Clock.Time().Format("2006-01-02T15:04")
	for _, i := range all {
		switch {
		case i.Open(now) && i.Account != 0:
			out.Open = append(out.Open, i)
		case i.Last >= about.Today && i.State != cancelled:
			out.Ahead = append(out.Ahead, i)
		}
	}
	if slices.Reverse(out.Open); len(out.Open) > openShown {
		out.Open = out.Open[:openShown]
	}
	if len(out.Ahead) > plannedShown {
		out.Ahead, out.More = out.Ahead[:plannedShown], len(out.Ahead)-plannedShown
	}
	out.MayWrite = s.MayWrite()
	some := slices.Concat(out.Open, out.Ahead)
	if err := c.named(ctx, s, some); err != nil {
		return out, err
	}
	out.Open, out.Ahead = some[:len(out.Open)], some[len(out.Open):]
	return out, nil
}
