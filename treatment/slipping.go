package treatment

import (
	"github.com/clientele-crm/clientele"
)

// worthwhile is the least chance of being active at which asking is worth the trouble.
const worthwhile = 0.05

// callSlippingClient: a client is slipping, or one that was a client until it
// fell silent. Due today: what helps, helps early.
func callSlippingClient(c *Case) (clientele.Treatment, bool) {
	s := &c.Standing
	if !s.Quiet() {
		return clientele.Treatment{}, false
	}
	return clientele.Treatment{
		List: clientele.ListSlipping, Step: clientele.Tell("treatment.call"), Stake: c.usualStake(), Why: c.whyLate(),
	}, true
}

// winBackCustomer: a customer is slipping and may still come back.
func winBackCustomer(c *Case) (clientele.Treatment, bool) {
	s := &c.Standing
	if s.Kind != clientele.Customer || s.Trend != clientele.Slipping || s.ActiveProb < worthwhile {
		return clientele.Treatment{}, false
	}
	return clientele.Treatment{
		List: clientele.ListSlipping, Step: clientele.Tell("treatment.offer"), Due: c.Today + 7, Stake: c.usualStake(), Why: c.whyLate(),
	}, true
}

// A customer of so many years and purchase days is one of the best.
const (
	longTimeYears  = 2
	longTimeOrders = 10
)

// keepLongTimeCustomer: too long since one of the oldest customers bought.
func keepLongTimeCustomer(c *Case) (clientele.Treatment, bool) {
	s := &c.Standing
	age := int(s.Last - s.First)
	if s.Kind != clientele.Customer || s.Trend != clientele.Slipping || age < longTimeYears*365 || len(c.History.Days) < longTimeOrders {
		return clientele.Treatment{}, false
	}
	return clientele.Treatment{
		List: clientele.ListSlipping, Step: clientele.Tell("treatment.ask"), Due: c.Today + 2, Stake: c.usualStake(),
		Why: c.whyLateAfter(age / 365),
	}, true
}
