package say

import (
	"math"
	"strconv"
	"time"

	"github.com/clientele-crm/clientele"
)

// Day writes "Tue 3 Mar", with the year where it is not this one.
func (s *Speaker) Day(d, today clientele.Day) string {
	if d == clientele.NoDay {
		return "–"
	}
	if today != clientele.NoDay && d.Time().Year() != today.Time().Year() {
		return s.dated("day.with-year", d)
	}
	return s.dated("day.short", d)
}

// LongDay writes "3 March 2026", within a sentence.
func (s *Speaker) LongDay(d clientele.Day) string { return s.dated("day.long", d) }

// FullDay writes "Tuesday 3 March 2026".
func (s *Speaker) FullDay(d clientele.Day) string {
	if d == clientele.NoDay {
		return ""
	}
	return s.dated("day.full", d)
}

func (s *Speaker) dated(key string, d clientele.Day) string { return s.say(key, dayParts{s, d.Time()}) }

// dayParts are what a message about a day may name.
type dayParts struct {
	s *Speaker
	t time.Time
}

// Of is the part of a name.
func (p dayParts) Of(name string) (any, bool) {
	weekday, month := int(p.t.Weekday()), int(p.t.Month())
	switch name {
	case "day":
		return strconv.Itoa(p.t.Day()), true
	case "year":
		return strconv.Itoa(p.t.Year()), true
	case "weekday", "wd":
		return p.s.nth(name, weekday), true
	case "month", "mon":
		return p.s.nth(name, month), true
	}
	return nil, false
}

func (s *Speaker) nth(what string, i int) string { return s.nths[what][i] }

// nthsOf gathers what a catalogue calls days of the week (Sunday is 0) and months (January is 1).
func nthsOf(messages map[string]message) map[string][]string {
	all := map[string][]string{}
	for what, n := range map[string]int{"weekday": 7, "wd": 7, "month": 13, "mon": 13} {
		for i := range n {
			all[what] = append(all[what], messages[what+"."+strconv.Itoa(i)].other)
		}
	}
	return all
}

// Moment writes an instant in short, on the wall of the firm.
func (s *Speaker) Moment(i clientele.Instant, clock *clientele.Clock) string {
	if i == 0 {
		return "–"
	}
	t := i.Time().In(clock.Zone())
	return s.Day(clientele.DayOf(t), clock.Today()) + ", " + t.Format("15:04")
}

// Hour writes the hour and minute of an instant on the wall of the firm; nothing where
// it is the beginning of a day, as moments of which only the day is known are.
func (s *Speaker) Hour(i clientele.Instant, zone *time.Location) string {
	if t := i.Time().In(zone); t.Hour() != 0 || t.Minute() != 0 {
		return t.Format("15:04")
	}
	return ""
}

// Since says how long ago a day is, or how far off.
func (s *Speaker) Since(d, today clientele.Day) string {
	n := int(today - d)
	switch {
	case d == clientele.NoDay:
		return s.Say("time.never")
	case n == 0:
		return s.Say("time.today")
	case n == 1:
		return s.Say("time.yesterday")
	case n == -1:
		return s.Say("time.tomorrow")
	case n < 0:
		return s.Say("time.in", Args{"span": Days(float64(-n))})
	}
	return s.Say("time.ago", Args{"span": Days(float64(n))})
}

// What a month and a year come to, in days.
const (
	monthDays = 30.44
	yearDays  = 365.25
)

// Ago is Since as short as a table needs it: "12 d", "3 mo", "2 y".
func (s *Speaker) Ago(d, today clientele.Day) string {
	n := float64(today - d)
	switch {
	case d == clientele.NoDay:
		return s.Say("time.never")
	case n < 100:
		return s.Say("time.short-days", Args{"span": s.Decimal(max(n, 0), 0)})
	case n < 700:
		return s.Say("time.short-months", Args{"span": s.Decimal(n/monthDays, 0)})
	}
	return s.Say("time.short-years", Args{"span": s.Decimal(n/yearDays, 0)})
}

func rounded(f float64) int { return int(math.Round(f)) }

// Days says a length of time as people do: days as long as one can count them.
func (s *Speaker) Days(n float64) string { return s.told(Days(n)) }

// Days tells a length of time, to be said later.
func Days(n float64) string {
	told := func(noun string, n float64) string { return clientele.Tell(noun, "n", rounded(n)) }
	switch r := rounded(n); {
	case math.IsNaN(n) || n < 0:
		return "–"
	case r == 0:
		return clientele.Tell("time.less-than-a-day")
	case r < 100:
		return told("noun.day", n)
	case r < 700:
		return told("noun.month", n/monthDays)
	}
	return told("noun.year", n/yearDays)
}

// Rhythm says how often somebody buys.
func (s *Speaker) Rhythm(usualDays float64) string {
	every := func(noun string, n float64) string {
		return s.Say("time.every", Args{"span": s.Plural(noun, rounded(n))})
	}
	switch r := rounded(usualDays); {
	case usualDays <= 0 || math.IsNaN(usualDays):
		return "–"
	case r <= 1:
		return s.Say("time.every-day")
	case r < 14:
		return every("noun.day", usualDays)
	case r < 60:
		return every("noun.week", usualDays/7)
	case r < 330:
		return every("noun.month", usualDays/monthDays)
	case r < 550:
		return s.Say("time.once-a-year")
	}
	return every("noun.year", usualDays/yearDays)
}

// Seconds says how long work still takes; nothing where nobody knows.
func (s *Speaker) Seconds(left float64) string {
	about := func(noun string, n int) string { return s.Say("time.about", Args{"span": s.Plural(noun, n)}) }
	switch {
	case math.IsNaN(left) || left <= 0:
		return ""
	case left < 10:
		return s.Say("time.few-seconds")
	case left < 90:
		return about("noun.second", 10*rounded(left/10))
	case left < 5400:
		return about("noun.minute", rounded(left/60))
	}
	return about("noun.hour", rounded(left/3600))
}
