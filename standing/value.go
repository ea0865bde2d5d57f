package standing

import (
	"cmp"
	"maps"
	"math"
	"slices"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/btyd"
)

// spending is what a purchase day of a relationship is expected to come to:
// Gamma-Gamma where it holds, else the own mean shrunk to the line's.
type spending struct {
	Gamma   *btyd.GammaGamma `json:"gamma,omitempty"`
	Mean    float64          `json:"mean"`    // of the line, minor units
	Weight  float64          `json:"weight"`  // purchases that the line's mean counts for
	Related float64          `json:"related"` // correlation of mean spend and count of purchases
	Within  float64          `json:"within"`  // variance of log amounts within a relationship
	Between float64          `json:"between"` // and of their means between relationships
}

// spendings are learnt currency by currency: an amount says nothing of another's.
type spendings map[string]*spending

func learnSpendings(v *snapshot, currencies, said []string) (spendings, []string) {
	byCurrency := map[string][]features{}
	if distinct := slices.Compact(slices.Sorted(slices.Values(currencies))); len(distinct) == 1 {
		byCurrency[distinct[0]] = v.features
	} else {
		for i, who := range v.who {
			c := currencies[who]
			byCurrency[c] = append(byCurrency[c], v.features[i])
		}
	}
	all := spendings{}
	for _, c := range slices.Sorted(maps.Keys(byCurrency)) {
		s, notes := learnSpending(byCurrency[c])
		all[c] = &s
		for _, n := range notes {
			if !slices.Contains(said, n) {
				said = append(said, n)
			}
		}
	}
	return all, said
}

// of is what was learnt of a currency; of one never seen, that amounts vary by
// a factor of two.
func (s spendings) of(currency string) *spending {
	if known := s[currency]; known != nil {
		return known
	}
	return &spending{Within: math.Ln2 * math.Ln2, Between: math.Ln2 * math.Ln2}
}

// mostRelated is the correlation beyond which spend and frequency are not taken
// to be independent (Fader & Hardie 2013 assume that they are).
const mostRelated = 0.3

func learnSpending(all []features) (spending, []string) {
	var rows []btyd.Spend
	var means, events []float64
	s := spending{Weight: 2}
	for i := range all {
		if f := &all[i]; f.priced > 0 && f.spend > 0 {
			rows = append(rows, btyd.Spend{X: f.priced, Mean: f.spend})
			means, events = append(means, math.Log(f.spend)), append(events, math.Log(float64(f.events)))
		}
	}
	if len(rows) == 0 {
		return s, nil
	}
	s.Mean = trimmedMean(rows)
	s.Within, s.Between = amountVariances(all)
	if s.Related = correlation(means, events); math.IsNaN(s.Related) {
		s.Related = 0
	}
	if math.Abs(s.Related) > mostRelated {
		return s, []string{clientele.Tell("standing.note-amounts-frequent")}
	}
	g, rep, err := btyd.FitGammaGamma(rows, weakPrior)
	if err != nil || g.Q <= 1 || rep.Has(btyd.WeakSpend) || rep.Has(btyd.InfiniteMean) {
		return s, []string{clientele.Tell("standing.note-amounts-uneven")}
	}
	s.Gamma = &g
	return s, nil
}

// trimmedMean is the mean of the relationships' means without the top and bottom hundredth.
func trimmedMean(rows []btyd.Spend) float64 {
	v := make([]float64, len(rows))
	for i, r := range rows {
		v[i] = r.Mean
	}
	slices.Sort(v)
	cut := len(v) / 100
	v = v[cut : len(v)-cut]
	sum := 0.0
	for _, x := range v {
		sum += x
	}
	return sum / float64(len(v))
}

// each is what one purchase day is expected to come to.
func (s *spending) each(f *features) float64 {
	if f.priced == 0 {
		return s.Mean
	}
	if s.Gamma != nil {
		if m := s.Gamma.ExpectedMean(btyd.Spend{X: f.priced, Mean: f.spend}); m > 0 && !math.IsInf(m, 0) {
			return m
		}
	}
	n := float64(f.priced)
	return (s.Weight*s.Mean + n*f.spend) / (s.Weight + n)
}

// amountVariances are of the logs of amounts: within a relationship, which
// counts ten amounts at most, and between the relationships' means. Ten of a
// factor of two either way are mixed in.
func amountVariances(all []features) (within, between float64) {
	const prior = 10
	within, between = prior*math.Ln2*math.Ln2, prior*math.Ln2*math.Ln2
	dof, n, sum, squares := float64(prior), 0.0, 0.0, 0.0
	for i := range all {
		f := &all[i]
		if f.priced == 0 || f.spend <= 0 {
			continue
		}
		l := math.Log(f.spend)
		n++
		sum += l
		squares += l * l
		if f.priced > 1 {
			d := float64(min(f.priced-1, 10))
			within += d * f.spread * f.spread
			dof += d
		}
	}
	if n > 1 {
		between += squares - sum*sum/n
	}
	return within / dof, between / (prior + n)
}

// mostUneven bounds the relative variance of amounts: e^3, a factor of five either way.
const mostUneven = 3

// worth is what one purchase day comes to, and how far that is known. Amounts
// are taken to vary as a lognormal; the own spread counts beside four of the line's.
func (s *spending) worth(f *features) worth {
	const prior = 4
	n := float64(f.priced)
	w := worth{each: s.each(f)}
	if f.priced == 0 {
		w.within, w.unknown = math.Expm1(min(s.Within, mostUneven)), math.Expm1(min(s.Between, mostUneven))
		return w
	}
	v := (prior*s.Within + (n-1)*f.spread*f.spread) / (prior + n - 1)
	w.within = math.Expm1(min(v, mostUneven))
	w.unknown = w.within / (s.Weight + n)
	return w
}

// weightedQuantile is the least value at or below which a share q of the weight lies.
func weightedQuantile(v, w []float64, q float64) float64 {
	order := make([]int, len(v))
	total := 0.0
	for i := range order {
		order[i] = i
		total += w[i]
	}
	slices.SortFunc(order, func(i, j int) int { return cmp.Compare(v[i], v[j]) })
	below := 0.0
	for _, i := range order {
		if below += w[i]; below >= q*total {
			return v[i]
		}
	}
	return 0
}
