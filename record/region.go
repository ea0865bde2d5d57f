package record

import (
	"sync"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"github.com/clientele-crm/clientele/db"
)

// regions are the codes of countries by their folded English names.
var regions = sync.OnceValue(func() map[string]string {
	all := map[string]string{}
	names := display.English.Regions()
	for a := 'A'; a <= 'Z'; a++ {
		for b := 'A'; b <= 'Z'; b++ {
			code, err := language.ParseRegion(string([]rune{a, b}))
			if err == nil && code.IsCountry() && code.Canonicalize() == code {
				if name := db.Fold(names.Name(code)); name != "" {
					all[name] = code.String()
				}
			}
		}
	}
	for name, code := range alsoCalled {
		all[name] = code
	}
	return all
})

// alsoCalled are names of countries that people write and no list of them has.
var alsoCalled = map[string]string{"uk": "GB", "u.k.": "GB", "great britain": "GB", "britain": "GB", "england": "GB", "scotland": "GB", "wales": "GB", "northern ireland": "GB",
	"usa": "US", "u.s.a.": "US", "u.s.": "US", "america": "US", "holland": "NL", "the netherlands": "NL", "deutschland": "DE", "osterreich": "AT", "schweiz": "CH",
	"suisse": "CH", "svizzera": "CH", "espana": "ES", "italia": "IT", "belgie": "BE", "belgique": "BE", "danmark": "DK", "sverige": "SE", "norge": "NO", "suomi": "FI",
	"polska": "PL", "cesko": "CZ", "czech republic": "CZ", "magyarorszag": "HU", "eire": "IE", "republic of ireland": "IE", "brasil": "BR", "turkey": "TR", "south korea": "KR",
	"uae": "AE", "hong kong": "HK", "macedonia": "MK", "ivory coast": "CI"}
