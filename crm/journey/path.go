package journey

import (
	"context"

	"github.com/a-h/templ"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/ledger/standings"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/record"
	"github.com/clientele-crm/clientele/say"
	"github.com/clientele-crm/clientele/shape"
)

// PathRow is the way of one relationship through the stages.
type PathRow struct {
	Name  string          `json:"name,omitempty"` // of the line of business, or of the account, where there are several
	Now   clientele.Stage `json:"now,omitempty"`  // none for who has lapsed
	Do    string          `json:"do,omitempty"`   // what helps at this stage
	Steps []InStageRow    `json:"steps"`          // the latest first
}

// PathOut are the ways of somebody through the stages.
type PathOut struct {
	Paths []PathRow `json:"paths"`
}

const (
	pathMost  = 200 // stages that are read
	pathShown = 6   // stages of one relationship
)

// OfAccount is how an account came to the stages in which it is.
func (c *Journey) OfAccount(ctx context.Context, s access.Scope, about page.About) (PathOut, error) {
	return c.paths(ctx, s, []clientele.ID{about.Account}, nil)
}

// Beside draws, on the page of a person, the ways of the accounts for which they act; nil where there are none.
func (c *Journey) Beside(ctx context.Context, s access.Scope, r *record.Record) (func(page.Frame) templ.Component, error) {
	var accounts []clientele.ID
	ties, _ := r.Values["accounts"].([]record.Tie)
	for _, t := range ties {
		accounts = append(accounts, t.To)
	}
	var called map[clientele.ID]clientele.Account
	if len(accounts) > 1 {
		var err error
		if called, err = c.Directory.Accounts(ctx, accounts); err != nil {
			return nil, err
		}
	}
	out, err := c.paths(ctx, s, accounts, called)
	if err != nil || len(out.Paths) == 0 {
		return nil, err
	}
	return func(v page.Frame) templ.Component { return accountPanel(v, out) }, nil
}

func (c *Journey) paths(ctx context.Context, s access.Scope, accounts []clientele.ID, called map[clientele.ID]clientele.Account) (PathOut, error) {
	out := PathOut{Paths: []PathRow{}}
	if len(accounts) == 0 {
		return out, nil
	}
	firm, err := shape.FirmOf(ctx, c.Access)
	if err != nil {
		return out, err
	}
	found, err := c.Book.For(s).PathOf(ctx, accounts, pathMost)
	if err != nil {
		return out, err
	}
	of := clientele.Relationship{}
	for _, one := range found {
		if one.Relationship != of {
			of = one.Relationship
			out.Paths = append(out.Paths, PathRow{Name: firm.LineName(of.Line)})
			if name := called[of.Account].Name; name != "" {
				out.Paths[len(out.Paths)-1].Name = name
			}
		}
		p := &out.Paths[len(out.Paths)-1]
		p.Steps = append([]InStageRow{c.rowOf(firm, one)}, p.Steps...)
		p.Steps = p.Steps[:min(len(p.Steps), pathShown)]
	}
	for i, p := range out.Paths {
		if latest := p.Steps[0]; latest.Went == "" {
			out.Paths[i].Now, out.Paths[i].Do = latest.Stage, firm.Say("journey.do-"+string(latest.Stage))
		}
	}
	return out, nil
}

// since says from when to when they were in a stage.
func (c InStageRow) since(s *say.Speaker, today clientele.Day) string {
	args := say.Args{"from": s.Day(c.Entered, today), "to": s.Day(c.Until, today), "days": s.Plural("noun.day", c.Days)}
	switch {
	case c.Entered == clientele.NoDay && c.Went == "":
		return s.Say("journey.since-before")
	case c.Entered == clientele.NoDay:
		return s.Say("journey.until", args)
	case c.Went == "":
		return s.Say("journey.since", args)
	case c.Went == standings.WentLapsed:
		return s.Say("journey.from-lapsed", args)
	}
	return s.Say("journey.from-to", args)
}
