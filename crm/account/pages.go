package account

import (
	"cmp"
	"context"
	"slices"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/jobs"
	"github.com/clientele-crm/clientele/ledger"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/record"
	"github.com/clientele-crm/clientele/shape"
	"github.com/clientele-crm/clientele/standing"
)

// AccountIn asks for one account.
type AccountIn struct {
	ID     clientele.ID          `name:"id" json:"id" required:"true" minimum:"1" doc:"number of the account"`
	Line   string                `name:"line" json:"line,omitempty" maxLength:"100" doc:"the line of business to open, - for the one without a name; the timeline keeps to it"`
	Kind   []clientele.EntryKind `name:"kind" json:"kind,omitempty" enum:"order,return,interaction,engagement,overrule,settled" doc:"only these kinds of entry in the timeline"`
	Before string                `name:"before" json:"before,omitempty" maxLength:"200" doc:"where the timeline shown before ended"`
}

// Account is one account.
func (c *Accounts) Account(ctx context.Context, s access.Scope, in AccountIn) (AccountOut, error) {
	a, err := c.seen(ctx, s, in.ID)
	if err != nil {
		return AccountOut{}, err
	}
	rows, err := c.Book.Standings(ctx, in.ID)
	if err != nil {
		return AccountOut{}, err
	}
	owners, err := shape.Owners(ctx, c.Access)
	if err != nil {
		return AccountOut{}, err
	}
	out := AccountOut{Account: shape.HeadOf(a, owners), Today: c.Clock.Today(), Channels: channelChoices(), Users: userChoices(owners, s.User())}
	line := openLine(rows, shape.LineOf(in.Line))
	if err := c.lines(ctx, s, &out, rows, line); err != nil {
		return AccountOut{}, err
	}
	if out.Steps, err = c.stepsOf(ctx, s, out.Account, out.AsOf); err != nil {
		return AccountOut{}, err
	}
	histories, err := c.historiesOf(ctx, in.ID, append([]clientele.Line{line}, linesOf(rows)...))
	if err != nil {
		return AccountOut{}, err
	}
	out.past(line, histories[line])
	if err := c.whatIfs(ctx, &out, histories[line]); err != nil {
		return AccountOut{}, err
	}
	if err := c.timeline(ctx, &out, in, histories); err != nil {
		return AccountOut{}, err
	}
	if out.Panels, err = c.Panels(ctx, s, page.About{Account: in.ID, Today: out.Today}, page.AccountSide, page.AccountMain); err != nil {
		return AccountOut{}, err
	}
	out.Sentence = accountSentence(out)
	return out, nil
}

// seen is an account that who asks may see: one behind a wall is not there.
func (c *Accounts) seen(ctx context.Context, s access.Scope, id clientele.ID) (clientele.Account, error) {
	if _, err := c.Records.Get(ctx, s, clientele.Ref{Type: record.Account, ID: id}); err != nil {
		return clientele.Account{}, err
	}
	return c.Directory.Account(ctx, id)
}

// AccountOut is one account.
type AccountOut struct {
	Sentence string               `json:"sentence"`
	Account  shape.AccountHead    `json:"account"`
	Lines    []shape.LineStanding `json:"lines"` // one a line of business; the open one is Current
	Steps    []shape.Step         `json:"steps"` // what to do next, most urgent first
	Timeline []shape.TimelineDay  `json:"timeline"`
	Older    string               `json:"older,omitempty"` // path of the timeline further back
	Kinds    []page.Choice        `json:"kinds"`           // filter of the timeline
	Engaged  []EngagedRow         `json:"engaged"`
	Months   []shape.MonthSpend   `json:"months"` // orders by month of the open line, oldest first, gaps filled
	Channels []page.Choice        `json:"channels"`
	Users    []page.Choice        `json:"-"` // who may do what is promised; who looks comes first
	AsOf     clientele.Day        `json:"as_of"`
	Today    clientele.Day        `json:"today"`
	Panels   page.Shown           `json:"-"`
}

// lines shows the standing in each line, with what explains it.
func (c *Accounts) lines(ctx context.Context, scope access.Scope, out *AccountOut, standings []ledger.Row, open clientele.Line) error {
	overrules, err := c.Book.Overrules(ctx, out.Account.ID)
	if err != nil {
		return err
	}
	rows := make([]shape.StandingRow, len(standings))
	for i, s := range standings {
		rows[i] = shape.RowOf(s, map[clientele.ID]string{s.Owner: out.Account.Owner})
	}
	if err := shape.NextSteps(ctx, scope, c.Jobs, rows); err != nil {
		return err
	}
	names, err := c.Access.Names(ctx, writers(overrules, func(o ledger.Overruled) clientele.ID { return o.By }))
	if err != nil {
		return err
	}
	out.Lines = []shape.LineStanding{}
	for i, s := range standings {
		l := shape.LineStanding{Standing: rows[i], Current: s.Line == open, Model: s.Model}
		l.Explain(s.Reasons)
		course, err := c.Book.Course(ctx, s.Relationship, coursePage)
		if err != nil {
			return err
		}
		slices.Reverse(course)
		for _, c := range course {
			l.Course = append(l.Course, shape.RowOfChange(c, out.Account.Name))
		}
		for _, o := range overrules {
			if o.Line == s.Line && o.Until >= c.Clock.Today() {
				l.Overrule = &shape.OverruleRow{Entry: o.Entry, Kind: o.Kind, Reason: o.Reason, Until: o.Until, By: names[o.By]}
			}
		}
		out.Lines = append(out.Lines, l)
		out.AsOf = max(out.AsOf, s.AsOf)
	}
	return nil
}

