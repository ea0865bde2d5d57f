package standing

import (
	"math"
	"slices"
	"testing"

	"github.com/clientele-crm/clientele"
)

// Rules read off a few figures, each at its edge.

func TestSimpleRulesByHand(t *testing.T) {
	b := &baselines{days: 60, meanGap: 20, activeMean: 3, cuts: [3][]float64{{-40, -30, -20, -10}, {1, 2, 3, 4}, {10, 20, 30, 40}}}
	good := &features{x: 5, events: 6, t: 100, mean: 20, elapsed: 5, priced: 6, spend: 100}
	poor := &features{events: 1, t: 50, elapsed: 50, priced: 1, spend: 5}
	if g, p := b.quintiles(good), b.quintiles(poor); g != 15 || p != 3 {
		t.Errorf("quintiles %d and %d, want 15 and 3", g, p)
	}
	if good.ownRate() != 0.05 || poor.ownRate() != 0 {
		t.Errorf("rates %g and %g", good.ownRate(), poor.ownRate())
	}
	for _, tt := range []struct {
		f    features
		late bool
	}{
		{features{x: 1, mean: 10, elapsed: 20}, false}, {features{x: 1, mean: 10, elapsed: 21}, true},
		{features{elapsed: 40}, false}, {features{elapsed: 41}, true},
	} {
		if got := b.overdue(&tt.f); got != tt.late {
			t.Errorf("%+v is overdue: %v", tt.f, got)
		}
	}
	for _, r := range simpleRules[:2] {
		if r.score(good, b) <= r.score(poor, b) {
			t.Errorf("%s: the better one scores no higher", r.Name)
		}
	}
	if n := simpleRules[0].count(good, 0.5, b); n != 1.5 {
		t.Errorf("recency counts %g, want 1.5", n)
	}
}

func TestLatenessByHand(t *testing.T) {
	b := beat{mean: math.Log(30), sd: 0.5}
	if z := b.lateness(30); z != 0 {
		t.Errorf("on its day it is %g late", z)
	}
	if z := b.lateness(30 * math.E); math.Abs(z-2) > 1e-12 {
		t.Errorf("late by a factor of e: %g, want 2", z)
	}
	if early, late := b.windowsProb(5, 45), b.windowsProb(150, 45); early <= late {
		t.Errorf("silence raises the chance: %g, %g", early, late)
	}
	if p := math.Exp(tail(1.6449)); math.Abs(p-0.05) > 1e-4 {
		t.Errorf("above 1.645 lies %g", p)
	}
	lone := rhythm{Center: math.Log(30), Within: 1, Between: 1}
	if own := lone.beat(&features{x: 9, logSum: 9 * math.Log(60)}); !(own.mean > math.Log(50) && own.mean < math.Log(60)) {
		t.Errorf("nine gaps of 60 days where 30 is usual: %g days", math.Exp(own.mean))
	}
	if g := lone.longGap(); g <= 30 {
		t.Errorf("a long gap is %g", g)
	}
}

// More purchases in the later half than chance puts there, from six on.
func TestFasterByHand(t *testing.T) {
	for _, tt := range []struct {
		x, late int
		want    bool
	}{{10, 5, false}, {10, 7, false}, {10, 8, true}, {10, 2, false}, {6, 6, true}, {5, 5, false}} {
		c := &subject{features: features{x: tt.x, half: tt.late}}
		if c.faster() != tt.want {
			t.Errorf("%d of %d in the later half: faster %v", tt.late, tt.x, c.faster())
		}
	}
}

func TestStagesByHand(t *testing.T) {
	client := clientele.Standing{Kind: clientele.Client, Trend: clientele.Steady, ClientProb: 0.8, ActiveProb: 0.9}
	customer := clientele.Standing{Kind: clientele.Customer, Trend: clientele.Steady, ActiveProb: 0.5}
	with := func(s clientele.Standing, change func(*clientele.Standing)) clientele.Standing { change(&s); return s }
	for _, tt := range []struct {
		name string
		s    clientele.Standing
		f    features
		a    attention
		want clientele.Stage
	}{
		{"two years, twelve days", client, features{t: 730, events: 12}, attention{}, clientele.Advocacy},
		{"a day too few", client, features{t: 729, events: 12}, attention{}, clientele.Retention},
		{"an order too few", client, features{t: 730, events: 11}, attention{}, clientele.Retention},
		{"not sure", with(client, func(s *clientele.Standing) { s.ClientProb = 0.79 }), features{t: 730, events: 12}, attention{}, clientele.Retention},
		{"it slips", with(client, func(s *clientele.Standing) { s.Trend = clientele.Slipping }), features{t: 730, events: 12}, attention{}, clientele.Retention},
		{"it lapsed", with(client, func(s *clientele.Standing) { s.Trend = clientele.Lapsed }), features{t: 730, events: 12}, attention{}, clientele.Retention},
		{"a customer of long", customer, features{t: 365, events: 6}, attention{}, clientele.Retention},
		{"not so long", customer, features{t: 364, events: 6}, attention{}, clientele.Nurturing},
		{"not so often", customer, features{t: 365, events: 5}, attention{}, clientele.Nurturing},
		{"hardly comes back", with(customer, func(s *clientele.Standing) { s.ActiveProb = 0.49 }), features{t: 365, events: 6}, attention{}, clientele.Nurturing},
		{"twice", customer, features{events: 2}, attention{}, clientele.Nurturing},
		{"once", customer, features{events: 1}, attention{}, clientele.EngagementStage},
		{"they wrote", clientele.Standing{Kind: clientele.Prospect}, features{}, attention{in: 1}, clientele.EngagementStage},
		{"we met", clientele.Standing{Kind: clientele.Prospect}, features{}, attention{mutual: 1}, clientele.EngagementStage},
		{"we wrote", clientele.Standing{Kind: clientele.Prospect}, features{}, attention{out: 1}, clientele.Awareness},
	} {
		c := &subject{standing: tt.s, features: tt.f, attention: tt.a}
		if c.stage(); c.standing.Stage != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, c.standing.Stage, tt.want)
		}
	}
}

