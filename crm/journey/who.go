package journey

import (
	"context"
	"slices"
	"time"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/ledger/standings"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/say"
	"github.com/clientele-crm/clientele/shape"
)

// The ways in which one can have been in a stage.
const (
	wayEntered = "entered"
	wayOn      = "on"
	wayBack    = "back"
	wayLapsed  = "lapsed"
	wayStill   = "still"
	wayUnknown = "unknown"
)

var ways = []string{wayEntered, wayOn, wayBack, wayLapsed, wayStill}

// InStageIn asks who was in a stage.
type InStageIn struct {
	Stage  string `name:"stage" json:"stage,omitempty" default:"awareness" enum:"awareness,engagement,nurturing,retention,advocacy" doc:"the stage"`
	Way    string `name:"way" json:"way,omitempty" enum:"entered,on,back,lapsed,still,unknown" default:"entered" doc:"all who entered it, or those of them who went on, went back, lapsed or are there yet; unknown are those who were in it when it was first looked at, whenever that began"`
	Line   string `name:"line" json:"line,omitempty" maxLength:"100" doc:"only this line of business; - is the one without a name"`
	From   string `name:"from" json:"from,omitempty" maxLength:"7" doc:"first month of entering it, 2026-03; a year ago where nothing is said"`
	To     string `name:"to" json:"to,omitempty" maxLength:"7" doc:"last month of entering it; this one where nothing is said"`
	Within int    `name:"within" json:"within,omitzero" minimum:"0" maximum:"100000" doc:"only who left it within so many days"`
	After  string `name:"after" json:"after,omitempty" maxLength:"400" doc:"where the page before ended"`
}

// link lets a number lead to who they are.
func (in InStageIn) link(way string, c *page.Count) InStageIn {
	asked := in
	asked.Way = way
	if way == wayUnknown {
		asked.From, asked.To = "", ""
	}
	c.Href = shape.Query("/journey/who", page.Encode(asked))
	return in
}

// InStageRow is a relationship that was in a stage.
type InStageRow struct {
	Account clientele.ID    `json:"account"`
	Name    string          `json:"name"`
	Href    string          `json:"href"`
	Line    clientele.Line  `json:"line,omitempty"`
	Stage   clientele.Stage `json:"stage"`
	Entered clientele.Day   `json:"entered,omitzero"` // not known where there is none
	Cause   string          `json:"cause"`            // for which they entered it
	Went    string          `json:"went,omitempty"`   // the stage after it, lapsed, or nothing while they are in it
	Until   clientele.Day   `json:"until,omitzero"`
	Days    int             `json:"days,omitzero"` // so far
	Next    string          `json:"next,omitempty"`
}

// InStageOut is who was in a stage.
type InStageOut struct {
	Sentence string        `json:"sentence"`
	Title    string        `json:"title"`
	Do       string        `json:"do"` // what to do at this stage
	Count    page.Count    `json:"count"`
	Rows     []InStageRow  `json:"rows"`
	Ways     []page.Choice `json:"-"`
	Next     string        `json:"next,omitempty"` // path of the next page
	Back     string        `json:"-"`
}

// PageName is what the list is called.
func (out InStageOut) PageName() string { return out.Title }

// whoPage is how many stand on a page.
const whoPage = 50

// Who is who entered a stage, or left it one way.
func (c *Journey) Who(ctx context.Context, s access.Scope, in InStageIn) (out InStageOut, err error) {
	err = c.Book.Snapshot(ctx, func(ctx context.Context) error {
		out, err = c.who(ctx, s, in)
		return err
	})
	return out, err
}

