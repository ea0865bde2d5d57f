package evidence

import (
	"bytes"
	"context"
	"errors"
	"os"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/say"
)

// fuzzDoor feeds any bytes to one door: it must neither panic nor give an entry
// that breaks the promises, and the same bytes must give the same keys.
func fuzzDoor(f *testing.F, door string) {
	sample, err := os.ReadFile("testdata/" + door + ".csv")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(sample)
	f.Add([]byte("a,b\n"))
	f.Add([]byte("sep=;\nid;date;total\n\"1\";1.2.2024;(1.234,5)\n"))
	f.Fuzz(func(t *testing.T, content []byte) {
		p, err := Inspect(context.Background(), Bytes("fuzz.csv", content), Options{Door: door})
		if err != nil {
			var fault *clientele.Fault
			if !errors.As(err, &fault) {
				t.Fatalf("no fault: %v", err)
			}
			return
		}
		_ = p.Describe()
		first, rejects, err := drain(p)
		if err != nil {
			return
		}
		keys := map[string]bool{}
		for _, e := range first {
			checkEntry(t, e)
			if keys[e.Key] {
				t.Fatalf("the key %q comes twice", e.Key)
			}
			keys[e.Key] = true
		}
		again, _, _ := drain(p)
		if len(again) != len(first) {
			t.Fatalf("%d entries, then %d", len(first), len(again))
		}
		for i := range again {
			if again[i].Key != first[i].Key {
				t.Fatalf("%s, then %s", first[i].Key, again[i].Key)
			}
		}
		var out bytes.Buffer
		if err := ErrorsCSV(&out, p.header, rejects, say.English.Fill); err != nil {
			t.Fatal(err)
		}
	})
}

func checkEntry(t *testing.T, e clientele.Entry) {
	t.Helper()
	switch {
	case e.Key == "" || len(e.Key) > 200:
		t.Fatalf("key %q", e.Key)
	case e.Who.Key == "" || len(e.Who.Key) > maxKeyBytes*2:
		t.Fatalf("account %q", e.Who.Key)
	case !utf8.ValidString(e.Key + e.Who.Key + e.Who.Name + e.Who.Email + string(e.Line)):
		t.Fatalf("not UTF-8: %+v", e)
	case strings.ContainsRune(e.Key+e.Who.Key+e.Who.Name, 0):
		t.Fatalf("NUL: %+v", e)
	}
	if b, ok := e.Body.(clientele.Return); ok && b.Total.Minor < 0 {
		t.Fatalf("a return of %d", b.Total.Minor)
	}
	if b, ok := e.Body.(clientele.Order); ok && b.Total.Minor < 0 {
		t.Fatalf("an order of %d", b.Total.Minor)
	}
	if _, _, err := e.Store(); err != nil {
		t.Fatal(err)
	}
}

func FuzzOrders(f *testing.F)       { fuzzDoor(f, "orders") }
func FuzzInteractions(f *testing.F) { fuzzDoor(f, "interactions") }
func FuzzEngagements(f *testing.F)  { fuzzDoor(f, "engagements") }

// FuzzMap: any expression is either refused with a fault, or written back as one
// that is read the same.
func FuzzMap(f *testing.F) {
	header := []string{"CustomerID", "Quantity", "Unit Price", "a-b", "Total, net", "x\"y"}
	for _, seed := range []string{"account=CustomerID,amount=Quantity*Unit Price", "account=a-b+CustomerID", `amount="Total, net"*2-1.5`, "amount=(Quantity+1)*Unit Price", "at=", "x=y=z", `amount="x""y"`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		parts, err := parseMap(text, header)
		if err != nil {
			if clientele.KindOf(err) != clientele.Invalid {
				t.Fatalf("no fault: %v", err)
			}
			return
		}
		for _, m := range parts {
			if m.expr == nil {
				continue
			}
			written := m.expr.write(header)
			again, err := parseExpr(written, header)
			if err != nil {
				t.Fatalf("%q was written as %q: %v", text, written, err)
			}
			if w := again.write(header); w != written {
				t.Fatalf("%q, then %q", written, w)
			}
		}
	})
}

// FuzzDates: a cell that is a date is one within the years that are believed.
func FuzzDates(f *testing.F) {
	for _, seed := range []string{"2010-12-01 08:26", "1/12/2010 8:26 PM", "01.12.10", "Dec 1, 2010", "20101201", "1291192000", "40513.35", "2010-12-01T08:26:00.123+02:00", "Wed, 01 Dec 2010 08:26:00 GMT"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, cell string) {
		for l := datesParts; l < layouts; l++ {
			for _, o := range orderNames {
				ms, _, ok := calendar{l, o}.milli([]byte(cell))
				if ok && (ms < -5_400_000_000_000 || ms > 10_500_000_000_000) {
					t.Fatalf("%q as %s is %d", cell, say.English.Fill(l.told()), ms)
				}
			}
		}
	})
}

// FuzzNumbers: the short way reads nothing otherwise than the long one, and what a number
// is written as is read as the same number.
func FuzzNumbers(f *testing.F) {
	for _, name := range []string{"values_amounts.txt", "values_unseen_amounts.txt", "values_cldr_amounts.txt"} {
		content, err := os.ReadFile("testdata/" + name)
		if err != nil {
			f.Fatal(err)
		}
		for line := range strings.SplitSeq(string(content), "\n") {
			text, _, _ := strings.Cut(line, "|")
			f.Add(strings.TrimSpace(text))
		}
	}
	f.Fuzz(func(t *testing.T, cell string) {
		for _, m := range []marks{pointDecimal, commaDecimal, eitherDecimal, pointDecimal | strangeSigns, commaDecimal | mixedMarks | creditBelow} {
			n, ok := parseNumber([]byte(cell), m)
			slow, okSlow := slowNumber([]byte(cell), m)
			if strings.TrimSpace(cell) != "" && (ok != okSlow || ok && n != slow) {
				t.Fatalf("%q under %b: %+v %t, the long way %+v %t", cell, m, n, ok, slow, okSlow)
			}
			if !ok || n.empty {
				continue
			}
			if again, ok := parseNumber([]byte(n.String()), pointDecimal); !ok || again.number != n.number {
				t.Fatalf("%q is %s, and that is %s", cell, n, again)
			}
		}
	})
}
