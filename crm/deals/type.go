package deals

import (
	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/record"
)

// Pipeline is a way that deals go, stage by stage.
var Pipeline = record.Type{
	Name: "pipeline", Plural: "pipelines", Home: "/pipelines", Title: "name", Sort: "name", Managed: true,
	Fields: []record.Field{record.Text("name").Required().Once().Listed(), record.Line("line").Listed()},
}

// Stage is a place on that way. The last ones say that a deal is won, or lost.
var Stage = record.Type{
	Name: "stage", Plural: "stages", Home: "/stages", Title: "name", Sort: "place", Managed: true, Rule: stageRule,
	Fields: []record.Field{
		record.Text("name").Required().Listed(), record.Link("pipeline", Pipeline.Name).Required().Listed(), record.Number("place").Listed(),
		record.Choice("state", open, won, lost).Required().Begins(open).Listed(), {Name: "probability", Kind: record.KindPercentage, InList: true},
	},
}

// Type is a deal: what somebody may buy, for how much, and how far they are.
var Type = record.Type{
	Name: "deal", Plural: "deals", Home: "/deals", Of: []string{"account", "person"}, Title: "name", Sort: "-entered", Sorts: []string{"expected", "value", "changed"},
	Board: "stage", Sum: "value", Calendar: "expected", Rule: rule, Looks: []string{"stage"},
	Fields: []record.Field{
		record.Text("name").Required().Searched().Listed(), record.Link("account", record.Account).Listed(), record.Link("person", "person"),
		record.Text("lead").Searched(), record.Link("pipeline", Pipeline.Name), record.Link("stage", Stage.Name).Required().Listed(),
		record.Choice("state", open, won, lost).Set(), {Name: "value", Kind: record.KindMoney, InList: true}, record.Day("expected").Listed(),
		record.User("owner").Listed(), record.Line("line"), record.Text("product"), record.Text("source"),
		record.Day("opened"), record.Moment("entered").Set().Listed(), record.Day("closed").From(clientele.EarliestByHand),
		record.Choice("lost_because", reasons...), record.Choice("becomes", becomesOrder, becomesEngagement, becomesNothing),
		record.Text("ref").Once(), record.Tags("tags"), record.Long("note"),
	},
}

// What a stage says of the deals in it.
const (
	open = "open"
	won  = "won"
	lost = "lost"
)

// What becomes of a deal that is won: an order of its value, which the book tells at once; an
// engagement, which tells for itself; or nothing that counts here.
const (
	becomesOrder      = "order"
	becomesEngagement = "engagement"
	becomesNothing    = "nothing"
)

// reasons are why deals are lost.
var reasons = []string{"price", "competitor", "need", "budget", "timing", "silence", "declined", "other"}

func stageRule(d record.Draft) (faults []record.FieldFault) {
	if p, given := d.Is.Values["probability"].(float64); given && (p < 0 || p > 100) {
		faults = append(faults, record.FieldFault{Field: "probability", What: clientele.Tell("deals.no-share"), Remedy: clientele.Tell("deals.no-share-remedy")})
	}
	if d.Is.Text("state") != open {
		d.Is.Set("probability", nil) // it is certain
	}
	return faults
}

// rule keeps a deal and its stage together: pipeline, state and the day of its end follow.
func rule(d record.Draft) []record.FieldFault {
	stage := d.Led("stage")
	if stage == nil { // it has none, or one that is not there: that is said without us
		return nil
	}
	faults := inOne(d, stage)
	was, is := "", stage.Text("state")
	if d.Was != nil {
		was = d.Was.Text("state")
	}
	d.Is.Set("state", is)
	begun(d, is)
	if d.Was != nil && d.Was.Values["stage"] != d.Is.Values["stage"] && d.Was.Values["entered"] == d.Is.Values["entered"] {
		d.Is.Set("entered", d.Now)
	}
	faults = append(faults, ended(d, was, is)...)
	return append(faults, becoming(d, is)...)
}

// inOne holds stage and pipeline together.
func inOne(d record.Draft, stage *record.Record) []record.FieldFault {
	given, of := d.Is.Values["pipeline"], stage.Values["pipeline"]
	if given == nil {
		d.Is.Set("pipeline", of)
		return nil
	}
	if given == of {
		return nil
	}
	return []record.FieldFault{{Field: "stage", What: clientele.Tell("deals.other-pipeline", "stage", stage.Text("name")),
		Remedy: clientele.Tell("deals.other-pipeline-remedy")}}
}

// begun says since when there is a deal, and since when it stands in its stage: of one that is
// written down later, since the day that it tells.
func begun(d record.Draft, state string) {
	if d.Is.Values["opened"] == nil && d.Was == nil {
		d.Is.Set("opened", d.Today)
		if closed, told := d.Is.Values["closed"].(clientele.Day); told {
			d.Is.Set("opened", min(closed, d.Today))
		}
	}
	if d.Is.Values["entered"] != nil {
		return
	}
	d.Is.Set("entered", d.Now)
	since, _ := d.Is.Values["opened"].(clientele.Day)
	if state != open {
		since, _ = d.Is.Values["closed"].(clientele.Day)
	}
	if since != clientele.NoDay && since < d.Today {
		d.Is.Set("entered", since.Instant()+noon)
	}
}

// noon of a day in UTC lies on that day nearly everywhere.
const noon = clientele.Instant(12 * 60 * 60 * 1000)

// ended keeps the day on which a deal was won or lost, which one that is open has not.
func ended(d record.Draft, was, is string) (faults []record.FieldFault) {
	day, told := d.Is.Values["closed"].(clientele.Day)
	newly := told && (d.Was == nil || d.Was.Values["closed"] != day)
	opened, _ := d.Is.Values["opened"].(clientele.Day)
	switch {
	case is == open && newly:
		faults = append(faults, record.FieldFault{Field: "closed", What: clientele.Tell("deals.open-closed"), Remedy: clientele.Tell("deals.open-closed-remedy")})
	case is == open:
		d.Is.Set("closed", nil)
	case !told || was != is && !newly:
		d.Is.Set("closed", d.Today)
	case newly && day > d.Today:
		faults = append(faults, record.FieldFault{Field: "closed", What: clientele.Tell("deals.closed-ahead"), Remedy: clientele.Tell("deals.closed-ahead-remedy")})
	case opened != clientele.NoDay && day < opened:
		faults = append(faults, record.FieldFault{Field: "closed", What: clientele.Tell("deals.closed-before"), Remedy: clientele.Tell("deals.closed-before-remedy")})
	}
	return faults
}

// becoming keeps what only a deal that is won, or lost, says.
func becoming(d record.Draft, state string) (faults []record.FieldFault) {
	newly := func(field string) bool {
		return d.Is.Values[field] != nil && (d.Was == nil || d.Was.Values[field] != d.Is.Values[field])
	}
	if state != lost {
		if newly("lost_because") {
			faults = append(faults, record.FieldFault{Field: "lost_because", What: clientele.Tell("deals.not-lost"), Remedy: clientele.Tell("deals.not-lost-remedy")})
		}
		d.Is.Set("lost_because", nil)
	}
	switch {
	case state == won && d.Is.Values["becomes"] == nil:
		d.Is.Set("becomes", becomesOrder)
	case state != won && newly("becomes"):
		faults = append(faults, record.FieldFault{Field: "becomes", What: clientele.Tell("deals.not-won"), Remedy: clientele.Tell("deals.not-won-remedy")})
		d.Is.Set("becomes", nil)
	case state != won:
		d.Is.Set("becomes", nil)
	}
	return faults
}
