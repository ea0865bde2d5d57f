package ui

import (
	"math"
	"strings"
	"testing"
	"time"

	"github.com/clientele-crm/clientele"
)

func date(y, m, d int) clientele.Day {
	return clientele.DayOf(time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC))
}

func TestWords(t *testing.T) {
	today := date(2026, 3, 3)
	plain := func(s string) string { return strings.ReplaceAll(s, Nbsp, " ") }
	for _, c := range []struct{ got, want string }{
		{Count(541909), "541,909"}, {Count(-1000), "−1,000"}, {Count(7), "7"}, {Count(int64(math.MinInt64)), "−9,223,372,036,854,775,808"},
		{Percent(0), "0 %"}, {Percent(0.001), "under 1 %"}, {Percent(0.824), "82 %"}, {Percent(0.999), "over 99 %"}, {Percent(1), "100 %"}, {Percent(math.NaN()), "–"},
		{Money(clientele.Money{Minor: 128450, Currency: "EUR"}), "€1,284.50"}, {Money(clientele.Money{Minor: -21000, Currency: "EUR"}), "−€210.00"},
		{Money(clientele.Money{Minor: 5000, Currency: "JPY"}), "¥5,000"}, {Money(clientele.Money{Minor: 1234567, Currency: "XXX"}), "12,345.67"},
		{Money(clientele.Money{Minor: 100, Currency: "ZZZ"}), "1.00 ZZZ"}, {Money(clientele.Money{}), "–"}, {RoundMoney(clientele.Money{Minor: 1840000, Currency: "GBP"}), "£18,400"},
		{ShortDay(today, today), "Tue 3 Mar"}, {ShortDay(date(2011, 12, 9), today), "9 Dec 2011"}, {ShortDay(clientele.NoDay, today), "–"}, {FullDay(today), "Tuesday 3 March 2026"},
		{SaySince(today, today), "today"}, {SaySince(today-1, today), "yesterday"}, {SaySince(today-64, today), "64 days ago"}, {SaySince(today+1, today), "tomorrow"}, {SaySince(today+9, today), "in 9 days"}, {SaySince(clientele.NoDay, today), "never"}, {SaySince(today-400, today), "13 months ago"},
		{Days(1), "1 day"}, {Days(365), "12 months"}, {Days(3650), "10 years"}, {Days(-1), "–"},
		{rhythm(21), "every 3 weeks"}, {rhythm(1), "every day"}, {rhythm(9.6), "every 10 days"}, {rhythm(365), "once a year"}, {rhythm(0), "–"}, {rhythm(91), "every 3 months"},
		{seconds(4), "a few seconds"}, {seconds(44), "about 40 seconds"}, {seconds(600), "about 10 minutes"}, {seconds(-1), ""},
		{FileSize(45_200_000), "45.2 MB"}, {FileSize(12), "12 bytes"}, {FileSize(-1), ""},
		{Shorten("one two three four", 15), "one two three…"}, {Shorten("short", 15), "short"}, {Capital("éclair"), "Éclair"}, {Sentence("it is missing"), "It is missing."},
		{Decimal(-0.001, 2), "0.00"}, {Decimal(math.Inf(1), 2), "–"}, {signed(1.4), "+1.40"}, {quantity(2.5), "2.5"}, {quantity(12), "12"},
	} {
		if got := plain(c.got); got != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
}

func TestPlacesStayInTheDrawing(t *testing.T) {
	s := span{date(2020, 1, 1), date(2026, 3, 3)}
	for _, tk := range s.ticks() {
		if tk.At < 0 || tk.At > 1 {
			t.Errorf("tick %q at %v", tk.Text, tk.At)
		}
	}
	if n := len(s.ticks()); n < 3 || n > 7 {
		t.Errorf("%d ticks over six years", n)
	}
	if got := (span{5, 5}).at(9); got != 0 {
		t.Errorf("a span of no days places at %v", got)
	}
	for _, v := range []float64{0, 1, 7, 99, 101, 2502, math.NaN()} {
		if top := roundTop(v); top < v || top > 1 && top > 2*v {
			t.Errorf("roundTop(%v) = %v", v, top)
		}
	}
	if got := coord(math.NaN()) + Pct(math.Inf(1)); got != "00%" {
		t.Errorf("not a number is drawn at %q", got)
	}
}
