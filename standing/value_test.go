package standing

import (
	"context"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/clientele-crm/clientele"
)

// Yen say nothing of euros: what a purchase in one currency comes to is the same
// whether or not the firm trades in the other. And an order in a currency that
// revenue leaves out is not expected as revenue.
func TestCurrenciesDoNotMix(t *testing.T) {
	rels, _, end := smallFirm.make(rand.New(rand.NewPCG(51, 1)))
	both := slices.Collect(rels)
	var euros []Relation
	for i, r := range both {
		if i%2 == 0 {
			euros = append(euros, r)
			continue
		}
		h := &clientele.History{Currency: "JPY", Days: slices.Clone(r.History.Days)}
		for k := range h.Days {
			h.Days[k].Minor *= 150
		}
		both[i].History = h
	}
	mixed, err := Learn(context.Background(), slices.Values(both), Config{AsOf: end})
	if err != nil {
		t.Fatal(err)
	}
	alone, err := Learn(context.Background(), slices.Values(euros), Config{AsOf: end})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range euros {
		a, b := mixed.Of(r), alone.Of(r)
		one, two := a.ExpectedValue/a.ExpectedOrders, b.ExpectedValue/b.ExpectedOrders
		if one < two*0.999 || one > two*1.001 {
			t.Fatalf("an order comes to %g beside yen, %g without", one, two)
		}
	}
	r := euros[0]
	h := &clientele.History{Currency: "EUR"}
	for i, d := range r.History.Days {
		if d.Priced = i%2 == 0; !d.Priced {
			d.Minor = 0
		}
		h.Days = append(h.Days, d)
	}
	s, all := alone.Of(Relation{r.Relationship, h}), alone.Of(r)
	if s.ExpectedValue > 0.8*all.ExpectedValue {
		t.Errorf("half of the orders were in another currency: %g is expected, of all in one %g", s.ExpectedValue, all.ExpectedValue)
	}
}
