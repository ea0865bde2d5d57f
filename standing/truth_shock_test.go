package standing

import (
	"testing"

	"github.com/clientele-crm/clientele"
)

// In a shock that takes two thirds of all buying the alarm rings within three
// months; before it, and in firms without one, it does not.
func TestTruthOfAShock(t *testing.T) {
	rang := -1
	for month := range 6 {
		tr := meet(t, "shock", trialAccounts, trialDay-300+30*clientele.Day(month+1))
		if tr.measure.Drift.Alarms() {
			rang = month + 1
			t.Logf("after %d months: %s", rang, tr.measure.Drift.Sentence())
			break
		}
	}
	if rang < 0 || rang > 3 {
		t.Errorf("the shock is seen after %d months (-1: never)", rang)
	}
	for _, name := range []string{"plain", "memoryless", "turning", "prices", "cut"} {
		if tr := meet(t, name, trialAccounts, trialDay); tr.measure.Drift.Alarms() {
			t.Errorf("%s: %s", name, tr.measure.Drift.Sentence())
		}
	}
	if tr := meet(t, "shock", trialAccounts, trialDay-301); tr.measure.Drift.Alarms() {
		t.Errorf("before the shock: %s", tr.measure.Drift.Sentence())
	}
	if tr := meet(t, "christmas", trialAccounts, trialDay-59); tr.measure.Drift.Alarms() {
		t.Logf("in January: %s", tr.measure.Drift.Sentence())
	}
}
