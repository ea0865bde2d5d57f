package standing

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/clientele-crm/clientele"
)

// BacktestConfig says where to cut, and how far to look beyond.
type BacktestConfig struct {
	Cut         clientele.Day // NoDay: one horizon before the last day
	HorizonDays int           // 0: 365; shortened, and said, where the log ends before
	Today       clientele.Day // what is dated after it is left out, and said; NoDay: not known
}

// ours is the name of our measure in a report.
const ours = "clientele"

// leastBacktest is the fewest relationships that a backtest can say anything of.
const leastBacktest = 10

// Backtest measures on what was known at the cut, and scores that against what
// came after, beside the simple rules. Nothing after the cut is used to measure.
func Backtest(ctx context.Context, rels Relations, cfg BacktestConfig) (*Report, error) {
	rep := &Report{Notes: []string{}}
	seen, err := rep.place(ctx, rels, cfg)
	if err != nil {
		return nil, err
	}
	if _, err := rep.try(ctx, rels, seen); err != nil {
		return nil, err
	}
	rep.Verdict = Verdict(rep.Measures)
	return rep, nil
}

// Protocol is the whole test of standing.md §1 and §2: the backtest at its cut,
// the same at others over the log, all of them pooled, the alarm of those who
// slip, and the watch over the months. Its verdict is on all cuts together.
func Protocol(ctx context.Context, rels Relations, cfg BacktestConfig) (*Report, error) {
	rep := &Report{Notes: []string{}}
	seen, err := rep.place(ctx, rels, cfg)
	if err != nil {
		return nil, err
	}
	main, err := rep.try(ctx, rels, seen)
	if err != nil {
		return nil, err
	}
	pool := &pool{}
	cuts := append(rep.others(firstDay(rels, rep.LastDay)), rep.Cut)
	slices.Sort(cuts)
	for _, cut := range cuts {
		t := main
		if cut != rep.Cut {
			other := &Report{Cut: cut, HorizonDays: rep.HorizonDays, LastDay: rep.LastDay}
			if t, err = other.try(ctx, rels, &passes{cut: cut}); clientele.KindOf(err) == clientele.Invalid {
				continue // too few had bought by then
			} else if err != nil {
				return nil, err
			}
		}
		rep.Cuts = append(rep.Cuts, t.report.cut())
		pool.add(t)
	}
	all := pool.report()
	rep.Pooled, rep.Verdict = &all, Verdict(all.Measures)
	return rep, rep.watch(ctx, rels, seen)
}

// mostCuts are the days tested beside the one of the report, at least half a
// horizon apart, none in the first third of the log.
const mostCuts = 4

func (rep *Report) others(start clientele.Day) []clientele.Day {
	latest := rep.LastDay - clientele.Day(rep.HorizonDays)
	earliest := start + (rep.LastDay-start)/3
	room := int(latest - earliest)
	n := min(mostCuts, room/max(1, rep.HorizonDays/2))
	if n == 0 && room >= rep.HorizonDays/4 {
		n = 1
	}
	var out []clientele.Day
	for k := range n + 1 {
		cut := earliest + clientele.Day(k*room/max(n, 1))
		if off := int(rep.Cut - cut); n > 0 && max(off, -off) >= rep.HorizonDays/4 && len(out) < mostCuts {
			out = append(out, cut)
		}
	}
	return out
}

// try learns at the report's cut, tests, and fills the report in.
func (rep *Report) try(ctx context.Context, rels Relations, seen *passes) (*trial, error) {
	samples, err := collect(ctx, seen.over(rels), Config{AsOf: rep.Cut})
	if err := cmp.Or(err, seen.alike()); err != nil {
		return nil, err
	}
	if seen.first.bought < leastBacktest {
		return nil, tooFew(seen.first.bought, rep.Cut)
	}
	m, all, err := learn(ctx, samples, Config{AsOf: rep.Cut, HorizonDays: rep.HorizonDays})
	if err != nil {
		return nil, err
	}
	book, learnt := learnRules(all, float64(rep.HorizonDays))
	if !learnt {
		rep.Notes = append(rep.Notes, clientele.Tell("standing.note-rules"))
	}
	t := &trial{measure: m, book: book, report: rep, mask: all.mask, client: newClientTrial(all, m)}
	if err := cmp.Or(t.run(ctx, seen.over(rels)), seen.alike()); err != nil {
		return nil, err
	}
	if len(t.cases.came) < leastBacktest {
		return nil, tooFew(len(t.cases.came), rep.Cut)
	}
	t.fill()
	return t, nil
}

func tooFew(bought int, cut clientele.Day) error {
	return &clientele.Fault{Kind: clientele.Invalid, What: clientele.Tell("standing.too-few", "relationships", clientele.Tell("noun.relationship", "n", bought), "cut", cut),
		Remedy: clientele.Tell("standing.too-few-remedy")}
}

