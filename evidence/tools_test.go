package evidence

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// takenApart reads a file as it is recognised, and takes its rows apart; false where
// it asks, is refused, or is no plain table.
func takenApart(t *testing.T, src Source) (tabled, []answer, bool) {
	t.Helper()
	p, err := Inspect(context.Background(), src, Options{})
	if err != nil || len(p.Questions) > 0 || p.layout != nil || !p.Dialect.Header {
		return tabled{}, nil, false
	}
	entries, _, err := drain(p)
	if err != nil || p.Door != "orders" {
		return tabled{}, nil, false
	}
	rd, closer, err := p.openRows()
	if err != nil {
		t.Fatal(err)
	}
	defer closer.Close()
	out := tabled{header: p.header, plan: p}
	for rd.read() == nil {
		r := row{cells: rd.cells}
		out.rows = append(out.rows, r.copy())
	}
	return out, answersOf(takeAnswer(entries)), true
}

// readingOf is what becomes of a file: asked, refused, or what it comes to.
func readingOf(text []byte) (how string, got []answer, p *Plan) {
	p, err := Inspect(context.Background(), Bytes("mutated.csv", text), Options{})
	if err != nil {
		return "refused", nil, nil
	}
	if len(p.Questions) > 0 {
		return "asked", nil, p
	}
	entries, _, err := drain(p)
	if err != nil {
		return "refused", nil, p
	}
	return "read", answersOf(takeAnswer(entries)), p
}

// What tools and people do to a file on its way changes nothing of what it says: it is read
// the same, or something is asked, or it is refused. It never comes to other sums in silence.
func TestWhatToolsDoIsNeverReadOtherwise(t *testing.T) {
	files, err := filepath.Glob("testdata/cases/*.csv")
	if err != nil {
		t.Fatal(err)
	}
	files = append(files, "testdata/orders.csv")
	tried, same := 0, 0
	for _, file := range files {
		base, want, ok := takenApart(t, File(file))
		if !ok {
			continue
		}
		for _, d := range dresses() {
			text, applies := d.of(base)
			if !applies {
				continue
			}
			tried++
			how, got, p := readingOf(text)
			switch {
			case how != "read":
				if os.Getenv("SHOW") == how {
					t.Logf("%s, %s: %s\n%s", file, d.name, how, p.Describe())
				}
			case slices.EqualFunc(got, want, sameAnswer):
				same++
			default:
				t.Errorf("%s, %s: got\n%swant\n%s%s%s", filepath.Base(file), d.name, asLines(got), asLines(want), p.Describe(), head(text))
			}
		}
	}
	t.Logf("%d files of %d were read the same", same, tried)
	if same*100 < tried*90 {
		t.Errorf("only %d of %d were read the same: to ask is no answer to everything", same, tried)
	}
}

func head(text []byte) string {
	lines := strings.SplitAfterN(string(text), "\n", 8)
	return strings.Join(lines[:min(len(lines), 7)], "")
}
