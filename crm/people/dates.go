package people

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/a-h/templ"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/record"
	"github.com/clientele-crm/clientele/say"
)

// Coming is when an important date of a person comes again.
type Coming struct {
	What  string
	Day   clientele.Day
	Days  int // until then
	Years int // since the first
}

// coming are the important dates of a person as they come again, the next first.
func coming(r *record.Record, today clientele.Day) (all []Coming) {
	dates, _ := r.Values["dates"].([]record.Occasion)
	for _, o := range dates {
		first := o.Day.Time()
		c := Coming{What: say.Capital(strings.TrimSpace(o.Label)), Day: inYear(first, today.Time().Year())}
		if c.Day < today {
			c.Day = inYear(first, today.Time().Year()+1)
		}
		c.Days, c.Years = int(c.Day-today), c.Day.Time().Year()-first.Year()
		all = append(all, c)
	}
	slices.SortStableFunc(all, func(a, b Coming) int { return a.Days - b.Days })
	return all
}

// inYear is a day in another year; the 29th of February is the 28th where there is none.
func inYear(first time.Time, year int) clientele.Day {
	day := time.Date(year, first.Month(), first.Day(), 0, 0, 0, 0, time.UTC)
	if day.Month() != first.Month() {
		day = day.AddDate(0, 0, -1)
	}
	return clientele.DayOf(day)
}

// Dates puts onto the page of a person when their important dates come again.
func Dates(clock *clientele.Clock) func(context.Context, access.Scope, *record.Record) (func(page.Frame) templ.Component, error) {
	return func(_ context.Context, _ access.Scope, r *record.Record) (func(page.Frame) templ.Component, error) {
		all := coming(r, clock.Today())
		if len(all) == 0 {
			return nil, nil
		}
		return func(v page.Frame) templ.Component { return datesPart(v, all) }, nil
	}
}

// when says a day that comes again: "Wed 31 Mar, in 12 days; 57 years".
func when(v page.Frame, c Coming) string {
	key := "people.in_days"
	switch {
	case c.Days == 0:
		key = "people.is_today"
	case c.Days == 1:
		key = "people.is_tomorrow"
	}
	text := v.Speaker.Say(key, say.Args{"day": v.Speaker.Day(c.Day, v.Today), "n": c.Days})
	if c.Years > 0 && c.Years < 150 {
		text += "; " + v.Speaker.Say("people.years", say.Args{"n": c.Years})
	}
	return text
}
