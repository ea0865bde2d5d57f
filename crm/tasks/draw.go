package tasks

import (
	"strings"

	"github.com/teambition/rrule-go"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/say"
)

// putOffDays are the quick choices of until when.
func putOffDays(today clientele.Day) []page.Choice {
	return []page.Choice{
		{Value: (today + 1).String(), Label: say.English.Say("tasks.tomorrow")},
		{Value: (today + 7).String(), Label: say.English.Say("tasks.next-week")},
	}
}

// sayAgain says a rule of recurrence in words; "" where there is none.
func sayAgain(rule string) string {
	o, err := rrule.StrToROption(rule)
	if rule == "" || err != nil {
		return ""
	}
	units := map[rrule.Frequency]string{rrule.DAILY: "day", rrule.WEEKLY: "week", rrule.MONTHLY: "month", rrule.YEARLY: "year"}
	unit, ok := units[o.Freq]
	if !ok {
		return rule
	}
	text := word("tasks.every.", unit, say.Args{"n": max(o.Interval, 1)})
	var days []string
	for _, d := range o.Byweekday {
		days = append(days, word("weekday.", string(rune('0'+(d.Day()+1)%7))))
	}
	if len(days) > 0 {
		text += " " + say.English.Say("tasks.on", say.Args{"day": strings.Join(days, ", ")})
	}
	for _, d := range o.Bymonthday {
		switch d {
		case -1:
			text += " " + say.English.Say("tasks.on-last-day")
		default:
			text += " " + say.English.Say("tasks.on-day", say.Args{"n": d})
		}
	}
	return text
}

// plainly is a row beside the account that it is for: that need not be said.
func plainly(r TaskRow) TaskRow {
	r.For = ""
	return r
}

// word is one of several messages, by which of them is meant.
func word(several, which string, args ...say.Args) string {
	return say.English.Say(several+which, args...)
}
