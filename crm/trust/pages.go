package trust

import (
	"context"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/jobs"
	"github.com/clientele-crm/clientele/shape"
)

// TrustIn asks how far the measure may be trusted.
type TrustIn struct{}

// Trust is how far the measure may be trusted, on the house's own past.
func (c *Trust) Trust(ctx context.Context, _ access.Scope, _ TrustIn) (TrustOut, error) {
	out := TrustOut{Measures: []MeasureScore{}, Bins: []shape.ReliabilityBin{}, Said: []TrustSaid{}, Notes: []string{}, Better: []string{}, Cuts: []shape.TrustCut{}, Months: []shape.TrustMonth{}}
	firm, err := shape.FirmOf(ctx, c.Access)
	if err != nil {
		return TrustOut{}, err
	}
	if out.Job, err = shape.Running(ctx, c.Jobs, jobs.KindBacktest, kindDue); err != nil {
		return TrustOut{}, err
	}
	report, on, err := c.Jobs.Backtest(ctx)
	if clientele.KindOf(err) == clientele.NotFound {
		last, err := shape.LastDay(ctx, c.Book, c.Clock.Today())
		out.Sentence, out.Empty = firm.Say("trust.untested"), last == clientele.NoDay
		if out.Empty {
			out.Sentence = firm.Say("trust.no-past")
		}
		return out, err
	}
	if err != nil {
		return TrustOut{}, err
	}
	out.Known, out.On, out.Cut, out.HorizonDays = true, on, report.Cut, report.HorizonDays
	out.Rows = report.Relationships
	if report.ActiveRate.Known() {
		out.Active = int(float64(report.ActiveRate)*float64(report.Relationships) + 0.5)
	}
	measures, bins, halves, client := report.Measures, report.Reliability, report.Halves, report.Client
	if p := report.Pooled; p != nil {
		out.Cases = p.Cases
		measures, bins, halves, client = p.Measures, p.Reliability, p.Halves, p.Client
	}
	for i, m := range measures {
		out.Measures = append(out.Measures, measureScore(firm, m, i == 0))
	}
	for _, b := range bins {
		out.Bins = append(out.Bins, bin(b))
	}
	var called *shape.ReliabilityBin
	if client.Called != nil {
		b := bin(*client.Called)
		called = &b
	}
	out.Verdict, out.Better = report.Verdict, better(firm, out.Measures)
	no, yes := halvesOf(halves)
	within := withinOf(firm, out.HorizonDays)
	out.Sentence, out.Said = trustSentence(firm, no, yes, within), saidRows(firm, no, yes, called, within)
	out.over(report, firm)
	out.Notes, out.Verdict, out.Drift = nil, firm.Fill(out.Verdict), firm.Fill(out.Drift)
	for _, n := range report.Notes {
		out.Notes = append(out.Notes, firm.Fill(n))
	}
	return out, nil
}

// TrustOut is the backtest on the house's own data.
type TrustOut struct {
	Sentence    string                 `json:"sentence"`
	Verdict     string                 `json:"verdict,omitempty"` // against the simple rules
	Better      []string               `json:"better"`            // where something else did better, in words
	Known       bool                   `json:"known"`             // false: no backtest yet
	Empty       bool                   `json:"empty"`             // nothing in the book to test on
	Cut         clientele.Day          `json:"cut"`
	HorizonDays int                    `json:"horizon_days"`
	On          clientele.Day          `json:"on"` // when it was computed
	Rows        int                    `json:"rows"`
	Active      int                    `json:"active"`          // how many bought in the horizon
	Measures    []MeasureScore         `json:"measures"`        // ours first; over all days tested
	Bins        []shape.ReliabilityBin `json:"bins"`            // of ours, over all days tested
	Cuts        []shape.TrustCut       `json:"cuts"`            // the days tested, oldest first
	Cases       int                    `json:"cases"`           // relationships, each once a day tested
	Said        []TrustSaid            `json:"said"`            // what was said of whom, and what came
	Drift       string                 `json:"drift,omitempty"` // since when the world is not what was learnt
	Months      []shape.TrustMonth     `json:"months"`          // of all who had bought
	Slipping    *TrustSlipping         `json:"slipping,omitempty"`
	Notes       []string               `json:"notes"` // what the fit found
	Job         *shape.JobRow          `json:"job,omitempty"`
}

// TrustSaid is what was said of some relationships, beside what came.
type TrustSaid struct {
	What string               `json:"what"`
	Bin  shape.ReliabilityBin `json:"bin"`
	Word string               `json:"word"` // whether chance alone may bring that about
}

// TrustSlipping is how the alarm did on relationships that it was not learnt from.
type TrustSlipping struct {
	Sentence   string       `json:"sentence"`
	FollowDays int          `json:"follow_days"`
	Gaps       int          `json:"gaps"`
	Lost       int          `json:"lost"`
	Rows       []TrustAlarm `json:"rows"`
}

// TrustAlarm is the alarm at one share of false alarms.
type TrustAlarm struct {
	Meant      float64 `json:"meant"`
	Used       bool    `json:"used"`
	Came       float64 `json:"came"`
	Days       float64 `json:"days"`      // of silence until it rang for the lost
	RuleDays   float64 `json:"rule_days"` // by a tuned multiple of the mean gap
	WithRhythm float64 `json:"with_rhythm"`
}

// MeasureScore is how well one measure foresaw. A nil score is one that the measure cannot have.
type MeasureScore struct {
	Name    string          `json:"name"`
	Title   string          `json:"title"`
	Ours    bool            `json:"ours"`
	AUC     *float64        `json:"auc"`
	Brier   *float64        `json:"brier"`
	LogLoss *float64        `json:"log_loss"`
	ECE     *float64        `json:"ece"`
	ByLuck  *float64        `json:"chance_ece"` // what ECE would be, on average, were every chance said right
	MAE     *float64        `json:"mae"`
	RMSE    *float64        `json:"rmse"`
	Rank    *float64        `json:"rank"`
	AUCIn   *shape.Interval `json:"auc_in"`
	BrierIn *shape.Interval `json:"brier_in"`
	MAEIn   *shape.Interval `json:"mae_in"`
	LeadIn  *shape.Interval `json:"lead_in"` // of its Brier score less ours
}
