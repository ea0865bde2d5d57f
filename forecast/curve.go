// Package forecast says what open deals should bring, month by month, from how the firm's own
// deals have gone: pure arithmetic, without a clock and without a database.
//
// How long deals stay, and where they go then, is read off those that ended and those that are
// still open (which count as "not yet": Aalen and Johansen's estimator, that of Kaplan and Meier
// with several ways out). A deal in a stage goes on as those did that had stood in it for as
// long. Sums are drawn, with a shock that all deals of a month share; how large it is, is learnt
// from what earlier forecasts of the same kind would have missed (backtest.go).
//
// Start at Learn, then Model.Chances and Draw.
package forecast

import (
	"cmp"
	"slices"

	"github.com/clientele-crm/clientele"
)

// Stage is the number of a stage. Won and Lost are where a deal ends; Whole stands for the whole
// way from the first day to the end, of deals whose stages nobody noted.
type Stage int64

// The stages that are none.
const (
	Whole Stage = 0
	Won   Stage = -1
	Lost  Stage = -2
)

// Deal is what is known of one.
type Deal struct {
	ID       int64
	Opened   clientele.Day
	Ended    clientele.Day // NoDay while it is open
	Won      bool
	Stays    []Stay // the open stages in which it stood, in their order; none where nobody noted them
	Values   []Value
	Currency string
	Group    string        // what it is about: deals about the same have similar values
	Guess    float64       // how likely it is won, as somebody set it; used until enough is learnt
	Due      clientele.Day // when somebody expects it; likewise
}

// Stay is a stage, and since when.
type Stay struct {
	Stage Stage
	From  clientele.Day
}

// Value is what a deal would bring, as it was known from a day on.
type Value struct {
	From  clientele.Day
	Minor float64
}

// Exit is that some deals left, after so many days, for somewhere.
type Exit struct {
	Age  int     `json:"a"`
	To   Stage   `json:"t"`
	Mass float64 `json:"m"` // which part of all that entered
}

// Curve is how deals leave a stage.
type Curve struct {
	Exits []Exit `json:"exits"` // by age
	N     int    `json:"n"`     // how many left
	Open  int    `json:"open"`  // how many have not yet
	Ended int    `json:"ended"` // how many that were in it ended, at any time
	Wins  int    `json:"wins"`  // of them, how many were won
	Old   [2]int `json:"old"`   // after how many days three of four, and nine of ten, of those that left had left
}

// stint is one deal's time in a stage: it left for somewhere, or has not yet.
type stint struct {
	days int
	to   Stage
	left bool
}

// curve estimates how deals leave, where those that have not yet are known for as long as they are there.
func curve(list []stint) (c Curve) {
	slices.SortFunc(list, func(a, b stint) int { return cmp.Or(cmp.Compare(a.days, b.days), cmp.Compare(a.to, b.to)) })
	there, stay := len(list), 1.0
	var ages []int
	for i := 0; i < len(list); {
		age, gone := list[i].days, map[Stage]int{}
		n, left := 0, 0
		for ; i < len(list) && list[i].days == age; i++ {
			if n++; list[i].left {
				gone[list[i].to]++
				left++
				ages = append(ages, age)
			}
		}
		for _, to := range sorted(gone) {
			c.Exits = append(c.Exits, Exit{age, to, stay * float64(gone[to]) / float64(there)})
		}
		stay *= 1 - float64(left)/float64(there)
		there -= n
		c.N, c.Open = c.N+left, c.Open+n-left
	}
	if len(ages) > 0 {
		c.Old = [2]int{ages[(len(ages)-1)*3/4], ages[(len(ages)-1)*9/10]}
	}
	return c
}

func sorted(m map[Stage]int) (keys []Stage) {
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// staying is which part is still there after so many days.
func (c Curve) staying(age int) float64 {
	left := 0.0
	for _, e := range c.Exits {
		if e.Age > age {
			break
		}
		left += e.Mass
	}
	return max(0, 1-left)
}
