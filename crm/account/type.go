// Package account is whom the firm deals with, as a record: a name, how to reach it, who
// looks after it. Evidence makes accounts too; what happened with them is the ledger's.
package account

import "github.com/clientele-crm/clientele/record"

// Type is an account.
var Type = record.Type{
	Name: record.Account, Plural: "accounts", Home: "/accounts", Title: "name", Sort: "name", Sorts: []string{"changed"}, Keyed: true, Folded: true,
	Fields: []record.Field{
		record.Text("name").Required().Searched().Listed(),
		record.Choice("kind", "organisation", "person", "household").Listed(),
		record.Email("email").Searched().Listed(), record.Phone("phone").Searched().Listed(),
		record.Country("country").Listed(), record.User("owner").Listed(),
		record.Text("industry").Listed(), record.Web("website"), record.Addresses("addresses").FirstAs("address"),
		record.Tags("tags").Listed(), record.Long("note"),
	},
}
