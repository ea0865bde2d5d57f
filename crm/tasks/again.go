package tasks

import (
	"time"

	"github.com/teambition/rrule-go"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/record"
)

// aheadYears bounds how far a rule is followed to the next time: some name no day at all.
const aheadYears = 40

// comesAgain says what is wrong with how a task comes again. By the hour it would come
// again faster than anybody does it.
func comesAgain(r *record.Record) []record.FieldFault {
	text := r.Text("recurrence")
	if text == "" {
		return nil
	}
	if o, err := rrule.StrToROption(text); err == nil && o.Freq <= rrule.DAILY {
		return nil
	}
	return []record.FieldFault{{Field: "recurrence", What: clientele.Tell("tasks.a-task-comes-again-by-the"), Remedy: clientele.Tell("tasks.choose-days-weeks-months-or-years")}}
}

// nextTime is when a task that was due comes again after it was done, and the rule from
// there on; ok is false where it does not. What was missed meanwhile is not made up for:
// the next time lies after the day on which the task was due and after today.
//
// Days and times are the firm's own, so 9:30 stays 9:30 when the clocks change.
func nextTime(rule, due string, today clientele.Day) (next, rest string, ok bool) {
	o, err := rrule.StrToROption(rule)
	if err != nil {
		return "", "", false
	}
	begin, err := time.Parse("2006-01-02T15:04", dayPart(due)+"T"+orMidnight(timeOf(due)))
	if err != nil {
		begin = today.Time()
	}
	o.Dtstart = begin
	after := today.Time().AddDate(0, 0, 1) // midnight at the end of today
	if limit := after.AddDate(aheadYears, 0, 0); o.Until.IsZero() || o.Until.After(limit) {
		o.Until = limit
	}
	r, err := rrule.NewRRule(*o)
	if err != nil {
		return "", "", false
	}
	at := r.Iterator()
	for passed := 0; ; passed++ {
		when, more := at()
		if !more {
			return "", "", false
		}
		if when.After(begin) && !when.Before(after) {
			if next = clientele.DayOf(when).String(); timeOf(due) != "" {
				next += when.Format("T15:04")
			}
			return next, shortened(rule, passed), true
		}
	}
}

func orMidnight(at string) string {
	if at == "" {
		return "00:00"
	}
	return at
}

// shortened is a rule with a number of times, less those that have passed.
func shortened(rule string, passed int) string {
	o, err := rrule.StrToROption(rule)
	if err != nil || o.Count == 0 {
		return rule
	}
	o.Count -= passed
	return o.RRuleString()
}
