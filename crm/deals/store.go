package deals

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/forecast"
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

// openRow is an open deal as the forecast asks of it.
type openRow struct {
	ID       clientele.ID      `db:"id"`
	Stage    clientele.ID      `db:"stage"`
	Minor    int64             `db:"value_minor"`
	Currency string            `db:"value_currency"`
	Opened   string            `db:"opened"`
	Expected string            `db:"expected"`
	Entered  clientele.Instant `db:"entered"`
	Product  string            `db:"product"`
	Made     clientele.Instant `db:"made"`
}

// dearest are the open deals of a pipeline that who asks may see, the most valuable first: one statement that
// reads no record, only the index that has all of it.
func (c *Deals) dearest(ctx context.Context, s access.Scope, p pipeline) (all []forecast.Deal, err error) {
	seen := s.Sees(c.DB.Engine, "wall")
	text := "SELECT id, stage, value_minor, value_currency, opened, expected, entered, product, made FROM deals" +
		" WHERE workspace = ? AND state = ? AND pipeline = ? AND archived = 0 AND merged = 0" + seen.Text + fmt.Sprintf(" ORDER BY value_minor DESC, id DESC LIMIT %d", mostOpen)
	for r, err := range db.Each[openRow](ctx, c.DB, text, append([]any{c.Workspace, open, p.ID}, seen.Args...)...) {
		if err != nil {
			return nil, fmt.Errorf("open deals: %w", err)
		}
		d := forecast.Deal{ID: int64(r.ID), Group: r.Product, Currency: r.Currency, Stays: []forecast.Stay{{Stage: forecast.Stage(r.Stage), From: c.Clock.Day(r.Entered)}}}
		if d.Opened, _ = clientele.ParseDay(r.Opened); d.Opened == clientele.NoDay { // none is written as no day
			d.Opened = c.Clock.Day(r.Made)
		}
		d.Due, _ = clientele.ParseDay(r.Expected)
		if r.Currency != "" {
			d.Values = []forecast.Value{{From: d.Opened, Minor: float64(r.Minor)}}
		}
		all = append(all, d)
	}
	return all, nil
}
