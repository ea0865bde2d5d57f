package revenue

import (
	"cmp"
	"math"
	"slices"

	"github.com/clientele-crm/clientele"
)

// Grain is the cohorts of one length: of a month, a quarter or a year, and how many of each
// bought again in the periods after.
type Grain struct {
	By   string      `json:"by"` // month, quarter, year
	Rows []CohortRow `json:"rows"`
	All  []AgeShare  `json:"all"` // over all cohorts that are so old, by age
}

// CohortRow are those who began in one period.
type CohortRow struct {
	From   clientele.Day `json:"from"`
	To     clientele.Day `json:"to"`
	N      int           `json:"n"`
	Active []float64     `json:"active"` // by age in such periods: the share of them who brought something in it
}

// AgeShare is of how many how large a share came, with its interval.
type AgeShare struct {
	N int `json:"n"`
	Ranged
}

// The grains: how many months make a period, how many cohorts are kept, how many ages.
var grains = [...]struct {
	by            string
	months        int
	cohorts, ages int
}{{"month", 1, 24, 13}, {"quarter", 3, 16, 13}, {"year", 12, 15, 11}}

// grains say of cohorts of each length how many of them brought something in each period after.
func (s *series) grains() []Grain {
	out := make([]Grain, 0, len(grains))
	for i, g := range grains {
		grain := Grain{By: g.by, Rows: []CohortRow{}}
		came, could := make([]int, g.ages), make([]int, g.ages)
		for _, start := range s.periods(g.months, g.cohorts) {
			c := s.returned[i][start]
			if c == nil {
				continue
			}
			row := CohortRow{From: start.First(), To: (start + Month(g.months) - 1).Last(), N: c.n}
			for age := range g.ages {
				if start+Month((age+1)*g.months)-1 > s.through {
					break
				}
				row.Active = append(row.Active, float64(c.active[age])/float64(c.n))
				came[age], could[age] = came[age]+c.active[age], could[age]+c.n
			}
			grain.Rows = append(grain.Rows, row)
		}
		for age := 0; age < g.ages && could[age] > 0; age++ {
			grain.All = append(grain.All, AgeShare{could[age], Wilson(came[age], could[age], ends)})
		}
		slices.Reverse(grain.Rows) // the latest first
		out = append(out, grain)
	}
	return out
}

// returned counts those who began in a period, and how many of them brought something at each age.
type returned struct {
	n      int
	active []int
}

// comeBack counts a relationship in each grain: once a period.
func (s *series) comeBack(one *relation) {
	for i, g := range grains {
		start := one.began - one.began%Month(g.months)
		if s.returned[i] == nil {
			s.returned[i] = map[Month]*returned{}
		}
		c := s.returned[i][start]
		if c == nil {
			c = &returned{active: make([]int, g.ages)}
			s.returned[i][start] = c
		}
		c.n++
		last := -1
		for _, w := range one.flows {
			age := int(w.month-start) / g.months
			if w.minor <= 0 || age == last || age < 0 || age >= g.ages {
				continue
			}
			last = age
			c.active[age]++
		}
	}
}

// periods are the beginnings of the latest cohorts of so many months, oldest first.
func (s *series) periods(months, most int) (starts []Month) {
	for m := s.first - s.first%Month(months); m <= s.through; m += Month(months) {
		starts = append(starts, m)
	}
	return starts[max(0, len(starts)-most):]
}

// CohortValue is what those who began in a quarter brought, each on average.
type CohortValue struct {
	From    clientele.Day `json:"from"`
	To      clientele.Day `json:"to"`
	N       int           `json:"n"`
	SoFar   float64       `json:"so_far"`            // to the last day that is known
	InAYear *Ranged       `json:"in_a_year"`         // within the first twelve months; nothing where they are not over
	Thin    bool          `json:"thin,omitempty"`    // fewer than are told apart from chance
	Running bool          `json:"running,omitempty"` // the first twelve months are not over
}

// leastValue is of how many a mean is told with an interval.
const leastValue = 20

const mostValues = 24

