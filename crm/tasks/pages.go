package tasks

import (
	"cmp"
	"context"
	"net/url"
	"slices"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/faces"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/record"
	"github.com/clientele-crm/clientele/say"
	"github.com/clientele-crm/clientele/shape"
)

// TasksIn asks for tasks by their days, or by anything that a list of records takes.
type TasksIn struct {
	Tab   string    `name:"tab" json:"tab,omitempty" enum:"now,late,today,week,later,undated,done" default:"now" doc:"which ones by their day"`
	Whose string    `name:"whose" json:"whose,omitempty" enum:"mine,team,all" doc:"mine, those of my teams, everybody's; mine where nothing is said"`
	Rest  page.Rest // a filter, a sort, a page: the list with all columns
}

// TaskRow is a task of a list.
type TaskRow struct {
	ID       clientele.ID `json:"id"`
	Title    string       `json:"title"`
	Href     string       `json:"href"`
	For      string       `json:"for,omitempty"`      // the account or person it is for
	ForHref  string       `json:"for_href,omitempty"` // its page
	Due      string       `json:"due,omitempty"`      // as people say it
	LateDays int          `json:"late_days,omitempty"`
	State    string       `json:"state"`
	Owner    string       `json:"owner,omitempty"`
	Promise  bool         `json:"promise,omitempty"`
	Again    string       `json:"again,omitempty"` // how it comes again
}

// TasksOut is tasks by their days.
type TasksOut struct {
	Sentence string       `json:"sentence"`
	Tab      string       `json:"tab"`
	Whose    string       `json:"whose"`
	Rows     []TaskRow    `json:"rows"`
	Next     string       `json:"next,omitempty"`
	Tabs     []page.Link  `json:"tabs"`
	Owners   []page.Link  `json:"owners"`
	Others   *page.Link   `json:"others,omitempty"` // those of the whole firm, where there are more than these
	Table    *page.Answer `json:"-"`                // the list with all columns, where that was asked for
	MayWrite bool         `json:"-"`
	Users    []page.Choice
}

// tabs are the parts of the list by day, in the order in which one works.
var tabs = []string{"now", "late", "today", "week", "later", "undated", "done"}

// weekDays is how far the week ahead reaches.
const weekDays = 7

// on is the condition of a tab. A task that is put off stands where it comes back.
func on(tab string, today clientele.Day) record.Node {
	week := today + weekDays
	switch tab {
	case "late":
		return compare("comes", record.Less, today.String())
	case "today":
		return is("comes", today.String())
	case "week":
		return record.All{compare("comes", record.More, today.String()), compare("comes", record.AtMost, week.String())}
	case "later":
		return compare("comes", record.More, week.String())
	case "undated":
		return record.All{is("state", "open"), record.Cond{Field: "comes", Op: record.Empty}}
	case "done":
		return is("state", "done")
	}
	return compare("comes", record.AtMost, today.String())
}

func compare(field string, op record.Op, value string) record.Node {
	return record.Cond{Field: field, Op: op, Values: []string{value}}
}

func is(field, value string) record.Node { return compare(field, record.Is, value) }

// of is the condition of whose tasks are asked for; nil for everybody's.
func (t *Tasks) of(ctx context.Context, s access.Scope, whose string) (record.Node, error) {
	if whose == "mine" {
		return is("owner", s.User().String()), nil
	}
	if whose != "team" {
		return nil, nil
	}
	teams, err := t.Access.Teams(ctx)
	if err != nil {
		return nil, err
	}
	people := []string{s.User().String()}
	for _, team := range teams {
		if s.InTeam(team.ID) {
			for _, u := range team.Users {
				people = append(people, u.String())
			}
		}
	}
	slices.Sort(people)
	people = slices.Compact(people)
	return record.Cond{Field: "owner", Op: record.In, Values: people[:min(len(people), 200)]}, nil
}

const listed = 50

