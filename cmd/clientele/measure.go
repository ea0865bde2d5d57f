package main

import (
	"context"
	"fmt"

	"github.com/clientele-crm/clientele"
)

type measureCmd struct{}

// Run measures every relationship of the book anew, and says how many there are
// and how long it took.
func (measureCmd) Run(ctx context.Context, set *Settings, s stdio) error {
	if err := mustHaveData(set); err != nil {
		return err
	}
	h, err := openHouse(ctx, set, s)
	if err != nil {
		return err
	}
	defer h.close()
	took := clientele.Stopwatch()
	if err := h.measure(ctx, clientele.Tell("work.said.measured-by-hand"), s); err != nil {
		return err
	}
	facts, err := h.jobs.Book.Facts(ctx)
	if err != nil {
		return err
	}
	fmt.Fprintf(s.out, "Measured %s in %.1f s.\n", many(int(facts.Relationships), "relationship", "relationships"), took().Seconds())
	return nil
}
