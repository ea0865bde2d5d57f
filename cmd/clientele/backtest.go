package main

import (
	"context"
	"fmt"
	"io"
	"math"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/say"
	"github.com/clientele-crm/clientele/standing"
)

type backtestCmd struct {
	reading `embed:""`
	Cut     clientele.Day `placeholder:"DATE" help:"Measure on what was known at the end of this day. Default: a horizon before the last day in the data."`
	Horizon int           `default:"365" placeholder:"DAYS" help:"How far to look ahead (${default}); less where the data end before."`
	Format  string        `default:"table" enum:"table,json" help:"table or json (${default})."`
	Out     string        `placeholder:"FILE" help:"Write the answer there instead of to the terminal."`
	Files   []string      `arg:"" name:"FILE" help:"CSV files of orders, interactions or engagements, gzip or not."`
}

// Run tests the measure and writes how it did.
func (c *backtestCmd) Run(ctx context.Context, s stdio) error {
	if err := checkHorizon(c.Horizon); err != nil {
		return err
	}
	sh, err := c.read(ctx, c.Files, clientele.NoDay, s)
	if err != nil {
		return err
	}
	report, err := standing.Protocol(ctx, sh.relations, standing.BacktestConfig{Cut: c.Cut, HorizonDays: c.Horizon, Today: sh.today})
	if err != nil {
		return err
	}
	inEnglish(report)
	return writeTo(c.Out, s.out, func(w io.Writer) error {
		if c.Format == "json" {
			return writeJSON(w, report)
		}
		return writeReport(w, report)
	})
}

// inEnglish puts what a report tells into words.
func inEnglish(r *standing.Report) {
	r.Verdict = say.English.Fill(r.Verdict)
	for i, n := range r.Notes {
		r.Notes[i] = say.English.Fill(n)
	}
	scores := [][]standing.Score{r.Measures}
	for _, c := range r.Cuts {
		scores = append(scores, c.Measures)
	}
	if r.Pooled != nil {
		scores = append(scores, r.Pooled.Measures)
	}
	for _, some := range scores {
		for i := range some {
			some[i].How = say.English.Fill(some[i].How)
		}
	}
}

func writeReport(w io.Writer, r *standing.Report) error {
	fmt.Fprintf(w, "%s\n\nMeasured on %s, scored against the %s that followed: %s, %s of which bought in them.\n\n",
		r.Verdict, longDay(r.Cut), days(r.HorizonDays), many(r.Relationships, "relationship", "relationships"), percent(float64(r.ActiveRate)))
	if err := writeTable(w, scoreTable(r)); err != nil {
		return err
	}
	fmt.Fprintln(w, "\nAUC, rank corr.: higher is better. Brier, log loss, calibration error, MAE, RMSE: lower is better.\nBy chance alone is the calibration error that would be left were every chance said right: so few cases cannot show less.")
	fmt.Fprintln(w, "\nWhat was said of \"buys in these days\", and what came")
	if err := writeTable(w, bandTable(r.Reliability)); err != nil {
		return err
	}
	if r.Client.Relationships > 0 {
		fmt.Fprintf(w, "\n\"Client\", a purchase in each of the next three windows: %s could be judged, true of %s\n",
			many(r.Client.Relationships, "relationship", "relationships"), percent(float64(r.Client.Rate)))
		if err := writeTable(w, clientTable(r)); err != nil {
			return err
		}
	}
	if err := writeProtocol(w, r); err != nil {
		return err
	}
	for i, n := range r.Notes {
		if i == 0 {
			fmt.Fprintln(w, "\nNotes")
		}
		fmt.Fprintln(w, " ", n)
	}
	return nil
}

// writeProtocol writes what is on all days tested, on the alarm and on the months.
func writeProtocol(w io.Writer, r *standing.Report) error {
	fmt.Fprintf(w, "\nThe same on %s, and all together\n", many(len(r.Cuts), "day", "days"))
	if err := writeTable(w, cutTable(r)); err != nil {
		return err
	}
	fmt.Fprintln(w, "\nAll days together, with intervals that hold 95 % of the time (relationships drawn again)")
	if err := writeTable(w, rangeTable(r.Pooled.Measures)); err != nil {
		return err
	}
	if len(r.Slipping.Scores) > 0 {
		fmt.Fprintf(w, "\nThe alarm of those who slip: of %s, %s lost (silent for %s); learnt on one half, tried on the other\n",
			many(r.Slipping.Gaps, "gap", "gaps"), grouped(r.Slipping.Lost), many(r.Slipping.FollowDays, "day", "days"))
		if err := writeTable(w, alarmTable(r.Slipping)); err != nil {
			return err
		}
	}
	switch {
	case r.Drift.Months == 0:
		fmt.Fprintln(w, "\nThe log is too short, or too small, to watch whether what is foretold still comes.")
	case !r.Drift.Alarms():
		fmt.Fprintln(w, "\nIn the last months as many bought as the months before would have it.")
	default:
		fmt.Fprintf(w, "\n%s\n", say.English.Fill(r.Drift.Sentence()))
	}
	return nil
}

