package journey

import (
	"math"
	"testing"
)

// The remission of leukaemia under 6-MP: Freireich et al. 1963, as Gehan 1965 (Biometrika 52:203) has it.
// Shares and standard errors: Kleinbaum & Klein, Survival Analysis, 3rd ed. 2012, ch. 2; Lawless 2003, table 3.1.
var remission = []spent{{6, 3, true}, {6, 1, false}, {7, 1, true}, {9, 1, false}, {10, 1, true}, {10, 1, false}, {11, 1, false}, {13, 1, true}, {16, 1, true}, {17, 1, false},
	{19, 1, false}, {20, 1, false}, {22, 1, true}, {23, 1, true}, {25, 1, false}, {32, 2, false}, {34, 1, false}, {35, 1, false}}

func TestKaplanMeierAsPublished(t *testing.T) {
	steps := kaplanMeier(remission)
	for i, want := range []survival{{days: 6, share: .857, se: .0764}, {days: 7, share: .807, se: .0869}, {days: 10, share: .753, se: .0963}, {days: 13, share: .690, se: .1068},
		{days: 16, share: .627, se: .1141}, {days: 22, share: .538, se: .1282}, {days: 23, share: .448, se: .1346}} {
		got := steps[i]
		if got.days != want.days || math.Abs(got.share-want.share) > .0006 || math.Abs(got.se-want.se) > .0006 {
			t.Errorf("after %d: %.4f ± %.4f, want after %d %.3f ± %.4f", got.days, got.share, got.se, want.days, want.share, want.se)
		}
	}
	if m := medianOf(steps); m.Days != 23 || m.Low == 0 || m.Low > 23 || m.High != 0 {
		t.Errorf("half of them: %+v, want after 23 weeks, without an upper bound", m)
	}
	if m := medianOf(kaplanMeier([]spent{{5, 4, false}})); m != (Median{}) {
		t.Errorf("nobody has left, and half after %+v", m)
	}
	if m := medianOf(kaplanMeier([]spent{{5, 4, true}})); m.Days != 5 || m.High != 5 {
		t.Errorf("all left at once: %+v", m)
	}
}
