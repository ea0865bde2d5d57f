package ui

import (
	"math"
	"testing"
	"time"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/say"
)

func date(y, m, d int) clientele.Day {
	return clientele.DayOf(time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC))
}

func TestWords(t *testing.T) {
	for _, c := range []struct{ got, want string }{
		{signed(say.English, 1.4), "+1.40"}, {signed(say.English, -1.4), "−1.40"}, {quantity(say.English, 2.5), "2.5"}, {quantity(say.English, 12), "12"},
		{quantity(say.English, 1250.125), "1,250.125"}, {quantity(say.English, 10.0004), "10"}, {quantity(say.English, 20), "20"},
		{quantity(say.To("de", ""), 1250.5), "1.250,5"}, {say.To("de", "").Fill(Percent1(0.1234)), "12,3\u00a0%"}, {say.English.Fill(CountText(page.Count{N: 1200, Capped: true})), "1,200+"}, {say.English.Fill(Percent1(0.1234)), "12.3\u00a0%"},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
}

func TestPlacesStayInTheDrawing(t *testing.T) {
	s := span{date(2020, 1, 1), date(2026, 3, 3)}
	for _, tk := range s.ticks(say.English) {
		if tk.At < 0 || tk.At > 1 {
			t.Errorf("tick %q at %v", tk.Text, tk.At)
		}
	}
	if n := len(s.ticks(say.English)); n < 3 || n > 7 {
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
