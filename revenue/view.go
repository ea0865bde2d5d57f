package revenue

import (
	"math"
	"slices"

	"github.com/clientele-crm/clientele"
)

// Figures is what there is to say of a part: of a line of business or of all, in one currency.
// Amounts are minor units; where Currency is "", nothing has an amount, and orders are counted.
type Figures struct {
	AllLines      bool           `json:"all_lines"`
	Line          clientele.Line `json:"line"`
	Currency      string         `json:"currency"`
	AsOf          clientele.Day  `json:"as_of"`
	Through       clientele.Day  `json:"through"` // the last day of the last month that is over
	Relationships int            `json:"relationships"`
	Months        []MonthSum     `json:"months"` // up to the last that is over, the latest sixty
	Forecast      *Outlook       `json:"forecast,omitempty"`
	Hangs         Concentration  `json:"concentration"`
	Year          YearMoves      `json:"year"`
	Cohorts       []Grain        `json:"cohorts"`
	Agreed        *AgreedCurve   `json:"agreed,omitempty"` // nothing where nobody has an agreement
	Values        []CohortValue  `json:"values"`
}

// MonthSum is what a month brought, by sort.
type MonthSum struct {
	Month    clientele.Day `json:"month"` // its first day
	Contract int64         `json:"contract"`
	Steady   int64         `json:"steady"`
	OneByOne int64         `json:"one_by_one"`
	Active   int           `json:"active"`     // relationships that brought something
	Began    int           `json:"began"`      // that began in it
	ByBegan  int64         `json:"from_begun"` // what they brought in it
	ByKind   [4]int64      `json:"by_kind"`    // by what they count as today: clients, customers, others, lapsed
}

// All is the month's revenue.
func (m MonthSum) All() int64 { return m.Contract + m.Steady + m.OneByOne }

// Recurring is what comes again by contract or by rhythm.
func (m MonthSum) Recurring() int64 { return m.Contract + m.Steady }

const mostMonths = 60

func (s *series) view() Figures {
	s.close()
	v := Figures{AsOf: s.asOf, Through: s.through.Last(), Relationships: s.relations, Year: s.year.sum(), Agreed: s.agreed.sum(), Hangs: s.hangs()}
	if !s.any {
		return v
	}
	for m := max(s.first, s.through-mostMonths+1); m <= s.through; m++ {
		one := MonthSum{Month: m.First()}
		if x := s.months[m]; x != nil {
			one.Contract, one.Steady, one.OneByOne = x.minor[ByContract], x.minor[Steady], x.minor[OneByOne]
			one.Active, one.Began, one.ByBegan, one.ByKind = x.active, x.began, x.byBegan, x.kinds
		}
		v.Months = append(v.Months, one)
	}
	v.Cohorts = s.grains()
	v.Values = s.values()
	t := s.table(nil)
	v.Forecast = forecastOf(t)
	if v.Forecast != nil && s.best.year > 0 {
		without := s.table(&s.best).since(v.Forecast.hole)
		path := v.Forecast.combined.ahead(without, len(without.total), Ahead)
		v.Hangs.Without = sumOf(path)
	}
	return v
}

// Concentration is on whom the revenue of the last twelve months hangs.
type Concentration struct {
	Total   int64     `json:"total"`
	N       int       `json:"n"`     // accounts that brought something
	Half    int       `json:"half"`  // as many, the largest first, bring half of it
	HHI     float64   `json:"hhi"`   // the sum of the squares of their shares, 0…1
	Alike   float64   `json:"alike"` // as many of one size would be as concentrated: 1/HHI
	Leading []Largest `json:"leading"`
	Without float64   `json:"without"` // what is forecast for twelve months without the largest; 0 where nothing is
}

// Largest is one of the largest accounts.
type Largest struct {
	Account clientele.ID `json:"account"`
	Minor   int64        `json:"minor"`
	Share   float64      `json:"share"`
}

