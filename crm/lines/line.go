package lines

import (
	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/record"
)

// Type is a line of business. Its field line is the key by which entries name it: what it was
// called when it was first heard of.
var Type = record.Type{
	Name: "line", Plural: "lines", Table: "business_lines", Title: "name", Sort: "name", Managed: true, Special: true, Rule: rule,
	Fields: []record.Field{record.Text("name").Required().Once().Listed(), record.Text("line").Set().Once().Listed()},
}

// rule gives a new line its key.
func rule(d record.Draft) []record.FieldFault {
	if d.Is.Text("line") == "" {
		d.Is.Set("line", d.Is.Text("name"))
	}
	if len(d.Is.Text("name")) > mostName {
		return []record.FieldFault{{Field: "name", What: clientele.Tell("lines.long"), Remedy: clientele.Tell("lines.long-remedy")}}
	}
	return nil
}

const mostName = 100 // bytes, as of the lines that files name