// slippingSplits are the times that the relationships are split in halves for the alarm.
const slippingSplits = 2

// watch tests the alarm and watches the months, on all of the log.
func (rep *Report) watch(ctx context.Context, rels Relations, seen *passes) error {
	samples, err := collect(ctx, seen.over(rels), Config{AsOf: rep.LastDay, Today: rep.LastDay})
	if err := cmp.Or(err, seen.alike()); err != nil {
		return err
	}
	m, all, err := learn(ctx, samples, Config{AsOf: rep.LastDay, HorizonDays: rep.HorizonDays})
	if err != nil {
		return err
	}
	alarm, drift := trySlipping(all, m.All, slippingSplits), watchDrift(all, m.All)
	rep.Slipping, rep.Drift = &alarm, &drift
	if drift.Alarms() {
		rep.Notes = slices.Insert(rep.Notes, 0, drift.Sentence())
	}
	return nil
}

// place finds the cut and the horizon, and says where it shortens. It gives what was
// found of the days up to the cut, so that later passes can be held to it.
func (rep *Report) place(ctx context.Context, rels Relations, cfg BacktestConfig) (*passes, error) {
	later := &toCome{today: cfg.Today}
	last, err := lastDay(ctx, later.among(rels), cfg.Today)
	if err != nil {
		return nil, err
	}
	rep.Notes = append(rep.Notes, later.notes()...)
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
		return nil, &clientele.Fault{Kind: clientele.Invalid, What: clientele.Tell("standing.nothing-after", "cut", rep.Cut, "last", last),
			Remedy: clientele.Tell("standing.nothing-after-remedy")}
	}
	seen := &passes{cut: rep.Cut}
	for range seen.over(rels) { // for the imprint alone
	}
	if seen.first.bought == 0 {
		return nil, &clientele.Fault{Kind: clientele.Invalid, What: clientele.Tell("standing.nobody-by", "cut", rep.Cut),
			Remedy: clientele.Tell("standing.nobody-by-remedy")}
	}
	if rep.HorizonDays < asked {
		rep.Notes = append(rep.Notes, clientele.Tell("standing.note-horizon", "days", days(float64(rep.HorizonDays)), "asked", asked, "last", last))
	}
	return seen, nil
}

// firstDay is where the log proper begins, from a bounded sample.
func firstDay(rels Relations, last clientele.Day) clientele.Day {
	s := &sample{}
	for r := range rels {
		if r.History != nil {
			s.add(r, Config{AsOf: last, Today: last})
		}
	}
	s.close(last)
	return s.start
}

// trial collects what each measure said and what came.
type trial struct {
	measure *Measure
	book    *baselines
	report  *Report
	mask    uint64
	cases   cases
	client  *clientTrial
}

func (t *trial) run(ctx context.Context, rels Relations) error {
	t.cases = newCases(1 + len(simpleRules))
	n := 0
	for r := range rels {
		if n++; n%1024 == 0 && ctx.Err() != nil {
			break
		}
		if r.History == nil || mix(uint64(r.Account))&t.mask != 0 {
			continue
		}
		known := r.History.AsKnown(t.report.Cut)
		f := read(known.Days, t.report.Cut)
		if f.events == 0 {
			continue
		}
		s := t.measure.Of(r)
		count := countUpTo(r.History.Days, t.report.Cut+clientele.Day(t.report.HorizonDays)) - countUpTo(r.History.Days, t.report.Cut)
		c := &t.cases
		c.who, c.came, c.counts = append(c.who, r.Relationship), append(c.came, count > 0), append(c.counts, float64(count))
		c.ahead = append(c.ahead, stretch{t.report.Cut, float64(t.report.HorizonDays)})
		c.prob[0], c.number[0] = append(c.prob[0], s.ActiveProb), append(c.number[0], s.ExpectedOrders)
		for i := range simpleRules {
			rule := &simpleRules[i]
			p := t.book.prob(rule, &f)
			c.prob[i+1] = append(c.prob[i+1], p)
			c.number[i+1] = append(c.number[i+1], rule.count(&f, p, t.book))
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
	rep.Relationships, rep.ActiveRate = len(t.cases.came), Figure(share(t.cases.came))
	rep.Measures = t.cases.scores(clientele.Tell("standing.how-ours", "model", t.measure.All.Law.Name))
	rep.Reliability, rep.Halves, rep.Whole = t.cases.bands(tenths), t.cases.bands(likelyOrNot), t.cases.bands(whole)[0]
	rep.Client = t.client.report(t.measure.All.Card.Source)
	rep.Notes = append(rep.Notes, t.measure.Notes()...)
}

func share(came []bool) float64 {
	n := 0.0
	for _, c := range came {
		n += outcome(c)
	}
	return n / float64(len(came))
}
