package evidence

import (
	"fmt"
	"strings"
	"testing"

	"github.com/clientele-crm/clientele"
	"pgregory.net/rapid"
)

// A total of a whole order that stands on rows of several lines of business counts once: each
// line has its share of it, and they come to it.
func TestAnOrderOfSeveralLinesOfBusinessIsSharedOut(t *testing.T) {
	const head = "Order ID,Order Date,Customer,Department,Item,Qty,Unit Price,Order Total\n"
	for _, c := range []struct{ name, file, want, said string }{
		{"by prices", head + "1,2026-01-05,Ann,Care,Soap,2,5.00,22.00\n1,2026-01-05,Ann,Kitchen,Oil,1,8.00,22.00\n2,2026-02-05,Ann,Kitchen,Oil,1,8.00,12.00\n",
			"Care order 12.22, Kitchen order 9.78, Kitchen order 12.00", "1 order holds several lines of business"},
		{"to the cent", head + "1,2026-01-05,Ann,Care,Soap,1,1.00,10.00\n1,2026-01-05,Ann,Kitchen,Oil,1,1.00,10.00\n1,2026-01-05,Ann,Garden,Rake,1,1.00,10.00\n2,2026-02-05,Ann,Care,Soap,1,8.00,12.00\n",
			"Care order 3.33, Kitchen order 3.34, Garden order 3.33, Care order 12.00", "by what its rows come to."},
		{"without a price", head + "1,2026-01-05,Ann,Care,Soap,1,,10.00\n1,2026-01-05,Ann,Kitchen,Oil,1,2.00,10.00\n2,2026-02-05,Ann,Care,Soap,1,8.00,12.00\n2,2026-02-05,Ann,Care,Brush,1,4.00,12.00\n",
			"Care order 5.00, Kitchen order 5.00, Care order 12.00", "in equal parts in 1"},
		{"of one line", head + "1,2026-01-05,Ann,Care,Soap,2,5.00,22.00\n1,2026-01-05,Ann,Care,Oil,1,8.00,22.00\n", "Care order 22.00", ""},
	} {
		p, entries, rejects := readAll(t, text(c.file), Options{Map: "line=Department"})
		var got []string
		for _, e := range entries {
			got = append(got, fmt.Sprintf("%s %s %s", e.Line, e.Body.EntryKind(), strings.TrimSpace(e.Body.(clientele.Order).Total.Plain())))
		}
		if strings.Join(got, ", ") != c.want || len(rejects) > 0 || !strings.Contains(saidNotes(p), c.said) {
			t.Errorf("%s: %s, want %s (%v)\n%s", c.name, got, c.want, rejects, p.Describe())
		}
	}
}

// Shares come to what is shared, whatever it is and however it is weighed.
func TestSharesComeToTheWhole(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		currency := rapid.SampledFrom([]string{"EUR", "JPY", "KWD"}).Draw(t, "currency")
		value := rapid.Int64Range(-1e15, 1e15).Draw(t, "value")
		weights := rapid.SliceOfN(rapid.Float64Range(0.01, 1e9), 1, 6).Draw(t, "weights")
		all := 0.0
		for _, w := range weights {
			all += w
		}
		sum := int64(0)
		for i, s := range shares(value, currency, weights, all) {
			sum += minor(s, currency)
			if far(s, int64(float64(value)*weights[i]/all)) > 30_000 {
				t.Errorf("%d of %d, by %v of %v", s, value, weights[i], all)
			}
		}
		if sum != minor(value, currency) {
			t.Errorf("%d is shared out as %d", minor(value, currency), sum)
		}
	})
}

// Rows that are copies are rows of the order too.
func TestASharedOrderCountsItsRows(t *testing.T) {
	file := "Order ID,Order Date,Customer,Department,Item,Qty,Unit Price,Order Total\n" +
		strings.Repeat("1,2026-01-05,Ann,Care,Soap,2,5.00,22.00\n", 2) + "1,2026-01-05,Ann,Kitchen,Oil,1,8.00,22.00\n2,2026-02-05,Ann,Care,Brush,1,4.00,4.00\n"
	p, err := Inspect(t.Context(), text(file), Options{Map: "line=Department"})
	if err != nil {
		t.Fatal(err)
	}
	rows := 0
	for taken, err := range p.Taken(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		rows += taken.Rows
	}
	if rows != 4 {
		t.Errorf("%d rows of 4", rows)
	}
}
