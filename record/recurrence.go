package record

import (
	"strings"

	"github.com/teambition/rrule-go"
)

// everys are the words for a span after which something comes again.
var everys = map[string]string{
	"day": "DAILY", "daily": "DAILY", "week": "WEEKLY", "weekly": "WEEKLY", "fortnight": "WEEKLY;INTERVAL=2", "fortnightly": "WEEKLY;INTERVAL=2",
	"month": "MONTHLY", "monthly": "MONTHLY", "quarter": "MONTHLY;INTERVAL=3", "quarterly": "MONTHLY;INTERVAL=3",
	"year": "YEARLY", "yearly": "YEARLY", "annually": "YEARLY", "workday": "WEEKLY;BYDAY=MO,TU,WE,TH,FR", "working day": "WEEKLY;BYDAY=MO,TU,WE,TH,FR",
}

// byWeekday are the days of the week as RFC 5545 has them: their first two letters.
var byWeekday = map[string]bool{"monday": true, "tuesday": true, "wednesday": true, "thursday": true, "friday": true, "saturday": true, "sunday": true}

// readRecurrence reads how something comes again: in words, as people write it, or as a
// rule of RFC 5545, as calendars do.
func readRecurrence(s string) (any, *wrong) {
	if rule := ruleOf(s); rule != "" {
		return rule, nil
	}
	rule := strings.TrimPrefix(s, "RRULE:")
	if _, err := rrule.StrToRRule(rule); err != nil {
		return nil, no("that does not say how often it comes again", "write it as every week, every 2 months, every Monday or yearly")
	}
	return rule, nil
}

// ruleOf is the rule that words say; "" where they say none.
func ruleOf(s string) string {
	words := strings.Fields(strings.ToLower(s))
	if len(words) > 1 && (words[0] == "every" || words[0] == "each") {
		words = words[1:]
	}
	if len(words) == 2 {
		n, unit := words[0], strings.TrimSuffix(words[1], "s")
		if n == "other" || n == "second" {
			n = "2"
		}
		if span := everys[unit]; span != "" && !strings.Contains(span, ";") && strings.Trim(n, "0123456789") == "" && len(n) < 4 && strings.Trim(n, "0") != "" {
			return "FREQ=" + span + ";INTERVAL=" + n
		}
	}
	one := strings.Join(words, " ")
	if span := everys[one]; span != "" {
		return "FREQ=" + span
	}
	if day := strings.TrimSuffix(one, "s"); byWeekday[day] {
		return "FREQ=WEEKLY;BYDAY=" + strings.ToUpper(day[:2])
	}
	return ""
}
