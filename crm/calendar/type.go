package calendar

import (
	"strings"
	"time"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/record"
)

// Type is an event: a meeting, a call, a visit, or a day that matters.
var Type = record.Type{
	Name: "event", Plural: "events", Home: "/events", Of: []string{"account", "people"}, Title: "title", Sort: "begins", Sorts: []string{"changed"}, Calendar: "begins",
	Rule: rule, Looks: []string{"account", "series"},
	Fields: []record.Field{
		record.Text("title").Required().Searched().Listed(),
		record.Choice("kind", kinds...).Required().Begins(meeting).Listed(),
		record.Due("begins").From(clientele.EarliestContact).Required().Listed(), record.Due("ends").Listed(),
		record.Link("account", record.Account).Listed(), record.Links("people", "person").FirstAs("person").Listed(),
		record.Text("place").Searched().Listed(), record.User("owner").Listed(), record.Users("attendees"),
		record.Line("line"), record.Recurrence("recurrence"), record.Choice("reminder", reminders...),
		record.Choice("state", planned, held, cancelled).Required().Begins(planned).Listed(), record.Long("note"),
		record.Link("series", "event"), record.Due("occurrence"), record.Text("uid").Once(),
	},
}

// The kinds of event.
const (
	meeting = "meeting"
	call    = "call"
	visit   = "visit"
	date    = "date"
	other   = "other"
)

var kinds = []string{meeting, call, visit, date, other}

// The states of an event.
const (
	planned   = "planned"
	held      = "held"
	cancelled = "cancelled"
)

// reminders are how long before its beginning one is reminded of an event.
var reminders = []string{"at-begin", "5m", "15m", "30m", "1h", "2h", "1d", "2d", "1w"}

// before is how long before its beginning a reminder rings.
func before(reminder string) time.Duration {
	return map[string]time.Duration{"5m": 5 * time.Minute, "15m": 15 * time.Minute, "30m": 30 * time.Minute, "1h": time.Hour, "2h": 2 * time.Hour,
		"1d": 24 * time.Hour, "2d": 48 * time.Hour, "1w": 168 * time.Hour}[reminder]
}

// rule keeps the times of an event together, and says what does not go with what.
func rule(d record.Draft) (faults []record.FieldFault) {
	faults = timesOf(d)
	if len(faults) == 0 {
		faults = comesAgain(d.Is)
	}
	faults = append(faults, ofSeries(d)...)
	if of := d.Led("account"); of != nil && of.Archived != 0 && (d.Was == nil || d.Was.Account != of.ID && d.Was.Values["account"] != of.ID) {
		faults = append(faults, record.FieldFault{Field: "account", What: clientele.Tell("calendar.account-archived", "name", of.Text("name")),
			Remedy: clientele.Tell("calendar.account-archived-remedy")})
	}
	if d.Is.Text("state") != held || d.Was != nil && d.Was.Text("state") == held && d.Was.Text("begins") == d.Is.Text("begins") && d.Was.Text("recurrence") == d.Is.Text("recurrence") {
		return faults
	}
	switch day, _ := clientele.ParseDay(dayPart(d.Is.Text("begins"))); {
	case d.Is.Text("recurrence") != "":
		faults = append(faults, record.FieldFault{Field: "state", What: clientele.Tell("calendar.series-not-held"), Remedy: clientele.Tell("calendar.series-not-held-remedy")})
	case day > d.Today:
		faults = append(faults, record.FieldFault{Field: "state", What: clientele.Tell("calendar.not-yet"), Remedy: clientele.Tell("calendar.not-yet-remedy")})
	}
	return faults
}