func cutTable(r *standing.Report) [][]string {
	rows := [][]string{{"day", "relationships", "said on average", "came", "by chance from", "to", "AUC", "Brier", "MBG/NBD's Brier", "called clients", "said", "were"}}
	for _, c := range r.Cuts {
		row := []string{c.Cut.String(), grouped(c.Relationships), percent(c.Active.Predicted), percent(c.Active.Observed), percent(c.Active.ChanceLow),
			percent(c.Active.ChanceHigh), figureText(c.Measures[0].AUC), figureText(c.Measures[0].Brier)}
		for _, m := range c.Measures {
			if m.Name == "mbgnbd" {
				row = append(row, figureText(m.Brier))
			}
		}
		called := []string{"0", "-", "-"}
		if b := c.Client.Called; b != nil {
			called = []string{grouped(b.N), percent(b.Predicted), percent(b.Observed)}
		}
		rows = append(rows, append(row, called...))
	}
	return rows
}

func rangeTable(measures []standing.Score) [][]string {
	rows := [][]string{{"measure", "AUC", "from", "to", "Brier", "from", "to", "skill", "MAE", "from", "to", "Brier less ours, from", "to"}}
	for _, m := range measures {
		row := []string{m.Name}
		for _, f := range []standing.Figure{m.AUC, m.AUCRange.Low, m.AUCRange.High, m.Brier, m.BrierRange.Low, m.BrierRange.High, m.BrierSkill, m.MAE, m.MAERange.Low, m.MAERange.High, m.LeadRange.Low, m.LeadRange.High} {
			row = append(row, figureText(f))
		}
		rows = append(rows, row)
	}
	return rows
}

func alarmTable(s *standing.SlippingReport) [][]string {
	rows := [][]string{{"false alarms meant", "came", "days until the alarm", "by a tuned multiple of the mean gap", "its false alarms", "ours with broken rhythms"}}
	for _, c := range s.Scores {
		meant := percent(c.Target)
		if c.Used {
			meant += " (in use)"
		}
		rows = append(rows, []string{meant, share(c.FalseAlarms), whole(c.DelayDays), whole(c.RuleDelayDays), share(c.RuleFalseAlarms), share(c.WithRhythm)})
	}
	return rows
}

func share(f standing.Figure) string { return fmt.Sprintf("%.1f %%", 100*float64(f)) }

func whole(f standing.Figure) string { return fmt.Sprintf("%.0f", float64(f)) }

func figureText(f standing.Figure) string {
	if !f.Known() {
		return "-"
	}
	return fmt.Sprintf("%.3f", math.Round(1000*float64(f))/1000+0) // +0: no minus before nothing
}

func scoreTable(r *standing.Report) [][]string {
	rows := [][]string{{"measure", "AUC", "Brier", "log loss", "calibration error", "by chance alone", "MAE", "RMSE", "rank corr."}}
	for _, m := range r.Measures {
		rows = append(rows, []string{m.Name, figureText(m.AUC), figureText(m.Brier), figureText(m.LogLoss), figureText(m.ECE),
			figureText(m.ChanceECE), figureText(m.MAE), figureText(m.RMSE), figureText(m.RankCorrelation)})
	}
	return rows
}

func clientTable(r *standing.Report) [][]string {
	rows := [][]string{{"measure", "AUC", "Brier", "skill", "log loss", "calibration error", "by chance alone"}}
	for _, m := range r.Client.Measures {
		rows = append(rows, []string{m.Name, figureText(m.AUC), figureText(m.Brier), figureText(m.BrierSkill), figureText(m.LogLoss), figureText(m.ECE), figureText(m.ChanceECE)})
	}
	return rows
}

func bandTable(bands []standing.Band) [][]string {
	rows := [][]string{{"said", "relationships", "said on average", "came", "by chance from", "to"}}
	for _, b := range bands {
		rows = append(rows, []string{percent(b.Low) + " to " + percent(b.High), grouped(b.N), percent(b.Predicted), percent(b.Observed), percent(b.ChanceLow), percent(b.ChanceHigh)})
	}
	return rows
}

// trust is the backtest on the page of an analysis.
type trust struct {
	Title, Explained string
	Scores           [][]string
	Points           []reliabilityPoint
}

type reliabilityPoint struct{ X, Y, Low, High float64 }

// trust tests the measure on the same files; where they are too short for that, it says so.
func (a *analysis) trust(ctx context.Context) (*trust, error) {
	r, err := standing.Backtest(ctx, a.logs.relations, standing.BacktestConfig{HorizonDays: a.horizon, Today: a.logs.today})
	if clientele.KindOf(err) == clientele.Invalid {
		a.notes = append(a.notes, "How far to trust this cannot be said: "+say.English.Error(err))
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	inEnglish(r)
	t := &trust{Title: r.Verdict, Scores: scoreTable(r)}
	t.Explained = fmt.Sprintf("Measured on %s, scored against the %s that followed, on %s. On the dashed line what was said came true as often as it was said; a dot within its bar is no further from it than chance alone brings about 95 %% of the time.",
		longDay(r.Cut), days(r.HorizonDays), many(r.Relationships, "relationship", "relationships"))
	x := func(p float64) float64 { return 40 + 300*p }
	y := func(p float64) float64 { return 280 - 260*p }
	for _, b := range r.Reliability {
		t.Points = append(t.Points, reliabilityPoint{x(b.Predicted), y(b.Observed), y(b.ChanceLow), y(b.ChanceHigh)})
	}
	return t, nil
}
