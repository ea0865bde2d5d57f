package engagements

import (
	"math"
	"net/url"
	"slices"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/shape"
)

// Level is how an engagement goes.
type Level string

// The levels, the best first.
const (
	Good      Level = "good"
	Attention Level = "attention"
	Risk      Level = "risk"
)

// HealthReason is one piece of evidence about how an engagement goes.
type HealthReason struct {
	Code  string `json:"code"` // stable name of the evidence: "silence"
	Level Level  `json:"level"`
	Text  string `json:"text"`
	Href  string `json:"href,omitempty"` // where it is to be seen
}

// Health is how an engagement goes, with what says so, the worst first.
type Health struct {
	Level   Level          `json:"level"`
	Reasons []HealthReason `json:"reasons"`
}

// evidence is what is known of an engagement on a day.
type evidence struct {
	Today    clientele.Day
	Account  clientele.ID
	Line     clientele.Line
	Agreed   agreed
	Lead     clientele.Day // how long before a decision it is spoken of
	Budget   budget
	Contacts []clientele.ContactDay // with the account, in order
	Trend    clientele.Trend
	Told     bool                  // whether the trend can be told
	Twice    *clientele.Engagement // what a file tells of that may be the same
	Late     string                // a promise that is overdue; "" none
	LateTask clientele.ID          // its task
}

// What is held for much. They are conventions, and stand together here.
const (
	fewGaps      = 3  // gaps between contacts that make a rhythm
	quietFrom    = 2. // times the usual gap
	silentFrom   = 4.
	answerWithin = 2 // days
	answerLong   = 7
	ahead        = .2 // share of the budget used beyond the share of the time gone
	behind       = .4 // and used short of it
	spokenWithin = 30 // days before an end in which somebody should have spoken with them
	decideWithin = 14
	aboutThen    = 31
)

// healthOf says how an engagement goes. It is pure: the same evidence is the same health.
func healthOf(e evidence) Health {
	h := Health{Level: Good, Reasons: []HealthReason{}}
	if !e.Agreed.live() {
		return h
	}
	for _, look := range []func(evidence) []HealthReason{doubling, ending, spending, answering, talking, promising, moving} {
		h.Reasons = append(h.Reasons, look(e)...)
	}
	slices.SortStableFunc(h.Reasons, func(a, b HealthReason) int { return rank(b.Level) - rank(a.Level) })
	bad := 0
	for _, r := range h.Reasons {
		if r.Level != Good {
			bad++
		}
		if rank(r.Level) > rank(h.Level) {
			h.Level = r.Level
		}
	}
	if bad >= 3 {
		h.Level = Risk
	}
	return h
}

func rank(l Level) int { return map[Level]int{Attention: 1, Risk: 2}[l] }

func (e evidence) accountHref() string { return shape.AccountHref(e.Account, e.Line) }

// since is the last contact; NoDay without one.
func (e evidence) lastContact() clientele.Day {
	if n := len(e.Contacts); n > 0 {
		return e.Contacts[n-1].Day
	}
	return clientele.NoDay
}

// doubling says that a file tells of an agreement that may be this one: both count until somebody says so.
func doubling(e evidence) []HealthReason {
	if e.Twice == nil {
		return nil
	}
	values := url.Values{"account": {e.Account.String()}, "kind": {string(e.Twice.Kind)}, "start": {e.Twice.Start.String()}}
	if e.Twice.Ref != "" {
		values.Set("ref", e.Twice.Ref)
	}
	return []HealthReason{{"twice", Attention, clientele.Tell("engagements.why-twice", "kind", e.Twice.Kind.One(), "day", e.Twice.Start), Type.Home + "/adopt?" + values.Encode()}}
}

// twice finds among agreements what a file tells of that may be an engagement: one of its kind that began about then.
func (a agreed) twice(told []clientele.Engagement) *clientele.Engagement {
	for i, t := range told {
		if t.Kept() == 0 && t.Kind == a.Kind && t.Start >= a.Begins-aboutThen && t.Start <= a.Begins+aboutThen {
			return &told[i]
		}
	}
	return nil
}

