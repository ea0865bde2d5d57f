package duplicates

import (
	"github.com/clientele-crm/clientele/identity"
	"github.com/clientele-crm/clientele/record"
)

// compared makes of a record what is compared, by what its type declares: whom one can
// write to or call up may be somebody else too. nil: records of the type are not compared.
func compared(t *record.Type) func(*record.Record) identity.Candidate {
	reached := false
	for _, f := range t.Fields {
		switch f.Kind {
		case record.KindEmail, record.KindEmails, record.KindPhone, record.KindPhones:
			reached = true
		}
	}
	_, parted := t.Field("given")
	switch {
	case !reached || t.Special:
		return nil
	case t.Keyed:
		return accountOf
	case parted:
		return personOf
	}
	return func(r *record.Record) identity.Candidate { return calledOf(t, r) }
}

// calledOf compares what has one name, as firms are, and one may write to or call up.
func calledOf(t *record.Type, r *record.Record) identity.Candidate {
	c := identity.Candidate{ID: r.ID, Wall: r.Wall, Kind: identity.Organisation, Full: r.Text(t.Title), Country: r.Text("country")}
	for _, f := range t.Fields {
		one, many := r.Text(f.Name), values(r.Values[f.Name])
		if one != "" {
			many = append(many, one)
		}
		switch f.Kind {
		case record.KindEmail, record.KindEmails:
			c.Emails = append(c.Emails, many...)
		case record.KindPhone, record.KindPhones:
			c.Phones = append(c.Phones, many...)
		}
	}
	address(&c, r)
	return c
}
