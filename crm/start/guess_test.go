package start

import (
	"strings"
	"testing"

	"github.com/clientele-crm/clientele/shape"
)

func TestAPlaceIsGuessedByTheBrowsersLanguages(t *testing.T) {
	for languages, want := range map[string]shape.Place{
		"de-AT,de;q=0.9,en;q=0.8":    {Country: "Austria", Currency: "EUR"},
		"en-GB":                      {Country: "United Kingdom", Currency: "GBP"},
		"de, en-US;q=0.7, en;q=0.3":  {Country: "United States", Currency: "USD"},
		"zh-Hant-TW":                 {Country: "Taiwan", Currency: "TWD"},
		"en":                         {},
		"en-001, es-419;q=0.5":       {},
		"":                           {},
		"x;q=nothing, ;;, de-AT;q=8": {},
	} {
		if got := guessed(shape.Place{}, languages); got != want {
			t.Errorf("%q: %+v, want %+v", languages, got, want)
		}
	}
	for _, said := range []shape.Place{{Country: "Malta"}, {Currency: "CHF"}} {
		if got := guessed(said, "de-AT"); got != said {
			t.Errorf("%+v became %+v", said, got)
		}
	}
	if all := moneys(); !strings.Contains(all, "AT=EUR") || !strings.Contains(all, " GB=GBP ") || len(all) > 2500 {
		t.Errorf("%d bytes: %s", len(all), all)
	}
}
