package evidence

import (
	"cmp"
	"context"
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/say"
)

// Each known export has a file in testdata/shapes, named after it: samples made by us from
// the headers of real exports, and for each what it says, worked out by hand.

// shapeSample is one sample with its right answer.
type shapeSample struct {
	shape, name string
	csv         []byte
	want        string
}

func shapeSamples(t *testing.T) []shapeSample {
	t.Helper()
	files, err := filepath.Glob("testdata/shapes/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no samples: %v", err)
	}
	var all []shapeSample
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		archive := txtar.Parse(text)
		name, _, _ := strings.Cut(string(archive.Comment), ".")
		if len(archive.Files)%2 != 0 {
			t.Fatalf("%s: a sample without its answer", file)
		}
		for i := 0; i < len(archive.Files); i += 2 {
			of, _ := strings.CutSuffix(archive.Files[i].Name, ".csv")
			if archive.Files[i+1].Name != of+".want" {
				t.Fatalf("%s: %s is not answered", file, of)
			}
			all = append(all, shapeSample{name, of, archive.Files[i].Data, string(archive.Files[i+1].Data)})
		}
	}
	return all
}

// comesTo is what a file comes to, in sorted lines: its entries, and what is left out.
func comesTo(p *Plan, entries []clientele.Entry, rejects []Reject) string {
	lines := strings.Split(brief(entries), "\n")
	counts := map[string]int{}
	for _, r := range rejects {
		counts[say.English.Fill(r.What)]++
	}
	for what, n := range counts {
		lines = append(lines, fmt.Sprintf("left out %d: %s", n, what))
	}
	for _, q := range p.Questions {
		lines = append(lines, "asks "+q.About)
	}
	slices.Sort(lines)
	return strings.TrimSpace(strings.Join(slices.DeleteFunc(lines, func(l string) bool { return l == "" }), "\n"))
}

func readShape(t *testing.T, name string, content []byte) (*Plan, []clientele.Entry, string) {
	t.Helper()
	p, err := Inspect(context.Background(), Bytes(name, content), Options{})
	if err != nil {
		t.Fatalf("%v", err)
	}
	if len(p.Questions) > 0 {
		return p, nil, comesTo(p, nil, nil)
	}
	entries, rejects, err := drain(p)
	if err != nil {
		t.Fatalf("%v\n%s", err, p.Describe())
	}
	return p, entries, comesTo(p, entries, rejects)
}

func TestShapes(t *testing.T) {
	seen := map[string]bool{}
	for _, s := range shapeSamples(t) {
		seen[s.shape] = true
		t.Run(s.shape+"/"+s.name, func(t *testing.T) {
			p, entries, got := readShape(t, s.name, s.csv)
			if note := "Read as " + s.shape + ", known by its headers."; !slices.ContainsFunc(p.Notes, func(n string) bool { return strings.HasPrefix(say.English.Fill(n), note) }) {
				t.Errorf("not known as %s:\n%s", s.shape, p.Describe())
			}
			want := strings.Split(strings.TrimSpace(s.want), "\n")
			slices.Sort(want)
			if got != strings.Join(want, "\n") {
				t.Errorf("--- got\n%s\n--- want\n%s\n%s", got, strings.Join(want, "\n"), p.Describe())
			}
			keys := unique(t, keysOf(entries))
			if strings.HasPrefix(s.shape, "QuickBooks") {
				return // whose rows they are stands above them, in the first column
			}
			_, again, turned := readShape(t, s.name, turnedRound(t, s.csv, p.Dialect.Separator, len(p.header)))
			if turned != got {
				t.Errorf("with its columns the other way round it says\n%s\nand not\n%s", turned, got)
			}
			for _, k := range keysOf(again) {
				if !keys[k] {
					t.Errorf("with its columns the other way round it has the key %s", k)
				}
			}
		})
	}
	for _, s := range shapes {
		if !seen[s.name] {
			t.Errorf("%s has no sample in testdata/shapes", s.name)
		}
	}
}

// turnedRound puts the columns of a table in the opposite order, and leaves the notes
// around it as they are.
func turnedRound(t *testing.T, content []byte, sep string, width int) []byte {
	return eachRecord(t, content, sep, func(r []string) []string {
		if len(r) == width-1 { // some banks end their rows with a comma, and not their header
			r = append(r, "")
		}
		if len(r) == width {
			slices.Reverse(r)
		}
		return r
	})
}

func eachRecord(t *testing.T, content []byte, sep string, change func([]string) []string) []byte {
	t.Helper()
	in := csv.NewReader(strings.NewReader(string(content)))
	in.Comma, in.FieldsPerRecord, in.LazyQuotes = rune(cmp.Or(sep, ",")[0]), -1, true
	records, err := in.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	out := csv.NewWriter(&b)
	out.Comma = in.Comma
	for _, r := range records {
		if err := out.Write(change(r)); err != nil {
			t.Fatal(err)
		}
	}
	out.Flush()
	return []byte(b.String())
}

// Columns that mean nothing to us may be missing.
func TestShapesWithoutWhatIsNotRead(t *testing.T) {
	for _, s := range shapeSamples(t) {
		p, _, want := readShape(t, s.name, s.csv)
		sh := (&sample{header: p.header}).likeness().known()
		if sh == nil || sh.rows != nil || s.shape == "DATEV bookings" {
			continue // these read their rows by more columns than they name
		}
		var unread []int
		for col, c := range p.Columns {
			if c.Field == "" && !sh.needs(squeezed(c.Header)) {
				unread = append(unread, col)
			}
		}
		q, _, got := readShape(t, s.name, without(t, s.csv, p.Dialect.Separator, len(p.header), unread))
		if got != want {
			t.Errorf("%s/%s without what is not read:\n%s\n--- with it\n%s\n%s", s.shape, s.name, got, want, q.Describe())
		}
	}
}

// needs says that a shape is known by a column, or reads its rows by it.
func (s *shape) needs(name string) bool {
	lists := slices.Clone(s.has)
	for _, r := range s.leave {
		lists = append(lists, r.col)
	}
	if p := s.pays; p != nil {
		lists = append(lists, p.amount, p.side, p.who, p.text, p.paid, p.name, p.id, p.about, p.sort)
	}
	return slices.ContainsFunc(lists, func(l string) bool { return slices.Contains(strings.Split(l, "|"), name) })
}

func without(t *testing.T, content []byte, sep string, width int, cols []int) []byte {
	return eachRecord(t, content, sep, func(r []string) []string {
		if len(r) != width {
			return r
		}
		var kept []string
		for i, c := range r {
			if !slices.Contains(cols, i) {
				kept = append(kept, c)
			}
		}
		return kept
	})
}
