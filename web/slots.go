package web

import (
	"context"
	"runtime"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/say"
)

// slots lets few pages be made at once, those first that were asked for first.
// All at once would only make all of them late, and hold the memory of all.
type slots chan struct{}

// leastSlots are for a small machine, where one may be the export of a long list.
const leastSlots = 4

func newSlots() slots { return make(slots, max(leastSlots, 2*runtime.GOMAXPROCS(0))) }

// take waits for a turn; end gives it to the next.
func (t slots) take(ctx context.Context) (end func(), err error) {
	select {
	case t <- struct{}{}:
		return func() { <-t }, nil
	case <-ctx.Done():
		return nil, &clientele.Fault{Kind: clientele.Unavailable, What: say.Of(ctx).Say("web.said.too-much-is-asked-for"), Remedy: say.Of(ctx).Say("web.said.try-again-in-a-moment"), Err: ctx.Err()}
	}
}
