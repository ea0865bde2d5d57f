package record

import "strings"

// namedIn are the languages in which a country may be named. What means another country in
// a later one means what it does in the first.
var namedIn = strings.Fields("en de fr it es pt nl da sv nb fi is pl cs sk sl hr hu ro bg el tr ru uk et lv lt sr mk sq ga mt ca ar he fa hi zh zh-Hant ja ko vi id th")

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
