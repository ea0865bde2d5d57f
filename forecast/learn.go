package forecast

import (
	"math"
	"slices"

	"github.com/clientele-crm/clientele"
)

// Enough is how many deals must have ended, or have left a stage, before we say anything of our
// own about it.
const Enough = 20

// Model is what was learnt.
type Model struct {
	On     clientele.Day       `json:"on"`
	Curves map[Stage]Curve     `json:"curves"`
	Groups map[string]Amounts  `json:"groups"` // what was won brought, by currency, and by what it was about
	Shock  float64             `json:"shock"`  // the variance, relative to the mean, that all deals of a month share
	Ratios []float64           `json:"ratios"` // what came of each month of the past that was forecast, by the mean, the least first
	Cuts   int                 `json:"cuts"`   // from how many forecasts of the past
	won    map[Stage][]float64 // by days from entering: how likely it is won by then
}

// Amounts is what deals brought that were won.
type Amounts struct {
	N     int     `json:"n"`
	Mean  float64 `json:"mean"`
	Above float64 `json:"above"` // the mean of the squares
}

// Learn reads off deals what was known of them on a day.
func Learn(deals []Deal, on clientele.Day) *Model {
	m := &Model{On: on, Curves: map[Stage]Curve{}, Groups: map[string]Amounts{}, Shock: prior}
	stints := map[Stage][]stint{}
	ended, wins := map[Stage]int{}, map[Stage]int{}
	sums := map[string][3]float64{}
	for _, d := range deals {
		if d.Opened > on {
			continue
		}
		over := d.Ended != clientele.NoDay && d.Ended <= on
		stints[Whole] = append(stints[Whole], d.stint(d.Opened, d.end(on), over))
		seen := map[Stage]bool{Whole: true}
		for i, s := range d.Stays {
			if s.From > on {
				break
			}
			seen[s.Stage] = true
			if i+1 < len(d.Stays) && d.Stays[i+1].From <= on {
				stints[s.Stage] = append(stints[s.Stage], stint{max(0, int(d.Stays[i+1].From-s.From)), d.Stays[i+1].Stage, true})
				continue
			}
			stints[s.Stage] = append(stints[s.Stage], d.stint(s.From, d.end(on), over))
		}
		if !over {
			continue
		}
		for s := range seen {
			ended[s]++
			if d.Won {
				wins[s]++
			}
		}
		if v, known := d.value(d.Ended); d.Won && known {
			for _, g := range d.groups() {
				s := sums[g]
				sums[g] = [3]float64{s[0] + 1, s[1] + v, s[2] + v*v}
			}
		}
	}
	for s, list := range stints {
		c := curve(list)
		c.Ended, c.Wins = ended[s], wins[s]
		m.Curves[s] = c
	}
	for g, s := range sums {
		m.Groups[g] = Amounts{int(s[0]), s[1] / s[0], s[2] / s[0]}
	}
	return m
}

// groups are under which amounts of the like are found: those of a currency, then those about the same.
func (d Deal) groups() []string {
	if d.Group == "" {
		return []string{d.Currency}
	}
	return []string{d.Currency, d.Currency + " " + d.Group}
}

// end is the last day on which something is known of a deal.
func (d Deal) end(on clientele.Day) clientele.Day {
	if d.Ended != clientele.NoDay && d.Ended <= on {
		return d.Ended
	}
	return on
}

func (d Deal) stint(from, to clientele.Day, over bool) stint {
	s := stint{days: max(0, int(to-from)), left: over, to: Lost}
	if d.Won {
		s.to = Won
	}
	return s
}

// value is what a deal would bring, as it was known on a day.
func (d Deal) value(on clientele.Day) (minor float64, known bool) {
	for _, v := range d.Values {
		if v.From <= on {
			minor, known = v.Minor, true
		}
	}
	return minor, known
}

// Learnt says whether enough deals have ended to say anything.
func (m *Model) Learnt() bool { return m.Curves[Whole].N >= Enough }

