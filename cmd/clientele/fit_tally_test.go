package main

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"testing"

	"github.com/clientele-crm/clientele"
)

// What a tally holds is the history that would have been folded, whatever came
// between the orders.
func TestATallyHoldsTheSameHistories(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	lean, whole := newLogs(nil, clientele.NoDay), newLogs(nil, clientele.NoDay)
	lean.tally = &tally{}
	for i := range 3000 {
		e := clientele.Entry{Key: fmt.Sprint(i), Day: clientele.Day(738_000 + rng.IntN(900)), Who: clientele.Who{Key: fmt.Sprint(rng.IntN(200))}, Line: clientele.Line([]string{"", "", "shop"}[rng.IntN(3)])}
		total := clientele.Money{Minor: int64(rng.IntN(400) - 20), Currency: []string{"EUR", "EUR", "USD", ""}[rng.IntN(4)]}
		switch rng.IntN(20) {
		case 0:
			e.Body = clientele.Return{Total: total}
		case 1:
			e.Body = clientele.Interaction{Channel: clientele.Call, Direction: clientele.In}
		case 2:
			e.Day, e.Body = clientele.Day(700_000+rng.IntN(900)), clientele.Order{Total: total} // before moments are counted
		default:
			e.Body = clientele.Order{Total: total}
		}
		lean.take(e)
		whole.take(e)
	}
	lean.number()
	whole.number()
	if len(lean.byKey) != len(whole.byKey) || len(lean.tally.order) < 1000 {
		t.Fatalf("%d and %d relationships, %d orders by column", len(lean.byKey), len(whole.byKey), len(lean.tally.order))
	}
	for _, place := range whole.byKey {
		got, want := *lean.history(place), *whole.history(place)
		if fmt.Sprint(got) != fmt.Sprint(want) || !reflect.DeepEqual(got.Days, want.Days) && len(want.Days) > 0 {
			t.Fatalf("%v: by column %v, folded %v", whole.rels[place].Relationship, got, want)
		}
	}
}
