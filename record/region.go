package record

import (
	"slices"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
)

// regions are the codes of countries by their names, as namePlain has them.
var regions = sync.OnceValue(func() map[string]string {
	all := map[string]string{}
	for name, code := range alsoCalled {
		all[namePlain(name)] = code
	}
	for _, in := range namedIn {
		names := display.Regions(language.MustParse(in))
		for a := 'A'; a <= 'Z'; a++ {
			for b := 'A'; b <= 'Z'; b++ {
				code, known := coded(string([]rune{a, b}))
				if name := namePlain(names.Name(code)); known && name != "" && all[name] == "" {
					all[name] = code.String()
				}
			}
		}
	}
	return all
})

// coded is a country by its code of two or three letters: "AT", "aut".
func coded(code string) (language.Region, bool) {
	letters := !strings.ContainsFunc(code, func(c rune) bool { return !unicode.IsLetter(c) })
	r, err := language.ParseRegion(code)
	return r, letters && err == nil && r.IsCountry() && r.Canonicalize() == r
}

// namePlain is the name of a country without what people write this way and that: marks,
// small words, "Saint" or "St.".
func namePlain(name string) string {
	words := strings.FieldsFunc(db.Fold(name), func(c rune) bool { return !unicode.IsLetter(c) && !unicode.IsMark(c) })
	kept := slices.DeleteFunc(words, func(w string) bool { return w == "and" || w == "und" || w == "et" || w == "the" })
	if len(kept) > 0 && kept[0] == "saint" {
		kept[0] = "st"
	}
	return strings.Join(kept, " ")
}

// RegionOf is the code of a country that people wrote: "GB" of "United Kingdom"; "" where it is none.
func RegionOf(country string) string {
	if code := regions()[namePlain(country)]; code != "" {
		return code
	}
	if code, known := coded(strings.TrimSpace(country)); known {
		return code.String()
	}
	return ""
}

// nowhere says that a value names a country which is none. What the record has already stays,
// so that the rest of an old address can be changed.
func nowhere(f Field, is, has any) *wrong {
	had, all := countries(f, has), countries(f, is)
	for i, c := range all {
		if c != "" && RegionOf(c) == "" && !slices.Contains(had, c) {
			w := no(clientele.Tell("record.no-country", "country", clip(c)), clientele.Tell("record.no-country-remedy"))
			w.part = "country"
			return w.of(len(all), i)
		}
	}
	return nil
}

// countries are those that a value names, as people wrote them.
func countries(f Field, v any) (all []string) {
	switch v := v.(type) {
	case string:
		if f.Country {
			all = append(all, v)
		}
	case []Place:
		for _, p := range v {
			all = append(all, p.Country)
		}
	}
	return all
}
