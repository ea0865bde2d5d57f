package standing

import (
	"math"
	"testing"

	"github.com/clientele-crm/clientele"
)

// underContract is what was said and what is so of one sort of contract.
type underContract struct {
	n, said, true    float64
	value, trueValue float64 // of those without an order
}

// Three sorts of contract are renewed at three rates: what is said of a running
// one is compared with its true chance, sort by sort, and what a silent one is
// said to bring with what it truly will.
func TestTruthOfContracts(t *testing.T) {
	tr := meet(t, "contracts", 1500, trialDay)
	sorts := map[clientele.EngagementKind]*underContract{}
	var pairs pairs
	for i := range tr.all {
		k := &tr.all[i]
		if k.truth.Renews == 0 {
			continue
		}
		last := k.History.Engaged[len(k.History.Engaged)-1]
		u := sorts[last.Kind]
		if u == nil {
			u = &underContract{}
			sorts[last.Kind] = u
		}
		s := &k.standing
		u.n++
		u.said, u.true = u.said+s.ClientProb, u.true+k.truth.Renews
		pairs.add(s.ClientProb, k.truth.Renews, s.ClientRange)
		if len(k.History.Days) == 0 {
			o := tr.firm.Outlook(k.truth, trialHorizon, 50)
			u.value, u.trueValue = u.value+s.ExpectedValue, u.trueValue+o.Value
		}
	}
	for kind, u := range sorts {
		t.Logf("%-12s %4.0f running: renewal said %.3f, true %.3f; fees without orders ×%.2f", kind, u.n, u.said/u.n, u.true/u.n, u.value/u.trueValue)
		if u.n < 50 || math.Abs(u.said-u.true)/u.n > .12 {
			t.Errorf("%s: %.0f running, renewal said %.3f, true %.3f", kind, u.n, u.said/u.n, u.true/u.n)
		}
		if u.trueValue > 0 && math.Abs(u.value/u.trueValue-1) > .25 {
			t.Errorf("%s: expected value is ×%.2f of the true one", kind, u.value/u.trueValue)
		}
	}
	bands, level := pairs.off()
	t.Logf("all: off %.3f (%+.3f), groups within their range %.2f", bands, level, pairs.held())
	n, active := tr.ended()
	t.Logf("%.0f left with their contract: P(active) %.3f", n, active)
	if active > .08 {
		t.Errorf("of %.0f whose contract ended and who left, %.3f are expected back", n, active)
	}
}

// ended are those who left when their contract did, and the chance they are given.
func (tr *tried) ended() (n, active float64) {
	for i := range tr.all {
		k := &tr.all[i]
		if len(k.History.Engaged) > 0 && k.truth.Died != clientele.NoDay {
			n++
			active += k.standing.ActiveProb
		}
	}
	return n, active / n
}
