package standing

import (
	"iter"

	"github.com/clientele-crm/clientele"
)

// Portfolio is what a firm's relationships come to, by kind: how many, what
// they brought, and what losing one of each costs.
type Portfolio struct {
	Currency string        `json:"currency"` // of every amount: that of the first standing that has one
	Kinds    []KindSummary `json:"kinds"`    // in the order in which kinds are shown
	// LossRatio is what losing one client costs against losing one customer, in
	// expected value over the horizon; null without either.
	LossRatio Figure `json:"loss_ratio"`
	Foreign   int    `json:"foreign"` // relationships in another currency: counted, their amounts left out
}

// KindSummary is one kind's share of the firm. Amounts are in minor units.
type KindSummary struct {
	Kind          clientele.Kind          `json:"kind"`
	Relations     int                     `json:"relations"`
	Trends        map[clientele.Trend]int `json:"trends"`
	Revenue       int64                   `json:"revenue"`
	ExpectedValue float64                 `json:"expected_value"` // over the horizon, of all
	LossOfOne     float64                 `json:"loss_of_one"`    // the same of one who is with us, on average
	alive         float64
}

// Summarise adds up standings of one horizon. One that has left costs nothing
// to lose: the loss of one is per relationship expected to be alive.
func Summarise(standings iter.Seq[clientele.Standing]) Portfolio {
	var p Portfolio
	at := map[clientele.Kind]int{}
	for i, k := range clientele.Kinds {
		at[k] = i
		p.Kinds = append(p.Kinds, KindSummary{Kind: k, Trends: map[clientele.Trend]int{}})
	}
	for s := range standings {
		i, known := at[s.Kind]
		if !known {
			continue
		}
		k := &p.Kinds[i]
		k.Relations++
		k.Trends[s.Trend]++
		k.alive += s.AliveProb
		if s.Revenue.IsNone() {
			continue
		}
		if p.Currency == "" {
			p.Currency = s.Revenue.Currency
		}
		if p.Currency != s.Revenue.Currency {
			p.Foreign++
			continue
		}
		k.Revenue += s.Revenue.Minor
		k.ExpectedValue += s.ExpectedValue
	}
	for i := range p.Kinds {
		if k := &p.Kinds[i]; k.alive > 0 {
			k.LossOfOne = k.ExpectedValue / k.alive
		}
	}
	p.LossRatio = Figure(p.Kinds[at[clientele.Client]].LossOfOne / p.Kinds[at[clientele.Customer]].LossOfOne)
	return p
}
