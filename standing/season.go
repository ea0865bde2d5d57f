package standing

import (
	"math"
	"time"

	"gonum.org/v1/gonum/stat/distuv"

	"github.com/clientele-crm/clientele"
)

// season is how much busier than usual each month is for a line: what a year's
// purchases have in common with those of the year before. nil shows none.
type season []float64

const (
	leastYears  = 2    // of which it must show
	leastInYear = 60   // purchases in each of them
	seasonDoubt = 1e-3 // how surely the months differ: of a thousand lines without a season one shows one
)

// learnSeason compares the months' shares of each year back from the end: they
// differ by more than they do from year to year (an F test), and are drawn to
// even by as much as that says. A steady growth is no season: it is taken out.
func learnSeason(days []clientele.Day, start, end clientele.Day) season {
	years := int(float64(end-start) / yearDays)
	if years < leastYears {
		return nil
	}
	total := make([]float64, years)
	for _, d := range days {
		if k := int(float64(end-d) / yearDays); k >= 0 && k < years && d <= end {
			total[k]++
		}
	}
	for _, n := range total {
		if n < leastInYear {
			return nil
		}
	}
	growth := math.Log(total[0]/total[years-1]) / float64(years-1)
	share := make([][12]float64, years)
	for _, d := range days {
		back := float64(end-d) / yearDays
		if k := int(back); k >= 0 && k < years && d <= end {
			share[k][d.Time().Month()-1] += math.Exp(growth * (back - float64(k) - 0.5))
		}
	}
	return monthly(share)
}

// monthly is the test and the index, from the months' counts of each year.
func monthly(share [][12]float64) season {
	var mean [12]float64
	n := float64(len(share))
	for k := range share {
		sum := 0.0
		for _, v := range share[k] {
			sum += v
		}
		for m := range share[k] {
			share[k][m] *= yearDays / monthLength(m) / sum
			mean[m] += share[k][m] / n
		}
	}
	var between, within float64
	for m := range mean {
		between += n * (mean[m] - 1) * (mean[m] - 1) / 11
		for k := range share {
			within += (share[k][m] - mean[m]) * (share[k][m] - mean[m]) / (11 * (n - 1))
		}
	}
	test := distuv.F{D1: 11, D2: 11 * (n - 1)}
	ratio := between / max(within, 1e-9)
	if !(test.Survival(ratio) < seasonDoubt) {
		return nil
	}
	s := make(season, 12)
	for m := range s {
		s[m] = 1 + (1-1/ratio)*(mean[m]-1)
	}
	return s
}

func monthLength(m int) float64 {
	return []float64{31, 28.2425, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}[m]
}

// busy is how many usual days the days after a day are worth.
func (s season) busy(after clientele.Day, days float64) float64 {
	if s == nil {
		return days
	}
	years := math.Floor(days / yearDays)
	sum, left := years*yearDays, days-years*yearDays
	at := (after + 1).Time()
	for left > 0 {
		next := time.Date(at.Year(), at.Month()+1, 1, 0, 0, 0, 0, time.UTC)
		n := min(left, next.Sub(at).Hours()/24)
		sum += n * s[at.Month()-1]
		left -= n
		at = next
	}
	return sum
}

// words are the season in a sentence; "" where there is none.
func (s season) words() string {
	if s == nil {
		return ""
	}
	most, least := 0, 0
	for m := range s {
		if s[m] > s[most] {
			most = m
		}
		if s[m] < s[least] {
			least = m
		}
	}
	return clientele.Tell("standing.note-season", "busy", monthName(time.Month(most+1)), "times", factor(s[most]),
		"quiet", monthName(time.Month(least+1)), "fewer", factor(s[least]))
}
