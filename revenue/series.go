package revenue

import (
	"slices"

	"github.com/clientele-crm/clientele"
)

// series is what is added up of one part.
type series struct {
	asOf    clientele.Day
	through Month // the last month that is over
	first   Month
	any     bool

	relations int
	cohorts   map[Month]*cohort
	months    map[Month]*sum
	returned  [len(grains)]map[Month]*returned
	year      moves
	agreed    agreements

	amounts []int64 // of accounts, in the last twelve months
	pending account // whose relationships come at the moment
	best    account // the one that brought most
	leading []account
}

// cohort are those who began in one month.
type cohort struct {
	n       int
	minor   map[Month]int64 // what they brought, by month
	squares float64         // of what each brought within its first twelve months
	within  int64           // the sum of that
}

// sum is one month.
type sum struct {
	minor   [sorts]int64
	kinds   [kinds]int64
	active  int
	began   int
	byBegan int64 // what they brought who began in it
}

type account struct {
	id    clientele.ID
	year  int64
	flows []cohortFlow
}

type cohortFlow struct {
	began, month Month
	minor        int64
}

func newSeries(asOf clientele.Day, through Month) *series {
	return &series{asOf: asOf, through: through, cohorts: map[Month]*cohort{}, months: map[Month]*sum{}}
}

func (s *series) month(m Month) *sum {
	if s.months[m] == nil {
		s.months[m] = &sum{}
	}
	return s.months[m]
}

// add takes a relationship in.
func (s *series) add(one *relation, y *Year) {
	if one.Account != s.pending.id {
		s.close()
		s.pending = account{id: one.Account, flows: s.pending.flows[:0]}
	}
	if !s.any || one.began < s.first {
		s.first, s.any = one.began, true
	}
	s.relations++
	c := s.cohorts[one.began]
	if c == nil {
		c = &cohort{minor: map[Month]int64{}}
		s.cohorts[one.began] = c
	}
	c.n++
	s.month(one.began).began++
	within, last := int64(0), Month(-1)
	for _, w := range one.flows {
		m := s.month(w.month)
		m.minor[w.sort] += w.minor
		m.kinds[one.kind] += w.minor
		c.minor[w.month] += w.minor
		if w.month != last { // one month may hold two sorts
			m.active++
			last = w.month
		}
		if w.month < one.began+12 {
			within += w.minor
		}
		if w.month == one.began {
			m.byBegan += w.minor
		}
		s.pending.flows = append(s.pending.flows, cohortFlow{one.began, w.month, w.minor})
	}
	c.within += within
	c.squares += float64(within) * float64(within)
	s.pending.year += max(y.Minor, 0)
	s.year.add(y)
	s.comeBack(one)
	if one.history != nil {
		s.agreed.add(one.history.Engaged, s.asOf)
	}
}

// mostLeading are the accounts that are named.
const mostLeading = 10

// close puts an account to the others when its last relationship was read.
func (s *series) close() {
	p := s.pending
	if p.year <= 0 {
		return
	}
	s.amounts = append(s.amounts, p.year)
	if p.year > s.best.year {
		s.best = account{p.id, p.year, slices.Clone(p.flows)}
	}
	at := len(s.leading)
	for at > 0 && s.leading[at-1].year < p.year {
		at--
	}
	if at < mostLeading {
		s.leading = slices.Insert(s.leading, at, account{id: p.id, year: p.year})
		s.leading = s.leading[:min(len(s.leading), mostLeading)]
	}
	s.pending.year = 0
}

// table is the series as it is forecast: what cohorts brought, month by month, up to the last
// that is over.
type table struct {
	from    Month
	minor   [][]float64 // by cohort, by months since from
	n       []float64   // of each cohort
	began   []float64   // how many began, by month
	total   []float64
	through Month
}

func (s *series) table(without *account) *table {
	t := &table{from: s.first, through: s.through}
	n := int(s.through-s.first) + 1
	if !s.any || n <= 0 {
		return t
	}
	t.n, t.total, t.began = make([]float64, n), make([]float64, n), make([]float64, n)
	t.minor = make([][]float64, n)
	for i := range t.minor {
		t.minor[i] = make([]float64, n)
	}
	put := func(c, m Month, minor float64) {
		if c > s.through || m > s.through || m < s.first || c < s.first {
			return
		}
		t.minor[c-s.first][m-s.first] += minor
		t.total[m-s.first] += minor
	}
	for began, c := range s.cohorts {
		if began <= s.through {
			t.n[began-s.first], t.began[began-s.first] = float64(c.n), float64(c.n)
		}
		for m, minor := range c.minor {
			put(began, m, float64(minor))
		}
	}
	if without != nil {
		for _, w := range without.flows {
			put(w.began, w.month, -float64(w.minor))
		}
	}
	return t
}

// holeMonths is from how many months without anything on a log has a hole, where it has none
// half as long besides: nobody wrote down what came, and what lies before says nothing of what
// comes every month.
const holeMonths = 3

// hole is after how many months the log goes on again, where it has a hole.
func (t *table) hole() int {
	var runs []int
	run, at, longest := 0, 0, 0
	for i, x := range append(slices.Clone(t.total), 1) {
		if x == 0 {
			run++
			continue
		}
		if run > 0 {
			runs = append(runs, run)
			if run >= longest {
				longest, at = run, i
			}
		}
		run = 0
	}
	slices.Sort(runs)
	if longest < holeMonths || len(runs) > 1 && longest <= 2*runs[(len(runs)-1)/2] || at >= len(t.total) {
		return 0
	}
	return at
}

// since is the table from its month at on.
func (t *table) since(at int) *table {
	if at == 0 {
		return t
	}
	after := &table{from: t.from + Month(at), through: t.through, n: slices.Clone(t.n[at:]), began: t.began[at:], total: t.total[at:]}
	after.minor = make([][]float64, len(after.total))
	for c := range after.minor {
		after.minor[c] = slices.Clone(t.minor[at+c][at:])
	}
	for c := range at { // who was there before is one cohort with those who began then
		after.n[0] += t.n[c]
		for m := range after.total {
			after.minor[0][m] += t.minor[c][at+m]
		}
	}
	return after
}
