package say

import (
	"slices"
	"strings"
	"testing"

	"github.com/clientele-crm/clientele"
)

// Amounts beside each other are in one unit: nobody should have to work out that £740,000
// is less than £1.14 m.
func TestShortMoneysAreInOneUnit(t *testing.T) {
	for want, minor := range map[string][]int64{
		"£0.74 m|£1.14 m":               {74_012_300, 113_900_000},
		"£740,000|£990,000":             {74_012_300, 99_400_000},
		"£1.2 m":                        {120_000_000},
		"£12.4 m|£15.6 m":               {1_240_000_000, 1_560_000_000},
		"£2.3 m|£850.0 m":               {230_000_000, 85_000_000_000},
		"£3,000|£1,200,000":             {300_000, 120_000_000},
		"£0.9 bn|£1.5 bn":               {90_000_000_000, 150_000_000_000},
		"£1.0 m|£1.1 m":                 {99_960_000, 110_000_000},
		"\u2212£0.50 m|£0.00 m|£1.25 m": {-50_000_000, 0, 125_000_000},
		"£0|£65":                        {0, 6_500},
	} {
		var all []clientele.Money
		for _, m := range minor {
			all = append(all, clientele.Money{Minor: m, Currency: "GBP"})
		}
		got := English.ShortMoneys(all...)
		if said := strings.ReplaceAll(strings.Join(got, "|"), nbsp, " "); said != want {
			t.Errorf("%q, want %q", said, want)
		}
	}
	if got := English.ShortMoneys(clientele.Money{}, clientele.Money{Minor: 200_000_000, Currency: clientele.UnknownCurrency}); !slices.Equal(got, []string{"–", "2" + nbsp + "m"}) {
		t.Errorf("nothing, and of no currency: %q", got)
	}
}

// Whatever the amounts, either all of them carry a unit's name or none does, and all have
// as many digits behind the point.
func FuzzShortMoneysAreInOneUnit(f *testing.F) {
	f.Add(int64(74_012_300), int64(113_900_000))
	f.Add(int64(1), int64(9_000_000_000_000))
	f.Fuzz(func(t *testing.T, a, b int64) {
		got := English.ShortMoneys(clientele.Money{Minor: a, Currency: "EUR"}, clientele.Money{Minor: b, Currency: "EUR"})
		shape := func(s string) string {
			_, unit, _ := strings.Cut(s, nbsp)
			_, after, _ := strings.Cut(s, ".")
			digits, _, _ := strings.Cut(after, nbsp)
			return unit + string(rune('0'+len(digits)))
		}
		if shape(got[0]) != shape(got[1]) {
			t.Errorf("%q beside %q", got[0], got[1])
		}
	})
}
