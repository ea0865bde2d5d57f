package standing

import (
	"context"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/btyd"
)

// The discounted sum over a few years of a grid is that over every month, and a
// contract's the closed form of what a customer who renewed is still worth.
func TestLifetimesAreTheDiscountedSums(t *testing.T) {
	d := discount(0.1)
	rng := rand.New(rand.NewPCG(3, 4))
	models := []btyd.Model{
		btyd.NBD{R: .6, Alpha: 60}, btyd.BGNBD{R: .8, Alpha: 40, A: .8, B: 8}, btyd.MBGNBD{R: .5, Alpha: 45, A: .9, B: 1.6},
		btyd.ParetoNBD{R: .55, Alpha: 74, S: .6, Beta: 82},
	}
	for _, m := range models {
		for range 20 {
			f := features{x: 1 + rng.IntN(20), t: 100 + 900*rng.Float64()}
			f.tx = f.t * (0.5 + 0.5*rng.Float64())
			var want, before float64
			for k := 1; float64(k) <= lifetimeDays/30; k++ {
				n := m.Expected(f.row(), 30*float64(k))
				want += (n - before) * math.Exp(-float64(d)*(30*float64(k)-15))
				before = n
			}
			one := btyd.About(m, f.row())
			if got := lastingOf(&one, d).discounted; math.Abs(got/want-1) > 0.04 {
				t.Errorf("%+v of %+v: %.4f, month by month %.4f", f.row(), m, got, want)
			}
		}
	}
	r := retention{Law: btyd.BdW{Alpha: .668, Beta: 3.806, C: 1}} // High End (Fader & Hardie 2007)
	g := agreement{term: yearDays, renewals: 2}
	mean, _, _, _ := g.lasts(&r, 60*yearDays, d)
	// At once due: the renewals to come, each for a year that is paid as it runs.
	want := r.Law.DERL(3, .1) * d.until(yearDays)
	if math.Abs(mean/want-1) > 0.03 {
		t.Errorf("a contract lasts %.1f days, by the closed form %.1f", mean, want)
	}
}

// Lifetimes lie within their ranges eight times in ten, on a firm that is seen to its end.
func TestLifetimesHoldWhatTheySay(t *testing.T) {
	for name, firm := range map[string]simulatedFirm{
		"leaving soon": {relations: 800, span: 700 + lifetimeDays, gap: 60, rates: 0.6, shapes: []float64{1}, shares: []float64{1}, leave: 0.12},
		"regular":      {relations: 600, span: 700 + lifetimeDays, gap: 90, rates: 0.5, shapes: []float64{4}, shares: []float64{1}, leave: 0.10},
	} {
		t.Run(name, func(t *testing.T) {
			firm.begins = 600
			rels, _, _ := firm.make(rand.New(rand.NewPCG(9, 9)))
			asOf := simulatedStart + 700
			m, err := Learn(context.Background(), rels, Config{AsOf: asOf, HorizonDays: 365})
			if err != nil {
				t.Fatal(err)
			}
			var c coverage
			var said, came float64
			d := discount(m.Discount)
			for r := range rels {
				f := read(r.History.Days, asOf)
				if f.events == 0 {
					continue
				}
				s := m.Of(r)
				var worth float64
				for _, o := range r.History.Days[f.events:] {
					worth += float64(o.Minor) * math.Exp(-float64(d)*float64(o.Day-asOf))
				}
				c.see(s.LifetimeRange, worth)
				said, came = said+s.Lifetime, came+worth
				if s.LifetimeRange.Low > s.Lifetime*1.5 || s.Lifetime < 0.5*s.ExpectedValue {
					t.Fatalf("half a lifetime: %+v", s)
				}
			}
			t.Logf("said %.2f of what came; within %.3f (below %.3f, above %.3f)", said/came, c.within/c.n, c.below/c.n, c.above/c.n)
			if c.within/c.n < 0.75 || math.Abs(math.Log(said/came)) > 0.25 {
				t.Errorf("said %.2f of what came; within %.3f", said/came, c.within/c.n)
			}
		})
	}
}

// A contract's word is stronger the longer it was renewed, and open ends speak only while something happens.
func TestContractsAsTheyStand(t *testing.T) {
	rng := rand.New(rand.NewPCG(8, 1))
	asOf := simulatedStart + 4000
	law := btyd.SBG{Alpha: .7, Beta: 3}
	var all []Relation
	for i := range 600 {
		h := &clientele.History{}
		n := law.Simulate(rng, 8)
		start := asOf - clientele.Day(365*(1+rng.IntN(8))+rng.IntN(300))
		for range n.Renewals + 1 {
			if start > asOf {
				break
			}
			h.Engaged = append(h.Engaged, clientele.Engagement{Kind: clientele.Retainer, Start: start, End: start + 364,
				Fee: clientele.Money{Minor: 10_000, Currency: "EUR"}, Period: clientele.Monthly})
			start += 365
		}
		all = append(all, Relation{clientele.Relationship{Account: clientele.ID(i + 1)}, h})
	}
	m, err := Learn(context.Background(), func(yield func(Relation) bool) {
		for _, r := range all {
			if !yield(r) {
				return
			}
		}
	}, Config{AsOf: asOf})
	if err != nil {
		t.Fatal(err)
	}
	var before float64
	for n := range 6 {
		r := m.All.Contracts.of(cohort{"year", clientele.Retainer, 0})
		p := r.renews(n)
		if want := law.RetentionRate(n + 1); p < before || math.Abs(p-want) > 0.05 {
			t.Errorf("after %d renewals %.3f, before %.3f, true %.3f", n, p, before, want)
		}
		before = p
	}
	open := clientele.Engagement{Kind: clientele.Mandate, Start: asOf - 1500}
	matter := clientele.Engagement{Kind: clientele.Matter, Start: asOf - 100, Fee: clientele.Money{Minor: 5, Currency: "EUR"}, Period: clientele.Once}
	paid := clientele.Engagement{Kind: clientele.Subscription, Start: asOf - 1500, Fee: clientele.Money{Minor: 500, Currency: "EUR"}, Period: clientele.Monthly}
	heard := []clientele.ContactDay{{Day: asOf - 20, Mutual: 1}}
	for _, c := range []struct {
		name string
		h    clientele.History
		is   clientele.Kind
	}{
		{"an open mandate of which nothing was heard", clientele.History{Engaged: []clientele.Engagement{open}}, clientele.Prospect},
		{"an open mandate with contact", clientele.History{Engaged: []clientele.Engagement{open}, Contacts: heard}, clientele.Client},
		{"a matter for a single fee", clientele.History{Engaged: []clientele.Engagement{matter}}, clientele.Prospect},
		{"a subscription whose fee comes round", clientele.History{Engaged: []clientele.Engagement{paid}}, clientele.Client},
		{"a subscription whose payments stopped", clientele.History{Engaged: []clientele.Engagement{paid},
			Days: []clientele.OrderDay{{Day: asOf - 900, Orders: 1}}}, clientele.Customer},
	} {
		s := m.Of(Relation{clientele.Relationship{Account: 1}, &c.h})
		if s.Kind != c.is {
			t.Errorf("%s makes a %s: %+v", c.name, s.Kind, s.Reasons)
		}
		if c.is == clientele.Client && c.h.Contacts == nil && !(s.Lifetime > s.ExpectedValue && s.LifetimeRange.Low < s.Lifetime && s.Lifetime < s.LifetimeRange.High) {
			t.Errorf("%s is worth %g, %g in all, %+v", c.name, s.ExpectedValue, s.Lifetime, s.LifetimeRange)
		}
	}
}
