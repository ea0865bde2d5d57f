package demo

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/clientele-crm/clientele"
)

// Memoryless buying at rate λ until a memoryless end at rate μ has a closed
// form: P(active in h) = λ/(λ+μ)·(1−e^{−(λ+μ)h}), and λ/μ·(1−e^{−μh}) orders.
func TestOutlookOfMemorylessBuying(t *testing.T) {
	f := firm(t, "memoryless", 3, 300)
	const draws, days = 4000, 90
	h := &f.preset.trades[0].customer
	checked := 0
	for a := range f.Each() {
		tr := a.Truths[0]
		o := f.Outlook(tr, days, draws)
		if !tr.AliveOn(asOf) {
			if o != (Outlook{}) {
				t.Fatalf("%s is dead and has %+v ahead", tr.Key, o)
			}
			continue
		}
		checked++
		rate, end := 1/tr.now.pace.mean, h.deathYear/365
		active := rate / (rate + end) * (1 - math.Exp(-(rate+end)*days))
		orders := rate / end * (1 - math.Exp(-end*days))
		// A day is not divided: what begins on it ends on it, and of a rate of one
		// in ten days every twentieth order shares its day with another.
		if math.Abs(o.Active-active) > .04 || math.Abs(o.Orders-orders) > .06*orders+.1 {
			t.Errorf("%s: every %.0f days: %+v, closed form active %.3f, orders %.2f", tr.Key, 1/rate, o, active, orders)
		}
		each := tr.now.pace.amount * math.Exp(h.amounts*h.amounts/2)
		if math.Abs(o.Value/(orders*each)-1) > .15 {
			t.Errorf("%s: value %.0f, %.2f orders of %.0f", tr.Key, o.Value, orders, each)
		}
	}
	if checked < 50 {
		t.Errorf("%d checked", checked)
	}
}

// Of an open gap, what is left is as if gaps were drawn until one is as long.
func TestTheRestOfAnOpenGap(t *testing.T) {
	f := firm(t, "plain", 3, 1)
	rng := rand.New(rand.NewPCG(1, 2))
	l := f.life(0, rng, &Account{})
	now := l.clock.at(f.AsOf + 1)
	for _, open := range []float64{0, 10, 30, 45} {
		var rest, drawn, n float64
		p := pace{kind: clientele.Client, mean: 30, since: now - open}
		for range 20_000 {
			rest += (l.next(&p) - now) / 20_000
		}
		for n < 5_000 {
			if g := l.gamma(30, l.trade.client.shape); g > open {
				drawn, n = drawn+g-open, n+1
			}
		}
		if drawn /= n; math.Abs(rest-drawn) > .05*drawn+.1 {
			t.Errorf("open for %.0f days: %.2f are left, %.2f by drawing", open, rest, drawn)
		}
	}
}

// The future is the past's continuation: what lies ahead of all at an earlier
// day is what the books then hold, on average.
func TestTheFutureComesTrue(t *testing.T) {
	for _, name := range []string{"plain", "leaving", "turning", "christmas", "cut"} {
		f := firm(t, name, 5, 1500)
		early := *f // the same lives, with their books closed half a year before
		early.AsOf -= 182
		rng := rand.New(rand.NewPCG(1, 1))
		var ahead, came, living float64
		for a := range f.Each() {
			tr := a.Truths[0]
			began := tr.Spells[0].From
			if tr.Died != clientele.NoDay && tr.Died <= early.AsOf+1 || began > early.AsOf-30 {
				continue
			}
			past := tr
			past.Died = clientele.NoDay
			for _, s := range tr.Spells {
				if s.From <= early.AsOf {
					past.now.pace.kind = s.Kind
				}
			}
			if past.now.pace.kind != tr.now.pace.kind {
				continue // its pace of then is not kept
			}
			last := clientele.NoDay
			for _, e := range a.Entries {
				if _, order := e.Body.(clientele.Order); !order {
					continue
				}
				if d := e.At.Day(); d <= early.AsOf {
					last = d
				} else {
					came++
				}
			}
			past.now.pace.since = f.clocks[0].at(last)
			for range 10 {
				ahead += float64(len(early.Future(past, 182, rng).Buys)) / 10
			}
			living++
		}
		t.Logf("%s: %.0f living, %.0f orders ahead, %.0f came", name, living, ahead, came)
		if math.Abs(ahead/came-1) > .08 {
			t.Errorf("%s: %.0f orders ahead, %.0f came", name, ahead, came)
		}
	}
}

