package deals

import (
	"context"
	"slices"

	"github.com/a-h/templ"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/faces"
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
func (c *Deals) above(ctx context.Context, s access.Scope, counted *faces.Counted) (string, func(page.Frame) templ.Component, error) {
	all, err := c.pipelinesOf(ctx, s)
	if err != nil {
		return "", nil, err
	}
	if len(all) == 0 {
		return say.Of(ctx).Say("deals.no-pipeline"), func(v page.Frame) templ.Component { return setUp(v, s.MayManage()) }, nil
	}
	group, err := c.openIn(ctx, s, all, counted)
	if err != nil {
		return "", nil, err
	}
	by := say.Of(ctx)
	if group.N == 0 {
		return by.Say("deals.none-open"), nil, nil
	}
	said := by.Say("deals.open", say.Args{"n": group.N})
	if sum := sums(by, group); sum != "" {
		said = by.Say("deals.open-sum", say.Args{"n": group.N, "sum": sum})
	}
	kept, err := c.kept(ctx)
	if err != nil {
		return said, nil, err
	}
	n, first, err := c.oldest(ctx, s, all, kept)
	if err != nil || first == nil {
		return said, nil, err
	}
	older := c.older(all, kept)
	said += " " + by.Say("deals.older", say.Args{"n": n, "name": first.Text("name")})
	links := []page.Link{{Text: by.Say("deals.see-older"), Href: listOf(older)}, {Text: by.Say("deals.see-first", say.Args{"name": first.Text("name")}), Href: Type.Address(first.ID)}}
	return said, func(v page.Frame) templ.Component { return aboveLinks(v, links) }, nil
}

// oldest is how many deals stand longer than usual, and the one that has for longest. Each stage is
// asked for by itself: so the index of the board answers, in its order.
func (c *Deals) oldest(ctx context.Context, s access.Scope, all []pipeline, kept learnt) (n int, first *record.Record, err error) {
	for _, p := range all {
		of := kept.of(p.ID)
		for _, one := range p.Stages {
			since, days := c.oldSince(of, one)
			if one.State != open || days == 0 {
				continue
			}
			found, err := c.Records.Query(ctx, s, record.Query{Type: Type.Name, Filter: record.All{is("stage", one.ID.String()), since}, Sort: "entered", Limit: 1, Count: true})
			if err != nil {
				return 0, nil, err
			}
			n += found.Count.N
			for _, r := range found.Rows {
				if first == nil || c.age(r) > c.age(first) {
					first = r
				}
			}
		}
	}
	return n, first, nil
}

// openIn is how many deals are open in some pipelines, and what they come to. Each pipeline is asked for
// by itself, so that the index of the board answers; the one that stands on the board is counted there.
func (c *Deals) openIn(ctx context.Context, s access.Scope, all []pipeline, counted *faces.Counted) (sum record.Group, err error) {
	for _, p := range all {
		groups, known := onBoard(all, p, counted)
		if !known {
			if groups, err = c.Records.Groups(ctx, s, record.Query{Type: Type.Name, Filter: opens(p)}, "stage", "value"); err != nil {
				return sum, err
			}
		}
		for _, g := range groups {
			sum.N += g.N
			for _, m := range g.Sums {
				if at := slices.IndexFunc(sum.Sums, func(o clientele.Money) bool { return o.Currency == m.Currency }); at >= 0 {
					sum.Sums[at].Minor += m.Minor
				} else {
					sum.Sums = append(sum.Sums, m)
				}
			}
		}
	}
	return sum, nil
}

// onBoard are the open deals of a pipeline as its board has counted them.
func onBoard(all []pipeline, p pipeline, counted *faces.Counted) (groups []record.Group, known bool) {
	if counted == nil {
		return nil, false
	}
	if shown, _ := chosen(all, counted.Of); shown.ID != p.ID {
		return nil, false
	}
	for _, one := range p.Stages {
		if g := counted.Groups[one.ID.String()]; g != nil && one.State == open {
			groups = append(groups, *g)
		}
	}
	return groups, true
}

// late says whether a deal stands longer than usual in its stage, and than how many days.
func (c *Deals) late(of *ofPipeline, r *record.Record) (usual int, late bool) {
	stage, _ := r.Values["stage"].(clientele.ID)
	curve := of.usual(forecast.Stage(stage))
	return curve.Old[0], curve.N >= forecast.Enough && c.age(r) > curve.Old[0]
}

// usual is how deals leave a stage; where too few left, how they went the whole way.
func (p *ofPipeline) usual(s forecast.Stage) forecast.Curve {
	if own := p.Model.Curves[s]; own.N >= forecast.Enough {
		return own
	}
	return p.Model.Curves[forecast.Whole]
}
