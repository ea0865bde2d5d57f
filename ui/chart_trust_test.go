package ui

import (
	"testing"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/say"
	"github.com/clientele-crm/clientele/shape"
)

func TestTheWatchSaysSinceWhen(t *testing.T) {
	month := func(from clientele.Day, alarm bool) shape.TrustMonth {
		return shape.TrustMonth{From: from, To: from + 31, Alarm: alarm}
	}
	jan, err := clientele.ParseDay("2025-12-31")
	if err != nil {
		t.Fatal(err)
	}
	for want, months := range map[string][]shape.TrustMonth{
		"As many bought, all the time, as the past would have it":                             {month(jan, false), month(jan+31, false)},
		"Since Feb 2026 beyond what is usual":                                                 {month(jan, false), month(jan+31, true)},
		"As many buy now as the past would have it; 1 earlier month lay beyond what is usual": {month(jan, true), month(jan+31, false)},
	} {
		if got := watchFinding(page.Frame{Speaker: say.English}, months); got != want {
			t.Errorf("%q\nwant %q", got, want)
		}
	}
}

func TestTheCutsSayWhichWayTheyErr(t *testing.T) {
	cuts := []shape.TrustCut{{Day: 738_000, Bin: shape.ReliabilityBin{Foretold: 0.36, Came: 0.26, ChanceLow: 0.3, ChanceHigh: 0.42}}, {Day: 738_365, Bin: shape.ReliabilityBin{Foretold: 0.30, Came: 0.31, ChanceLow: 0.25, ChanceHigh: 0.35}}}
	want := "On 2 days tested, what was foretold came to within 10 percentage points; at worst more were foretold than came, on one of them by more than chance brings about"
	if got := cutsFinding(page.Frame{Speaker: say.English}, cuts); got != want {
		t.Errorf("%q\nwant %q", got, want)
	}
}
