package standing

import (
	"context"
	"fmt"
	"math"

	"github.com/clientele-crm/clientele"
)

// BacktestConfig says where to cut, and how far to look beyond.
type BacktestConfig struct {
	Cut         clientele.Day // NoDay: one horizon before the last day
	HorizonDays int           // 0: 365; shortened, and said, where the log ends before
}

// ours is the name of our measure in a report.
const ours = "clientele"

// leastBacktest is the fewest relationships that a backtest can say anything of.
const leastBacktest = 10

// Backtest measures on what was known at the cut, and scores that against what
// came after, beside the simple rules. Nothing after the cut is used to measure.
func Backtest(ctx context.Context, rels Relations, cfg BacktestConfig) (*Report, error) {
	rep := &Report{Notes: []string{}}
	if err := rep.place(ctx, rels, cfg); err != nil {
		return nil, err
	}
	samples, err := collect(ctx, rels, rep.Cut)
	if err != nil {
		return nil, err
	}
	m, err := learn(ctx, samples, Config{AsOf: rep.Cut, HorizonDays: rep.HorizonDays})
	if err != nil {
		return nil, err
	}
	all := &sample{}
	for _, line := range linesOf(samples) {
		all.merge(samples[line])
	}
	all.close(rep.Cut)
	book, learnt := learnRules(all, float64(rep.HorizonDays))
	if !learnt {
		rep.Notes = append(rep.Notes, "The log before the cut is too short to teach the simple rules their probabilities; compare by AUC.")
	}
	t := &trial{measure: m, book: book, report: rep, mask: all.mask, client: newClientTrial(all, m)}
	if err := t.run(ctx, rels); err != nil {
		return nil, err
	}
	if len(t.came) < leastBacktest {
		return nil, &clientele.Fault{Kind: clientele.Invalid, What: fmt.Sprintf("only %d relationships had bought by %s: too few to test on", len(t.came), rep.Cut),
			Remedy: "choose a later cut or bring a longer log"}
	}
	t.fill()
	return rep, nil
}

// place finds the cut and the horizon, and says where it shortens.
func (rep *Report) place(ctx context.Context, rels Relations, cfg BacktestConfig) error {
	last, err := lastDay(ctx, rels)
	if err != nil {
		return err
	}
	asked := cfg.HorizonDays
	if asked <= 0 {
		asked = DefaultHorizonDays
	}
	rep.LastDay, rep.Cut, rep.HorizonDays = last, cfg.Cut, asked
	if cfg.Cut == clientele.NoDay {
		first := firstDay(rels, last)
		// At least as much past as future, and a little more to learn from.
		if span := int(last - first); rep.HorizonDays > span*2/5 {
			rep.HorizonDays = span * 2 / 5
		}
		rep.Cut = last - clientele.Day(rep.HorizonDays)
	}
	rep.HorizonDays = min(rep.HorizonDays, int(last-rep.Cut))
	if rep.HorizonDays < 1 {
		return &clientele.Fault{Kind: clientele.Invalid, What: fmt.Sprintf("nothing comes after %s: the last day in the data is %s", rep.Cut, last),
			Remedy: "choose an earlier cut"}
	}
	if !boughtBy(rels, rep.Cut) {
		return &clientele.Fault{Kind: clientele.Invalid, What: fmt.Sprintf("nobody had bought anything by %s", rep.Cut),
			Remedy: "choose a later cut"}
	}
	if rep.HorizonDays < asked {
		rep.Notes = append(rep.Notes, fmt.Sprintf("The horizon is %d days instead of %d: the data end on %s.", rep.HorizonDays, asked, last))
	}
	return nil
}

func boughtBy(rels Relations, day clientele.Day) bool {
	for r := range rels {
		if r.History != nil && len(r.History.Days) > 0 && r.History.First() <= day {
			return true
		}
	}
	return false
}

// firstDay is where the log proper begins, from a bounded sample.
func firstDay(rels Relations, last clientele.Day) clientele.Day {
	s := &sample{}
	for r := range rels {
		if r.History != nil {
			s.add(r, last)
		}
	}
	s.close(last)
	return s.start
}

// trial collects what each measure said and what came.
type trial struct {
	measure *Measure
	book    *rulebook
	report  *Report
	mask    uint64
	came    []bool
	counts  []float64
	prob    [][]float64 // by measure, ours first
	number  [][]float64
	client  *clientTrial
}

