package duplicates

import (
	"cmp"
	"strings"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/identity"
	"github.com/clientele-crm/clientele/record"
)

func personOf(r *record.Record) identity.Candidate {
	c := identity.Candidate{ID: r.ID, Wall: r.Wall, Given: r.Text("given"), Family: r.Text("family"), Full: r.Text("name"),
		Emails: values(r.Values["emails"]), Phones: values(r.Values["phones"])}
	switch r.Text("kind") {
	case "organisation":
		c.Kind = identity.Organisation
	case "household":
		c.Kind = identity.Household
	}
	if c.Given == "" || c.Family == "" {
		c.Given, c.Family = "", "" // the whole name says more than half of it
	}
	ties, _ := r.Values["accounts"].([]record.Tie)
	for _, t := range ties {
		c.Accounts = append(c.Accounts, t.To)
	}
	dates, _ := r.Values["dates"].([]record.Occasion)
	for _, d := range dates {
		if strings.HasPrefix(db.Fold(d.Label), "birth") {
			c.Birthday = d.Day.String()
		}
	}
	address(&c, r)
	return c
}

// accountOf compares accounts as firms, by the words of their names: whether one that an
// import made is a person, nobody said.
func accountOf(r *record.Record) identity.Candidate {
	c := firm(clientele.Account{ID: r.ID, Name: r.Text("name"), Email: r.Text("email"), Phone: r.Text("phone"), Country: r.Text("country")})
	c.Wall = r.Wall
	address(&c, r)
	return c
}

func firm(a clientele.Account) identity.Candidate {
	c := identity.Candidate{ID: a.ID, Kind: identity.Organisation, Full: a.Name, Country: a.Country}
	if address, _ := db.Mailbox(a.Name); address != "" {
		c.Full, a.Email = "", cmp.Or(a.Email, address) // an address is nobody's name, and tells no other name from it
	}
	if a.Email != "" {
		c.Emails = []string{a.Email}
	}
	if a.Phone != "" {
		c.Phones = []string{a.Phone}
	}
	return c
}

// values are the contacts of a list; of telephone numbers the international form.
func values(v any) (all []string) {
	list, _ := v.([]record.Contact)
	for _, one := range list {
		if one.E164 != "" {
			all = append(all, one.E164)
		} else {
			all = append(all, one.Value)
		}
	}
	return all
}

func address(c *identity.Candidate, r *record.Record) {
	places, _ := r.Values["addresses"].([]record.Place)
	if len(places) == 0 {
		return
	}
	c.Street, c.Postcode, c.City = places[0].Street, places[0].Postcode, places[0].City
	if c.Country == "" {
		c.Country = places[0].Country
	}
}
