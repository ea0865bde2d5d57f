package standing

import (
	"context"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/clientele-crm/clientele"
)

// An import that is undone or done again while the past is tested: each pass after
// some may find less, or more. That is a fault with a remedy, whenever it happens;
// entries of days after the cut may come at any time.
func TestABookThatChangesWhileItIsTested(t *testing.T) {
	firm := memorylessFirm
	firm.relations = 60
	rels, _, _ := firm.make(rand.New(rand.NewPCG(7, 1)))
	all := slices.Collect(rels)
	cfg := BacktestConfig{Cut: simulatedStart + 400, HorizonDays: 200}
	changing := func(from, to []Relation, after int) (Relations, *int) {
		pass := 0
		return func(yield func(Relation) bool) {
			now := from
			if pass++; pass > after {
				now = to
			}
			for _, r := range now {
				if !yield(r) {
					return
				}
			}
		}, &pass
	}
	whole, passes := changing(all, all, 0)
	if _, err := Backtest(context.Background(), whole, cfg); err != nil {
		t.Fatal(err)
	}
	of := *passes
	for name, to := range map[string][]Relation{"it shrinks": all[:30], "nothing is left": nil, "it grows": slices.Concat(all, moved(all))} {
		for after := 2; after < of; after++ {
			stream, _ := changing(all, to, after)
			if _, err := Backtest(context.Background(), stream, cfg); clientele.KindOf(err) != clientele.Conflict {
				t.Errorf("%s after pass %d of %d: %v", name, after, of, err)
			}
		}
		for after := range 3 {
			stream, _ := changing(all, to, after)
			if _, err := Protocol(context.Background(), stream, cfg); err != nil && clientele.KindOf(err) != clientele.Conflict && clientele.KindOf(err) != clientele.Invalid {
				t.Errorf("%s after pass %d: %v", name, after, err)
			}
		}
	}
	later := slices.Clone(all)
	h := *later[0].History
	h.Days = append(slices.Clone(h.Days), clientele.OrderDay{Day: h.Last() + 1, Orders: 1})
	later[0].History = &h
	for after := range of {
		stream, _ := changing(all, later, after)
		if _, err := Backtest(context.Background(), stream, cfg); err != nil {
			t.Errorf("an order of today, after pass %d: %v", after, err)
		}
	}
}

// moved are the same histories of other accounts.
func moved(all []Relation) []Relation {
	out := slices.Clone(all)
	for i := range out {
		out[i].Account += 1_000_000
	}
	return out
}
