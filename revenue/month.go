package revenue

import (
	"time"

	"github.com/clientele-crm/clientele"
)

// Month counts calendar months from year 0, so that they can be subtracted.
type Month int

// MonthOf is the month of a day.
func MonthOf(d clientele.Day) Month {
	y, m, _ := d.Time().Date()
	return Month(y*12 + int(m) - 1)
}

// First is the first day of the month.
func (m Month) First() clientele.Day {
	return clientele.DayOf(time.Date(int(m)/12, time.Month(int(m)%12+1), 1, 0, 0, 0, 0, time.UTC))
}

// Last is the last day of the month.
func (m Month) Last() clientele.Day { return (m + 1).First() - 1 }

// Through is the last month that is over on a day. A log that knows no more than months, and
// dates them on their first day, is over with the month that it names last.
func Through(asOf clientele.Day, byMonth bool) Month {
	m := MonthOf(asOf)
	if byMonth || asOf == m.Last() {
		return m
	}
	return m - 1
}
