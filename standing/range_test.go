package standing

import (
	"context"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/clientele-crm/clientele"
)

// In worlds where cards and levels are as they are believed to be, the true
// probability lies within its range in about eight of ten cases; in firms of
// little past as well as of much. The relationships of one world share its level,
// so that it takes many worlds; and the belief in drift is weak, so that the
// ranges are rather too wide than too narrow.
func TestRangesHoldTheTruthInEightOfTen(t *testing.T) {
	rng := rand.New(rand.NewPCG(61, 1))
	firm := simulatedFirm{relations: 500, span: 900, gap: 30, rates: 0.8, shapes: []float64{1, 8}, shares: []float64{0.5, 1}, leave: 0.06}
	for _, relations := range []int{40, 150, 500} {
		firm.relations = relations
		rels, _, end := firm.make(rng)
		s := &sample{}
		for r := range rels {
			s.add(r, Config{AsOf: end})
		}
		s.close(end)
		d := s.label("nbd", leastGaps)
		view := s.asOf(end)
		l, r := view.law("nbd"), learnRhythm(view.features)
		var held, wide float64
		const worlds = 80
		for range worlds {
			truth := anyWorld(rng, &d)
			c := learnCard(&d)
			var inside, reach, n float64
			for i := range view.features {
				if f := &view.features[i]; f.x >= leastGaps {
					v := lens{&l, &r, nil, view.typical}.weigh(f)
					o := c.Weight.odds(v[:], c.Level, c.Doubt)
					within := o.within(logistic(o.sum))
					p := logistic(truth.sum(v[:]))
					n++
					inside += outcome(p >= within.Low && p <= within.High)
					reach += within.High - within.Low
				}
			}
			held, wide = held+inside/n/worlds, wide+reach/n/worlds
		}
		t.Logf("%d relationships: %.3f of true probabilities within a range of %.2f on average", relations, held, wide)
		if held < 0.74 || held > 0.97 {
			t.Errorf("%d relationships: %.3f within, meant .8", relations, held)
		}
	}
}

// anyWorld draws a world as it is believed to be, draws what came in the cases,
// and gives the card that is true at the end of the log.
func anyWorld(rng *rand.Rand, d *labelled) linear {
	truth := universalCard.Weight
	truth.Coef = slices.Clone(truth.Coef)
	truth.Center, _ = d.scales()
	for j := range truth.Coef[:firstLocal] {
		truth.Coef[j] += ownSD * rng.NormFloat64()
	}
	base := truth.Intercept
	level, last := firmsApart*rng.NormFloat64(), 0.0
	drift := 0.25 * math.Abs(rng.NormFloat64())
	for i, when := range d.when {
		if i == 0 || when != last {
			if i > 0 {
				level += drift * math.Sqrt(10*(when-last)) * rng.NormFloat64()
			}
			truth.Intercept, last = base+level+0.1*rng.NormFloat64(), when
		}
		d.y[i] = outcome(rng.Float64() < logistic(truth.sum(d.row(i))))
	}
	truth.Intercept = base + level + drift*math.Sqrt(10*(1-last))*rng.NormFloat64()
	return truth
}

// A probability lies within its own range, whatever speaks: card, contract, or too little.
func TestRangesAreAroundWhatIsSaid(t *testing.T) {
	m, rels, _ := learnFirm(t, smallFirm, 62)
	lone, err := Learn(context.Background(), func(func(Relation) bool) {}, Config{AsOf: m.AsOf})
	if err != nil {
		t.Fatal(err)
	}
	var own, none float64
	for r := range rels {
		a, b := m.Of(r), lone.Of(r)
		checkRange(t, a.ClientRange, a.ClientProb)
		checkRange(t, b.ClientRange, b.ClientProb)
		checkRange(t, a.ActiveRange, a.ActiveProb)
		checkRange(t, b.ActiveRange, b.ActiveProb)
		own += a.ClientRange.High - a.ClientRange.Low
		none += b.ClientRange.High - b.ClientRange.Low
	}
	if own > none*0.8 {
		t.Errorf("a firm with a past is no surer (%.1f) than one without (%.1f)", own, none)
	}
}

func checkRange(t testing.TB, within clientele.Range, p float64) {
	t.Helper()
	if !(within.Low > 0 || p == 0) || !(within.High < 1 || p == 1) || within.Low > p || within.High < p || within.High-within.Low <= 0 {
		t.Fatalf("%g in %+v", p, within)
	}
}
