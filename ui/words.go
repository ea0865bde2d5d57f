package ui

import (
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/bojanz/currency"

	"github.com/clientele-crm/clientele"
)

const (
	Nbsp  = "\u00a0"
	minus = "\u2212"
)

// Count writes a whole number with a comma at every thousand.
func Count[T int | int64](n T) string {
	s := strconv.FormatInt(int64(n), 10)
	sign := ""
	if s[0] == '-' {
		sign, s = minus, s[1:]
	}
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return sign + s
}

// Decimal writes a number with so many digits after the point.
func Decimal(f float64, digits int) string {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return "–"
	}
	s := strconv.FormatFloat(math.Abs(f), 'f', digits, 64)
	whole, frac, _ := strings.Cut(s, ".")
	if n, err := strconv.ParseInt(whole, 10, 64); err == nil {
		whole = Count(n)
	}
	if frac != "" {
		whole += "." + frac
	}
	if f < 0 && strings.Trim(s, "0.") != "" {
		return minus + whole
	}
	return whole
}

// Percent writes a share of one; never 0 or 100 where it is not quite that.
func Percent(p float64) string {
	switch {
	case math.IsNaN(p):
		return "–"
	case p > 0 && p < 0.005:
		return "under 1" + Nbsp + "%"
	case p < 1 && p >= 0.995:
		return "over 99" + Nbsp + "%"
	}
	return strconv.Itoa(int(math.Round(100*p))) + Nbsp + "%"
}

// Plural writes a count with its noun.
func Plural[T int | int64](n T, one, many string) string {
	if n == 1 {
		return "1" + Nbsp + one
	}
	return Count(n) + Nbsp + many
}

// Money writes an amount to the cent; roundMoney to the whole unit. An amount
// whose currency nobody told us is a number and nothing else.
func Money(m clientele.Money) string { return formatMoney(m, 3) }

func RoundMoney(m clientele.Money) string { return formatMoney(m, 0) }

func formatMoney(m clientele.Money, maxDigits int) string {
	if m.IsNone() {
		return "–"
	}
	digits := min(clientele.Digits(m.Currency), maxDigits)
	plain := func() string {
		return Decimal(float64(m.Minor)/float64(clientele.MinorPerMajor(m.Currency)), digits)
	}
	if m.Currency == clientele.UnknownCurrency {
		return plain()
	}
	amount, err := currency.NewAmount(clientele.PlainAmount(m.Minor, m.Currency), m.Currency)
	if err != nil {
		return plain() + Nbsp + m.Currency
	}
	f := currency.NewFormatter(currency.NewLocale("en"))
	f.MinDigits, f.MaxDigits = uint8(digits), uint8(digits)
	return strings.Replace(f.Format(amount), "-", minus, 1)
}

// ShortDay writes "Tue 3 Mar", with the year where it is not this one.
func ShortDay(d, today clientele.Day) string {
	if d == clientele.NoDay {
		return "–"
	}
	t := d.Time()
	if today != clientele.NoDay && t.Year() != today.Time().Year() {
		return t.Format("2 Jan 2006")
	}
	return t.Format("Mon 2 Jan")
}

// FullDay writes "Tuesday 3 March 2026".
func FullDay(d clientele.Day) string {
	if d == clientele.NoDay {
		return ""
	}
	return d.Time().Format("Monday 2 January 2006")
}

// SaySince says how long ago a day is, or how far off.
func SaySince(d, today clientele.Day) string {
	n := int(today - d)
	switch {
	case d == clientele.NoDay:
		return "never"
	case n == 0:
		return "today"
	case n == 1:
		return "yesterday"
	case n == -1:
		return "tomorrow"
	case n < 0:
		return "in " + Days(float64(-n))
	}
	return Days(float64(n)) + " ago"
}

