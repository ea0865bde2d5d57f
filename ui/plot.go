package ui

import (
	"math"
	"strings"
	"time"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/say"
	"github.com/clientele-crm/clientele/shape"
)

// A drawing's places are shares of its width and height, 0…1 from the top left.

// span places days on a width.
type span struct{ from, to clientele.Day }

func (s span) at(d clientele.Day) float64 {
	if s.to <= s.from {
		return 0
	}
	return min(max(float64(d-s.from)/float64(s.to-s.from), 0), 1)
}

// tick is a place on an axis and what is written there.
type tick struct {
	At   float64
	Text string
}

// anchor keeps the words of the first and last tick within the drawing.
func (t tick) anchor() string {
	switch {
	case t.At < 0.04:
		return "start"
	case t.At > 0.96:
		return "end"
	}
	return "middle"
}

// ticks are round days over a span, at most six: years, quarters or months.
func (s span) ticks(speaker *say.Speaker) []tick {
	years := float64(s.to-s.from) / 365.25
	step, text := 1, speaker.Mon
	switch {
	case years > 12:
		step, text = 60, year
	case years > 6:
		step, text = 24, year
	case years > 2:
		step, text = 12, year
	case years > 1:
		step, text = 6, speaker.ShortMonth
	case years > 0.4:
		step = 2
	}
	t := s.from.Time()
	first := time.Date(t.Year(), 1, 1, 0, 0, 0, 0, time.UTC)
	var out []tick
	for m := first; ; m = m.AddDate(0, step, 0) {
		d := clientele.DayOf(m)
		if d > s.to {
			return out
		}
		if at := s.at(d); d >= s.from && at < 0.93 {
			said := text(d)
			if m.Month() == time.January && years <= 1 {
				said = year(d)
			}
			out = append(out, tick{at, said})
		}
	}
}

func year(d clientele.Day) string { return d.Time().Format("2006") }

// roundTop is the first of 1, 2, 2.5, 5, 10 … not below a value.
func roundTop(v float64) float64 {
	if v <= 0 || math.IsNaN(v) || math.IsInf(v, 0) {
		return 1
	}
	pow := math.Pow(10, math.Floor(math.Log10(v)))
	for _, m := range []float64{1, 1.5, 2, 3, 4, 5, 6, 8, 10} {
		if m*pow >= v*(1-1e-12) {
			return m * pow
		}
	}
	return 10 * pow
}

// step is a stretch of a course in which nothing changed.
type step struct {
	Row      shape.ChangeRow
	From, To float64
}

// steps lays a course over its span: each change holds until the next one.
func steps(course []shape.ChangeRow, s span) []step {
	out := make([]step, len(course))
	for i, c := range course {
		to := 1.0
		if i+1 < len(course) {
			to = s.at(course[i+1].Day)
		}
		out[i] = step{c, s.at(c.Day), to}
	}
	return out
}

// coursePath draws the probability, in a field of 100 by 100.
func coursePath(st []step) string {
	var b strings.Builder
	for i, s := range st {
		verb := " V"
		if i == 0 {
			b.WriteString("M" + coord(s.From) + " ")
			verb = ""
		}
		b.WriteString(verb + coord(1-s.Row.ClientProb) + " H" + coord(s.To))
	}
	return b.String()
}

// rangePath draws the interval around the probability; "" where none is known.
func rangePath(st []step) string {
	var up, down strings.Builder
	known := false
	for i, s := range st {
		known = known || s.Row.High > s.Row.Low
		verb := "L"
		if i == 0 {
			verb = "M"
		}
		up.WriteString(verb + coord(s.From) + " " + coord(1-high(s.Row)) + " H" + coord(s.To))
		r := st[len(st)-1-i]
		down.WriteString("L" + coord(r.To) + " " + coord(1-low(r.Row)) + " H" + coord(r.From))
	}
	if !known {
		return ""
	}
	return up.String() + down.String() + "Z"
}

func low(c shape.ChangeRow) float64  { return min(c.Low, c.ClientProb) }
func high(c shape.ChangeRow) float64 { return max(c.High, c.ClientProb) }

// sparkPath draws values in a field of 100 by 100.
func sparkPath(values []float64) string {
	if len(values) < 2 {
		return ""
	}
	lo, hi := values[0], values[0]
	for _, v := range values {
		lo, hi = min(lo, v), max(hi, v)
	}
	if hi == lo {
		hi = lo + 1
	}
	var b strings.Builder
	for i, v := range values {
		verb := "L"
		if i == 0 {
			verb = "M"
		}
		b.WriteString(verb + coord(float64(i)/float64(len(values)-1)) + " " + coord(1-(v-lo)/(hi-lo)))
	}
	return b.String()
}
