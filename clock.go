package clientele

import (
	"sync/atomic"
	"time"
)

// Clock is the one clock: every moment and every "today" comes from it. It knows the
// firm's zone, because a day is a day there.
type Clock struct {
	now  func() time.Time
	zone atomic.Pointer[time.Location]
}

// NewClock is a clock in a zone; nil is the machine's own. now is where its moments
// come from; nil is the machine's clock.
func NewClock(now func() time.Time, zone *time.Location) *Clock {
	if now == nil {
		now = time.Now
	}
	c := &Clock{now: now}
	c.SetZone(zone)
	return c
}

// SetZone moves the clock to the zone of the firm; nil is the machine's own.
func (c *Clock) SetZone(zone *time.Location) {
	if zone == nil {
		zone = time.Local
	}
	c.zone.Store(zone)
}

// Zone is the firm's zone.
func (c *Clock) Zone() *time.Location { return c.zone.Load() }

// Time is now, on the wall of the firm.
func (c *Clock) Time() time.Time { return c.now().In(c.Zone()) }

// Now is this moment.
func (c *Clock) Now() Instant { return InstantOf(c.now()) }

// Today is the day that it is for the firm.
func (c *Clock) Today() Day { return DayOf(c.Time()) }

// Day is the day of a moment, for the firm.
func (c *Clock) Day(i Instant) Day { return DayOf(i.Time().In(c.Zone())) }

// Begins is the first moment of a day, for the firm. Where a zone skips its midnight,
// it is the first moment after.
func (c *Clock) Begins(d Day) Instant {
	t := d.Time()
	return InstantOf(time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, c.Zone()))
}

// Stopwatch says how long ago it was made: for how long something took, whatever the day is.
func Stopwatch() func() time.Duration {
	began := time.Now()
	return func() time.Duration { return time.Since(began) }
}

// Deadline is the machine's own moment after so long: connections know no other clock.
func Deadline(after time.Duration) time.Time { return time.Now().Add(after) }
