package standing

import (
	"context"
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"regexp"
	"slices"
	"strconv"
	"testing"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/demo"
)

// comes reads the chance of a return, and within how many days, out of a sentence.
var comes = regexp.MustCompile(`(under 1|over 99|\d+) % come back within (\d+) days?`)

// contradictions are the ways in which what is shown of one relationship contradicts itself.
func contradictions(s *clientele.Standing) (all []string) {
	broken := func(yes bool, what string) {
		if yes {
			all = append(all, what)
		}
	}
	silent, usual := float64(s.AsOf-s.Last), max(minWindow, windowGaps*s.UsualDays)
	holds := func(r clientele.Range, v float64) bool { return r.Low <= v && v <= r.High }
	broken(s.ActiveProb > s.AliveProb, "orders again is likelier than still with us")
	broken(s.ExpectedOrders < s.ActiveProb, "fewer orders are expected than the chance of one")
	contract := slices.ContainsFunc(s.Reasons, func(r clientele.Reason) bool { return r.Code == "contract" })
	broken(s.Enough && usual <= float64(s.HorizonDays) && !contract && s.ClientRange.Low > s.ActiveProb, "a client is likelier than an order")
	broken(s.ExpectedOrders > s.ActiveProb*float64(s.HorizonDays)+1e-9, "more orders are expected than days may hold")
	broken(!holds(s.ActiveRange, s.ActiveProb) || !holds(s.ClientRange, s.ClientProb), "a chance outside its range")
	broken(!holds(s.OrdersRange, s.ExpectedOrders), "the mean of orders outside its range")
	broken(!holds(s.ValueRange, s.ExpectedValue), "the mean of value outside its range")
	broken(!holds(s.LifetimeRange, s.Lifetime), "the mean of a lifetime outside its range")
	broken(s.Trend == clientele.Lapsed && s.AliveProb >= 0.5, "lapsed, and still with us")
	broken(s.Trend == clientele.Lapsed && s.ActiveProb >= 0.5, "lapsed, and orders again")
	rhythm := s.Orders > 1 && s.UsualDays > 0 && silent > usual
	moves := s.Trend == clientele.Slipping || s.Trend == clientele.Lapsed
	broken(rhythm && !contract && !moves && s.AliveTold && s.Enough && s.AliveProb < lapsedLikely, "more likely gone, and steady")
	broken(rhythm && !contract && !moves && s.AliveProb < lapsedSurely, "hardly buys again, and steady")
	for _, r := range s.Reasons {
		if wrong := pullsTheOtherWay(r); wrong != "" {
			all = append(all, r.Code+": "+wrong+": "+english(r.Text))
		}
		if m := comes.FindStringSubmatch(english(r.Text)); m != nil {
			n, err := strconv.ParseFloat(m[1], 64)
			if err != nil {
				n = map[string]float64{"under 1": 0, "over 99": 99}[m[1]]
			}
			within, _ := strconv.Atoi(m[2])
			broken(within <= s.HorizonDays && n > math.Round(100*s.ActiveProb), "sooner is likelier than later")
			broken(within >= s.HorizonDays && n < math.Floor(100*s.ActiveProb) && n < 99, "later is less likely than sooner")
			broken(n > math.Round(100*s.AliveProb), "comes back soon is likelier than still with us")
		}
	}
	return all
}

