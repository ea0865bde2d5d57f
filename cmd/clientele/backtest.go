package main

import (
	"context"
	"fmt"
	"io"

	"github.com/clientele-crm/clientele"
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
func (c *backtestCmd) Run(ctx context.Context, s street) error {
	if err := checkHorizon(c.Horizon); err != nil {
		return err
	}
	sh, err := c.read(ctx, c.Files, clientele.NoDay, s)
	if err != nil {
		return err
	}
	report, err := standing.Backtest(ctx, sh.relations, standing.BacktestConfig{Cut: c.Cut, HorizonDays: c.Horizon})
	if err != nil {
		return err
	}
	return writeTo(c.Out, s.out, func(w io.Writer) error {
		if c.Format == "json" {
			return writeJSON(w, report)
		}
		return writeReport(w, report)
	})
}

func writeReport(w io.Writer, r *standing.Report) error {
	fmt.Fprintf(w, "%s\n\nMeasured on %s, scored against the %d days that followed: %s, %s of which bought in them.\n\n",
		r.Verdict, longDay(r.Cut), r.HorizonDays, many(r.Relationships, "relationship", "relationships"), percent(float64(r.ActiveRate)))
	if err := writeTable(w, scoreTable(r)); err != nil {
		return err
	}
	fmt.Fprintln(w, "\nAUC, rank corr.: higher is better. Brier, log loss, calibration error, MAE, RMSE: lower is better.")
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
	for i, n := range r.Notes {
		if i == 0 {
			fmt.Fprintln(w, "\nNotes")
		}
		fmt.Fprintln(w, " ", n)
	}
	return nil
}

func figureText(f standing.Figure) string {
	if !f.Known() {
		return "-"
	}
	return fmt.Sprintf("%.3f", float64(f))
}

func scoreTable(r *standing.Report) [][]string {
	rows := [][]string{{"measure", "AUC", "Brier", "log loss", "calibration error", "MAE", "RMSE", "rank corr."}}
	for _, m := range r.Measures {
		rows = append(rows, []string{m.Name, figureText(m.AUC), figureText(m.Brier), figureText(m.LogLoss), figureText(m.ECE),
			figureText(m.MAE), figureText(m.RMSE), figureText(m.RankCorrelation)})
	}
	return rows
}

func clientTable(r *standing.Report) [][]string {
	rows := [][]string{{"measure", "AUC", "Brier", "skill", "log loss", "calibration error"}}
	for _, m := range r.Client.Measures {
		rows = append(rows, []string{m.Name, figureText(m.AUC), figureText(m.Brier), figureText(m.BrierSkill), figureText(m.LogLoss), figureText(m.ECE)})
	}
	return rows
}

func bandTable(bands []standing.Band) [][]string {
	rows := [][]string{{"said", "relationships", "said on average", "came", "from", "to"}}
	for _, b := range bands {
		rows = append(rows, []string{percent(b.Low) + " to " + percent(b.High), grouped(b.N), percent(b.Predicted), percent(b.Observed), percent(b.ObservedLow), percent(b.ObservedHigh)})
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
	r, err := standing.Backtest(ctx, a.shelf.relations, standing.BacktestConfig{HorizonDays: a.horizon})
	if clientele.KindOf(err) == clientele.Invalid {
		a.notes = append(a.notes, "How far to trust this cannot be said: "+err.Error())
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	t := &trust{Title: r.Verdict, Scores: scoreTable(r)}
	t.Explained = fmt.Sprintf("Measured on %s, scored against the %d days that followed, on %s. On the dashed line what was said came true as often as it was said; the bars are 95 %% intervals.",
		longDay(r.Cut), r.HorizonDays, many(r.Relationships, "relationship", "relationships"))
	x := func(p float64) float64 { return 40 + 300*p }
	y := func(p float64) float64 { return 280 - 260*p }
	for _, b := range r.Reliability {
		t.Points = append(t.Points, reliabilityPoint{x(b.Predicted), y(b.Observed), y(b.ObservedLow), y(b.ObservedHigh)})
	}
	return t, nil
}
