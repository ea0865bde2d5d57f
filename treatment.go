package clientele

import "math"

// Treatment is what to do about a relationship, and by when.
type Treatment struct {
	Relationship
	Play  string // which play advises it
	List  List   // where it is shown
	Why   string // one sentence, with its evidence
	Step  string // the next step, as a button would say it
	Due   Day
	Stake Money   // what is at stake over a year
	Worth float64 // what acting may save or win of it: its whole units, or orders where no money is known; the most comes first
}

// Saves is what acting may save or win over a year, in the money of the stake; none
// where no money is known.
func (t Treatment) Saves() Money {
	if t.Stake.Minor <= 0 {
		return Money{}
	}
	return Money{Minor: int64(math.Round(t.Worth * float64(MinorPerMajor(t.Stake.Currency)))), Currency: t.Stake.Currency}
}

// List is where a treatment is shown on the page of today.
type List string

// The lists of today, in their order.
const (
	ListSlipping List = "slipping"
	ListDue      List = "due"
	ListGrowing  List = "growing"
)