// writers are the users who wrote some things down, each once.
func writers[T any](things []T, by func(T) clientele.ID) (ids []clientele.ID) {
	for _, t := range things {
		if id := by(t); id != 0 && !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	return ids
}

// historiesOf reads the history of each line; one that is not there is empty.
func (c *Accounts) historiesOf(ctx context.Context, account clientele.ID, lines []clientele.Line) (map[clientele.Line]clientele.History, error) {
	found := make(map[clientele.Line]clientele.History, len(lines))
	for _, line := range lines {
		if _, known := found[line]; known {
			continue
		}
		history, err := c.Book.History(ctx, clientele.Relationship{Account: account, Line: line})
		if err != nil && clientele.KindOf(err) != clientele.NotFound {
			return nil, err
		}
		found[line] = history
	}
	return found, nil
}

// whatIfs says what would change the standing in the open line.
func (c *Accounts) whatIfs(ctx context.Context, out *AccountOut, history clientele.History) error {
	for i := range out.Lines {
		l := &out.Lines[i]
		if !l.Current {
			continue
		}
		rel := clientele.Relationship{Account: out.Account.ID, Line: l.Standing.Line}
		var err error
		if l.WhatIfs, err = c.Jobs.WhatIf(ctx, standing.Relation{Relationship: rel, History: &history}); err != nil {
			return err
		}
	}
	return nil
}

// timeline shows what happened, day by day.
func (c *Accounts) timeline(ctx context.Context, out *AccountOut, in AccountIn, histories map[clientele.Line]clientele.History) error {
	entries, next, err := c.Book.Timeline(ctx, ledger.TimelineQuery{Account: in.ID, Line: shape.LineOf(in.Line), Kinds: in.Kind, Before: in.Before, Limit: timelinePage})
	if err != nil {
		return err
	}
	names, err := c.Access.Names(ctx, writers(entries, func(e clientele.Entry) clientele.ID { return e.By }))
	if err != nil {
		return err
	}
	open := openContacts(histories)
	out.Timeline = []shape.TimelineDay{}
	for _, e := range entries {
		row := entryRow(e)
		row.By, row.Unanswered = cmp.Or(names[e.By], e.Via), open.wait(e)
		day := e.On()
		if n := len(out.Timeline); n == 0 || out.Timeline[n-1].Day != day {
			out.Timeline = append(out.Timeline, shape.TimelineDay{Day: day})
		}
		t := &out.Timeline[len(out.Timeline)-1]
		t.Entries = append(t.Entries, row)
	}
	if next != "" {
		older := in
		older.Before = next
		out.Older = pathOf(older)
	}
	for _, k := range entryKinds {
		out.Kinds = append(out.Kinds, page.Choice{Value: string(k), Label: entryTitles[k], Selected: slices.Contains(in.Kind, k)})
	}
	return nil
}

// EngagedRow is an agreement.
type EngagedRow struct {
	Kind     clientele.EngagementKind `json:"kind"`
	Line     clientele.Line           `json:"line,omitempty"`
	Ref      string                   `json:"ref,omitempty"`
	Start    clientele.Day            `json:"start"`
	End      clientele.Day            `json:"end"`
	Fee      clientele.Money          `json:"fee"`
	Period   clientele.Period         `json:"period,omitempty"`
	Open     bool                     `json:"open"` // runs today
	EndsDays int                      `json:"ends_days,omitempty"`
}

// stepsOf is what to do about one account, most urgent first.
func (c *Accounts) stepsOf(ctx context.Context, s access.Scope, a shape.AccountHead, asOf clientele.Day) ([]shape.Step, error) {
	steps, err := c.Promises(ctx, s, a.ID)
	if err != nil {
		return nil, err
	}
	plans, err := c.Jobs.Advice(ctx, s, a.ID)
	if err != nil {
		return nil, err
	}
	for _, t := range plans {
		steps = append(steps, shape.StepOf(t.Treatment, jobs.AsOf(asOf, c.Clock.Today())))
	}
	for i := range steps {
		steps[i].Name, steps[i].Owner = a.Name, cmp.Or(steps[i].Owner, a.Owner)
	}
	slices.SortStableFunc(steps, func(x, y shape.Step) int { return cmp.Compare(y.LateDays, x.LateDays) })
	return steps, nil
}