// List is tasks by their days; with a filter or a sort, the list that every type has.
func (t *Tasks) List(ctx context.Context, s access.Scope, in TasksIn) (TasksOut, error) {
	out := TasksOut{Tab: in.Tab, Whose: in.Whose, Rows: []TaskRow{}, MayWrite: s.MayWrite()}
	at := url.Values(in.Rest).Get("from")
	if len(in.Rest) > 0 && at == "" {
		answer, err := t.table.Do(ctx, s, page.Input{Values: url.Values(in.Rest)})
		out.Table = &answer
		return out, err
	}
	if out.Whose == "" {
		if out.Whose = "mine"; s.User() == 0 {
			out.Whose = "all"
		}
	}
	var parts record.All
	whose, err := t.of(ctx, s, out.Whose)
	if err != nil {
		return out, err
	}
	if whose != nil {
		parts = append(parts, whose)
	}
	q := record.Query{Type: Type.Name, Filter: append(parts, on(in.Tab, t.Clock.Today())), Sort: "comes", Limit: listed, At: at, Count: true}
	switch in.Tab {
	case "done":
		q.Sort = "-changed"
	case "undated":
		q.Sort = "changed"
	}
	found, err := t.Records.Query(ctx, s, q)
	if err != nil {
		return out, err
	}
	if out.Rows, out.Users, err = t.rows(ctx, s, found.Rows); err != nil {
		return out, err
	}
	if found.Next != "" {
		out.Next = listHref(out.Tab, out.Whose) + "&" + url.Values{"from": {found.Next}}.Encode()
	}
	for _, tab := range tabs {
		out.Tabs = append(out.Tabs, page.Link{Text: word(say.Of(ctx), "tasks.tab.", tab), Href: listHref(tab, out.Whose)})
	}
	for _, whose := range []string{"mine", "team", "all"} {
		out.Owners = append(out.Owners, page.Link{Text: word(say.Of(ctx), "tasks.whose.", whose), Href: listHref(out.Tab, whose)})
	}
	out.Sentence = listSentence(say.Of(ctx), out, found.Count)
	out.Others, err = t.others(ctx, s, out, q)
	return out, err
}

// others leads to the tasks of the whole firm, where there are more of them than of whom was asked.
func (t *Tasks) others(ctx context.Context, s access.Scope, out TasksOut, q record.Query) (*page.Link, error) {
	if out.Whose == "all" {
		return nil, nil
	}
	q.Filter, q.At, q.Limit = on(out.Tab, t.Clock.Today()), "", 1
	all, err := t.Records.Query(ctx, s, q)
	if err != nil || all.Count == nil || all.Count.N <= len(out.Rows) {
		return nil, err
	}
	return &page.Link{Text: say.Of(ctx).Say("tasks.of-all", say.Args{"n": all.Count.N}), Href: listHref(out.Tab, "all")}, nil
}

func listHref(tab, whose string) string {
	return "/tasks?" + url.Values{"tab": {tab}, "whose": {whose}}.Encode()
}

func listSentence(s *say.Speaker, out TasksOut, count *record.Count) string {
	n := len(out.Rows)
	if count != nil {
		n = count.N
	}
	args := say.Args{"n": n, "of": word(s, "tasks.of.", out.Whose)}
	if n == 0 {
		return word(s, "tasks.none.", out.Tab, args)
	}
	return word(s, "tasks.sentence.", out.Tab, args)
}

// rows are tasks as a list shows them, with the names of whom they are for.
func (t *Tasks) rows(ctx context.Context, s access.Scope, some []*record.Record) ([]TaskRow, []page.Choice, error) {
	var refs []clientele.Ref
	for _, r := range some {
		refs = append(refs, forWhom(r)...)
	}
	titles, err := t.Records.Titles(ctx, s, refs)
	if err != nil {
		return nil, nil, err
	}
	rows, choices, err := t.nameless(ctx, some)
	for i, r := range some {
		for _, to := range forWhom(r) {
			if rows[i].For = titles[to]; rows[i].For != "" {
				rows[i].ForHref = t.Records.Address(to)
				break
			}
		}
	}
	return rows, choices, err
}

