package evidence

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// A file as some shop might write it, made up: its rows are known before they are written,
// in ways that are drawn by lot, each from what people's programs do.
type madeUp struct {
	text []byte
	want []answer
	how  string
}

// words of headers by language: whose, when, how much, order number, quantity, price, article.
var madeHeaders = [][]string{
	{"Customer", "Date", "Amount", "Order No", "Quantity", "Unit Price", "Item"}, {"Client name", "Invoice date", "Total", "Invoice", "Qty", "Price", "Product"},
	{"email", "created_at", "total", "order_id", "qty", "unit_price", "sku"}, {"Kunde", "Datum", "Betrag", "Bestellnummer", "Menge", "Einzelpreis", "Artikel"},
	{"Kundennummer", "Rechnungsdatum", "Gesamtbetrag", "Rechnungsnummer", "Anzahl", "Stückpreis", "Bezeichnung"}, {"Client", "Date de commande", "Montant TTC", "N° commande", "Quantité", "Prix unitaire", "Article"},
	{"Cliente", "Fecha", "Importe", "Pedido", "Cantidad", "Precio unitario", "Producto"}, {"Cliente", "Data ordine", "Importo", "Numero ordine", "Quantità", "Prezzo unitario", "Articolo"},
	{"Klant", "Factuurdatum", "Bedrag", "Factuurnummer", "Aantal", "Stukprijs", "Artikel"}, {"Klient", "Data zamówienia", "Kwota", "Nr zamówienia", "Ilość", "Cena", "Produkt"},
	{"Kund", "Datum", "Belopp", "Ordernummer", "Antal", "Pris", "Artikel"}, {"Cliente", "Data da venda", "Valor", "Pedido", "Quantidade", "Preço", "Produto"},
}

var madeDays = []string{"2006-01-02", "02/01/2006", "01/02/2006", "2.1.2006", "02.01.06", "1/2/06", "02-01-2006", "2006/01/02", "20060102", "Jan 2, 2006", "2 Jan 2006", "2006-01-02T15:04:05Z", "2006-01-02 15:04:05", "02.01.2006 15:04", "1/2/2006 3:04 PM"}

// numbersAs are ways to write so many cents.
var numbersAs = map[string]func(cents int64) string{
	"1234.50": func(c int64) string { return fmt.Sprintf("%s%d.%02d", minusOf(c), abs(c)/100, abs(c)%100) },
	"1234,50": func(c int64) string { return fmt.Sprintf("%s%d,%02d", minusOf(c), abs(c)/100, abs(c)%100) },
	"1,234.50": func(c int64) string {
		return fmt.Sprintf("%s%s.%02d", minusOf(c), inThrees(strconv.FormatInt(abs(c)/100, 10), ","), abs(c)%100)
	},
	"1.234,50": func(c int64) string {
		return fmt.Sprintf("%s%s,%02d", minusOf(c), inThrees(strconv.FormatInt(abs(c)/100, 10), "."), abs(c)%100)
	},
	"1 234,50": func(c int64) string {
		return fmt.Sprintf("%s%s,%02d", minusOf(c), inThrees(strconv.FormatInt(abs(c)/100, 10), " "), abs(c)%100)
	},
	"1'234.50": func(c int64) string {
		return fmt.Sprintf("%s%s.%02d", minusOf(c), inThrees(strconv.FormatInt(abs(c)/100, 10), "'"), abs(c)%100)
	},
	"short.": func(c int64) string {
		return minusOf(c) + strings.TrimSuffix(strings.TrimRight(fmt.Sprintf("%d.%02d", abs(c)/100, abs(c)%100), "0"), ".")
	},
	"short,": func(c int64) string {
		return minusOf(c) + strings.TrimSuffix(strings.TrimRight(fmt.Sprintf("%d,%02d", abs(c)/100, abs(c)%100), "0"), ",")
	},
	"whole 1,2": func(c int64) string { return minusOf(c) + inThrees(strconv.FormatInt(abs(c)/100, 10), ",") },
	"whole 1.2": func(c int64) string { return minusOf(c) + inThrees(strconv.FormatInt(abs(c)/100, 10), ".") },
	"three 0.5": func(c int64) string { return fmt.Sprintf("%s%d.%03d", minusOf(c), abs(c)/100, abs(c)%100*10) },
}

func abs(c int64) int64 { return max(c, -c) }

func minusOf(c int64) string {
	if c < 0 {
		return "-"
	}
	return ""
}

func pick[T any](r *rand.Rand, list []T) T { return list[r.IntN(len(list))] }

