package engagements

import (
	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/record"
)

// The stages of an engagement.
const (
	offered = "offered"
	running = "running"
	paused  = "paused"
	notice  = "notice" // it was given, and the last day has not come
	ended   = "ended"
)

var (
	kinds   = []string{"retainer", "matter", "project", "subscription", "mandate"}
	periods = []string{"once", "week", "month", "quarter", "year"}
)

// Type is an agreement with somebody that lasts. Since is from when what is agreed now holds: where
// it moves on, what held before is kept among the terms.
var Type = record.Type{
	Name: "engagement", Plural: "engagements", Home: "/engagements", Of: []string{"account"}, Title: "name", Sort: "name", Folded: true,
	Sorts: []string{"changed", "next_day", "runs_out"}, Rule: rule, Looks: []string{"offering"}, Board: "stage", Sum: "worth", Calendar: "next_day",
	Fields: []record.Field{
		record.Text("name").Required().Searched().Listed(), record.Link("account", record.Account).Required().Listed(),
		record.Choice("kind", kinds...).Required().Begins("retainer").Listed(),
		record.Link("offering", Offering.Name), record.Choice("stage", offered, running, paused, notice, ended).Required().Begins(running).Listed(),
		record.Day("begins").From(clientele.EarliestByHand).Required(), record.Day("ends").Listed(),
		{Name: "fee", Kind: record.KindMoney, InList: true},
		record.Choice("period", periods...).Listed(), record.Line("line").Listed(), record.User("owner").Listed(),
		record.Users("team"), record.Text("number").Searched(), record.Long("scope"),
		record.Number("agreed"), record.Choice("unit", "hours", "units"), record.Choice("per", "period", "whole"),
		record.Number("notice"), record.Choice("notice_unit", "day", "week", "month"), record.YesNo("renews"), record.Number("renews_for"),
		{Name: "rise", Kind: record.KindPercentage}, record.Day("rises_on"), record.Number("remind_before"),
		record.Day("since"), record.Text("ended_because"),
		{Name: "worth", Kind: record.KindMoney, Fixed: true}, record.Day("notice_by").Set(), record.Day("runs_out").Set(), record.Day("next_rise").Set(),
		record.Day("next_day").Set(), record.Long("terms").Set(),
	},
}

// Offering is what the firm agrees with people again and again: an engagement that is of one begins with
// what is usual of it. What was agreed stays with the engagement, whatever becomes usual later.
var Offering = record.Type{
	Name: "offering", Plural: "offerings", Home: "/offerings", Title: "name", Sort: "name", Managed: true, Rule: offeringRule,
	Fields: []record.Field{
		record.Text("name").Required().Once().Listed(), record.Choice("kind", kinds...).Required().Begins("retainer").Listed(),
		{Name: "fee", Kind: record.KindMoney, InList: true}, record.Choice("period", periods...).Listed(), record.Line("line").Listed(),
		record.Number("agreed"), record.Choice("unit", "hours", "units"), record.Choice("per", "period", "whole"),
		record.Number("notice"), record.Choice("notice_unit", "day", "week", "month"), record.YesNo("renews"), record.Number("renews_for"), record.Long("scope"),
	},
}

// HourType is what was worked, or used up, of an engagement on a day.
var HourType = record.Type{
	Name: "hour", Plural: "hours", Home: "/hours", Of: []string{"engagement"}, Title: "what", Sort: "-day", Sorts: []string{"changed"},
	Rule: hourRule, Looks: []string{"engagement"},
	Fields: []record.Field{
		record.Text("what").Required().Listed(), record.Link("engagement", "engagement").Required().Listed(),
		record.Day("day").Required().Listed(), record.Number("units").Required().Listed(), record.User("who").Listed(),
	},
}

// mostUnits is more than anybody works off an engagement in a day.
const mostUnits = 10_000

// hourRule calls what was worked as the engagement is called, where nobody said more, and says what cannot be.
func hourRule(d record.Draft) (faults []record.FieldFault) {
	of := d.Led("engagement")
	if of != nil && d.Is.Text("what") == "" {
		d.Is.Set("what", of.Text("name"))
	}
	if _, said := d.Is.Values["day"]; !said && d.Was == nil {
		d.Is.Set("day", d.Today)
	}
	if n, said := d.Is.Values["units"].(float64); said && (n <= 0 || n > mostUnits) {
		faults = append(faults, fault("units", "engagements.units", "engagements.units-remedy"))
	}
	day, _ := d.Is.Values["day"].(clientele.Day)
	switch {
	case day > d.Today:
		faults = append(faults, fault("day", "engagements.day-to-come", "engagements.day-to-come-remedy"))
	case of != nil && day != clientele.NoDay && day < dayOf(of, "begins"):
		faults = append(faults, fault("day", "engagements.day-before", "engagements.day-before-remedy", "day", dayOf(of, "begins")))
	case of != nil && of.Text("stage") == ended && dayOf(of, "ends") != clientele.NoDay && day > dayOf(of, "ends"):
		faults = append(faults, fault("day", "engagements.day-after", "engagements.day-after-remedy", "day", dayOf(of, "ends")))
	}
	return faults
}

func fault(field, what, remedy string, args ...any) record.FieldFault {
	return record.FieldFault{Field: field, What: clientele.Tell(what, args...), Remedy: clientele.Tell(remedy, args...)}
}

func dayOf(r *record.Record, field string) clientele.Day {
	d, _ := r.Values[field].(clientele.Day)
	return d
}

func numberOf(r *record.Record, field string) float64 {
	n, _ := r.Values[field].(float64)
	return n
}
