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

// namedIn are the languages in which a country may be named. What means another country in
// a later one means what it does in the first.
var namedIn = strings.Fields("en de fr it es pt nl da sv nb fi is pl cs sk sl hr hu ro bg el tr ru uk et lv lt sr mk sq ga mt ca ar he fa hi zh zh-Hant ja ko vi id th")

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

// alsoCalled are names of countries that people write, or ISO 3166 has, and no list of CLDR.
// One letter is what stands on cars, and before postcodes.
var alsoCalled = map[string]string{"uk": "GB", "u.k.": "GB", "great britain": "GB", "britain": "GB", "england": "GB", "scotland": "GB", "wales": "GB", "northern ireland": "GB",
	"usa": "US", "u.s.a.": "US", "u.s.": "US", "america": "US", "holland": "NL", "the netherlands": "NL", "united states of america": "US", "belgie/belgique": "BE",
	"czech republic": "CZ", "cesko": "CZ", "eire": "IE", "republic of ireland": "IE", "turkey": "TR", "turkiye": "TR", "south korea": "KR", "republic of korea": "KR", "korea, republic of": "KR",
	"uae": "AE", "hong kong": "HK", "macao": "MO", "macau": "MO", "macedonia": "MK", "ivory coast": "CI", "burma": "MM", "myanmar": "MM", "swaziland": "SZ", "cape verde": "CV", "cabo verde": "CV",
	"viet nam": "VN", "russian federation": "RU", "brunei darussalam": "BN", "syrian arab republic": "SY", "iran, islamic republic of": "IR", "moldova, republic of": "MD", "republic of moldova": "MD",
	"tanzania, united republic of": "TZ", "bolivia, plurinational state of": "BO", "venezuela, bolivarian republic of": "VE", "lao people's democratic republic": "LA", "taiwan, province of china": "TW",
	"congo": "CG", "drc": "CD", "dr congo": "CD", "congo, the democratic republic of the": "CD", "democratic republic of the congo": "CD", "republic of the congo": "CG", "palestine": "PS", "state of palestine": "PS",
	"holy see": "VA", "vatican": "VA", "micronesia, federated states of": "FM", "timor leste": "TL", "east timor": "TL", "people's republic of china": "CN", "prc": "CN", "bundesrepublik deutschland": "DE", "brd": "DE", "el": "GR",
	"republik osterreich": "AT", "vereinigte staaten von amerika": "US", "grossbritannien": "GB", "tschechische republik": "CZ", "ceska republika": "CZ", "slovenska republika": "SK", "slovak republic": "SK",
	"a": "AT", "b": "BE", "d": "DE", "e": "ES", "f": "FR", "h": "HU", "i": "IT", "l": "LU", "n": "NO", "p": "PT", "s": "SE"}

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
