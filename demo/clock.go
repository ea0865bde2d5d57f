package demo

import (
	"math"
	"sort"
	"time"

	"github.com/clientele-crm/clientele"
)

// clock counts the busy days of a trade: in season it runs faster, in a shock
// slower, and a trade that bills once a quarter it moves on the quarter's last
// day alone. Gaps are drawn on it, so that the same people follow any calendar.
type clock struct {
	first clientele.Day
	until []float64 // busy days before first, first+1, …; beyond the last, a day is a day
}

// ahead is how many days past the books a clock knows its seasons.
const ahead = 3 * 365

// wind sets the clock of a trade.
func (f *Firm) wind(t *trade) clock {
	c := clock{first: f.start - clientele.Day(365*f.preset.older)}
	n := int(f.AsOf-c.first) + ahead
	c.until = make([]float64, n+1)
	usual := t.usual()
	for i := range n {
		day := c.first + clientele.Day(i)
		c.until[i+1] = c.until[i] + t.season(day)/usual*t.opens(day)*f.preset.level(f.AsOf-day)
	}
	return c
}

// at is how many busy days lie before a day.
func (c *clock) at(day clientele.Day) float64 {
	last := len(c.until) - 1
	i := int(day - c.first)
	if i <= last {
		return c.until[max(i, 0)]
	}
	return c.until[last] + float64(i-last)
}

// day is the day on which a busy moment falls.
func (c *clock) day(busy float64) clientele.Day {
	last := len(c.until) - 1
	if over := busy - c.until[last]; over >= 0 {
		return c.first + clientele.Day(last) + clientele.Day(over)
	}
	i := sort.Search(last, func(i int) bool { return c.until[i+1] > busy })
	return c.first + clientele.Day(i)
}

// season is how busy the trade is on a day, up to a factor: the von Mises
// density of the day of the year.
func (t *trade) season(day clientele.Day) float64 {
	phase := float64(day.Time().YearDay()-int(t.peak)) / 365.25
	return math.Exp(t.busy * math.Cos(2*math.Pi*phase))
}

// usual is the mean of season over a year.
func (t *trade) usual() float64 {
	sum := 0.0
	for d := range clientele.Day(365) {
		sum += t.season(d+1) / 365
	}
	return sum
}

// opens is how much of the business of its days falls on this one.
func (t *trade) opens(day clientele.Day) float64 {
	if t.billed == 0 {
		return 1
	}
	if next := (day + 1).Time(); next.Day() == 1 && int(next.Month()-1)%t.billed == 0 {
		return 365.25 / 12 * float64(t.billed)
	}
	return 0
}

// level is the shock's, so many days before the end of the books.
func (p *preset) level(back clientele.Day) float64 {
	if p.shock != 0 && back <= p.shockBegan && back > p.shockBegan-halfYear {
		return p.shock
	}
	return 1
}

// halfYear is how long a shock lasts.
const halfYear = 182

// dearer is the factor of prices on a day: they rise at New Year.
func (f *Firm) dearer(day clientele.Day) float64 {
	if f.preset.prices == 0 {
		return 1
	}
	return math.Pow(1+f.preset.prices, float64(day.Time().Year()-f.start.Time().Year()))
}

// moment is a time of the working day.
func (l *life) moment(day clientele.Day) clientele.Instant {
	return day.Instant() + clientele.Instant(8*60+l.rng.IntN(10*60))*clientele.Instant(time.Minute/time.Millisecond)
}
