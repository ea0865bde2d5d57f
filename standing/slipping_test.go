package standing

import (
	"context"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/clientele-crm/clientele"
)

// firmPart is a set, or a piece of one that is a firm in itself.
type firmPart struct {
	name, set string
	only      func(get func(string) string) bool // rows; nil: all
	half      int                                // of the relationships: 1 or 2; 0: all
}

var parts = []firmPart{
	{"cdnow", "cdnow", nil, 0}, {"cdnow half 1", "cdnow", nil, 1}, {"cdnow half 2", "cdnow", nil, 2},
	{"retail", "retail", nil, 0}, {"retail half 1", "retail", nil, 1}, {"retail half 2", "retail", nil, 2},
	{"supplier", "supplier", nil, 0},
	ofUnit("Community"), ofUnit("Economy & Culture"), ofUnit("Corporate Affairs"), ofUnit("HCC"),
	ofCategory("Equipment"), ofCategory("Payments to Ext Contractors"),
	{"advisory", "advisory", nil, 0},
}

func ofUnit(name string) firmPart {
	return firmPart{"supplier, " + name, "supplier", func(get func(string) string) bool { return get("unit") == name }, 0}
}

func ofCategory(name string) firmPart {
	return firmPart{"supplier, " + name, "supplier", func(get func(string) string) bool { return get("category") == name }, 0}
}

func (p firmPart) load(t testing.TB) Relations {
	spec := realLogs[p.set]
	if p.only != nil {
		all := spec.amount
		spec.amount = func(get func(string) string) (float64, bool) {
			amount, ok := all(get)
			return amount, ok && p.only(get)
		}
	}
	var out []Relation
	for r := range loadLog(t, spec) {
		if p.half == 0 || int(mix(uint64(r.Account)+77)&1) == p.half-1 {
			out = append(out, r)
		}
	}
	return slices.Values(out)
}

func wholeSample(t testing.TB, rels Relations) *sample {
	last, err := lastDay(context.Background(), rels, clientele.NoDay)
	if err != nil {
		t.Fatal(err)
	}
	s := &sample{}
	for r := range rels {
		s.add(r, Config{AsOf: last})
	}
	s.close(last)
	return s
}

// TestSlippingTrials prints, at shares of false alarms, how long the lost go
// unnoticed by the alarm and by the best multiple of the own mean gap, and holds
// the alarm to its share of false alarms and to being the sooner one.
func TestSlippingTrials(t *testing.T) {
	sooner, sets := 0, 0
	for i, p := range parts {
		if i%4 != 0 && !*allTrials {
			continue
		}
		t.Run(p.name, func(t *testing.T) {
			s := wholeSample(t, p.load(t))
			l := learnLine(s, DefaultHorizonDays)
			rep := trySlipping(s, l, 3)
			t.Logf("%d gaps followed %d days, %d lost", rep.Gaps, rep.FollowDays, rep.Lost)
			for _, c := range rep.Scores {
				t.Logf("  at %.2f: false alarms %.3f (with broken rhythms %.3f), delay %.1f | tuned mean gap %.3f, %.1f | %+.1f %%", c.Target, c.FalseAlarms, c.WithRhythm, c.DelayDays,
					c.RuleFalseAlarms, c.RuleDelayDays, 100*(c.DelayDays/c.RuleDelayDays-1))
				if off := math.Abs(float64(c.FalseAlarms) - c.Target); off > 0.03 {
					t.Errorf("false alarms %.3f, meant %.2f", c.FalseAlarms, c.Target)
				}
				sets++
				sooner += int(outcome(c.DelayDays < c.RuleDelayDays))
			}
		})
	}
	if sets > 0 && sooner < sets*3/4 {
		t.Errorf("sooner than the tuned mean gap only on %d of %d", sooner, sets)
	}
}

