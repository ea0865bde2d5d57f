package shape

import (
	"math"

	"github.com/clientele-crm/clientele"
)

// BalanceMonth is how many there were of each kind at a month's end, and who had lapsed, of every kind.
type BalanceMonth struct {
	Month     clientele.Day `json:"month"`
	Clients   int           `json:"clients"`
	Customers int           `json:"customers"`
	Prospects int           `json:"prospects"`
	Lapsed    int           `json:"lapsed"`
	Revenue   []KindRevenue `json:"revenue,omitempty"`
	Movements []Movement    `json:"movements,omitempty"`
}

// KindRevenue is what a kind brought.
type KindRevenue struct {
	Kind    clientele.Kind  `json:"kind"`
	Revenue clientele.Money `json:"revenue"`
}

// MoneyMonth is what a month brought, returns taken off, by what they count as today who brought it.
type MoneyMonth struct {
	Month     clientele.Day   `json:"month"`
	Clients   clientele.Money `json:"clients"`
	Customers clientele.Money `json:"customers"`
	Prospects clientele.Money `json:"prospects"` // and those that were not measured yet
	Lapsed    clientele.Money `json:"lapsed"`
	All       clientele.Money `json:"all"`
}

// Movement is how many went from one kind to another.
type Movement struct {
	From  clientele.Kind `json:"from,omitempty"` // "": new here
	To    clientele.Kind `json:"to"`
	Count int            `json:"count"`
	Href  string         `json:"href,omitempty"` // who moved
}

// TrustCut is one of the days tested: what was foretold on it, and what came.
type TrustCut struct {
	Day   clientele.Day  `json:"day"`
	Bin   ReliabilityBin `json:"bin"`   // of all
	Pairs *float64       `json:"pairs"` // the share of pairs that were ranked right
}

// TrustMonth is a month that has closed: the share that was expected to buy, and that did.
type TrustMonth struct {
	From     clientele.Day `json:"from"`
	To       clientele.Day `json:"to"`
	N        int           `json:"n"`
	Expected float64       `json:"expected"`
	Low      float64       `json:"low"`
	High     float64       `json:"high"`
	Came     float64       `json:"came"`
	Alarm    bool          `json:"alarm"`
}

// Interval holds a figure in 95 of 100 such houses.
type Interval struct {
	Low  float64 `json:"low"`
	High float64 `json:"high"`
}

// ReliabilityBin sets what was foretold beside what came.
type ReliabilityBin struct {
	Low        float64 `json:"low"`
	High       float64 `json:"high"`
	Foretold   float64 `json:"foretold"`   // mean probability
	Came       float64 `json:"came"`       // share that bought
	ChanceLow  float64 `json:"chance_low"` // between which it lies 95 times in 100 where all that was foretold is true
	ChanceHigh float64 `json:"chance_high"`
	N          int     `json:"n"`
}

// InPercent are what was foretold, what came and what could come by chance, in whole per
// cents as they are written; the ends of chance outwards, so that who looks at the figures
// comes to the same word as we do.
func (b ReliabilityBin) InPercent() (foretold, came, low, high int) {
	whole := func(p float64) int { return int(math.Round(100 * p)) }
	return whole(b.Foretold), whole(b.Came), int(math.Floor(100*b.ChanceLow + 1e-9)), int(math.Ceil(100*b.ChanceHigh - 1e-9))
}

// Beyond is 1 where more came than chance makes of what was foretold, -1 where fewer, as the
// figures are written.
func (b ReliabilityBin) Beyond() int {
	_, came, low, high := b.InPercent()
	switch {
	case came > high:
		return 1
	case came < low:
		return -1
	}
	return 0
}