// nameless are tasks as they stand beside whom they are for.
func (t *Tasks) nameless(ctx context.Context, some []*record.Record) ([]TaskRow, []page.Choice, error) {
	names, choices, err := t.users(ctx)
	rows := make([]TaskRow, len(some))
	for i, r := range some {
		owner, _ := r.Values["owner"].(clientele.ID)
		promise, _ := r.Values["promise"].(bool)
		rows[i] = TaskRow{ID: r.ID, Title: r.Text("title"), Href: address(r.ID), State: r.Text("state"), Owner: names[owner], Promise: promise, Again: faces.SayAgain(say.Of(ctx), r.Text("recurrence"), t.Clock.Today())}
		t.dated(say.Of(ctx), &rows[i], r)
	}
	return rows, choices, err
}

// forWhom is the account of a task, then its person.
func forWhom(r *record.Record) (refs []clientele.Ref) {
	if r.Account != 0 {
		refs = append(refs, clientele.Ref{Type: record.Account, ID: r.Account})
	}
	if person, ok := r.Values["person"].(clientele.ID); ok {
		refs = append(refs, clientele.Ref{Type: "person", ID: person})
	}
	return refs
}

// dated says when a task comes up, and how late it is.
func (t *Tasks) dated(s *say.Speaker, row *TaskRow, r *record.Record) {
	comes := r.Text("comes")
	if at, done := r.Values["done_at"].(clientele.Instant); done {
		row.Due = s.Say("tasks.done-on", say.Args{"day": s.Day(t.Clock.Day(at), t.Clock.Today())})
		return
	}
	day, err := clientele.ParseDay(dayPart(comes))
	if err != nil {
		return
	}
	row.LateDays = int(t.Clock.Today() - day)
	row.Due = s.Day(day, t.Clock.Today())
	if ahead := day - t.Clock.Today(); ahead >= -1 && ahead <= 1 {
		row.Due = s.Since(day, t.Clock.Today()) // today, tomorrow, yesterday
	}
	switch at := timeOf(comes); {
	case r.Text("state") == "snoozed":
		row.Due = clientele.Tell("tasks.put-off-until", "day", row.Due)
	case at != "":
		row.Due += ", " + at
	}
}

// promisesShown bounds what is shown of the promises to one account.
const promisesShown = 20

// Steps are the open tasks that come up until a day, of one user or of all (0), as
// steps of a day, the earliest first.
func (t *Tasks) Steps(ctx context.Context, s access.Scope, owner clientele.ID, until clientele.Day, limit int) ([]shape.Step, error) {
	filter := record.All{compare("comes", record.AtMost, until.String())}
	if owner != 0 {
		filter = append(filter, is("owner", owner.String()))
	}
	return t.steps(ctx, s, record.Query{Type: Type.Name, Filter: filter, Sort: "comes", Limit: limit})
}

func (t *Tasks) steps(ctx context.Context, s access.Scope, q record.Query) ([]shape.Step, error) {
	found, err := t.Records.Query(ctx, s, q)
	if err != nil {
		return nil, err
	}
	rows, _, err := t.rows(ctx, s, found.Rows)
	return t.stepsOf(found.Rows, rows), err
}

// stepsOf are tasks as steps of a day.
func (t *Tasks) stepsOf(some []*record.Record, rows []TaskRow) []shape.Step {
	steps := make([]shape.Step, len(rows))
	for i, row := range rows {
		r := some[i]
		steps[i] = shape.Step{Account: r.Account, Name: row.For, Href: row.Href, List: clientele.ListDue, Task: row.ID, Promise: row.Promise,
			Do: row.Title, Why: why(row), Owner: row.Owner}.ComesUp(r.Text("comes"), t.Clock.Today())
		if r.Account != 0 && row.For != "" {
			steps[i].Href = shape.AccountHref(r.Account, "")
		}
	}
	return steps
}

func why(r TaskRow) string {
	if r.Promise {
		return clientele.Tell("tasks.why-promise", "task", r.Title)
	}
	return r.Title
}

// RemindersIn asks for one's reminders.
type RemindersIn struct{}

