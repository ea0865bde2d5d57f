package view

import (
	"context"
	"fmt"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/jobs"
	"github.com/clientele-crm/clientele/standing"
)

// Trust is how far the measure may be trusted, on the house's own past.
func (h *House) Trust(ctx context.Context, _ Viewer, _ TrustIn) (TrustOut, error) {
	out := TrustOut{Measures: []MeasureScore{}, Bins: []ReliabilityBin{}, Notes: []string{}}
	var err error
	if out.Job, err = h.running(ctx, jobs.KindBacktest); err != nil {
		return TrustOut{}, err
	}
	report, on, err := h.Jobs.Backtest(ctx)
	if clientele.KindOf(err) == clientele.NotFound {
		out.Sentence = "The measure was not tested on your own past yet."
		return out, nil
	}
	if err != nil {
		return TrustOut{}, err
	}
	out.Known, out.On, out.Cut, out.HorizonDays = true, on, report.Cut, report.HorizonDays
	out.Rows, out.Notes = report.Relationships, report.Notes
	if report.ActiveRate.Known() {
		out.Active = int(float64(report.ActiveRate)*float64(report.Relationships) + 0.5)
	}
	for i, m := range report.Measures {
		out.Measures = append(out.Measures, MeasureScore{Name: m.Name, Title: m.Name, Ours: i == 0, AUC: known(m.AUC), Brier: known(m.Brier),
			LogLoss: known(m.LogLoss), ECE: known(m.ECE), MAE: known(m.MAE), RMSE: known(m.RMSE), Rank: known(m.RankCorrelation)})
	}
	for _, b := range report.Reliability {
		out.Bins = append(out.Bins, bin(b))
	}
	out.Sentence = report.Verdict
	if out.Sentence == "" {
		out.Sentence = fmt.Sprintf("Tested on %s: what was foretold on %s, against the %s after it.", plural(out.Rows, "relationship", "relationships"), say(out.Cut), days(out.HorizonDays))
	}
	return out, nil
}

// known is a figure, or nil where there is none.
func known(f standing.Figure) *float64 {
	if !f.Known() {
		return nil
	}
	x := float64(f)
	return &x
}

func bin(b standing.Band) ReliabilityBin {
	return ReliabilityBin{Low: b.Low, High: b.High, Foretold: b.Predicted, Came: b.Observed, CameLow: b.ObservedLow, CameHigh: b.ObservedHigh, N: b.N}
}
