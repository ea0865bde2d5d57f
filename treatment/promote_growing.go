package treatment

import (
	"fmt"

	"github.com/clientele-crm/clientele"
)

// promoteGrowing: a customer grows, and may become a client if looked after.
func promoteGrowing(c *Case) (clientele.Treatment, bool) {
	s := &c.Standing
	if s.Kind != clientele.Customer || s.Trend != clientele.Growing || len(c.History.Days) == 0 {
		return clientele.Treatment{}, false
	}
	half := s.First + (s.AsOf-s.First)/2
	late := 0
	for _, d := range c.History.Days {
		if d.Day > half {
			late++
		}
	}
	// It grows by its number of orders, or by coming more and more like a client.
	how := fmt.Sprintf("%d of them in the later half of that time", late)
	if 2*late < len(c.History.Days) {
		how = fmt.Sprintf("and more and more like {a-client}: %.0f %% by now", 100*s.ClientProb)
	}
	return clientele.Treatment{
		List: clientele.ListGrowing, Step: "Offer them more than goods", Due: c.Today + 7, Stake: c.stake(),
		Why: fmt.Sprintf("Bought on %s since %s, %s.", many(len(c.History.Days), "day"), date(s.First), how),
	}, true
}
