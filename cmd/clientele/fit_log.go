package main

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/btyd"
	"github.com/clientele-crm/clientele/say"
	"github.com/clientele-crm/clientele/standing"
)

// purchases are the log as the models read it, up to a day.
type purchases struct {
	customers []customer
	end       clientele.Day
	unit      span
	calendar  span // that the purchases follow; without a name: none
	notes     []string
	asRows    []btyd.RF // once asked for
}

// customer is one relationship: the days on which it bought, and the mean
// amount of the later ones.
type customer struct {
	days  []clientele.Day
	spend btyd.Spend
}

func newPurchases(sh *logs, unit span) (*purchases, error) {
	p := &purchases{end: sh.asOf(), unit: unit, notes: slices.Clone(sh.notes)}
	currency := p.currency(sh)
	p.customers = make([]customer, 0, len(sh.byKey))
	none, later := 0, 0
	days := &dayPages{}
	for _, place := range sh.byKey {
		whole := sh.history(place)
		h := whole.AsKnown(p.end)
		later += whole.Orders() - h.Orders()
		if len(h.Days) == 0 {
			none++
			continue
		}
		p.customers = append(p.customers, newCustomer(&h, currency, days))
		sh.rels[place].History = nil // its days remain
	}
	if later > 0 {
		p.note("%s dated after today, %s, and left out.", many(later, "purchase is", "purchases are"), longDay(sh.today))
	}
	switch {
	case len(p.customers) == 0:
		p.readAgreements(sh)
	case none > 0:
		p.note("%s bought nothing and %s left out; an amount of zero or less is no purchase.", many(none, "relationship", "relationships"), isOrAre(none))
	}
	if len(p.customers) == 0 {
		return nil, &clientele.Fault{Kind: clientele.Invalid, What: "nothing was bought", Where: strings.Join(sh.files, ", "), Remedy: "give a file of orders; an amount of zero or less is no purchase"}
	}
	if p.calendar.name == "" {
		p.calendar = recognise(p.customers)
	}
	p.remarkBeginnings()
	return p, nil
}

// readAgreements reads a log of nothing but agreements: each period that one
// enters is a purchase, and the commonest period is the calendar.
func (p *purchases) readAgreements(sh *logs) {
	counts := map[int]int{}
	for _, place := range sh.byKey {
		var c customer
		for _, e := range sh.history(place).Engaged {
			months, ok := periodMonths[e.Period]
			if !ok {
				months = 1
			}
			counts[months]++
			c.days = append(c.days, dues(e, months, p.end)...)
		}
		if slices.Sort(c.days); len(c.days) > 0 {
			c.days = slices.Compact(c.days)
			p.customers = append(p.customers, c)
		}
	}
	most := 1
	for months, n := range counts {
		if n > counts[most] || n == counts[most] && months < most {
			most = months
		}
	}
	for _, s := range calendars {
		if s.months == most {
			p.calendar = s
			p.note("The files hold agreements and no purchases: each %s that an agreement enters counts as a purchase.", s.name)
		}
	}
}

// periodMonths is the length of a fee's period; a month where it is not known.
var periodMonths = map[clientele.Period]int{clientele.Monthly: 1, clientele.Quarter: 3, clientele.Yearly: 12}

// dues are the days on which an agreement began and was renewed.
func dues(e clientele.Engagement, months int, end clientele.Day) (days []clientele.Day) {
	for i := 0; ; i += months {
		d := clientele.DayOf(e.Start.Time().AddDate(0, i, 0))
		if d > end || e.End != clientele.NoDay && d >= e.End && i > 0 {
			return days
		}
		days = append(days, d)
	}
}

func isOrAre(n int) string {
	if n == 1 {
		return "is"
	}
	return "are"
}

func (p *purchases) note(format string, args ...any) {
	p.notes = append(p.notes, fmt.Sprintf(format, args...))
}

// currency is the one that most relationships pay in; amounts in others are
// not converted, and so not read.
func (p *purchases) currency(sh *logs) (most string) {
	counts := map[string]int{}
	for _, place := range sh.byKey {
		c := sh.history(place).Currency
		if counts[c]++; c != "" && (counts[c] > counts[most] || most == "" || counts[c] == counts[most] && c < most) {
			most = c
		}
	}
	return most
}

// newCustomer reads the days, and the amounts of all but the first: the model
// of spend is one of repeat purchases (Fader & Hardie 2013, note 025).
func newCustomer(h *clientele.History, currency string, days *dayPages) (c customer) {
	var minor int64
	c.days = days.page(len(h.Days))
	for i, d := range h.Days {
		c.days = append(c.days, d.Day)
		if i > 0 && d.Priced && h.Currency == currency {
			c.spend.X++
			minor += d.Minor
		}
	}
	if c.spend.X > 0 {
		c.spend.Mean = float64(minor) / float64(clientele.MinorPerMajor(currency)) / float64(c.spend.X)
	}
	return c
}

// dayPages gives room for the days of many, which in pieces of their own would take twice as much.
type dayPages struct{ free []clientele.Day }

