package people

import (
	"cmp"
	"context"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/faces"
	"github.com/clientele-crm/clientele/ledger"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/record"
	"github.com/clientele-crm/clientele/say"
	"github.com/clientele-crm/clientele/shape"
	"github.com/clientele-crm/clientele/ui"
)

// How much of a person is shown at once.
const (
	timelinePage = 24
	tasksLooked  = 500
	openShown    = 20
)

// happenedOut is what happened with a person, and what is open.
type happenedOut struct {
	ID       clientele.ID
	Name     string
	Days     []shape.TimelineDay
	Older    string
	Earlier  bool // it does not begin at the newest
	Accounts []page.Choice
	Users    []page.Choice
	Promises []shape.Step
	Tasks    func(page.Frame) templ.Component // those that are open
	MayWrite bool
	MayAdd   bool // neither archived nor only looked at
}

// moment is something that happened, with its place among all that did.
type moment struct {
	ledger.Place
	day    clientele.Day
	row    shape.TimelineEntry
	change clientele.ID // the change of the record that it is
	how    string       // what else it came of, where nobody made it by hand

	account clientele.ID // the one with which contact was
}

// Happened is what happened with a person: contact, what was changed of their record,
// tasks that were done for them. Tasks that are open stand above it, with the composer.
func (p *People) Happened(ctx context.Context, s access.Scope, r *record.Record, before string) (*faces.Happened, error) {
	place, err := readPlace(before)
	if err != nil {
		return nil, err
	}
	q := ledger.PersonQuery{Person: r.ID, Name: r.Text("name"), Before: place, Limit: timelinePage}
	ties, _ := r.Values["accounts"].([]record.Tie)
	for _, t := range ties {
		q.Accounts = append(q.Accounts, t.To)
	}
	entries, floor, err := p.Book.For(s).OfPerson(ctx, q)
	if err != nil {
		return nil, err
	}
	tasks, err := p.Records.LeadingTo(ctx, s, "task", r.Ref, tasksLooked)
	if err != nil {
		return nil, err
	}
	users, err := p.Users(ctx)
	if err != nil {
		return nil, err
	}
	ever, err := p.Records.Users(ctx)
	if err != nil {
		return nil, err
	}
	out := happenedOut{ID: r.ID, Name: q.Name, Earlier: before != "", Users: userChoices(users, s.User()),
		MayWrite: s.MayWrite(), MayAdd: s.MayWrite() && r.Archived == 0}
	h := &faces.Happened{Refs: accountsOf(q.Accounts, entries)}
	if h.Changes, err = p.Records.Told(ctx, &Type, entries); err != nil {
		return nil, err
	}
	all := p.moments(ctx, entries, names(ever))
	all = append(all, p.done(tasks, place, floor)...)
	all, floor = cut(all, floor)
	open := stillOpen(tasks)
	out.Promises = p.promisesAmong(open)
	if out.Tasks, err = p.Tasks(ctx, s, r, open); err != nil {
		return nil, err
	}
	if floor != (ledger.Place{}) {
		out.Older = "/people/" + r.ID.String() + "?" + url.Values{"before": {writePlace(floor)}}.Encode()
	}
	h.Rows = func(told faces.Told) any { return daysOf(all, told) }
	h.Next, h.Last = p.nextAmong(open), func(told faces.Told) []faces.Moment { return p.last(say.Of(ctx), daysOf(all, told)) }
	h.Draw = func(v page.Frame, told faces.Told) templ.Component {
		shown := out
		shown.Days = daysOf(all, told)
		for i, id := range q.Accounts {
			shown.Accounts = append(shown.Accounts, page.Choice{Value: id.String(), Label: told.Titles[clientele.Ref{Type: record.Account, ID: id}], Selected: i == 0})
		}
		return happenedPart(v, shown)
	}
	return h, nil
}

