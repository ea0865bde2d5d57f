package duplicates

import (
	"reflect"
	"slices"
	"testing"

	"github.com/clientele-crm/clientele/identity"
	"github.com/clientele-crm/clientele/record"
	"github.com/clientele-crm/clientele/say"
)

// Every reason has its words.
func TestReasonsAreSaid(t *testing.T) {
	for _, key := range identity.ReasonKeys() {
		if !say.English.Knows("duplicates.reason." + key) {
			t.Errorf("nobody wrote what %s is", key)
		}
	}
	pro, con := words([]identity.Reason{{Key: "before", Weight: -9}, {Key: "family.same", Weight: .1}, {Key: "given.near", Weight: 2}, {Key: "email.other", Weight: -3}, {Key: "birthday.near", Weight: .2}})
	for i, said := range con {
		con[i] = say.English.Fill(said)
	}
	if !slices.Equal(pro, []string{"given names differ by a slip", "same family name"}) || !slices.Equal(con, []string{"other e-mail address: speaks against"}) {
		t.Errorf("%q %q", pro, con)
	}
}

func TestReasonsComeBack(t *testing.T) {
	all := []identity.Reason{{Key: "before", Weight: -12.5}, {Key: "given.same", Weight: 3.2}}
	if got := readReasons(written(all)); !reflect.DeepEqual(got, all) {
		t.Errorf("%+v", got)
	}
}

func TestSureness(t *testing.T) {
	for p, want := range map[float64]string{.5: "perhaps the same", .7: "likely the same", identity.Merge: "very likely the same", .99: "surely the same"} {
		if got := say.English.Fill(sure(p)); got != want {
			t.Errorf("%v: %s, want %s", p, got, want)
		}
	}
}

func TestBare(t *testing.T) {
	if got := bare("work: ann@example.org\n\n +49 30 1 \n"); !slices.Equal(got, []string{"ann@example.org", "+49 30 1"}) {
		t.Errorf("%q", got)
	}
}

// What of a record is compared: contacts in their international form, the birthday, the first address.
func TestCandidates(t *testing.T) {
	r := &record.Record{Wall: 4, Values: map[string]any{"name": "Jo Bell", "given": "Jo", "phones": []record.Contact{{Value: "020 7", E164: "+44207"}, {Value: "12"}},
		"dates": []record.Occasion{{Label: "Wedding", Day: 700_000}, {Label: "Birthday", Day: 720_000}}, "addresses": []record.Place{{City: "York", Country: "GB"}, {City: "Bath"}},
		"accounts": []record.Tie{{To: 9}}, "kind": "household"}}
	c := personOf(r)
	if c.Given != "" || c.Full != "Jo Bell" || !slices.Equal(c.Phones, []string{"+44207", "12"}) || c.Birthday != "1972-04-17" || c.City != "York" || c.Country != "GB" ||
		len(c.Accounts) != 1 || c.Wall != 4 || c.Kind != identity.Household {
		t.Errorf("%+v", c)
	}
	a := accountOf(&record.Record{Values: map[string]any{"name": "Acme", "email": "a@b.example", "country": "DE"}})
	if a.Kind != identity.Organisation || a.Emails[0] != "a@b.example" || a.Country != "DE" || len(a.Phones) != 0 {
		t.Errorf("%+v", a)
	}
}

// FuzzCursor: what a page says comes back as it was; anything else is a pair or nothing.
func FuzzCursor(f *testing.F) {
	f.Add("12.3.4")
	f.Add("-1.0.99999999999999999999")
	f.Add("..")
	f.Fuzz(func(t *testing.T, at string) {
		p, ok := afterOf(at)
		if !ok {
			return
		}
		if again, ok := afterOf(p.cursor()); !ok || again != p {
			t.Errorf("%q: %+v, %+v", at, p, again)
		}
	})
}
