package account

import (
	"context"
	"strings"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/faces"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/record"
	"github.com/clientele-crm/clientele/say"
	"github.com/clientele-crm/clientele/shape"
	"github.com/clientele-crm/clientele/treatment"
	"github.com/clientele-crm/clientele/ui"
)

// lastLooked is among how much of what happened a list looks for what it shows of an account beside itself.
const lastLooked = 30

// Lately is what is next for an account and what happened last, for who looks at it
// beside a list.
func (c *Accounts) Lately(ctx context.Context, s access.Scope, r *record.Record) (*faces.Happened, error) {
	firm, err := shape.FirmOf(ctx, c.Access)
	if err != nil {
		return nil, err
	}
	stream, err := c.Happened(ctx, s, r, shape.StreamAsked{Limit: lastLooked})
	if err != nil {
		return nil, err
	}
	open, err := c.Open(ctx, s, r.ID)
	if err != nil {
		return nil, err
	}
	advised, err := c.Jobs.TreatmentsOf(ctx, s, r.ID)
	if err != nil {
		return nil, err
	}
	h := &faces.Happened{Next: nextStep(firm, r.ID, open, advised), Last: func(faces.Told) (last []faces.Moment) {
		for _, d := range stream.Days {
			for _, e := range d.Entries {
				if e.Kind == clientele.KindChanged { // of a record: nothing that happened between us
					continue
				}
				last = append(last, faces.Moment{When: say.Of(ctx).Day(d.Day, c.Clock.Today()), What: strings.TrimSpace(e.Title + " " + e.Of), Text: e.Text})
			}
		}
		return last
	}}
	return h, err
}

// nextStep is what to do about an account first: its next task, a promise before others, else
// the advice that is worth most.
func nextStep(firm shape.Firm, account clientele.ID, open []shape.Step, advised []treatment.Kept) *page.Link {
	if first := append(promised(open), open...); len(first) > 0 {
		return &page.Link{Text: ui.StepText(first[0]), Href: "/tasks/" + first[0].Task.String()}
	}
	var best *treatment.Kept
	for i, t := range advised {
		if t.State == treatment.Due && (best == nil || t.Worth > best.Worth) {
			best = &advised[i]
		}
	}
	if best == nil {
		return nil
	}
	return &page.Link{Text: firm.Fill(best.Step), Href: shape.AccountHref(account, best.Line) + "#write"}
}
