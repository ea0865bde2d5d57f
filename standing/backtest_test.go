package standing

import (
	"context"
	"encoding/json"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/clientele-crm/clientele"
)

// The names in the report are a contract: others script against them.
func TestReportHasTheNamesOfTheContract(t *testing.T) {
	firm := memorylessFirm
	firm.relations = 400
	rels, _, end := firm.make(rand.New(rand.NewPCG(31, 1)))
	rep, err := Protocol(context.Background(), rels, BacktestConfig{})
	if err != nil {
		t.Fatal(err)
	}
	if rep.HorizonDays < 340 || rep.HorizonDays > 360 || rep.Cut+clientele.Day(rep.HorizonDays) != rep.LastDay || rep.LastDay > end || !slices.ContainsFunc(rep.Notes, func(n string) bool { return strings.Contains(english(n), "instead of 365") }) {
		t.Errorf("a log of 900 days: horizon %d, cut %s, last %s, notes %v", rep.HorizonDays, rep.Cut, rep.LastDay, rep.Notes)
	}
	b, err := json.Marshal(rep)
	if err != nil {
		t.Fatal(err)
	}
	var got map[string]any
	if err := json.Unmarshal(b, &got); err != nil {
		t.Fatal(err)
	}
	has := func(m map[string]any, keys string) {
		t.Helper()
		for k := range strings.FieldsSeq(keys) {
			if _, ok := m[k]; !ok {
				t.Errorf("no %q in %v", k, m)
			}
		}
	}
	has(got, "cut horizon_days relationships active_rate measures reliability client verdict notes cuts pooled slipping drift")
	var names []string
	for _, m := range got["measures"].([]any) {
		has(m.(map[string]any), "name auc brier log_loss ece mae rmse rank_correlation auc_range brier_range lead_range ece_range mae_range brier_skill")
		names = append(names, m.(map[string]any)["name"].(string))
	}
	if strings.Join(names, " ") != "clientele recency frequency rfm overdue mbgnbd paretonbd" {
		t.Errorf("measures %v", names)
	}
	has(got["reliability"].([]any)[0].(map[string]any), "low high n predicted observed chance_low chance_high")
	has(got["client"].(map[string]any), "relationships rate card measures reliability")
	has(got["cuts"].([]any)[0].(map[string]any), "cut relationships active_rate active measures client")
	has(got["pooled"].(map[string]any), "cases active_rate measures reliability halves client")
	has(got["slipping"].(map[string]any), "follow_days gaps lost scores")
	has(got["drift"].(map[string]any), "months active clients")
	var back Report
	if err := json.Unmarshal(b, &back); err != nil || back.Measures[0] != rep.Measures[0] || back.Cut != rep.Cut {
		t.Errorf("read back: %v, %+v", err, back.Measures)
	}
}

