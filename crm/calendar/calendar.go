// Package calendar is what happens when: events with their recurrence, and the pages that show them by
// day, week and month beside tasks, important dates and whatever else of the firm stands on a day.
//
// Times are those of the firm's clock: 9:30 stays 9:30 when the clocks change. What comes again is kept
// as its rule, and followed as far as somebody looks; one time of it that was moved, called off or held
// is an event of its own. Start at Type, then items.go.
package calendar

import (
	"context"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/jobs"
	"github.com/clientele-crm/clientele/ledger"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/record"
	"github.com/clientele-crm/clientele/shape"
)

// Calendar is what the pages and acts stand on.
type Calendar struct {
	DB        *db.DB
	Workspace clientele.ID
	Book      *ledger.Book
	Records   *record.Store
	Access    *access.Access
	Jobs      *jobs.Jobs
	Clock     *clientele.Clock

	// Dates are the important dates of people on some days; for one owner, those of whom they look after, or nobody does.
	Dates func(ctx context.Context, s access.Scope, owner clientele.ID, from, to clientele.Day) ([]shape.Anniversary, error)
	// MoveTask puts a task onto another day, or moment.
	MoveTask func(ctx context.Context, s access.Scope, id clientele.ID, to string) (page.Done, error)
	// Called is what so many records of a type are called.
	Called func(typeName string, n int) string
}

func ref(id clientele.ID) clientele.Ref { return clientele.Ref{Type: Type.Name, ID: id} }

// Capability puts the calendar and the acts of events to what every type has.
func (c *Calendar) Capability(plain page.Capability) page.Capability {
	plain.Name = "calendar"
	plain.Pages[1] = plain.Pages[1].InMenu(page.New)
	month := page.Read("calendar", "/calendar", access.SignedIn, c.Month, c.calendarPage).
		Titled(clientele.Tell("title.calendar"), "What is when: events, tasks, important dates and whatever else stands on a day, by month, week, day, or one after another.").
		InMenu(page.Main, Type.Home)
	plain.Pages = append([]page.Page{month}, plain.Pages...)
	plain.Pages = append(plain.Pages,
		page.Read("event-occurrence", "/events/{id}/occurrence", access.SignedIn, c.Occurrence, occurrencePage).
			Titled(clientele.Tell("title.one-time"), "One time of an event that comes again: whether it took place, when it is instead."),
		page.Read("calendar-address", "/calendar/address", access.SignedIn, c.Address, addressPage).
			Titled(clientele.Tell("title.calendar-address"), "The private address by which a calendar program reads your calendar."))
	plain.Acts = append(plain.Acts,
		page.Write("event-held", access.Writers, c.Held).
			Titled(clientele.Tell("title.took-place"), "Says that an event took place: it counts as contact."),
		page.Write("event-call-off", access.Writers, c.CallOff).
			Titled(clientele.Tell("title.call-off"), "Calls an event off, or one time of one that comes again."),
		page.Write("calendar-move", access.Writers, c.Move).FormAt(func(page.Input) string { return "/calendar" }).
			Titled(clientele.Tell("title.move"), "Puts an event, one time of it, a task, or another record onto another day or time."),
		page.Write("event-quick", access.Writers, c.Quick).FormAt(func(page.Input) string { return "/calendar" }).
			Titled(clientele.Tell("title.put-down"), "Puts an event down in words: tue 15:00 lunch with Acme."),
		page.Write("event-heard", access.Writers, c.Heard).
			Titled(clientele.Tell("title.read"), "Takes a reminder of an event away; the event stays."),
		page.Write("event-unheard", access.Writers, c.Unheard).InBrowser().
			Titled(clientele.Tell("title.put-it-back"), "Brings a reminder of an event back."),
		page.Write("calendar-address-make", access.SignedIn, c.MakeAddress).FormAt(atAddress).
			Titled(clientele.Tell("title.make-address"), "Makes the private address of your calendar, in the place of one before; it is shown this once."),
		page.Write("calendar-address-drop", access.SignedIn, c.DropAddress).FormAt(atAddress).
			Titled(clientele.Tell("title.withdraw-address"), "Ends the private address of your calendar at once."),
	)
	plain.Panels = append(plain.Panels, page.On(page.Reminders, c.Due, duePanel), page.On(page.AccountSide, c.OfAccount, plannedPanel), page.On(page.TodaySide, c.OfToday, todayPanel))
	plain.Works, plain.Schedules = c.works()
	return plain
}

func atAddress(page.Input) string { return "/calendar/address" }
