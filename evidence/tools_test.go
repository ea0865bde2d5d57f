package evidence

import (
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
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

// partOf says which part of the pairs of file and dress is tried: all of them where
// CLIENTELE_DRESSES is "all", else one in five, each file and each dress among them.
func partOf() int {
	if os.Getenv("CLIENTELE_DRESSES") == "all" {
		return 1
	}
	return 5
}

// What tools and people do to a file on its way changes nothing of what it says: it is read
// the same, or something is asked, or it is refused. It never comes to other sums in silence.
func TestWhatToolsDoIsNeverReadOtherwise(t *testing.T) {
	files, err := filepath.Glob("testdata/cases/*.csv")
	if err != nil {
		t.Fatal(err)
	}
	var bases []Source
	for _, file := range append(files, "testdata/orders.csv") {
		bases = append(bases, File(file))
	}
	tried := dressAll(t, bases)
	if tried.same*100 < tried.all*94 || tried.said*100 > tried.all {
		t.Errorf("only %d of %d were read the same: to ask is no answer to everything", tried.same, tried.all)
	}
}

// So it is with the logs of real firms, as far as they are here.
func TestWhatToolsDoToRealLogsIsNeverReadOtherwise(t *testing.T) {
	var bases []Source
	for _, name := range []string{"cdnow_sample.csv", "online_retail.csv.gz", "advisory_fees.csv", "supplier_payments.csv.gz", "maven_crm_sales_pipeline.csv", "network_rail_payments.csv.gz", "darlington_payments_monthly.csv.gz"} {
		if text := beginning(t, "../../shared/data/"+name); text != nil {
			bases = append(bases, Bytes(strings.TrimSuffix(name, ".gz"), text))
		}
	}
	if len(bases) == 0 {
		t.Skip("no real logs here")
	}
	dressAll(t, bases)
}

// beginning is the first lines of a log; nil where it is not there.
func beginning(t *testing.T, path string) []byte {
	u, err := unpack(File(path), new(atomic.Int64), "")
	if err != nil {
		return nil
	}
	defer u.Close()
	text, err := io.ReadAll(io.LimitReader(u, 24<<10))
	if err != nil {
		t.Fatal(err)
	}
	return text[:bytes.LastIndexByte(text, '\n')+1]
}

// outcomes are what became of files that were dressed otherwise.
type outcomes struct{ all, same, asked, said int }

// dressAll dresses tables in each way, and compares what they come to.
func dressAll(t *testing.T, bases []Source) (tried outcomes) {
	part := partOf()
	for i, src := range bases {
		base, want, ok := takenApart(t, src)
		if !ok {
			continue
		}
		for j, d := range dresses() {
			text, applies := d.of(base)
			if !applies || (i+j)%part != 0 {
				continue
			}
			tried.all++
			how, got, p := readingOf(text)
			switch {
			case how != "read":
				tried.asked++
			case slices.EqualFunc(got, want, sameAnswer):
				tried.same++
			case saidSo(p):
				tried.said++
			default:
				t.Errorf("%s, %s: got\n%swant\n%s%s%s", src.Name(), d.name, asLines(got), asLines(want), p.Describe(), head(text))
			}
		}
	}
	t.Logf("%+v", tried)
	return tried
}

// saidSo says that the order of days or the mark of cents was decided on grounds that the
// preview and the receipt say, with the answer that puts it right.
func saidSo(p *Plan) bool {
	said := saidNotes(p)
	return strings.Contains(said, "--decimal") || strings.Contains(said, "--date-order")
}

func head(text []byte) string {
	lines := strings.SplitAfterN(string(text), "\n", 8)
	return strings.Join(lines[:min(len(lines), 7)], "")
}
