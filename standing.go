package clientele

import "slices"

// Kind is what a relationship is.
type Kind string

// The kinds. A prospect has not bought; a customer buys; a client is looked after.
const (
	Prospect Kind = "prospect"
	Customer Kind = "customer"
	Client   Kind = "client"
)

// Kinds in the order in which they are shown.
var Kinds = []Kind{Client, Customer, Prospect}

// Stage is how far the journey has come.
type Stage string

// The stages of the journey.
const (
	Awareness       Stage = "awareness"
	EngagementStage Stage = "engagement"
	Nurturing       Stage = "nurturing"
	Retention       Stage = "retention"
	Advocacy        Stage = "advocacy"
)

// Stages in their order.
var Stages = []Stage{Awareness, EngagementStage, Nurturing, Retention, Advocacy}

// Trend is which way a relationship moves.
type Trend string

// The trends.
const (
	Growing  Trend = "growing"
	Steady   Trend = "steady"
	Slowing  Trend = "slowing"
	Slipping Trend = "slipping"
	Lapsed   Trend = "lapsed"
)

// Trends in the order in which they are shown.
var Trends = []Trend{Growing, Steady, Slowing, Slipping, Lapsed}

// Standing is where a relationship is on a day, measured from its history.
type Standing struct {
	Relationship
	AsOf           Day     // the last day whose evidence was used
	Kind           Kind    // by the measure, or by an overrule while one holds
	MeasuredKind   Kind    // by the measure alone
	ClientProb     float64 // P(client), 0…1
	Enough         bool    // false: too early to say
	Stage          Stage
	Trend          Trend
	WasClient      bool    // slips, and was a client when it last bought
	AliveProb      float64 // P(still with us), 0…1; where that cannot be told the least it can be, ActiveProb
	AliveTold      bool    // whether it can be told that they have left
	ActiveProb     float64 // P(at least one order within the horizon), 0…1
	HorizonDays    int
	ExpectedOrders float64 // within the horizon
	ExpectedValue  float64 // within the horizon, in minor units of Revenue's currency
	Lifetime       float64 // all that is still to come, discounted, in the same units
	ClientRange    Range   // of ClientProb: how sure the measure is of it
	ActiveRange    Range   // of ActiveProb, likewise
	OrdersRange    Range   // of the orders within the horizon
	ValueRange     Range   // of what they come to
	LifetimeRange  Range   // of what is still to come
	Orders         int     // purchases so far
	First, Last    Day     // first and last purchase; NoDay without one
	UsualDays      float64 // the usual gap between purchases, in days; 0 where unknown
	Revenue        Money   // purchases less returns, in the main currency of the history
	Others         []Money // the same in each other currency, by their codes; most have none
	Model          string  // which model and card spoke: "bgnbd+own"
	Reasons        []Reason
	WhatIfs        []WhatIf // on demand (standing.Measure.WhatIf): a measure of everyone leaves them empty
}

// Earned is what they brought: what came back of purchases that nobody knows of is no
// money of somebody who has bought nothing yet.
func (s *Standing) Earned() Money {
	if s.Orders == 0 && s.Revenue.Minor < 0 {
		return Money{}
	}
	return s.Revenue
}

// Quiet says that it slips, and is a client, or was one until it fell silent: what makes it
// less is the silence itself. Whoever calls meets a client.
func (s *Standing) Quiet() bool {
	return s.Trend == Slipping && (s.Kind == Client || s.WasClient && s.Kind == s.MeasuredKind)
}

// Overrule puts a person's word before the measure. Who is a prospect by it has bought nothing
// that counts, so that no silence of theirs says anything: they neither slip nor grow. Who is a client by it has
// not left: so long a silence of theirs is a reason to call.
func (s *Standing) Overrule(k Kind) {
	s.Kind = k
	switch {
	case k == Prospect && s.MeasuredKind != Prospect:
		s.Trend = Steady
	case k == Client && s.Trend == Lapsed:
		s.Trend = Slipping
	default:
		return
	}
	s.WasClient = false
	s.Reasons = slices.DeleteFunc(slices.Clone(s.Reasons), func(r Reason) bool { return r.Weight == 0 }) // which way they move
}

// Range holds a figure in eight of ten cases: one in ten lies below, one in ten above.
type Range struct {
	Low  float64 `json:"low"`
	High float64 `json:"high"`
}

// WhatIf is what would change a standing, and to what.
type WhatIf struct {
	Code       string  `json:"code"` // stable name of what might happen: "order-soon", "silence"
	Text       string  `json:"text"` // a sentence with its date
	Day        Day     `json:"day,omitzero"`
	Kind       Kind    `json:"kind"` // Kind, Trend and ClientProb, if it happens
	Trend      Trend   `json:"trend"`
	ClientProb float64 `json:"client_prob"`
}

// Reason is one piece of evidence in words, with its weight.
// The weights of a standing sum, over Reasons, to the log-odds of ClientProb.
type Reason struct {
	Code   string  `json:"code"`         // stable name of the evidence: "regularity"
	Text   string  `json:"text"`         // a sentence with its counts and dates
	Weight float64 `json:"weight"`       // nats; above zero speaks for client
	Day    Day     `json:"day,omitzero"` // the day of the evidence, where there is one
}
