package ui

import (
	"testing"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/view"
)

func TestTheWatchSaysSinceWhen(t *testing.T) {
	month := func(from clientele.Day, alarm bool) view.TrustMonth {
		return view.TrustMonth{From: from, To: from + 31, Alarm: alarm}
	}
	jan, err := clientele.ParseDay("2025-12-31")
	if err != nil {
		t.Fatal(err)
	}
	for want, months := range map[string][]view.TrustMonth{
		"As many bought, all the time, as the past would have it":                                        {month(jan, false), month(jan+31, false)},
		"Since Feb 2026 beyond what is usual":                                                            {month(jan, false), month(jan+31, true)},
		"As many buy now as the past would have it; 1" + nbsp + "earlier month lay beyond what is usual": {month(jan, true), month(jan+31, false)},
	} {
		if got := watchFinding(months); got != want {
			t.Errorf("%q\nwant %q", got, want)
		}
	}
}

func TestThePairsAxisHoldsEveryInterval(t *testing.T) {
	f := func(x float64) *float64 { return &x }
	s := pairsAxis([]view.MeasureScore{{AUC: f(0.86), AUCIn: &view.Interval{Low: 0.84, High: 0.91}}, {AUC: f(0.74)}, {}})
	if s != (stretch{0.7, 1}) {
		t.Errorf("%+v", s)
	}
	if s := pairsAxis(nil); s != (stretch{0.5, 1}) {
		t.Errorf("nobody measured: %+v", s)
	}
}

func TestTheCutsSayWhichWayTheyErr(t *testing.T) {
	cuts := []view.TrustCut{{Day: 738_000, Foretold: 0.36, Came: 0.26}, {Day: 738_365, Foretold: 0.30, Came: 0.31}}
	want := "On 2" + nbsp + "days tested, what was foretold came to within 10 points in a hundred; at worst more were foretold than came"
	if got := cutsFinding(cuts); got != want {
		t.Errorf("%q\nwant %q", got, want)
	}
}
