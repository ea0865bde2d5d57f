package treatment

import (
	"math"

	"github.com/clientele-crm/clientele"
)

// What acting is taken to do to the odds of what it is for. Nobody has measured yet what
// a call changes in a firm, so it is the same for everybody: it changes much where the
// outcome is open, and hardly anything of those who are all but gone, or safe.
const (
	spoken  = 2.0 // a call, a meeting, a visit
	written = 1.5 // a letter, an offer
)

// unseen bounds the chance that they stay, where something speaks against it that the
// measure does not see: a letter that nobody answered, a contract that ends.
const unseen = 0.8

// gain is by how much a chance rises when its odds are multiplied.
func gain(chance, odds float64) float64 {
	return chance*odds/(1+chance*(odds-1)) - chance
}

// keeps is the share of what they brought that acting may keep.
func keeps(odds float64) func(*Case) float64 {
	return func(c *Case) float64 { return gain(c.Standing.ActiveProb, odds) }
}

// renews is the share of a contract's fees that speaking of it may keep.
func renews(c *Case) float64 { return gain(min(c.Standing.ActiveProb, unseen), spoken) }

// holds is the share of what is expected that acting may hold. What is expected counts the
// chance that they stay already.
func holds(odds float64) func(*Case) float64 {
	return func(c *Case) float64 {
		if c.Standing.ActiveProb <= 0 {
			return 0
		}
		return gain(min(c.Standing.ActiveProb, unseen), odds) / c.Standing.ActiveProb
	}
}

// promotes is the share of what is expected that may come on top, if they become a client.
func promotes(c *Case) float64 { return gain(c.Standing.ClientProb, written) }

// stake is what the relationship is expected to bring within a year.
func (c *Case) stake() clientele.Money {
	if c.Standing.Revenue.IsNone() {
		return clientele.Money{}
	}
	return clientele.Money{Minor: int64(math.Round(c.perYear(c.Standing.ExpectedValue))), Currency: c.Standing.Revenue.Currency}
}

func (c *Case) perYear(v float64) float64 {
	if c.Standing.HorizonDays <= 0 {
		return v
	}
	return v * 365 / float64(c.Standing.HorizonDays)
}

// usualStake is what the relationship brought in a year so far: what is lost if
// it goes, where the forecast already counts it as going.
func (c *Case) usualStake() clientele.Money {
	m := c.stake()
	if m.IsNone() || c.Standing.First == clientele.NoDay {
		return m
	}
	m.Minor = max(m.Minor, int64(float64(c.Standing.Revenue.Minor)/c.years()))
	return m
}

// years is for how long they have been buying; less than one would promise too much.
func (c *Case) years() float64 { return float64(max(int(c.Today-c.Standing.First), 365)) / 365 }

// worth is a share of what is at stake over a year, in whole units of its money; of
// orders, where no money is known.
func (c *Case) worth(share float64, stake clientele.Money) float64 {
	if !(share > 0) {
		return 0
	}
	if stake.Minor > 0 {
		return share * float64(stake.Minor) / float64(clientele.MinorPerMajor(stake.Currency))
	}
	orders := c.perYear(c.Standing.ExpectedOrders)
	if c.Standing.First != clientele.NoDay {
		orders = max(orders, float64(c.Standing.Orders)/c.years())
	}
	return share * orders
}