// timesOf fills in when an event ends, where only its beginning was said or moved, and refuses
// one that ends before it begins.
func timesOf(d record.Draft) []record.FieldFault {
	begins, ends := d.Is.Text("begins"), d.Is.Text("ends")
	if begins == "" {
		return nil // it is required: that is said
	}
	if d.Was != nil && d.Was.Text("begins") != begins && d.Was.Text("ends") == ends {
		ends = "" // who moves its beginning moves the whole
		if was := spanOf(d.Was); was.timed == (timeOf(begins) != "") {
			ends = written(wall(begins).Add(was.lasts), was.timed)
		}
	}
	switch {
	case ends == "" && timeOf(begins) != "":
		ends = written(wall(begins).Add(time.Hour), true)
	case ends == "":
		ends = begins
	case timeOf(begins) == "" && timeOf(ends) != "":
		return []record.FieldFault{{Field: "begins", What: clientele.Tell("calendar.begins-without-hour"), Remedy: clientele.Tell("calendar.begins-without-hour-remedy")}}
	case timeOf(begins) != "" && timeOf(ends) == "":
		return []record.FieldFault{{Field: "ends", What: clientele.Tell("calendar.ends-without-hour"), Remedy: clientele.Tell("calendar.ends-without-hour-remedy")}}
	}
	if wall(ends).Before(wall(begins)) {
		return []record.FieldFault{{Field: "ends", What: clientele.Tell("calendar.ends-before"), Remedy: clientele.Tell("calendar.ends-before-remedy")}}
	}
	d.Is.Set("ends", ends)
	return nil
}

// ofSeries says what is wrong with an event that stands for one time of another.
func ofSeries(d record.Draft) []record.FieldFault {
	series, at := d.Is.Values["series"], d.Is.Text("occurrence")
	if series == nil && at == "" || d.Was != nil && d.Was.Values["series"] == series && d.Was.Text("occurrence") == at {
		return nil
	}
	of := d.Led("series")
	switch {
	case series == nil:
		return []record.FieldFault{{Field: "series", What: clientele.Tell("calendar.no-series"), Remedy: clientele.Tell("calendar.no-series-remedy")}}
	case of == nil: // it is refused as a link
		return nil
	case of.Text("recurrence") == "":
		return []record.FieldFault{{Field: "series", What: clientele.Tell("calendar.comes-once"), Remedy: clientele.Tell("calendar.comes-once-remedy")}}
	case d.Is.Text("recurrence") != "":
		return []record.FieldFault{{Field: "recurrence", What: clientele.Tell("calendar.again-of-again"), Remedy: clientele.Tell("calendar.again-of-again-remedy")}}
	case !comesOn(of, at):
		return []record.FieldFault{{Field: "occurrence", What: clientele.Tell("calendar.no-occurrence", "when", at), Remedy: clientele.Tell("calendar.no-occurrence-remedy")}}
	}
	if uid := of.Text("uid"); uid != "" && d.Is.Text("uid") == "" { // so that a file of its program finds it
		d.Is.Set("uid", uidOfTime(uid, at))
	}
	return nil
}

// span is when an event is, on the clock of the firm: a time of the wall, whatever the sun does.
type span struct {
	begins time.Time
	lasts  time.Duration // of days alone, from the first to the last
	timed  bool
}

func spanOf(r *record.Record) span { return spanFrom(r.Text("begins"), r.Text("ends")) }

func spanFrom(begins, ends string) span {
	s := span{begins: wall(begins), timed: timeOf(begins) != ""}
	if ends != "" {
		s.lasts = max(0, wall(ends).Sub(s.begins))
	}
	return s
}

// ends is the time at which it ends, or its last day.
func (s span) ends() time.Time { return s.begins.Add(s.lasts) }

// first and last are its days. What ends at midnight does not reach into the day that begins then.
func (s span) first() clientele.Day { return clientele.DayOf(s.begins) }

func (s span) last() clientele.Day {
	end := s.ends()
	if day := clientele.DayOf(end); s.timed && s.lasts > 0 && end.Equal(day.Time()) {
		return day - 1
	}
	return clientele.DayOf(end)
}

// wall reads a time of the firm's clock as it is kept; it is UTC in name alone.
func wall(due string) time.Time {
	at := timeOf(due)
	if at == "" {
		at = "00:00"
	}
	t, err := time.Parse("2006-01-02T15:04", dayPart(due)+"T"+at)
	if err != nil {
		return time.Time{} // the field has read it: does not happen
	}
	return t
}

// written is a time of the firm's clock as it is kept.
func written(t time.Time, timed bool) string {
	if timed {
		return t.Format("2006-01-02T15:04")
	}
	return t.Format("2006-01-02")
}

// moment is when a time of the firm's clock is. One that the zone skips is when its clocks show it instead.
func moment(t time.Time, zone *time.Location) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), 0, 0, zone)
}

// dayPart and timeOf part a due: "2026-03-31T09:30".
func dayPart(due string) string { day, _, _ := strings.Cut(due, "T"); return day }

func timeOf(due string) string { _, at, _ := strings.Cut(due, "T"); return at }
