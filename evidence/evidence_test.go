package evidence

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/say"
)

// readAll inspects and reads a file, and fails on any fault.
func readAll(t testing.TB, src Source, o Options) (*Plan, []clientele.Entry, []Reject) {
	t.Helper()
	p, err := Inspect(context.Background(), src, o)
	if err != nil {
		t.Fatalf("inspect %s: %v", src.Name(), err)
	}
	entries, rejects, err := drain(p)
	if err != nil {
		t.Fatalf("read %s: %v\n%s", src.Name(), err, p.Describe())
	}
	return p, entries, rejects
}

func drain(p *Plan) (entries []clientele.Entry, rejects []Reject, err error) {
	for e, err := range p.Entries(context.Background()) {
		var reject *Reject
		switch {
		case errors.As(err, &reject):
			rejects = append(rejects, *reject)
		case err != nil:
			return entries, rejects, err
		default:
			entries = append(entries, e)
		}
	}
	return entries, rejects, nil
}

func text(s string) Source { return Bytes("test.csv", []byte(s)) }

// brief writes entries in a form that a test can show: account, day, what and how much.
func brief(entries []clientele.Entry) string {
	var lines []string
	for _, e := range entries {
		s := e.Who.Key + " " + e.Day.String() + " " + string(e.Body.EntryKind())
		switch b := e.Body.(type) {
		case clientele.Order:
			s += fmt.Sprintf(" %s %s", b.Total.Plain(), b.Total.Currency)
		case clientele.Return:
			s += fmt.Sprintf(" %s %s", b.Total.Plain(), b.Total.Currency)
		case clientele.Interaction:
			s += fmt.Sprintf(" %s %s %d", b.Channel, b.Direction, b.Minutes)
		case clientele.Engagement:
			s += fmt.Sprintf(" %s %s %s %s %s", b.Kind, b.Start, b.End, b.Fee.Plain(), b.Period)
		}
		lines = append(lines, strings.TrimRight(s, " "))
	}
	return strings.Join(lines, "\n")
}

func expect(t *testing.T, what, got, want string) {
	t.Helper()
	want = strings.TrimSpace(strings.ReplaceAll(want, "\t", ""))
	if strings.TrimSpace(got) != want {
		t.Errorf("%s:\n--- got\n%s\n--- want\n%s", what, got, want)
	}
}

func TestOrdersSample(t *testing.T) {
	p, entries, rejects := readAll(t, File("testdata/orders.csv"), Options{})
	if p.Door != "orders" || p.Dialect.Separator != ";" {
		t.Fatalf("read as %s, %v", p.Door, p.Dialect)
	}
	expect(t, "entries", brief(entries), `K-1 2024-01-31 order 30.00 EUR
		K-2 2024-02-01 order 0.05 EUR
		K-1 2024-02-05 order 0.00 EUR
		K-3 2024-02-29 return 20.00 EUR`)
	if len(rejects) != 3 || rejects[0].Line != 8 || rejects[1].Line != 9 || rejects[2].Line != 12 {
		t.Fatalf("rejects: %+v", rejects)
	}
	if !strings.Contains(say.English.Fill(rejects[2].What), "summary") {
		t.Errorf("footer: %s", rejects[2].Error())
	}
	first := entries[0]
	if first.Key != "order/orders/1001" || first.Who.Name != "Müller & Söhne" {
		t.Errorf("first: %+v", first)
	}
	items := first.Body.(clientele.Order).Items
	if len(items) != 2 || items[0].QuantityMilli != 1_000_000 || items[0].TotalMinor != 500 || items[1].Text != "Mutter\ngroß" {
		t.Errorf("items: %+v", items)
	}
}

func TestInteractionsSample(t *testing.T) {
	p, entries, rejects := readAll(t, File("testdata/interactions.csv"), Options{})
	if p.Door != "interactions" {
		t.Fatal(p.Describe())
	}
	expect(t, "entries", brief(entries), `C1 2025-03-14 interaction call in 12
		C1 2025-03-15 interaction email out 0
		C2 2025-03-16 interaction meeting  90
		C2 2025-03-17 interaction note  0`)
	if len(rejects) != 2 {
		t.Errorf("rejects: %+v", rejects)
	}
	if at := entries[0].At.Time().Format("15:04"); at != "09:05" {
		t.Errorf("clock %s", at)
	}
}

