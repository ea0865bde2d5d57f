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

// ShortMoney writes an amount as one says it: "£750,000", "£1.15 m". Two digits count below
// a million, three above.
func (s *Speaker) ShortMoney(m clientele.Money) string {
	if m.IsNone() {
		return "–"
	}
	per := float64(clientele.MinorPerMajor(m.Currency))
	major := significant(float64(m.Minor)/per, 2)
	for _, unit := range []struct {
		of   float64
		name string
	}{{1e9, "number.billion"}, {1e6, "number.million"}} {
		if math.Abs(major) >= unit.of {
			return s.Say(unit.name, Args{"amount": s.inUnits(significant(float64(m.Minor)/per, 3)/unit.of, m.Currency)})
		}
	}
	return s.RoundMoney(clientele.Money{Minor: int64(math.Round(major * per)), Currency: m.Currency})
}

// inUnits writes an amount of a currency with the digits that it has, and no more.
func (s *Speaker) inUnits(x float64, code string) string {
	plain := strconv.FormatFloat(x, 'f', -1, 64)
	_, digits, _ := strings.Cut(plain, ".")
	return s.amount(s.Decimal(x, len(digits)), plain, code, len(digits))
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
