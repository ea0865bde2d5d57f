package engagements

import (
	"context"
	"net/url"
	"slices"

	"github.com/a-h/templ"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/faces"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/record"
	"github.com/clientele-crm/clientele/say"
)

// EngagementsIn asks for engagements by what is to be decided, or by anything that a list takes.
type EngagementsIn struct {
	Tab  string    `name:"tab" json:"tab,omitempty" enum:"running,quarter,offered,ended" default:"running" doc:"which ones: those that run, of them those that run out within three months, offers, those that have ended"`
	Rest page.Rest // a filter, a sort, a page: the list with all columns
}

// EngagementRow is an engagement of a list.
type EngagementRow struct {
	ID       clientele.ID             `json:"id"`
	Name     string                   `json:"name"`
	Href     string                   `json:"href"`
	Kind     clientele.EngagementKind `json:"kind"`
	Stage    string                   `json:"stage"`
	For      string                   `json:"for,omitempty"`
	ForHref  string                   `json:"for_href,omitempty"`
	Line     clientele.Line           `json:"line,omitempty"`
	Owner    string                   `json:"owner,omitempty"`
	Fee      clientele.Money          `json:"fee,omitzero"`
	Period   clientele.Period         `json:"period,omitempty"`
	Worth    clientele.Money          `json:"worth,omitzero"`
	Begins   clientele.Day            `json:"begins"`
	Ends     clientele.Day            `json:"ends,omitzero"`
	RunsOut  clientele.Day            `json:"runs_out,omitzero"`
	NoticeBy clientele.Day            `json:"notice_by,omitzero"`
	NextRise clientele.Day            `json:"next_rise,omitzero"`
	Rise     float64                  `json:"rise,omitempty"`
	GoesOn   bool                     `json:"goes_on,omitempty"` // renews itself unless somebody gives notice
	Budget   *budget                  `json:"budget,omitempty"`
	Health   Health                   `json:"health"`

	agreed agreed
}

// EngagementsOut is engagements by what is to be decided.
type EngagementsOut struct {
	Sentence string            `json:"sentence"`
	Tab      string            `json:"tab"`
	Runs     int               `json:"runs"`
	Worth    []clientele.Money `json:"worth"` // of what runs, a year
	OutN     int               `json:"out"`   // of them, those that run out within three months
	OutWorth []clientele.Money `json:"out_worth"`
	Until    clientele.Day     `json:"until"` // the end of these three months
	Rows     []EngagementRow   `json:"rows"`
	Next     string            `json:"next,omitempty"`
	Tabs     []page.Link       `json:"tabs"`
	Table    *page.Answer      `json:"-"` // the list with all columns, where that was asked for
	MayWrite bool              `json:"-"`
	Lined    bool              `json:"-"` // some row names a line
}

var tabs = []string{"running", "quarter", "offered", "ended"}

const listed = 50

// quarterEnd is the end of the three months from a day on.
func quarterEnd(today clientele.Day) clientele.Day { return later(today, 3) }

// on is the condition of a tab, and by what it is sorted.
func on(tab string, today clientele.Day) (record.Node, string) {
	stage := func(some ...string) record.Node { return record.Cond{Field: "stage", Op: record.In, Values: some} }
	switch tab {
	case "quarter":
		return record.All{stage(running, paused, notice), record.Cond{Field: "runs_out", Op: record.AtMost, Values: []string{quarterEnd(today).String()}}}, "runs_out"
	case "offered":
		return stage(offered), "-changed"
	case "ended":
		return stage(ended), "-changed"
	}
	return stage(running, paused, notice), "name"
}

// List is engagements by what is to be decided; with a filter or a sort, the list that every type has.
func (c *Engagements) List(ctx context.Context, s access.Scope, in EngagementsIn) (EngagementsOut, error) {
	today := c.Clock.Today()
	out := EngagementsOut{Tab: in.Tab, Rows: []EngagementRow{}, MayWrite: s.MayWrite(), Until: quarterEnd(today)}
	at := url.Values(in.Rest).Get("from")
	if len(in.Rest) > 0 && at == "" {
		answer, err := c.table.Do(ctx, s, page.Input{Values: url.Values(in.Rest)})
		out.Table = &answer
		return out, err
	}
	runs, err := c.sums(ctx, s, clientele.NoDay)
	if err != nil {
		return out, err
	}
	ends, err := c.sums(ctx, s, out.Until)
	if err != nil {
		return out, err
	}
	out.Runs, out.Worth = moniesOf(runs)
	out.OutN, out.OutWorth = moniesOf(ends)
	filter, sort := on(in.Tab, today)
	found, err := c.Records.Query(ctx, s, record.Query{Type: Type.Name, Filter: filter, Sort: sort, Limit: listed, At: at})
	if err != nil {
		return out, err
	}
	if out.Rows, err = c.rows(ctx, s, found.Rows); err != nil {
		return out, err
	}
	out.Lined = slices.ContainsFunc(out.Rows, func(r EngagementRow) bool { return r.Line != "" })
	if found.Next != "" {
		out.Next = tabHref(out.Tab) + "&" + url.Values{"from": {found.Next}}.Encode()
	}
	speak := say.Of(ctx)
	out.Tabs = stageTabs(speak)
	out.Sentence = runsSentence(speak, out)
	return out, nil
}

