package identity

import (
	"slices"
	"strings"
	"testing"

	"github.com/clientele-crm/clientele/db"
)

// Familiar names stand in one order, each once, folded, so that what is looked up is found.
func TestFamiliarNamesAreFolded(t *testing.T) {
	last := ""
	for line := range strings.Lines(familiar) {
		whole, short, _ := strings.Cut(strings.TrimSuffix(line, "\n"), ":")
		if whole <= last || db.Fold(whole) != whole || db.Fold(short) != short || short == "" || len(words(whole)) != 1 {
			t.Errorf("%q after %q", line, last)
		}
		last = whole
		for _, s := range strings.Fields(short) {
			if len(words(s)) != 1 || s == whole {
				t.Errorf("%s: %s", whole, s)
			}
		}
	}
}

// Two entries of one person under a familiar and a whole name share a key, so that they are
// compared, and count as one more likely than two who are called otherwise. How a name
// begins says a little, where we know no more.
func TestFamiliarNamesMeet(t *testing.T) {
	m := Usual(1000)
	for _, c := range []struct {
		one, other string
		level      uint8
	}{
		{"Ros Bell", "Rosalind Bell", givenFamiliar}, {"Ted Bell", "Theodore Bell", givenFamiliar}, {"Bob Bell", "Rob Bell", givenFamiliar}, {"Sepp Huber", "Josef Huber", givenFamiliar},
		{"Gosia Nowak", "Małgorzata Nowak", givenDiffers}, {"Winnie Bell", "Winifred Bell", givenFamiliar}, {"Zed Bell", "Zedekiah Bell", givenBegins}, {"Tom Bell", "Tomasina Bell", givenBegins},
		{"Anna Bell", "Berta Bell", givenDiffers},
	} {
		a, b := Candidate{ID: 1, Full: c.one}, Candidate{ID: 2, Full: c.other}
		x, _ := compare(profileOf(a), profileOf(b))
		if x[given] != c.level {
			t.Errorf("%s and %s: level %d, want %d", c.one, c.other, x[given], c.level)
		}
		meet := slices.ContainsFunc(Keys(a), func(k string) bool { return slices.Contains(Keys(b), k) })
		if met := c.level != givenDiffers; meet != met {
			t.Errorf("%s and %s share a key: %v", c.one, c.other, meet)
		}
	}
	weight := func(name string) float64 {
		return m.Compare(Candidate{ID: 1, Full: "Ros Bell"}, Candidate{ID: 2, Full: name}).LogOdds
	}
	if same, familiar, begins, other := weight("Ros Bell"), weight("Rosalind Bell"), weight("Rosanthe Bell"), weight("Wanda Bell"); same < familiar || familiar < begins || begins < other+2 {
		t.Errorf("the same %.1f, familiar %.1f, how it begins %.1f, another %.1f", same, familiar, begins, other)
	}
}

func TestOthers(t *testing.T) {
	if got := Others("Rosalind Bell", 3); !slices.Equal(got, []string{"ros bell", "roz bell", "rosie bell"}) {
		t.Errorf("%q", got)
	}
	if got := Others("bill", 9); !slices.Contains(got, "william") || !slices.Contains(got, "willy") || slices.Contains(got, "bill") {
		t.Errorf("%q", got)
	}
	if got := Others("Quince & Daughters", 9); len(got) != 0 {
		t.Errorf("%q", got)
	}
}
