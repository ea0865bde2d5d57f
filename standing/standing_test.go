package standing

import (
	"context"
	"encoding/json"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/clientele-crm/clientele"
)

func learnFirm(t testing.TB, firm simulatedFirm, seed uint64) (*Measure, Relations, []simulatedTruth) {
	t.Helper()
	rels, truth, end := firm.make(rand.New(rand.NewPCG(seed, 1)))
	m, err := Learn(context.Background(), rels, Config{AsOf: end, HorizonDays: 180})
	if err != nil {
		t.Fatal(err)
	}
	return m, rels, truth
}

var memorylessFirm = simulatedFirm{relations: 3000, span: 900, gap: 30, rates: 0.8, shapes: []float64{1}, shares: []float64{1}, leave: 0.08}

var smallFirm = simulatedFirm{relations: 600, span: 900, gap: 30, rates: 0.8, shapes: []float64{1}, shares: []float64{1}, leave: 0.08}

// standing.md §3: at most .01 of a memoryless log are called clients, whatever the rates.
func TestNoClientsAreInventedOnMemorylessLogs(t *testing.T) {
	firms := map[string]simulatedFirm{
		"different rates": memorylessFirm,
		"one rate":        {relations: 3000, span: 900, gap: 30, rates: 0, shapes: []float64{1}, shares: []float64{1}, leave: 0.05},
		"nobody leaves":   {relations: 2000, span: 700, gap: 25, rates: 0.5, shapes: []float64{1}, shares: []float64{1}},
		"handful":         {relations: 25, span: 700, gap: 40, rates: 0.6, shapes: []float64{1}, shares: []float64{1}, leave: 0.02},
		"few":             {relations: 80, span: 700, gap: 40, rates: 0.6, shapes: []float64{1}, shares: []float64{1}, leave: 0.1},
		"cut off":         {relations: 1500, span: 700, gap: 40, rates: 0.6, shapes: []float64{1}, shares: []float64{1}, leave: 0.02, older: true},
		"short":           {relations: 400, span: 150, gap: 20, rates: 0.6, shapes: []float64{1}, shares: []float64{1}, leave: 0.05},
	}
	for name, firm := range firms {
		t.Run(name, func(t *testing.T) {
			clients, all := 0, 0
			for seed := range uint64(1 + 600/firm.relations) {
				m, rels, truth := learnFirm(t, firm, seed)
				all += len(truth)
				for r := range rels {
					clients += int(outcome(m.Of(r).Kind == clientele.Client))
				}
			}
			t.Logf("%d of %d", clients, all)
			if share := float64(clients) / float64(all); share > 0.01 {
				t.Errorf("%.3f of a memoryless log are called clients", share)
			}
		})
	}
}

// The same for firms of any size, rate, length and dropout, and cut off or not.
// (Below a usual gap of 4.7 days the floor of the window speaks, not the gaps.)
func TestNoClientsAreInventedOnAnyMemorylessLog(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 5))
	for _, n := range []int{15, 40, 120, 400} {
		clients, all := 0, 0
		for range 20 {
			firm := simulatedFirm{relations: n, gap: 8 * math.Exp(rng.Float64()*math.Log(15)), rates: rng.Float64(), leave: 0.2 * rng.Float64(),
				older: rng.Float64() < 0.3, shapes: []float64{1}, shares: []float64{1}}
			firm.span = firm.gap * (8 + 40*rng.Float64())
			rels, _, end := firm.make(rng)
			m, err := Learn(context.Background(), rels, Config{AsOf: end, HorizonDays: 180})
			if err != nil {
				t.Fatal(err)
			}
			for r := range rels {
				s := m.Of(r)
				clients += int(outcome(s.Kind == clientele.Client && s.UsualDays*windowGaps >= minWindow))
			}
			all += n
		}
		t.Logf("firms of %d: %d of %d", n, clients, all)
		if share := float64(clients) / float64(all); share > 0.01 {
			t.Errorf("firms of %d: %.3f of memoryless logs are called clients", n, share)
		}
	}
}

// A third buy like clockwork, the others by chance: who still buys regularly is a client, and hardly anyone else.
func TestRegularOnesAmongRandomOnesAreFound(t *testing.T) {
	firm := simulatedFirm{span: 1000, gap: 30, rates: 0.5, shapes: []float64{30, 1}, shares: []float64{0.33, 1}, leave: 0.03}
	for _, n := range []int{1500, 60, 25} {
		firm.relations = n
		var hit, regular, wrong, called float64
		for seed := range uint64(1 + 300/n) {
			m, rels, truth := learnFirm(t, firm, seed)
			i := 0
			for r := range rels {
				s := m.Of(r)
				client := outcome(s.Kind == clientele.Client)
				if s.Enough && truth[i].shape > 1 && !truth[i].left {
					regular++
					hit += client
				}
				called += client
				wrong += client * outcome(truth[i].shape == 1)
				i++
			}
		}
		t.Logf("n %d: found %.2f of the regular ones; %.2f of those called clients buy at random", n, hit/regular, wrong/called)
		if hit/regular < 0.85 || wrong/called > 0.3 {
			t.Errorf("n %d: found %.2f, wrongly %.2f", n, hit/regular, wrong/called)
		}
	}
}

