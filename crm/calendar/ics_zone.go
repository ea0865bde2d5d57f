package calendar

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/emersion/go-ical"
	"github.com/teambition/rrule-go"
)

// icsZones reads the times of a calendar: by the names of the zones that the world has, else by what
// the calendar itself says of a zone, as those of Outlook have names of their own.
type icsZones struct {
	own  map[string]*ical.Component
	firm *time.Location
}

// at is a time on the firm's clock, or a day; known is false where nobody knows its zone, which is
// then taken for the firm's.
func (z icsZones) at(p *ical.Prop) (t time.Time, timed, known bool, err error) {
	value := strings.ToUpper(strings.TrimSpace(p.Value))
	if begins, _, period := strings.Cut(value, "/"); period {
		value = begins
	}
	if len(value) == 8 {
		t, err = time.Parse("20060102", value)
		return t, false, true, err
	}
	if utc := strings.HasSuffix(value, "Z"); utc {
		if t, err = time.Parse("20060102T150405Z", value); err == nil {
			t = onClock(t.In(z.firm))
		}
		return t, true, true, err
	}
	if t, err = time.Parse("20060102T150405", value); err != nil {
		return t, true, true, fmt.Errorf("a time of a calendar: %w", err)
	}
	name := p.Params.Get(ical.PropTimezoneID)
	if name == "" { // it is wherever one is
		return t, true, true, nil
	}
	if zone := zoneNamed(name); zone != nil {
		return onClock(moment(t, zone).In(z.firm)), true, true, nil
	}
	seconds, known := offsetIn(z.own[name], t)
	if !known {
		return t, true, false, nil
	}
	return onClock(t.Add(-time.Duration(seconds) * time.Second).In(z.firm)), true, true, nil
}

// onClock is what a clock shows, without the zone in which it hangs.
func onClock(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), 0, time.UTC)
}

// zoneNamed is a zone of the world by its name, also where a program writes its own before it.
func zoneNamed(name string) *time.Location {
	parts := strings.Split(strings.Trim(name, "/"), "/")
	for i := range parts {
		if short := strings.Join(parts[i:], "/"); short != "" && short != time.Local.String() {
			if zone, err := time.LoadLocation(short); err == nil {
				return zone
			}
		}
	}
	return nil
}

// offsetIn is how far a zone, as a calendar describes it, is from UTC at a time of its clock: since the
// last change of the clocks before it.
func offsetIn(zone *ical.Component, at time.Time) (seconds int, known bool) {
	if zone == nil {
		return 0, false
	}
	var latest time.Time
	for _, one := range zone.Children {
		begins := one.Props.Get(ical.PropDateTimeStart)
		to := one.Props.Get(ical.PropTimezoneOffsetTo)
		if begins == nil || to == nil {
			continue
		}
		offset, ok := readOffset(to.Value)
		last, err := time.Parse("20060102T150405", strings.TrimSuffix(begins.Value, "Z"))
		if !ok || err != nil {
			continue
		}
		if rule := one.Props.Get(ical.PropRecurrenceRule); rule != nil {
			if o, err := rrule.StrToROption(rule.Value); err == nil && o.Freq == rrule.YEARLY {
				o.Dtstart = last
				if r, err := rrule.NewRRule(*o); err == nil {
					last = r.Before(at, true)
				}
			}
		}
		if !last.IsZero() && !last.After(at) && (!known || last.After(latest)) {
			latest, seconds, known = last, offset, true
		}
	}
	return seconds, known
}

// readOffset reads how far a zone is from UTC: "+0100".
func readOffset(text string) (seconds int, ok bool) {
	text = strings.TrimSpace(text)
	if len(text) < 5 {
		return 0, false
	}
	hours, err := strconv.Atoi(text[1:3])
	minutes, wrong := strconv.Atoi(text[3:5])
	if err != nil || wrong != nil {
		return 0, false
	}
	seconds = hours*3600 + minutes*60
	if text[0] == '-' {
		seconds = -seconds
	}
	return seconds, true
}
