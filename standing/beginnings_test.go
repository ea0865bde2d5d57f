package standing

import (
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/clientele-crm/clientele"
)

// A log that was cut off is told from one intake, and both from a business that
// newcomers reach all the time.
func TestWhereALogBegins(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 9))
	const span = 1000
	make := func(n int, begin func() float64) *sample {
		s := &sample{start: simulatedStart, end: simulatedStart + span}
		for range n {
			if at := begin(); at >= 0 && at < span {
				s.days = append(s.days, []clientele.OrderDay{{Day: simulatedStart + clientele.Day(at), Orders: 1}})
			}
		}
		return s
	}
	steady := func() float64 { return span * rng.Float64() }
	cut := func() float64 { // older than the log, seen when it next buys
		if rng.Float64() < 0.5 {
			return steady()
		}
		return 60 * rng.ExpFloat64() * math.Exp(0.8*rng.NormFloat64())
	}
	for _, c := range []struct {
		name  string
		n     int
		begin func() float64
		says  string
	}{
		{"steady", 800, steady, ""},
		{"steady and few", 60, steady, ""},
		{"growing", 800, func() float64 { return span * math.Sqrt(rng.Float64()) }, ""},
		{"somewhat shrinking", 800, func() float64 { return span * (1 - math.Sqrt(1-0.6*rng.Float64())) / (1 - math.Sqrt(0.4)) }, ""},
		{"cut off", 800, cut, "cut off"},
		{"cut off, nobody new", 800, func() float64 { return 60 * rng.ExpFloat64() * math.Exp(0.8*rng.NormFloat64()) }, "cut off"},
		{"one intake", 800, func() float64 { return 90 * rng.Float64() }, "one intake"},
		{"a handful", 10, func() float64 { return 90 * rng.Float64() }, ""},
	} {
		b := make(c.n, c.begin).beginnings()
		got := english(b.note())
		if (c.says == "") != (got == "") || !strings.Contains(got, c.says) {
			t.Errorf("%s: %q", c.name, got)
		}
	}
}

// All on one day is said as that day, and a ratio to nothing is not given with decimals.
func TestBeginningsInPlainWords(t *testing.T) {
	b := beginnings{start: simulatedStart, end: simulatedStart + 1000, days: slices.Repeat([]clientele.Day{simulatedStart}, 80)}
	if got := english(b.note()); !strings.HasPrefix(got, "Nearly all relationships begin on ") {
		t.Error(got)
	}
	for i := range b.days {
		b.days[i] += clientele.Day(i * i / 80)
	}
	if got := english(b.note()); !strings.Contains(got, "more than 20 times as many") {
		t.Error(got)
	}
}