// A monthly client who goes silent raises the alarm within a few gaps, and not before it is late.
func TestSilenceOfARegularOneIsSeenSoon(t *testing.T) {
	firm := simulatedFirm{relations: 800, span: 1000, gap: 30, rates: 0.3, shapes: []float64{20, 1}, shares: []float64{0.5, 1}, leave: 0.04}
	m, _, _ := learnFirm(t, firm, 13)
	h := &clientele.History{Currency: "EUR"}
	for i := range 15 {
		h.Days = append(h.Days, clientele.OrderDay{Day: m.AsOf - clientele.Day(30*(14-i)), Orders: 1, Minor: 5000, Priced: true})
	}
	alarm := -1
	for silent := range 200 {
		moved := shifted(h, -silent)
		s := m.Of(Relation{clientele.Relationship{Account: 1}, moved})
		if s.Trend == clientele.Slipping || s.Trend == clientele.Lapsed {
			alarm = silent
			if !slices.ContainsFunc(s.Reasons, func(r clientele.Reason) bool { return r.Code == "slipping" }) {
				t.Errorf("no word on why it slips: %+v", s.Reasons)
			}
			break
		}
	}
	t.Logf("alarm after %d days of silence, usually 30", alarm)
	if alarm < 31 || alarm > 100 {
		t.Errorf("alarm after %d days of silence, usually 30", alarm)
	}
}

// Of gaps that did end in time, about falseAlarms are alarmed before: on another
// firm of the same making than the one it was learnt from.
func TestFalseAlarmsAreAsRareAsMeant(t *testing.T) {
	firm := simulatedFirm{relations: 1500, span: 1200, gap: 30, rates: 0.5, shapes: []float64{8, 1}, shares: []float64{0.5, 1}, leave: 0.06}
	m, _, _ := learnFirm(t, firm, 21)
	rels, _, end := firm.make(rand.New(rand.NewPCG(22, 1)))
	s := &sample{}
	for r := range rels {
		s.add(r, Config{AsOf: end})
	}
	s.close(end)
	slip, rhythm := &m.All.Slip, &m.All.Rhythm
	var alarmed, back, late, tuned, lost float64
	for _, g := range s.gaps(slip.Follow) {
		alarm := float64(slip.Follow)
		for e := 1; e < slip.Follow && float64(e) < g.length; e++ {
			f := g.features
			f.elapsed = float64(e)
			if slip.watch(rhythm, &f) {
				alarm = float64(e)
				break
			}
		}
		if g.length <= float64(slip.Follow) {
			back += g.weight
			alarmed += g.weight * outcome(alarm < g.length)
		} else {
			lost += g.weight
			late += g.weight * alarm
			tuned += g.weight * min(3*g.features.mean, float64(slip.Follow))
		}
	}
	t.Logf("false alarms %.3f, delay %.0f days (three mean gaps: %.0f), threshold %.3f", alarmed/back, late/lost, tuned/lost, slip.Threshold)
	if rate := alarmed / back; rate < falseAlarms-0.03 || rate > falseAlarms+0.03 {
		t.Errorf("false alarms %.3f, meant %.3f", rate, falseAlarms)
	}
}

func shifted(h *clientele.History, by int) *clientele.History {
	out := *h
	out.Days = slices.Clone(h.Days)
	for i := range out.Days {
		out.Days[i].Day += clientele.Day(by)
	}
	return &out
}

// What is said of the horizon comes true, on firms of which none is what the models assume.
func TestForecastsAreCalibratedOnSimulatedFirms(t *testing.T) {
	firms := map[string]simulatedFirm{
		"memoryless": memorylessFirm,
		"regular":    {relations: 2000, span: 900, gap: 40, rates: 0.6, shapes: []float64{10}, shares: []float64{1}, leave: 0.08},
		"cut off":    {relations: 2500, span: 800, gap: 40, rates: 0.8, shapes: []float64{1, 6}, shares: []float64{0.5, 1}, leave: 0.05, older: true},
	}
	for name, firm := range firms {
		t.Run(name, func(t *testing.T) {
			rels, _, end := firm.make(rand.New(rand.NewPCG(14, 1)))
			rep, err := Backtest(context.Background(), rels, BacktestConfig{Cut: end - 120, HorizonDays: 120})
			if err != nil {
				t.Fatal(err)
			}
			us, plain := rep.Measures[0], rep.Measures[len(rep.Measures)-1]
			t.Logf("AUC %.3f ECE %.3f Brier %.4f (plain %.4f) MAE %.3f (plain %.3f); client ECE %.3f Brier %.4f (plain %.4f)", us.AUC, us.ECE, us.Brier, plain.Brier, us.MAE, plain.MAE,
				rep.Client.Measures[0].ECE, rep.Client.Measures[0].Brier, rep.Client.Measures[5].Brier)
			if us.ECE > 0.05 {
				t.Errorf("what is said is %.3f off", us.ECE)
			}
			if us.Brier > plain.Brier+0.003 {
				t.Errorf("Brier %.4f, the plain model's %.4f", us.Brier, plain.Brier)
			}
		})
	}
}

