package evidence

import (
	"strings"
	"testing"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/say"
)

// A purchase dated in years to come is asked about with its cell; a booking for next month is not.
func TestYearsToComeAreAskedAbout(t *testing.T) {
	const rows = "order,date,customer,total\n1,2025-01-05,Ann,10.00\n2,2025-02-14,Ann,20.00\n3,2052-03-03,Bo,30.00\n4,2025-12-24,Bo,5.00\n"
	today, err := clientele.ParseDay("2025-11-27")
	if err != nil {
		t.Fatal(err)
	}
	for later, want := range map[string]int{"": -1, "leave": 3, "keep": 4} {
		p, err := Inspect(t.Context(), text(rows), Options{Today: today, Later: later})
		if err != nil {
			t.Fatal(err)
		}
		if want < 0 {
			if len(p.Questions) != 1 || p.Questions[0].About != "later" || !strings.Contains(say.English.Fill(p.Questions[0].Ask), "2052-03-03") {
				t.Errorf("%+v", p.Questions)
			}
			continue
		}
		entries, rejects, err := drain(p)
		if err != nil || len(entries) != want || len(rejects) != 4-want {
			t.Errorf("%s: %d entries, %v, %v", later, len(entries), rejects, err)
		}
	}
}

// The same order twice is one order where no goods are named, and two lines where they are;
// what is less than a coin is a purchase without an amount. All of it is said.
func TestCopiesAndCrumbsAreSaid(t *testing.T) {
	for _, c := range []struct {
		rows, note string
		sum        int64
	}{
		{"order,date,customer,total\n1,2025-01-05,Ann,10.00\n1,2025-01-05,Ann,10.00\n2,2025-02-14,Ann,20.00\n", "1 row says exactly what another row with the same order number says", 3000},
		{"order,date,customer,item,total\n1,2025-01-05,Ann,Tea,10.00\n1,2025-01-05,Ann,Tea,10.00\n2,2025-02-14,Ann,Tea,20.00\n", "the lines are added up", 4000},
		{"order,date,customer,total\n1,2025-01-05,Ann,0.004\n2,2025-02-14,Ann,20.00\n3,2025-02-15,Ann,7.50\n", "less than half of the smallest coin", 2750},
	} {
		p, err := Inspect(t.Context(), text(c.rows), Options{})
		if err != nil {
			t.Fatal(err)
		}
		entries, _, err := drain(p)
		if err != nil {
			t.Fatal(err)
		}
		sum := int64(0)
		for _, e := range entries {
			sum += e.Body.(clientele.Order).Total.Minor
		}
		if notes := saidNotes(p); sum != c.sum || !strings.Contains(notes, c.note) {
			t.Errorf("%d of\n%s\n%s", sum, c.rows, notes)
		}
	}
}
