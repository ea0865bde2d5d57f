package faces

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/teambition/rrule-go"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/say"
)

// The days of a week as RFC 5545 writes them, Monday first as the library counts them.
var weekdays = []string{"MO", "TU", "WE", "TH", "FR", "SA", "SU"}

var units = []string{"day", "week", "month", "year"}

// again is a rule of recurrence as a form asks for it. A rule that the form cannot say
// stands there whole, as Every.
type again struct {
	Every  string // day, week, month, year; "" does not repeat
	N      string // every so many of them
	On     []string
	Nth    string // of a month: "" the day on which it is due, 1 to 4, -1 the last
	NthDay string // "day", or a day of the week
	Ends   string // "" never, on, after
	Until  string
	Times  string
}

// parts are the names of what a form asks of a rule, behind that of its field.
func (a again) parts() map[string]string {
	parts := map[string]string{"": a.Every, ".n": a.N, ".nth": a.Nth, ".nthday": a.NthDay, ".ends": a.Ends, ".until": a.Until, ".times": a.Times}
	for _, d := range weekdays {
		if slices.Contains(a.On, d) {
			parts["."+d] = "yes"
		}
	}
	return parts
}

// againOf is a rule as the form shows it.
func againOf(rule string) again {
	a := again{N: "1", NthDay: "day"}
	o, err := rrule.StrToROption(rule)
	if rule == "" || err != nil {
		return a
	}
	a.N = strconv.Itoa(max(o.Interval, 1))
	switch {
	case o.Count > 0:
		a.Ends, a.Times = "after", strconv.Itoa(o.Count)
	case !o.Until.IsZero():
		a.Ends, a.Until = "on", clientele.DayOf(o.Until).String()
	}
	if o.Freq <= rrule.DAILY {
		a.Every = units[rrule.DAILY-o.Freq]
	}
	for _, d := range o.Byweekday {
		if a.On = append(a.On, weekdays[d.Day()]); d.N() != 0 {
			a.Nth, a.NthDay, a.On = strconv.Itoa(d.N()), weekdays[d.Day()], nil
		}
	}
	if len(o.Bymonthday) == 1 && (o.Bymonthday[0] == 1 || o.Bymonthday[0] == -1) {
		a.Nth = strconv.Itoa(o.Bymonthday[0])
	}
	if said, fault := a.rule(func(text string) (string, bool) { return text, true }); fault.What != "" || !o.Dtstart.IsZero() || !sameRule(said, rule) {
		a.Every = rule
	}
	return a
}

func sameRule(a, b string) bool {
	one, err := rrule.StrToROption(a)
	other, wrong := rrule.StrToROption(b)
	return err == nil && wrong == nil && untilDay(*one).RRuleString() == untilDay(*other).RRuleString()
}

// untilDay is a rule that ends on a whole day, with nothing said that goes without saying.
func untilDay(o rrule.ROption) *rrule.ROption {
	if o.Interval == 1 {
		o.Interval = 0
	}
	if !o.Until.IsZero() {
		o.Until = clientele.DayOf(o.Until).Time()
	}
	return &o
}

// againIn is what a form says of a rule.
func againIn(name string, given page.Rest) again {
	of := func(part string) string {
		if values := given[name+part]; len(values) > 0 {
			return strings.TrimSpace(values[0])
		}
		return ""
	}
	a := again{Every: of(""), N: of(".n"), Nth: of(".nth"), NthDay: of(".nthday"), Ends: of(".ends"), Until: of(".until"), Times: of(".times")}
	for _, d := range weekdays {
		if of("."+d) != "" {
			a.On = append(a.On, d)
		}
	}
	return a
}

// most bounds how far apart, and how often.
const most = 1000

