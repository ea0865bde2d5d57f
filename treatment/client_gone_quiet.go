package treatment

import (
	"math"
	"slices"

	"github.com/clientele-crm/clientele"
)

// leastContacts is from how many days of contact on one can speak of a usual
// gap, and quietFactor how many of those make a silence; never below quietDays.
const (
	leastContacts = 4
	quietFactor   = 2.5
	quietDays     = 21
)

// clientGoneQuiet: no contact with a client for much longer than usual.
func clientGoneQuiet(c *Case) (clientele.Treatment, bool) {
	contacts := c.History.Contacts
	n := len(contacts)
	if c.Standing.Kind != clientele.Client || n < leastContacts {
		return clientele.Treatment{}, false
	}
	gaps := make([]float64, 0, n-1)
	for i := 1; i < n; i++ {
		gaps = append(gaps, float64(contacts[i].Day-contacts[i-1].Day))
	}
	slices.Sort(gaps)
	usual := gaps[len(gaps)/2]
	last := contacts[n-1].Day
	quiet := int(c.Today - last)
	if float64(quiet) < max(quietDays, quietFactor*usual) {
		return clientele.Treatment{}, false
	}
	return clientele.Treatment{
		List: clientele.ListDue, Step: clientele.Tell("treatment.get-in-touch"), Due: c.Today + 3, Stake: c.stake(),
		Why: clientele.Tell("treatment.get-in-touch-why", "day", last, "ago", ago(quiet), "usual", days(max(1, int(math.Round(usual))))),
	}, true
}
