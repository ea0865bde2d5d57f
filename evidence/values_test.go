package evidence

import (
	"context"
	"encoding/csv"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/say"
)

// said is a line of a list: what a cell says, in what file, and what is right.
type said struct {
	text, right, lang, header, sep, currency, dateOrder string
	beside                                              []string
}

// headersOf are the headers of whose, when and how much, by language.
var headersOf = map[string][3]string{
	"": {"Customer", "Date", "Amount"}, "de": {"Kunde", "Datum", "Betrag"}, "fr": {"Client", "Date de commande", "Montant"}, "es": {"Cliente", "Fecha", "Importe"}, "it": {"Cliente", "Data ordine", "Importo"},
	"pt": {"Cliente", "Data da venda", "Valor"}, "nl": {"Klant", "Datum", "Bedrag"}, "pl": {"Klient", "Data zamówienia", "Kwota"}, "sv": {"Kund", "Datum", "Belopp"}, "cs": {"Zákazník", "Datum", "Částka"},
	"ru": {"Клиент", "Дата", "Сумма"}, "tr": {"Müşteri", "Tarih", "Tutar"}, "da": {"Kunde", "Dato", "Beløb"},
}

// listOf reads a list: text | context | right.
func listOf(t *testing.T, name string) []said {
	t.Helper()
	content, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	var list []said
	for n, line := range strings.Split(strings.TrimRight(string(content), "\n"), "\n") {
		if line == "" || line[0] == '#' {
			continue
		}
		parts := strings.Split(line, "|")
		if len(parts) != 3 {
			t.Fatalf("%s:%d: %q", name, n+1, line)
		}
		s := said{text: strings.TrimSuffix(parts[0], " "), right: strings.TrimSpace(parts[2])}
		for item := range strings.SplitSeq(parts[1], " ~ ") {
			key, value, _ := strings.Cut(strings.TrimSpace(item), "=")
			switch key {
			case "":
			case "lang":
				s.lang = value
			case "header":
				s.header = value
			case "sep":
				s.sep = value
			case "currency":
				s.currency = value
			case "order":
				s.dateOrder = value
			case "beside":
				s.beside = append(s.beside, value)
			default:
				t.Fatalf("%s:%d: what is %q?", name, n+1, key)
			}
		}
		list = append(list, s)
	}
	return list
}

// file is a small file with the text in its first row, and a plan of how it is read.
func (s said) file(t *testing.T, dates bool) (*Plan, []clientele.Entry, []Reject) {
	t.Helper()
	var b strings.Builder
	w := csv.NewWriter(&b)
	head := headersOf[s.lang]
	o := Options{DateOrder: s.dateOrder}
	if w.Comma = ','; s.lang != "" {
		w.Comma = ';'
		o.Map = fmt.Sprintf("account=%q,at=%q", head[0], head[1])
	}
	if s.sep != "" {
		w.Comma = rune(strings.ReplaceAll(s.sep, "tab", "\t")[0])
	}
	row := head[:]
	column := 2
	if dates {
		column = 1
	}
	if s.header != "" {
		row[column] = s.header
	}
	if s.lang != "" {
		o.Map = fmt.Sprintf(`account="%s",at="%s",amount="%s"`, row[0], row[1], row[2])
	}
	if s.currency != "" {
		row = append(row, "Currency")
	}
	_ = w.Write(row)
	for i, cell := range append([]string{s.text}, s.beside...) {
		row := []string{fmt.Sprintf("K%d", i), fmt.Sprintf("2024-03-%02d", i+1), "5"}
		row[column] = cell
		if s.currency != "" {
			row = append(row, s.currency)
		}
		_ = w.Write(row)
	}
	w.Flush()
	p, err := Inspect(context.Background(), Bytes("list.csv", []byte(b.String())), o)
	if err != nil {
		return nil, nil, nil
	}
	entries, rejects, _ := drain(p)
	return p, entries, rejects
}

// outcome is what became of the text: its value, "?" where something was asked, "!" where the row was refused.
func (s said) outcome(t *testing.T, dates bool) string {
	t.Helper()
	p, entries, rejects := s.file(t, dates)
	switch {
	case p == nil:
		return "!"
	case len(p.Questions) > 0:
		return "? " + say.English.Fill(p.Questions[0].Ask)
	case len(rejects) > 0 && rejects[0].Line == 2:
		return "! " + say.English.Fill(rejects[0].What)
	}
	for _, e := range entries {
		if e.Who.Key != "K0" {
			continue
		}
		if dates {
			if strings.Contains(s.right, ":") {
				return e.Day.String() + " " + e.At.Time().Format("15:04")
			}
			return e.Day.String()
		}
		switch b := e.Body.(type) {
		case clientele.Order:
			if b.Total.IsNone() {
				return "nothing"
			}
			return b.Total.Plain() + " " + b.Total.Currency
		case clientele.Return:
			return "-" + b.Total.Plain() + " " + b.Total.Currency
		}
	}
	return "nothing"
}

// sameAmount compares 1.2 EUR with 1.20 EUR.
func sameAmount(got, right string) bool {
	value, code, _ := strings.Cut(right, " ")
	if code == "-" {
		code = clientele.UnknownCurrency
	}
	gotValue, gotCode, _ := strings.Cut(got, " ")
	if code == "*" {
		code = gotCode
	}
	a, ok1 := parseNumber([]byte(value), pointDecimal)
	b, ok2 := parseNumber([]byte(gotValue), pointDecimal)
	x, _ := a.scaled(3)
	y, _ := b.scaled(3)
	return ok1 && ok2 && x == y && code == gotCode && (gotValue != "")
}

// judge reads a list and gives how many are read right, and fails on each that is read as
// something else without a word.
func judge(t *testing.T, name string, dates bool) (right, all int) {
	t.Helper()
	list := listOf(t, name)
	for _, s := range list {
		got := s.outcome(t, dates)
		switch {
		case dates && got == s.right, !dates && sameAmount(got, s.right):
			right++
		case s.right == "?" && got[0] == '?':
			right++
		case got[0] == '?' || got[0] == '!':
			t.Logf("not read: %q (%s): %s", s.text, s.lang, got)
		default:
			t.Errorf("%q (%s) is read as %s, right is %s", s.text, s.lang, got, s.right)
		}
	}
	t.Logf("%s: %d of %d read right", name, right, len(list))
	return right, len(list)
}

// The unseen lists were written before the readers were: what they say of the first
// reading stands in DECISIONS.md, and now they are held.
func TestUnseenValues(t *testing.T) {
	for name, dates := range map[string]bool{"values_unseen_dates.txt": true, "values_unseen_amounts.txt": false} {
		if right, all := judge(t, name, dates); right*100 < all*95 {
			t.Errorf("%s: %d of %d", name, right, all)
		}
	}
}

// Of the ways to write a day or an amount that a person reads without doubt, 95 in 100 are
// read, and none as something else.
func TestValues(t *testing.T) {
	for _, l := range []struct {
		name  string
		dates bool
		least int
	}{{"values_dates.txt", true, 150}, {"values_amounts.txt", false, 200}, {"values_cldr_dates.txt", true, 400}, {"values_cldr_amounts.txt", false, 250}} {
		if right, all := judge(t, l.name, l.dates); right*100 < all*95 || all < l.least {
			t.Errorf("%s: %d of %d", l.name, right, all)
		}
	}
}