func (s *series) values() []CohortValue {
	out := []CohortValue{}
	for _, start := range s.periods(3, mostValues) {
		v := CohortValue{From: start.First(), To: (start + 2).Last()}
		within, squares, all := 0.0, 0.0, 0.0
		for m := start; m < start+3; m++ {
			if c := s.cohorts[m]; c != nil {
				v.N += c.n
				within, squares = within+float64(c.within), squares+c.squares
				for _, minor := range c.minor {
					all += float64(minor)
				}
			}
		}
		if v.N == 0 {
			continue
		}
		n := float64(v.N)
		v.SoFar, v.Thin, v.Running = all/n, v.N < leastValue, start+14 > s.through
		if !v.Thin && !v.Running {
			mean := within / n
			e := around(mean, math.Sqrt(max(0, squares/n-mean*mean)/(n-1)))
			v.InAYear = &e
		}
		out = append(out, v)
	}
	slices.Reverse(out)
	return out
}

// agreements counts how long agreements lasted: of each age in months, how many came to it and
// how many ended in it.
type agreements struct {
	n, open int
	rows    map[Month]*tenure // by the month in which they began, of the year's first
}

type tenure struct{ n, ended []float64 }

// AgreedCurve is how agreements go on, by age: Kaplan & Meier (1958), those that still run censored.
type AgreedCurve struct {
	N    int          `json:"n"`
	Open int          `json:"open"`
	All  []AgeShare   `json:"all"`  // by age in months
	Rows []AgreedYear `json:"rows"` // by the year in which they began
}

// AgreedYear is the curve of those that began in a year.
type AgreedYear struct {
	Year int        `json:"year"`
	N    int        `json:"n"`
	All  []AgeShare `json:"all"`
}

const mostTenure = 61 // months

func (a *agreements) add(engaged []clientele.Engagement, asOf clientele.Day) {
	for _, e := range chains(engaged, asOf) {
		year := MonthOf(e.Start) / 12 * 12
		if a.rows == nil {
			a.rows = map[Month]*tenure{}
		}
		t := a.rows[year]
		if t == nil {
			t = &tenure{make([]float64, mostTenure), make([]float64, mostTenure)}
			a.rows[year] = t
		}
		a.n++
		ended := e.End != clientele.NoDay && e.End <= asOf
		last := asOf
		if ended {
			last = e.End
		} else {
			a.open++
		}
		age := int(max(0, float64(last-e.Start)-2) / 30.436875) // who ends with its twelfth month did not last longer than that, though months be long
		for k := range min(age+1, mostTenure) {
			t.n[k]++
		}
		switch {
		case age >= mostTenure:
		case ended:
			t.ended[age]++
		case age > 0:
			t.n[age]-- // was not seen through that month
		}
	}
}

// renewedDays is how long after the end of an agreement the next one of its kind renews it.
const renewedDays = 60

// chains are the agreements that are meant to go on, each with those that renewed it.
func chains(engaged []clientele.Engagement, asOf clientele.Day) (all []clientele.Engagement) {
	for _, e := range engaged { // in the order in which they began
		if e.Kind == clientele.Matter || e.Kind == clientele.Project || e.Period.PerYear() == 0 || e.Start > asOf {
			continue // made to end, or it does not come round
		}
		i := slices.IndexFunc(all, func(c clientele.Engagement) bool {
			return c.Kind == e.Kind && c.End != clientele.NoDay && e.Start > c.Start && e.Start >= c.End-renewedDays/2 && e.Start <= c.End+renewedDays
		})
		if i < 0 {
			all = append(all, e)
			continue
		}
		all[i].End = e.End
	}
	return all
}

func (a *agreements) sum() *AgreedCurve {
	if a.n == 0 {
		return nil
	}
	out := &AgreedCurve{N: a.n, Open: a.open}
	all := &tenure{make([]float64, mostTenure), make([]float64, mostTenure)}
	for year, t := range a.rows {
		for k := range t.n {
			all.n[k] += t.n[k]
			all.ended[k] += t.ended[k]
		}
		out.Rows = append(out.Rows, AgreedYear{int(year) / 12, int(t.n[0] + .5), t.curve()})
	}
	slices.SortFunc(out.Rows, func(a, b AgreedYear) int { return cmp.Compare(b.Year, a.Year) })
	out.All = all.curve()
	return out
}

// curve is the share that is still there at the beginning of each month of age, with
// Greenwood's error on the log of it.
func (t *tenure) curve() (out []AgeShare) {
	left, spread := 1.0, 0.0
	for k := range t.n {
		n, d := t.n[k], t.ended[k]
		if n < 1 {
			break
		}
		sd := math.Sqrt(spread)
		out = append(out, AgeShare{int(n), Ranged{left, left * math.Exp(-ends*sd), min(1, left*math.Exp(ends*sd))}})
		left *= 1 - d/n
		if n > d {
			spread += d / (n * (n - d))
		}
	}
	return out
}