func (t *trial) run(ctx context.Context, rels Relations) error {
	t.prob, t.number = make([][]float64, 1+len(simpleRules)), make([][]float64, 1+len(simpleRules))
	n := 0
	for r := range rels {
		if n++; n%1024 == 0 && ctx.Err() != nil {
			break
		}
		if r.History == nil || mix(uint64(r.Account))&t.mask != 0 {
			continue
		}
		f := read(r.History.Days, t.report.Cut)
		if f.events == 0 {
			continue
		}
		s := t.measure.Of(r)
		count := countUpTo(r.History.Days, t.report.Cut+clientele.Day(t.report.HorizonDays)) - f.events
		t.came, t.counts = append(t.came, count > 0), append(t.counts, float64(count))
		t.prob[0], t.number[0] = append(t.prob[0], s.ActiveProb), append(t.number[0], s.ExpectedOrders)
		for i := range simpleRules {
			rule := &simpleRules[i]
			p := t.book.prob(rule, &f)
			t.prob[i+1] = append(t.prob[i+1], p)
			t.number[i+1] = append(t.number[i+1], rule.count(&f, p, t.book))
		}
		t.client.see(r, &s, &f, t)
	}
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("backtest: %w", err)
	}
	return nil
}

func (t *trial) fill() {
	rep := t.report
	rep.Relationships, rep.ActiveRate = len(t.came), Figure(share(t.came))
	rep.Measures = append(rep.Measures, t.score(0, ours, t.measure.All.Law.Name+", corrected by the firm's own past"))
	for i, r := range simpleRules {
		rep.Measures = append(rep.Measures, t.score(i+1, r.Name, r.How))
	}
	rep.Reliability = Reliability(t.prob[0], t.came)
	rep.Client = t.client.report(t.measure)
	rep.Notes = append(rep.Notes, t.measure.Notes()...)
	rep.Verdict = t.verdict()
}

func (t *trial) score(i int, name, how string) Score {
	p, n := t.prob[i], t.number[i]
	return Score{
		Name: name, How: how,
		AUC: Figure(AUC(p, t.came)), Brier: Figure(Brier(p, t.came)), LogLoss: Figure(LogLoss(p, t.came)), ECE: Figure(ECE(p, t.came)),
		MAE: Figure(MAE(n, t.counts)), RMSE: Figure(RMSE(n, t.counts)), RankCorrelation: Figure(RankCorrelation(n, t.counts)),
	}
}

// verdict compares us with the simple rule of the least Brier score. A
// difference within two standard errors of its own is no difference.
func (t *trial) verdict() string {
	best := 1
	for i := range simpleRules {
		if simpleRules[i].Name != "mbgnbd" && Brier(t.prob[i+1], t.came) < Brier(t.prob[best], t.came) {
			best = i + 1
		}
	}
	var sum, squares float64
	n := float64(len(t.came))
	for i, c := range t.came {
		a, b := t.prob[0][i]-outcome(c), t.prob[best][i]-outcome(c)
		d := a*a - b*b
		sum += d
		squares += d * d
	}
	mean := sum / n
	se := math.Sqrt(max(0, squares/n-mean*mean) / n)
	name := simpleRules[best-1].Title
	switch {
	case mean > 2*se:
		return fmt.Sprintf("On these data, use the simple rule “%s”: it told better who would buy (Brier %.3f, ours %.3f).", name, Brier(t.prob[best], t.came), Brier(t.prob[0], t.came))
	case mean < -2*se:
		return fmt.Sprintf("The measure told better who would buy than every simple rule (Brier %.3f, the best of them, “%s”, %.3f); on average what it said was %.1f points off.",
			Brier(t.prob[0], t.came), name, Brier(t.prob[best], t.came), 100*ECE(t.prob[0], t.came))
	}
	return fmt.Sprintf("The measure and the simple rule “%s” told equally well who would buy (Brier %.3f and %.3f): either will do.", name, Brier(t.prob[0], t.came), Brier(t.prob[best], t.came))
}

func share(came []bool) float64 {
	n := 0.0
	for _, c := range came {
		n += outcome(c)
	}
	return n / float64(len(came))
}
