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
	age := s.AsOf - s.First
	late := 0
	for _, d := range c.History.Days {
		if d.Day > s.First+age/2 {
			late++
		}
	}
	return clientele.Treatment{
		List: clientele.ListGrowing, Step: "Offer them more than goods", Due: c.Today + 7, Stake: c.stake(),
		Why: fmt.Sprintf("Bought on %s since %s, %d of them since %s; %.0f in 100 to be a client.",
			many(len(c.History.Days), "day"), date(s.First), late, date(s.First+age/2), 100*s.ClientProb),
		Urgency: weighed(1+s.ClientProb, c.stake()),
	}, true
}
