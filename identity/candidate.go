// Package identity says who is whom: which people and firms are likely one, why,
// and to whom a name in evidence belongs.
//
// It does not merge; the ledger does, when a person says so. Its core is pure:
// normal forms, blocking, a Fellegi-Sunter score with three kinds of pairs (one
// person, one household, strangers), learnt from the firm's own book by EM. Start
// at Set.Find for a whole book, Near for a person half typed, Resolve for evidence.
package identity

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/nyaruka/phonenumbers"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
)

// Kind is what a candidate is.
type Kind string

// The kinds of candidates. Two of different kinds are never one.
const (
	Person       Kind = "person"
	Organisation Kind = "organisation"
	Household    Kind = "household"
)

// Candidate is who may be somebody else too: what people wrote, as they wrote it.
type Candidate struct {
	ID       clientele.ID
	Kind     Kind // "" is a person
	Given    string
	Family   string
	Full     string // where given and family are not told apart, and of an organisation
	Emails   []string
	Phones   []string
	Country  string // two letters; the region of telephone numbers without one
	Street   string
	Postcode string
	City     string
	Birthday string // 2006-01-02
	Accounts []clientele.ID
	Wall     clientele.ID // behind which it stands; 0: none
}

// profile is the normal form of a candidate. Lists are joined by spaces, so that a
// million of them take little.
type profile struct {
	kind, given, family, emails, phones, street, postcode, city, birth, accounts string
}

const most = 4 // values of a list that are compared

func profileOf(c Candidate) profile {
	p := profile{kind: string(c.Kind), postcode: letters(db.Fold(c.Postcode)), city: db.Fold(c.City), street: street(c.Street)}
	if c.Kind == Organisation {
		p.family = firmName(cmp.Or(c.Full, cmp.Or(c.Family, c.Given)))
	} else {
		p.kind = cmp.Or(p.kind, string(Person))
		p.given, p.family = personName(c)
	}
	var emails, phones, accounts []string
	for _, e := range c.Emails[:min(len(c.Emails), most)] {
		if e = strings.ReplaceAll(db.Fold(e), " ", ""); strings.Contains(e, "@") {
			emails = append(emails, e)
		}
	}
	for _, n := range c.Phones[:min(len(c.Phones), most)] {
		if n = phone(n, c.Country); n != "" {
			phones = append(phones, n)
		}
	}
	for _, a := range c.Accounts[:min(len(c.Accounts), most)] {
		accounts = append(accounts, strconv.FormatInt(int64(a), 10))
	}
	if d, err := clientele.ParseDay(c.Birthday); err == nil && c.Birthday != "" {
		p.birth = d.String()
	}
	p.emails, p.phones, p.accounts = strings.Join(emails, " "), strings.Join(phones, " "), strings.Join(accounts, " ")
	return p
}

const apart = "\x1f"

// packed is a profile in one text; the folded fields hold no control characters.
func (p profile) packed() string {
	fields := []string{p.kind, p.given, p.family, p.emails, p.phones, p.street, p.postcode, p.city, p.birth, p.accounts}
	for i, f := range fields {
		fields[i] = strings.ReplaceAll(f, apart, "")
	}
	return strings.Join(fields, apart)
}

func unpacked(s string) (p profile) {
	for _, f := range []*string{&p.kind, &p.given, &p.family, &p.emails, &p.phones, &p.street, &p.postcode, &p.city, &p.birth, &p.accounts} {
		*f, s, _ = strings.Cut(s, apart)
	}
	return p
}

// phone is a number in E.164; of one that is none, its digits.
func phone(s, country string) string {
	region := ""
	if len(country) == 2 {
		region = strings.ToUpper(country)
	}
	if n, err := phonenumbers.Parse(s, region); err == nil {
		return phonenumbers.Format(n, phonenumbers.E164)
	}
	d := digits(s)
	if len(d) < 6 {
		return ""
	}
	return d
}

func digits(s string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s)
}

// letters leaves letters and digits only.
func letters(s string) string { return strings.Join(words(s), "") }

var streets = map[string]string{"street": "st", "strasse": "str", "avenue": "ave", "road": "rd", "lane": "ln", "drive": "dr", "boulevard": "blvd"}

func street(s string) string {
	all := words(db.Fold(s))
	for i, w := range all {
		if short, ok := streets[w]; ok {
			all[i] = short
		} else if stem, ok := strings.CutSuffix(w, "strasse"); ok {
			all[i] = stem + "str"
		}
	}
	slices.Sort(all)
	return strings.Join(all, " ")
}
