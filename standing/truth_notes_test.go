package standing

import (
	"slices"
	"strings"
	"testing"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/demo"
)

// standing.md §3: at most .01 of a memoryless log are called clients, young or old.
func TestTruthOfTheMemoryless(t *testing.T) {
	for _, accounts := range []int{15, 150, 2000} {
		tr := meet(t, "memoryless", accounts, trialDay)
		called := 0
		for i := range tr.all {
			called += int(outcome(tr.all[i].standing.Kind == clientele.Client))
		}
		t.Logf("%d accounts: %d called clients", accounts, called)
		if float64(called) > .01*float64(accounts) {
			t.Errorf("%d of %d memoryless relationships are called clients", called, accounts)
		}
	}
}

// Too little evidence is said, of every one of whom too little is known, in the
// smallest firm and in the youngest.
func TestTruthOfTooLittle(t *testing.T) {
	for _, f := range []struct {
		name     string
		accounts int
	}{{"plain", 15}, {"young", 15}, {"young", 300}, {"yearly", 40}} {
		tr := meet(t, f.name, f.accounts, trialDay)
		little := 0
		for i := range tr.all {
			s := &tr.all[i].standing
			if tr.all[i].features.x >= 2 || s.Enough {
				continue
			}
			little++
			said := slices.ContainsFunc(s.Reasons, func(r clientele.Reason) bool { return strings.HasPrefix(english(r.Text), "Not enough evidence") })
			if !said || s.Kind == clientele.Client {
				t.Errorf("%s of %d: %d purchase days: %s, %+v", f.name, f.accounts, tr.all[i].features.events, s.Kind, s.Reasons)
			}
		}
		for i := range tr.all {
			if s := &tr.all[i].standing; s.Enough && tr.all[i].features.x < 2 {
				t.Errorf("%s: enough is known of one with %d purchase days", f.name, tr.all[i].features.events)
			}
		}
		t.Logf("%s of %d: too early to say of %d of %d", f.name, f.accounts, little, len(tr.all))
	}
}

// A log that was cut off at the front is said to be, and one that was not is not.
func TestTruthOfACutLog(t *testing.T) {
	for _, of := range demo.Trials {
		tr := meet(t, of.Name, 300, trialDay)
		said := slices.ContainsFunc(tr.measure.All.Notes, func(n string) bool { return strings.Contains(english(n), "cut off") })
		if said != (of.Name == "cut") {
			t.Errorf("%s: the log is said to be cut off: %v", of.Name, said)
		}
	}
}

// After Christmas a shop's living clients buy less, as they do each year: the
// alarm must not ring for them all.
func TestTruthOfJanuary(t *testing.T) {
	rings := func(back clientele.Day) float64 {
		tr := meet(t, "christmas", trialAccounts, trialDay-back)
		n, ring := 0.0, 0.0
		for i := range tr.all {
			k := &tr.all[i]
			if !isClient(k.truth, tr.measure.AsOf) || k.features.x < 8 {
				continue
			}
			n++
			ring += outcome(k.standing.Trend == clientele.Slipping || k.standing.Trend == clientele.Lapsed)
		}
		return ring / n
	}
	january, march, july := rings(59), rings(0), rings(260)
	t.Logf("of the living clients of a Christmas shop, slipping or lapsed at the end of January %.2f, of March %.2f, in mid-July %.2f", january, march, july)
	if january > .25 {
		t.Errorf("the alarm rings for %.2f of the living clients in January", january)
	}
}