// ending says of an end that is over or near whether anybody speaks of it.
func ending(e evidence) []HealthReason {
	a, last := e.Agreed, e.lastContact()
	by := a.NoticeBy
	if by == clientele.NoDay || by < e.Today {
		by = a.RunsOut
	}
	switch {
	case a.RunsOut != clientele.NoDay && a.RunsOut < e.Today:
		return []HealthReason{{"over", Risk, clientele.Tell("engagements.why-over", "day", a.RunsOut), "#engagement-acts"}}
	case a.Stage == notice:
		return []HealthReason{{"notice", Attention, clientele.Tell("engagements.why-notice", "day", a.RunsOut), "#engagement-acts"}}
	case by == clientele.NoDay || by-e.Today > e.Lead:
		return nil
	case last >= e.Today-spokenWithin:
		return []HealthReason{{"near-spoken", Good, clientele.Tell("engagements.why-spoken", "day", by, "last", last), e.accountHref()}}
	case by-e.Today <= decideWithin:
		return []HealthReason{{"near-silent", Risk, clientele.Tell("engagements.why-silent", "day", by, "n", spokenWithin), e.accountHref()}}
	}
	return []HealthReason{{"near-silent", Attention, clientele.Tell("engagements.why-silent", "day", by, "n", spokenWithin), e.accountHref()}}
}

// spending sets what was used beside what was agreed and the time that has gone.
func spending(e evidence) []HealthReason {
	b := e.Budget
	if b.Agreed <= 0 {
		return nil
	}
	share, href := b.Used/b.Agreed, "#budget"
	switch {
	case share > 1:
		return []HealthReason{{"overspent", Risk, clientele.Tell("engagements.why-overspent", "used", number(b.Used), "agreed", number(b.Agreed), "unit", b.unit()), href}}
	case b.Until == clientele.NoDay:
		return nil
	case share > b.Gone+ahead && share > .5:
		return []HealthReason{{"fast", Attention, clientele.Tell("engagements.why-fast", "used", clientele.Share(share), "gone", clientele.Share(b.Gone), "day", b.Out), href}}
	case b.Gone > .5 && share < b.Gone-behind:
		return []HealthReason{{"slow", Attention, clientele.Tell("engagements.why-slow", "used", number(b.Used), "agreed", number(b.Agreed), "unit", b.unit(), "gone", clientele.Share(b.Gone)), href}}
	}
	return []HealthReason{{"within", Good, clientele.Tell("engagements.why-within", "used", clientele.Share(share), "gone", clientele.Share(b.Gone)), href}}
}

// answering says whether they wait for an answer.
func answering(e evidence) []HealthReason {
	since := clientele.NoDay
	for _, c := range slices.Backward(e.Contacts) {
		if c.Answered {
			break
		}
		since = c.Day
		if c.Out+c.Mutual > 0 {
			break
		}
	}
	waits := e.Today - since
	if since == clientele.NoDay || waits < answerWithin {
		return nil
	}
	level := Attention
	if waits >= answerLong {
		level = Risk
	}
	return []HealthReason{{"unanswered", level, clientele.Tell("engagements.why-unanswered", "day", since), e.accountHref()}}
}

// talking holds the silence since the last contact against their own rhythm.
func talking(e evidence) []HealthReason {
	var gaps []clientele.Day
	for i := 1; i < len(e.Contacts); i++ {
		gaps = append(gaps, e.Contacts[i].Day-e.Contacts[i-1].Day)
	}
	last := e.lastContact()
	if len(gaps) < fewGaps {
		return nil
	}
	slices.Sort(gaps)
	usual, silence := float64(gaps[len(gaps)/2]), float64(e.Today-last)
	text := clientele.Tell("engagements.why-quiet", "last", last, "usual", clientele.Tell("noun.day", "n", int(usual)))
	switch {
	case silence > silentFrom*usual && silence > spokenWithin:
		return []HealthReason{{"silence", Risk, text, e.accountHref()}}
	case silence > quietFrom*usual && silence > answerLong:
		return []HealthReason{{"silence", Attention, text, e.accountHref()}}
	}
	return []HealthReason{{"contact", Good, clientele.Tell("engagements.why-contact", "last", last, "usual", clientele.Tell("noun.day", "n", int(usual))), e.accountHref()}}
}

