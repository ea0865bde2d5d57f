package deals

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/forecast"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/queue"
	"github.com/clientele-crm/clientele/record"
	"github.com/clientele-crm/clientele/say"
	"github.com/clientele-crm/clientele/shape"
)

// ForecastIn asks for the forecast of a pipeline.
type ForecastIn struct {
	Of clientele.ID `name:"of" json:"of,omitzero" minimum:"0" doc:"number of the pipeline; the first where none is given"`
}

// ForecastOut is what open deals should bring, month by month, and how well such forecasts did.
type ForecastOut struct {
	Sentence  string          `json:"sentence"`
	Basis     string          `json:"basis"` // from what it is told
	Boards    []page.Choice   `json:"pipelines,omitempty"`
	Months    []ForecastMonth `json:"months"`
	Total     Band            `json:"total"`
	Open      page.Count      `json:"open"`
	Left      string          `json:"left_out,omitempty"` // which open deals are not in it, and what share the others hold
	Stages    []StageChance   `json:"stages"`
	Tested    *TestedOut      `json:"tested,omitempty"`
	Reasons   []ReasonCount   `json:"reasons"`
	Learnt    string          `json:"learnt,omitempty"` // when
	MayWrite  bool            `json:"-"`
	HasStages bool            `json:"-"`

	worth map[string]int64 // of open deals, by currency
}

// Band is an amount with the ends between which it lies eight times in ten.
type Band struct {
	Mean clientele.Money `json:"mean"`
	Low  clientele.Money `json:"low"`
	High clientele.Money `json:"high"`
}

// ForecastMonth is a month of it.
type ForecastMonth struct {
	Month clientele.Day `json:"month"`
	Band
	Plain clientele.Money `json:"plain"` // value times probability, on the day that is expected
	Deals float64         `json:"deals"`
}

// StageChance is how likely a deal in a stage is won, and from what that is told.
type StageChance struct {
	ID    clientele.ID `json:"id"`
	Name  string       `json:"name"`
	Open  page.Count   `json:"open"`
	Sum   string       `json:"sum,omitempty"`
	Share float64      `json:"share"`
	Low   float64      `json:"low,omitempty"`
	High  float64      `json:"high,omitempty"`
	From  string       `json:"from"`
	Usual int          `json:"usual_days,omitempty"` // three of four had left it by then
	Old   page.Count   `json:"old"`                  // how many stand longer
}

// TestedOut is how forecasts of the past did.
type TestedOut struct {
	Text   string           `json:"text"`
	N      int              `json:"n"`
	Inside int              `json:"inside"`
	Error  float64          `json:"error"`
	Plain  float64          `json:"error_plain"`
	Trials []forecast.Trial `json:"trials,omitempty"` // where nothing is hidden from who asks
	Money  string           `json:"currency,omitempty"`
}

// ReasonCount is how many deals were lost for a reason.
type ReasonCount struct {
	Reason string     `json:"reason"`
	Count  page.Count `json:"count"`
	Sum    string     `json:"sum,omitempty"`
}

const (
	ahead     = 6     // months
	mostOpen  = 2_000 // open deals that are looked at one by one, the most valuable first
	lostSince = 365   // days
)

// Forecast is what the open deals of a pipeline should bring.
func (c *Deals) Forecast(ctx context.Context, s access.Scope, in ForecastIn) (ForecastOut, error) {
	out := ForecastOut{Months: []ForecastMonth{}, Stages: []StageChance{}, Reasons: []ReasonCount{}, MayWrite: s.MayWrite()}
	by := say.Of(ctx)
	all, err := c.pipelinesOf(ctx, s)
	if err != nil {
		return out, err
	}
	p, there := chosen(all, in.Of)
	if in.Of != 0 && !there {
		return out, page.Wrong("of", by.Say("deals.no-such-pipeline"), by.Say("deals.no-such-pipeline-remedy"))
	}
	for _, one := range all {
		out.Boards = append(out.Boards, page.Choice{Value: one.ID.String(), Label: one.Name, Selected: one.ID == p.ID})
	}
	if out.HasStages = there && len(p.Stages) > 0; !out.HasStages {
		out.Sentence = by.Say("deals.no-pipeline")
		return out, nil
	}
	kept, err := c.kept(ctx)
	if err != nil {
		return out, err
	}
	of := kept.of(p.ID)
	if kept.At != 0 {
		out.Learnt = by.Say("deals.learnt", say.Args{"when": by.Moment(kept.At, c.Clock)})
	}
	if err := c.chances(ctx, s, p, of, &out); err != nil {
		return out, err
	}
	if err := c.drawn(ctx, s, p, of, &out); err != nil {
		return out, err
	}
	if err := c.tested(ctx, s, of, &out); err != nil {
		return out, err
	}
	return out, c.reasons(ctx, s, p, &out)
}

