package shape

import (
	"strings"
	"time"

	"github.com/bojanz/currency"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/record"
	"github.com/clientele-crm/clientele/say"
)

// Place is where a firm is: its days, its money, its telephone numbers.
type Place struct {
	Zone     string // as IANA names it
	Currency string // three letters; "" says nothing
	Country  string
}

// Check finds what of it is none.
func (p Place) Check() (zone *time.Location, faults []page.FieldFault) {
	zone, known := zoneOf(p.Zone)
	if !known {
		faults = append(faults, page.FieldFault{Field: "zone", What: clientele.Tell("place.zone"), Remedy: clientele.Tell("place.zone-remedy")})
	}
	if c := strings.ToUpper(p.Currency); c != "" && !currency.IsValid(c) {
		faults = append(faults, page.FieldFault{Field: "currency", What: clientele.Tell("place.currency"), Remedy: clientele.Tell("place.currency-remedy")})
	}
	if p.Country != "" && record.RegionOf(p.Country) == "" {
		faults = append(faults, page.FieldFault{Field: "country", What: clientele.Tell("place.country"), Remedy: clientele.Tell("place.country-remedy")})
	}
	return zone, faults
}

// parts of the world under which zones are named by their largest city.
var parts = strings.Fields("Europe/ America/ Asia/ Africa/ Australia/ Pacific/ Atlantic/ Indian/ America/Argentina/ America/Indiana/ Antarctica/ Arctic/")

// zoneOf is a zone as somebody wrote it: by its name, or by the city of which it is named.
func zoneOf(text string) (*time.Location, bool) {
	text = strings.Join(strings.Fields(text), "_")
	if text == "" || strings.EqualFold(text, "local") || strings.HasPrefix(text, ".") || strings.HasPrefix(text, "/") {
		return nil, false
	}
	names := []string{text, inCapitals(text), strings.ToUpper(text)}
	if !strings.Contains(text, "/") {
		for _, part := range parts {
			names = append(names, part+inCapitals(text))
		}
	}
	for _, name := range names {
		if zone, err := time.LoadLocation(name); err == nil {
			return zone, true
		}
	}
	return nil, false
}

// inCapitals writes each word of a name with a capital, as zones are written: "port-au-prince"
// is "Port-au-Prince".
func inCapitals(text string) string {
	out := []byte(strings.ToLower(text))
	for i := range out {
		small := strings.HasPrefix(string(out[i:]), "au-") || strings.HasPrefix(string(out[i:]), "of_") || strings.HasPrefix(string(out[i:]), "es_")
		if (i == 0 || strings.IndexByte("_/-", out[i-1]) >= 0) && !small && out[i] >= 'a' && out[i] <= 'z' {
			out[i] -= 'a' - 'A'
		}
	}
	return string(out)
}

// Settings are how it is kept.
func (p Place) Settings() map[string]string {
	if zone, known := zoneOf(p.Zone); known {
		p.Zone = zone.String()
	}
	return map[string]string{access.SettingZone: p.Zone, "currency": strings.ToUpper(p.Currency), "country": p.Country}
}

// Called is what a firm calls those with whom it has to do; "" is the usual word.
type Called struct {
	Client, Clients, Customer, Customers, Prospect, Prospects string
}

// CalledBy reads it from how it is kept.
func CalledBy(set map[string]string) Called {
	return Called{set["word-client"], set["word-clients"], set["word-customer"], set["word-customers"], set["word-prospect"], set["word-prospects"]}
}

func (c Called) words() say.Words {
	return say.Words{Client: c.Client, Clients: c.Clients, Customer: c.Customer, Customers: c.Customers, Prospect: c.Prospect, Prospects: c.Prospects}
}

// Check finds words that would mean two kinds: nobody could tell them apart again.
func (c Called) Check(s *say.Speaker) (faults []page.FieldFault) {
	w := s.In(c.words()).Words()
	both := func(field, a, b, key string) {
		if strings.EqualFold(strings.TrimSpace(a), strings.TrimSpace(b)) {
			faults = append(faults, page.FieldFault{Field: field, What: clientele.Tell("place."+key, "word", b), Remedy: clientele.Tell("place.word-remedy")})
		}
	}
	both("customer", w.Client, w.Customer, "clients-customers")
	both("customers", w.Clients, w.Customers, "clients-customers")
	both("prospect", w.Client, w.Prospect, "clients-prospects")
	both("prospects", w.Clients, w.Prospects, "clients-prospects")
	both("prospect", w.Customer, w.Prospect, "customers-prospects")
	both("prospects", w.Customers, w.Prospects, "customers-prospects")
	return faults
}

// Settings are how they are kept.
func (c Called) Settings() map[string]string {
	return map[string]string{"word-client": c.Client, "word-clients": c.Clients, "word-customer": c.Customer, "word-customers": c.Customers,
		"word-prospect": c.Prospect, "word-prospects": c.Prospects}
}
