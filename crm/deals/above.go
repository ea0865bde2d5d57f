package deals

import (
	"context"

	"github.com/a-h/templ"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/forecast"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/record"
	"github.com/clientele-crm/clientele/say"
)

// older are the deals that stand longer than usual, as a filter; nil where nothing is learnt.
func (c *Deals) older(all []pipeline, kept learnt) record.Node {
	var some record.Any
	for _, p := range all {
		of := kept.of(p.ID)
		for _, one := range p.Stages {
			if one.State != open {
				continue
			}
			if since, days := c.oldSince(of, one); days > 0 && len(some) < mostOlder {
				some = append(some, record.All{is("stage", one.ID.String()), since})
			}
		}
	}
	if len(some) == 0 {
		return nil
	}
	return some
}

// mostOlder is of how many stages one filter speaks.
const mostOlder = 20

// above is how the deals stand, in a sentence: what is open, what stands too long, whom to call first.
func (c *Deals) above(ctx context.Context, s access.Scope) (string, func(page.Frame) templ.Component, error) {
	all, err := c.pipelinesOf(ctx, s)
	if err != nil {
		return "", nil, err
	}
	if len(all) == 0 {
		return say.Of(ctx).Say("deals.no-pipeline"), func(v page.Frame) templ.Component { return setUp(v, s.MayManage()) }, nil
	}
	groups, err := c.Records.Groups(ctx, s, record.Query{Type: Type.Name, Filter: is("state", open)}, "state", "value")
	if err != nil {
		return "", nil, err
	}
	by := say.Of(ctx)
	if len(groups) == 0 {
		return by.Say("deals.none-open"), nil, nil
	}
	said := by.Say("deals.open", say.Args{"n": groups[0].N})
	if sum := sums(by, groups[0]); sum != "" {
		said = by.Say("deals.open-sum", say.Args{"n": groups[0].N, "sum": sum})
	}
	kept, err := c.kept(ctx)
	if err != nil {
		return said, nil, err
	}
	older := c.older(all, kept)
	if older == nil {
		return said, nil, nil
	}
	found, err := c.Records.Query(ctx, s, record.Query{Type: Type.Name, Filter: older, Sort: "-value", Limit: 1, Count: true})
	if err != nil || len(found.Rows) == 0 {
		return said, nil, err
	}
	first := found.Rows[0]
	said += " " + by.Say("deals.older", say.Args{"n": found.Count.N, "name": first.Text("name")})
	links := []page.Link{{Text: by.Say("deals.see-older"), Href: listOf(older)}, {Text: by.Say("deals.see-first", say.Args{"name": first.Text("name")}), Href: Type.Address(first.ID)}}
	return said, func(v page.Frame) templ.Component { return aboveLinks(v, links) }, nil
}

// late says whether a deal stands longer than usual in its stage, and than how many days.
func (c *Deals) late(of *ofPipeline, r *record.Record) (usual int, late bool) {
	stage, _ := r.Values["stage"].(clientele.ID)
	curve, age := of.Model.Curves[forecast.Stage(stage)], c.age(r)
	if curve.N < forecast.Enough {
		opened, _ := r.Values["opened"].(clientele.Day)
		curve, age = of.Model.Curves[forecast.Whole], int(c.Clock.Today()-opened)
	}
	return curve.Old[0], curve.N >= forecast.Enough && age > curve.Old[0]
}
