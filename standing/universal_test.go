package standing

import (
	"encoding/json"
	"flag"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"testing"

	"github.com/clientele-crm/clientele"
)

var update = flag.Bool("update", false, "learn card_universal.json again from the real logs in ../shared/data and from simulated firms")

// universalLogs are the industries that the universal card is learnt from: the
// log of each, to the day before the shock of 2020.
var universalLogs = []struct{ industry, until string }{
	{"cdnow", ""}, {"retail", ""}, {"supplier", "2020-02-29"}, {"advisory", ""}, {"simulated", ""},
}

// TestUniversalCard learns the universal card again and compares it with the one shipped.
func TestUniversalCard(t *testing.T) {
	if testing.Short() && !*update {
		t.Skip("learning from every log takes seconds")
	}
	c := universalWithout(t, "")
	if *update {
		b, err := json.MarshalIndent(c, "", " ")
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile("card_universal.json", append(b, '\n'), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	for j, w := range c.Weight.Coef {
		if math.Abs(w-universalCard.Weight.Coef[j]) > 1e-6 {
			t.Errorf("evidence %d: weight %g, shipped %g: run go test ./standing -run UniversalCard -update", j, w, universalCard.Weight.Coef[j])
		}
	}
}

// An industry weighs as much as so many cases: enough to speak, too little to
// speak alone against universalSD, the spread of the weights before any is seen.
const (
	industryCases = 1500
	universalSD   = 0.05
)

// universalWithout learns the card from all industries but one.
func universalWithout(t testing.TB, industry string) card {
	all := design{width: evidence}
	cases := 0
	yes := 0.0
	for _, log := range universalLogs {
		if log.industry == industry {
			continue
		}
		d := industryLabels(t, log.industry, log.until)
		for i, y := range d.y {
			all.add(d.row(i), y, industryCases/float64(len(d.y)))
			yes += y * industryCases / float64(len(d.y))
		}
		cases += len(d.y)
	}
	var l linear
	l.Center, l.Scale = all.scales()
	b := belief{make([]float64, evidence), make([]float64, evidence)}
	for j := range b.sd {
		b.sd[j] = universalSD
	}
	b.mean[onModel] = l.Scale[onModel] / 2
	for j := firstLocal; j < evidence; j++ {
		b.sd[j], l.Center[j], l.Scale[j] = held, 0, 1
	}
	c := card{Source: "universal", Cases: cases, Base: yes / all.weight(), Weight: all.fit(l, b)}
	for _, v := range [][]float64{c.Weight.Center, c.Weight.Scale, c.Weight.Coef} {
		for j := range v {
			v[j] = math.Round(1e6*v[j]) / 1e6
		}
	}
	return c
}

func (d *design) weight() (total float64) {
	for _, w := range d.w {
		total += w
	}
	return total
}

var industries = map[string]labelled{}

func industryLabels(t testing.TB, industry, until string) labelled {
	if d, ok := industries[industry]; ok {
		return d
	}
	var d labelled
	if industry == "simulated" {
		d = simulatedLabels()
	} else {
		end := clientele.Day(math.MaxInt32)
		if until != "" {
			end = day(t, until)
		}
		s := trialSample(slices.Collect(load(t, industry)), end)
		l := lineMeasure{Calendar: s.calendar}
		d = s.label("mbgnbd", l.leastGaps())
	}
	industries[industry] = d
	return d
}

// simulatedLabels are cases of firms drawn from ranges set before anything was
// fitted: gaps of five days to four months, shapes from memoryless to clockwork,
// alone and mixed.
func simulatedLabels() labelled {
	rng := rand.New(rand.NewPCG(20260101, 7))
	shapes := []float64{1, 1, 2, 4, 10, 40}
	all := labelled{design: design{width: evidence}}
	for range 60 {
		firm := simulatedFirm{
			relations: 300, gap: 5 * math.Exp(rng.Float64()*math.Log(24)), rates: 0.3 + 0.9*rng.Float64(),
			leave: 0.15 * rng.Float64(), older: rng.Float64() < 0.3,
			shapes: []float64{shapes[rng.IntN(6)], shapes[rng.IntN(6)]}, shares: []float64{0.2 + 0.6*rng.Float64(), 1},
		}
		firm.span = firm.gap * (12 + 30*rng.Float64())
		rels, _, end := firm.make(rng)
		s := &sample{}
		for r := range rels {
			s.add(r, Config{AsOf: end})
		}
		s.close(end)
		d := s.label("mbgnbd", leastGaps)
		all.x, all.y, all.w = append(all.x, d.x...), append(all.y, d.y...), append(all.w, d.w...)
	}
	return all
}