func (c *Journey) who(ctx context.Context, s access.Scope, in InStageIn) (InStageOut, error) {
	out := InStageOut{Rows: []InStageRow{}}
	firm, err := shape.FirmOf(ctx, c.Access)
	if err != nil {
		return out, err
	}
	from, to, err := c.months(in.From, in.To)
	if err != nil {
		return out, err
	}
	line, _, err := c.line(ctx, firm, in.Line)
	if err != nil {
		return out, err
	}
	in.From, in.To = from, to
	stage := clientele.Stage(in.Stage)
	stays, err := c.Book.For(s).Stays(ctx, from, to)
	if err != nil {
		return out, err
	}
	stays = slices.DeleteFunc(ofLine(firm, stays, line), func(x standings.Stay) bool { return x.Stage != stage })
	q := standings.SpanQuery{Stage: stage, From: from, To: to, Unknown: in.Way == wayUnknown, Within: int64(in.Within), After: in.After, Limit: whoPage}
	for _, x := range stays {
		if !in.takes(x) {
			continue
		}
		out.Count.N += int(x.N)
		if way := (standings.Way{Line: x.Line, Went: x.Went}); !slices.Contains(q.Ways, way) {
			q.Ways = append(q.Ways, way)
		}
	}
	found, next, err := c.Book.For(s).Spans(ctx, q)
	if err != nil {
		return out, err
	}
	if next != "" {
		more := in
		more.After = next
		out.Next = shape.Query("/journey/who", page.Encode(more))
	}
	if err := c.whoRows(ctx, s, firm, found, &out); err != nil {
		return out, err
	}
	out.Title, out.Do = firm.Capital(firm.Fill(shape.StageWord(stage))), firm.Say("journey.do-"+in.Stage)
	out.Sentence = in.sentence(firm, out.Count.N)
	for _, way := range ways {
		c, of := page.Count{}, in
		of.Within, of.After = 0, ""
		of.link(way, &c)
		out.Ways = append(out.Ways, page.Choice{Value: c.Href, Label: firm.Say("journey." + way), Selected: way == in.Way && in.Within == 0})
	}
	out.Back = shape.Query("/journey", page.Encode(FunnelIn{Line: in.Line, From: from, To: to}))
	return out, nil
}

// takes says whether those of a sum are asked for.
func (in InStageIn) takes(x standings.Stay) bool {
	switch {
	case in.Way == wayUnknown:
		return x.Month == ""
	case x.Month == "" || in.Within > 0 && (x.Went == "" || x.Days > int64(in.Within)):
		return false
	}
	return in.Way == wayEntered || wayOf(x.Stage, x.Went) == in.Way
}

// wayOf is the way in which a stage was left.
func wayOf(stage clientele.Stage, went string) string {
	switch {
	case went == "":
		return wayStill
	case went == standings.WentLapsed:
		return wayLapsed
	case slices.Index(clientele.Stages, clientele.Stage(went)) > slices.Index(clientele.Stages, stage):
		return wayOn
	}
	return wayBack
}

func (c *Journey) whoRows(ctx context.Context, s access.Scope, firm shape.Firm, found []standings.Travelled, out *InStageOut) error {
	ids, steps := make([]clientele.ID, len(found)), make([]shape.StandingRow, len(found))
	for i, one := range found {
		ids[i], steps[i] = one.Account, shape.StandingRow{Account: one.Account, Line: one.Line}
	}
	accounts, err := c.Directory.Accounts(ctx, ids)
	if err != nil {
		return err
	}
	if err := firm.NextSteps(ctx, s, c.Jobs, steps); err != nil {
		return err
	}
	for i, one := range found {
		row := c.rowOf(firm, one)
		row.Name, row.Next = accounts[one.Account].Name, steps[i].Next
		out.Rows = append(out.Rows, row)
	}
	return nil
}

// rowOf is a stage in which a relationship was.
func (c *Journey) rowOf(firm shape.Firm, one standings.Travelled) InStageRow {
	row := InStageRow{Account: one.Account, Href: shape.AccountHref(one.Account, one.Line), Line: one.Line, Stage: one.Stage, Entered: one.Entered, Cause: firm.Fill(one.Cause), Went: one.Went, Until: one.Until}
	switch {
	case one.Entered == clientele.NoDay:
	case one.Until == clientele.NoDay:
		row.Days = int(c.Clock.Today() - one.Entered)
	default:
		row.Days = int(one.Until - one.Entered)
	}
	return row
}

// sentence says how many, and what of.
func (in InStageIn) sentence(firm shape.Firm, n int) string {
	args := say.Args{"n": n, "stage": firm.Fill(shape.StageWord(clientele.Stage(in.Stage))), "from": monthOf(firm.Speaker, in.From), "to": monthOf(firm.Speaker, in.To), "days": firm.Plural("noun.day", in.Within)}
	key := "journey.who-" + in.Way
	switch {
	case in.Within > 0:
		key = "journey.who-within"
	case in.Way != wayUnknown && in.From == in.To:
		key += "-month"
	}
	return firm.Say(key, args)
}

// monthOf is a month as one says it: "March 2026".
func monthOf(s *say.Speaker, month string) string {
	at, err := time.Parse("2006-01", month)
	if err != nil {
		return month
	}
	return s.LongMonth(clientele.DayOf(at))
}

// CSV is the page of the list as a file.
func (out InStageOut) CSV() (string, [][]string) {
	rows := [][]string{{"account", "name", "line", "stage", "entered", "cause", "went", "until", "days"}}
	for _, r := range out.Rows {
		rows = append(rows, []string{r.Account.String(), r.Name, string(r.Line), string(r.Stage), r.Entered.String(), r.Cause, r.Went, r.Until.String(), number(r.Days)})
	}
	return "journey-who.csv", rows
}
