package trust

import (
	"testing"

	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/say"
	"github.com/clientele-crm/clientele/shape"
)

func TestThePairsAxisHoldsEveryInterval(t *testing.T) {
	f := func(x float64) *float64 { return &x }
	s := pairsAxis([]MeasureScore{{AUC: f(0.86), AUCIn: &shape.Interval{Low: 0.84, High: 0.91}}, {AUC: f(0.74)}, {}})
	if s != (stretch{0.7, 1}) {
		t.Errorf("%+v", s)
	}
	if s := pairsAxis(nil); s != (stretch{0.5, 1}) {
		t.Errorf("nobody measured: %+v", s)
	}
}

func TestBestIsBestAsShown(t *testing.T) {
	a, b := 0.8611, 0.8613
	all := []MeasureScore{{Title: "ours", AUC: &a}, {Title: "other", AUC: &b}, {Title: "none"}}
	if !isBest(all, all[0], scores[0]) || !isBest(all, all[1], scores[0]) || isBest(all, all[2], scores[0]) {
		t.Error("two that read the same are both best, and nothing is not")
	}
}

// How far what came is from what was foretold is said beside what chance alone makes of it.
func TestChanceStandsBesideTheError(t *testing.T) {
	luck := 0.0148
	out := TrustOut{Bins: []shape.ReliabilityBin{{Foretold: 0.5, Came: 0.478, N: 100}}, Measures: []MeasureScore{{Ours: true, ByLuck: &luck}, {Title: "other", ByLuck: &luck}}}
	want := "What was foretold came to within 2.2 percentage points on average; chance alone makes 1.5"
	if got := reliabilityFinding(page.Frame{Speaker: say.English}, out); got != want {
		t.Errorf("%q, want %q", got, want)
	}
	out.Measures[0].ByLuck = nil
	if got := reliabilityFinding(page.Frame{Speaker: say.English}, out); got != "What was foretold came to within 2.2 percentage points on average" {
		t.Errorf("a test that did not keep it: %q", got)
	}
	for _, s := range scores {
		if s.name == "by-luck" && isBest(out.Measures, out.Measures[1], s) {
			t.Error("luck is nobody's merit")
		}
	}
}