// promising names a promise to them that is overdue.
func promising(e evidence) []HealthReason {
	if e.Late == "" {
		return nil
	}
	return []HealthReason{{"promise", Attention, clientele.Tell("engagements.why-promise", "task", e.Late), "/tasks/" + e.LateTask.String()}}
}

// moving says which way the relationship moves in its line.
func moving(e evidence) []HealthReason {
	one := func(level Level, text string) []HealthReason {
		return []HealthReason{{"trend-" + string(e.Trend), level, text, e.accountHref()}}
	}
	switch {
	case e.Trend == clientele.Slipping || e.Trend == clientele.Lapsed:
		return one(Risk, clientele.Tell("engagements.why-slipping"))
	case e.Trend == clientele.Slowing:
		return one(Attention, clientele.Tell("engagements.why-slowing"))
	case e.Told && e.Trend == clientele.Growing:
		return one(Good, clientele.Tell("engagements.why-growing"))
	}
	return nil
}

// budget is what was agreed and what was used of it, within the days for which it was agreed.
type budget struct {
	Agreed float64       `json:"agreed"`
	Used   float64       `json:"used"`
	InAll  float64       `json:"in_all"` // since it began
	Unit   string        `json:"unit,omitempty"`
	From   clientele.Day `json:"from"`
	Until  clientele.Day `json:"until,omitzero"`
	Gone   float64       `json:"gone"`         // share of these days that has gone
	Out    clientele.Day `json:"out,omitzero"` // the day on which it is used up at this pace, where that lies within
}

func (b budget) unit() string {
	if b.Unit == "" {
		return clientele.Tell("engagements.unit-hours")
	}
	return clientele.Tell("engagements.unit-" + b.Unit)
}

// within are the days for which the volume is agreed that holds on a day: the period of the fee, or
// the whole term.
func (a agreed) within(today clientele.Day) days {
	whole := days{a.Since, a.Ends}
	if len(a.Terms) == 0 {
		whole.From = a.Begins
	}
	if a.Per != "period" {
		return whole
	}
	day := max(today, a.Begins)
	if a.Ends != clientele.NoDay {
		day = min(day, a.Ends)
	}
	if a.Period == clientele.Weekly {
		from := a.Begins + (day-a.Begins)/7*7
		return days{from, from + 6}
	}
	months := map[clientele.Period]int{clientele.Monthly: 1, clientele.Quarter: 3, clientele.Yearly: 12}[a.Period]
	if months == 0 {
		return whole
	}
	gone := (day.Time().Year()-a.Begins.Time().Year())*12 + int(day.Time().Month()) - int(a.Begins.Time().Month())
	n := gone / months * months
	if later(a.Begins, n) > day {
		n -= months
	}
	return days{later(a.Begins, n), later(a.Begins, n+months) - 1}
}

// budgetOf sets what was used beside what was agreed.
func budgetOf(a agreed, u used, today clientele.Day) budget {
	in := a.within(today)
	b := budget{Agreed: a.Units, Used: u.Within, InAll: u.All, Unit: a.Unit, From: in.From, Until: in.To}
	if in.To == clientele.NoDay || today < in.From {
		return b
	}
	gone, whole := float64(min(today, in.To)-in.From+1), float64(in.To-in.From+1)
	b.Gone = gone / whole
	if b.Used > 0 && b.Agreed > b.Used {
		if out := in.From + clientele.Day(math.Ceil(gone*b.Agreed/b.Used)) - 1; out < in.To {
			b.Out = max(out, today)
		}
	}
	return b
}
