package ui

import (
	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/page"
)

// Column is one bar of a chart over months: its parts from the foot up, and, where it is still to
// come, between what it lies.
type Column struct {
	Title     string
	Parts     []ColumnPart
	Low, High float64
	Ahead     bool
}

// ColumnPart is a part of a bar; what is less than nothing is not drawn.
type ColumnPart struct {
	Fill  string
	Value float64
}

// slabs are the parts where they are drawn, 0…1.
func (c Column) slabs(top float64) (all []Slab) {
	at := 0.0
	for _, p := range c.Parts {
		if h := p.Value / top; h > 0 {
			all = append(all, Slab{p.Fill, at, at + h})
			at += h
		}
	}
	return all
}

// TopOf is the top of the scale of some bars.
func TopOf(columns []Column) float64 {
	top := 0.0
	for _, c := range columns {
		sum := 0.0
		for _, p := range c.Parts {
			sum += max(p.Value, 0)
		}
		top = max(top, sum, c.High)
	}
	return roundTop(top)
}

// monthNames name up to four of some months under their bars.
func monthNames(v page.Frame, months []clientele.Day) (all []tick) {
	every := max((len(months)+3)/4, 1)
	for i := 0; i < len(months); i += every {
		if at := (float64(i) + 0.39) / float64(len(months)); at < 0.93 {
			all = append(all, tick{at, v.Speaker.ShortMonth(months[i])})
		}
	}
	return all
}
