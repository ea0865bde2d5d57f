package standing

import (
	"encoding/json"
	"flag"
	"math"
	"math/rand/v2"
	"os"
	"testing"
)

var update = flag.Bool("update", false, "learn card_prior.json again from simulated firms")

// TestPriorCard learns the prior card again and compares it with the one shipped.
// The firms are drawn from ranges set before anything was fitted: gaps of five
// days to four months, shapes from memoryless to clockwork, alone and mixed.
func TestPriorCard(t *testing.T) {
	if testing.Short() && !*update {
		t.Skip("learning from simulated firms takes seconds")
	}
	c := simulatedCard()
	if *update {
		b, err := json.MarshalIndent(c, "", " ")
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile("card_prior.json", append(b, '\n'), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	for j, w := range c.Weight.Coef {
		if math.Abs(w-priorCard.Weight.Coef[j]) > 1e-6 {
			t.Errorf("evidence %d: weight %g, shipped %g: run go test ./standing -run PriorCard -update", j, w, priorCard.Weight.Coef[j])
		}
	}
}

func simulatedCard() card {
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
			s.add(r, end)
		}
		s.close(end)
		d := s.label("mbgnbd", leastGaps)
		all.x, all.y, all.w = append(all.x, d.x...), append(all.y, d.y...), append(all.w, d.w...)
	}
	l := linear{}
	l.Center, l.Scale = all.scales()
	l.Scale[onAmounts] = 0.5 // the simulated spread hardly varies
	b := belief{make([]float64, evidence), make([]float64, evidence)}
	for j := range b.sd {
		b.sd[j] = 0.5
	}
	b.mean[onModel] = l.Scale[onModel]
	for _, j := range []int{onAmounts, onPace} {
		b.sd[j] = 1e-6 // the simulation knows nothing of these
	}
	yes := 0.0
	for _, y := range all.y {
		yes += y
	}
	c := card{Source: "prior", Cases: len(all.y), Base: yes / float64(len(all.y)), Weight: all.fit(l, b)}
	for _, v := range [][]float64{c.Weight.Center, c.Weight.Scale, c.Weight.Coef} {
		for j := range v {
			v[j] = math.Round(1e9*v[j]) / 1e9
		}
	}
	return c
}
