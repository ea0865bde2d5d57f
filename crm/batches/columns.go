package batches

import (
	"slices"
	"strings"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/evidence"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/record"
)

// What a column may be, besides a field: parts of an address, the role in a relationship,
// the number by which we know a record, a currency beside its amount.
const (
	number   = "id"
	unused   = ""
	role     = ".role"
	currency = ".currency"
)

var placeParts = []string{"street", "postcode", "city", "region", "country"}

// targets are what the columns of a file of a type may be.
func targets(t *record.Type, fields []record.Field) (list []string) {
	for _, f := range fields {
		name := nameOf(f)
		switch {
		case f.Fixed && (t.Board == "" || f.Name != "state"): // which says of a record on a board where it stands
		case f.Kind == record.KindAddresses:
			for _, part := range placeParts {
				list = append(list, name+"."+part)
			}
		case f.Kind == record.KindLinks:
			list = append(list, name, name+role)
		case f.Kind == record.KindMoney:
			list = append(list, name, name+currency)
		default:
			list = append(list, name)
		}
	}
	return append(list, number)
}

// nameOf is how a field is named in a mapping.
func nameOf(f record.Field) string {
	if f.Custom != 0 {
		return "custom." + f.Name
	}
	return f.Name
}

// labelOf is what people call a target.
func labelOf(target string, fields []record.Field) string {
	name, part, _ := strings.Cut(target, ".")
	switch {
	case target == unused:
		return clientele.Tell("batches.unused")
	case target == number:
		return clientele.Tell("batches.number")
	case name == "custom":
		for _, f := range fields {
			if f.Custom != 0 && strings.TrimSuffix(part, currency) == f.Name {
				return f.Label
			}
		}
		return part
	case part == "":
		return clientele.Tell("field." + name)
	}
	return clientele.Tell("batches.part-" + part)
}

func choicesOf(t *record.Type, fields []record.Field) []page.Choice {
	choices := []page.Choice{{Value: unused, Label: labelOf(unused, fields)}}
	for _, target := range targets(t, fields) {
		choices = append(choices, page.Choice{Value: target, Label: labelOf(target, fields)})
	}
	return choices
}

// headers are what columns are usually called, in English and German, without spaces,
// marks and accents; the first target that a type has is taken.
var headers = map[string][]string{
	"name": {"name", "title"}, "fullname": {"name"}, "displayname": {"name"}, "contactname": {"person", "name"}, "personname": {"person", "name"}, "vollername": {"name"},
	"contact": {"person", "name"}, "kontakt": {"person", "name"}, "ansprechpartner": {"person", "name"}, "person": {"person", "name"},
	"firstname": {"given"}, "givenname": {"given"}, "given": {"given"}, "forename": {"given"}, "vorname": {"given"},
	"lastname": {"family"}, "familyname": {"family"}, "family": {"family"}, "surname": {"family"}, "nachname": {"family"}, "familienname": {"family"}, "zuname": {"family"},
	"email": {"emails", "email"}, "emails": {"emails", "email"}, "emailaddress": {"emails", "email"}, "mail": {"emails", "email"}, "emailadresse": {"emails", "email"},
	"mailadresse": {"emails", "email"}, "workemail": {"emails", "email"}, "emailwork": {"emails", "email"}, "emailprivate": {"emails", "email"},
	"phone": {"phones", "phone"}, "phones": {"phones", "phone"}, "phonenumber": {"phones", "phone"}, "telephone": {"phones", "phone"}, "tel": {"phones", "phone"},
	"telefon": {"phones", "phone"}, "telefonnummer": {"phones", "phone"}, "rufnummer": {"phones", "phone"}, "festnetz": {"phones", "phone"},
	"mobile": {"phones", "phone"}, "mobilephone": {"phones", "phone"}, "mobil": {"phones", "phone"}, "handy": {"phones", "phone"}, "handynummer": {"phones", "phone"},
	"mobilnummer": {"phones", "phone"}, "cell": {"phones", "phone"}, "cellphone": {"phones", "phone"}, "workphone": {"phones", "phone"}, "homephone": {"phones", "phone"},
	"street": {"addresses.street"}, "address": {"addresses.street"}, "strasse": {"addresses.street"}, "adresse": {"addresses.street"}, "anschrift": {"addresses.street"},
	"addressline": {"addresses.street"}, "streetaddress": {"addresses.street"}, "strassehausnummer": {"addresses.street"}, "strassenr": {"addresses.street"},
	"city": {"addresses.city"}, "town": {"addresses.city"}, "ort": {"addresses.city"}, "stadt": {"addresses.city"}, "wohnort": {"addresses.city"},
	"postcode": {"addresses.postcode"}, "zip": {"addresses.postcode"}, "zipcode": {"addresses.postcode"}, "postalcode": {"addresses.postcode"}, "plz": {"addresses.postcode"},
	"postleitzahl": {"addresses.postcode"}, "region": {"addresses.region"}, "county": {"addresses.region"}, "bundesland": {"addresses.region"}, "province": {"addresses.region"},
	"state": {"state", "addresses.region"}, "status": {"state"}, "stand": {"state"},
	"country": {"country", "addresses.country"}, "land": {"country", "addresses.country"}, "staat": {"country", "addresses.country"},
	"company": {"accounts", "account", "name"}, "companyname": {"accounts", "account", "name"}, "organisation": {"accounts", "account", "name"},
	"organization": {"accounts", "account", "name"}, "firma": {"accounts", "account", "name"}, "firmenname": {"accounts", "account", "name"}, "unternehmen": {"accounts", "account", "name"},
	"account": {"accounts", "account", "name"}, "accounts": {"accounts", "account"}, "accountname": {"accounts", "account", "name"}, "employer": {"accounts", "account"},
	"customer": {"accounts", "account", "name"}, "client": {"accounts", "account", "name"}, "kunde": {"accounts", "account", "name"}, "kundenname": {"accounts", "account", "name"},
	"relationship": {"accounts", "account", "name"}, "relationships": {"accounts", "account"}, "arbeitgeber": {"accounts", "account"},
	"role": {"accounts.role"}, "rolle": {"accounts.role"}, "jobtitle": {"accounts.role"}, "position": {"accounts.role"}, "funktion": {"accounts.role"},
	"berufsbezeichnung": {"accounts.role"}, "job": {"accounts.role"}, "title": {"title", "accounts.role"},
	"task": {"title"}, "subject": {"title"}, "todo": {"title"}, "aufgabe": {"title"}, "betreff": {"title"}, "titel": {"title"},
	"due": {"due"}, "duedate": {"due"}, "deadline": {"due"}, "faellig": {"due"}, "fallig": {"due"}, "faelligam": {"due"}, "falligam": {"due"}, "termin": {"due"},
	"kind": {"kind"}, "type": {"kind"}, "art": {"kind"}, "industry": {"industry"}, "branche": {"industry"}, "sector": {"industry"},
	"tags": {"tags"}, "tag": {"tags"}, "labels": {"tags"}, "categories": {"tags"}, "kategorie": {"tags"}, "kategorien": {"tags"}, "schlagworte": {"tags"}, "stichworte": {"tags"},
	"owner": {"owner"}, "accountmanager": {"owner"}, "assignedto": {"owner"}, "betreuer": {"owner"}, "verantwortlich": {"owner"}, "zustaendig": {"owner"}, "zustandig": {"owner"},
	"note": {"note"}, "notes": {"note"}, "comment": {"note"}, "comments": {"note"}, "notiz": {"note"}, "notizen": {"note"}, "bemerkung": {"note"}, "bemerkungen": {"note"},
	"anmerkung": {"note"}, "kommentar": {"note"}, "description": {"note"}, "beschreibung": {"note"},
	"website": {"website"}, "web": {"website"}, "homepage": {"website"}, "url": {"website"}, "webseite": {"website"}, "internet": {"website"},
	"birthday": {"dates"}, "birthdate": {"dates"}, "dateofbirth": {"dates"}, "dob": {"dates"}, "geburtstag": {"dates"}, "geburtsdatum": {"dates"},
	"preferences": {"preferences"}, "goals": {"goals"}, "ziele": {"goals"}, "until": {"until"}, "promise": {"promise"}, "recurrence": {"recurrence"},
}