// of is the curve by which a deal in a stage goes on, and for how long it has stood there.
func (m *Model) of(d Deal, on clientele.Day) (Stage, int) {
	for _, s := range slices.Backward(d.Stays) {
		if s.From <= on {
			if m.Curves[s.Stage].N >= Enough {
				return s.Stage, int(on - s.From)
			}
			break
		}
	}
	return Whole, max(0, int(on-d.Opened))
}

// Share is which part of those that were in a stage is won, with the ends between which it lies
// eight times in ten: the stage's own, drawn towards that of the whole way by as much as four
// deals weigh. n is of how many it is told.
func (m *Model) Share(s Stage) (share, low, high float64, n int) {
	whole := m.Curves[Whole]
	base := 0.5
	if whole.Ended > 0 {
		base = (float64(whole.Wins) + 1) / (float64(whole.Ended) + 2)
	}
	c := m.Curves[s]
	n = c.Ended
	const weight = 4
	share = (float64(c.Wins) + weight*base) / (float64(n) + weight)
	half := eighty * math.Sqrt(share*(1-share)/(float64(n)+weight+1))
	return share, max(0, share-half), min(1, share+half), n
}

const (
	eighty  = 1.2816 // standard deviations to either side hold eighty of a hundred
	longest = 730    // days that are looked ahead
)

// winning is how likely a deal that enters a stage is won within so many days. Whoever moves on
// the same day is taken to move on the next, so that no ring of stages is walked for ever.
func (m *Model) winning() map[Stage][]float64 {
	if m.won != nil {
		return m.won
	}
	m.won = map[Stage][]float64{}
	for s := range m.Curves {
		m.won[s] = make([]float64, longest+1)
	}
	for t := 1; t <= longest; t++ {
		for s, c := range m.Curves {
			m.won[s][t] = m.within(c, 0, t, 1)
		}
	}
	return m.won
}

// Prepare works out once what Chances asks again and again; a model that several share must be prepared.
func (m *Model) Prepare() { m.winning() }

// within is how likely a deal of a curve that has stood for an age is won within so many days, not yet
// divided by how many are still there.
func (m *Model) within(c Curve, age, days, soonest int) (p float64) {
	for _, e := range c.Exits {
		after := e.Age - age
		if after < 0 || after == 0 && age > 0 {
			continue
		}
		after = max(after, soonest)
		if after > days {
			if e.Age-age > days {
				break
			}
			continue
		}
		switch {
		case e.To == Won:
			p += e.Mass
		case e.To == Lost:
		case m.Curves[e.To].N >= Enough:
			p += e.Mass * m.won[e.To][days-after]
		default:
			p += e.Mass * m.won[Whole][days-after]
		}
	}
	return p
}

// Chances is how likely a deal is won by each of some days, in their order.
func (m *Model) Chances(d Deal, on clientele.Day, by []clientele.Day) []float64 {
	if !m.Learnt() {
		return guessed(d, on, by)
	}
	m.winning()
	s, age := m.of(d, on)
	c := m.Curves[s]
	all := make([]float64, len(by))
	there := c.staying(age)
	if age == 0 {
		there = 1
	}
	if there < 1e-9 { // longer than anyone: nothing is known of it
		return all
	}
	for i, day := range by {
		all[i] = min(1, m.within(c, age, min(int(day-on), longest), 1)/there)
	}
	return all
}

// guessed is what somebody set, on the day that somebody expects; where nobody does, within a quarter.
func guessed(d Deal, on clientele.Day, by []clientele.Day) []float64 {
	all := make([]float64, len(by))
	for i, day := range by {
		switch {
		case d.Due == clientele.NoDay:
			all[i] = d.Guess * min(1, float64(day-on)/quarter)
		case max(d.Due, on+1) <= day:
			all[i] = d.Guess
		}
	}
	return all
}

const quarter = 91
