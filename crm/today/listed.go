package today

import (
	"context"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/jobs"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/shape"
	"github.com/clientele-crm/clientele/ui"

	"github.com/a-h/templ"
)

// DueListIn asks for all of one list of the day.
type DueListIn struct {
	List  clientele.List `name:"list" json:"list,omitempty" enum:"due,slipping,growing" default:"due" doc:"which of the three lists"`
	Mine  bool           `name:"mine" json:"mine,omitempty" doc:"only what I look after"`
	After string         `name:"after" json:"after,omitempty" maxLength:"400" doc:"where the page before ended"`
}

// DueListOut is a page of one list of the day.
type DueListOut struct {
	Sentence string         `json:"sentence"`
	List     clientele.List `json:"list"`
	Title    string         `json:"title"`
	Count    page.Count     `json:"count"`
	Steps    []shape.Step   `json:"steps"`
	Next     string         `json:"next,omitempty"` // path of the next page
	AsOf     clientele.Day  `json:"as_of"`
}

// PageName is which list it is, for the title of the page.
func (out DueListOut) PageName() string { return out.Title }

// listPage is how much of a list a page holds.
const listPage = 50

// DueList is all of one list of the day, page by page: what Today has no room for is reached here.
func (c *Today) DueList(ctx context.Context, s access.Scope, in DueListIn) (DueListOut, error) {
	out := DueListOut{List: in.List, Steps: []shape.Step{}}
	firm, err := shape.FirmOf(ctx, c.Access)
	if err != nil {
		return out, err
	}
	if out.AsOf, err = shape.CountedFrom(ctx, c.Book, c.Clock.Today()); err != nil {
		return out, err
	}
	who := whose{firm: firm, sight: jobs.Sight{Scope: s}, book: c.Book.For(s)}
	if in.Mine {
		who.email, who.sight.Owner = s.Email(), s.User()
	}
	due, err := c.Jobs.Savings(ctx, who.sight, in.List)
	if err != nil {
		return out, err
	}
	out.Count.N = countOf(due)
	if in.List == clientele.ListDue {
		tasks, err := c.tasks(ctx, &TodayOut{Today: c.Clock.Today()}, who)
		if err != nil {
			return out, err
		}
		out.Count.N, out.Count.Capped = out.Count.N+len(tasks), len(tasks) == stepsLooked
		if in.After == "" {
			out.Steps = tasks
		}
	}
	steps, next, err := c.advice(ctx, in.List, out.AsOf, who, from{in.After, listPage})
	out.Steps = append(out.Steps, steps...)
	if next != "" {
		in.After = next
		out.Next = shape.Query("/today/list", page.Encode(in))
	}
	out.Title = firm.Say("today.list-" + string(in.List))
	if out.Sentence = firm.Capital(dueText(out.Count, firm)) + "."; in.List != clientele.ListDue {
		out.Sentence = firm.Plural("today.advised", out.Count.N)
	}
	return out, err
}

// stepTable is steps as a list shows them: the act stands on the page of whom each is about.
func stepTable(v page.Frame, out DueListOut) ui.TableData {
	t := ui.TableData{ID: "steps", Label: out.Title, More: out.Next, Note: v.Say("list.in-all", sayCount(out.Count)), Peek: true, Cols: []ui.Col{
		{Title: v.Say("list.column-name"), Place: "p1"}, {Title: v.Say("today.column-do"), Place: "p3"}, {Title: v.Say("today.column-why")},
		{Title: v.Say("today.column-due"), Place: "p4"}, {Title: v.Say("list.column-saves"), Num: true, Place: "p2"}}}
	for _, s := range out.Steps {
		t.Rows = append(t.Rows, ui.Row{ID: "r-" + ui.StepID(s) + "-" + string(s.Line), Href: s.Href, Cells: []templ.Component{
			ui.NameCell(called(s), s.Href, v.UnderLine(s.Line)), ui.Text(s.Do), ui.Text(s.Why), ui.Text(ui.DueText(s)), ui.Text(worth(v, s))}})
	}
	return t
}
