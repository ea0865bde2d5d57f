package standing

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/say"
)

// The verdict and the numbers beside it agree, whoever does better, as well or worse.
func TestTheVerdictAgreesWithTheScores(t *testing.T) {
	rng := rand.New(rand.NewPCG(41, 1))
	names := []string{ours}
	for _, r := range simpleRules {
		names = append(names, r.Name)
	}
	for range 2_000 {
		scores := []Score{{Name: ours, Brier: 0.15}}
		for _, name := range names[1:] {
			s := Score{Name: name, Brier: Figure(0.15 + 0.002*rng.NormFloat64())}
			off, half := s.Brier-0.15, Figure(0.001*rng.Float64())
			s.LeadRange = Interval{off - half, off + half}
			scores = append(scores, s)
		}
		said := english(Verdict(scores))
		var rules, models [3]int
		for _, s := range scores[1:] {
			k := 1
			if s.LeadRange.High < 0 {
				k = 0
			} else if s.LeadRange.Low > 0 {
				k = 2
			}
			if textbookOf(s.Name) {
				models[k]++
			} else {
				rules[k]++
			}
		}
		for words, so := range map[string]bool{
			"use the simple rule":           rules[0] > 0,
			"either will do":                rules[0] == 0 && rules[1] > 0,
			"closer than every simple rule": rules[0]+rules[1] == 0,
			"came closer than the measure":  models[0] > 0,
			"As close as the measure":       models[0] == 0 && models[1] > 0,
			"It came closer than the ":      models[0]+models[1] == 0,
		} {
			if strings.Contains(said, words) != so {
				t.Fatalf("%q says %q: %v, but rules %v and models %v do better, as well, worse", said, words, !so, rules, models)
			}
		}
		for _, s := range scores[1:] {
			brier := apart(0.15, s.Brier)
			a, b := say.English.Decimal(brier[0].Of, brier[0].Digits), say.English.Decimal(brier[1].Of, brier[1].Digits)
			if strings.Contains(said, "“"+english(TitleOf(s.Name))+"”") && !strings.Contains(said, "Brier "+b+", ours "+a) {
				t.Fatalf("%q does not say %s and %s of %s", said, b, a, s.Name)
			}
		}
	}
	if got := Verdict([]Score{{Name: ours}}); got != "" {
		t.Errorf("alone: %q", got)
	}
}

// Chance lies around what was said: 19 times in 20 as many come, where what is said is true,
// of few and of many, of one day and of several that overlap.
func TestChanceHoldsWhatComesByChance(t *testing.T) {
	rng := rand.New(rand.NewPCG(42, 1))
	for _, n := range []int{3, 12, 60, 400} {
		for _, days := range []int{1, 3} {
			const trials = 600
			held := 0
			for range trials {
				c := newCases(1)
				for i := range n {
					p, was := 0.1+0.8*rng.Float64(), rng.NormFloat64()
					for d := range days { // half of each stretch, and of its luck, lies in the next one
						is := rng.NormFloat64()
						luck := math.Erfc((was+is)/2) / 2
						was = is
						c.who, c.came = append(c.who, clientele.Relationship{Account: clientele.ID(i + 1)}), append(c.came, luck < p)
						c.prob[0], c.ahead = append(c.prob[0], p), append(c.ahead, stretch{clientele.Day(1000 + 50*d), 100})
					}
				}
				b := c.bands(whole)[0]
				held += int(outcome(!b.Beyond()))
				if b.ChanceLow > b.Predicted || b.ChanceHigh < b.Predicted {
					t.Fatalf("chance does not lie around what was said: %+v", b)
				}
			}
			if share := float64(held) / trials; share < 0.92 || n > 12 && share > 0.99 {
				t.Errorf("%d relationships on %d days: %.3f within", n, days, share)
			}
		}
	}
	low, high := chanceOf([]float64{0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5}, 1)
	if low != 2 || high != 8 || math.IsNaN(low) { // of ten throws of a coin
		t.Errorf("%g to %g", low, high)
	}
}
