package fields

import (
	"slices"
	"testing"

	"github.com/clientele-crm/clientele/record"
	"github.com/clientele-crm/clientele/say"
)

func TestNames(t *testing.T) {
	taken := map[string]bool{"tier": true, "tier_2": true, "name": true}
	for label, want := range map[string]string{
		"Tier": "tier_3", "Postal code (old)": "postal_code_old", "Größe": "grosse", "2nd house": "field_2nd_house", "and": "field_and", "Name": "name_2", "日本": "field",
		"": "field", "a very long label that goes on and on and on": "a_very_long_label_that_goes_on_and_o",
	} {
		got := nameOf(label, taken)
		if got != want {
			t.Errorf("%q: %q, want %q", label, got, want)
		}
		if _, err := record.ParseFilter("custom." + got + ` = "x"`); err != nil {
			t.Errorf("%q: filters cannot say %q: %v", label, got, err)
		}
	}
}

func TestChoices(t *testing.T) {
	if got := lines(" gold \r\n\nsilver\nGold\n"); !slices.Equal(got, []string{"gold", "silver"}) {
		t.Errorf("%q", got)
	}
	for _, c := range []struct {
		kind record.Kind
		want string
	}{
		{record.KindChoice, `tier = "go\"ld"`}, {record.KindChoices, `tier has "go\"ld"`}, {record.KindYesNo, "tier = yes"}, {record.KindMoney, ""},
	} {
		got := filterFor("tier", c.kind, []string{`go"ld`})
		if _, err := record.ParseFilter(got); got != c.want || err != nil {
			t.Errorf("%s: %s, %v", c.kind, got, err)
		}
	}
}

// Every kind that a field may have is said in words of its own, with an example.
func TestKindsAreSaid(t *testing.T) {
	said := map[string]bool{}
	for i, c := range kinds(say.English) {
		if k := record.CustomKinds[i]; said[c.Label] || kindSaid(say.English, k) == string(k) || !isKind(record.Kind(c.Value)) {
			t.Errorf("%s: %q", c.Value, c.Label)
		}
		said[c.Label] = true
	}
	if isKind(record.KindLink) {
		t.Error("a link is no kind that people may add")
	}
}