func stageTabs(s *say.Speaker) (all []page.Link) {
	for _, tab := range tabs {
		all = append(all, page.Link{Text: s.Say("engagements.tab-" + tab), Href: tabHref(tab)})
	}
	return all
}

// allTabs lead between what was agreed, what is offered, and what was worked.
func allTabs(s *say.Speaker) []page.Link {
	return append(stageTabs(s), page.Link{Text: s.Say("engagements.table"), Href: Type.Home + "?sort=name"},
		page.Link{Text: s.Capital(s.Say("crm.many.offering")), Href: Offering.Home}, page.Link{Text: s.Say("engagements.hours"), Href: HourType.Home})
}

// Above puts the tabs of engagements above the list of a type that belongs to them.
func Above(home string) func(context.Context, access.Scope, *faces.Counted) (string, func(page.Frame) templ.Component, error) {
	return func(context.Context, access.Scope, *faces.Counted) (string, func(page.Frame) templ.Component, error) {
		return "", func(page.Frame) templ.Component { return tabsNav(home) }, nil
	}
}

func tabHref(tab string) string { return Type.Home + "?" + url.Values{"tab": {tab}}.Encode() }

// rows are engagements as a list shows them: what each of them needs is read for all at once.
func (c *Engagements) rows(ctx context.Context, s access.Scope, some []*record.Record) ([]EngagementRow, error) {
	rows := make([]EngagementRow, len(some))
	if len(some) == 0 {
		return rows, nil
	}
	var refs []clientele.Ref
	for _, r := range some {
		refs = append(refs, clientele.Ref{Type: record.Account, ID: r.Account})
	}
	titles, err := c.Records.Titles(ctx, s, refs)
	if err != nil {
		return nil, err
	}
	users, err := c.Access.Users(ctx)
	if err != nil {
		return nil, err
	}
	names := map[clientele.ID]string{}
	for _, u := range users {
		if names[u.ID] = u.Name; u.Name == "" {
			names[u.ID] = u.Email
		}
	}
	known, err := c.evidenceOf(ctx, s, some)
	if err != nil {
		return nil, err
	}
	for i, r := range some {
		e := known[i]
		a, owner := e.Agreed, clientele.ID(0)
		owner, _ = r.Values["owner"].(clientele.ID)
		rows[i] = EngagementRow{ID: r.ID, Name: r.Text("name"), Href: address(r.ID), Kind: a.Kind, Stage: a.Stage, For: titles[refs[i]], Line: e.Line, Owner: names[owner],
			Fee: a.Fee, Period: a.Period, Begins: a.Begins, Ends: a.Ends, RunsOut: a.RunsOut, NoticeBy: a.NoticeBy, NextRise: a.NextRise, Rise: a.Rise,
			GoesOn: a.goesOn(), Health: healthOf(e), agreed: a}
		rows[i].Worth = worth(a.Fee, a.Period)
		if rows[i].For != "" {
			rows[i].ForHref = e.accountHref()
		}
		if e.Budget.Agreed > 0 || e.Budget.InAll > 0 {
			rows[i].Budget = &e.Budget
		}
	}
	return rows, nil
}

// evidenceOf is what is known of some engagements: a statement for each kind of evidence.
func (c *Engagements) evidenceOf(ctx context.Context, s access.Scope, some []*record.Record) ([]evidence, error) {
	today, all := c.Clock.Today(), make([]evidence, len(some))
	within := map[clientele.ID]days{}
	var rels []clientele.Relationship
	var accounts []clientele.ID
	for i, r := range some {
		a := read(r)
		all[i] = evidence{Today: today, Account: r.Account, Line: clientele.Line(r.Text("line")), Agreed: a, Lead: usualLead}
		if m := reminderOf(r, today); m.lead > 0 {
			all[i].Lead = m.lead
		}
		within[r.ID] = a.within(today)
		if !slices.Contains(accounts, r.Account) {
			accounts = append(accounts, r.Account)
		}
		for _, line := range []clientele.Line{all[i].Line, ""} {
			rels = append(rels, clientele.Relationship{Account: r.Account, Line: line})
		}
	}
	worked, err := c.usedOf(ctx, s, within)
	if err != nil {
		return nil, err
	}
	histories, err := c.Book.HistoriesFor(ctx, rels)
	if err != nil {
		return nil, err
	}
	standings, err := c.Book.Rows(ctx, rels)
	if err != nil {
		return nil, err
	}
	promised, err := c.Promised(ctx, s, accounts)
	if err != nil {
		return nil, err
	}
	for i, r := range some {
		e := &all[i]
		e.Budget = budgetOf(e.Agreed, worked[r.ID], today)
		for _, line := range slices.Compact([]clientele.Line{e.Line, ""}) {
			if h := histories[clientele.Relationship{Account: r.Account, Line: line}]; h != nil {
				e.Contacts = append(e.Contacts, h.Until(today).Contacts...)
				if line == e.Line {
					e.Twice = e.Agreed.twice(h.Engaged)
				}
			}
		}
		slices.SortStableFunc(e.Contacts, func(a, b clientele.ContactDay) int { return int(a.Day - b.Day) })
		for _, row := range standings {
			if row.Account == r.Account && row.Line == e.Line {
				e.Trend, e.Told = row.Trend, row.Enough && row.Kind != clientele.Prospect
			}
		}
		if p := promised[r.Account]; p.Late {
			e.Late, e.LateTask = p.Title, p.Task
		}
	}
	return all, nil
}

