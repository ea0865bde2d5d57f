package shape

import "github.com/clientele-crm/clientele"

// BalanceMonth is how many there were of each kind at a month's end.
type BalanceMonth struct {
	Month     clientele.Day `json:"month"`
	Clients   int           `json:"clients"`
	Customers int           `json:"customers"`
	Prospects int           `json:"prospects"`
	Revenue   []KindRevenue `json:"revenue,omitempty"`
	Movements []Movement    `json:"movements,omitempty"`
}

// KindRevenue is what a kind brought.
type KindRevenue struct {
	Kind    clientele.Kind  `json:"kind"`
	Revenue clientele.Money `json:"revenue"`
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
	Day      clientele.Day `json:"day"`
	N        int           `json:"n"`
	Foretold float64       `json:"foretold"`
	Came     float64       `json:"came"`
	CameLow  float64       `json:"came_low"`
	CameHigh float64       `json:"came_high"`
	Pairs    *float64      `json:"pairs"` // right, of 100 pairs
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
	Low      float64 `json:"low"`
	High     float64 `json:"high"`
	Foretold float64 `json:"foretold"` // mean probability
	Came     float64 `json:"came"`     // share that bought
	CameLow  float64 `json:"came_low"` // 95 % interval of Came
	CameHigh float64 `json:"came_high"`
	N        int     `json:"n"`
}