func TestBacktestSaysWhatIsMissing(t *testing.T) {
	one := func(days ...clientele.Day) Relation {
		h := &clientele.History{}
		for _, d := range days {
			h.Days = append(h.Days, clientele.OrderDay{Day: d, Orders: 1})
		}
		return Relation{clientele.Relationship{Account: 1}, h}
	}
	for name, c := range map[string]struct {
		rels []Relation
		cut  clientele.Day
		says string
	}{
		"empty":            {nil, 0, "nothing to measure"},
		"after the end":    {[]Relation{one(700_000, 700_100)}, 700_100, "nothing comes after"},
		"one relationship": {[]Relation{one(700_000, 700_100, 700_300)}, 700_150, "too few"},
		"one day":          {[]Relation{one(700_000)}, 0, "nothing comes after"},
	} {
		_, err := Backtest(context.Background(), slices.Values(c.rels), BacktestConfig{Cut: c.cut})
		if err == nil || clientele.KindOf(err) != clientele.Invalid || !strings.Contains(english(err.Error()), c.says) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestACancelledContextEnds(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	rels, _, _ := memorylessFirm.make(rand.New(rand.NewPCG(32, 1)))
	if _, err := Learn(ctx, rels, Config{}); err == nil {
		t.Error("it went on")
	}
	if _, err := Backtest(ctx, rels, BacktestConfig{}); err == nil {
		t.Error("it went on")
	}
}

// A line that is large enough is measured by its own past, a small one with all together.
func TestLinesAreLearntApart(t *testing.T) {
	weekly := simulatedFirm{relations: 300, span: 700, gap: 7, shapes: []float64{20}, shares: []float64{1}, leave: 0.02}
	seldom := simulatedFirm{relations: 300, span: 700, gap: 70, shapes: []float64{1}, shares: []float64{1}, leave: 0.02}
	few := simulatedFirm{relations: 5, span: 700, gap: 70, shapes: []float64{1}, shares: []float64{1}}
	var all []Relation
	for line, firm := range []simulatedFirm{weekly, seldom, few} {
		rels, _, _ := firm.make(rand.New(rand.NewPCG(33, uint64(line))))
		for r := range rels {
			r.Line = clientele.Line([]string{"weekly", "seldom", "few"}[line])
			all = append(all, r)
		}
	}
	m, err := Learn(context.Background(), slices.Values(all), Config{AsOf: simulatedStart + 700})
	if err != nil {
		t.Fatal(err)
	}
	if len(m.Lines) != 2 || m.of("few") != m.All || m.of("weekly").Rhythm.Center >= m.of("seldom").Rhythm.Center || m.of("seldom").Rhythm.Regular > m.of("weekly").Rhythm.Regular+0.5 {
		t.Errorf("lines %v", m.Lines)
	}
	for _, r := range all {
		checkStanding(t, m.Of(r))
	}
}

// Events on the ends of quarters only: the calendar is seen and said, and two gaps are enough.
func TestAQuarterlyCalendarIsSeen(t *testing.T) {
	rng := rand.New(rand.NewPCG(34, 1))
	var all []Relation
	for i := range 200 {
		h := &clientele.History{}
		risk := 0.15 * rng.ExpFloat64()
		for q := rng.IntN(6); q < 16 && (len(h.Days) == 0 || rng.Float64() > risk); q++ {
			h.Days = append(h.Days, clientele.OrderDay{Day: simulatedStart + clientele.Day(91*q), Orders: 1})
		}
		all = append(all, Relation{clientele.Relationship{Account: clientele.ID(i + 1)}, h})
	}
	rels := slices.Values(all)
	m, err := Learn(context.Background(), rels, Config{})
	if err != nil {
		t.Fatal(err)
	}
	if m.All.Calendar.days() != 91 || m.All.leastGaps() != 2 || !strings.Contains(english(strings.Join(m.Notes(), " ")), "every 91 days") {
		t.Errorf("calendar %v, notes %v", m.All.Calendar, m.Notes())
	}
	rep, err := Backtest(context.Background(), rels, BacktestConfig{Cut: simulatedStart + 91*11, HorizonDays: 364})
	if err != nil {
		t.Fatal(err)
	}
	us, plain := rep.Measures[0], rep.Measures[len(rep.Measures)-1]
	t.Logf("ECE %.3f Brier %.4f (plain %.4f)", us.ECE, us.Brier, plain.Brier)
	if us.ECE > 0.1 || us.Brier > plain.Brier+0.005 {
		t.Errorf("ECE %.3f, Brier %.4f, the plain model's %.4f", us.ECE, us.Brier, plain.Brier)
	}
}

// The protocol's other cuts lie apart, each with its horizon closed; the report's
// own figures are those of Backtest at its cut; what is pooled is the sum.
func TestProtocolTestsAtSeveralCuts(t *testing.T) {
	firm := simulatedFirm{relations: 500, span: 1500, gap: 30, rates: 0.6, shapes: []float64{8, 1}, shares: []float64{0.4, 1}, leave: 0.05}
	rels, _, _ := firm.make(rand.New(rand.NewPCG(35, 1)))
	cfg := BacktestConfig{Cut: simulatedStart + 1000, HorizonDays: 180}
	rep, err := Protocol(context.Background(), rels, cfg)
	if err != nil {
		t.Fatal(err)
	}
	one, err := Backtest(context.Background(), rels, cfg)
	if err != nil {
		t.Fatal(err)
	}
	if rep.Measures[0] != one.Measures[0] || rep.Cut != cfg.Cut {
		t.Errorf("%+v, alone %+v", rep.Measures[0], one.Measures[0])
	}
	if len(rep.Cuts) != mostCuts+1 {
		t.Fatalf("%d cuts", len(rep.Cuts))
	}
	cases, headline := 0, false
	for i, c := range rep.Cuts {
		cases += c.Relationships
		headline = headline || c.Cut == rep.Cut && c.Measures[0] == rep.Measures[0]
		if c.Cut+180 > rep.LastDay || i > 0 && c.Cut-rep.Cuts[i-1].Cut < 45 {
			t.Errorf("cut %s after %s", c.Cut, rep.Cuts[max(0, i-1)].Cut)
		}
		if b := c.Active; !(b.ChanceLow < b.Predicted && b.Predicted < b.ChanceHigh) || Figure(b.Observed) != c.ActiveRate || b.N != c.Relationships {
			t.Errorf("%s: %+v", c.Cut, b)
		}
	}
	if !headline || cases != rep.Pooled.Cases {
		t.Errorf("headline there: %v; %d cases, pooled %d", headline, cases, rep.Pooled.Cases)
	}
	for _, s := range rep.Pooled.Measures {
		if !(s.AUCRange.Low < s.AUC && s.AUC < s.AUCRange.High && s.BrierRange.Low < s.Brier && s.Brier < s.BrierRange.High && s.MAERange.Low < s.MAE && s.MAE < s.MAERange.High) {
			t.Errorf("%s lies outside its own interval: %+v", s.Name, s)
		}
	}
	if ours := rep.Pooled.Measures[0]; ours.LeadRange != (Interval{}) {
		t.Errorf("we lead ourselves by %v", ours.LeadRange)
	}
}

// Where nothing but chance separates buyers, the verdict claims no lead; where
// half buy by the clock, it says that the measure did better.
func TestTheVerdictFollowsTheInterval(t *testing.T) {
	alike := simulatedFirm{relations: 120, span: 700, gap: 60, rates: 0.01, shapes: []float64{1}, shares: []float64{1}}
	mixed := simulatedFirm{relations: 900, span: 1200, gap: 40, rates: 0.8, shapes: []float64{20, 1}, shares: []float64{0.5, 1}, leave: 0.1}
	for says, firm := range map[string]simulatedFirm{"either will do": alike, "closer than every simple rule": mixed} {
		rels, _, _ := firm.make(rand.New(rand.NewPCG(36, 1)))
		rep, err := Backtest(context.Background(), rels, BacktestConfig{HorizonDays: 90})
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(english(rep.Verdict), says) {
			t.Errorf("%q does not say %q", rep.Verdict, says)
		}
	}
}

// The bootstrap's intervals hold the truth as often as they claim: of samples
// drawn from one population, 95 in 100 intervals of the Brier score hold its mean.
func TestIntervalsHoldTheTruth(t *testing.T) {
	rng := rand.New(rand.NewPCG(37, 1))
	held := 0
	const trials, n, truth = 200, 150, 1.0 / 6 // E[p(1-p)] of a uniform p
	for range trials {
		c := newCases(1)
		for range n {
			p := rng.Float64()
			c.who = append(c.who, clientele.Relationship{Account: clientele.ID(rng.Uint64() >> 1)})
			c.came, c.prob[0] = append(c.came, rng.Float64() < p), append(c.prob[0], p)
		}
		in := c.intervals(0)[onBrier]
		held += int(outcome(float64(in.Low) <= truth && truth <= float64(in.High)))
	}
	if share := float64(held) / trials; share < 0.90 || share > 0.99 {
		t.Errorf("%.3f of the intervals hold %.3f", share, truth)
	}
}

// A case counted once more moves the AUC by its share, to first order.
func TestRankSharesAreTheSlopeOfAUC(t *testing.T) {
	rng := rand.New(rand.NewPCG(38, 1))
	var p []float64
	var came []bool
	for range 400 {
		q := math.Round(20*rng.Float64()) / 20 // ties
		p, came = append(p, q), append(came, rng.Float64() < q)
	}
	shares, auc := rankShares(p, came), AUC(p, came)
	for _, i := range []int{0, 7, 99, 250} {
		moved := AUC(append(slices.Clone(p), p[i]), append(slices.Clone(came), came[i])) - auc
		if math.Abs(moved-shares[i]) > 0.02*math.Abs(shares[i])+1e-6 {
			t.Errorf("case %d moves the AUC by %g, its share is %g", i, moved, shares[i])
		}
	}
}
