package standing

import (
	"math"
	"slices"

	"github.com/clientele-crm/clientele"
)

// yearDays and monthDays are the mean Gregorian year and month.
const (
	yearDays  = 365.2425
	monthDays = yearDays / 12
)

// features is what is read off the purchases of one relationship as of a day.
// Purchases of one day are one event; times are in days.
type features struct {
	asOf, first, last clientele.Day
	orders            int     // purchases; at least events
	events            int     // days with a purchase
	x                 int     // completed gaps, events less one
	tx, t             float64 // age at the last event, and now
	elapsed           float64 // since the last event; 0 without one
	mean, median      float64 // gap; 0 without one
	longest           float64 // gap
	recent            float64 // mean of the last two gaps
	window            float64 // w of the client measure: max(7, 1.5 × median)
	logSum, logSquare float64 // sums over gaps of their log and its square
	months            float64 // share of the months since the first that hold an event
	priced            int     // events with an amount
	spend             float64 // mean amount of those, minor units
	spread            float64 // standard deviation of log amounts; 0 below two
	half              int     // events in the later half of the age
	spans             int     // spans of one window back from asOf, within the age, at most mostSpans
	filled, lately    int     // those with a purchase: of all of them, and of the last three
	contacts          int     // two-way contacts in the last year
}

// minWindow and windowGaps are w = max(7 days, 1.5 × median gap): for memoryless
// buying, three windows in a row then hold an event with chance (1-e^-1.04)³ = .27.
const (
	minWindow  = 7
	windowGaps = 1.5
	windows    = 3
)

// read takes the features off the days of purchase up to asOf; later ones are not seen.
func read(days []clientele.OrderDay, asOf clientele.Day) features {
	days = days[:countUpTo(days, asOf)]
	f := features{asOf: asOf, events: len(days)}
	if len(days) == 0 {
		return f
	}
	f.first, f.last = days[0].Day, days[len(days)-1].Day
	f.x = len(days) - 1
	f.tx, f.t = float64(f.last-f.first), float64(asOf-f.first)
	f.elapsed = f.t - f.tx
	f.readGaps(days)
	f.readSpans(days)
	f.readAmounts(days)
	return f
}

// mostSpans is how many windows back the record is read: beyond, it was another time.
const mostSpans = 24

// readSpans asks of the past what "client" asks of the next three windows: in
// how many spans of one window, counted back from asOf, was there a purchase.
func (f *features) readSpans(days []clientele.OrderDay) {
	f.spans = max(1, min(mostSpans, int(f.t/f.window)))
	seen := -1
	for i := len(days) - 1; i >= 0; i-- {
		k := int(float64(f.asOf-days[i].Day) / f.window)
		if k >= f.spans {
			return
		}
		if k != seen {
			f.filled++
			f.lately += int(outcome(k < windows))
			seen = k
		}
	}
}

func countUpTo(days []clientele.OrderDay, end clientele.Day) int {
	n := len(days)
	if n == 0 || days[n-1].Day <= end {
		return n
	}
	i, _ := slices.BinarySearchFunc(days, end+1, func(d clientele.OrderDay, t clientele.Day) int { return int(d.Day) - int(t) })
	return i
}

func (f *features) readGaps(days []clientele.OrderDay) {
	middle := float64(f.first) + f.t/2
	month, active := math.Inf(-1), 0
	var few [64]int32 // spares most relationships an allocation
	gaps := few[:0]
	for i, d := range days {
		if m := math.Floor(float64(d.Day-f.first) / monthDays); m > month {
			month, active = m, active+1
		}
		if float64(d.Day) > middle {
			f.half++
		}
		if i == 0 {
			continue
		}
		gap := int32(d.Day - days[i-1].Day)
		gaps = append(gaps, gap)
		l := math.Log(float64(gap))
		f.logSum += l
		f.logSquare += l * l
	}
	f.months = float64(active) / (math.Floor(f.t/monthDays) + 1)
	f.window = minWindow
	if f.x == 0 {
		return
	}
	last := gaps[max(0, len(gaps)-2):]
	for _, g := range last {
		f.recent += float64(g) / float64(len(last))
	}
	f.mean = f.tx / float64(f.x)
	slices.Sort(gaps)
	f.longest = float64(gaps[len(gaps)-1])
	f.median = (float64(gaps[(len(gaps)-1)/2]) + float64(gaps[len(gaps)/2])) / 2
	f.window = max(minWindow, windowGaps*f.median)
}

func (f *features) readAmounts(days []clientele.OrderDay) {
	var sum, logs, squares float64
	for _, d := range days {
		f.orders += d.Orders
		if !d.Priced || d.Minor <= 0 {
			continue
		}
		f.priced++
		sum += float64(d.Minor)
		l := math.Log(float64(d.Minor))
		logs += l
		squares += l * l
	}
	if f.priced == 0 {
		return
	}
	n := float64(f.priced)
	f.spend = sum / n
	if f.priced > 1 {
		f.spread = math.Sqrt(max(0, squares-logs*logs/n) / (n - 1))
	}
}

// logVariance is the sum of squares of the log gaps about their mean.
func (f *features) logVariance() float64 {
	if f.x < 2 {
		return 0
	}
	return max(0, f.logSquare-f.logSum*f.logSum/float64(f.x))
}

// attention is what is read off the rest of a history: contact, contracts, returns.
type attention struct {
	in, out, mutual int           // contact in the last year, by who began
	contact         clientele.Day // the last one
	unanswered      bool          // the last one was theirs
	running         int           // contracts that run on the day
	contract        agreement     // the one of them that runs longest
	agreements      []agreement   // all of them
	begun           clientele.Day // when the last contract of any sort began
	ended           clientele.Day // when the last contract ended, where none runs
	returns         int           // days with goods back or an order called off
}

func attend(h *clientele.History, asOf clientele.Day) attention {
	var a attention
	a.hear(h.Contacts, asOf)
	for _, r := range h.Returns {
		if r.Day <= asOf {
			a.returns++
		}
	}
	return a
}

// hear takes in the contacts up to asOf.
func (a *attention) hear(contacts []clientele.ContactDay, asOf clientele.Day) {
	for _, c := range contacts {
		if c.Day > asOf {
			return
		}
		a.contact, a.unanswered = c.Day, !c.Answered
		if asOf-c.Day < 365 {
			a.in, a.out, a.mutual = a.in+c.In, a.out+c.Out, a.mutual+c.Mutual
		}
	}
}

// twoWay is how much of the last year's contact went both ways: the contacts
// answered by the other side, and those between people at the same time.
func (a attention) twoWay() int { return 2*min(a.in, a.out) + a.mutual }

// twoWayOf is what twoWay says of contacts alone, as of a day.
func twoWayOf(contacts []clientele.ContactDay, asOf clientele.Day) int {
	var a attention
	a.hear(contacts, asOf)
	return a.twoWay()
}