func anyHistory(t *rapid.T) *clientele.History {
	h := &clientele.History{}
	at := clientele.Day(rapid.IntRange(700_000, 736_000).Draw(t, "start"))
	for range rapid.IntRange(0, 12).Draw(t, "events") {
		at += clientele.Day(rapid.SampledFrom([]int{0, 1, 1, 7, 30, 31, 90, 365, 20_000}).Draw(t, "gap"))
		amount := clientele.Money{}
		if rapid.Bool().Draw(t, "priced") {
			amount = clientele.Money{Minor: rapid.Int64Range(-5, 1<<50).Draw(t, "minor"), Currency: "EUR"}
		}
		body := rapid.SampledFrom([]clientele.Body{
			clientele.Order{Total: amount}, clientele.Order{Total: amount}, clientele.Return{Total: amount},
			clientele.Interaction{Channel: clientele.Call, Direction: clientele.In}, clientele.Interaction{Channel: clientele.Meeting},
			clientele.Engagement{Kind: clientele.Retainer, Start: at, End: at + 365, Fee: amount, Period: clientele.Monthly},
			clientele.Engagement{Kind: clientele.Mandate, Start: at},
		}).Draw(t, "body")
		h.Apply(clientele.Entry{At: at.Instant(), Body: body})
	}
	return h
}

func checkStanding(t rapid.TB, s clientele.Standing) {
	sum := 0.0
	for _, r := range s.Reasons {
		sum += r.Weight
		said := english(r.Text)
		if said == "" || strings.Contains(said, "NaN") || strings.Contains(said, "Inf") || strings.ContainsAny(said, "\x02\x03–") || math.IsNaN(r.Weight) {
			t.Fatalf("reason %+v", r)
		}
	}
	if got := logistic(sum); math.Abs(got-s.ClientProb) > 1e-9 {
		t.Fatalf("the reasons sum to %g, P(client) is %g", got, s.ClientProb)
	}
	for _, p := range []float64{s.ClientProb, s.AliveProb, s.ActiveProb} {
		if !(p >= 0 && p <= 1) {
			t.Fatalf("a probability of %g: %+v", p, s)
		}
	}
	for _, v := range []float64{s.ExpectedOrders, s.ExpectedValue, s.UsualDays} {
		if !(v >= 0) || math.IsInf(v, 0) {
			t.Fatalf("an expectation of %g: %+v", v, s)
		}
	}
	if s.AliveProb < s.ActiveProb-1e-12 || s.ExpectedOrders < s.ActiveProb-1e-12 {
		t.Fatalf("alive %g, active %g, expected %g", s.AliveProb, s.ActiveProb, s.ExpectedOrders)
	}
	if s.Kind == "" || s.Stage == "" || s.Trend == "" || s.Model == "" || len(s.Reasons) == 0 || (s.Kind == clientele.Client) != (s.ClientProb >= 0.5) {
		t.Fatalf("half a standing: %+v", s)
	}
	if s.Kind == clientele.Prospect && s.Orders > 0 || s.Kind == clientele.Customer && s.Orders == 0 {
		t.Fatalf("%s with %d orders", s.Kind, s.Orders)
	}
}

func TestAnyHistoryHasASoundStanding(t *testing.T) {
	own, _, _ := learnFirm(t, smallFirm, 15)
	lone, err := Learn(context.Background(), func(func(Relation) bool) {}, Config{AsOf: 736_000})
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		h := anyHistory(t)
		r := Relation{clientele.Relationship{Account: 1}, h}
		for _, m := range []*Measure{own, lone} {
			s := m.Of(r)
			checkStanding(t, s)
			if again := m.Of(r); !reflect.DeepEqual(s, again) {
				t.Fatalf("measured twice: %+v and %+v", s, again)
			}
			// Nothing after the day of the measure is read.
			cut := h.AsKnown(m.AsOf)
			if past := m.Of(Relation{r.Relationship, &cut}); !reflect.DeepEqual(s, past) {
				t.Fatalf("the future was read: %+v and %+v", s, past)
			}
		}
	})
}

