package evidence

import (
	"strings"
	"testing"

	"github.com/clientele-crm/clientele/say"
)

// A table of anything is read without a panic, and each cell that it gives can be asked for.
func FuzzTable(f *testing.F) {
	for _, text := range []string{"Name,E-mail,Born\nAnn North,ann@example.org,03/04/1980\n", "a;b\n1.200,50;x\n", "Name\nAnn\n", "\xff\xfeN\x00,\x00\n\x00"} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		table, err := OpenTable(Bytes("t.csv", text))
		if err != nil {
			return
		}
		for col := range table.Header {
			day, _ := table.Days(col, "")
			number := table.Numbers(col)
			for row, err := range table.Rows(t.Context()) {
				if err == nil {
					day(row.Cell(col))
					number(row.Cell(col))
				}
			}
		}
	})
}

// What stands around a table is read without a panic, and a count is never below nothing.
func FuzzAround(f *testing.F) {
	for _, text := range []string{"6 records exported", "Total: 1,250.00", "Amounts in thousands of EUR", "Showing 1 to 3 of 250 entries", "Number of orders: 7", "not refunded"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		c := crosscheck{}
		if c.saysCount([]string{text}) && (len(c.counts) != 1 || c.counts[0].value < 0) {
			t.Errorf("%q: %+v", text, c.counts)
		}
		if s := scaleOf(text); s < 1 {
			t.Errorf("%q: scale %d", text, s)
		}
		isSumWord(text)
		if kind, of := sumOf(text); kind == noSum && of != "" {
			t.Errorf("%q: no sum, of %q", text, of)
		}
		if s := sideOf(text); s.other().other() != s {
			t.Errorf("%q: the side across the side across is another", text)
		}
		isCreditText([]byte(text))
		callsRowOff(text)
		if a, b := saleStateOf(folded(text)), saleStateOf(folded(strings.TrimSpace(text))); a != b {
			t.Errorf("%q: %d with space around it, %d without", text, a, b)
		}
	})
}

// What packs to little and unfolds to more than a table holds is refused, and said.
func TestWhatUnfoldsIsRefused(t *testing.T) {
	err := damaged("t.xlsx", errUnfolds)
	if err == nil || !strings.Contains(say.English.Fill(err.Error()), "more than a table may hold") {
		t.Error(err)
	}
}
