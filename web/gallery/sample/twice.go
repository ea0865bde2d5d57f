package sample

import (
	"github.com/clientele-crm/clientele/crm/duplicates"
	"github.com/clientele-crm/clientele/crm/fields"
	"github.com/clientele-crm/clientele/page"
)

func sides() (one, other duplicates.Side) {
	return duplicates.Side{ID: 17, Title: "Amelie Brandt", Href: "/people/17"}, duplicates.Side{ID: 31, Title: "Dr. Amélie Brand", Href: "/people/31"}
}

func duplicatesOut() duplicates.DuplicatesOut {
	one, other := sides()
	row := duplicates.PairRow{Type: "person", One: one, Other: other, Share: .94, Sure: "very likely the same", State: duplicates.Open, Merge: "/merge?type=person&one=17&other=31",
		For:     []string{"same telephone", "family names differ by a letter or two", "same given name"},
		Against: []string{"other e-mail address: speaks against"},
		Fields: []duplicates.Beside{
			{Name: "emails", Label: "E-mail", One: "amelie@brandt-praxis.example", Other: "a.very.long.address.of.somebody@an-even-longer-domain.example"},
			{Name: "phones", Label: "Telephone", One: "+49 30 12345678", Other: "+49 30 12345678", Same: true},
			{Name: "accounts", Label: "Relationships", One: "Dr. Amelie Brandt", Other: ""},
		}}
	later := row
	later.One.ID, later.Share, later.Sure, later.Note = 18, .55, "perhaps the same", "again on 3 April"
	tabs := []duplicates.ViewTab{{Text: "People", Href: "/duplicates?of=people", N: "2", Current: true}, {Text: "Relationships", Href: "/duplicates?of=accounts", N: "0"}}
	return duplicates.DuplicatesOut{Sentence: "2 pairs of people may be the same, the surest first.", In: duplicates.DuplicatesIn{Of: "people", View: "open"},
		Rows: []duplicates.PairRow{row, later}, Next: "/duplicates?at=1.2.3", Tabs: tabs, Views: tabs, Looked: "Looked through all of them today, 4:00.", MayWrite: true}
}

func twoOut() duplicates.TwoOut {
	one, other := sides()
	out := duplicates.TwoOut{Sentence: "Make Amelie Brandt and Dr. Amélie Brand one?", In: duplicates.TwoIn{Type: "person", One: one.ID, Other: other.ID}, One: one, Other: &other, Revision: 3,
		Swap: "/merge?type=person&one=31&other=17", Brings: []duplicates.Brought{{Label: "Tasks", One: "2", Other: "11"}}}
	for how, label := range []string{"choose", "same", "one", "both"} {
		out.Fields = append(out.Fields, duplicates.Choosing{Beside: duplicates.Beside{Name: label, Label: []string{"Name", "Kind", "Note", "E-mail"}[how], One: "Amelie Brandt", Other: "Dr. Amélie Brand"}, How: label})
	}
	return out
}

func mergedOut() duplicates.MergedOut {
	one, _ := sides()
	return duplicates.MergedOut{Sentence: "Dr. Amélie Brand and Amelie Brandt are one now.", Type: "person", One: one, Home: "/duplicates?of=people", MayWrite: true,
		Row: duplicates.JoinRow{Merge: 4711, Text: "Dr. Amélie Brand (number 31) was merged into this today, 9:30 by ruth@hartmann-osei.example."}, Got: []string{"Note: likes tea"}}
}

func ownFieldsOut() fields.OwnFieldsOut {
	return fields.OwnFieldsOut{Sentence: "You ask 2 things more of relationships.", Of: "accounts", Called: "relationships",
		Tabs:  []fields.FieldTab{{Text: "Relationships", Href: "/own-fields?of=accounts", Current: true}, {Text: "People", Href: "/own-fields?of=people"}},
		Kinds: []page.Choice{{Value: "text", Label: "A line of text, as “Contract 4711”"}, {Value: "choice", Label: "One of several choices, as gold, silver or bronze"}},
		Rows: []fields.FieldRow{
			{ID: 3, Revision: 1, Name: "tier", Label: "Tier", Kind: "choice", KindSaid: "One of several choices", Choices: []string{"gold", "silver"}, Listed: true, Filter: `custom.tier = "gold"`, Href: "/accounts?filter=x", First: true},
			{ID: 4, Revision: 2, Name: "boiler", Label: "Birthday of the boiler", Kind: "day", KindSaid: "A day", Required: true, Last: true},
		},
		Away: []fields.FieldRow{{ID: 5, Label: "Fax", Kind: "phone", KindSaid: "A telephone number"}}}
}