func TestEngagementsSample(t *testing.T) {
	p, entries, rejects := readAll(t, File("testdata/engagements.csv"), Options{})
	if p.Door != "engagements" {
		t.Fatal(p.Describe())
	}
	expect(t, "entries", brief(entries), `Acme Ltd 2024-01-01 engagement retainer 2024-01-01  1500.00 month
		Acme Ltd 2024-02-10 engagement matter 2024-02-10 2024-09-30 25000.00 once`)
	if len(rejects) != 2 || entries[0].Line != "Tax" {
		t.Errorf("rejects: %+v", rejects)
	}
}

// Every door has a sample and a fuzz target.
func TestEveryDoorHasSampleAndFuzz(t *testing.T) {
	source, err := os.ReadFile("fuzz_test.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range Doors {
		p, _, _ := readAll(t, File("testdata/"+d.Name+".csv"), Options{})
		if p.Door != d.Name {
			t.Errorf("testdata/%s.csv is read as %s", d.Name, p.Door)
		}
		name := "func Fuzz" + strings.ToUpper(d.Name[:1]) + d.Name[1:] + "("
		if !bytes.Contains(source, []byte(name)) {
			t.Errorf("no %s", name)
		}
		for _, f := range d.Fields {
			if f.Doc == "" {
				t.Errorf("%s.%s has no words for people", d.Name, f.Name)
			}
		}
	}
}

func encodeUTF16(s string, big, mark bool) []byte {
	var out []byte
	units := utf16.Encode([]rune(s))
	if mark {
		units = append([]uint16{0xFEFF}, units...)
	}
	for _, u := range units {
		if big {
			out = append(out, byte(u>>8), byte(u))
		} else {
			out = append(out, byte(u), byte(u>>8))
		}
	}
	return out
}

func zipped(b []byte) []byte {
	var buf bytes.Buffer
	z := gzip.NewWriter(&buf)
	z.Write(b)
	z.Close()
	return buf.Bytes()
}

func TestDialects(t *testing.T) {
	const plain = "Customer;Date;Amount\nJosé 😀;2024-03-05;1,50\nJosé 😀;2024-03-06;2,50\n"
	const want = "José 😀 2024-03-05 order 1.50 XXX\nJosé 😀 2024-03-06 order 2.50 XXX"
	cases := map[string][]byte{
		"plain":            []byte(plain),
		"UTF-8 mark":       []byte("\ufeff" + plain),
		"UTF-16 LE":        encodeUTF16(plain, false, true),
		"UTF-16 BE":        encodeUTF16(plain, true, true),
		"UTF-16 no mark":   encodeUTF16(strings.ReplaceAll(plain, " 😀", " 😀"), false, false),
		"CRLF":             []byte(strings.ReplaceAll(plain, "\n", "\r\n")),
		"old Mac":          []byte(strings.ReplaceAll(plain, "\n", "\r")),
		"sep line":         []byte("sep=;\r\n" + plain),
		"quoted sep line":  []byte("\"sep=;\"\n" + plain),
		"tab":              []byte(strings.ReplaceAll(plain, ";", "\t")),
		"bar":              []byte(strings.ReplaceAll(plain, ";", "|")),
		"gzip":             zipped([]byte(plain)),
		"gzip in pieces":   append(zipped([]byte(plain[:25])), zipped([]byte(plain[25:]))...),
		"gzip UTF-16":      zipped(encodeUTF16(plain, false, true)),
		"blank lines":      []byte("\n\n" + strings.ReplaceAll(plain, "\n", "\n\n;;\n")),
		"no last newline":  []byte(strings.TrimSuffix(plain, "\n")),
		"notes before":     []byte("Notes:\n\"When exporting, some people\nare missing\"\n\n" + plain),
		"report title":     []byte("Sales report 2024\nPrinted: 2024-04-01; by us\n" + plain),
		"trailing columns": []byte(strings.ReplaceAll(plain, "\n", ";;\n")),
		"quoted":           []byte("\"Customer\";\"Date\";\"Amount\"\n\"José 😀\";\"2024-03-05\";\"1,50\"\n\"José 😀\";\"2024-03-06\";\"2,50\"\n"),
	}
	for name, content := range cases {
		t.Run(name, func(t *testing.T) {
			_, entries, rejects := readAll(t, Bytes(name, content), Options{})
			expect(t, name, brief(entries), want)
			if len(rejects) > 0 {
				t.Errorf("rejects: %+v", rejects)
			}
		})
	}
}

