package trust

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/say"
	"github.com/clientele-crm/clientele/shape"
	"github.com/clientele-crm/clientele/standing"
	"github.com/clientele-crm/clientele/ui"
)

// random is a report of a test as it could come out, better, as good and worse than any rival.
func random(rng *rand.Rand) *standing.Report {
	figure := func(middle, spread float64) standing.Figure {
		return standing.Figure(max(middle+spread*rng.NormFloat64(), 0))
	}
	score := func(name string) standing.Score {
		s := standing.Score{Name: name, AUC: standing.Figure(min(0.8+0.003*rng.NormFloat64(), 1)), Brier: figure(0.15, 0.001), LogLoss: figure(0.45, 0.001), ECE: figure(0.03, 0.01),
			ChanceECE: figure(0.02, 0.008), MAE: figure(1.2, 0.01), RMSE: figure(2.1, 0.01), RankCorrelation: figure(0.7, 0.002)}
		off, half := s.Brier-0.15, standing.Figure(0.001*rng.Float64())
		s.LeadRange = standing.Interval{Low: off - half, High: off + half}
		return s
	}
	band := func(low, high float64) standing.Band {
		p := low + (high-low)*rng.Float64()
		return standing.Band{Low: low, High: high, N: 1 + rng.IntN(60), Predicted: p, Observed: min(max(p+0.1*rng.NormFloat64(), 0), 1),
			ChanceLow: max(p-0.2*rng.Float64(), 0), ChanceHigh: min(p+0.2*rng.Float64(), 1)}
	}
	r := &standing.Report{HorizonDays: 365}
	for _, name := range []string{"clientele", "recency", "frequency", "rfm", "overdue", "mbgnbd", "paretonbd"} {
		r.Measures = append(r.Measures, score(name))
	}
	r.Measures[0].Brier, r.Measures[0].LeadRange = 0.15, standing.Interval{}
	for i := range 10 {
		r.Reliability = append(r.Reliability, band(float64(i)/10, float64(i+1)/10))
	}
	r.Halves = []standing.Band{band(0, 0.5), band(0.5, 1)}
	for i := range 3 {
		r.Cuts = append(r.Cuts, standing.CutReport{Cut: r.Cut + 738_000 + 200*r.Cut, Active: band(0.3, 0.31+float64(i)/10), Measures: r.Measures})
	}
	r.Verdict = speaking.Fill(standing.Verdict(r.Measures))
	return r
}

// Each sentence of Trust agrees with the numbers that stand beside it, as they are shown.
func TestWhatTrustSaysIsWhatItShows(t *testing.T) {
	rng := rand.New(rand.NewPCG(8, 2))
	for range 3_000 {
		r := random(rng)
		out := TrustOut{HorizonDays: r.HorizonDays}
		for i, m := range r.Measures {
			out.Measures = append(out.Measures, measureScore(speaking, m, i == 0))
		}
		for _, b := range r.Reliability {
			out.Bins = append(out.Bins, bin(b))
		}
		out.over(r, speaking)
		ours := out.Measures[0]
		for i, s := range []score{plainScores[0], scores[1], scores[2], scores[3], plainScores[1], scores[6], scores[7]} {
			want := !isBest(out.Measures, ours, s)
			said := betterAts[i].said(speaking, out.Measures)
			if (said != "") != want {
				t.Fatalf("%s: ours is best as shown: %v, but it says %q", s.name, !want, said)
			}
			if want && !strings.Contains(said, speaking.Fill(scoreText(page.Frame{Speaker: say.English}, ours, s))) {
				t.Fatalf("%q does not hold %s, which the table shows", said, speaking.Fill(scoreText(page.Frame{Speaker: say.English}, ours, s)))
			}
		}
		if strings.Contains(r.Verdict, "closer than every simple rule") {
			for _, m := range out.Measures[1:5] {
				if *m.Brier < *ours.Brier {
					t.Fatalf("%q, but %s has %v", r.Verdict, m.Name, *m.Brier)
				}
			}
		}
		no, yes := halvesOf(r.Halves)
		for i, row := range saidRows(speaking, no, yes, &yes, "within a year") {
			b := [...]shape.ReliabilityBin{yes, no, yes}[i]
			var came, low, high int
			if _, err := fmt.Sscanf(plain(say.English.Percent(b.Came)+" "+ui.ByChance(page.Frame{Speaker: say.English}, b)), "%d %% %d %% to %d %%", &came, &low, &high); err != nil {
				continue // under 1 %, over 99 %
			}
			if is := map[bool]string{came < low: "fewer came than chance makes of it", came > high: "more came than chance makes of it", came >= low && came <= high: "as said"}[true]; row.Word != is {
				t.Fatalf("%q beside %d in %d to %d", row.Word, came, low, high)
			}
		}
		finding := reliabilityFinding(page.Frame{Speaker: say.English}, out)
		if off, luck := 100*math.Abs(off(out.Bins)), 100**ours.ByLuck; strings.Contains(finding, "no more than chance") && off > luck+0.1 || strings.Contains(finding, "chance alone makes ") && off < luck-0.1 {
			t.Fatalf("%q of %.2f, by luck %.2f", finding, off, luck)
		}
	}
}

func off(bins []shape.ReliabilityBin) float64 {
	n, sum := 0, 0.0
	for _, b := range bins {
		n, sum = n+b.N, sum+float64(b.N)*math.Abs(b.Came-b.Foretold)
	}
	return sum / float64(n)
}

func plain(s string) string { return strings.ReplaceAll(s, "\u00a0", " ") }
