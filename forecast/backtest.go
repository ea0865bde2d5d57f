package forecast

import (
	"math"
	"slices"
	"time"

	"github.com/clientele-crm/clientele"
)

// Trial is a forecast that would have been made, and what came.
type Trial struct {
	On     clientele.Day `json:"on"`
	Month  clientele.Day `json:"month"`
	Ahead  int           `json:"ahead"` // 1 is the next month
	Mean   float64       `json:"mean"`
	Low    float64       `json:"low"`
	High   float64       `json:"high"`
	Plain  float64       `json:"plain"`
	Came   float64       `json:"came"`
	spread float64
}

// Inside says that what came lay between the ends.
func (t Trial) Inside() bool { return t.Low <= t.Came && t.Came <= t.High }

// Tested is how forecasts of the past did.
type Tested struct {
	Trials []Trial `json:"trials"`
	Inside int     `json:"inside"`
	Error  float64 `json:"error"`       // what the mean missed, of all that came
	Plain  float64 `json:"error_plain"` // what the plain sum missed
}

const (
	tested = 3  // months ahead
	most   = 12 // days of the past from which it is tried
)

// Backtest forecasts from the last day of each of the past months, with what was known then, and
// sets what came beside it. The shock of each is learnt from the trials before it alone.
func Backtest(deals []Deal, on clientele.Day) (t Tested) {
	var missed, plain, came float64
	for _, cut := range cutsBefore(deals, on) {
		m := Learn(deals, cut)
		if !m.Learnt() {
			continue
		}
		m.Heed(t.Trials, cut)
		months, _ := m.Draw(deals, cut, tested+1) // the running month is over
		is := what(deals, cut, months)
		for i := 1; i <= tested; i++ {
			end := months[i].From.Time().AddDate(0, 1, -1)
			if clientele.DayOf(end) > on {
				continue
			}
			one := Trial{On: cut, Month: months[i].From, Ahead: i, Mean: months[i].Mean, Low: months[i].Low, High: months[i].High,
				Plain: months[i].Plain, Came: is[i], spread: months[i].var_}
			if i == 1 { // what the plain sum has for the day itself is of the next month
				one.Plain += months[0].Plain
			}
			t.Trials = append(t.Trials, one)
			if one.Inside() {
				t.Inside++
			}
			missed, plain, came = missed+math.Abs(one.Mean-one.Came), plain+math.Abs(one.Plain-one.Came), came+one.Came
		}
	}
	if came > 0 {
		t.Error, t.Plain = missed/came, plain/came
	}
	return t
}

// Heed learns from forecasts of the past by how much months stray, of those that were over on a day.
func (m *Model) Heed(trials []Trial, on clientele.Day) {
	m.Shock, m.Cuts = shockOf(trials, on)
	m.Ratios = nil
	for _, t := range trials {
		if t.over(on) && t.Mean > 0 {
			m.Ratios = append(m.Ratios, t.Came/t.Mean)
		}
	}
	slices.Sort(m.Ratios)
}

// over says that the month was over on a day.
func (t Trial) over(on clientele.Day) bool {
	return clientele.DayOf(t.Month.Time().AddDate(0, 1, -1)) <= on
}

// cutsBefore are the last days of the months before a day, the earliest first, from when deals had begun.
func cutsBefore(deals []Deal, on clientele.Day) (cuts []clientele.Day) {
	first := on
	for _, d := range deals {
		first = min(first, d.Opened)
	}
	y, mo, _ := on.Time().Date()
	for i := most; i >= 1; i-- {
		if cut := clientele.DayOf(firstOf(y, int(mo)-i+1)) - 1; cut > first {
			cuts = append(cuts, cut)
		}
	}
	return cuts
}

func firstOf(y, month int) time.Time { return time.Date(y, time.Month(month), 1, 0, 0, 0, 0, time.UTC) }

// what came in each month of the deals that were open on a day.
func what(deals []Deal, cut clientele.Day, months []Month) []float64 {
	is := make([]float64, len(months))
	for _, d := range deals {
		if d.Opened > cut || !d.Won || d.Ended <= cut {
			continue
		}
		v, _ := d.value(d.Ended)
		for i := len(months) - 1; i >= 0; i-- {
			if d.Ended >= months[i].From {
				if i < len(months)-1 || d.Ended < clientele.DayOf(months[i].From.Time().AddDate(0, 1, 0)) {
					is[i] += v
				}
				break
			}
		}
	}
	return is
}

// shockOf is how much more the months that were over on a day strayed than deals by themselves
// do, as a variance relative to the mean; drawn towards the prior.
func shockOf(trials []Trial, on clientele.Day) (shock float64, cuts int) {
	var extra, square float64
	n := 0
	for _, t := range trials {
		if !t.over(on) {
			continue
		}
		extra += (t.Came-t.Mean)*(t.Came-t.Mean) - t.spread
		square += t.Mean * t.Mean
		n++
	}
	if n == 0 || square == 0 {
		return prior, 0
	}
	usual := priorCuts * square / float64(n)
	return max(0.0025, (extra+prior*usual)/(square+usual)), n
}

func compare(a, b float64) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}