func TestWindows1252AfterTheSample(t *testing.T) {
	var b bytes.Buffer
	b.WriteString("customer,date,amount\n")
	for i := range 40_000 {
		fmt.Fprintf(&b, "K%d,2024-01-02,%d.00\n", i, i)
	}
	b.WriteString("M\xfcller \x80,2024-01-03,5.00\n")
	p, entries, _ := readAll(t, Bytes("late.csv", b.Bytes()), Options{})
	if got := entries[len(entries)-1].Who.Key; got != "Müller €" || p.Dialect.Encoding != encodingUTF8 {
		t.Errorf("%s, %q", p.Dialect.Encoding, got)
	}
	p, entries, _ = readAll(t, Bytes("w.csv", []byte("customer;date;amount\nM\xfcller;2024-01-03;5,00\n")), Options{})
	if got := entries[0].Who.Key; got != "Müller" || p.Dialect.Encoding != encodingWindows1252 {
		t.Errorf("%s, %q", p.Dialect.Encoding, got)
	}
}

func TestHeaderless(t *testing.T) {
	// The shape of the classic CDNOW file: id, date, quantity, amount, aligned with spaces.
	var b strings.Builder
	for i := range 60 {
		fmt.Fprintf(&b, " %05d 1997%02d%02d %2d  %6.2f\n", i/3+1, i%12+1, i%28+1, i%5+1, float64(i)*1.37+2)
	}
	p, entries, rejects := readAll(t, text(b.String()), Options{})
	if p.Dialect.Header || len(entries) != 60 || len(rejects) != 0 {
		t.Fatalf("%d entries, %d rejects\n%s", len(entries), len(rejects), p.Describe())
	}
	if p.Map() != "account=c1,at=c2,amount=c4,quantity=c3" {
		t.Error(p.Map())
	}
	_, entries, _ = readAll(t, text("7,2024-01-05,19.90\n8,2024-01-06,5.00\n7,2024-02-05,19.90\n"), Options{})
	expect(t, "commas", brief(entries), "7 2024-01-05 order 19.90 XXX\n8 2024-01-06 order 5.00 XXX\n7 2024-02-05 order 19.90 XXX")
}

