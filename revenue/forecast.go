package revenue

import (
	"math"
	"slices"

	"github.com/clientele-crm/clientele"
)

// Ahead is how many months are forecast.
const Ahead = 12

// leastMonths is from how many months on anything is forecast.
const leastMonths = 3

// Outlook is what the next twelve months may bring, month by month and together, with the
// interval in which it lies in eight of ten cases, and how that did on the firm's own past.
type Outlook struct {
	Months  []MonthAhead `json:"months"`
	Total   Ranged       `json:"total"`
	LastTwo [2]float64   `json:"last"`  // the last twelve months, and the twelve before them
	Mix     []MixedWay   `json:"mix"`   // which ways of looking ahead it is made of
	Tried   TriedBack    `json:"tried"` // on the firm's own past

	Since clientele.Day `json:"since,omitzero"` // where the book has a hole: from which month on it was learnt

	combined *combined
	hole     int
}

// MonthAhead is one month of it.
type MonthAhead struct {
	Month clientele.Day `json:"month"`
	Ranged
}

// MixedWay is a way of looking ahead, its part in the forecast and by how much it missed.
type MixedWay struct {
	Name  string  `json:"name"`
	Part  float64 `json:"part"`
	Miss  float64 `json:"miss"` // the typical factor less one by which it was off over twelve months, or as many as the past holds; 0 where nothing is known
	Total float64 `json:"total"`
}

// way is a way of looking ahead: from the first n months of a table, the months after.
type way struct {
	name string
	path func(t *table, n, ahead int) []float64
}

// The ways. None has a knob that was turned on anybody's figures.
var ways = []way{
	{"level", level},
	{"smooth", smooth},
	{"season", lastYear},
	{"trend", trend},
	{"cohorts", cohorts},
}

// level says that each month will be as those of the last year were on average.
func level(t *table, n, ahead int) []float64 {
	last := t.total[max(0, n-12):n]
	return flat(mean(last), ahead)
}

// smoothing is the weight of the latest month in a level that follows.
const smoothing = 0.3

// smooth follows the level, and lays the seasons over it where they are known.
func smooth(t *table, n, ahead int) []float64 {
	s := seasons(t, n)
	at := t.total[0] / s[0]
	for i := 1; i < n; i++ {
		at += smoothing * (t.total[i]/s[i%12] - at)
	}
	path := make([]float64, ahead)
	for h := range path {
		path[h] = max(at, 0) * s[(n+h)%12]
	}
	return path
}

// lastYear says that each month will be as it was a year before.
func lastYear(t *table, n, ahead int) []float64 {
	if n < 12 {
		return level(t, n, ahead)
	}
	path := make([]float64, ahead)
	for h := range path {
		path[h] = t.total[n-12+h%12]
	}
	return path
}

// trend goes on from last year by half of the change between the last two.
func trend(t *table, n, ahead int) []float64 {
	path := lastYear(t, n, ahead)
	span := min(12, n/2)
	if span < 3 {
		return path
	}
	is, was := total(t.total[n-span:n]), total(t.total[n-2*span:n-span])
	if is <= 0 || was <= 0 {
		return path
	}
	by := math.Sqrt(min(max(is/was, .25), 4))
	for h := range path {
		path[h] *= by
	}
	return path
}

// cohorts goes by what those who began in a month bring at each age, by how that was lately
// beside what was expected of each cohort, and by how many begin.
func cohorts(t *table, n, ahead int) []float64 {
	s := seasons(t, n)
	rate := rates(t, n, ahead, s)
	path := make([]float64, ahead)
	newcomers := t.began[0] / s[0]
	if n > 1 { // the first months of a log hold those who were there before it
		newcomers = mean(t.began[min(1, n-1):min(n, 4)])
	}
	for i := 1; i < n; i++ {
		newcomers += smoothing * (t.began[i]/s[i%12] - newcomers)
	}
	for c := range n {
		if t.n[c] == 0 {
			continue
		}
		q := quality(t, c, n, rate, s)
		for h := range path {
			path[h] += q * t.n[c] * rate[n+h-c] * s[(n+h)%12]
		}
	}
	for h := range path {
		for b := range h + 1 {
			path[h] += newcomers * rate[h-b] * s[(n+h)%12]
		}
		path[h] = max(path[h], 0)
	}
	return path
}

// rates are what one who began brings at each age in months, seasons taken out; beyond what was
// seen they go on as the last of them did.
func rates(t *table, n, ahead int, s [12]float64) []float64 {
	rate := make([]float64, n+ahead)
	seen := 0
	for age := range n {
		minor, who := 0.0, 0.0
		for c := range n - age {
			if t.n[c] > 0 {
				minor += t.minor[c][c+age] / s[(c+age)%12]
				who += t.n[c]
			}
		}
		if who == 0 {
			continue
		}
		rate[age], seen = max(minor/who, 0), age+1
	}
	tail := decay(rate[:seen])
	for age := seen; age < len(rate); age++ {
		at := 0.0
		if seen > 1 {
			at = mean(rate[max(1, seen-6):seen])
		}
		rate[age] = at * math.Pow(tail, float64(age-seen+1))
	}
	return rate
}

// decay is by what factor a month the rates fall at their end: never by more than they did, and
// never rising.
func decay(rate []float64) float64 {
	n := len(rate)
	span := min(6, (n-1)/2)
	if span < 1 {
		return 1
	}
	is, was := total(rate[n-span:]), total(rate[n-2*span:n-span])
	if was <= 0 {
		return 1
	}
	return min(max(math.Pow(is/was, 1/float64(span)), .8), 1)
}

// quality is how a cohort did over its last months beside what is usual at that age, drawn to 1.
func quality(t *table, c, n int, rate []float64, s [12]float64) float64 {
	is, usual, all := 0.0, 0.0, 0.0
	for m := max(c+1, n-12); m < n; m++ {
		is += t.minor[c][m] / s[m%12]
		usual += t.n[c] * rate[m-c]
	}
	for m := max(0, n-12); m < n; m++ {
		all += t.total[m] / s[m%12]
	}
	own := all / 50 // what weighs two hundredths of a year stands for itself by half
	if usual+own <= 0 {
		return 1
	}
	return max(is+own, 0) / (usual + own)
}

// seasons are by what factor a calendar month differs from its year, counted from the table's
// first; each drawn to 1 by as much as two years would.
func seasons(t *table, n int) [12]float64 {
	var s [12]float64
	for k := range s {
		s[k] = 1
	}
	if n < 24 {
		return s
	}
	var logs, counts [12]float64
	for i := 6; i+6 < n; i++ {
		around := (total(t.total[i-6:i+6]) + total(t.total[i-5:i+7])) / 24
		if around > 0 && t.total[i] > 0 {
			logs[i%12] += min(max(math.Log(t.total[i]/around), -1.5), 1.5)
			counts[i%12]++
		}
	}
	sum := 0.0
	for k := range s {
		s[k] = math.Exp(logs[k] / (counts[k] + 2))
		sum += s[k]
	}
	for k := range s {
		s[k] *= 12 / sum
	}
	return s
}

func flat(x float64, n int) []float64 { return slices.Repeat([]float64{x}, n) }

func total(x []float64) (sum float64) {
	for _, v := range x {
		sum += v
	}
	return sum
}

func sumOf(x []float64) float64 { return total(x) }

func mean(x []float64) float64 {
	if len(x) == 0 {
		return 0
	}
	return total(x) / float64(len(x))
}
