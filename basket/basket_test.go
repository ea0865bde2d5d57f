package basket

import (
	"cmp"
	"compress/gzip"
	"encoding/csv"
	"errors"
	"io"
	"math"
	"os"
	"slices"
	"strings"
	"testing"
)

// Two things that are always bought together are advised; those that meet by chance are not, and
// nothing is on thin evidence.
func TestLearn(t *testing.T) {
	var c Counts
	orders := [][]string{}
	for i := range 400 {
		order := []string{"bread"}
		if i%4 == 0 {
			order = append(order, "tea", "milk")
		}
		if i%7 == 0 {
			order = append(order, "salt")
		}
		if i < 2 {
			order = append(order, "saffron", "gold")
		}
		orders = append(orders, order)
	}
	for _, o := range orders {
		c.Add(o)
	}
	p := NewPairs(&c, Advised)
	for _, o := range orders {
		p.Add(o)
	}
	known := p.Learn(Advised)
	if len(known["tea"]) != 1 || known["tea"][0].With != "milk" || known["tea"][0].Joint != 100 || known["tea"][0].Of != 100 {
		t.Errorf("with tea: %+v", known["tea"])
	}
	if lift := known["tea"][0]; math.Abs(lift.Lift-4) > 0.05 || lift.Low >= lift.Lift || lift.High <= lift.Lift {
		t.Errorf("the lift of milk is four: %+v", lift)
	}
	for _, thing := range []string{"bread", "salt", "saffron"} {
		if len(known[thing]) != 0 {
			t.Errorf("with %s: %+v", thing, known[thing])
		}
	}
}

// The interval of the lift covers what is true about as often as it says.
func TestTheIntervalCovers(t *testing.T) {
	seed, covered, rounds := uint64(7), 0, 400
	next := func() float64 {
		seed ^= seed << 13
		seed ^= seed >> 7
		seed ^= seed << 17
		return float64(seed%1_000_000) / 1_000_000
	}
	for range rounds { // a in 0.1, b in 0.2, and b in 0.5 of the orders with a: a lift of 0.5/0.23
		var joint, na, nb, n int64
		for n = range int64(2000) {
			a := next() < 0.1
			b := a && next() < 0.5 || !a && next() < 0.2
			if a {
				na++
			}
			if b {
				nb++
			}
			if a && b {
				joint++
			}
		}
		p := between(joint, na, nb, n+1)
		if true_ := 0.05 / (0.1 * (0.05 + 0.18)); p.Low <= true_ && true_ <= p.High {
			covered++
		}
	}
	if share := float64(covered) / float64(rounds); share < 0.90 || share > 0.99 {
		t.Errorf("the interval covers %.3f", share)
	}
}

// bought is an order of the data.
type bought struct {
	day    string
	things []string
}

// retail reads the orders of online_retail in the order of their days; none where it is not there.
func retail(t *testing.T) (all []bought) {
	t.Helper()
	f, err := os.Open("../../shared/data/online_retail.csv.gz")
	if err != nil {
		t.Skip("no online_retail here")
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	r := csv.NewReader(z)
	r.FieldsPerRecord, r.LazyQuotes, r.ReuseRecord = -1, true, true
	by := map[string]int{}
	for line := 0; ; line++ {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if line == 0 || len(row) < 8 || strings.HasPrefix(row[0], "C") || strings.HasPrefix(row[3], "-") {
			continue
		}
		code := strings.Clone(strings.ToUpper(row[1]))
		if strings.IndexFunc(code, func(c rune) bool { return c >= '0' && c <= '9' }) != 0 {
			continue // postage, fees
		}
		at, known := by[row[0]]
		if !known {
			at = len(all)
			by[strings.Clone(row[0])] = at
			all = append(all, bought{day: strings.Clone(row[4][:10])})
		}
		all[at].things = append(all[at].things, code)
	}
	slices.SortStableFunc(all, func(a, b bought) int { return cmp.Compare(a.day, b.day) })
	return all
}

// HitRates trains on orders and predicts, for each later one of at least two things, one that is
// withheld from the rest: how often it is among five, by add-ons and by best sellers.
func hitRates(train, test []bought, r Rule) (addons, sellers float64, n int) {
	var c Counts
	for _, o := range train {
		c.Add(o.things)
	}
	p := NewPairs(&c, r)
	for _, o := range train {
		p.Add(o.things)
	}
	known := p.Learn(r)
	best := p.things
	var hit, sold int
	for i, o := range test {
		things := Once(o.things)
		if len(things) < 2 {
			continue
		}
		out := (i * 7919) % len(things)
		withheld := things[out]
		rest := slices.Delete(slices.Clone(things), out, out+1)
		n++
		for _, f := range Advise(func(t string) []Pair { return known[t] }, rest, 5) {
			if f.Pair.With == withheld {
				hit++
			}
		}
		shown := 0
		for _, b := range best {
			if shown == 5 {
				break
			}
			if slices.Contains(rest, b) {
				continue
			}
			if shown++; b == withheld {
				sold++
			}
		}
	}
	return float64(hit) / float64(n), float64(sold) / float64(n), n
}

// split cuts orders by their days: the first share of the days, and the rest.
func split(all []bought, share float64) (first, rest []bought) {
	var days []string
	for _, o := range all {
		if len(days) == 0 || days[len(days)-1] != o.day {
			days = append(days, o.day)
		}
	}
	until := days[int(float64(len(days))*share)]
	at, _ := slices.BinarySearchFunc(all, until, func(o bought, d string) int { return cmp.Compare(o.day, d) })
	return all[:at], all[at:]
}

// Add-ons are hit more often than best sellers, on orders of days that were not seen.
func TestHitRate(t *testing.T) {
	train, test := split(retail(t), 0.8)
	if os.Getenv("CLIENTELE_CHOOSE") != "" { // on the training days alone
		fit, check := split(train, 0.8)
		for _, joint := range []int64{3, 5, 10} {
			for _, damp := range []float64{0, 0.1, 0.25, 0.5} {
				for _, most := range []int{10, 30} {
					a, s, n := hitRates(fit, check, Rule{Joint: joint, Low: 1, Most: most, Damp: damp})
					t.Logf("joint %d damp %.2f most %d: %.4f beside %.4f of %d", joint, damp, most, a, s, n)
				}
			}
		}
	}
	a, s, n := hitRates(train, test, Advised)
	t.Logf("hit rate at 5 of %d orders: add-ons %.4f, best sellers %.4f, %.2f times", n, a, s, a/s)
	if a < 1.5*s {
		t.Errorf("hit rate %.4f, best sellers %.4f", a, s)
	}
}
