package forecast_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/forecast"
)

const on = clientele.Day(20_000)

// firm are deals of a firm whose truth is known: a deal begins each few hours, is won three times in
// ten after some fifty days, lost otherwise after thirty, in two stages.
func firm(seed uint64, n int) (deals []forecast.Deal) {
	r := rand.New(rand.NewPCG(seed, 7))
	for i := range n {
		opened := on - clientele.Day(700*r.Float64())
		d := forecast.Deal{ID: int64(i), Opened: opened, Currency: "EUR", Values: []forecast.Value{{From: opened, Minor: 1000 * math.Exp(r.NormFloat64())}}}
		d.Stays = []forecast.Stay{{Stage: 1, From: opened}}
		days, won := 30.0, r.Float64() < .3
		if won {
			days = 50
			d.Stays = append(d.Stays, forecast.Stay{Stage: 2, From: opened + clientele.Day(1+20*r.Float64())})
		}
		end := opened + clientele.Day(20+days*r.ExpFloat64())
		if end <= on {
			d.Ended, d.Won = end, won
		}
		for len(d.Stays) > 1 && d.Stays[1].From > on {
			d.Stays = d.Stays[:1]
		}
		deals = append(deals, d)
	}
	return deals
}

// Of firms that go on as they went, about eight months in ten lie between the ends, and the mean is
// near; the plain sum is not.
func TestTheBandHoldsEightInTen(t *testing.T) {
	inside, all := 0, 0
	var missed, plain float64
	for seed := range uint64(30) {
		tested := forecast.Backtest(firm(seed, 600), on)
		inside, all = inside+tested.Inside, all+len(tested.Trials)
		missed, plain = missed+tested.Error, plain+tested.Plain
	}
	share := float64(inside) / float64(all)
	t.Logf("%d of %d months (%.3f); missed %.3f, plain %.3f", inside, all, share, missed/30, plain/30)
	if share < .72 || share > .9 || missed >= plain {
		t.Errorf("%.3f between the ends, missed %.3f, plain %.3f", share, missed/30, plain/30)
	}
}

// What is learnt is the share that is won, of a stage more than of the whole; deals that have not ended
// yet do not count as lost.
func TestSharesAreLearnt(t *testing.T) {
	deals := firm(1, 4000)
	m := forecast.Learn(deals, on)
	whole, low, high, n := m.Share(forecast.Whole)
	if math.Abs(whole-.3) > .03 || low >= whole || high <= whole || n < 3000 {
		t.Errorf("of the whole: %.3f (%.3f to %.3f) of %d", whole, low, high, n)
	}
	if second, _, _, _ := m.Share(2); second < .95 {
		t.Errorf("of the second stage, which only those reach that are won: %.3f", second)
	}
	fresh := forecast.Deal{Opened: on, Currency: "EUR", Stays: []forecast.Stay{{Stage: 1, From: on}}}
	chances := m.Chances(fresh, on, []clientele.Day{on + 10, on + 60, on + 400})
	if chances[0] > .02 || chances[1] >= chances[2] || math.Abs(chances[2]-.3) > .04 {
		t.Errorf("a new deal: %v", chances)
	}
}

// The same deals give the same figures; what has no chance brings nothing.
func TestDrawsAreTheSame(t *testing.T) {
	deals := firm(2, 500)
	m := forecast.Learn(deals, on)
	one, total := m.Draw(deals, on, 6)
	two, again := forecast.Learn(deals, on).Draw(deals, on, 6)
	if total != again || one[1] != two[1] {
		t.Errorf("%v and %v", total, again)
	}
	if total.Low > total.Mean || total.High < total.Mean || one[0].From != on+1 {
		t.Errorf("%+v", total)
	}
	none, sum := m.Draw(nil, on, 6)
	if sum.Mean != 0 || len(none) != 6 {
		t.Errorf("of no deal: %+v", sum)
	}
}

// Before enough deals have ended it goes by what was set, on the day that is expected.
func TestBeforeAnythingIsLearnt(t *testing.T) {
	m := forecast.Learn(nil, on)
	d := forecast.Deal{Opened: on - 5, Currency: "EUR", Values: []forecast.Value{{From: on - 5, Minor: 1000}}, Guess: .5, Due: on + 40}
	if got := m.Chances(d, on, []clientele.Day{on + 30, on + 60}); m.Learnt() || got[0] != 0 || got[1] != .5 {
		t.Errorf("%v", got)
	}
}
