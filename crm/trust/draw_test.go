package trust

import (
	"testing"

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
