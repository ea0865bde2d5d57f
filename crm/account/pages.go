package account

import (
	"cmp"
	"context"
	"slices"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/jobs"
	"github.com/clientele-crm/clientele/ledger"
	"github.com/clientele-crm/clientele/ledger/standings"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/record"
	"github.com/clientele-crm/clientele/say"
	"github.com/clientele-crm/clientele/shape"
	"github.com/clientele-crm/clientele/standing"
	"github.com/clientele-crm/clientele/treatment"
)

// AccountIn asks for one account.
type AccountIn struct {
	ID     clientele.ID          `name:"id" json:"id" required:"true" minimum:"1" doc:"number of the account"`
	Line   string                `name:"line" json:"line,omitempty" maxLength:"100" doc:"the line of business to open, - for the one without a name; the timeline keeps to it"`
	Kind   []clientele.EntryKind `name:"kind" json:"kind,omitempty" enum:"interaction,order,return,engagement,task,file,settled,overrule,changed" doc:"only these kinds in the timeline"`
	With   string                `name:"with" json:"with,omitempty" maxLength:"200" doc:"only contact with this person in the timeline"`
	Before string                `name:"before" json:"before,omitempty" maxLength:"200" doc:"where the timeline shown before ended"`
}

// AccountOut is one account.
type AccountOut struct {
	Sentence string               `json:"sentence"`
	Account  shape.AccountHead    `json:"account"`
	Rhythm   string               `json:"rhythm"` // the sentence without what it counts as
	InLines  []page.Choice        `json:"-"`      // in which something can be written down
	Lines    []shape.LineStanding `json:"lines"`  // one a line of business; the open one is Current
	Steps    []shape.Step         `json:"steps"`  // what to do next, most urgent first
	Timeline []shape.TimelineDay  `json:"timeline"`
	Older    string               `json:"older,omitempty"` // path of the timeline further back
	Kinds    []page.Choice        `json:"kinds"`           // filter of the timeline
	With     string               `json:"with,omitempty"`  // whom the timeline keeps to
	Engaged  []EngagedRow         `json:"engaged"`
	Months   []shape.MonthSpend   `json:"months"` // orders by month of the open line, oldest first and up to now, gaps filled
	People   []ContactRow         `json:"people"`
	Past     []AdvisedRow         `json:"past"`             // what was advised and is over, the latest first
	Walled   bool                 `json:"walled,omitempty"` // only some may see it
	Archived bool                 `json:"archived,omitempty"`
	Channels []page.Choice        `json:"channels"`
	Users    []page.Choice        `json:"-"`                 // who may do what is promised; who looks comes first
	Guesses  []shape.Guess        `json:"guesses,omitempty"` // what of this rests on how a file was read, on weak grounds
	AsOf     clientele.Day        `json:"as_of"`
	Today    clientele.Day        `json:"today"`
	Panels   page.Shown           `json:"-"`

	owner clientele.ID
}

// ContactRow is somebody of the account.
type ContactRow struct {
	ID    clientele.ID `json:"id"`
	Name  string       `json:"name"`
	Role  string       `json:"role,omitempty"`
	Phone string       `json:"phone,omitempty"`
	Email string       `json:"email,omitempty"`
	Href  string       `json:"href"`
}

// AdvisedRow is advice that has had its time.
type AdvisedRow struct {
	Do      string          `json:"do"`
	Why     string          `json:"why"`
	Since   clientele.Day   `json:"since"`
	Ended   clientele.Day   `json:"ended,omitzero"`
	State   treatment.State `json:"state"`
	Because string          `json:"because,omitempty"` // why it ended, or until when it waits
	By      string          `json:"by,omitempty"`
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
	Kept     clientele.ID             `json:"engagement,omitempty"` // the record that states it; its panel shows it
}

// Account is one account, read from one state of the book.
func (c *Accounts) Account(ctx context.Context, s access.Scope, in AccountIn) (out AccountOut, err error) {
	err = c.Book.Snapshot(ctx, func(ctx context.Context) error {
		r, err := c.looked(ctx, s, in)
		if err != nil {
			return err
		}
		out = r.out
		out.Panels, err = c.Panels(ctx, s, page.About{Account: in.ID, Wall: r.wall, Today: out.Today, Read: r.dossier}, page.AccountSide, page.AccountMain)
		return err
	})
	return out, err
}

// looking is an account while its page is put together.
type looking struct {
	in       AccountIn
	wall     clientele.ID
	firm     shape.Firm
	dossier  *ledger.Dossier
	line     clientele.Line // the open one
	advised  []treatment.Kept
	names    map[clientele.ID]string
	out      AccountOut
	accounts *Accounts
}