// listOf is the list of the deals that a filter leaves.
func listOf(filter ...record.Node) string {
	return "/deals?" + url.Values{"filter": {record.PrintFilter(record.All(filter))}, "all": {"true"}}.Encode()
}

// drawn draws the months of the open deals that who asks may see.
func (c *Deals) drawn(ctx context.Context, s access.Scope, p pipeline, of *ofPipeline, out *ForecastOut) error {
	list, err := c.dearest(ctx, s, p)
	if err != nil {
		return err
	}
	var deals []forecast.Deal
	others := 0
	currency := of.Currency
	for _, d := range list {
		d.Guess = guess(p, d)
		if currency == "" {
			currency = d.Currency
		}
		if d.Currency != "" && d.Currency != currency {
			others++
			continue
		}
		d.Currency = currency
		deals = append(deals, d)
	}
	months, total := of.Model.Draw(deals, c.Clock.Today(), ahead)
	money := func(minor float64) clientele.Money {
		if currency == "" {
			return clientele.Money{}
		}
		return shape.Money(int64(minor), currency)
	}
	for _, m := range months {
		out.Months = append(out.Months, ForecastMonth{m.From, Band{money(m.Mean), money(m.Low), money(m.High)}, money(m.Plain), m.Deals})
	}
	out.Total = Band{money(total.Mean), money(total.Low), money(total.High)}
	by := say.Of(ctx)
	out.Left = by.Say("deals.left-out", say.Args{"n": others, "currency": currency})
	if others == 0 {
		out.Left = ""
	}
	if more := out.Open.N - len(list); more > 0 && out.worth[currency] > 0 {
		out.Left = strings.TrimSpace(out.Left + " " + by.Say("deals.left-small", say.Args{"n": len(list), "more": more, "share": by.Percent(valued(deals) / float64(out.worth[currency]))}))
	}
	n := int64(out.Open.N)
	last := by.LongMonth(out.Months[ahead-1].Month)
	switch ends := by.ShortMoneys(out.Total.Mean, out.Total.Low, out.Total.High); {
	case n == 0:
		out.Sentence = by.Say("deals.forecast-none")
	case currency == "" || total.Mean == 0:
		out.Sentence = by.Say("deals.forecast-no-value", say.Args{"n": n})
	default:
		out.Sentence = by.Say("deals.forecast-says", say.Args{"n": n, "mean": ends[0], "low": ends[1], "high": ends[2], "month": last})
	}
	out.Basis = by.Say("deals.basis-guess", say.Args{"n": forecast.Enough})
	if of.Model.Learnt() {
		out.Basis = by.Say("deals.basis-own", say.Args{"n": of.Model.Curves[forecast.Whole].Ended})
	}
	return nil
}

// valued is what some deals come to, as far as somebody wrote it.
func valued(deals []forecast.Deal) (sum float64) {
	for _, d := range deals {
		if len(d.Values) > 0 {
			sum += d.Values[0].Minor
		}
	}
	return sum
}

// guess is how likely a deal is won before anything is learnt: as somebody set it for its stage,
// else by how far along the stage is.
func guess(p pipeline, d forecast.Deal) float64 {
	opens := slices.DeleteFunc(slices.Clone(p.Stages), func(s stage) bool { return s.State != open })
	for i, s := range opens {
		if len(d.Stays) > 0 && forecast.Stage(s.ID) == d.Stays[0].Stage {
			if s.Set >= 0 {
				return s.Set
			}
			return float64(i+1) / float64(len(opens)+1)
		}
	}
	return 0
}

// chances is how likely a deal is won from each stage, and from what that is told.
func (c *Deals) chances(ctx context.Context, s access.Scope, p pipeline, of *ofPipeline, out *ForecastOut) error {
	groups, err := c.Records.Groups(ctx, s, record.Query{Type: Type.Name, Filter: opens(p)}, "stage", "value")
	if err != nil {
		return err
	}
	by := say.Of(ctx)
	out.worth = map[string]int64{}
	out.Open.Href = listOf(is("pipeline", p.ID.String()), is("state", open))
	for _, g := range groups {
		out.Open.N += int(g.N)
	}
	for _, one := range p.Stages {
		if one.State != open {
			continue
		}
		row := StageChance{ID: one.ID, Name: one.Name}
		row.Open.Href = listOf(is("stage", one.ID.String()))
		for _, g := range groups {
			if string(g.Value) == one.ID.String() {
				row.Open.N, row.Sum = int(g.N), sums(by, g)
				for _, m := range g.Sums {
					out.worth[m.Currency] += m.Minor
				}
			}
		}
		row.Share, row.Low, row.High, row.From = c.chance(by, p, of, one)
		if since, days := c.oldSince(of, one); days > 0 {
			old := record.All{is("stage", one.ID.String()), since}
			found, err := c.Records.Query(ctx, s, record.Query{Type: Type.Name, Filter: old, Limit: 1, Count: true})
			if err != nil {
				return err
			}
			row.Usual, row.Old = days, page.Count{N: found.Count.N, Capped: !found.Count.Exact, Href: listOf(old...)}
		}
		out.Stages = append(out.Stages, row)
	}
	return nil
}