// accountsOf are a person's accounts, and those with which contact was.
func accountsOf(own []clientele.ID, entries []clientele.Entry) (refs []clientele.Ref) {
	for _, id := range own {
		refs = append(refs, clientele.Ref{Type: record.Account, ID: id})
	}
	for _, e := range entries {
		if e.Account != 0 && !slices.Contains(own, e.Account) {
			refs = append(refs, clientele.Ref{Type: record.Account, ID: e.Account})
		}
	}
	return refs
}

// moments are entries as a timeline tells them.
func (p *People) moments(ctx context.Context, entries []clientele.Entry, by map[clientele.ID]string) []moment {
	firm := shape.Speaking(ctx, say.Words{})
	all := make([]moment, len(entries))
	for i, e := range entries {
		m := moment{Place: ledger.Place{At: e.At, ID: e.ID}, day: e.On(), row: shape.EntryOf(e, firm)}
		m.row.By, m.row.Text = cmp.Or(by[e.By], faces.Doer(e.Via)), shape.Named(m.row.Text, by)
		if how := sayHow(firm.Speaker, e.Via); e.By == 0 && how != "" {
			m.row.By, m.how = "", how
		}
		if e.Body.EntryKind() == clientele.KindChanged {
			m.change = e.ID
		} else {
			m.row.Person = "" // it is their page
			m.account = e.Account
		}
		all[i] = m
	}
	return all
}

// done are the tasks that were done between two places.
func (p *People) done(tasks []*record.Record, before, floor ledger.Place) (all []moment) {
	for _, r := range tasks {
		at, done := r.Values["done_at"].(clientele.Instant)
		here := ledger.Place{At: at, ID: r.ID}
		if !done || before != (ledger.Place{}) && !before.After(here) || floor.After(here) {
			continue
		}
		key := "people.task-done"
		if r.Values["promise"] == true {
			key = "people.promise-kept"
		}
		row := shape.TimelineEntry{ID: r.ID, Kind: clientele.KindSettled, At: at, Title: clientele.Tell(key), Of: r.Text("title"), OfHref: "/tasks/" + r.ID.String()}
		all = append(all, moment{Place: here, day: p.Clock.Day(at), row: row})
	}
	return all
}

// cut is a page of what happened, and down to where it is complete.
func cut(all []moment, floor ledger.Place) ([]moment, ledger.Place) {
	slices.SortFunc(all, func(a, b moment) int { return cmp.Or(cmp.Compare(b.At, a.At), cmp.Compare(b.ID, a.ID)) })
	if len(all) <= timelinePage {
		return all, floor
	}
	return all[:timelinePage], all[timelinePage-1].Place
}

// daysOf is what happened day by day. A change of which nothing may be seen is not there.
func daysOf(all []moment, told faces.Told) []shape.TimelineDay {
	days := shape.Timeline{}
	for _, m := range all {
		if m.change != 0 {
			c, known := told.Changes[m.change]
			if !known || len(c.What) == 0 {
				continue
			}
			m.row.Title, m.row.Text = clientele.Tell("people.changed"), strings.Join(c.What, "\n")
			switch {
			case c.First:
				m.row.Title = clientele.Tell("people.made")
			case m.how != "":
				m.row.Title = m.how
			case c.Undone:
				m.row.Title = clientele.Tell("people.taken-back")
			default:
				m.row.Back = &page.Undo{Act: "person-undo", With: map[string]string{"id": c.Of.String(), "change": m.change.String()}}
			}
		}
		if title := told.Titles[clientele.Ref{Type: record.Account, ID: m.account}]; title != "" {
			m.row.Of, m.row.OfHref = title, shape.AccountHref(m.account, "")
		}
		days.Add(m.day, m.row)
	}
	return days
}

// sayHow says of what a change came that nobody made by hand: a merge, an unmerge. What has no
// words of its own is "".
func sayHow(s *say.Speaker, via string) string {
	return s.Label("people.changed-by."+strings.ReplaceAll(via, " ", "-"), "")
}

