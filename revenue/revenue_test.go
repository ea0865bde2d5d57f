package revenue

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/clientele-crm/clientele"
)

func day(t *testing.T, s string) clientele.Day {
	t.Helper()
	d, err := clientele.ParseDay(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func eur(minor int64) clientele.Money { return clientele.Money{Minor: minor, Currency: "EUR"} }

func history(entries ...clientele.Entry) *clientele.History {
	h := &clientele.History{}
	for _, e := range entries {
		e.Import = 1
		h.Apply(e)
	}
	return h
}

// A month is over on its last day; of a log that knows months only, on the day that names it.
func TestWhichMonthIsOver(t *testing.T) {
	for _, c := range []struct {
		asOf    string
		byMonth bool
		through string
	}{{"2026-02-28", false, "2026-02-28"}, {"2026-02-27", false, "2026-01-31"}, {"2026-03-01", true, "2026-03-31"}, {"2024-02-29", false, "2024-02-29"}} {
		if got := Through(day(t, c.asOf), c.byMonth).Last(); got != day(t, c.through) {
			t.Errorf("%s: through %s, not %s", c.asOf, got, c.through)
		}
	}
}

// A yearly fee is spread over the months in which its agreement ran; where the fee came as orders,
// they count and not the fee beside them, and what is more than agreed is not by contract.
func TestWhatComesByContract(t *testing.T) {
	agreed := clientele.Entry{Day: day(t, "2025-01-01"), Body: clientele.Engagement{Kind: clientele.Retainer, Start: day(t, "2025-01-01"), End: day(t, "2025-12-31"), Fee: eur(120_000), Period: clientele.Yearly}}
	sum := func(h *clientele.History) (all [sorts]int64) {
		for _, w := range flowsIn(h, "EUR", day(t, "2025-12-31")) {
			all[w.sort] += w.minor
		}
		return all
	}
	if got := sum(history(agreed)); got != [sorts]int64{120_000, 0, 0} {
		t.Errorf("a fee alone: %v", got)
	}
	paid := clientele.Entry{Day: day(t, "2025-12-20"), Body: clientele.Order{Total: eur(150_000)}}
	if got := sum(history(agreed, paid)); got != [sorts]int64{120_000, 0, 30_000} {
		t.Errorf("a fee that came as an order: %v", got)
	}
	beside := clientele.Entry{Day: day(t, "2025-12-20"), Body: clientele.Order{Total: eur(7_000)}}
	if got := sum(history(agreed, beside)); got != [sorts]int64{120_000, 0, 7_000} {
		t.Errorf("a fee, and an order beside it: %v", got)
	}
}

// A fee is seen among the purchases where they look like it, with tax, by the month or several at
// once, or are always more; a purchase beside it, however large, is not the fee.
func TestWhetherAFeeIsBilled(t *testing.T) {
	monthly := clientele.Engagement{Kind: clientele.Retainer, Start: day(t, "2025-01-01"), Fee: eur(10_000), Period: clientele.Monthly}
	for _, c := range []struct {
		name   string
		paid   map[string]int64
		billed bool
	}{
		{"nothing bought", nil, false},
		{"each month with tax", map[string]int64{"2025-01-31": 11_900, "2025-02-28": 11_900, "2025-03-31": 11_900, "2025-04-30": 11_900, "2025-05-31": 11_900, "2025-06-30": 11_900}, true},
		{"by the quarter", map[string]int64{"2025-03-31": 30_000, "2025-06-30": 30_000}, true},
		{"with expenses", map[string]int64{"2025-02-01": 17_000, "2025-03-01": 24_000, "2025-04-01": 15_000, "2025-05-01": 38_000, "2025-06-01": 14_500}, true},
		{"one piece of work", map[string]int64{"2025-04-10": 95_000}, false},
		{"one piece of work that looks like three fees", map[string]int64{"2025-04-10": 30_000}, false},
		{"small things", map[string]int64{"2025-01-10": 900, "2025-02-10": 900, "2025-03-10": 900, "2025-04-10": 900, "2025-05-10": 900}, false},
		{"before it began", map[string]int64{"2024-06-30": 10_000, "2024-07-31": 10_000, "2024-08-31": 10_000}, false},
	} {
		entries := []clientele.Entry{{Day: monthly.Start, Body: monthly}}
		for on, minor := range c.paid {
			entries = append(entries, clientele.Entry{Day: day(t, on), Body: clientele.Order{Total: eur(minor)}})
		}
		if got := history(entries...).Billed(monthly, day(t, "2025-06-30")); got != c.billed {
			t.Errorf("%s: billed is %v", c.name, got)
		}
	}
}

// What pays for one agreement pays for no other: of two with one fee, of which one is invoiced, the other counts beside.
func TestOneInvoicePaysForOneAgreement(t *testing.T) {
	one := clientele.Engagement{Kind: clientele.Retainer, Ref: "a", Start: day(t, "2025-01-01"), Fee: eur(10_000), Period: clientele.Monthly}
	other := one
	other.Ref = "b"
	until := day(t, "2025-06-30")
	paidMonthly := func(minor int64) *clientele.History {
		entries := []clientele.Entry{{Day: one.Start, Body: one}, {Day: other.Start, Body: other}}
		for month := range 6 {
			entries = append(entries, clientele.Entry{Day: one.Start + clientele.Day(30*month+5), Body: clientele.Order{Total: eur(minor)}})
		}
		return history(entries...)
	}
	for _, minor := range []int64{15_000, 10_000} { // with expenses, and the fee itself
		if h := paidMonthly(minor); !h.Billed(one, until) || h.Billed(other, until) {
			t.Errorf("%d a month: the first billed %v, the second %v", minor, h.Billed(one, until), h.Billed(other, until))
		}
	}
	h := paidMonthly(10_000)
	for month := range 6 {
		h.Apply(clientele.Entry{Day: one.Start + clientele.Day(30*month+9), Body: clientele.Order{Total: eur(10_000)}})
	}
	if !h.Billed(one, until) || !h.Billed(other, until) {
		t.Error("two that are both invoiced are not both billed")
	}
}

// Steady is who bought in three of the four quarters before, by what was known then.
func TestWhoBuysSteadily(t *testing.T) {
	m := MonthOf(day(t, "2025-12-01"))
	for _, c := range []struct {
		before []int
		sort   Sort
	}{{nil, OneByOne}, {[]int{2, 5}, OneByOne}, {[]int{2, 5, 8}, Steady}, {[]int{1, 2, 3}, OneByOne}, {[]int{12, 24, 36}, Steady}, {[]int{12, 24}, OneByOne}, {[]int{-1, -4, 3}, OneByOne}} {
		var bought []Month
		for i := len(c.before) - 1; i >= 0; i-- {
			if c.before[i] > 0 {
				bought = append(bought, m-Month(c.before[i]))
			}
		}
		if got := sortOf(append(bought, m), m); got != c.sort {
			t.Errorf("months before %v: %v", c.before, got)
		}
	}
}

// Of what came in the year before, what came again, with and without growth; and how the parts are told.
func TestNetAndGrossRetention(t *testing.T) {
	f := NewFold(day(t, "2025-12-31"), false)
	order := func(at string, minor int64) clientele.Entry {
		return clientele.Entry{Day: day(t, at), Body: clientele.Order{Total: eur(minor)}}
	}
	for i, h := range []*clientele.History{
		history(order("2024-03-01", 1000), order("2025-03-01", 1500)), history(order("2024-03-01", 1000), order("2025-03-01", 500)),
		history(order("2024-03-01", 1000)), history(order("2024-03-01", 1000), order("2025-03-01", 1000)), history(order("2024-03-01", 1000), order("2025-03-01", 1000)),
		history(order("2025-03-01", 9000)), history(order("2023-03-01", 10), order("2025-03-01", 70)),
	} {
		f.Add(clientele.Relationship{Account: clientele.ID(i + 1)}, h, OfCustomers)
	}
	v := f.All()[0]
	if v.Year.Net == nil || v.Year.Net.Value != .8 || v.Year.Gross.Value != .7 {
		t.Fatalf("net %v, gross %v", v.Year.Net, v.Year.Gross)
	}
	got := map[Moved]int{}
	for _, r := range v.Year.Rows {
		got[r.Moved] = r.N
	}
	for moved, n := range map[Moved]int{Grew: 1, Shrank: 1, Left: 1, Same: 2, Came: 1, Back: 1} {
		if got[moved] != n {
			t.Errorf("%s: %d, not %d", moved, got[moved], n)
		}
	}
	if v.Hangs.Half != 1 || v.Hangs.Leading[0].Account != 6 || v.Hangs.Total != 13_070 {
		t.Errorf("on whom it hangs: %+v", v.Hangs)
	}
	want := 0.0
	for _, x := range []float64{1500, 500, 1000, 1000, 9000, 70} {
		want += x * x / 13_070 / 13_070
	}
	if math.Abs(v.Hangs.HHI-want) > 1e-12 {
		t.Errorf("the concentration: %v, not %v", v.Hangs.HHI, want)
	}
}

// An agreement goes on through its renewals; one that runs is censored, and one that ended is not.
func TestHowLongAgreementsLast(t *testing.T) {
	retainer := func(start, end string) clientele.Engagement {
		e := clientele.Engagement{Kind: clientele.Retainer, Start: day(t, start), Fee: eur(100), Period: clientele.Monthly}
		if end != "" {
			e.End = day(t, end)
		}
		return e
	}
	all := chains([]clientele.Engagement{retainer("2023-01-01", "2023-12-31"), retainer("2024-01-01", "2024-12-31"), retainer("2025-06-01", "")}, day(t, "2025-12-31"))
	if len(all) != 2 || all[0].End != day(t, "2024-12-31") || all[1].End != clientele.NoDay {
		t.Fatalf("%+v", all)
	}
	var a agreements
	a.add([]clientele.Engagement{retainer("2024-01-01", "2024-12-31")}, day(t, "2025-12-31"))
	a.add([]clientele.Engagement{retainer("2024-01-01", "")}, day(t, "2025-12-31"))
	got := a.sum()
	if got.N != 2 || got.Open != 1 || got.All[11].Value != 1 || got.All[12].Value != .5 {
		t.Errorf("%+v", got)
	}
}

// The interval of a forecast holds about eight times in ten where the level of a business walks by
// much, more often where it hardly moves (what is believed before the past has spoken keeps it wide),
// and grows where it walks more.
func TestIntervalsHoldWhatComes(t *testing.T) {
	var wide []float64
	for _, step := range []float64{.03, .12} {
		var held Held
		widths := 0.0
		for seed := range uint64(30) {
			rng := rand.New(rand.NewPCG(seed, uint64(1000*step)))
			f := NewFold(day(t, "2025-12-31"), false)
			level := 1.0
			flows := make([]flow, 0, 60)
			last := MonthOf(day(t, "2025-12-31"))
			for m := last - 59; m <= last; m++ {
				level *= math.Exp(step * rng.NormFloat64())
				flows = append(flows, flow{m, int64(100_000 * level * math.Exp(.1*rng.NormFloat64())), OneByOne})
			}
			s := f.series(part{true, "", "EUR"})
			one := relation{clientele.Relationship{Account: 1}, flows[0].month, flows, OfCustomers, nil}
			y := f.yearOf(&one)
			s.add(&one, &y)
			v := s.view()
			held.Inside, held.Of = held.Inside+v.Forecast.Tried.Year.Inside, held.Of+v.Forecast.Tried.Year.Of
			widths += math.Log(v.Forecast.Total.High / v.Forecast.Total.Low)
		}
		wide = append(wide, widths)
		if held.Share() < .7 || held.Share() > .95 && step > .1 {
			t.Errorf("a level that walks by %v: %.2f of %d within", step, held.Share(), held.Of)
		}
	}
	if wide[1] <= wide[0] {
		t.Errorf("no wider where more moves: %v", wide)
	}
}

// A hole in the book is no month without revenue: what lies before it is left out, and it is said.
func TestAHoleInTheBook(t *testing.T) {
	h := &clientele.History{}
	for m := MonthOf(day(t, "2021-01-01")); m <= MonthOf(day(t, "2025-12-01")); m++ {
		if y := m / 12; y == 2023 {
			continue
		}
		h.Apply(clientele.Entry{Day: m.First(), Import: 1, Body: clientele.Order{Total: eur(1000)}})
	}
	f := NewFold(day(t, "2025-12-31"), false)
	f.Add(clientele.Relationship{Account: 1}, h, OfClients)
	v := f.All()[0]
	if v.Forecast == nil || v.Forecast.Since != day(t, "2024-01-01") || math.Abs(v.Forecast.Total.Value-12_000) > 600 {
		t.Errorf("%+v", v.Forecast)
	}
}

// Two months are too few for a forecast, and nothing at all is no fault.
func TestThinRevenue(t *testing.T) {
	f := NewFold(day(t, "2025-12-31"), false)
	if len(f.All()) != 0 {
		t.Error("of nothing something is told")
	}
	f.Add(clientele.Relationship{Account: 1}, history(clientele.Entry{Day: day(t, "2025-11-03"), Body: clientele.Order{Total: eur(5)}}), OfOthers)
	if v := f.All()[0]; v.Forecast != nil || v.Year.Net != nil || len(v.Months) != 2 {
		t.Errorf("%+v", v)
	}
}