// several are targets that more than one column may be.
func several(target string) bool {
	return target == "emails" || target == "phones" || target == "tags" || target == "dates" || target == "note" || target == "closed"
}

// recognise says what the columns of a table are: by their names, those of custom fields
// first, then by what stands in them.
func recognise(t *record.Type, fields []record.Field, table *evidence.Table) []string {
	columns := make([]string, len(table.Header))
	there := targets(t, fields)
	taken := map[string]bool{}
	take := func(i int, target string) {
		if columns[i] == unused && slices.Contains(there, target) && (!taken[target] || several(target)) {
			columns[i], taken[target] = target, true
		}
	}
	if table.Named {
		ours := ofOurs(table.Header)
		for i, h := range table.Header {
			byName(i, h, fields, take)
			words := strings.TrimRight(evidence.WordsOf(h), "0123456789")
			if target, ours := productHeaders[words]; ours && t.Name == "product" {
				take(i, target)
				continue
			}
			for _, target := range slices.Concat(headers[words], dealHeaders[words]) {
				take(i, target)
			}
			if ours && h == number {
				take(i, number)
			}
		}
	}
	for i, look := range table.Looks {
		switch {
		case look.Emails >= .6:
			take(i, "emails")
			take(i, "email")
		case !taken["phones"] && !taken["phone"] && phoneLike(table.Sample, i):
			take(i, "phones")
			take(i, "phone")
		case !taken[t.Title] && !taken["given"] && !table.Named && look.Numbers < .1 && look.Different > len(table.Sample)/2:
			take(i, t.Title)
		}
	}
	return columns
}

// byName takes a column that is called as a field is, or as people labelled a custom one.
func byName(i int, header string, fields []record.Field, take func(int, string)) {
	plain, words := strings.ToLower(strings.TrimSpace(header)), evidence.WordsOf(header)
	for _, f := range fields {
		own := f.Custom != 0 && (plain == "custom."+f.Name || words == evidence.WordsOf(f.Name) || words == evidence.WordsOf(f.Label))
		if own || f.Custom == 0 && plain == f.Name {
			take(i, nameOf(f))
		}
		if f.Kind == record.KindMoney && plain == nameOf(f)+" currency" {
			take(i, nameOf(f)+currency)
		}
	}
}

// ofOurs says that a file is an export of ours, whose numbers are ours too.
func ofOurs(header []string) bool {
	return slices.Contains(header, number) && slices.Contains(header, "made") && slices.Contains(header, "changed")
}

func phoneLike(rows [][]string, col int) bool {
	filled, phones := 0, 0
	for _, r := range rows {
		if col >= len(r) || r[col] == "" {
			continue
		}
		filled++
		digits := 0
		for _, c := range r[col] {
			if c >= '0' && c <= '9' {
				digits++
			}
		}
		if s := strings.TrimSpace(r[col]); digits >= 7 && digits <= 15 && strings.Trim(s, "0123456789 +()-/.") == "" && (s[0] == '+' || s[0] == '0' || s[0] == '(') {
			phones++
		}
	}
	return filled > 0 && phones*10 >= filled*7
}