// Both alarms hold their peace within the usual gap, and before there is a rhythm.
func TestSlippingByHand(t *testing.T) {
	r := &rhythm{Center: math.Log(30), Within: 0.01, Between: 1}
	s := &slip{Threshold: 0.05, Late: 2}
	late := features{x: 9, median: 30, elapsed: 60, logSum: 9 * math.Log(30), logSquare: 9 * math.Log(30) * math.Log(30)}
	onTime, few := late, late
	onTime.elapsed, few.x = 30, leastGaps-1
	few.logSum, few.logSquare = 2*math.Log(30), 2*math.Log(30)*math.Log(30)
	for name, tt := range map[string]struct {
		f    features
		want bool
	}{"twice the gap": {late, true}, "the gap": {onTime, false}, "two gaps": {few, false}} {
		if s.watch(r, &tt.f) != tt.want || s.broken(r, &tt.f) != tt.want {
			t.Errorf("%s: the alarm rings %v, the rhythm is broken %v, want %v", name, s.watch(r, &tt.f), s.broken(r, &tt.f), tt.want)
		}
	}
}

func TestWorthByHand(t *testing.T) {
	s := &spending{Mean: 100, Weight: 2, Within: 0.1, Between: 0.4}
	if each := s.each(&features{priced: 2, spend: 300}); each != 200 {
		t.Errorf("two of 300 where 100 is usual, which counts as two: %g, want 200", each)
	}
	if each := s.each(&features{}); each != 100 {
		t.Errorf("nothing priced: %g, want 100", each)
	}
	if one, ten := s.worth(&features{priced: 1, spend: 100}), s.worth(&features{priced: 10, spend: 100}); one.unknown <= ten.unknown {
		t.Errorf("ten amounts tell less than one: %g, %g", one.unknown, ten.unknown)
	}
	// What came back lessens what is expected of the next.
	for _, tt := range []struct {
		revenue        int64
		priced, events int
		want           float64
	}{{1000, 10, 10, 1}, {750, 10, 10, 0.75}, {1000, 10, 20, 0.5}, {-5, 10, 10, 0}} {
		c := &subject{features: features{spend: 100, priced: tt.priced, events: tt.events}}
		c.standing.Revenue = clientele.Money{Minor: tt.revenue, Currency: "EUR"}
		if got := c.kept(); math.Abs(got-tt.want) > 1e-12 {
			t.Errorf("%+v: %g", tt, got)
		}
	}
	if q := weightedQuantile([]float64{3, 1, 2}, []float64{1, 1, 2}, 0.5); q != 2 {
		t.Errorf("the middle is %g", q)
	}
}

// A purchase that was written down late is unknown to the past from which is learnt.
func TestLearningDoesNotKnowWhatWasLearntLater(t *testing.T) {
	order := func(on, learnt clientele.Day) clientele.Entry {
		return clientele.Entry{At: on.Instant(), Learnt: learnt.Instant(), Body: clientele.Order{}}
	}
	h := &clientele.History{}
	h.Apply(order(simulatedStart, simulatedStart))
	h.Apply(order(simulatedStart+10, simulatedStart+100))
	h.Apply(order(simulatedStart+200, simulatedStart+200))
	for _, cfg := range []Config{{AsOf: simulatedStart + 300}, {AsOf: simulatedStart + 300, Today: simulatedStart + 300}} {
		s := &sample{}
		s.add(Relation{History: h}, cfg)
		s.close(cfg.AsOf)
		var known []int
		for _, at := range []clientele.Day{5, 50, 99, 100, 250} {
			known = append(known, s.asOf(simulatedStart + at).features[0].events)
		}
		if !slices.Equal(known, []int{1, 1, 1, 2, 3}) {
			t.Errorf("known in the past: %v days of purchase", known)
		}
	}
	past, present := Config{AsOf: simulatedStart + 50}, Config{AsOf: simulatedStart + 50, Today: simulatedStart + 300}
	if a, b := past.cut(h), present.cut(h); a.Orders() != 1 || b.Orders() != 2 {
		t.Errorf("as known then %d, as known today %d", a.Orders(), b.Orders())
	}
}
