package say

import (
	"strconv"
	"strings"
	"time"

	"github.com/clientele-crm/clientele"
)

// ReadDay reads a day as people write one that was: today, yesterday, 3 days ago, a day of the
// week (the last one), 3 March, Tue 3 Mar 2026, 31.3., 31/3/2026, 2026-03-31. Without a year it
// is the last such day; the day of a month and its number are told apart only where they can be.
func (s *Speaker) ReadDay(text string, today clientele.Day) (clientele.Day, bool) {
	return s.reading(text, today, false)
}

// parts reads a day of two or three parts: a day, a month in words or digits, a year.
func (w when) parts(text string) (clientele.Day, bool) {
	parts := strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(" ./-", r) })
	if len(parts) < 2 || len(parts) > 3 {
		return clientele.NoDay, false
	}
	if len(parts) == 3 && len(parts[0]) == 4 { // the year first: so is the month before the day
		return dayOf(number(parts[0]), number(parts[1]), number(parts[2]))
	}
	var day, month int
	if first, second := w.month(parts[0]), w.month(parts[1]); first != 0 || second != 0 {
		month, day = first+second, number(parts[0])+number(parts[1])
	} else {
		day, month = number(parts[0]), number(parts[1])
		if !strings.Contains(text, ".") && day <= 12 && month <= 12 && day != month {
			return clientele.NoDay, false // 3/4 is two days
		}
		if month > 12 {
			day, month = month, day
		}
	}
	if len(parts) == 2 {
		return w.ofYear(month, day)
	}
	year := number(parts[2])
	if len(parts[2]) == 2 {
		year += 2000
	}
	return dayOf(year, month, day)
}

// ofYear is a day without its year: the next such day, or the last one. The 29th of February
// comes once in eight years at least.
func (w when) ofYear(month, day int) (clientele.Day, bool) {
	if w.today == clientele.NoDay {
		return clientele.NoDay, false
	}
	for away := range 9 {
		year := w.today.Time().Year()
		if w.ahead {
			year += away
		} else {
			year -= away
		}
		if d, ok := dayOf(year, month, day); ok && (w.ahead && d >= w.today || !w.ahead && d <= w.today) {
			return d, true
		}
	}
	return clientele.NoDay, false
}

// month is a month by its name, whole or short; 0 for what is none.
func (s *Speaker) month(text string) int {
	for m := 1; m <= 12; m++ {
		if text == strings.ToLower(s.nth("month", m)) || text == strings.ToLower(s.nth("mon", m)) {
			return m
		}
	}
	return 0
}

// number reads digits; 0 for what is none. "3rd" is 3.
func number(text string) int {
	for _, ending := range []string{"st", "nd", "rd", "th"} {
		text = strings.TrimSuffix(text, ending)
	}
	if len(text) > 4 {
		return 0
	}
	n, err := strconv.ParseUint(text, 10, 16)
	if err != nil {
		return 0
	}
	return int(n)
}

func dayOf(year, month, day int) (clientele.Day, bool) {
	if year < leastYear || month < 1 || month > 12 || day < 1 {
		return clientele.NoDay, false
	}
	t := time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
	if t.Day() != day { // 31 February
		return clientele.NoDay, false
	}
	return clientele.DayOf(t), true
}
