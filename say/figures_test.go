package say_test

import (
	"math"
	"strings"
	"testing"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/say"
)

// What is written of figures, days and lengths of time reads as people write it.
func TestFiguresInWords(t *testing.T) {
	today := date(2026, 3, 3)
	s, plain := say.English, func(text string) string { return strings.ReplaceAll(text, "\u00a0", " ") }
	for _, c := range []struct{ got, want string }{
		{s.Count(541909), "541,909"}, {s.Count(-1000), "−1,000"}, {s.Count(7), "7"}, {s.Count(math.MinInt64), "−9,223,372,036,854,775,808"},
		{s.Percent(0), "0 %"}, {s.Percent(0.001), "under 1 %"}, {s.Percent(0.824), "82 %"}, {s.Percent(0.999), "over 99 %"}, {s.Percent(1), "100 %"}, {s.Percent(math.NaN()), "–"},
		{s.Money(clientele.Money{Minor: 128450, Currency: "EUR"}), "€1,284.50"}, {s.Money(clientele.Money{Minor: -21000, Currency: "EUR"}), "−€210.00"},
		{s.Money(clientele.Money{Minor: 5000, Currency: "JPY"}), "¥5,000"}, {s.Money(clientele.Money{Minor: 1234567, Currency: "XXX"}), "12,345.67"},
		{s.Money(clientele.Money{Minor: 100, Currency: "ZZZ"}), "1.00 ZZZ"}, {s.Money(clientele.Money{}), "–"}, {s.RoundMoney(clientele.Money{Minor: 1840000, Currency: "GBP"}), "£18,400"},
		{s.Day(today, today), "Tue 3 Mar"}, {s.Day(date(2011, 12, 9), today), "9 Dec 2011"}, {s.Day(clientele.NoDay, today), "–"}, {s.FullDay(today), "Tuesday 3 March 2026"},
		{s.Since(today, today), "today"}, {s.Since(today-1, today), "yesterday"}, {s.Since(today-64, today), "64 days ago"}, {s.Since(today+1, today), "tomorrow"}, {s.Since(today+9, today), "in 9 days"}, {s.Since(clientele.NoDay, today), "never"}, {s.Since(today-400, today), "13 months ago"},
		{s.Days(1), "1 day"}, {s.Days(365), "12 months"}, {s.Days(3650), "10 years"}, {s.Days(-1), "–"},
		{s.Rhythm(21), "every 3 weeks"}, {s.Rhythm(1), "every day"}, {s.Rhythm(9.6), "every 10 days"}, {s.Rhythm(365), "once a year"}, {s.Rhythm(0), "–"}, {s.Rhythm(91), "every 3 months"},
		{s.Seconds(4), "a few seconds"}, {s.Seconds(44), "about 40 seconds"}, {s.Seconds(600), "about 10 minutes"}, {s.Seconds(-1), ""},
		{s.FileSize(45_200_000), "45.2 MB"}, {s.FileSize(12), "12 bytes"}, {s.FileSize(-1), ""},
		{say.Shorten("one two three four", 15), "one two three…"}, {say.Shorten("short", 15), "short"}, {say.Capital("éclair"), "Éclair"}, {say.Sentence("it is missing"), "It is missing."},
		{s.Decimal(-0.001, 2), "0.00"}, {s.Decimal(math.Inf(1), 2), "–"},
	} {
		if got := plain(c.got); got != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
}
