// Package people is persons, organisations and households whom the firm knows, and in
// which role they stand to which accounts.
package people

import (
	"strings"

	"github.com/clientele-crm/clientele/record"
)

// Type is a person.
var Type = record.Type{
	Name: "person", Plural: "people", Home: "/people", Of: []string{"accounts"}, Title: "name", Sort: "name", Sorts: []string{"changed"}, Folded: true,
	Rule: rule,
	Fields: []record.Field{
		record.Text("name").Required().Searched().Listed().Sensitive(),
		record.Text("given").Sensitive(), record.Text("family").Sensitive(),
		record.Emails("emails").FirstAs("email").Searched().Listed().Sensitive(),
		record.Phones("phones").FirstAs("phone").Searched().Listed().Sensitive(),
		record.Addresses("addresses").Sensitive(), record.Dates("dates").Sensitive(),
		record.Links("accounts", record.Account).FirstAs("account").Listed(),
		record.Choice("kind", "person", "organisation", "household").Begins("person"),
		record.Text("industry"), record.Long("preferences").Sensitive(), record.Long("goals").Sensitive(),
		record.Tags("tags").Listed(), record.User("owner").Listed(), record.Long("note").Sensitive(),
	},
}

// rule makes the name of a person of its parts, where nobody gave it whole.
func rule(d record.Draft) []record.FieldFault {
	if parts := strings.TrimSpace(d.Is.Text("given") + " " + d.Is.Text("family")); d.Is.Text("name") == "" && parts != "" {
		d.Is.Set("name", parts)
	}
	return nil
}
