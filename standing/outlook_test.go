package standing

import (
	"context"
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/clientele-crm/clientele"
)

// coverage is how often what came lay within what was said, and how often
// beyond either end.
type coverage struct{ n, within, below, above float64 }

func (c *coverage) see(r clientele.Range, came float64) {
	c.n++
	c.below += outcome(came < r.Low)
	c.above += outcome(came > r.High)
	c.within += outcome(came >= r.Low && came <= r.High)
}

func covered(m *Measure, rels Relations, horizon int) (orders, some, value coverage) {
	for r := range rels {
		f := read(r.History.Days, m.AsOf)
		if f.events == 0 {
			continue
		}
		s := m.Of(r)
		end := countUpTo(r.History.Days, m.AsOf+clientele.Day(horizon))
		spent := 0.0
		for _, d := range r.History.Days[f.events:end] {
			spent += float64(d.Minor)
		}
		came := float64(end - f.events)
		orders.see(s.OrdersRange, came)
		if s.ExpectedOrders > 1 {
			some.see(s.OrdersRange, came)
		}
		value.see(s.ValueRange, spent)
	}
	return orders, some, value
}

// On simulated firms eight in ten lie within, for orders a little more, as they are whole.
func TestRangesHoldWhatTheySay(t *testing.T) {
	for _, name := range slices.Sorted(maps.Keys(simulatedTrials)) {
		t.Run(name, func(t *testing.T) {
			rels, _, end := simulatedTrials[name].make(rand.New(rand.NewPCG(41, 7)))
			m, err := Learn(context.Background(), rels, Config{AsOf: end - 180, HorizonDays: 180})
			if err != nil {
				t.Fatal(err)
			}
			o, some, v := covered(m, rels, 180)
			t.Logf("orders %.3f (below %.3f, above %.3f); where one or more are expected %.3f (%.3f, %.3f); value %.3f (%.3f, %.3f); unevenness %.2f",
				o.within/o.n, o.below/o.n, o.above/o.n, some.within/some.n, some.below/some.n, some.above/some.n, v.within/v.n, v.below/v.n, v.above/v.n, m.All.Forecast.unevenness())
			if c := o.within / o.n; c < 0.78 || c > 0.97 {
				t.Errorf("%.3f of the orders lie within", c)
			}
			if c := some.within / some.n; c < 0.74 || c > 0.94 {
				t.Errorf("%.3f of the orders of those who order lie within", c)
			}
		})
	}
}

func TestRealRanges(t *testing.T) {
	sets := map[string]Relations{}
	for i, c := range realCuts {
		if i%3 != 1 && !*allTrials {
			continue
		}
		if sets[c.set] == nil {
			sets[c.set] = load(t, c.set)
		}
		m, err := Learn(context.Background(), sets[c.set], Config{AsOf: day(t, c.cut), HorizonDays: c.horizon})
		if err != nil {
			t.Fatal(err)
		}
		o, some, v := covered(m, sets[c.set], c.horizon)
		t.Logf("%s@%s orders %.3f (below %.3f, above %.3f); where one or more are expected %.3f (%.3f, %.3f); value %.3f (%.3f, %.3f); unevenness %.2f", c.set, c.cut,
			o.within/o.n, o.below/o.n, o.above/o.n, some.within/some.n, some.below/some.n, some.above/some.n, v.within/v.n, v.below/v.n, v.above/v.n, m.All.Forecast.unevenness())
		if c := o.within / o.n; c < 0.6 {
			t.Errorf("%.3f of the orders lie within", c)
		}
	}
}

// The ends are those of the distribution they are read off, drawn from.
func TestOrdersBelow(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	for _, o := range []outlook{{0.6, 2, 4}, {0.95, 12, 20}, {1, 20, 80}, {0.05, 1, 1}, {0.3, 5, 5}, {0, 0, 0}, {1, 0, 0}} {
		shape := o.mean * o.mean / (o.spread - o.mean)
		var draws []float64
		for range 40_000 {
			n := 0.0
			if rng.Float64() < o.active {
				rate := o.mean
				if o.spread > o.mean {
					rate *= gammaDraw(rng, shape) / shape
				}
				n = 1 + poissonDraw(rng, rate)
			}
			draws = append(draws, n)
		}
		slices.Sort(draws)
		for _, q := range []float64{lowEnd, 0.5, highEnd} {
			got, want := o.ordersBelow(q), draws[int(q*float64(len(draws)))]
			if math.Abs(got-want) > 1 {
				t.Errorf("%+v: %g of the cases lie below %g, drawn %g", o, q, got, want)
			}
		}
	}
	regular := outlook{active: 1, mean: 11, spread: 1}
	if r := regular.orders(); r.Low < 10 || r.High > 14 {
		t.Errorf("twelve orders, give or take one: %+v", r)
	}
}

func poissonDraw(rng *rand.Rand, mean float64) float64 {
	n := -1.0
	for sum := 0.0; sum < mean; sum += rng.ExpFloat64() {
		n++
	}
	return max(n, 0)
}
