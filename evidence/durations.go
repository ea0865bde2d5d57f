package evidence

import (
	"bytes"
	"strings"

	"github.com/clientele-crm/clientele"
)

// How long something took: 90, "12 min", 0:12:30, 1h30, "1 Std. 30 Min.", 1.5 under a header of hours.

// hourUnits and minuteUnits are the words of headers that say in what it is counted.
var (
	hourUnits   = wordSet("hours hour hrs hr stunden stunde std heures heure horas hora ore uren uur timmar timer tunnit tunteja godziny godzin hodiny hodin ora orak часы часов години godzina h")
	minuteUnits = wordSet("minutes minute mins min minuten minuti minutos minuty minut minutter minuter perc dakika минуты минут хвилини m")
)

// spanUnits are what stands behind the numbers of a duration, in seconds.
var spanUnits = func() map[string]int64 {
	units := map[string]int64{"s": 1, "sec": 1, "secs": 1, "second": 1, "seconds": 1, "sek": 1, "sekunden": 1, "d": 86400, "day": 86400, "days": 86400}
	for w := range hourUnits {
		units[w] = 3600
	}
	for w := range minuteUnits {
		units[w] = 60
	}
	return units
}()

// settleDurations decides in what a column counts time.
func (r *recognition) settleDurations(s *settled) {
	m := r.fields["minutes"]
	if m == nil {
		return
	}
	head := " " + strings.Join(tokens(m.From), " ") + " "
	s.seconds = strings.Contains(head, " sec") || strings.Contains(head, " s ")
	s.hours = anyToken(m.From, hourUnits) && !anyToken(m.From, minuteUnits)
	s.clock = s.hours || r.timesheet
	if s.seconds || s.hours || !r.timesheet || anyToken(m.From, minuteUnits) || m.expr.op != 'c' {
		return
	}
	// 1.5 and 0.75 of a day's work are no minutes
	p := r.profiles[m.expr.col]
	if s.hours = p.share(p.numbers) > 0.9 && p.fractions > 0 && r.mostIs(m.expr, 24); s.hours {
		r.notes = append(r.notes, clientele.Tell("evidence.hours", "column", r.header[m.expr.col]))
	}
}

// mostIs says that no number of an expression is above a bound.
func (r *recognition) mostIs(e *expr, most int64) bool {
	f := r.figuresOf(e)
	for i := range f.v {
		if f.has[i] && f.v[i] > most*10_000 {
			return false
		}
	}
	return true
}

// duration reads how long something took, in minutes.
func duration(b []byte, s settled) (int, bool) {
	if bytes.IndexByte(b, ':') > 0 {
		return clockDuration(b, s.clock)
	}
	unit := int64(60)
	switch {
	case s.seconds:
		unit = 1
	case s.hours:
		unit = 3600
	}
	if seconds, ok := spans(b, unit); ok {
		return int(roundDiv(seconds, 60_000)), true
	}
	n, ok := parseNumber(b, eitherDecimal)
	return 0, ok && n.empty
}

// clockDuration reads 1:30, which is hours and minutes in a report of hours and minutes
// and seconds where telephones write it, and 0:12:30.
func clockDuration(b []byte, hours bool) (int, bool) {
	seconds, parts := 0, 0
	for _, part := range bytes.Split(b, []byte{':'}) {
		n, width, rest := takeDigits(part)
		if width == 0 || len(rest) > 0 && rest[0] != '.' {
			return 0, false
		}
		seconds = seconds*60 + n
		parts++
	}
	if parts == 2 && hours {
		return seconds, true
	}
	return (seconds + 30) / 60, parts == 2 || parts == 3
}

// spans adds numbers with their units up, in thousandths of a second. A number without one
// counts as the column does, or behind hours as minutes: 1h30.
func spans(b []byte, unit int64) (sum int64, ok bool) {
	text := strings.Fields(string(parted(b)))
	last := int64(0)
	for i := 0; i < len(text); i++ {
		n, isNumber := parseNumber([]byte(text[i]), eitherDecimal)
		if !isNumber || n.empty {
			return 0, false
		}
		of := unit
		if last == 3600 {
			of = 60
		}
		if i+1 < len(text) {
			known := false
			if of, known = spanUnits[strings.TrimRight(text[i+1], ".,")]; !known {
				return 0, false
			}
			i++
		}
		thousandths, fits := n.scaled(3)
		if !fits || thousandths > 1e12 || thousandths < 0 {
			return 0, false
		}
		sum, last, ok = sum+thousandths*of, of, true
	}
	return sum, ok
}

// parted puts blanks between numbers and letters: "1h30" is "1 h 30".
func parted(b []byte) []byte {
	out := make([]byte, 0, len(b)+8)
	digit := func(c byte) bool { return isDigit(c) || c == '.' || c == ',' }
	for i, c := range b {
		if i > 0 && digit(c) != digit(b[i-1]) && c != ' ' && b[i-1] != ' ' && !(isLetterByte(b[i-1]) && (c == '.' || c == ',')) {
			out = append(out, ' ')
		}
		out = append(out, c)
	}
	return out
}

func isLetterByte(c byte) bool { return c >= 0x80 || c|0x20 >= 'a' && c|0x20 <= 'z' }
