package calendar

import (
	"slices"
	"strings"
	"time"

	"github.com/teambition/rrule-go"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/record"
)

const (
	aheadYears = 40    // how far a rule is followed to its first time: some name no day at all
	mostTimes  = 1_000 // how often something comes again that ends after so many times
	mostShown  = 750   // times of one rule that are shown at once: two years of days
	endless    = "9999-12-31"
)

// comesAgain says what is wrong with how an event comes again. A rule may go on for ever: it is only
// followed as far as somebody looks. One that names no day, or several times of a day, is refused.
func comesAgain(r *record.Record) []record.FieldFault {
	text := r.Text("recurrence")
	if text == "" {
		return nil
	}
	fault := func(what, remedy string) []record.FieldFault {
		return []record.FieldFault{{Field: "recurrence", What: what, Remedy: remedy}}
	}
	o, err := rrule.StrToROption(text)
	switch {
	case err != nil: // the field has refused it
		return nil
	case o.Freq > rrule.DAILY || len(o.Byhour)+len(o.Byminute)+len(o.Bysecond) > 0:
		return fault(clientele.Tell("calendar.by-the-hour"), clientele.Tell("calendar.by-the-hour-remedy"))
	case o.Interval > mostTimes, o.Interval == 0 && strings.Contains(strings.ToUpper(text), "INTERVAL="):
		return fault(clientele.Tell("calendar.never-comes"), clientele.Tell("calendar.never-comes-remedy"))
	case o.Count > mostTimes:
		return fault(clientele.Tell("calendar.too-often", "n", mostTimes), clientele.Tell("calendar.too-often-remedy"))
	}
	s := spanOf(r)
	first, ok := firstTime(text, s.begins)
	switch {
	case !ok:
		return fault(clientele.Tell("calendar.never-comes"), clientele.Tell("calendar.never-comes-remedy"))
	case !first.Equal(s.begins):
		return []record.FieldFault{{Field: "begins", What: clientele.Tell("calendar.not-of-rule"), Remedy: clientele.Tell("calendar.not-of-rule-remedy", "day", clientele.DayOf(first))}}
	}
	return nil
}

// ruled is a rule from a beginning on, as the library follows it. It ends where somebody stops looking.
func ruled(text string, begins, until time.Time) (*rrule.RRule, *rrule.ROption) {
	o, err := rrule.StrToROption(text)
	if err != nil {
		return nil, nil // the field has read it: does not happen
	}
	o.Dtstart = begins
	if o.Until.IsZero() || o.Until.After(until) {
		o.Until = until
	}
	r, err := rrule.NewRRule(*o)
	if err != nil {
		return nil, nil
	}
	return r, o
}

func firstTime(text string, begins time.Time) (time.Time, bool) {
	r, _ := ruled(text, begins, begins.AddDate(aheadYears, 0, 0))
	if r == nil {
		return time.Time{}, false
	}
	return r.Iterator()()
}

// times are when an event that comes again does so, as far as it touches some days, and no more
// than are shown at once.
func times(text string, s span, from, to clientele.Day) (all []span) {
	least := from.Time().Add(-s.lasts - 24*time.Hour)
	begins, until := s.begins, to.Time().Add(24*time.Hour-time.Second)
	if o, err := rrule.StrToROption(text); err == nil {
		begins = nearer(o, begins, least)
	}
	r, _ := ruled(text, begins, until)
	if r == nil {
		return nil
	}
	for next := r.Iterator(); len(all) < mostShown; {
		at, more := next()
		if !more {
			break
		}
		one := span{at, s.lasts, s.timed}
		if one.last() >= from {
			all = append(all, one)
		}
	}
	return all
}

// nearer is a beginning from which a rule of days or weeks comes on the same days, close before
// those that are asked for: the library follows a rule from its beginning on. What counts its
// times is followed from the first, and comes a bounded number of times.
func nearer(o *rrule.ROption, begins, least time.Time) time.Time {
	step := time.Duration(max(o.Interval, 1)) * 24 * time.Hour
	switch {
	case o.Count > 0 || !begins.Before(least):
		return begins
	case o.Freq == rrule.WEEKLY:
		step *= 7
	case o.Freq != rrule.DAILY:
		return begins
	}
	return begins.Add(least.Sub(begins) / step * step)
}

// comesOn says whether an event comes at a time, as it is kept.
func comesOn(r *record.Record, at string) bool {
	s := spanOf(r)
	if at == "" || s.timed != (timeOf(at) != "") {
		return false
	}
	day := clientele.DayOf(wall(at))
	return slices.ContainsFunc(times(r.Text("recurrence"), s, day, day), func(one span) bool { return written(one.begins, one.timed) == at })
}

// lastTime is when an event that comes again does so for the last time; ok is false where it never ends.
func lastTime(text string, begins time.Time) (last time.Time, ok bool) {
	o, err := rrule.StrToROption(text)
	if err != nil || o.Count == 0 && o.Until.IsZero() {
		return begins, false
	}
	if o.Count == 0 {
		return o.Until, true
	}
	r, _ := ruled(text, begins, begins.AddDate(aheadYears*25, 0, 0))
	if r == nil {
		return begins, false
	}
	next := r.Iterator()
	for at, more := next(); more; at, more = next() {
		last = at
	}
	return last, true
}

// through is the last day of an event, and whether it spans several; of one that comes again for
// ever, the last day that there is.
func through(r *record.Record) (last string, spans bool) {
	s, text := spanOf(r), r.Text("recurrence")
	if text == "" {
		return s.last().String(), s.last() != s.first()
	}
	at, ends := lastTime(text, s.begins)
	if !ends {
		return endless, true
	}
	return span{at, s.lasts, s.timed}.last().String(), true
}
