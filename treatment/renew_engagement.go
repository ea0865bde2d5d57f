package treatment

import (
	"github.com/clientele-crm/clientele"
)

// renewWithin is how long before its end a contract is spoken of.
const renewWithin = 60

// renewEngagement: a contract ends within 60 days, and no other is agreed that
// goes on after it.
func renewEngagement(c *Case) (clientele.Treatment, bool) {
	var ending *clientele.Engagement
	for i := range c.History.Engaged {
		e := &c.History.Engaged[i]
		if e.Kept() != 0 {
			continue // its record reminds of it, and knows more: whether it goes on by itself, and until when notice may be given
		}
		if e.End >= c.Today && e.End-c.Today <= renewWithin && (ending == nil || e.End < ending.End) {
			ending = e
		}
	}
	if ending == nil {
		return clientele.Treatment{}, false
	}
	for _, e := range c.History.Engaged {
		if e.Kind == ending.Kind && (e.End == clientele.NoDay || e.End > ending.End) {
			return clientele.Treatment{}, false
		}
	}
	left := int(ending.End - c.Today)
	stake := clientele.Money{Minor: int64(float64(ending.Fee.Minor) * ending.Period.PerYear()), Currency: ending.Fee.Currency}
	if stake.Minor == 0 {
		stake = c.stake()
	}
	return clientele.Treatment{
		List: clientele.ListDue, Step: clientele.Tell("treatment.renew"), Due: max(c.Today, ending.End-renewWithin/2), Stake: stake,
		Why: clientele.Tell("treatment.renew-why", "contract", ending.Kind.The(), "end", ending.End, "left", days(left)),
	}, true
}
