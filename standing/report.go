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

// Report is a backtest: what was said on the day of the cut, scored against what came.
type Report struct {
	Cut           clientele.Day `json:"cut"`
	HorizonDays   int           `json:"horizon_days"`
	LastDay       clientele.Day `json:"last_day"`
	Relationships int           `json:"relationships"` // that had bought by the cut
	ActiveRate    Figure        `json:"active_rate"`   // share that bought within the horizon
	Measures      []Score       `json:"measures"`      // ours first
	Reliability   []Band        `json:"reliability"`   // of our "active in the horizon"
	Client        ClientReport  `json:"client"`
	Verdict       string        `json:"verdict"`
	Notes         []string      `json:"notes"`
}

// Score is how one measure did: on "active in the horizon", and on the number
// of purchase days in it.
type Score struct {
	Name            string `json:"name"`
	How             string `json:"how"`
	AUC             Figure `json:"auc"`
	Brier           Figure `json:"brier"`
	LogLoss         Figure `json:"log_loss"`
	ECE             Figure `json:"ece"`
	MAE             Figure `json:"mae"`
	RMSE            Figure `json:"rmse"`
	RankCorrelation Figure `json:"rank_correlation"`
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
	Name       string `json:"name"`
	AUC        Figure `json:"auc"`
	Brier      Figure `json:"brier"`
	BrierSkill Figure `json:"brier_skill"` // 1 - Brier / that of always saying the rate
	LogLoss    Figure `json:"log_loss"`
	ECE        Figure `json:"ece"`
}
