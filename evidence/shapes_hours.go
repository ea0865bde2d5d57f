package evidence

import "github.com/clientele-crm/clientele"

// Reports of hours: each row is time given to a client.
var hourShapes = []shape{
	{name: "Harvest time", door: "interactions", channel: clientele.Meeting, hours: true,
		has: []string{harvestDate, harvestClient, "project|projekt|projet|proyecto", "task|aufgabe|tache|tarea", harvestHours, "billable|invoiced|firstname|abrechenbar|vorname|facturable|prenom"},
		fields: map[string]string{
			"account": harvestClient, "name": harvestClient, "at": harvestDate, "minutes": harvestHours, "person": "firstname+lastname|vorname+nachname|prenom+nom|employee|person",
			"text": "notes|notizen|notas|task|aufgabe|tache|tarea", "email": "", "phone": ""}},

	{name: "Toggl time", door: "interactions", channel: clientele.Meeting,
		has: []string{"user|member", "client", "project", "description", "startdate", "duration"},
		fields: map[string]string{
			"account": "client", "name": "client", "at": "startdate+starttime", "minutes": "duration", "person": "user|member", "text": "description|project", "email": "", "phone": ""}},

	{name: "Clockify time", door: "interactions", channel: clientele.Meeting,
		has: []string{"project", "client", "user", "startdate", "starttime", "durationh|durationdecimal"},
		fields: map[string]string{
			"account": "client", "name": "client", "at": "startdate+starttime", "minutes": "durationh|durationdecimal", "person": "user", "text": "description|project", "email": "", "phone": ""}},

	{name: "Clio activities", door: "interactions", channel: clientele.Meeting, hours: true,
		has: []string{"matter", "date", "quantity", "price|rate", "activityuser|user", "activitydescription|note|description"},
		fields: map[string]string{
			"account": "client|matter", "name": "client", "at": "date", "minutes": "quantity", "person": "activityuser|user", "text": "note|description|activitydescription", "ref": "", "email": "", "phone": ""},
		leave: []rule{{col: "type", words: "expense*|hardcost*|softcost*", why: clientele.Tell("evidence.an-expense")}}},
}

// The headers of Harvest in English, German, French and Spanish.
const (
	harvestDate   = "date|datum|fecha"
	harvestClient = "client|kunde|cliente"
	harvestHours  = "hours|stunden|heures|horas"
)
