package standing

import (
	"encoding/json"
	"math"

	"github.com/clientele-crm/clientele"
)

// Figure is a number that may not exist, such as the AUC where everyone came
// back; it is null in JSON then.
type Figure float64

// MarshalJSON writes the number, or null.
func (f Figure) MarshalJSON() ([]byte, error) {
	if !f.Known() {
		return []byte("null"), nil
	}
	return json.Marshal(float64(f))
}

// UnmarshalJSON reads what MarshalJSON wrote.
func (f *Figure) UnmarshalJSON(b []byte) error {
	if string(b) == "null" {
		*f = Figure(math.NaN())
		return nil
	}
	return json.Unmarshal(b, (*float64)(f))
}

// Known says whether there is such a number.
func (f Figure) Known() bool { return !math.IsNaN(float64(f)) && !math.IsInf(float64(f), 0) }

// Interval holds a figure in 95 of 100 such firms, by the bootstrap.
type Interval struct {
	Low  Figure `json:"low"`
	High Figure `json:"high"`
}

// Report is a backtest: what was said on the day of the cut, scored against what
// came. What is on several cuts, on the alarm and on the months is of Protocol only.
type Report struct {
	Cut           clientele.Day   `json:"cut"`
	HorizonDays   int             `json:"horizon_days"`
	LastDay       clientele.Day   `json:"last_day"`
	Relationships int             `json:"relationships"` // that had bought by the cut
	ActiveRate    Figure          `json:"active_rate"`   // share that bought within the horizon
	Measures      []Score         `json:"measures"`      // ours first
	Reliability   []Band          `json:"reliability"`   // of our "active in the horizon"
	Halves        []Band          `json:"halves"`        // the same, of those said to buy less or more likely than not
	Whole         Band            `json:"whole"`         // and of all
	Client        ClientReport    `json:"client"`
	Verdict       string          `json:"verdict"` // on all cuts together
	Notes         []string        `json:"notes"`
	Cuts          []CutReport     `json:"cuts,omitempty"`   // each day tested, oldest first, the one above among them
	Pooled        *PooledReport   `json:"pooled,omitempty"` // all of them together
	Slipping      *SlippingReport `json:"slipping,omitempty"`
	Drift         *Drift          `json:"drift,omitempty"`
}

// CutReport is one of the days tested.
type CutReport struct {
	Cut           clientele.Day `json:"cut"`
	Relationships int           `json:"relationships"`
	ActiveRate    Figure        `json:"active_rate"` // what came
	Active        Band          `json:"active"`      // beside what was said, on average
	Measures      []Score       `json:"measures"`
	Client        ClientReport  `json:"client"`
}

// PooledReport is all days tested together; a relationship counts once a day.
type PooledReport struct {
	Cases       int          `json:"cases"`
	ActiveRate  Figure       `json:"active_rate"`
	Measures    []Score      `json:"measures"`
	Reliability []Band       `json:"reliability"`
	Halves      []Band       `json:"halves"`
	Client      ClientReport `json:"client"`
}

// cut is the report as one of several.
func (rep *Report) cut() CutReport {
	return CutReport{Cut: rep.Cut, Relationships: rep.Relationships, ActiveRate: rep.ActiveRate, Active: rep.Whole, Measures: rep.Measures, Client: rep.Client}
}

// Score is how one measure did: on "active in the horizon", and on the number
// of purchase days in it.
type Score struct {
	Name            string   `json:"name"`
	How             string   `json:"how"`
	AUC             Figure   `json:"auc"`
	AUCRange        Interval `json:"auc_range"`
	Brier           Figure   `json:"brier"`
	BrierRange      Interval `json:"brier_range"`
	BrierSkill      Figure   `json:"brier_skill"` // 1 - Brier / that of always saying the rate
	LeadRange       Interval `json:"lead_range"`  // of its Brier less ours: above zero, ours is better
	LogLoss         Figure   `json:"log_loss"`
	ECE             Figure   `json:"ece"`
	ChanceECE       Figure   `json:"chance_ece"` // what it would be, on average, were every word true
	ECERange        Interval `json:"ece_range"`
	MAE             Figure   `json:"mae"`
	MAERange        Interval `json:"mae_range"`
	RMSE            Figure   `json:"rmse"`
	RankCorrelation Figure   `json:"rank_correlation"`
}

// ClientReport scores "client": a purchase in each of the next three windows.
type ClientReport struct {
	Relationships int           `json:"relationships"` // with enough evidence, whose windows had closed
	Rate          Figure        `json:"rate"`
	Card          string        `json:"card"`
	Measures      []ClientScore `json:"measures"` // ours first
	Reliability   []Band        `json:"reliability"`
	Called        *Band         `json:"called,omitempty"` // those called clients: what was said, what came
}

// ClientScore is how one measure did on "client".
type ClientScore struct {
	Name       string   `json:"name"`
	AUC        Figure   `json:"auc"`
	AUCRange   Interval `json:"auc_range"`
	Brier      Figure   `json:"brier"`
	BrierRange Interval `json:"brier_range"`
	BrierSkill Figure   `json:"brier_skill"` // 1 - Brier / that of always saying the rate
	LeadRange  Interval `json:"lead_range"`
	LogLoss    Figure   `json:"log_loss"`
	ECE        Figure   `json:"ece"`
	ChanceECE  Figure   `json:"chance_ece"`
	ECERange   Interval `json:"ece_range"`
}
