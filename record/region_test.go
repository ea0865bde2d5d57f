package record

import (
	"errors"
	"strings"
	"testing"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
	"github.com/clientele-crm/clientele/say"
)

func TestCountriesAreKnownByManyNames(t *testing.T) {
	for name, want := range map[string]string{
		"AT": "AT", "at": "AT", "AUT": "AT", "Austria": "AT", "Österreich": "AT", "Autriche": "AT", "Ausztria": "AT", "Rakousko": "AT", "A": "AT", "Австрия": "AT",
		"Deutschland": "DE", "D": "DE", "Allemagne": "DE", "ドイツ": "DE", "Αγγλία": "", "United Kingdom": "GB", "UK": "GB", "u.k.": "GB", "Großbritannien": "GB", "England": "GB",
		"U.S.A.": "US", "United States of America": "US", "Vereinigte Staaten": "US", "Bosnia and Herzegovina": "BA", "Bosnien & Herzegowina": "BA", "Saint Lucia": "LC", "St. Lucia": "LC",
		"Côte d'Ivoire": "CI", "Cote d’Ivoire": "CI", "Ivory Coast": "CI", "Czechia": "CZ", "Česká republika": "CZ", "The Netherlands": "NL", "Korea, Republic of": "KR", "Kosovo": "XK",
		"Hong Kong": "HK", "Viet Nam": "VN", "中国": "CN", " Italia ": "IT", "España": "ES", "Niger": "NE", "Nigeria": "NG", "Türkiye": "TR",
		"Narnia": "", "XX": "", "ZZ": "", "EU": "", "Vienna": "", "276": "", "-": "", "n/a": "", "": "", "Europe": "", "Atlantis": "",
	} {
		if got := RegionOf(name); got != want {
			t.Errorf("%q is %q, want %q", name, got, want)
		}
	}
}

// Nothing that is no country becomes one of an address, and whose address has one from
// before can change the rest of it.
func TestAnUnknownCountryIsRefused(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		x := newDesk(t, d)
		refused := func(typeName, text, field string) {
			t.Helper()
			_, err := x.try(x.boss, Edit{Ref: clientele.Ref{Type: typeName}, Fields: raw(text)})
			var bad *Refused
			if !errors.As(err, &bad) || bad.Fields[0].Field != field || !strings.Contains(say.English.Fill(bad.Fields[0].What), "“Narnia”") || bad.Fields[0].Remedy == "" {
				t.Errorf("%s: %v", text, err)
			}
		}
		refused("accounts", `{"name": "A", "country": "Narnia"}`, "country")
		refused("accounts", `{"name": "A", "address": {"city": "Cair", "country": "Narnia"}}`, "address")
		refused("people", `{"name": "A", "addresses": [{"city": "Wien", "country": "Österreich"}, {"country": "Narnia"}]}`, "addresses")

		a := x.made("accounts", `{"name": "A", "country": "Austria", "address": {"city": "Wien", "country": "AT"}}`)
		x.ok(x.InTx(t.Context(), func(tx *db.Tx) error { // as it was kept before countries were looked at
			_, err := tx.Exec(t.Context(), `UPDATE accounts SET country = 'Narnia', addresses = '[{"city":"Cair","country":"Narnia"}]' WHERE id = ?`, a.ID)
			return err
		}))
		r, err := x.try(x.boss, Edit{Ref: a.Ref, Fields: raw(`{"country": "Narnia", "addresses": [{"city": "Cair Paravel", "country": "Narnia"}, {"city": "Graz", "country": "AT"}]}`)})
		x.ok(err)
		if got := r.Values["addresses"].([]Place); got[0].City != "Cair Paravel" || got[0].Country != "Narnia" || got[1].Country != "AT" {
			t.Errorf("the old address is %+v", got)
		}
		if _, err := x.try(x.boss, Edit{Ref: a.Ref, Fields: raw(`{"address": {"city": "Cair", "country": "Archenland"}}`)}); err == nil {
			t.Error("another country that is none was taken")
		}
	})
}