// Learning from whatever there is gives a measure, and it reads nothing after its day.
func TestAnyFirmCanBeLearnt(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var all, past []Relation
		asOf := clientele.Day(rapid.IntRange(700_000, 740_000).Draw(t, "as of"))
		for i := range rapid.IntRange(0, 20).Draw(t, "relations") {
			h := anyHistory(t)
			line := clientele.Line(rapid.SampledFrom([]string{"", "b"}).Draw(t, "line"))
			cut := h.AsKnown(asOf)
			all = append(all, Relation{clientele.Relationship{Account: clientele.ID(i), Line: line}, h})
			past = append(past, Relation{clientele.Relationship{Account: clientele.ID(i), Line: line}, &cut})
		}
		m, err := Learn(context.Background(), slices.Values(all), Config{AsOf: asOf})
		if err != nil {
			t.Fatal(err)
		}
		before, err := Learn(context.Background(), slices.Values(past), Config{AsOf: asOf})
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range all {
			s := m.Of(r)
			checkStanding(t, s)
			if b := before.Of(r); !reflect.DeepEqual(s, b) {
				t.Fatalf("learning read the future: %+v and %+v", s, b)
			}
		}
	})
}

func TestLongAndOddHistories(t *testing.T) {
	m, _, _ := learnFirm(t, smallFirm, 16)
	long := &clientele.History{}
	for i := range 10_000 {
		long.Days = append(long.Days, clientele.OrderDay{Day: m.AsOf - clientele.Day(10_000-i), Orders: 3, Minor: 1, Priced: true})
	}
	first := &clientele.History{Days: []clientele.OrderDay{{Day: 1, Orders: 1}, {Day: m.AsOf, Orders: 1}}}
	today := &clientele.History{Days: []clientele.OrderDay{{Day: m.AsOf, Orders: 40}}}
	for _, h := range []*clientele.History{nil, {}, long, first, today, {Returns: []clientele.ReturnDay{{Day: m.AsOf, Returns: 1}}}} {
		checkStanding(t, m.Of(Relation{clientele.Relationship{Account: 1}, h}))
	}
}

func TestMeasureIsTheSameAfterItWasKept(t *testing.T) {
	m, rels, _ := learnFirm(t, smallFirm, 17)
	b, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	var back Measure
	if err := json.Unmarshal(b, &back); err != nil {
		t.Fatal(err)
	}
	for r := range rels {
		if a, b := m.Of(r), back.Of(r); !reflect.DeepEqual(a, b) {
			t.Fatalf("%+v\n%+v", a, b)
		}
	}
	for _, bad := range []string{`{}`, `{"horizon_days":3,"all":{}}`, `[]`, `{"horizon_days":3,"all":{"law":{"name":"nbd","params":[1]}}}`} {
		if err := json.Unmarshal([]byte(bad), new(Measure)); err == nil {
			t.Errorf("%s was taken for a measure", bad)
		}
	}
}

func TestAContractSpeaksWhereLittleElseIsKnown(t *testing.T) {
	m, _, _ := learnFirm(t, smallFirm, 18)
	h := &clientele.History{Engaged: []clientele.Engagement{{Kind: clientele.Retainer, Start: m.AsOf - 100, End: m.AsOf + 265,
		Fee: clientele.Money{Minor: 100_000, Currency: "EUR"}, Period: clientele.Monthly}}}
	s := m.Of(Relation{clientele.Relationship{Account: 1}, h})
	checkStanding(t, s)
	if s.Kind != clientele.Client || !s.Enough || !(s.ExpectedValue > 300_000) || s.Revenue.Currency != "EUR" {
		t.Errorf("a retainer runs: %+v", s)
	}
	for i := range 12 {
		h.Days = append(h.Days, clientele.OrderDay{Day: m.AsOf - clientele.Day(600-20*i), Orders: 1, Minor: 100, Priced: true})
	}
	silent := m.Of(Relation{clientele.Relationship{Account: 1}, h})
	checkStanding(t, silent)
	if silent.ClientProb >= s.ClientProb {
		t.Errorf("a year's silence does not tell against a contract: %+v", silent)
	}
	h.Days = nil
	h.Engaged[0].End = m.AsOf - 1
	if s := m.Of(Relation{clientele.Relationship{Account: 1}, h}); s.Kind != clientele.Prospect || s.Enough {
		t.Errorf("it has ended: %+v", s)
	}
}

func BenchmarkOf(b *testing.B) {
	m, rels, _ := learnFirm(b, smallFirm, 19)
	all := slices.Collect(rels)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		m.Of(all[i%len(all)])
	}
}
