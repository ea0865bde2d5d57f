package deals

import (
	"bytes"
	"context"
	"encoding/json"
	"slices"
	"time"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/forecast"
	"github.com/clientele-crm/clientele/jobs"
	"github.com/clientele-crm/clientele/queue"
	"github.com/clientele-crm/clientele/record"
)

// kindLearn learns from the deals that ended how likely and how soon those that are open are won.
const (
	kindLearn queue.Kind = "learn-deals"
	learnAt              = 4*time.Hour + 30*time.Minute
	learnFor             = 2 * time.Hour
	fitName              = "deals"
)

func (c *Deals) works() []queue.Listed {
	return []queue.Listed{queue.Work[struct{}]{Kind: kindLearn, Lane: jobs.LaneAside, Attempts: 3, Timeout: learnFor, What: clientele.Tell("work.of.learn-deals"), Do: c.workLearn}}
}

// learnt is what is kept of each pipeline.
type learnt struct {
	At        clientele.Instant            `json:"at"`
	Pipelines map[clientele.ID]*ofPipeline `json:"pipelines"`
}

type ofPipeline struct {
	Currency string          `json:"currency"` // of most of its deals
	Model    *forecast.Model `json:"model"`
	Tested   forecast.Tested `json:"tested"`
}

// kept is what was learnt last; nothing where nothing was.
func (c *Deals) kept(ctx context.Context) (all learnt, err error) {
	raw, _, err := c.Jobs.Book.Fit(ctx, fitName)
	if clientele.KindOf(err) == clientele.NotFound {
		return all, nil
	}
	if err != nil {
		return all, err
	}
	if last := c.read.Load(); last != nil && bytes.Equal(last.raw, raw) {
		return last.all, nil
	}
	if err := json.Unmarshal(raw, &all); err != nil {
		return all, err
	}
	for _, p := range all.Pipelines {
		if p.Model != nil {
			p.Model.Prepare()
		}
	}
	c.read.Store(&reading{raw, all})
	return all, nil
}

// reading is what was learnt as it is kept, and as it was read: a board asks for it with each of its parts.
type reading struct {
	raw []byte
	all learnt
}

// of is what was learnt of a pipeline; an empty model where nothing was.
func (l learnt) of(id clientele.ID) *ofPipeline {
	if p := l.Pipelines[id]; p != nil && p.Model != nil {
		return p
	}
	return &ofPipeline{Model: forecast.Learn(nil, clientele.NoDay)}
}

func (c *Deals) workLearn(ctx context.Context, t *queue.Task, _ struct{}) error {
	byPipeline := map[clientele.ID][]forecast.Deal{}
	house := access.System("what is learnt from deals")
	done := int64(0)
	err := c.Records.Each(ctx, house, record.Query{Type: Type.Name, Sort: "id"}, func(p record.Page) error {
		if len(p.Rows) == 0 {
			return nil
		}
		told, err := c.told(ctx, p.Rows)
		if err != nil {
			return err
		}
		for _, r := range p.Rows {
			of, _ := r.Values["pipeline"].(clientele.ID)
			byPipeline[of] = append(byPipeline[of], c.past(r, told[r.ID]))
		}
		done += int64(len(p.Rows))
		t.Tell(queue.Progress{Done: done, Unit: "deals"})
		return nil
	})
	if err != nil {
		return err
	}
	all := learnt{At: c.Clock.Now(), Pipelines: map[clientele.ID]*ofPipeline{}}
	today := c.Clock.Today()
	for id, deals := range byPipeline {
		one := &ofPipeline{Currency: mostly(deals), Model: forecast.Learn(deals, today)}
		mine := slices.DeleteFunc(deals, func(d forecast.Deal) bool { return d.Currency != "" && d.Currency != one.Currency })
		for i := range mine {
			mine[i].Currency = one.Currency
		}
		if one.Model.Learnt() {
			one.Model = forecast.Learn(mine, today)
			one.Tested = forecast.Backtest(mine, today)
			one.Model.Heed(one.Tested.Trials, today)
		}
		all.Pipelines[id] = one
	}
	raw, err := json.Marshal(all)
	if err != nil {
		return err
	}
	return t.InTx(ctx, func(tx *db.Tx) error { return c.Jobs.Book.KeepFit(ctx, tx, fitName, today, raw) })
}

