package ui

import (
	"math"
	"strconv"
	"time"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/say"
)

// Nbsp keeps two words on one line.
const Nbsp = "\u00a0"

// clock writes the hour and minute of an instant on the wall of the firm, where it has one.
func clock(v page.Frame, i clientele.Instant) string { return v.Speaker.Hour(i, zoneOf(v)) }

// SayMoment writes an instant in short, on the wall of the firm.
func SayMoment(v page.Frame, i clientele.Instant) string {
	if i == 0 {
		return "–"
	}
	t := i.Time().In(zoneOf(v))
	return v.Speaker.Day(clientele.DayOf(t), v.Today) + ", " + t.Format("15:04")
}

// fullMoment is an instant in full, with the zone that its hour is of.
func fullMoment(v page.Frame, i clientele.Instant) string {
	t := i.Time().In(zoneOf(v))
	return v.Speaker.FullDay(clientele.DayOf(t)) + ", " + t.Format("15:04 MST")
}

func zoneOf(v page.Frame) *time.Location {
	if v.Zone == nil {
		return time.UTC
	}
	return v.Zone
}

// Pct writes a place in a drawing.
func Pct(f float64) string { return coord(f) + "%" }

// coord writes a coordinate in a drawing of 100 by 100.
func coord(f float64) string {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		f = 0
	}
	return strconv.FormatFloat(math.Round(f*1e4)/100, 'f', -1, 64)
}

// bounded is a count for a small place.
func bounded(s *say.Speaker, n int) string {
	const most = 99
	if n > most {
		return s.Count(most) + "+"
	}
	return s.Count(int64(n))
}
