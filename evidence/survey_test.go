package evidence

import (
	"context"
	"path/filepath"
	"strings"
	"testing"

	"github.com/clientele-crm/clientele/say"
)

// rowsOf counts the rows of data of a plan's file, by the reader alone.
func rowsOf(t *testing.T, p *Plan) (n int64) {
	t.Helper()
	rd, closer, err := p.openRows()
	if err != nil {
		t.Fatal(err)
	}
	defer closer.Close()
	for rd.read() == nil {
		n++
	}
	return n
}

// Every row of a file is taken or left out, once, and every one left out has a reason,
// whatever the file is; a look at a part of it is complete in itself.
func TestEveryRowIsAccountedFor(t *testing.T) {
	files, err := filepath.Glob("testdata/cases/*.csv")
	if err != nil {
		t.Fatal(err)
	}
	files = append(files, "testdata/orders.csv", "testdata/interactions.csv", "testdata/engagements.csv")
	tried := 0
	for _, file := range files {
		p, err := Inspect(context.Background(), File(file), Options{})
		if err != nil || len(p.Questions) > 0 {
			continue
		}
		tried++
		rows := rowsOf(t, p)
		for most := range rows + 1 {
			s, err := p.Survey(context.Background(), Bounds{Rows: most})
			if err != nil {
				t.Fatal(file, err)
			}
			want := most
			if most == 0 {
				want = rows
			}
			reasons := int64(0)
			for _, r := range s.Reasons {
				reasons += r.Count
				if len(r.Examples) == 0 || r.What == "" {
					t.Errorf("%s: a reason without a row: %+v", file, r)
				}
			}
			if s.Rows+s.Heads != want || s.Rows != s.Taken+s.Left || reasons != s.Left || s.Whole != (want == rows) {
				t.Errorf("%s, %d of %d rows: %+v", file, want, rows, s)
			}
			for _, note := range s.Notes {
				if said := say.English.Fill(Plain(note)); strings.Contains(said, "--") || strings.Contains(said, "..") || strings.Contains(said, "?;") {
					t.Errorf("%s: %q", file, said)
				}
			}
		}
	}
	if tried < 60 {
		t.Errorf("only %d files were read", tried)
	}
}

// The import reads with what the person said, and not with what was recognised; but who says
// what was recognised is told the same, but for statements that name who paid within a text: who says that text wants it whole.
func TestWhatIsRecognisedCanBeSaid(t *testing.T) {
	files, err := filepath.Glob("testdata/cases/*.csv")
	if err != nil {
		t.Fatal(err)
	}
	sources := map[string]Source{}
	for _, file := range files {
		sources[file] = File(file)
	}
	for _, s := range shapeSamples(t) {
		sources[s.shape+"/"+s.name] = Bytes(s.name+".csv", s.csv)
	}
	for file, src := range sources {
		p, err := Inspect(context.Background(), src, Options{})
		if err != nil || len(p.Questions) > 0 {
			continue
		}
		if sh := (&sample{header: p.header}).likeness().known(); sh != nil && sh.pays != nil && sh.pays.text != "" {
			continue
		}
		a, err := p.Survey(context.Background(), Bounds{})
		if err != nil {
			t.Fatal(err)
		}
		q, err := Inspect(context.Background(), src, Options{Door: p.Door, Map: p.Map()})
		if err != nil {
			t.Fatal(file, err)
		}
		b, err := q.Survey(context.Background(), Bounds{})
		if err != nil || a.Orders != b.Orders || a.Accounts != b.Accounts || len(a.Sums) != len(b.Sums) || len(a.Sums) > 0 && a.Sums[0] != b.Sums[0] {
			t.Errorf("%s: %v\n%d orders of %d, %+v\n%d orders of %d, %+v\n%s\n%s", file, err, a.Orders, a.Accounts, a.Sums, b.Orders, b.Accounts, b.Sums, p.Describe(), q.Describe())
		}
	}
}
