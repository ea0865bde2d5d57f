package start

import (
	"strings"

	"github.com/bojanz/currency"
	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"github.com/clientele-crm/clientele/shape"
)

// guessed is a place with its country and currency, where nobody said them yet, as the
// languages of the browser have them ("de-AT, en;q=0.8"). They are answered already, and can
// be changed.
func guessed(p shape.Place, languages string) shape.Place {
	if !toGuess(p) {
		return p
	}
	tags, _, _ := language.ParseAcceptLanguage(languages) // what is no language says nothing
	for _, t := range tags {
		_, _, region := t.Raw()
		if money, known := currency.ForCountryCode(region.String()); known {
			p.Country, p.Currency = display.English.Regions().Name(region), money
			return p
		}
	}
	return p
}

func toGuess(p shape.Place) bool { return p.Country == "" && p.Currency == "" }

// moneys are the currencies of all countries, "AT=EUR", for the script that knows in which
// time zone the browser is.
func moneys() string {
	var all []string
	for a := 'A'; a <= 'Z'; a++ {
		for b := 'A'; b <= 'Z'; b++ {
			code := string([]rune{a, b})
			if money, known := currency.ForCountryCode(code); known {
				all = append(all, code+"="+money)
			}
		}
	}
	return strings.Join(all, " ")
}