// RemindersOut is the tasks of who asks whose moment has come.
type RemindersOut struct {
	Sentence string    `json:"sentence"`
	Rows     []TaskRow `json:"rows"`
	MayWrite bool      `json:"-"`

	Panels page.Shown `json:"-"`
}

// now is the moment on the firm's clock as a due is written.
func (t *Tasks) now() string { return t.Clock.Time().Format("2006-01-02T15:04") }

// Reminders are the tasks of who asks whose moment has come.
func (t *Tasks) Reminders(ctx context.Context, s access.Scope, _ RemindersIn) (RemindersOut, error) {
	out := RemindersOut{Rows: []TaskRow{}, MayWrite: s.MayWrite()}
	if s.User() != 0 {
		filter := record.All{is("owner", s.User().String()), compare("remind", record.AtMost, t.now())}
		found, err := t.Records.Query(ctx, s, record.Query{Type: Type.Name, Filter: filter, Sort: "comes", Limit: listed})
		if err != nil {
			return out, err
		}
		if out.Rows, _, err = t.rows(ctx, s, found.Rows); err != nil {
			return out, err
		}
	}
	if t.Panels != nil {
		var err error
		if out.Panels, err = t.Panels(ctx, s, page.About{Today: t.Clock.Today()}, page.Reminders); err != nil {
			return out, err
		}
	}
	out.Sentence = say.Of(ctx).Say("tasks.no-reminders")
	if n := len(out.Rows); n > 0 {
		out.Sentence = say.Of(ctx).Say("tasks.reminders", say.Args{"n": n})
	}
	return out, nil
}

// PanelOut is the tasks of an account, beside its page.
type PanelOut struct {
	Rows     []TaskRow
	New      string
	MayWrite bool
}

// OfAccount are the tasks of an account that are open, the next first, then the latest done.
func (t *Tasks) OfAccount(ctx context.Context, s access.Scope, about page.About) (PanelOut, error) {
	out := PanelOut{MayWrite: s.MayWrite(), New: "/tasks/new?account=" + about.Account.String()}
	open, done, err := t.leading(ctx, s, about.Account)
	if err != nil {
		return out, err
	}
	shown := slices.Concat(open[:min(len(open), promisesShown)], done[:min(len(done), doneShown)])
	out.Rows, _, err = t.nameless(ctx, shown)
	return out, err
}

// mostOfAccount bounds the tasks of one account that are looked at.
const mostOfAccount = 500

type leadingKey struct{ user, account clientele.ID }

// leading are the tasks of an account: those that are open, the next first, and those that
// are done, the latest first. A page that reads a snapshot reads them once.
func (t *Tasks) leading(ctx context.Context, s access.Scope, account clientele.ID) (open, done []*record.Record, err error) {
	all, err := db.Noted(ctx, leadingKey{s.User(), account}, func(ctx context.Context) ([]*record.Record, error) {
		return t.Records.Leading(ctx, s, Type.Name, account, mostOfAccount)
	})
	for _, r := range all {
		if r.Text("state") == "done" {
			done = append(done, r)
		} else {
			open = append(open, r)
		}
	}
	comes := func(r *record.Record) string { return cmp.Or(r.Text("comes"), "without a day") } // after every day
	slices.SortStableFunc(open, func(a, b *record.Record) int { return cmp.Compare(comes(a), comes(b)) })
	slices.SortStableFunc(done, func(a, b *record.Record) int { return cmp.Compare(b.Changed, a.Changed) })
	return open, done, err
}

// doneShown is how many of the tasks that were done last stand beside an account.
const doneShown = 3

// Finished counts the tasks that somebody finished on a day.
func (t *Tasks) Finished(ctx context.Context, s access.Scope, day clientele.Day) (int, error) {
	filter := record.All{is("owner", s.User().String()), is("state", "done"), is("done_at", day.String())}
	found, err := t.Records.Query(ctx, s, record.Query{Type: Type.Name, Filter: filter, Sort: "-changed", Limit: 1, Count: true})
	if err != nil || found.Count == nil {
		return 0, err
	}
	return found.Count.N, nil
}