func TestNasties(t *testing.T) {
	cases := []struct{ name, content, want, reject string }{
		{"leading apostrophe", "Customer ID,Date,Total\n'00123,2024-01-01,5\n't Hooft,2024-01-02,6\n", "00123 2024-01-01 order 5.00 XXX\n't Hooft 2024-01-02 order 6.00 XXX", ""},
		{"rounded id", "Customer ID,Date,Total\n1.23457E+11,2024-01-01,5\nK1,2024-01-02,6\n", "K1 2024-01-02 order 6.00 XXX", "rounded"},
		{"name with e-mail", "Customer Email,Date,Total\nAnn Lee <Ann@Example.org>,2024-01-01,5\nann@example.org; b@x.org,2024-01-02,6\n", "ann@example.org 2024-01-01 order 5.00 XXX\nann@example.org 2024-01-02 order 6.00 XXX", ""},
		{"too many cells", "Customer ID,Date,Total\nK1,2024-01-01,5,oops\nK2,2024-01-02,6\n", "K2 2024-01-02 order 6.00 XXX", "4 cells"},
		{"short row", "Customer ID,Date,Total,Country\nK1,2024-01-01,5\nK2,2024-01-02,6,DE\n", "K1 2024-01-01 order 5.00 XXX\nK2 2024-01-02 order 6.00 XXX", ""},
		{"quote never closes", "Customer ID,Date,Total\n\"K1,2024-01-01,5\nK2,2024-01-02,6\n", "K2 2024-01-02 order 6.00 XXX", "never closes"},
		{"quote inside", "Customer ID,Date,Total\nK\"1,2024-01-01,5\n\"K\"\"2\"x,2024-01-02,6\n", "K\"1 2024-01-01 order 5.00 XXX\nK\"2x 2024-01-02 order 6.00 XXX", ""},
		{"header again", "Customer ID,Date,Total\nK1,2024-01-01,5\nCustomer ID,Date,Total\nK2,2024-01-02,6\n", "K1 2024-01-01 order 5.00 XXX\nK2 2024-01-02 order 6.00 XXX", "header stands here again"},
		{"footer", "Customer ID,Date,Total\nK1,2024-01-01,5\nGrand total,,5\n", "K1 2024-01-01 order 5.00 XXX", "summary"},
		{"no date", "Customer ID,Date,Total\nK1,,5\nK2,2024-01-02,6\n", "K2 2024-01-02 order 6.00 XXX", "no date"},
		{"no number", "Customer ID,Date,Total\nK1,2024-01-01,five\nK2,2024-01-02,6\nK3,2024-01-02,7\nK3,2024-01-02,7.5\n", "K2 2024-01-02 order 6.00 XXX\nK3 2024-01-02 order 7.00 XXX\nK3 2024-01-02 order 7.50 XXX", "not a number"},
		{"negative forms", "Customer ID,Date,Total\nK1,2024-01-01,(5.00)\nK2,2024-01-02,6.00-\nK3,2024-01-02,-$7\nK4,2024-01-02,−8\n", "K1 2024-01-01 return 5.00 USD\nK2 2024-01-02 return 6.00 USD\nK3 2024-01-02 return 7.00 USD\nK4 2024-01-02 return 8.00 USD", ""},
		{"currency sign of the column", "Customer ID,Date,Total\nK1,2024-01-01,£5.00\nK2,2024-01-02,£6.00\n", "K1 2024-01-01 order 5.00 GBP\nK2 2024-01-02 order 6.00 GBP", ""},
		{"duplicate and blank headers", "Customer ID,Date,Total,,Total,\nK1,2024-01-01,5,a,9,b\n", "K1 2024-01-01 order 5.00 XXX", ""},
		{"amount of nothing", "Customer ID,Date,Total\nK1,2024-01-01,\nK2,2024-01-02,0\n", "K1 2024-01-01 order  \nK2 2024-01-02 order 0.00 XXX", ""},
		{"no amount column", "Customer ID,Date\nK1,2024-01-01\nK1,2024-01-02\n", "K1 2024-01-01 order  \nK1 2024-01-02 order  ", ""},
		{"yen", "Customer ID,Date,Total,Currency\nK1,2024-01-01,1500,JPY\nK1,2024-01-02,1.5,KWD\n", "K1 2024-01-01 order 1500 JPY\nK1 2024-01-02 order 1.500 KWD", ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			_, entries, rejects := readAll(t, text(c.content), Options{})
			got := brief(entries)
			if trimLines(got) != trimLines(c.want) {
				t.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
			switch {
			case c.reject == "" && len(rejects) > 0:
				t.Errorf("rejects: %+v", rejects)
			case c.reject != "" && (len(rejects) != 1 || !strings.Contains(say.English.Fill(rejects[0].What), c.reject)):
				t.Errorf("rejects: %+v", rejects)
			}
		})
	}
}

func trimLines(s string) string {
	lines := strings.Split(s, "\n")
	for i := range lines {
		lines[i] = strings.TrimSpace(lines[i])
	}
	return strings.Join(lines, "\n")
}

func TestNoTable(t *testing.T) {
	for name, content := range map[string]string{
		"empty": "", "blank": "\n \n\n", "prose": "Dear all\nthis is a letter\n", "sheet": "PK\x03\x04xxxx", "pdf": "%PDF-1.4", "broken gzip": "\x1f\x8b\x08\x00garbage",
	} {
		_, err := Inspect(context.Background(), Bytes(name, []byte(content)), Options{})
		var fault *clientele.Fault
		if !errors.As(err, &fault) || fault.Remedy == "" {
			t.Errorf("%s: %v", name, err)
		}
	}
	cut := zipped([]byte(strings.Repeat("Customer,Date\nK1,2024-01-01\n", 5000)))
	if _, err := Inspect(context.Background(), Bytes("cut.gz", cut[:len(cut)/2]), Options{}); clientele.KindOf(err) != clientele.Invalid {
		t.Errorf("cut gzip: %v", err)
	}
	if _, err := Inspect(context.Background(), File("testdata/nothing.csv"), Options{}); clientele.KindOf(err) != clientele.NotFound {
		t.Errorf("missing file: %v", err)
	}
}
