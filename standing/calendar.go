package standing

import (
	"math"
	"math/rand/v2"
	"slices"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/btyd"
)

// calendar is a line's: the days from one date on which purchases fall to the
// next, such as the ends of quarters; 0 where they fall on any day.
type calendar float64

// beat is a recognised calendar: dates hold several events each, and lie even.
const (
	leastBeat    = 20   // days; below, it is as good as any day
	eventsADate  = 3    // on average
	ordinary     = 0.95 // share of the events that the dates must hold: the rest are exceptions
	offBeat      = 0.15 // a distance this far from a multiple of the beat is off it
	mostlyOnBeat = 0.75 // of the distances
)

// calendarOf recognises a calendar from the days of all events, sorted.
func calendarOf(days []clientele.Day) calendar {
	dates := mainDates(days)
	if len(dates) < 4 || len(days) < eventsADate*len(dates) {
		return 0
	}
	gaps := make([]float64, 0, len(dates)-1)
	for i := 1; i < len(dates); i++ {
		gaps = append(gaps, float64(dates[i]-dates[i-1]))
	}
	slices.Sort(gaps)
	beat := gaps[len(gaps)/2]
	on, beats := 0.0, 0.0
	for _, g := range gaps {
		times := max(1, math.Round(g/beat))
		beats += times
		on += outcome(math.Abs(g-times*beat) <= offBeat*beat)
	}
	if beat < leastBeat || on < mostlyOnBeat*float64(len(gaps)) {
		return 0
	}
	return calendar(float64(dates[len(dates)-1]-dates[0]) / beats) // quarters are 91.31 days, of one year and the next
}

// mainDates are the busiest dates, as many as hold nearly all events, in order.
func mainDates(days []clientele.Day) []clientele.Day {
	type date struct {
		day clientele.Day
		n   int
	}
	var dates []date
	for i, d := range days {
		if i == 0 || d != days[i-1] {
			dates = append(dates, date{day: d})
		}
		dates[len(dates)-1].n++
	}
	slices.SortStableFunc(dates, func(a, b date) int { return b.n - a.n })
	var main []clientele.Day
	held := 0
	for _, d := range dates {
		if float64(held) >= ordinary*float64(len(days)) {
			break
		}
		held += d.n
		main = append(main, d.day)
	}
	slices.Sort(main)
	return main
}

// days is the calendar's beat in whole days.
func (c calendar) days() int { return int(math.Round(float64(c))) }

// late is how much of a beat a date may lag: quarters are 90 to 92 days.
const late = 0.02

// opportunities is how many dates lie within an age.
func (c calendar) opportunities(age float64) float64 { return math.Floor(age/float64(c) + late) }

// onCalendar is the BG/BB, asked in days: opportunities are a calendar's dates
// since the first event.
type onCalendar struct {
	Calendar calendar  `json:"calendar"`
	BGBB     btyd.BGBB `json:"bgbb"`
}

// row counts in opportunities; two events of one date are one.
func (c calendar) row(r btyd.RF) btyd.RF {
	if r.X > 0 {
		r.Tx = max(1, math.Round(r.Tx/float64(c)))
		r.X = min(r.X, int(r.Tx))
	}
	r.T = max(r.Tx, c.opportunities(r.T))
	r.Litt = 0
	return r
}

// ahead is how many opportunities a horizon holds.
func (c calendar) ahead(r btyd.RF, horizon float64) float64 {
	return max(0, c.opportunities(r.T+horizon)-c.row(r).T)
}

func (m onCalendar) LogLikelihood(r btyd.RF) float64 { return m.BGBB.LogLikelihood(m.Calendar.row(r)) }

func (m onCalendar) AliveProb(r btyd.RF) float64 { return m.BGBB.AliveProb(m.Calendar.row(r)) }

func (m onCalendar) ActiveProb(r btyd.RF, horizon float64) float64 {
	return m.BGBB.ActiveProb(m.Calendar.row(r), m.Calendar.ahead(r, horizon))
}

func (m onCalendar) Expected(r btyd.RF, horizon float64) float64 {
	return m.BGBB.Expected(m.Calendar.row(r), m.Calendar.ahead(r, horizon))
}

func (m onCalendar) Draw(rng *rand.Rand, r btyd.RF, horizon float64) int {
	return m.BGBB.Draw(rng, m.Calendar.row(r), m.Calendar.ahead(r, horizon))
}

func (m onCalendar) pace() pace {
	b := m.BGBB
	return pace{b.Alpha, (b.Alpha + b.Beta) * float64(m.Calendar)}
}

func fitOnCalendar(rows []btyd.RF, c calendar) (onCalendar, btyd.Report, error) {
	counted := make([]btyd.RF, len(rows))
	for i, r := range rows {
		counted[i] = c.row(r)
	}
	m, rep, err := btyd.FitBGBB(btyd.Collapse(counted), weakPrior)
	return onCalendar{c, m}, rep, err
}