// stillOpen are the tasks that are to be done yet, the next first.
func stillOpen(tasks []*record.Record) []*record.Record {
	open := slices.DeleteFunc(slices.Clone(tasks), func(r *record.Record) bool { return r.Text("state") == "done" })
	comes := func(r *record.Record) string { return cmp.Or(r.Text("comes"), "without a day") } // after every day
	slices.SortStableFunc(open, func(a, b *record.Record) int { return cmp.Compare(comes(a), comes(b)) })
	return open[:min(len(open), openShown)]
}

// nextAmong is the task that comes up first.
func (p *People) nextAmong(open []*record.Record) *page.Link {
	if len(open) == 0 {
		return nil
	}
	return &page.Link{Text: ui.StepText(p.step(open[0])), Href: "/tasks/" + open[0].ID.String()}
}

// step is a task as a step of a day.
func (p *People) step(r *record.Record) shape.Step {
	return shape.Step{Task: r.ID, Do: r.Text("title"), Promise: r.Values["promise"] == true}.ComesUp(r.Text("comes"), p.Clock.Today())
}

// last is what happened last, each in a line.
func (p *People) last(s *say.Speaker, days []shape.TimelineDay) (some []faces.Moment) {
	for _, d := range days {
		for _, e := range d.Entries {
			m := faces.Moment{When: s.Day(d.Day, p.Clock.Today()), What: e.Title, Text: strings.ReplaceAll(e.Text, "\n", "; ")}
			if e.Kind == clientele.KindChanged && e.Back == nil { // what was entered stands above
				m.Text = ""
			}
			some = append(some, m)
		}
	}
	return some
}

func (p *People) promisesAmong(open []*record.Record) (promises []shape.Step) {
	for _, r := range open {
		if s := p.step(r); s.Promise {
			promises = append(promises, s)
		}
	}
	return promises
}

// names are how users are known.
func names(users []access.User) map[clientele.ID]string {
	all := make(map[clientele.ID]string, len(users))
	for _, u := range users {
		all[u.ID] = cmp.Or(u.Name, u.Email)
	}
	return all
}

// userChoices are users by their names, who looks first.
func userChoices(users []access.User, first clientele.ID) (all []page.Choice) {
	for _, u := range users {
		c := page.Choice{Value: u.ID.String(), Label: cmp.Or(u.Name, u.Email)}
		if u.ID == first {
			all = slices.Insert(all, 0, c)
		} else {
			all = append(all, c)
		}
	}
	return all
}

func writePlace(p ledger.Place) string {
	return strconv.FormatInt(int64(p.At), 10) + "." + p.ID.String()
}

// readPlace reads what writePlace wrote; "" is the newest.
func readPlace(text string) (p ledger.Place, err error) {
	if text == "" {
		return p, nil
	}
	at, id, _ := strings.Cut(text, ".")
	a, errAt := strconv.ParseInt(at, 10, 64)
	i, errID := strconv.ParseInt(id, 10, 64)
	if errAt != nil || errID != nil {
		return p, page.Wrong("before", clientele.Tell("people.this-is-no-place-in-what"), clientele.Tell("people.begin-again-without-it"))
	}
	return ledger.Place{At: clientele.Instant(a), ID: clientele.ID(i)}, nil
}

// channels are how one is in touch, and the note, which is contact with nobody.
var channels = []clientele.Channel{clientele.Note, clientele.Call, clientele.Meeting, clientele.Email, clientele.Visit, clientele.Message}

// whoBegan are the answers to who began.
func whoBegan(v page.Frame) []page.Choice {
	return []page.Choice{
		{Value: "out", Label: v.Say("account.write-we")}, {Value: "in", Label: v.Say("account.write-they")}, {Value: "", Label: v.Say("account.write-unknown")},
	}
}

// withNone are accounts, and that it concerns the person alone.
func withNone(v page.Frame, accounts []page.Choice) []page.Choice {
	return append(slices.Clone(accounts), page.Choice{Value: "0", Label: v.Say("people.about-none")})
}

// writtenDay is a day as a form shows it.
func writtenDay(v page.Frame, d clientele.Day) string { return v.Speaker.LongDay(d) }
