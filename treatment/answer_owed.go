package treatment

import (
	"github.com/clientele-crm/clientele"
)

// staleDays is how long an unanswered contact is still worth an answer.
const staleDays = 60

// answerOwed: the last contact was theirs, and nothing went back since. A
// purchase after it counts as dealt with. Due the next day for a client, within
// two for others.
func answerOwed(c *Case) (clientele.Treatment, bool) {
	n := len(c.History.Contacts)
	if n == 0 {
		return clientele.Treatment{}, false
	}
	last := c.History.Contacts[n-1]
	waits := int(c.Today - last.Day)
	if last.Answered || last.In == 0 || waits > staleDays || c.Standing.Last > last.Day {
		return clientele.Treatment{}, false
	}
	within := clientele.Day(2)
	if c.Standing.Kind == clientele.Client {
		within = 1
	}
	return clientele.Treatment{
		List: clientele.ListDue, Step: clientele.Tell("treatment.answer"), Due: last.Day + within, Stake: c.stake(),
		Why: clientele.Tell("treatment.answer-why", "day", last.Day, "ago", ago(waits)),
	}, true
}
