package clientele

import (
	"time"
)

// Day is a calendar day in Rata Die: day 1 is 0001-01-01 (Reingold & Dershowitz,
// Calendrical Calculations, §1.2), so that the zero Day is no day at all.
type Day int32

// NoDay is the absent day. It sorts before every real one.
const NoDay Day = 0

// unixEpoch is 1970-01-01 in Rata Die.
const unixEpoch = 719163

const dayLayout = "2006-01-02"

// DayOf is the day of a moment on the clock of its own location.
func DayOf(t time.Time) Day {
	y, m, d := t.Date()
	return Day(time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix()/86400) + unixEpoch
}

// ParseDay reads YYYY-MM-DD.
func ParseDay(s string) (Day, error) {
	t, err := time.Parse(dayLayout, s)
	if err != nil {
		return NoDay, &Fault{Kind: Invalid, What: Tell("day.none", "text", s), Remedy: Tell("day.none-remedy")}
	}
	return DayOf(t), nil
}

// Time is the day's midnight, UTC.
func (d Day) Time() time.Time { return time.Unix(int64(d-unixEpoch)*86400, 0).UTC() }

// Instant is the day's midnight, UTC.
func (d Day) Instant() Instant { return Instant(int64(d-unixEpoch) * 86_400_000) }

// String is YYYY-MM-DD, or "" for NoDay.
func (d Day) String() string {
	if d == NoDay {
		return ""
	}
	return d.Time().Format(dayLayout)
}

// MarshalText writes YYYY-MM-DD; NoDay is empty.
func (d Day) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads what MarshalText writes.
func (d *Day) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*d = NoDay
		return nil
	}
	day, err := ParseDay(string(b))
	*d = day
	return err
}

// Instant is a moment in Unix milliseconds, UTC: the one form in which moments are stored.
type Instant int64

// InstantOf rounds a time to the millisecond.
func InstantOf(t time.Time) Instant { return Instant(t.UnixMilli()) }

// Time is the instant as a UTC time.
func (i Instant) Time() time.Time { return time.UnixMilli(int64(i)).UTC() }

// Day is the instant's UTC day.
func (i Instant) Day() Day { return DayOf(i.Time()) }

// MarshalText writes RFC 3339 with milliseconds, UTC.
func (i Instant) MarshalText() ([]byte, error) {
	return []byte(i.Time().Format("2006-01-02T15:04:05.000Z")), nil
}

// UnmarshalText reads RFC 3339.
func (i *Instant) UnmarshalText(b []byte) error {
	t, err := time.Parse(time.RFC3339Nano, string(b))
	if err != nil {
		return &Fault{Kind: Invalid, What: Tell("day.no-moment", "text", string(b)), Remedy: Tell("day.no-moment-remedy")}
	}
	*i = InstantOf(t)
	return nil
}

// The earliest days of which a hand may write: of contact, and of anything.
const (
	EarliestContact Day = 719163 // 1970-01-01
	EarliestByHand  Day = 693596 // 1900-01-01
)
