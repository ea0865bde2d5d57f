package ui

import (
	"math"
	"strings"
	"testing"
	"time"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/view"
)

func date(y, m, d int) clientele.Day {
	return clientele.DayOf(time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC))
}

func TestWords(t *testing.T) {
	today := date(2026, 3, 3)
	plain := func(s string) string { return strings.ReplaceAll(s, nbsp, " ") }
	for _, c := range []struct{ got, want string }{
		{count(541909), "541,909"}, {count(-1000), "−1,000"}, {count(7), "7"}, {count(int64(math.MinInt64)), "−9,223,372,036,854,775,808"},
		{percent(0), "0 %"}, {percent(0.001), "under 1 %"}, {percent(0.824), "82 %"}, {percent(0.999), "over 99 %"}, {percent(1), "100 %"}, {percent(math.NaN()), "–"},
		{money(clientele.Money{Minor: 128450, Currency: "EUR"}), "€1,284.50"}, {money(clientele.Money{Minor: -21000, Currency: "EUR"}), "−€210.00"},
		{money(clientele.Money{Minor: 5000, Currency: "JPY"}), "¥5,000"}, {money(clientele.Money{Minor: 1234567, Currency: "XXX"}), "12,345.67"},
		{money(clientele.Money{Minor: 100, Currency: "ZZZ"}), "1.00 ZZZ"}, {money(clientele.Money{}), "–"}, {roundMoney(clientele.Money{Minor: 1840000, Currency: "GBP"}), "£18,400"},
		{shortDay(today, today), "Tue 3 Mar"}, {shortDay(date(2011, 12, 9), today), "9 Dec 2011"}, {shortDay(clientele.NoDay, today), "–"}, {fullDay(today), "Tuesday 3 March 2026"},
		{since(today, today), "today"}, {since(today-1, today), "yesterday"}, {since(today-64, today), "64 days ago"}, {since(today+1, today), "tomorrow"}, {since(today+9, today), "in 9 days"}, {since(clientele.NoDay, today), "never"}, {since(today-400, today), "13 months ago"},
		{days(1), "1 day"}, {days(365), "12 months"}, {days(3650), "10 years"}, {days(-1), "–"},
		{rhythm(21), "every 3 weeks"}, {rhythm(1), "every day"}, {rhythm(9.6), "every 10 days"}, {rhythm(365), "once a year"}, {rhythm(0), "–"}, {rhythm(91), "every 3 months"},
		{seconds(4), "a few seconds"}, {seconds(44), "about 40 seconds"}, {seconds(600), "about 10 minutes"}, {seconds(-1), ""},
		{fileSize(45_200_000), "45.2 MB"}, {fileSize(12), "12 bytes"}, {fileSize(-1), ""},
		{shorten("one two three four", 15), "one two three…"}, {shorten("short", 15), "short"}, {capital("éclair"), "Éclair"}, {sentence("it is missing"), "It is missing."},
		{decimal(-0.001, 2), "0.00"}, {decimal(math.Inf(1), 2), "–"}, {signed(1.4), "+1.40"}, {quantity(2.5), "2.5"}, {quantity(12), "12"},
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
	if got := coord(math.NaN()) + pct(math.Inf(1)); got != "00%" {
		t.Errorf("not a number is drawn at %q", got)
	}
}

// Wilson's interval for 8 of 10: 0.490 to 0.943 (Brown, Cai & DasGupta 2001, §3.1.1's formula).
func TestWilson(t *testing.T) {
	lo, hi := wilson(0.8, 10)
	if math.Abs(lo-0.4902) > 1e-3 || math.Abs(hi-0.9433) > 1e-3 {
		t.Errorf("wilson(0.8, 10) = %v, %v", lo, hi)
	}
	if lo, hi := wilson(0, 0); lo != 0 || hi != 1 {
		t.Errorf("of nobody: %v, %v", lo, hi)
	}
}

func TestBestIsBestAsShown(t *testing.T) {
	a, b := 0.8611, 0.8613
	all := []view.MeasureScore{{Title: "ours", AUC: &a}, {Title: "other", AUC: &b}, {Title: "none"}}
	if !isBest(all, all[0], scores[0]) || !isBest(all, all[1], scores[0]) || isBest(all, all[2], scores[0]) {
		t.Error("two that read the same are both best, and nothing is not")
	}
}
