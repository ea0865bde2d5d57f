package calendar

import (
	"fmt"
	"time"

	"github.com/emersion/go-ical"
)

// zoneAfter is for how many years to come the changes of the clocks are told.
const zoneAfter = 6

// timezone tells how the clocks of the firm's zone stand, change by change: from before the first
// time that is written with it to some years on.
func (f *feed) timezone() *ical.Component {
	zone := ical.NewComponent(ical.CompTimezone)
	zone.Props.SetText(ical.PropTimezoneID, f.zone.String())
	from := f.first.AddDate(0, 0, -1)
	until := f.c.Clock.Time().AddDate(zoneAfter, 0, 0)
	at := time.Date(from.Year(), 1, 1, 0, 0, 0, 0, f.zone)
	_, offset := at.Zone()
	zone.Children = append(zone.Children, observance(at, offset, f.zone))
	for at.Before(until) {
		_, next := at.ZoneBounds()
		if next.IsZero() || next.After(until) {
			break
		}
		zone.Children = append(zone.Children, observance(next, offset, f.zone))
		_, offset = next.In(f.zone).Zone()
		at = next.In(f.zone)
	}
	return zone
}

// observance is how the clocks stand from a moment on, before which they stood otherwise.
func observance(at time.Time, was int, zone *time.Location) *ical.Component {
	at = at.In(zone)
	name := ical.CompTimezoneStandard
	if at.IsDST() {
		name = ical.CompTimezoneDaylight
	}
	short, offset := at.Zone()
	one := ical.NewComponent(name)
	begins := ical.NewProp(ical.PropDateTimeStart) // on the clock that stood until then
	begins.Value = at.UTC().Add(time.Duration(was) * time.Second).Format("20060102T150405")
	one.Props.Set(begins)
	one.Props.SetText(ical.PropTimezoneName, short)
	for name, seconds := range map[string]int{ical.PropTimezoneOffsetFrom: was, ical.PropTimezoneOffsetTo: offset} {
		p := ical.NewProp(name)
		p.Value = offsetText(seconds)
		one.Props.Set(p)
	}
	return one
}

func offsetText(seconds int) string {
	sign := '+'
	if seconds < 0 {
		sign, seconds = '-', -seconds
	}
	text := fmt.Sprintf("%c%02d%02d", sign, seconds/3600, seconds/60%60)
	if s := seconds % 60; s != 0 {
		text += fmt.Sprintf("%02d", s)
	}
	return text
}

// utc is a zone that says nothing, for a calendar in which nothing stands.
func (f *feed) utc() *ical.Component {
	zone := ical.NewComponent(ical.CompTimezone)
	zone.Props.SetText(ical.PropTimezoneID, "UTC")
	zone.Children = append(zone.Children, observance(time.Date(1970, 1, 1, 0, 0, 0, 0, time.UTC), 0, time.UTC))
	return zone
}