const dayPage = 1 << 16

func (p *dayPages) page(n int) []clientele.Day {
	if len(p.free) < n {
		p.free = make([]clientele.Day, max(n, dayPage))
	}
	page := p.free[:0:n]
	p.free = p.free[n:]
	return page
}

// rows are the customers in units of time.
func (p *purchases) rows() []btyd.RF {
	if p.asRows != nil {
		return p.asRows
	}
	p.asRows = make([]btyd.RF, 0, len(p.customers))
	for _, c := range p.customers {
		days := p.upToEnd(c)
		first := days[0]
		r := btyd.RF{X: len(days) - 1, Tx: float64(days[len(days)-1]-first) / p.unit.days, T: float64(p.end-first) / p.unit.days}
		for i, d := range days[1:] {
			r.Litt += math.Log(float64(d-days[i]) / p.unit.days)
		}
		p.asRows = append(p.asRows, r)
	}
	return p.asRows
}

func (p *purchases) upToEnd(c customer) []clientele.Day {
	n := len(c.days)
	if c.days[n-1] > p.end {
		n, _ = slices.BinarySearch(c.days, p.end+1)
	}
	return c.days[:n]
}

func (p *purchases) spends() (rows []btyd.Spend) {
	for _, c := range p.customers {
		rows = append(rows, c.spend)
	}
	return rows
}

// period is what opportunities and contracts are counted in.
func (p *purchases) period() span {
	if p.calendar.name != "" {
		return p.calendar
	}
	return p.unit
}

// taken are the periods in which a customer bought again, counted from the
// first purchase, and how many have passed altogether. On a calendar a
// purchase belongs to the nearest date, else to the period that it ends.
func (p *purchases) taken(c customer) (periods []int, passed int) {
	length, days := p.period(), p.upToEnd(c)
	first := days[0]
	nearest := math.Ceil
	if p.calendar.name != "" {
		nearest = math.Round
	}
	passed = int((float64(p.end-first) + length.slack) / length.days)
	for _, d := range days[1:] {
		n := int(nearest(float64(d-first) / length.days))
		if n > 0 && n <= passed && (len(periods) == 0 || n > periods[len(periods)-1]) {
			periods = append(periods, n)
		}
	}
	return periods, passed
}

func (p *purchases) opportunities() (rows []btyd.RF) {
	for _, c := range p.customers {
		periods, passed := p.taken(c)
		r := btyd.RF{X: len(periods), T: float64(passed)}
		if r.X > 0 {
			r.Tx = float64(periods[r.X-1])
		}
		rows = append(rows, r)
	}
	return rows
}

// tenures are the unbroken runs from the first purchase on.
func (p *purchases) tenures() (rows []btyd.Tenure, back int) {
	for _, c := range p.customers {
		periods, passed := p.taken(c)
		run := 0
		for run < len(periods) && periods[run] == run+1 {
			run++
		}
		if run < len(periods) {
			back++
		}
		rows = append(rows, btyd.Tenure{Renewals: run, Churned: run < passed})
	}
	return rows, back
}

// span is a length of time with a name.
type span struct {
	name   string
	days   float64
	slack  float64 // how far from a date of a calendar a purchase may lie
	months int     // of a calendar
}

var units = []span{{name: "day", days: 1}, {name: "week", days: 7}, {name: "month", days: 365.25 / 12}}

func unitOf(name string) span {
	for _, u := range units {
		if u.name == name {
			return u
		}
	}
	return units[1]
}

// calendars that are recognised, the longest first: whoever pays by the
// quarter pays by the month too, every third.
var calendars = []span{
	{"year", 365.25, 15, 12}, {"half-year", 365.25 / 2, 10, 6}, {"quarter", 365.25 / 4, 6, 3}, {"month", 365.25 / 12, 3.5, 1},
}

// A calendar is recognised where nine in ten gaps, of ten or more, are whole
// numbers of its periods; by chance about one in four would be, at most.
const (
	leastCalendarGaps = 10
	calendarShare     = 0.9
)

// recognise finds the calendar that purchases follow, if any.
func recognise(customers []customer) span {
	for _, s := range calendars {
		on, all := 0, 0
		for _, c := range customers {
			for i := 1; i < len(c.days); i++ {
				gap := float64(c.days[i] - c.days[i-1])
				periods := math.Round(gap / s.days)
				if all++; periods >= 1 && math.Abs(gap-periods*s.days) <= s.slack {
					on++
				}
			}
		}
		if all >= leastCalendarGaps && float64(on) >= calendarShare*float64(all) {
			return s
		}
	}
	return span{}
}

// remarkBeginnings says, as analyze does, where the log was cut off in front.
func (p *purchases) remarkBeginnings() {
	firsts := make([]clientele.Day, len(p.customers))
	for i, c := range p.customers {
		firsts[i] = c.days[0]
	}
	if said := standing.Beginnings(firsts, p.start(), p.end); said != "" {
		p.notes = append(p.notes, say.English.Fill(said))
	}
}
