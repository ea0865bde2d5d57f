package treatment

import (
	"cmp"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/clientele-crm/clientele"
)

// Whom acting changes most comes first, at what is at stake: never who is all but gone,
// or safe, for the sake of the sum alone.
func TestWhomACallChangesMost(t *testing.T) {
	type story struct {
		who     string
		kind    clientele.Kind
		trend   clientele.Trend
		h       *clientele.History
		active  float64
		revenue int64
	}
	slips := func(who string, active float64, revenue int64) story {
		return story{who, clientele.Client, clientele.Slipping, bought(21, 30, 130), active, revenue}
	}
	for _, tt := range []struct {
		name    string
		list    clientele.List
		stories []story
		want    []string
	}{
		{"alike, but for what is at stake", clientele.ListSlipping, []story{slips("small", 0.5, 100_000), slips("large", 0.5, 900_000)}, []string{"large", "small"}},
		{"alike, but for the chance", clientele.ListSlipping, []story{slips("gone", 0.02, 500_000), slips("open", 0.4, 500_000), slips("safe", 0.98, 500_000)}, []string{"open", "gone", "safe"}},
		{"a larger one who is all but gone", clientele.ListSlipping, []story{slips("gone", 0.01, 1_000_000), slips("open", 0.4, 200_000)}, []string{"open", "gone"}},
		{"a much larger one after all", clientele.ListSlipping, []story{slips("open", 0.4, 100_000), slips("gone", 0.05, 9_000_000)}, []string{"gone", "open"}},
		{"a call before an offer", clientele.ListSlipping, []story{
			{"offer", clientele.Customer, clientele.Slipping, bought(6, 30, 130), 0.5, 250_000}, slips("call", 0.5, 500_000)}, []string{"call", "offer"}},
		{"an answer to who may leave", clientele.ListDue, []story{
			{"safe", clientele.Client, clientele.Steady, contacts(bought(3, 30, 40), false, 1), 0.99, 500_000},
			{"open", clientele.Client, clientele.Steady, contacts(bought(3, 30, 40), false, 1), 0.5, 500_000}}, []string{"open", "safe"}},
		{"a contract of fifty a month before a letter about ten", clientele.ListDue, []story{
			{"letter", clientele.Client, clientele.Steady, contacts(bought(3, 30, 40), false, 1), 0.9, 2_000},
			{"contract", clientele.Client, clientele.Steady, contract(bought(9, 30, 10), today+20), 0.9, 2_000}}, []string{"contract", "letter"}},
	} {
		var all []clientele.Treatment
		for i, st := range tt.stories {
			s := standing(st.kind, st.trend, st.h)
			s.Account, s.ActiveProb, s.Revenue.Minor, s.ExpectedValue = clientele.ID(i), st.active, st.revenue, st.active*float64(st.revenue)/2
			all = append(all, Plan(s, st.h, today)...)
		}
		slices.SortFunc(all, func(a, b clientele.Treatment) int { return cmp.Compare(b.Worth, a.Worth) })
		var got []string
		for _, a := range all {
			if got = append(got, tt.stories[a.Account].who); a.List != tt.list {
				t.Errorf("%s: %s is on the list %s", tt.name, tt.stories[a.Account].who, a.List)
			}
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}

// What is shown is what is sorted by, in the currency's own digits.
func TestSaves(t *testing.T) {
	h := bought(21, 30, 130)
	s := standing(clientele.Client, clientele.Slipping, h)
	got := Plan(s, h, today)[0] // 1,050 a year; the odds of staying go from 1:1 to 2:1
	if got.Stake != (clientele.Money{Minor: 105_000, Currency: "EUR"}) || got.Saves() != (clientele.Money{Minor: 17_500, Currency: "EUR"}) || math.Abs(got.Worth-175) > 1e-9 {
		t.Errorf("%+v saves %+v", got, got.Saves())
	}
	s.Revenue.Currency = "JPY"
	if got := Plan(s, h, today)[0]; got.Saves() != (clientele.Money{Minor: 17_500, Currency: "JPY"}) || math.Abs(got.Worth-17_500) > 1e-9 {
		t.Errorf("%+v saves %+v", got, got.Saves())
	}
}

// Whatever is measured, acting saves something, and never more than is at stake.
func TestWorthIsWithinTheStake(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := rapid.SampledFrom(cases).Draw(t, "case")
		s := standing(c.kind, c.trend, c.h)
		s.ActiveProb, s.ClientProb = rapid.Float64Range(0, 1).Draw(t, "active"), rapid.Float64Range(0, 1).Draw(t, "client")
		s.Revenue.Minor, s.ExpectedValue = rapid.Int64Range(0, 1e12).Draw(t, "revenue"), rapid.Float64Range(0, 1e12).Draw(t, "expected")
		for _, got := range Plan(s, c.h, today) {
			if got.Worth < 0 || math.IsNaN(got.Worth) || got.Saves().Minor > got.Stake.Minor {
				t.Fatalf("%s: %+v saves %+v", c.name, got, got.Saves())
			}
		}
	})
	for _, odds := range []float64{written, spoken} {
		if gain(0, odds) != 0 || gain(1, odds) != 0 || gain(0.5, odds) <= max(gain(0.05, odds), gain(0.95, odds)) {
			t.Errorf("odds × %g change the certain, or the open too little", odds)
		}
	}
	if got := (&Case{}).worth(math.NaN(), clientele.Money{}); got != 0 {
		t.Errorf("an unknown share is worth %g", got)
	}
}
