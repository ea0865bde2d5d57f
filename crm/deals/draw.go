package deals

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"strconv"

	"github.com/a-h/templ"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/record"
	"github.com/clientele-crm/clientele/say"
	"github.com/clientele-crm/clientele/shape"
)

func topOf(out ForecastOut) (top clientele.Money) {
	for _, m := range out.Months {
		if m.High.Minor > top.Minor {
			top = m.High
		}
	}
	return top
}

func share(m, top clientele.Money) float64 {
	if top.Minor <= 0 {
		return 0
	}
	return min(1, max(0, float64(m.Minor)/float64(top.Minor)))
}

// middleOf is where the bar of a month has its middle.
func middleOf(i int, out ForecastOut) float64 { return (float64(i) + 0.3) / float64(len(out.Months)) }

func monthSaid(v page.Frame, m ForecastMonth) string {
	return v.Say("deals.month-said", say.Args{"month": v.Speaker.LongMonth(m.Month), "mean": v.Speaker.RoundMoney(m.Mean), "low": v.Speaker.RoundMoney(m.Low), "high": v.Speaker.RoundMoney(m.High)})
}

func chanceSaid(v page.Frame, s StageChance) string {
	if s.High == 0 {
		return v.Speaker.Percent(s.Share)
	}
	return v.Say("deals.chance-said", say.Args{"share": v.Speaker.Percent(s.Share), "low": v.Speaker.Percent(s.Low), "high": v.Speaker.Percent(s.High)})
}

func money(v page.Frame, minor float64, t *TestedOut) string {
	return v.Speaker.RoundMoney(shape.Money(int64(minor), t.Money))
}

// endedOut is what is asked of a deal that has ended.
type endedOut struct {
	ID                      clientele.ID
	Revision                string
	Text, Act, Label, Value string
	Choices                 []page.Choice
	Next                    *page.Link
}

// openOut is where an open deal stands, and the stages to which it may go: the next, won and lost.
type openOut struct {
	Card, Text string
	To         []page.Choice
}

// ahead is where an open deal stands, with the way on.
func (c *Deals) ahead(ctx context.Context, s access.Scope, r *record.Record) (func(page.Frame) templ.Component, error) {
	all, err := c.pipelinesOf(ctx, s)
	if err != nil {
		return nil, err
	}
	of, _ := r.Values["pipeline"].(clientele.ID)
	at, _ := r.Values["stage"].(clientele.ID)
	p, there := chosen(all, of)
	now := slices.IndexFunc(p.Stages, func(one stage) bool { return one.ID == at })
	if !there || now < 0 {
		return nil, nil
	}
	by := say.Of(ctx)
	out := openOut{Card: fmt.Sprintf("%d.%d", r.ID, r.Rev), Text: by.Say("deals.head-open-today", say.Args{"stage": p.Stages[now].Name})}
	if days := c.age(r); days > 0 {
		out.Text = by.Say("deals.head-open", say.Args{"stage": p.Stages[now].Name, "n": days})
	}
	for i, one := range p.Stages {
		if i == now+1 || i > now && one.State != open {
			out.To = append(out.To, page.Choice{Value: one.ID.String(), Label: one.Name})
		}
	}
	return func(v page.Frame) templ.Component { return openPart(v, out) }, nil
}

// head is what is asked of a deal at the top of its page: how it goes on; where it was won or lost, what
// becomes of it, or why.
func (c *Deals) head(ctx context.Context, s access.Scope, r *record.Record) (func(page.Frame) templ.Component, error) {
	state := r.Text("state")
	if !s.MayWrite() || r.Archived != 0 || r.Merged != 0 {
		return nil, nil
	}
	if state == open {
		return c.ahead(ctx, s, r)
	}
	by := say.Of(ctx)
	day, _ := r.Values["closed"].(clientele.Day)
	args := say.Args{"day": by.LongDay(day)}
	out := endedOut{ID: r.ID, Revision: strconv.FormatInt(r.Rev, 10)}
	if state == lost {
		out.Text, out.Act, out.Label, out.Value = by.Say("deals.head-lost", args), "lost_because", by.Say("field.lost_because"), r.Text("lost_because")
		out.Choices = []page.Choice{{Label: "–"}}
		for _, one := range reasons {
			out.Choices = append(out.Choices, page.Choice{Value: one, Label: by.Say("choice.lost_because." + one)})
		}
		return func(v page.Frame) templ.Component { return endedPart(v, out) }, nil
	}
	out.Text, out.Act, out.Label, out.Value = by.Say("deals.head-won", args)+" "+c.wonText(ctx, r), "becomes", by.Say("field.becomes"), r.Text("becomes")
	for _, one := range []string{becomesOrder, becomesEngagement, becomesNothing} {
		out.Choices = append(out.Choices, page.Choice{Value: one, Label: by.Say("choice.becomes." + one)})
	}
	if at := c.engageAt(r); at != "" && r.Text("becomes") == becomesEngagement {
		out.Next = &page.Link{Text: by.Say("deals.engage"), Href: at}
	}
	return func(v page.Frame) templ.Component { return endedPart(v, out) }, nil
}

// engageAt is the form of an engagement with what the deal says; "" where there are none here.
func (c *Deals) engageAt(r *record.Record) string {
	t, err := c.Records.Type("engagement")
	if err != nil || t.Home == "" {
		return ""
	}
	q := url.Values{"called": {r.Text("name")}}
	if r.Account != 0 {
		q.Set("account", r.Account.String())
	}
	if person, some := r.Values["person"].(clientele.ID); some {
		q.Set("person", person.String())
	}
	return t.Home + "/new?" + q.Encode()
}