// On a firm of which half buys by the clock, the alarm is held to its share of
// false alarms on relationships it was not learnt from, and is sooner than a
// multiple of the mean gap, which must wait for those who buy by chance.
func TestTheAlarmIsSoonerThanAMultipleOfTheMeanGap(t *testing.T) {
	firm := simulatedFirm{relations: 1500, span: 1200, gap: 30, rates: 0.5, shapes: []float64{8, 1}, shares: []float64{0.5, 1}, leave: 0.06}
	rels, _, _ := firm.make(rand.New(rand.NewPCG(41, 1)))
	s := wholeSample(t, rels)
	l := learnLine(s, 180)
	rep := trySlipping(s, l, 1)
	if len(rep.Scores) != len(slippingTargets) || rep.Lost == 0 || rep.FollowDays != l.Slip.Follow {
		t.Fatalf("%+v", rep)
	}
	for _, c := range rep.Scores {
		t.Logf("%+v", c)
		if math.Abs(float64(c.FalseAlarms)-c.Target) > 0.015 {
			t.Errorf("false alarms %.3f, meant %.2f", c.FalseAlarms, c.Target)
		}
		if c.DelayDays > 0.92*c.RuleDelayDays {
			t.Errorf("the lost are silent for %.0f days before the alarm, %.0f by the rule", c.DelayDays, c.RuleDelayDays)
		}
		if c.WithRhythm < c.FalseAlarms || c.WithRhythm > c.FalseAlarms+brokenRhythm {
			t.Errorf("broken rhythms bring false alarms from %.3f to %.3f", c.FalseAlarms, c.WithRhythm)
		}
	}
}

// What the alarm's sentence says comes true: on another firm of the same making.
func TestTheChanceInTheAlarmComesTrue(t *testing.T) {
	firm := simulatedFirm{relations: 2500, span: 1200, gap: 30, rates: 0.5, shapes: []float64{8, 1}, shares: []float64{0.5, 1}, leave: 0.06}
	m, _, _ := learnFirm(t, firm, 42)
	rels, _, end := firm.make(rand.New(rand.NewPCG(43, 1)))
	var said []float64
	var came []bool
	for r := range rels {
		for _, back := range []clientele.Day{200, 350, 500} {
			f := read(r.History.Days, end-back)
			if f.x < leastGaps || !m.All.Slip.watch(&m.All.Rhythm, &f) || f.elapsed > float64(m.All.Slip.Follow) {
				continue
			}
			p, learnt := m.All.Slip.soon(&m.All.Rhythm, &f)
			if !learnt {
				t.Fatal("nothing was learnt of who comes back soon")
			}
			said = append(said, p)
			came = append(came, countUpTo(r.History.Days, f.asOf+clientele.Day(m.All.Slip.Soon)) > f.events)
		}
	}
	mean := 0.0
	for _, p := range said {
		mean += p / float64(len(said))
	}
	t.Logf("%d alarms: %.3f said, %.3f came back, Brier %.4f", len(said), mean, share(came), Brier(said, came))
	if len(said) < 200 || math.Abs(mean-share(came)) > 0.04 {
		t.Errorf("of %d alarms %.3f were said to come back, %.3f did", len(said), mean, share(came))
	}
}

// What the sentence says of those who slip comes true on real logs, by tenths of
// what it says, wherever it was said often enough to tell; and of silences longer
// than those of the past it says nothing.
func TestTheSentenceComesTrueOnRealLogs(t *testing.T) {
	if testing.Short() {
		t.Skip("learns two logs at several cuts")
	}
	var said []float64
	var came []bool
	for set, shares := range map[string][]float64{"railway": {.5, .7, .85}, "foundation": {.5, .6, .7, .8}} {
		rels := slices.Collect(load(t, set))
		for _, u := range cutUnits(t, rels, trialUnit{industry: set}, "", shares) {
			m := &Measure{AsOf: u.at, HorizonDays: 365, All: learnLine(u.now, 365)}
			slip := &m.All.Slip
			if slip.Again == nil {
				t.Fatalf("%s: nothing was learnt of who comes back", u.name)
			}
			view := u.sample.asOf(u.at)
			for i := range view.features {
				c := m.subject(Relation{History: &clientele.History{Days: view.days[i]}})
				if c.standing.Trend != clientele.Slipping || u.at+clientele.Day(slip.Soon) > u.sample.end {
					continue
				}
				p, within, learnt := c.soon()
				if learnt != (c.features.elapsed <= slip.Again.Longest) {
					t.Fatalf("%s: a silence of %.0f days, learnt up to %.0f: %v", u.name, c.features.elapsed, slip.Again.Longest, learnt)
				}
				if learnt {
					said, came = append(said, p), append(came, view.came(i, u.at+clientele.Day(within)) > 0)
				}
			}
		}
	}
	const often = 100
	for _, b := range Reliability(said, came) {
		t.Logf("%4d said %.2f came %.2f (by chance %.2f to %.2f)", b.N, b.Predicted, b.Observed, b.ChanceLow, b.ChanceHigh)
		if b.N >= often && math.Abs(b.Predicted-b.Observed) > 0.05 && b.Beyond() {
			t.Errorf("of %d it was said that %.2f come back; %.2f did", b.N, b.Predicted, b.Observed)
		}
	}
	if len(said) < often {
		t.Errorf("only %d sentences", len(said))
	}
}