// looked reads an account: each kind of thing in one statement.
func (c *Accounts) looked(ctx context.Context, s access.Scope, in AccountIn) (*looking, error) {
	r, err := c.Records.Get(ctx, s, clientele.Ref{Type: record.Account, ID: in.ID})
	if err != nil {
		return nil, err
	}
	l := &looking{in: in, wall: r.Wall, accounts: c}
	if l.firm, err = shape.FirmOf(ctx, c.Access); err != nil {
		return nil, err
	}
	if l.dossier, err = c.Book.Dossier(ctx, in.ID, [2]string{jobs.FitMeasure, jobs.FitBacktest}); err != nil {
		return nil, err
	}
	if l.advised, err = c.Jobs.TreatmentsOf(ctx, s, in.ID); err != nil {
		return nil, err
	}
	l.line = openLine(l.dossier.Rows, l.firm.Lines.Asked(in.Line))
	owner, _ := r.Values["owner"].(clientele.ID)
	l.out = AccountOut{owner: owner, Account: l.head(r), Today: c.Clock.Today(), Channels: channelChoices(l.firm), Users: userChoices(l.firm.People, s.User()), With: in.With, Walled: r.Wall != 0, Archived: r.Archived != 0}
	stream, err := c.Happened(ctx, s, r, shape.StreamAsked{Kinds: in.Kind, Line: shape.LineOf(in.Line), With: in.With, Before: in.Before, Limit: timelinePage, Dossier: l.dossier})
	if err != nil {
		return nil, err
	}
	if l.names, err = c.Access.Names(ctx, writers(l.dossier.Overrules, func(o standings.Overruled) clientele.ID { return o.By })); err != nil {
		return nil, err
	}
	if err := l.standings(); err != nil {
		return nil, err
	}
	if err := l.tested(); err != nil {
		return nil, err
	}
	open, err := c.Open(ctx, s, in.ID)
	if err != nil {
		return nil, err
	}
	l.steps(open)
	l.inLines(s)
	l.out.Guesses = shape.GuessesIn(ctx, s, l.dossier.Imports)
	l.past()
	l.timeline(stream)
	people, err := c.Records.Leading(ctx, s, "person", in.ID, peopleShown)
	l.people(people)
	l.out.Sentence, l.out.Rhythm = l.sentences()
	return l, err
}

// inLines are the lines of business in which something can be written down: those that they have
// dealings in, and those that the firm made.
func (l *looking) inLines(s access.Scope) {
	for _, one := range l.out.Lines {
		line := one.Standing.Line
		l.out.InLines = append(l.out.InLines, page.Choice{Value: string(line), Label: l.firm.LineName(line), Selected: one.Current})
	}
	if s.Role() == access.Outside { // who is shown some accounts need not know what else the firm does
		return
	}
	for _, line := range l.firm.Lines.Made {
		if !slices.ContainsFunc(l.out.InLines, func(c page.Choice) bool { return c.Value == string(line) }) {
			l.out.InLines = append(l.out.InLines, page.Choice{Value: string(line), Label: l.firm.LineName(line)})
		}
	}
}

// seen is an account that who asks may see: one behind a wall is not there.
func (c *Accounts) seen(ctx context.Context, s access.Scope, id clientele.ID) (clientele.Account, error) {
	if _, err := c.Records.Get(ctx, s, clientele.Ref{Type: record.Account, ID: id}); err != nil {
		return clientele.Account{}, err
	}
	return c.Directory.Account(ctx, id)
}

func (l *looking) head(r *record.Record) shape.AccountHead {
	a := clientele.Account{ID: r.ID, Name: r.Text("name"), Email: r.Text("email"), Phone: r.Text("phone"), Country: r.Text("country")}
	a.Owner, _ = r.Values["owner"].(clientele.ID)
	for _, row := range l.dossier.Rows {
		a.Key = row.Key
	}
	return l.firm.HeadOf(a)
}

// standings shows the standing in each line, with what explains it.
func (l *looking) standings() error {
	l.out.Lines = []shape.LineStanding{}
	for _, s := range l.dossier.Rows {
		one := shape.LineStanding{Standing: l.firm.RowOf(s), Current: s.Line == l.line, Model: s.Model}
		one.Standing.Owner = l.out.Account.Owner
		one.Explain(s.Reasons, l.firm)
		course := l.dossier.Courses[s.Line]
		for _, c := range slices.Backward(course[:min(len(course), coursePage)]) {
			one.Course = append(one.Course, l.firm.RowOfChange(c, l.out.Account.Name))
		}
		for _, o := range l.dossier.Overrules {
			if o.Line == s.Line && o.Until >= l.out.Today {
				one.Overrule = &shape.OverruleRow{Entry: o.Entry, Kind: o.Kind, Reason: o.Reason, Until: o.Until, By: l.names[o.By]}
			}
		}
		if one.Current && one.Overrule == nil { // what a person said changes by their word alone
			history := l.dossier.Histories[s.Line]
			ifs, err := l.accounts.Jobs.WhatIf(l.dossier.Fits[jobs.FitMeasure], standing.Relation{Relationship: s.Relationship, History: &history}, s.AsOf)
			if err != nil {
				return err
			}
			for _, w := range ifs {
				w.Text = l.firm.Fill(w.Text)
				one.WhatIfs = append(one.WhatIfs, w)
			}
		}
		l.out.Lines = append(l.out.Lines, one)
		l.out.AsOf = max(l.out.AsOf, s.AsOf)
	}
	return nil
}