func (s *series) hangs() Concentration {
	c := Concentration{N: len(s.amounts), Leading: []Largest{}}
	for _, a := range s.amounts {
		c.Total += a
	}
	if c.Total <= 0 {
		return c
	}
	slices.Sort(s.amounts)
	run := int64(0)
	for _, a := range slices.Backward(s.amounts) {
		share := float64(a) / float64(c.Total)
		c.HHI += share * share
		if 2*run < c.Total {
			c.Half++
		}
		run += a
	}
	c.Alike = 1 / c.HHI
	for _, l := range s.leading {
		c.Leading = append(c.Leading, Largest{l.id, l.year, float64(l.year) / float64(c.Total)})
	}
	return c
}

// Ranged is a figure, and where it lies in eight of ten cases.
type Ranged struct {
	Value float64 `json:"value"`
	Low   float64 `json:"low"`
	High  float64 `json:"high"`
}

// ends is the normal deviate between which and its negative lie eight of ten.
const ends = 1.2816

func around(value, sd float64) Ranged { return Ranged{value, value - ends*sd, value + ends*sd} }

// YearMoves is the last year against the one before, relationship by relationship.
type YearMoves struct {
	Before  int64      `json:"before"` // of the twelve months before, of those who brought something in them
	Is      int64      `json:"is"`     // of the last twelve, of all
	Rows    []YearMove `json:"rows"`
	N       int        `json:"n"` // who brought something in the year before
	Gross   *Ranged    `json:"gross"`
	Net     *Ranged    `json:"net"`
	Keeping *Ranged    `json:"keeping"` // the share of them, by number, who brought something again
}

// YearMove is a part of it: how many, and by how much the revenue changed with them.
type YearMove struct {
	Moved  Moved `json:"moved"`
	N      int   `json:"n"`
	Before int64 `json:"before"`
	Is     int64 `json:"is"`
}

// leastYear is of how many in the year before a retention is told.
const leastYear = 5

// moves are sums from which retention and its error follow.
type moves struct {
	rows               map[Moved]*YearMove
	n                  int
	x, y, g            float64
	xx, yy, gg, xy, xg float64
}

func (m *moves) add(y *Year) {
	if m.rows == nil {
		m.rows = map[Moved]*YearMove{}
	}
	r := m.rows[y.Moved]
	if r == nil {
		r = &YearMove{Moved: y.Moved}
		m.rows[y.Moved] = r
	}
	was, is := max(y.Before, 0), max(y.Minor, 0)
	r.N++
	r.Before, r.Is = r.Before+was, r.Is+is
	if was == 0 {
		return
	}
	a, b, kept := float64(was), float64(is), float64(min(was, is))
	m.n++
	m.x, m.y, m.g = m.x+a, m.y+b, m.g+kept
	m.xx, m.yy, m.gg, m.xy, m.xg = m.xx+a*a, m.yy+b*b, m.gg+kept*kept, m.xy+a*b, m.xg+a*kept
}

func (m *moves) sum() YearMoves {
	out := YearMoves{Rows: []YearMove{}, N: m.n, Before: int64(m.x)}
	for _, moved := range AllMoved {
		if r := m.rows[moved]; r != nil {
			out.Rows = append(out.Rows, *r)
			out.Is += r.Is
		}
	}
	if m.n < leastYear {
		return out
	}
	// The error of a ratio of sums over relationships (Cochran 1977, 2.11).
	ratio := func(y, yy, xy float64) *Ranged {
		r := y / m.x
		n := float64(m.n)
		e := around(r, math.Sqrt(max(0, yy-2*r*xy+r*r*m.xx)*n/(n-1))/m.x)
		e.Low = max(e.Low, 0)
		return &e
	}
	out.Net, out.Gross = ratio(m.y, m.yy, m.xy), ratio(m.g, m.gg, m.xg)
	out.Gross.High = min(out.Gross.High, 1)
	left := 0
	if r := m.rows[Left]; r != nil {
		left = r.N
	}
	k := Wilson(m.n-left, m.n, ends)
	out.Keeping = &k
	return out
}

// Wilson is a share and its interval (Wilson 1927), at a normal deviate.
func Wilson(k, n int, z float64) Ranged {
	if n == 0 {
		return Ranged{0, 0, 1}
	}
	p, m := float64(k)/float64(n), float64(n)
	mid := (p + z*z/(2*m)) / (1 + z*z/m)
	half := z / (1 + z*z/m) * math.Sqrt(p*(1-p)/m+z*z/(4*m*m))
	return Ranged{p, max(mid-half, 0), min(mid+half, 1)}
}
