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
	return all
})
