package standing

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"

	"github.com/clientele-crm/clientele"
)

// simulatedFirm makes relationships with a known truth: gaps are gamma of a
// shape (1 is memoryless, more is more regular), and after each event there is
// a chance to leave.
type simulatedFirm struct {
	relations int
	span      float64 // days of the log
	gap       float64 // typical gap, days
	rates     float64 // standard deviation of the log of the mean gap between relationships
	shapes    []float64
	shares    []float64 // of each shape
	leave     float64   // mean chance to leave after an event
	older     bool      // relationships began long before the log: left-truncated
	begins    float64   // within so many days of the log; 0: within .8 of it
}

type simulatedTruth struct {
	shape float64
	left  bool // before the end of the log
}

var simulatedStart = clientele.Day(735_000)

func (s simulatedFirm) make(rng *rand.Rand) (Relations, []simulatedTruth, clientele.Day) {
	end := simulatedStart + clientele.Day(s.span)
	var all []Relation
	var truths []simulatedTruth
	for len(all) < s.relations {
		h, truth := s.one(rng)
		if len(h.Days) == 0 {
			continue
		}
		all = append(all, Relation{clientele.Relationship{Account: clientele.ID(len(all) + 1)}, h})
		truths = append(truths, truth)
	}
	return slices.Values(all), truths, end
}

func (s simulatedFirm) one(rng *rand.Rand) (*clientele.History, simulatedTruth) {
	u, k := rng.Float64(), 0
	for k < len(s.shares)-1 && u > s.shares[k] {
		u -= s.shares[k]
		k++
	}
	truth := simulatedTruth{shape: s.shapes[k]}
	mean := s.gap * math.Exp(s.rates*rng.NormFloat64())
	risk := min(0.95, s.leave*rng.ExpFloat64())
	at := rng.Float64() * cmp.Or(s.begins, s.span*0.8)
	if s.older {
		at -= s.span
	}
	spend := math.Exp(4 + rng.NormFloat64())
	h := &clientele.History{Currency: "EUR"}
	for at < s.span {
		if d := simulatedStart + clientele.Day(at); at >= 0 && d > h.Last() {
			h.Days = append(h.Days, clientele.OrderDay{Day: d, Orders: 1, Priced: true, Minor: int64(100*spend*math.Exp(0.4*rng.NormFloat64())) + 1})
		}
		if rng.Float64() < risk {
			truth.left = true
			break
		}
		at += mean * gammaDraw(rng, truth.shape) / truth.shape
	}
	return h, truth
}

// gammaDraw is Marsaglia & Tsang's method (2000).
func gammaDraw(rng *rand.Rand, shape float64) float64 {
	if shape < 1 {
		return gammaDraw(rng, shape+1) * math.Pow(rng.Float64(), 1/shape)
	}
	d := shape - 1.0/3
	c := 1 / math.Sqrt(9*d)
	for {
		x := rng.NormFloat64()
		v := 1 + c*x
		if v <= 0 {
			continue
		}
		v = v * v * v
		if u := rng.Float64(); math.Log(u) < x*x/2+d*(1-v+math.Log(v)) {
			return d * v
		}
	}
}
