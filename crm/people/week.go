package people

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/say"
	"github.com/clientele-crm/clientele/shape"
)

// How far ahead important dates are shown, and how many.
const (
	weekDays  = 7
	weekShown = 8
	dayLooked = 20 // of one day
)

// WeekRow is an important date of the week ahead.
type WeekRow struct {
	Name string
	Href string
	Coming
	mine bool
}

// WeekOut is the important dates of the week ahead.
type WeekOut struct {
	Rows []WeekRow
	More int
}

// Week is the important dates of people in the week ahead, the next first; of one day,
// those of whom who asks looks after come first.
func (p *People) Week(ctx context.Context, s access.Scope, about page.About) (out WeekOut, err error) {
	on := map[string]clientele.Day{}
	var days []string
	for d := about.Today; d < about.Today+weekDays; d++ {
		for _, day := range daysOfYear(d) {
			on[day], days = d, append(days, day)
		}
	}
	found, err := p.onDays(ctx, s, ofDays{days: days, most: dayLooked})
	if err != nil || len(found) == 0 {
		return out, err
	}
	ids := make([]clientele.ID, len(found))
	for i, f := range found {
		ids[i] = f.Person
	}
	people, err := p.Records.Some(ctx, s, Type.Name, ids)
	if err != nil {
		return out, err
	}
	for _, f := range found {
		r, seen := people[f.Person]
		first, err := clientele.ParseDay(f.First)
		if !seen || err != nil {
			continue
		}
		day := on[f.MonthDay]
		owner, _ := r.Values["owner"].(clientele.ID)
		out.Rows = append(out.Rows, WeekRow{Name: r.Text("name"), Href: "/people/" + r.ID.String(), mine: owner != 0 && owner == s.User(),
			Coming: Coming{What: say.Of(ctx).Capital(f.Label), Day: day, Days: int(day - about.Today), Years: day.Time().Year() - first.Time().Year()}})
	}
	slices.SortStableFunc(out.Rows, func(a, b WeekRow) int {
		return cmp.Or(cmp.Compare(a.Days, b.Days), boolOrder(b.mine)-boolOrder(a.mine), cmp.Compare(a.Name, b.Name))
	})
	if len(out.Rows) > weekShown {
		out.Rows, out.More = out.Rows[:weekShown], len(out.Rows)-weekShown
	}
	return out, nil
}

func boolOrder(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

// daysOfYear are the days of the year that are kept on a day: on the 28th of February of a
// year without it, the 29th too.
func daysOfYear(d clientele.Day) []string {
	days := []string{monthDay(d)}
	if t := d.Time(); t.Month() == time.February && t.Day() == 28 && (d+1).Time().Month() == time.March {
		days = append(days, "02-29")
	}
	return days
}

// Panels are what people put onto Today.
func (p *People) Panels() []page.Panel {
	return []page.Panel{page.On(page.TodaySide, p.Week, weekPanel)}
}

// dayMost is how many important dates of one day a calendar knows of.
const dayMost = 20

// Between are the important dates of people on some days, in no order: of those whom somebody looks
// after, or nobody does; of everybody's where no owner is named.
func (p *People) Between(ctx context.Context, s access.Scope, owner clientele.ID, from, to clientele.Day) (all []shape.Anniversary, err error) {
	on := map[string][]clientele.Day{}
	var days []string
	for d := from; d <= to; d++ {
		for _, day := range daysOfYear(d) {
			if on[day] == nil {
				days = append(days, day)
			}
			on[day] = append(on[day], d)
		}
	}
	found, err := p.onDays(ctx, s, ofDays{days, owner, dayMost})
	if err != nil || len(found) == 0 {
		return nil, err
	}
	ids := make([]clientele.ID, len(found))
	for i, f := range found {
		ids[i] = f.Person
	}
	people, err := p.Records.Some(ctx, s, Type.Name, ids)
	for _, f := range found {
		r, seen := people[f.Person]
		first, wrong := clientele.ParseDay(f.First)
		if !seen || wrong != nil {
			continue
		}
		owner, _ := r.Values["owner"].(clientele.ID)
		for _, d := range on[f.MonthDay] {
			all = append(all, shape.Anniversary{Person: r.ID, Name: r.Text("name"), Href: Type.Address(r.ID), What: strings.TrimSpace(f.Label), Day: d,
				Years: d.Time().Year() - first.Time().Year(), Owner: owner})
		}
	}
	return all, err
}