// mostly is the currency of most deals; that of deals without an amount is the firm's own.
func mostly(deals []forecast.Deal) (currency string) {
	n := map[string]int{}
	for _, d := range deals {
		if n[d.Currency]++; d.Currency != "" && (currency == "" || n[d.Currency] > n[currency]) {
			currency = d.Currency
		}
	}
	return currency
}

// told are the changes of some records as the book has them, those that were taken back left out.
func (c *Deals) told(ctx context.Context, rows []*record.Record) (map[clientele.ID][]clientele.Entry, error) {
	all := map[clientele.ID][]clientele.Entry{}
	undone := map[clientele.ID]bool{}
	for e, err := range c.Jobs.Book.Changes(ctx, c.DB, Type.Name, rows[0].ID-1, rows[len(rows)-1].ID) {
		if err != nil {
			return nil, err
		}
		if change, ok := e.Body.(clientele.Changed); ok {
			if change.Undoes != 0 {
				undone[change.Undoes], undone[e.ID] = true, true
			}
			all[e.Ref.ID] = append(all[e.Ref.ID], e)
		}
	}
	for id, list := range all {
		all[id] = slices.DeleteFunc(list, func(e clientele.Entry) bool { return undone[e.ID] })
	}
	return all, nil
}

// past is a deal as it went: the stages in which it stood, and what it was worth, as it was known.
// Of one that was written down when it was over, nobody knows what was known on the way.
func (c *Deals) past(r *record.Record, changes []clientele.Entry) forecast.Deal {
	d := c.asOpen(r)
	d.Stays, d.Values = nil, nil
	for i, e := range changes {
		change, _ := e.Body.(clientele.Changed)
		day, first := c.Clock.Day(e.At), i == 0
		_, over := change.Fields["closed"] // of the first: it was over when it was written down
		var stage clientele.ID
		if edit, told := change.Fields["stage"]; told && json.Unmarshal(edit.Is, &stage) == nil && stage != 0 && !(first && over) {
			from := day
			if first {
				from = min(d.Opened, day)
			}
			d.Stays = append(d.Stays, forecast.Stay{Stage: forecast.Stage(stage), From: from})
		}
		var m clientele.Money
		if edit, told := change.Fields["value"]; told && json.Unmarshal(edit.Is, &m) == nil && m.Currency != "" {
			from := day
			switch {
			case first && over:
				from = d.Ended
			case first:
				from = min(d.Opened, day)
			}
			d.Values = append(d.Values, forecast.Value{From: from, Minor: float64(m.Minor)})
		}
	}
	if d.Ended != clientele.NoDay { // where it ended is no stage to stay in
		at, _ := r.Values["stage"].(clientele.ID)
		d.Stays = slices.DeleteFunc(d.Stays, func(s forecast.Stay) bool { return s.Stage == forecast.Stage(at) })
	}
	return d
}

// asOpen is a deal as its record says it.
func (c *Deals) asOpen(r *record.Record) forecast.Deal {
	d := forecast.Deal{ID: int64(r.ID), Won: r.Text("state") == won, Group: r.Text("product")}
	d.Opened, _ = r.Values["opened"].(clientele.Day)
	if d.Opened == clientele.NoDay {
		d.Opened = c.Clock.Day(r.Made)
	}
	d.Ended, _ = r.Values["closed"].(clientele.Day)
	d.Due, _ = r.Values["expected"].(clientele.Day)
	entered, _ := r.Values["entered"].(clientele.Instant)
	stage, _ := r.Values["stage"].(clientele.ID)
	d.Stays = []forecast.Stay{{Stage: forecast.Stage(stage), From: c.Clock.Day(entered)}}
	if m, some := r.Values["value"].(clientele.Money); some {
		d.Currency = m.Currency
		d.Values = []forecast.Value{{From: d.Opened, Minor: float64(m.Minor)}}
	}
	return d
}