// HealthIn asks how an engagement goes.
type HealthIn struct {
	ID clientele.ID `name:"id" json:"id" required:"true" minimum:"1" doc:"number of the engagement"`
}

// HealthOut is how an engagement goes, and the terms in which it ran.
type HealthOut struct {
	Sentence string        `json:"sentence"`
	Row      EngagementRow `json:"engagement"`
	Terms    []TermRow     `json:"terms"`
	Hours    []HourRow     `json:"hours"` // what was worked last
	Today    clientele.Day `json:"today"`
	MayWrite bool          `json:"-"`
	Users    []page.Choice `json:"-"`
}

// TermRow is for how long something was agreed.
type TermRow struct {
	From   clientele.Day    `json:"from"`
	To     clientele.Day    `json:"to,omitzero"`
	Fee    clientele.Money  `json:"fee,omitzero"`
	Period clientele.Period `json:"period,omitempty"`
	Holds  bool             `json:"holds"` // today
}

// HourRow is what was worked on a day.
type HourRow struct {
	ID    clientele.ID  `json:"id"`
	Href  string        `json:"href"`
	Day   clientele.Day `json:"day"`
	Units float64       `json:"units"`
	What  string        `json:"what"`
	Who   string        `json:"who,omitempty"`
}

// Health is how an engagement goes, with what says so.
func (c *Engagements) Health(ctx context.Context, s access.Scope, in HealthIn) (HealthOut, error) {
	r, err := c.Records.Get(ctx, s, ref(in.ID))
	if err != nil {
		return HealthOut{}, err
	}
	return c.health(ctx, s, r)
}

func (c *Engagements) health(ctx context.Context, s access.Scope, r *record.Record) (HealthOut, error) {
	out := HealthOut{Today: c.Clock.Today(), MayWrite: s.MayWrite() && r.Archived == 0 && r.Merged == 0, Hours: []HourRow{}, Terms: []TermRow{}}
	rows, err := c.rows(ctx, s, []*record.Record{r})
	if err != nil {
		return out, err
	}
	out.Row = rows[0]
	a := read(r)
	for _, t := range a.all() {
		out.Terms = append(out.Terms, TermRow{From: t.From, To: t.To, Fee: t.Fee, Period: t.Period, Holds: a.live() && a.on(out.Today) == t})
	}
	users, err := c.Access.Users(ctx)
	if err != nil {
		return out, err
	}
	names := map[clientele.ID]string{}
	for _, u := range users {
		if names[u.ID] = u.Name; u.Name == "" {
			names[u.ID] = u.Email
		}
		out.Users = append(out.Users, page.Choice{Value: u.ID.String(), Label: names[u.ID], Selected: u.ID == s.User()})
	}
	hours, err := c.hoursOf(ctx, s, r.ID)
	for _, h := range hours {
		who, _ := h.Values["who"].(clientele.ID)
		out.Hours = append(out.Hours, HourRow{ID: h.ID, Href: HourType.Address(h.ID), Day: dayOf(h, "day"), Units: numberOf(h, "units"), What: h.Text("what"), Who: names[who]})
	}
	out.Sentence = healthSentence(say.Of(ctx), out)
	return out, err
}

// PanelOut is the engagements of an account, beside its page.
type PanelOut struct {
	Rows     []EngagementRow
	New      string
	MayWrite bool
}

// panelMost bounds the engagements of one account that are shown on its page.
const panelMost = 30

// OfAccount are the engagements of an account: what runs first, then offers, then what has ended.
func (c *Engagements) OfAccount(ctx context.Context, s access.Scope, about page.About) (PanelOut, error) {
	out := PanelOut{MayWrite: s.MayWrite(), New: Type.Home + "/new?account=" + about.Account.String()}
	found, err := c.Records.Leading(ctx, s, Type.Name, about.Account, panelMost)
	if err != nil {
		return out, err
	}
	place := func(r *record.Record) int {
		return slices.Index([]string{running, notice, paused, offered, ended}, r.Text("stage"))
	}
	slices.SortStableFunc(found, func(a, b *record.Record) int { return place(a) - place(b) })
	for _, r := range found {
		a := read(r)
		out.Rows = append(out.Rows, EngagementRow{ID: r.ID, Name: r.Text("name"), Href: address(r.ID), Kind: a.Kind, Stage: a.Stage, Fee: a.Fee, Period: a.Period, Begins: a.Begins, Ends: a.Ends,
			RunsOut: a.RunsOut, NoticeBy: a.NoticeBy, GoesOn: a.goesOn()})
	}
	return out, nil
}