// chance is how likely a deal in a stage is won: by the firm's own, as somebody set it, or as we guess.
func (c *Deals) chance(by *say.Speaker, p pipeline, of *ofPipeline, one stage) (share, low, high float64, from string) {
	at := forecast.Stage(one.ID)
	switch own := of.Model.Curves[at]; {
	case own.Ended >= forecast.Enough:
		share, low, high, n := of.Model.Share(at)
		return share, low, high, by.Say("deals.from-own", say.Args{"n": n})
	case one.Set >= 0:
		return one.Set, 0, 0, by.Say("deals.from-set")
	case of.Model.Learnt():
		share, low, high, n := of.Model.Share(forecast.Whole)
		return share, low, high, by.Say("deals.from-whole", say.Args{"n": n})
	}
	return guess(p, forecast.Deal{Stays: []forecast.Stay{{Stage: at}}}), 0, 0, by.Say("deals.from-guess", say.Args{"n": forecast.Enough})
}

// oldSince is since before when a deal must have stood in a stage to stand longer than usual: than
// three of four that left it; where too few left, than three of four took to the end. It is asked by
// the time in the stage alone, which the index of the board has.
func (c *Deals) oldSince(of *ofPipeline, one stage) (since record.Node, days int) {
	curve := of.usual(forecast.Stage(one.ID))
	if curve.N < forecast.Enough {
		return nil, 0
	}
	return record.Cond{Field: "entered", Op: record.Less, Values: []string{(c.Clock.Today() - clientele.Day(curve.Old[0])).String()}}, max(curve.Old[0], 1)
}

// sums are the amounts of a group in words.
func sums(by *say.Speaker, g record.Group) (text string) {
	for _, m := range g.Sums {
		if m.Minor != 0 {
			if text != "" {
				text += " + "
			}
			text += by.RoundMoney(m)
		}
	}
	return text
}

// tested is how forecasts of the past did. Amounts are told to whom nothing is hidden.
func (c *Deals) tested(ctx context.Context, s access.Scope, of *ofPipeline, out *ForecastOut) error {
	t := of.Tested
	if len(t.Trials) == 0 {
		return nil
	}
	by := say.Of(ctx)
	out.Tested = &TestedOut{N: len(t.Trials), Inside: t.Inside, Error: t.Error, Plain: t.Plain, Text: by.Say("deals.tested", say.Args{
		"n": len(t.Trials), "inside": t.Inside, "share": by.Percent(float64(t.Inside) / float64(len(t.Trials))), "error": by.Percent(t.Error), "plain": by.Percent(t.Plain)})}
	whole, err := c.Jobs.Book.For(s).Whole(ctx)
	if whole {
		out.Tested.Trials, out.Tested.Money = t.Trials, of.Currency
	}
	return err
}

// reasons counts for what deals of a pipeline were lost within a year.
func (c *Deals) reasons(ctx context.Context, s access.Scope, p pipeline, out *ForecastOut) error {
	since := record.Cond{Field: "closed", Op: record.AtLeast, Values: []string{(c.Clock.Today() - lostSince).String()}}
	filter := record.All{is("pipeline", p.ID.String()), is("state", lost), since}
	groups, err := c.Records.Groups(ctx, s, record.Query{Type: Type.Name, Filter: filter}, "lost_because", "value")
	by := say.Of(ctx)
	for _, g := range groups {
		var why string
		_ = json.Unmarshal(g.Value, &why) // null is none
		row := ReasonCount{Reason: by.Say("deals.no-reason"), Sum: sums(by, g)}
		only := record.Cond{Field: "lost_because", Op: record.Empty}
		if why != "" {
			row.Reason, only = by.Label("choice.lost_because."+why, why), record.Cond{Field: "lost_because", Op: record.Is, Values: []string{why}}
		}
		row.Count = page.Count{N: int(g.N), Href: listOf(append(slices.Clone(filter), only)...)}
		out.Reasons = append(out.Reasons, row)
	}
	return err
}

// LearnDealsIn asks for nothing.
type LearnDealsIn struct{}

// LearnNow learns anew, in the background.
func (c *Deals) LearnNow(ctx context.Context, s access.Scope, _ LearnDealsIn) (page.Done, error) {
	id, err := shape.Ask(ctx, c.Jobs, queue.Ask{Kind: kindLearn, By: s.By(), Key: string(kindLearn)})
	return page.Done{Sentence: say.Of(ctx).Say("deals.learns"), Job: id}, wrap(err)
}

func wrap(err error) error {
	if err != nil {
		return fmt.Errorf("learn from deals: %w", err)
	}
	return nil
}
