package treatment

import (
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
	bought := days(len(c.History.Days))
	why := clientele.Tell("treatment.promote-why", "days", bought, "first", s.First, "late", late)
	if 2*late < len(c.History.Days) {
		why = clientele.Tell("treatment.promote-why-alike", "days", bought, "first", s.First, "chance", clientele.Share(s.ClientProb))
	}
	return clientele.Treatment{
		List: clientele.ListGrowing, Step: clientele.Tell("treatment.promote"), Due: c.Today + 7, Stake: c.stake(), Why: why,
	}, true
}