func TestClocks(t *testing.T) {
	for _, name := range []string{"plain", "christmas", "quarterly", "shock"} {
		f := firm(t, name, 1, 1)
		c := &f.clocks[0]
		for day := c.first; day < f.AsOf+ahead-1; day++ {
			if c.at(day+1) > c.at(day) && (c.day(c.at(day)+1e-9) != day || c.day((c.at(day)+c.at(day+1))/2) != day) {
				t.Fatalf("%s: %v reads back as %v", name, day, c.day(c.at(day)))
			}
		}
		if d := c.day(c.at(f.AsOf+ahead+400) + .5); d != f.AsOf+ahead+400 {
			t.Errorf("%s: beyond its end %v reads back as %v", name, f.AsOf+ahead+400, d)
		}
		year := c.at(f.AsOf+365) - c.at(f.AsOf)
		if math.Abs(year-365) > 3 {
			t.Errorf("%s: a year of %.1f days", name, year)
		}
	}
}

func TestCalendars(t *testing.T) {
	late, all := 0., 0.
	for e := range firm(t, "christmas", 1, 500).Entries() {
		if _, order := e.Body.(clientele.Order); order {
			all++
			if e.At.Time().Month() >= 11 {
				late++
			}
		}
	}
	if late/all < .33 {
		t.Errorf("%.2f of the year's orders come in November and December", late/all)
	}
	for e := range firm(t, "quarterly", 1, 300).Entries() {
		if next := (e.At.Day() + 1).Time(); e.Body.EntryKind() == clientele.KindOrder && (next.Day() != 1 || next.Month()%3 != 1) {
			t.Fatalf("billed on %v", e.At.Day())
		}
	}
}

func TestAShockIsFeltAndPasses(t *testing.T) {
	f := firm(t, "shock", 1, 2000)
	var before, in float64
	for e := range f.Entries() {
		switch back := f.AsOf - e.At.Day(); {
		case e.Body.EntryKind() != clientele.KindOrder:
		case back <= 300 && back > 118:
			in++
		case back > 300 && back <= 482:
			before++
		}
	}
	if in/before > .5 {
		t.Errorf("%.0f orders before, %.0f in the shock", before, in)
	}
}

// The share still under contract after n renewals of the shifted beta-geometric
// is B(a, b+n)/B(a, b) (Fader & Hardie 2007, eq. 6): for a 1, b 4 it is 4/(4+n).
func TestContractsAreRenewedAsDeclared(t *testing.T) {
	f := firm(t, "contracts", 2, 6000)
	reached, renewed := [5]float64{}, [5]float64{}
	for a := range f.Each() {
		runs := 0
		for _, e := range a.Entries {
			if b, ok := e.Body.(clientele.Engagement); ok && b.Kind == clientele.Retainer {
				runs++
				if b.End >= f.AsOf {
					runs = -runs // the last one is open: it counts for those before
				}
			}
		}
		for n := 1; n < 5; n++ {
			switch {
			case runs > n || -runs > n:
				reached[n], renewed[n] = reached[n]+1, renewed[n]+1
			case runs == n:
				reached[n]++
			}
		}
	}
	for n := 1; n < 4; n++ {
		want := (3 + float64(n)) / (4 + float64(n)) // S(n)/S(n−1)
		if got := renewed[n] / reached[n]; math.Abs(got-want) > 3*math.Sqrt(want*(1-want)/reached[n]) {
			t.Errorf("renewal %d: %.3f of %.0f, want %.3f", n, got, reached[n], want)
		}
	}
}

func TestFeesAreAhead(t *testing.T) {
	f := firm(t, "contracts", 2, 400)
	silent := 0
	for a := range f.Each() {
		tr := a.Truths[0]
		if tr.Renews == 0 || !tr.now.contract.silent {
			continue
		}
		silent++
		o := f.Outlook(tr, 365, 200)
		if year := 12 * tr.now.contract.fee; o.Active != 0 || o.Value <= 0 || o.Value > year*1.001 {
			t.Errorf("%s: %+v ahead, fee %.0f a year", tr.Key, o, year)
		}
	}
	if silent < 10 {
		t.Errorf("%d contracts without orders", silent)
	}
}
