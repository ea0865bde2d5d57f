package evidence

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/clientele-crm/clientele/say"
)

// Copies are said where they are many, and only there.
func TestRepeatsAreSaid(t *testing.T) {
	for _, c := range []struct {
		copies, others int
		said           bool
	}{{20, 3, true}, {20, 1000, false}, {2, 3, true}, {1, 3, false}} {
		rows := "account,date,amount\n" + strings.Repeat("A,2025-01-01,10\n", c.copies)
		for i := range c.others {
			rows += fmt.Sprintf("B%d,2025-01-02,%d\n", i, 3+i)
		}
		p, err := Inspect(t.Context(), text(rows), Options{})
		if err != nil {
			t.Fatal(err)
		}
		for _, err := range p.Entries(t.Context()) {
			if err != nil {
				t.Fatal(err)
			}
		}
		want := fmt.Sprintf("%d of %d rows say", c.copies-1, c.copies+c.others)
		if said := slices.ContainsFunc(p.Notes, func(n string) bool { return strings.HasPrefix(say.English.Fill(n), want) }); said != c.said {
			t.Errorf("%d copies among %d: %q", c.copies, c.others, p.Notes)
		}
	}
}
