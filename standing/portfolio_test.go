package standing

import (
	"context"
	"math"
	"math/rand/v2"
	"reflect"
	"testing"

	"github.com/clientele-crm/clientele"
)

// totalOf is what is said of all, and what came.
func totalOf(t *testing.T, rels Relations, asOf clientele.Day, horizon int) (said Total, orders, value float64) {
	t.Helper()
	m, err := Learn(context.Background(), rels, Config{AsOf: asOf, HorizonDays: horizon})
	if err != nil {
		t.Fatal(err)
	}
	p := m.Portfolio()
	for r := range rels {
		f := read(r.History.Days, asOf)
		if f.events == 0 {
			continue
		}
		p.Of(r)
		for _, d := range r.History.Days[f.events:countUpTo(r.History.Days, asOf+clientele.Day(horizon))] {
			orders++
			value += float64(d.Minor)
		}
	}
	return p.Totals()[0], orders, value
}

// Over firms made anew, eight in ten totals lie within what was said.
func TestTotalsHoldWhatTheySay(t *testing.T) {
	for _, name := range []string{"memoryless", "mixed", "older", "small"} {
		t.Run(name, func(t *testing.T) {
			firm := simulatedTrials[name]
			firm.relations = min(firm.relations, 400)
			var orders, value coverage
			var width float64
			const runs = 12
			for seed := range uint64(runs) {
				rels, _, end := firm.make(rand.New(rand.NewPCG(seed, 71)))
				said, n, v := totalOf(t, rels, end-180, 180)
				orders.see(said.Orders.Range, n)
				value.see(said.Value.Range, v)
				width += (said.Orders.High - said.Orders.Low) / said.Orders.Expected / runs
			}
			t.Logf("of %d firms the orders of %.2f lie within (below %.2f, above %.2f), the value of %.2f (%.2f, %.2f); the range is %.2f wide",
				runs, orders.within/runs, orders.below/runs, orders.above/runs, value.within/runs, value.below/runs, value.above/runs, width)
			if orders.within/runs < 0.6 || value.within/runs < 0.6 || width > 0.8 {
				t.Errorf("orders %.2f, value %.2f of the firms within, the range %.2f wide", orders.within/runs, value.within/runs, width)
			}
		})
	}
}

func TestRealTotals(t *testing.T) {
	sets := map[string]Relations{}
	in, all := 0, 0
	for i, c := range realCuts {
		if i%3 != 0 && !*allTrials {
			continue
		}
		if sets[c.set] == nil {
			sets[c.set] = load(t, c.set)
		}
		said, orders, value := totalOf(t, sets[c.set], day(t, c.cut), c.horizon)
		t.Logf("%s@%s orders %.0f to %.0f, came %.0f; value %.0f to %.0f, came %.0f", c.set, c.cut, said.Orders.Low, said.Orders.High, orders, said.Value.Low/100, said.Value.High/100, value/100)
		all++
		in += int(outcome(said.Orders.Low <= orders && orders <= said.Orders.High))
	}
	if in < all/2 {
		t.Errorf("of %d totals %d lie within", all, in)
	}
}

// Sums add up: parts to the whole, merged portfolios to one, and no currency into another.
func TestTotalsAddUp(t *testing.T) {
	m, rels, _ := learnFirm(t, smallFirm, 27)
	whole, left, right := m.Portfolio(), m.Portfolio(), m.Portfolio()
	var expected, value float64
	for r := range rels {
		if r.Line = "a"; r.Account%2 == 0 {
			r.Line = "b"
		}
		if r.Account%3 == 0 {
			h := *r.History
			h.Currency = "USD"
			r.History = &h
		}
		s := whole.Of(r)
		if !reflect.DeepEqual(s, m.Of(r)) {
			t.Fatalf("a portfolio measures differently: %+v", s)
		}
		if r.Account%5 == 0 {
			left.Of(r)
		} else {
			right.Of(r)
		}
		if s.Revenue.Currency == "USD" {
			expected, value = expected+s.ExpectedOrders, value+s.ExpectedValue
		}
	}
	left.Merge(right)
	one, two := whole.Totals(), left.Totals()
	if len(one) != len(two) {
		t.Fatalf("%d and %d totals", len(one), len(two))
	}
	parts := map[string]float64{}
	for i, x := range one {
		if y := two[i]; x.Line != y.Line || x.Relationships != y.Relationships || math.Abs(x.Value.Low-y.Value.Low) > 1e-6*x.Value.Low {
			t.Errorf("merged, %+v is %+v", x, y)
		}
		for _, e := range []Estimate{x.Orders, x.Value, x.Lifetime} {
			if !(e.Low <= e.High) || e.Low < 0 || e.Expected < 0 || math.IsNaN(e.Expected+e.High) {
				t.Errorf("%+v", x)
			}
		}
		if !x.AllLines && x.Kind != "" {
			parts[x.Currency] += x.Value.Expected
		}
	}
	for _, x := range one {
		if x.AllLines && x.Kind == "" && math.Abs(x.Value.Expected-parts[x.Currency]) > 1e-6*parts[x.Currency] {
			t.Errorf("the parts come to %g, the whole to %g", parts[x.Currency], x.Value.Expected)
		}
		if x.AllLines && x.Kind == "" && x.Currency == "USD" && (math.Abs(x.Orders.Expected-expected) > 1e-6*expected || math.Abs(x.Value.Expected-value) > 1e-6*value) {
			t.Errorf("the standings come to %g orders and %g, the total to %+v", expected, value, x)
		}
	}
}
