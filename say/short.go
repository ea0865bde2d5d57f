package say

import (
	"math"
	"strconv"
	"strings"

	"github.com/clientele-crm/clientele"
)

// LongMonth writes "November 2027".
func (s *Speaker) LongMonth(d clientele.Day) string { return s.dated("day.long-month", d) }

// ShortMonth writes "Nov 2027".
func (s *Speaker) ShortMonth(d clientele.Day) string { return s.dated("day.short-month", d) }

// Mon writes "Nov".
func (s *Speaker) Mon(d clientele.Day) string { return s.nth("mon", int(d.Time().Month())) }

// ShortMoneys write amounts of one currency as one says them, all in one unit, so that they
// can be compared at a glance: "£740,000" beside "£990,000", "£0.74 m" beside "£1.14 m".
// Two digits of the least count, and three of the most; amounts that lie too far apart for
// one unit are written out.
func (s *Speaker) ShortMoneys(all ...clientele.Money) []string {
	least, most := math.Inf(1), 0.0
	for _, m := range all {
		if x := math.Abs(majorOf(m)); x > 0 {
			least, most = min(least, significant(x, 2)), max(most, significant(x, 3))
		}
	}
	unit, name, digits := shortUnit(least, most)
	short := make([]string, len(all))
	for i, m := range all {
		switch {
		case m.IsNone():
			short[i] = "–"
		case name == "":
			x := significant(majorOf(m), 2)
			short[i] = s.amount(s.Decimal(x, 0), strconv.FormatFloat(x, 'f', -1, 64), m.Currency, 0)
		default:
			x := majorOf(m) / unit
			plain := s.Decimal(x, digits)
			amount := s.amount(plain, strconv.FormatFloat(x, 'f', digits, 64), m.Currency, digits)
			plain = strings.TrimPrefix(plain, minus)
			short[i] = strings.Replace(amount, plain, s.Say(name, Args{"amount": plain}), 1) // −£1.14 m; 1,14 Mio. €
		}
	}
	return short
}

func majorOf(m clientele.Money) float64 {
	if m.IsNone() {
		return 0
	}
	return float64(m.Minor) / float64(clientele.MinorPerMajor(m.Currency))
}

// shortUnit is the unit in which amounts from the least to the most are written, and with
// how many digits behind its point; no name where they are written out.
func shortUnit(least, most float64) (unit float64, name string, digits int) {
	for _, u := range []struct {
		of   float64
		name string
	}{{1e9, "number.billion"}, {1e6, "number.million"}} {
		if most < u.of {
			continue
		}
		size := func(x float64) int { return int(math.Floor(math.Log10(x / u.of))) }
		if digits = max(2-size(most), 1-size(least), 0); digits > 2 {
			continue // the least would lose its digits in this unit
		}
		for digits > 0 && roundIn(most, u.of, digits-1) && roundIn(least, u.of, digits-1) {
			digits--
		}
		return u.of, u.name, digits
	}
	return 1, "", 0
}

// roundIn says whether an amount needs no more than so many digits in a unit.
func roundIn(x, unit float64, digits int) bool {
	shifted := x / unit * math.Pow10(digits)
	return math.Abs(shifted-math.Round(shifted)) < 1e-6
}

// significant rounds to so many digits.
func significant(x float64, digits int) float64 {
	if x == 0 || math.IsInf(x, 0) || math.IsNaN(x) {
		return x
	}
	unit := math.Pow(10, math.Floor(math.Log10(math.Abs(x)))-float64(digits)+1)
	rounded := math.Round(x/unit) * unit
	clean, err := strconv.ParseFloat(strconv.FormatFloat(rounded, 'g', digits+2, 64), 64)
	if err != nil {
		return rounded
	}
	return clean
}
