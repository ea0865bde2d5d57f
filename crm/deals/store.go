package deals

import (
	"cmp"
	"context"
	"slices"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/record"
)

// stage is one as it is kept.
type stage struct {
	ID, Pipeline clientele.ID
	Name, State  string
	Place        float64
	Set          float64 // the probability that somebody set, 0…1; below 0 where nobody did
}

// pipeline is one with its stages in their order.
type pipeline struct {
	ID     clientele.ID
	Name   string
	Line   clientele.Line
	Stages []stage
}

const mostStages = 1_000

// pipelinesOf are those in use, each with its stages: two statements.
func (c *Deals) pipelinesOf(ctx context.Context, s access.Scope) (all []pipeline, err error) {
	found, err := c.Records.Query(ctx, s, record.Query{Type: Pipeline.Name, Sort: "id", Limit: mostStages})
	if err != nil {
		return nil, err
	}
	at := map[clientele.ID]int{}
	for i, r := range found.Rows {
		at[r.ID] = i
		all = append(all, pipeline{ID: r.ID, Name: r.Text("name"), Line: clientele.Line(r.Text("line"))})
	}
	stages, err := c.Records.Query(ctx, s, record.Query{Type: Stage.Name, Sort: "id", Limit: mostStages})
	for _, r := range stages.Rows {
		one := stageOf(r)
		if i, there := at[one.Pipeline]; there {
			all[i].Stages = append(all[i].Stages, one)
		}
	}
	for _, p := range all {
		slices.SortStableFunc(p.Stages, func(a, b stage) int {
			return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(a.Place, b.Place), cmp.Compare(a.ID, b.ID))
		})
	}
	return all, err
}

// rank puts what is won and lost behind what is open.
func rank(s stage) int { return slices.Index([]string{open, won, lost}, s.State) }

func stageOf(r *record.Record) stage {
	one := stage{ID: r.ID, Name: r.Text("name"), State: r.Text("state"), Set: -1}
	one.Pipeline, _ = r.Values["pipeline"].(clientele.ID)
	one.Place, _ = r.Values["place"].(float64)
	if p, set := r.Values["probability"].(float64); set {
		one.Set = p / 100
	}
	return one
}

// chosen is the pipeline that is asked for, else the first.
func chosen(all []pipeline, id clientele.ID) (pipeline, bool) {
	for _, p := range all {
		if p.ID == id || id == 0 {
			return p, true
		}
	}
	return pipeline{}, false
}

// offers are the pipelines and stages that a form offers.
func (c *Deals) offers(ctx context.Context, s access.Scope, field record.Field) (all []page.Choice, err error) {
	if field.To != Stage.Name && field.To != Pipeline.Name {
		return nil, nil
	}
	list, err := c.pipelinesOf(ctx, s)
	for _, p := range list {
		if field.To == Pipeline.Name {
			all = append(all, page.Choice{Value: p.ID.String(), Label: p.Name})
			continue
		}
		for _, one := range p.Stages {
			label := one.Name
			if len(list) > 1 {
				label = p.Name + ": " + one.Name
			}
			all = append(all, page.Choice{Value: one.ID.String(), Label: label})
		}
	}
	return all, err
}

// begins puts a new deal into the first stage of the first pipeline.
func (c *Deals) begins(ctx context.Context, s access.Scope, blank *record.Record) error {
	all, err := c.pipelinesOf(ctx, s)
	if err != nil {
		return err
	}
	for _, p := range all {
		if len(p.Stages) > 0 {
			blank.Set("stage", p.Stages[0].ID)
			return nil
		}
	}
	return nil
}
