package shape

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/page"
)

// Place is where a firm is: its days, its money, its telephone numbers.
type Place struct {
	Zone     string // as IANA names it
	Currency string // three letters; "" says nothing
	Country  string
}

// Check finds what of it is none.
func (p Place) Check() (zone *time.Location, faults []page.FieldFault) {
	zone, err := time.LoadLocation(p.Zone)
	if err != nil || p.Zone == "Local" {
		faults = append(faults, page.FieldFault{Field: "zone", What: "there is no such time zone", Remedy: "write it as Europe/Vienna or America/New_York"})
	}
	if c := strings.ToUpper(p.Currency); c != "" && (len(c) != 3 || strings.Trim(c, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "") {
		faults = append(faults, page.FieldFault{Field: "currency", What: "that is no currency", Remedy: "write its three letters, as EUR"})
	}
	return zone, faults
}

// Settings are how it is kept.
func (p Place) Settings() map[string]string {
	return map[string]string{access.SettingZone: p.Zone, "currency": strings.ToUpper(p.Currency), "country": p.Country}
}

// Called is what a firm calls both kinds; "" is the usual word.
type Called struct {
	Client, Clients, Customer, Customers string
}

// Check finds words that would mean both kinds: nobody could tell them apart again.
func (c Called) Check() (faults []page.FieldFault) {
	w := DefaultWords
	for _, pair := range [][3]string{
		{"customer", cmp.Or(c.Client, w.Client), cmp.Or(c.Customer, w.Customer)},
		{"customers", cmp.Or(c.Clients, w.Clients), cmp.Or(c.Customers, w.Customers)},
	} {
		if strings.EqualFold(strings.TrimSpace(pair[1]), strings.TrimSpace(pair[2])) {
			faults = append(faults, page.FieldFault{Field: pair[0], What: fmt.Sprintf("clients and customers would both be called %q", pair[2]), Remedy: "choose another word for one of them"})
		}
	}
	return faults
}

// Settings are how they are kept.
func (c Called) Settings() map[string]string {
	return map[string]string{"word-client": c.Client, "word-clients": c.Clients, "word-customer": c.Customer, "word-customers": c.Customers}
}