// odder are firms that were found to contradict themselves.
var odder = map[string]func() ([]Relation, clientele.Day){
	"a hundred and twenty that stopped, beside one of every day": func() (all []Relation, end clientele.Day) {
		end = simulatedStart + 700
		daily := &clientele.History{Currency: "EUR"}
		for d := range clientele.Day(700) {
			daily.Days = append(daily.Days, clientele.OrderDay{Day: simulatedStart + d, Orders: 1, Minor: 900, Priced: true})
		}
		all = append(all, Relation{clientele.Relationship{Account: 1}, daily})
		for i := range clientele.Day(120) {
			h := &clientele.History{Currency: "EUR"}
			for k := range clientele.Day(12) {
				h.Days = append(h.Days, clientele.OrderDay{Day: simulatedStart + 30*k + i%20, Orders: 1, Minor: 5000, Priced: true})
			}
			all = append(all, Relation{clientele.Relationship{Account: clientele.ID(i + 2)}, h})
		}
		return all, end
	},
	"five who buy each 29 February": leapers,
	"five who buy each 29 February, in between": func() (all []Relation, end clientele.Day) {
		all, end = leapers()
		return all, end + 500
	},
	"five who buy each 29 February, late": func() (all []Relation, end clientele.Day) {
		all, end = leapers()
		return all, end + 1500
	},
	"sessions of days, and long pauses": func() (all []Relation, end clientele.Day) {
		rng := rand.New(rand.NewPCG(8, 1))
		end = simulatedStart + 900
		for i := range 500 {
			h := &clientele.History{Currency: "EUR"}
			for d := simulatedStart + clientele.Day(rng.IntN(500)); d < end && rng.Float64() < 0.6; d += clientele.Day(30 + rng.IntN(300)) {
				for k := range clientele.Day(2 + rng.IntN(5)) {
					h.Days = append(h.Days, clientele.OrderDay{Day: d + k, Orders: 1, Minor: 5000, Priced: true})
				}
			}
			if n := countUpTo(h.Days, end); n > 0 {
				h.Days = h.Days[:n]
				all = append(all, Relation{clientele.Relationship{Account: clientele.ID(i + 1)}, h})
			}
		}
		return all, end
	},
	"of every day, who came twice and left": func() (all []Relation, end clientele.Day) {
		rng := rand.New(rand.NewPCG(8, 2))
		end = simulatedStart + 200
		for i := range 300 {
			h := &clientele.History{Currency: "EUR"}
			n := 20 + rng.IntN(100)
			if i%3 == 0 {
				n = 2
			}
			begins := end - clientele.Day(rng.IntN(30)+n)
			for k := range clientele.Day(n) {
				h.Days = append(h.Days, clientele.OrderDay{Day: begins + k, Orders: 1, Minor: 100, Priced: true})
			}
			all = append(all, Relation{clientele.Relationship{Account: clientele.ID(i + 1)}, h})
		}
		return all, end
	},
}

// leapers buy every four years.
func leapers() (all []Relation, end clientele.Day) {
	for i := range 5 {
		h := &clientele.History{Currency: "EUR"}
		for year := 1996; year <= 2024; year += 4 {
			d, err := clientele.ParseDay(fmt.Sprintf("%d-02-29", year))
			if err != nil {
				panic(err)
			}
			h.Days, end = append(h.Days, clientele.OrderDay{Day: d, Orders: 1, Minor: 5000, Priced: true}), d
		}
		all = append(all, Relation{clientele.Relationship{Account: clientele.ID(i + 1)}, h})
	}
	return all, end
}

// agree measures everyone, and holds what is shown to one law.
func agree(t *testing.T, rels Relations, cfg Config) {
	t.Helper()
	m, err := Learn(context.Background(), rels, cfg)
	if err != nil {
		t.Fatal(err)
	}
	found, first, n, told := map[string]int{}, map[string]clientele.Standing{}, 0, 0
	trends := map[clientele.Trend]int{}
	for r := range rels {
		s := m.Of(r)
		checkStanding(t, s)
		n++
		told += int(outcome(s.AliveTold))
		trends[s.Trend]++
		for _, what := range contradictions(&s) {
			if found[what]++; found[what] == 1 {
				first[what] = s
			}
		}
	}
	t.Logf("%d relationships by %s, of %d is told whether they are still there; %v", n, m.All.Law.Name, told, trends)
	for _, what := range slices.Sorted(maps.Keys(found)) {
		s := first[what]
		s.Reasons = nil
		t.Errorf("%s: of %d of %d, first of %+v", what, found[what], n, s)
	}
}

