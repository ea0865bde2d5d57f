package standing

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/clientele-crm/clientele"
)

// A shop's Christmas is seen; a firm without a season shows none, though it
// grows, is cut off or lives through a shock.
func TestSeasonsAreSeenWhereTheyAre(t *testing.T) {
	for name, seen := range map[string]bool{"christmas": true, "plain": false, "memoryless": false, "cut": false, "shock": false, "young": false, "yearly": false} {
		s := meet(t, name, 400, trialDay).measure.All.Season
		if (s != nil) != seen {
			t.Errorf("%s: %.2f", name, s)
		}
		if seen && (s[11] < 1.7 || s[5] > 0.5) {
			t.Errorf("%s: December is %.2f, June %.2f times as busy", name, s[11], s[5])
		}
	}
}

// Of a thousand lines without a season, and with growth, one shows one; here a
// few of 400.
func TestNoSeasonIsInvented(t *testing.T) {
	rng := rand.New(rand.NewPCG(8, 8))
	invented := 0
	for k := range 400 {
		years, growth := 2+k%5, float64(k%3)*0.3
		end := simulatedStart + clientele.Day(float64(years)*yearDays) + 3
		var days []clientele.Day
		for at := 0.0; ; {
			at += rng.ExpFloat64() * 2 * math.Exp(-growth*at/yearDays)
			if simulatedStart+clientele.Day(at) > end {
				break
			}
			days = append(days, simulatedStart+clientele.Day(at))
		}
		if learnSeason(days, simulatedStart, end) != nil {
			invented++
		}
	}
	t.Logf("%d of 400 lines without a season show one", invented)
	if invented > 4 {
		t.Errorf("%d of 400 lines without a season show one", invented)
	}
}

func TestBusyDays(t *testing.T) {
	s := season{2, 2, 1, .5, .5, .5, .5, .5, .5, 1, 1, 2}
	first := clientele.DayOf(clientele.Day(738_000).Time())
	for _, days := range []float64{0, 1, 30, 200, 365.2425, 800} {
		var one float64
		for d := range clientele.Day(days) {
			one += s[(first+1+d).Time().Month()-1]
		}
		if got := s.busy(first, days); days < yearDays && math.Abs(got-one) > 1e-9 {
			t.Errorf("%.0f days are worth %.2f, day by day %.2f", days, got, one)
		}
		if got := season(nil).busy(first, days); got != days {
			t.Errorf("without a season %.0f days are worth %.2f", days, got)
		}
	}
	if got := s.busy(first, 2*yearDays); math.Abs(got-2*yearDays) > 1e-6 {
		t.Errorf("two years are worth %.2f days", got)
	}
}
