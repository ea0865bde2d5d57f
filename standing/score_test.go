package standing

import (
	"math"
	"testing"
)

func near(t *testing.T, what string, got, want, within float64) {
	t.Helper()
	if !(math.Abs(got-want) <= within) {
		t.Errorf("%s is %.12g, want %.12g", what, got, want)
	}
}

// Four cases counted by hand: of the 2×2 pairs of a yes and a no, .9 > .4,
// .9 > .1, .4 = .4 (a half), .4 > .1: 3.5 of 4.
func TestScoresByHand(t *testing.T) {
	p, came := []float64{.9, .4, .4, .1}, []bool{true, true, false, false}
	near(t, "AUC", AUC(p, came), 3.5/4, 1e-15)
	near(t, "Brier", Brier(p, came), (.01+.36+.16+.01)/4, 1e-15)
	near(t, "log loss", LogLoss(p, came), -(math.Log(.9)+math.Log(.4)+math.Log(.6)+math.Log(.9))/4, 1e-15)
	// Bands: .9 came (off .1), .4 and .4 came once (off .1), .1 did not (off .1).
	near(t, "ECE", ECE(p, came), .1, 1e-15)
	near(t, "MAE", MAE([]float64{1, 2, 3}, []float64{1, 4, 2}), 1, 1e-15)
	near(t, "RMSE", RMSE([]float64{1, 2, 3}, []float64{1, 4, 2}), math.Sqrt(5.0/3), 1e-15)
	// Ranks 1, 2.5, 2.5, 4 against 1, 2, 3, 4: covariance 4.5, variances 4.5 and 5.
	near(t, "rank correlation", RankCorrelation([]float64{1, 2, 2, 9}, []float64{10, 20, 30, 40}), 4.5/math.Sqrt(4.5*5), 1e-15)
}

func TestScoresAtTheEdge(t *testing.T) {
	if v := AUC([]float64{.1, .2}, []bool{true, true}); !math.IsNaN(v) {
		t.Errorf("AUC of one outcome is %g, not NaN", v)
	}
	near(t, "AUC of all ties", AUC([]float64{1, 1, 1}, []bool{true, false, false}), .5, 0)
	near(t, "log loss of a wrong certainty", LogLoss([]float64{1}, []bool{false}), -math.Log(leastProb), 1e-9)
	b := Reliability([]float64{1, 0}, []bool{true, false})
	if len(b) != 2 || b[0].Low != 0 || b[1].High != 1 || b[1].N != 1 {
		t.Errorf("certainties fell outside the bands: %+v", b)
	}
}

// With a wide belief the regression is plain: 30 of 40 against 10 of 40 makes
// an intercept of -ln 3 and a slope of 2 ln 3.
func TestLogisticByHand(t *testing.T) {
	d := &design{width: 1}
	for _, c := range []struct{ x, y, n float64 }{{0, 1, 10}, {0, 0, 30}, {1, 1, 30}, {1, 0, 10}} {
		d.add([]float64{c.x}, c.y, c.n)
	}
	l := d.fit(linear{Center: []float64{0}, Scale: []float64{1}}, belief{[]float64{0}, []float64{1e4}})
	near(t, "intercept", l.Intercept, -math.Log(3), 1e-6)
	near(t, "slope", l.Coef[0], 2*math.Log(3), 1e-6)
	near(t, "sum", l.sum([]float64{1}), math.Log(3), 1e-6)
}

// All of one kind, and a feature that separates: the belief keeps it finite.
func TestLogisticDoesNotRunAway(t *testing.T) {
	d := &design{width: 2}
	for i := range 40 {
		d.add([]float64{float64(i), 5}, outcome(i >= 20), 1)
	}
	var l linear
	l.Center, l.Scale = d.scales()
	l = d.fit(l, skeptical(2, 1, 0.5, 0.3))
	for _, v := range append(l.Coef, l.Intercept, l.sum([]float64{1e300, -1e300})) {
		if math.IsNaN(v) || math.Abs(v) > 50 {
			t.Errorf("the regression ran away: %+v", l)
		}
	}
}
