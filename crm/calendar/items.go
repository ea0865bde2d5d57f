package calendar

import (
	"cmp"
	"context"
	"slices"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/record"
	"github.com/clientele-crm/clientele/say"
)

// CalendarItem is something that stands in the calendar.
type CalendarItem struct {
	Type    string        `json:"type"` // of the record: event, task, person and others
	ID      clientele.ID  `json:"id"`
	At      string        `json:"at,omitempty"` // which time of an event that comes again, as its rule has it
	Kind    string        `json:"kind"`         // of an event what it is; else the type, or "anniversary"
	Title   string        `json:"title"`
	Href    string        `json:"href"`
	Begins  string        `json:"begins"` // 2026-03-31T09:30, or a day alone
	Ends    string        `json:"ends,omitempty"`
	State   string        `json:"state,omitempty"`
	Place   string        `json:"place,omitempty"`
	Account clientele.ID  `json:"account,omitzero"`
	For     string        `json:"for,omitempty"` // the account, by name
	Moves   bool          `json:"moves"`         // who asks may put it onto another day
	Again   bool          `json:"again,omitempty"`
	Day     clientele.Day `json:"-"` // the first, and the last
	Last    clientele.Day `json:"-"`
	span    span
}

// Timed says that it has hours.
func (i CalendarItem) Timed() bool { return i.span.timed }

// Hours are when it begins and ends: "09:30–10:30"; "" of what has none.
func (i CalendarItem) Hours() string {
	if !i.span.timed {
		return ""
	}
	if i.span.lasts == 0 {
		return i.span.begins.Format("15:04")
	}
	return i.span.begins.Format("15:04") + "–" + i.span.ends().Format("15:04")
}

// Open says that it is past and nobody said whether it took place.
func (i CalendarItem) Open(now string) bool {
	_, counts := channel(i.Kind)
	return i.Type == Type.Name && counts && i.Account != 0 && i.State == planned && i.Ends < now && (i.Timed() || i.Ends < dayPart(now))
}

// mostOther bounds what is shown of one other type of record.
const mostOther = 4_000

// items are what stands in the days of a window, in the order of the days: what lasts the day
// first, then by the hour.
func (c *Calendar) items(ctx context.Context, s access.Scope, w window) (all []CalendarItem, err error) {
	err = c.DB.Snapshot(ctx, func(ctx context.Context) error {
		if all, err = c.eventItems(ctx, s, w); err != nil {
			return err
		}
		others, err := c.otherItems(ctx, s, w)
		all = append(all, others...)
		return err
	})
	slices.SortStableFunc(all, byTime)
	return all, err
}

// otherItems are what stands in a window besides events: the records of each type that names a day for the
// calendar, and the important dates of people.
func (c *Calendar) otherItems(ctx context.Context, s access.Scope, w window) (all []CalendarItem, err error) {
	for _, t := range c.Records.Types() {
		if t.Calendar == "" || t.Name == Type.Name {
			continue
		}
		some, err := c.Records.OnDays(ctx, s, record.Days{Type: t.Name, From: w.from, To: w.to, Owner: w.user, Limit: mostOther})
		if err != nil {
			return nil, err
		}
		f, _ := t.Field(t.Calendar)
		for _, r := range some {
			one := spanFrom(r.When, "")
			all = append(all, CalendarItem{Type: t.Name, Kind: t.Name, ID: r.ID, Title: r.Title, Href: t.Address(r.ID), Begins: r.When, Account: r.Account,
				Moves: s.MayWrite() && (!f.Fixed || t.Name == "task") && f.Kind != record.KindMoment, Day: one.first(), Last: one.last(), span: one})
		}
	}
	return all, c.anniversaries(ctx, s, w, &all)
}

// byTime is the order of the days; of one day, what lasts it first, then by the hour.
func byTime(a, b CalendarItem) int {
	return cmp.Or(cmp.Compare(a.Day, b.Day), cmp.Compare(bit(a.Timed()), bit(b.Timed())), cmp.Compare(a.Begins, b.Begins), cmp.Compare(a.Title, b.Title), cmp.Compare(a.ID, b.ID))
}

// eventItems are the events of a window; what comes again as often as it does.
func (c *Calendar) eventItems(ctx context.Context, s access.Scope, w window) (all []CalendarItem, err error) {
	rows, err := c.between(ctx, s, w)
	if err != nil {
		return nil, err
	}
	var series []clientele.ID
	for _, r := range rows {
		if r.Recurrence != "" {
			series = append(series, r.ID)
		}
	}
	instead, err := c.instead(ctx, c.DB, series, w.from-31)
	if err != nil {
		return nil, err
	}
	for _, r := range rows {
		first := spanFrom(r.Begins, r.Ends)
		if r.Recurrence == "" {
			all = append(all, r.item(s, first, ""))
			continue
		}
		for _, one := range times(r.Recurrence, first, w.from, w.to) {
			if at := written(one.begins, one.timed); !instead[insteadRow{r.ID, at}] {
				all = append(all, r.item(s, one, at))
			}
		}
	}
	return all, nil
}

func (r eventRow) item(s access.Scope, one span, at string) CalendarItem {
	return CalendarItem{Type: Type.Name, ID: r.ID, At: at, Kind: r.Kind, Title: r.Title, Href: eventHref(r.ID, at), Begins: written(one.begins, one.timed), Ends: written(one.ends(), one.timed),
		State: r.State, Place: r.Place, Account: r.Account, Moves: s.MayWrite(), Again: at != "" || r.Series != 0, Day: one.first(), Last: one.last(), span: one}
}

// anniversaries puts the important dates of people to what stands in a window; for one user, those of
// people whom they look after, or nobody does.
func (c *Calendar) anniversaries(ctx context.Context, s access.Scope, w window, all *[]CalendarItem) error {
	if c.Dates == nil {
		return nil
	}
	dates, err := c.Dates(ctx, s, w.user, w.from, w.to)
	if err != nil {
		return err
	}
	speak := say.Of(ctx)
	for _, d := range dates {
		if w.user != 0 && d.Owner != 0 && d.Owner != w.user {
			continue
		}
		title := speak.Say("calendar.anniversary", say.Args{"name": d.Name, "what": d.What})
		if d.Years > 0 && d.Years < 150 {
			title = speak.Say("calendar.anniversary-years", say.Args{"name": d.Name, "what": d.What, "n": d.Years})
		}
		*all = append(*all, CalendarItem{Type: clientele.PersonType, Kind: anniversary, ID: d.Person, Title: title, Href: d.Href, Begins: d.Day.String(), Day: d.Day, Last: d.Day, span: span{begins: d.Day.Time()}})
	}
	return nil
}

const anniversary = "anniversary"

// named puts the names of their accounts to some items, as far as they may be seen.
func (c *Calendar) named(ctx context.Context, s access.Scope, some []CalendarItem) error {
	var refs []clientele.Ref
	for _, i := range some {
		if i.Account != 0 {
			refs = append(refs, clientele.Ref{Type: record.Account, ID: i.Account})
		}
	}
	if len(refs) == 0 {
		return nil
	}
	titles, err := c.Records.Titles(ctx, s, refs)
	for k := range some {
		some[k].For = titles[clientele.Ref{Type: record.Account, ID: some[k].Account}]
	}
	return err
}
