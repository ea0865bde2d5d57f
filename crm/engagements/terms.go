package engagements

import (
	"strconv"
	"strings"
	"time"

	"github.com/clientele-crm/clientele"
)

// term is for how long something was agreed, and at what fee.
type term struct {
	From, To clientele.Day // To is NoDay while it is open
	Fee      clientele.Money
	Period   clientele.Period
}

// termsIn reads terms as a record keeps them, a line each: from, to, minor units, currency, period.
func termsIn(text string) (all []term) {
	for line := range strings.Lines(text) {
		part := strings.Fields(line)
		if len(part) != 5 {
			continue
		}
		t := term{Period: clientele.Period(strings.Trim(part[4], "-"))}
		var err error
		if t.From, err = clientele.ParseDay(part[0]); err != nil {
			continue
		}
		if t.To, err = clientele.ParseDay(part[1]); err != nil {
			continue
		}
		if minor, err := strconv.ParseInt(part[2], 10, 64); err == nil && part[3] != "-" {
			t.Fee = clientele.Money{Minor: minor, Currency: part[3]}
		}
		all = append(all, t)
	}
	return all
}

// termsText is terms as a record keeps them.
func termsText(all []term) string {
	var b strings.Builder
	dash := func(s string) string {
		if s == "" {
			return "-"
		}
		return s
	}
	for _, t := range all {
		b.WriteString(strings.Join([]string{t.From.String(), t.To.String(), strconv.FormatInt(t.Fee.Minor, 10), dash(t.Fee.Currency), dash(string(t.Period))}, " ") + "\n")
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// later is a day so many months on; the last of a month where there is no such day in it.
func later(d clientele.Day, months int) clientele.Day {
	at := d.Time()
	first := time.Date(at.Year(), at.Month()+time.Month(months), 1, 0, 0, 0, 0, time.UTC)
	last := first.AddDate(0, 1, -1).Day()
	return clientele.DayOf(first.AddDate(0, 0, min(at.Day(), last)-1))
}

// termEnd is the last day of so many months that begin on a day.
func termEnd(from clientele.Day, months int) clientele.Day { return later(from, months) - 1 }

// before is the last day that lies a notice ahead of a last day.
func before(last clientele.Day, n float64, unit string) clientele.Day {
	switch unit {
	case "day":
		return last - clientele.Day(n)
	case "week":
		return last - clientele.Day(7*n)
	}
	return later(last+1, -int(n)) - 1
}

// yearly is the first day from one on that falls on the same day of the year as another, and not before it.
func yearly(as, from clientele.Day) clientele.Day {
	from = max(from, as)
	years := from.Time().Year() - as.Time().Year()
	if d := later(as, 12*years); d >= from {
		return d
	}
	return later(as, 12*(years+1))
}