// headerOf are the headers of the columns that a file has.
func headerOf(head []string, with map[string]bool) []string {
	header := []string{head[0], head[1], head[2]}
	for _, more := range []struct {
		what  string
		names []string
	}{{"order", head[3:4]}, {"lines", head[4:6]}, {"article", head[6:7]}, {"noise", []string{"Notes"}}} {
		if with[more.what] {
			header = append(header, more.names...)
		}
	}
	return header
}

// made makes up a file.
func made(r *rand.Rand) madeUp {
	head := pick(r, madeHeaders)
	numberNames := make([]string, 0, len(numbersAs))
	for name := range numbersAs {
		numberNames = append(numberNames, name)
	}
	slices.Sort(numberNames)
	number, day, sep := pick(r, numberNames), pick(r, madeDays), pick(r, []string{",", ";", "\t", "|"})
	most := pick(r, []int{2_000, 20_000, 300_000, 9_999_900})
	whole := strings.HasPrefix(number, "whole")
	var span int
	if span = 700; r.IntN(3) == 0 {
		span = 11
	}
	with := map[string]bool{}
	for _, what := range []string{"order", "lines", "sign", "returns", "article", "blank", "noise"} {
		with[what] = r.IntN(3) == 0
	}
	with["order"] = with["order"] || with["article"] // without a number, articles of one moment are one order
	sign := pick(r, []string{"€", "$", "£", "EUR ", "CHF "})
	m := madeUp{how: fmt.Sprintf("%s, %s, %q, up to %d, %v", number, day, sep, most, with)}
	header := headerOf(head, with)
	answers := map[string]*answer{}
	start := time.Date(2023, time.Month(1+r.IntN(12)), 1+r.IntN(5), 0, 0, 0, 0, time.UTC)
	var rows [][]string
	people := 3 + r.IntN(6)
	for i := range 8 + r.IntN(25) {
		who := fmt.Sprintf("Person %c", 'A'+i%people)
		if head[0] == "email" {
			who = fmt.Sprintf("p%d@shop.example", i%people)
		}
		when := start.AddDate(0, 0, r.IntN(span)).Add(time.Duration(r.IntN(86_400)) * time.Second)
		cents, quantity := int64(100+r.IntN(most)), int64(1+r.IntN(5))
		if whole {
			cents = max(100, cents/100*100)
		}
		if with["lines"] {
			cents *= quantity
		}
		if with["returns"] && r.IntN(8) == 0 {
			cents, quantity = -cents, -quantity
		}
		write := numbersAs[number]
		amount := write(cents)
		if with["sign"] {
			amount = strings.Replace(sign+amount, sign+"-", "-"+sign, 1)
		}
		row := []string{who, when.Format(day), amount}
		if with["order"] {
			row = append(row, strconv.Itoa(10_000+i))
		}
		if with["lines"] {
			row = append(row, strconv.FormatInt(quantity, 10), write(cents/quantity))
		}
		if with["article"] {
			row = append(row, pick(r, []string{"Mug", "Tea, green", "Plate", "Lamp 40 W"}))
		}
		if with["noise"] {
			row = append(row, pick(r, []string{"", "call back", "by post"}))
		}
		rows = append(rows, row)
		tally(answers, who, when, cents)
	}
	m.text, m.want = rewritten(header, rows, sep, r.IntN(4) == 0), answersOf(answers)
	return m
}

func tally(answers map[string]*answer, who string, when time.Time, cents int64) {
	a := answers[who]
	if a == nil {
		a = &answer{Revenue: new(float64)}
		answers[who] = a
	}
	*a.Revenue += float64(cents) / 100
	if cents > 0 {
		a.Orders++
		d := when.Format(time.DateOnly)
		if a.First == "" || d < a.First {
			a.First = d
		}
		a.Last = max(a.Last, d)
	}
}

// Files of any sort that programs write are read as they are meant, or something is asked;
// they never come to other sums without a question.
func TestMadeUpFilesAreNeverReadOtherwise(t *testing.T) {
	same, asked, said := 0, 0, 0
	files := 1_500 / partOf()
	for seed := range uint64(files) {
		m := made(rand.New(rand.NewPCG(seed, 7)))
		how, got, p := readingOf(m.text)
		switch {
		case how != "read":
			asked++
		case slices.EqualFunc(got, m.want, sameAnswer):
			same++
		case saidSo(p):
			said++
		default:
			t.Errorf("file %d (%s): got\n%swant\n%s%s%s", seed, m.how, asLines(got), asLines(m.want), p.Describe(), head(m.text))
		}
	}
	t.Logf("of %d files %d were read the same, %d asked about, %d on grounds that are said", files, same, asked, said)
	if same < files*6/10 || said*10 > files {
		t.Errorf("of %d files %d were read, %d asked about, %d on grounds that are said", files, same, asked, said)
	}
}