// rule writes what the form says as RFC 5545 does. What is no choice of the form is a rule
// already, and goes on as it was written, to be refused by the record where it is none.
func (a again) rule(day func(string) (string, bool)) (string, page.FieldFault) {
	unit := slices.Index(units, a.Every)
	if unit < 0 {
		return a.Every, page.FieldFault{}
	}
	o := rrule.ROption{Freq: rrule.Frequency(int(rrule.DAILY) - unit)}
	var ok bool
	if o.Interval, ok = upTo(a.N, most); !ok {
		return "", page.FieldFault{Field: ".n", What: clientele.Tell("again.that-is-no-whole-number-from"), Remedy: clientele.Tell("again.n-remedy", "every", clientele.Tell("again.by."+a.Every))}
	}
	if o.Interval == 1 {
		o.Interval = 0 // goes without saying
	}
	if a.Every == "week" {
		for _, d := range a.On {
			o.Byweekday = append(o.Byweekday, dayOfWeek(d))
		}
	}
	if a.Every == "month" && a.Nth != "" {
		nth, err := strconv.Atoi(a.Nth)
		switch known := slices.Contains(weekdays, a.NthDay); {
		case err != nil || nth == 0 || nth < -1 || nth > 4, !known && (a.NthDay != "day" || nth > 1):
			return "", page.FieldFault{Field: ".nth", What: clientele.Tell("again.a-month-has-no-such-day"), Remedy: clientele.Tell("again.choose-its-first-or-last-day")}
		case known:
			d := dayOfWeek(a.NthDay)
			o.Byweekday = append(o.Byweekday, d.Nth(nth))
		default:
			o.Bymonthday = []int{nth}
		}
	}
	switch a.Ends {
	case "on":
		written, ok := day(a.Until)
		until, err := clientele.ParseDay(written)
		if err != nil || !ok {
			return "", page.FieldFault{Field: ".until", What: clientele.Tell("again.it-is-not-said-until-when"), Remedy: clientele.Tell("again.choose-a-day-or-let-it")}
		}
		o.Until = until.Time().Add(24*time.Hour - time.Second) // that day is among them, whatever the time of the task
	case "after":
		if o.Count, ok = upTo(a.Times, most); !ok {
			return "", page.FieldFault{Field: ".times", What: clientele.Tell("again.that-is-no-whole-number-from"), Remedy: clientele.Tell("again.write-how-often-or-let-it")}
		}
	}
	return o.RRuleString(), page.FieldFault{}
}

func upTo(text string, most int) (int, bool) {
	n, err := strconv.Atoi(text)
	return n, err == nil && n >= 1 && n <= most
}

func dayOfWeek(name string) rrule.Weekday {
	return []rrule.Weekday{rrule.MO, rrule.TU, rrule.WE, rrule.TH, rrule.FR, rrule.SA, rrule.SU}[slices.Index(weekdays, name)]
}

// SayAgain says a rule of recurrence in words, "every second Tuesday until 3 March"; ""
// where there is none. Of a rule for which there are no words it says that it is one.
func SayAgain(s *say.Speaker, rule string, today clientele.Day) string {
	a := againOf(rule)
	switch {
	case rule == "":
		return ""
	case !slices.Contains(units, a.Every):
		return s.Say("again.own")
	}
	text := sayEvery(s, a)
	if a.Nth != "" {
		text += " " + s.Say("again.nth."+a.Nth, say.Args{"day": nameOf(a.NthDay)})
	}
	switch a.Ends {
	case "on":
		until, _ := clientele.ParseDay(a.Until)
		text += " " + s.Say("again.until", say.Args{"day": s.Day(until, today)})
	case "after":
		times, _ := strconv.Atoi(a.Times)
		text += ", " + s.Say("again.times", say.Args{"n": times})
	}
	return text
}

// sayEvery says how often, and of a week on which of its days.
func sayEvery(s *say.Speaker, a again) string {
	n, _ := strconv.Atoi(a.N)
	every := s.Say("again.every."+a.Every, say.Args{"n": n})
	switch {
	case a.Every != "week" || len(a.On) == 0:
		return every
	case n <= 2 && len(a.On) == 1:
		return s.Say([]string{"again.every-on", "again.second-on"}[n-1], say.Args{"day": nameOf(a.On[0])})
	case n == 1 && slices.Equal(a.On, weekdays[:5]):
		return s.Say("again.working-days")
	}
	names := make([]string, len(a.On))
	for i, d := range a.On {
		names[i] = nameOf(d)
	}
	return every + " " + s.Say("again.on", say.Args{"day": names})
}

// nameOf is what people call a day of the week; of a month, its day.
func nameOf(day string) string {
	if i := slices.Index(weekdays, day); i >= 0 {
		return clientele.Tell("weekday." + strconv.Itoa((i+1)%7))
	}
	return clientele.Tell("again.unit.day")
}