// Ago is since as short as a table needs it: "12 d", "3 mo", "2 y".
func Ago(d, today clientele.Day) string {
	n := float64(today - d)
	switch {
	case d == clientele.NoDay:
		return "never"
	case n < 100:
		return Decimal(max(n, 0), 0) + Nbsp + "d"
	case n < 700:
		return Decimal(n/30.44, 0) + Nbsp + "mo"
	}
	return Decimal(n/365.25, 0) + Nbsp + "y"
}

// Days says a length of time as people do: days as long as one can count them.
func Days(n float64) string {
	r := int(math.Round(n))
	switch {
	case math.IsNaN(n) || n < 0:
		return "–"
	case r == 0:
		return "less than a day"
	case r < 100:
		return Plural(r, "day", "days")
	case r < 700:
		return Plural(int(math.Round(n/30.44)), "month", "months")
	}
	return Plural(int(math.Round(n/365.25)), "year", "years")
}

// rhythm says how often somebody buys.
func rhythm(usualDays float64) string {
	switch r := int(math.Round(usualDays)); {
	case usualDays <= 0 || math.IsNaN(usualDays):
		return "–"
	case r <= 1:
		return "every day"
	case r < 14:
		return "every " + Plural(r, "day", "days")
	case r < 60:
		return "every " + Plural(int(math.Round(usualDays/7)), "week", "weeks")
	case r < 330:
		return "every " + Plural(int(math.Round(usualDays/30.44)), "month", "months")
	case r < 550:
		return "once a year"
	}
	return "every " + Plural(int(math.Round(usualDays/365.25)), "year", "years")
}

// seconds says how long work still takes.
func seconds(s float64) string {
	switch {
	case math.IsNaN(s) || s <= 0:
		return ""
	case s < 10:
		return "a few seconds"
	case s < 90:
		return "about " + Plural(int(math.Round(s/10))*10, "second", "seconds")
	case s < 5400:
		return "about " + Plural(int(math.Round(s/60)), "minute", "minutes")
	}
	return "about " + Plural(int(math.Round(s/3600)), "hour", "hours")
}

// FileSize writes bytes as people do.
func FileSize(n int64) string {
	switch {
	case n < 0:
		return ""
	case n < 1000:
		return Plural(n, "byte", "bytes")
	case n < 1_000_000:
		return Decimal(float64(n)/1e3, 0) + Nbsp + "kB"
	case n < 1_000_000_000:
		return Decimal(float64(n)/1e6, 1) + Nbsp + "MB"
	}
	return Decimal(float64(n)/1e9, 1) + Nbsp + "GB"
}

// clock writes the hour and minute of an instant, UTC, where it has one.
func clock(i clientele.Instant) string {
	t := i.Time()
	if t.Equal(t.Truncate(24 * time.Hour)) {
		return ""
	}
	return t.Format("15:04")
}

// SayMoment writes an instant in short.
func SayMoment(i clientele.Instant, today clientele.Day) string {
	if i == 0 {
		return "–"
	}
	return ShortDay(i.Day(), today) + ", " + i.Time().Format("15:04")
}

// Capital makes the first letter of a word of the firm's large.
func Capital(s string) string {
	for i, r := range s {
		return strings.ToUpper(string(r)) + s[i+len(string(r)):]
	}
	return s
}

// Shorten cuts a text to so many letters, at a word if one ends nearby.
func Shorten(s string, letters int) string {
	r := []rune(s)
	if len(r) <= letters {
		return s
	}
	cut := string(r[:letters-1])
	if i := strings.LastIndexByte(cut, ' '); i > len(cut)*3/4 {
		cut = cut[:i]
	}
	return cut + "…"
}

// Pct writes a place in a drawing.
func Pct(f float64) string {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		f = 0
	}
	return strconv.FormatFloat(math.Round(f*1e4)/100, 'f', -1, 64) + "%"
}

// coord writes a coordinate in a drawing of 100 by 100.
func coord(f float64) string {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		f = 0
	}
	return strconv.FormatFloat(math.Round(f*1e4)/100, 'f', -1, 64)
}

// Bounded is a count for a small place.
func Bounded(n int) string {
	const most = 99
	if n > most {
		return Count(most) + "+"
	}
	return Count(n)
}