// What is shown of a relationship is one law: sooner is never likelier than later, nor
// later than that they are still with us; means lie in their ranges; who has lapsed is
// not said to be here.
func TestWhatIsShownAgreesOnSimulatedFirms(t *testing.T) {
	for i, of := range demo.Trials {
		horizon := []int{365, 30, 180}[i%3]
		t.Run(of.Name, func(t *testing.T) { agree(t, preset(t, of.Name, 300), Config{AsOf: trialDay, HorizonDays: horizon}) })
	}
	for _, name := range demo.Presets {
		t.Run(name, func(t *testing.T) { agree(t, preset(t, name, 300), Config{AsOf: trialDay}) })
	}
	for name, firm := range simulatedTrials {
		firm.relations = min(firm.relations, 500)
		t.Run("simulated "+name, func(t *testing.T) {
			rels, _, end := firm.make(rand.New(rand.NewPCG(41, 7)))
			agree(t, rels, Config{AsOf: end})
		})
	}
}

func TestWhatIsShownAgreesOnOddFirms(t *testing.T) {
	for name, odd := range odder {
		for _, horizon := range []int{365, 90} {
			t.Run(fmt.Sprintf("%s %d", name, horizon), func(t *testing.T) {
				all, end := odd()
				agree(t, slices.Values(all), Config{AsOf: end, HorizonDays: horizon})
			})
		}
	}
}

func preset(t *testing.T, name string, accounts int) Relations {
	t.Helper()
	f, err := demo.New(name, trialSeed, accounts, trialDay)
	if err != nil {
		t.Fatal(err)
	}
	var all []Relation
	id := clientele.ID(0)
	for a := range f.Each() {
		id++
		for _, truth := range a.Truths {
			all = append(all, fold1(a, id, truth))
		}
	}
	return slices.Values(all)
}

// allLogs are the real logs that are read as orders.
var allLogs = map[string]realLog{
	"cdnow":      realLogs["cdnow"],
	"sample":     {"cdnow_sample.csv", []string{"sample_id"}, "date", "2006-01-02", plainAmount("dollars"), ""},
	"retail":     realLogs["retail"],
	"supplier":   realLogs["supplier"],
	"advisory":   realLogs["advisory"],
	"rail":       {"network_rail_payments.csv.gz", []string{"supplier_id"}, "date", "2006-01-02", plainAmount("amount"), ""},
	"darlington": {"darlington_payments_monthly.csv.gz", []string{"supplier_id"}, "date", "2006-01-02", plainAmount("amount"), ""},
	"foundation": {"foundation_bradley_yearly.csv.gz", []string{"donee_id"}, "date", "2006-01-02", plainAmount("amount"), ""},
	"pipeline":   {"maven_crm_sales_pipeline.csv", []string{"account"}, "close_date", "1/2/2006", plainAmount("close_value"), ""},
}

func TestWhatIsShownAgreesOnRealLogs(t *testing.T) {
	for _, name := range slices.Sorted(maps.Keys(allLogs)) {
		t.Run(name, func(t *testing.T) { agree(t, loadLog(t, allLogs[name]), Config{}) })
	}
}

// What came instead is said beside a chance where it surely was something else, and nowhere else.
func TestWhatCameInsteadIsSaidBeside(t *testing.T) {
	high := Band{Low: 0.9, High: 1, N: 400, Predicted: 0.95, Observed: 0.8, ChanceLow: 0.93, ChanceHigh: 0.97}
	near := Band{Low: 0.5, High: 0.6, N: 4000, Predicted: 0.55, Observed: 0.58, ChanceLow: 0.535, ChanceHigh: 0.565}
	few := Band{Low: 0.2, High: 0.3, N: 4, Predicted: 0.25, Observed: 0.5, ChanceLow: 0, ChanceHigh: 0.75}
	for _, r := range []*Report{{Reliability: []Band{few, near, high}}, {Pooled: &PooledReport{Reliability: []Band{few, near, high}}}} {
		for chance, want := range map[float64]bool{0.95: true, 1: true, 0.9: true, 0.55: false, 0.25: false, 0.75: false} {
			if b, off := r.Off(chance); off != want || off && b != high {
				t.Errorf("%g: %+v, %v", chance, b, off)
			}
		}
	}
}
