package calendar

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/say"
)

// newHref is the form of a new event at a time.
func newHref(on string) string { return "/events/new?" + url.Values{"on": {on}}.Encode() }

// weekdayKey is the message of a day of the week, Monday the first.
func weekdayKey(i int) string { return "weekday." + strconv.Itoa((i+1)%7) }

func shortWeekdayKey(i int) string { return "wd." + strconv.Itoa((i+1)%7) }

// marked are the kinds that have a mark of their own in the style sheet.
var marked = append(slices.Clone(kinds), anniversary, "task", "deal", "engagement")

func kindClass(kind string) string {
	if slices.Contains(marked, kind) {
		return kind
	}
	return "record"
}

// kindWord is what kind a thing is, in a word.
func kindWord(s *say.Speaker, i CalendarItem) string {
	if slices.Contains(kinds, i.Kind) || i.Kind == anniversary {
		return s.Say("calendar.kind." + i.Kind)
	}
	return s.Capital(s.Label("crm.one."+i.Kind, i.Kind))
}

// stateWord says what became of an event, or that nobody said it yet.
func stateWord(s *say.Speaker, i CalendarItem, now string) string {
	switch {
	case i.State == held || i.State == cancelled:
		return s.Say("choice.state." + i.State)
	case i.Open(now):
		return s.Say("calendar.did-it")
	}
	return ""
}

// about is with whom, and where.
func about(i CalendarItem) string {
	var parts []string
	for _, part := range []string{i.For, i.Place} {
		if part != "" {
			parts = append(parts, part)
		}
	}
	if len(parts) == 0 {
		return ""
	}
	return " · " + strings.Join(parts, " · ")
}

// whenOf says when something is: its day, its hours.
func whenOf(s *say.Speaker, i CalendarItem, today clientele.Day) string {
	text := s.Day(i.Day, today)
	if ahead := i.Day - today; ahead >= -1 && ahead <= 1 {
		text = s.Since(i.Day, today)
	}
	switch {
	case i.Timed():
		return text + ", " + i.Hours()
	case i.Last > i.Day:
		return s.Say("calendar.from-to", say.Args{"from": text, "to": s.Day(i.Last, today)})
	}
	return text
}

// hourOfItem is the hour at which it begins; "" of what has none.
func hourOfItem(i CalendarItem) string {
	if !i.Timed() {
		return ""
	}
	return i.span.begins.Format("15:04")
}

// monthDays are the days of a month on which something stands, for where a table has no room.
func monthDays(out CalendarOut) (days []DayCell) {
	for _, week := range out.Weeks {
		for _, d := range week {
			if len(d.Shown) > 0 && !d.Other {
				d.All = d.Shown
				days = append(days, d)
			}
		}
	}
	return days
}

// dayAgenda is a day with all that stands on it, where the hours have no room.
func dayAgenda(out CalendarOut, d DayCell) string { return out.href("agenda", d.Day) }
