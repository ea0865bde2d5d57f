package standing

import (
	"context"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/clientele-crm/clientele"
)

// ordinaryShop is sixty customers who each bought six times in a year.
func ordinaryShop() []Relation {
	var all []Relation
	for i := range 60 {
		h := &clientele.History{}
		for k := range 6 {
			h.Days = append(h.Days, clientele.OrderDay{Day: simulatedStart + clientele.Day(i*5%50+k*55+(i*k)%17), Orders: 1})
		}
		all = append(all, Relation{clientele.Relationship{Account: clientele.ID(i + 1)}, h})
	}
	return all
}

// One mistyped year, before or after all else, is not the length of the log, and
// the late one is said.
func TestAStrayDateDoesNotStretchASmallLog(t *testing.T) {
	for _, c := range []struct {
		stray clientele.Day
		said  bool
	}{{simulatedStart - 40_000, false}, {simulatedStart + 30_000, true}} {
		all := ordinaryShop()
		all = append(all, Relation{clientele.Relationship{Account: 99}, &clientele.History{Days: []clientele.OrderDay{{Day: c.stray, Orders: 1}}}})
		s := &sample{}
		for _, r := range all {
			s.add(r, Config{AsOf: simulatedStart + 30_000})
		}
		s.close(max(c.stray, simulatedStart+400))
		if s.start < simulatedStart || (s.stray != clientele.NoDay) != c.said {
			t.Errorf("a stray day %d: the log begins on day %d, stray %d", c.stray, s.start-simulatedStart, s.stray)
		}
	}
}

// Of a handful of relationships nothing is said on where the log was cut off.
func TestAHandfulIsNotACutLog(t *testing.T) {
	for _, n := range []int{1, 5, 60} {
		m, err := Learn(context.Background(), slices.Values(ordinaryShop()[:n]), Config{})
		if err != nil {
			t.Fatal(err)
		}
		said := slices.ContainsFunc(m.Notes(), func(s string) bool {
			return strings.Contains(english(s), "cut off") || strings.Contains(english(s), "one intake")
		})
		if said != (n == 60) {
			t.Errorf("%d relationships: %q", n, m.Notes())
		}
	}
}

// All on one day: no rate is known, and none is made up.
func TestOneDayIsNoRate(t *testing.T) {
	var all []Relation
	for i := range 80 {
		h := &clientele.History{Currency: "EUR", Days: []clientele.OrderDay{{Day: simulatedStart, Orders: 1, Minor: 500, Priced: true}}}
		all = append(all, Relation{clientele.Relationship{Account: clientele.ID(i + 1)}, h})
	}
	m, err := Learn(context.Background(), slices.Values(all), Config{HorizonDays: 365})
	if err != nil {
		t.Fatal(err)
	}
	if s := m.Of(all[0]); s.ExpectedOrders > 12 || s.Enough || s.AliveProb > .99 {
		t.Errorf("%d relationships of one day: %+v", len(all), s)
	}
	if said := english(strings.Join(m.Notes(), " ")); strings.Contains(said, "cut off") || strings.Contains(said, "goes with how often") {
		t.Errorf("said of a single day: %s", said)
	}
}

// Rounding is no variation: equal amounts do not go with anything.
func TestEqualAmountsGoWithNothing(t *testing.T) {
	a, b := make([]float64, 50), make([]float64, 50)
	for i := range a {
		a[i], b[i] = math.Log(float64(500*(i+1))/float64(i+1)*(1+1e-16)), float64(i)
	}
	a[3] += 4e-16
	if c := correlation(a, b); !math.IsNaN(c) {
		t.Errorf("a constant is correlated by %g", c)
	}
}

// Who has a rhythm has not lapsed before three of its windows are over, and who
// bought once not the next day, however surely people leave: until then it slips.
func TestNobodyLapsesOvernight(t *testing.T) {
	var once []Relation
	for i := range 300 {
		h := &clientele.History{Days: []clientele.OrderDay{{Day: simulatedStart + clientele.Day(i), Orders: 1}}}
		once = append(once, Relation{clientele.Relationship{Account: clientele.ID(i + 1)}, h})
	}
	m, err := Learn(context.Background(), slices.Values(once), Config{})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range once[280:] {
		if s := m.Of(r); s.Trend == clientele.Lapsed {
			t.Errorf("bought once, on %s; lapsed by %s", s.Last, s.AsOf)
		}
	}
	for _, name := range []string{"plain", "leaving", "yearly"} {
		tr := meet(t, name, 300, trialDay)
		lapsed := 0
		for i := range tr.all {
			k := &tr.all[i]
			if k.features.x < leastGaps || k.standing.Trend != clientele.Lapsed {
				continue
			}
			lapsed++
			if k.features.elapsed <= windows*k.features.window {
				t.Errorf("%s: silent for %.0f days, usually every %.0f, and lapsed", name, k.features.elapsed, k.features.median)
			}
		}
		if lapsed == 0 {
			t.Errorf("%s: nobody has lapsed", name)
		}
	}
}

// Who buys every day is not taken to be gone within weeks, however few they are
// and however short the log.
func TestDailyBuyersOfAMonthGoOn(t *testing.T) {
	for _, n := range []int{1, 5, 40} {
		var all []Relation
		for i := range n {
			h := &clientele.History{}
			for k := range 30 {
				h.Days = append(h.Days, clientele.OrderDay{Day: simulatedStart + clientele.Day(k), Orders: 24})
			}
			all = append(all, Relation{clientele.Relationship{Account: clientele.ID(i + 1)}, h})
		}
		m, err := Learn(context.Background(), slices.Values(all), Config{})
		if err != nil {
			t.Fatal(err)
		}
		if s := m.Of(all[0]); s.ExpectedOrders < 200 || s.ExpectedOrders > 365 {
			t.Errorf("of %d daily for a month %.0f days of the next year are expected", n, s.ExpectedOrders)
		}
	}
}