// tested says what came of those who were told as much as this one, where it was something else.
func (l *looking) tested() error {
	kept := l.dossier.Fits[jobs.FitBacktest]
	if kept == nil {
		return nil
	}
	report, err := jobs.ReadBacktest(kept)
	if err != nil {
		return err
	}
	for i := range l.out.Lines {
		if band, off := report.Off(l.out.Lines[i].Standing.ActiveProb); off {
			l.out.Lines[i].Tested = l.firm.Say("account.tested", say.Args{"said": l.firm.Percent(band.Predicted), "came": l.firm.Percent(band.Observed)})
		}
	}
	return nil
}

// steps is what to do about the account: open tasks and what concerns the open line before
// other lines, most urgent first; and what was advised before.
func (l *looking) steps(open []shape.Step) {
	l.out.Steps, l.out.Past = append([]shape.Step{}, open...), []AdvisedRow{}
	next := map[clientele.Line]treatment.Kept{}
	for _, t := range l.advised {
		if t.State != treatment.Due {
			if t.State != treatment.Pending && len(l.out.Past) < pastShown {
				l.out.Past = append(l.out.Past, l.pastRow(t))
			}
			continue
		}
		if best, ok := next[t.Line]; !ok || shape.Foremost(t.Treatment, best.Treatment) {
			next[t.Line] = t
		}
		l.out.Steps = append(l.out.Steps, l.firm.StepOf(t.Treatment, jobs.AsOf(l.out.AsOf, l.out.Today)))
	}
	for i := range l.out.Lines {
		l.out.Lines[i].Standing.Next = l.firm.Fill(next[l.out.Lines[i].Standing.Line].Step)
	}
	for i := range l.out.Steps {
		l.out.Steps[i].Name, l.out.Steps[i].Owner = l.out.Account.Name, cmp.Or(l.out.Steps[i].Owner, l.out.Account.Owner)
	}
	elsewhere := func(s shape.Step) int { return boolOrder(s.Task == 0 && s.Line != l.line) }
	slices.SortStableFunc(l.out.Steps, func(x, y shape.Step) int {
		return cmp.Or(elsewhere(x)-elsewhere(y), cmp.Compare(y.LateDays, x.LateDays))
	})
}

func (l *looking) pastRow(t treatment.Kept) AdvisedRow {
	row := AdvisedRow{Do: l.firm.Fill(t.Step), Why: l.firm.Fill(t.Why), Since: t.Since, Ended: t.Ended, State: t.State, Because: l.firm.Fill(t.WhyEnded), By: t.By}
	if t.State == treatment.PutOff {
		row.Ended = t.Until
	}
	return row
}

// timeline shows what happened, day by day.
func (l *looking) timeline(stream shape.Stream) {
	if l.out.Timeline = stream.Days; l.out.Timeline == nil {
		l.out.Timeline = []shape.TimelineDay{}
	}
	if stream.Older != "" {
		older := l.in
		older.Before = stream.Older
		l.out.Older = pathOf(older)
	}
	for _, k := range shape.StreamKinds {
		l.out.Kinds = append(l.out.Kinds, page.Choice{Value: string(k), Label: l.firm.Say("account.entries-" + string(k)), Selected: slices.Contains(l.in.Kind, k)})
	}
}

func (l *looking) people(found []*record.Record) {
	l.out.People = []ContactRow{}
	for _, r := range found {
		l.out.People = append(l.out.People, ContactRow{ID: r.ID, Name: r.Text("name"), Role: r.TieTo(l.in.ID), Phone: first(r.Values["phones"]),
			Email: first(r.Values["emails"]), Href: shape.Href("/people/%d", r.ID)})
	}
	slices.SortStableFunc(l.out.People, func(a, b ContactRow) int { return cmp.Compare(a.Name, b.Name) })
}

// first is the first of several addresses or numbers.
func first(v any) string {
	if list, ok := v.([]record.Contact); ok && len(list) > 0 {
		return list[0].Value
	}
	return ""
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
