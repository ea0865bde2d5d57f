package standing

import (
	"context"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/clientele-crm/clientele"
)

// refutation is what standing.md, 1, lets the measure be refuted by, on one set:
// (a) and (b). (c) is TestNoClientsAreInventedOnMemorylessLogs, (d) TestWithoutRegularityTheCardIsWorse.
type refutation struct {
	called, outside  bool // there is a client band, and its rate lies outside the interval of what was said
	drift            bool
	better, compared bool // Brier on "client" below MBG/NBD + Platt
}

// refute tests at a cut; the alarm is heard at its last day.
func refute(t *testing.T, rels Relations, cfg BacktestConfig) refutation {
	t.Helper()
	rep, err := Backtest(context.Background(), rels, cfg)
	if err != nil {
		t.Fatal(err)
	}
	var out refutation
	if m := rep.Client.Measures; len(m) > 1 {
		out.compared, out.better = true, m[0].Brier < m[len(m)-1].Brier
	}
	if b := rep.Client.Called; b != nil && b.N >= leastWatched {
		// The binomial interval of the mean prediction, by the normal law.
		half := 1.959964*math.Sqrt(b.Predicted*(1-b.Predicted)/float64(b.N)) + 0.5/float64(b.N)
		out.called, out.outside = true, math.Abs(b.Observed-b.Predicted) > half
	}
	d := driftOf(t, rels, min(rep.Cut+clientele.Day(rep.HorizonDays), rep.LastDay))
	for _, months := range [][]Watch{d.Active, d.Clients} {
		for _, w := range months {
			out.drift = out.drift || w.Alarm && w.To > rep.Cut
		}
	}
	return out
}

// (a) and (b): the client band is right on all but one set in four, or the drift
// alarm has rung; and the chances are better than the textbook model's on most.
func TestRefutationOnSimulatedFirms(t *testing.T) {
	if testing.Short() {
		t.Skip("a dozen firms take half a minute")
	}
	var all []refutation
	for seed, shapes := range [][]float64{{8, 1}, {20, 1}, {4, 1}, {12, 2}, {30, 1}, {6, 6}} {
		firm := simulatedFirm{relations: 700, span: 1500, gap: 25 + 5*float64(seed), rates: 0.6, shapes: shapes, shares: []float64{0.5, 1}, leave: 0.03 + 0.01*float64(seed), older: seed%2 == 1}
		rels, _, _ := firm.make(rand.New(rand.NewPCG(uint64(seed), 71)))
		all = append(all, refute(t, rels, BacktestConfig{HorizonDays: 365}))
	}
	judgeRefutations(t, all)
}

func TestRefutationOnRealSets(t *testing.T) {
	var all []refutation
	for i, c := range realCuts {
		if i%2 != 0 && !*allTrials {
			continue
		}
		t.Run(c.set+"@"+c.cut, func(t *testing.T) {
			r := refute(t, load(t, c.set), BacktestConfig{Cut: day(t, c.cut), HorizonDays: c.horizon})
			t.Logf("%+v", r)
			all = append(all, r)
		})
	}
	judgeRefutations(t, all)
}

func judgeRefutations(t *testing.T, all []refutation) {
	t.Helper()
	var called, wrong, compared, better int
	for _, r := range all {
		called += int(outcome(r.called))
		wrong += int(outcome(r.called && r.outside && !r.drift))
		compared += int(outcome(r.compared))
		better += int(outcome(r.better))
	}
	t.Logf("client band: wrong without an alarm on %d of %d; better chances than MBG/NBD on %d of %d", wrong, called, better, compared)
	if 4*wrong > called {
		t.Errorf("(a) the client band is wrong, without an alarm, on %d of %d sets", wrong, called)
	}
	if compared > 0 && 2*better <= compared {
		t.Errorf("(b) better chances than the textbook model only on %d of %d sets", better, compared)
	}
}
