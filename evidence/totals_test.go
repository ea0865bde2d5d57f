package evidence

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/clientele-crm/clientele/say"
)

// toldFile is a file and what is to come of it: of each client the orders and what they come
// to, or the field that is asked about; and a part of what is said.
type toldFile struct{ name, file, want, said string }

func (c toldFile) try(t *testing.T, o Options) {
	t.Helper()
	p, err := Inspect(t.Context(), text(c.file), o)
	if err != nil {
		t.Fatalf("%s: %v", c.name, err)
	}
	got := ""
	if len(p.Questions) > 0 {
		got = "asks " + p.Questions[0].About
	} else {
		entries, _, err := drain(p)
		if err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		answers := takeAnswer(entries)
		var parts []string
		for _, who := range slices.Sorted(maps.Keys(answers)) {
			sum := 0.0
			if r := answers[who].Revenue; r != nil {
				sum = *r
			}
			if answers[who].Orders > 0 || sum != 0 {
				parts = append(parts, fmt.Sprintf("%s %d/%.2f", who, answers[who].Orders, sum))
			}
		}
		got = strings.Join(parts, "; ")
	}
	if got != c.want {
		t.Errorf("%s: %s, want %s\n%s", c.name, got, c.want, p.Describe())
	}
	told := saidNotes(p)
	for _, q := range p.Questions {
		told += say.English.Fill("\n" + q.Ask + "\n" + strings.Join(q.Readings, "\n") + "\n" + q.Remedy)
	}
	if !strings.Contains(told, c.said) {
		t.Errorf("%s: %q is not said:\n%s", c.name, c.said, told)
	}
}

// A total in the column of clients is no client, and a client who is called so is one.
func TestTotalsAmongTheClients(t *testing.T) {
	for _, c := range []toldFile{
		{"a group's and all", "Customer,Date,Invoice,Amount\nAcme Ltd,2026-01-05,1001,100.00\nAcme Ltd,2026-02-07,1002,250.00\nAcme Ltd Total,,,350.00\nBaker & Co,2026-01-09,1003,50.00\nBaker & Co Total,,,50.00\nGrand Total,,,400.00\n",
			"Acme Ltd 2/350.00; Baker & Co 1/50.00", ""},
		{"with a day of their own", "Kunde;Datum;Betrag\nMeier GmbH;05.01.2026;100,50\nMeier GmbH;07.02.2026;250,00\nZwischensumme;07.02.2026;350,50\nHuber KG;09.03.2026;99,90\nZwischensumme;09.03.2026;99,90\nGesamtsumme;09.03.2026;450,40\n",
			"Huber KG 1/99.90; Meier GmbH 2/350.50", ""},
		{"at the end", "Data;Klient;Kwota\n2026-01-05;Nowak;100,00\n2026-01-06;Kowalski;120,00\n2026-02-06;Nowak;200,00\n2026-02-28;Razem;420,00\n", "Kowalski 1/120.00; Nowak 2/300.00", ""},
		{"in Cyrillic", "Дата;Клиент;Сумма\n05.01.2026;Иванов;1000,00\n06.01.2026;Петров;500,00\n28.02.2026;Итого;1500,00\n", "Иванов 1/1000.00; Петров 1/500.00", ""},
		{"by months", "date,client,total\n2026-01-05,Ann,10.00\n2026-01-09,Bo,25.00\n2026-01-31,Total January,35.00\n2026-02-05,Ann,20.00\n2026-02-09,Bo,20.00\n2026-02-28,Total February,40.00\n2026-02-28,TOTAL,75.00\n", "Ann 2/30.00; Bo 2/45.00", ""},
		{"in a column in the middle", "Data;Numero;Cliente;Importo\n05/01/2026;1;Rossi;10,00\n25/01/2026;2;Rossi;20,00\n31/01/2026;;Totale Rossi;30,00\n05/02/2026;3;Bianchi;50,00\n28/02/2026;;Totale Bianchi;50,00\n28/02/2026;;Totale generale;80,00\n", "Bianchi 1/50.00; Rossi 2/30.00", ""},
		{"of each client, below all rows", "Date,Client,Ref,Amount\n2026-01-05,Ann,A1,10.00\n2026-01-09,Bo,A2,25.00\n2026-02-05,Ann,A3,20.00\n2026-02-28,Total Ann,,30.00\n2026-02-28,Total Bo,,25.00\n2026-02-28,Grand Total,,55.00\n", "Ann 2/30.00; Bo 1/25.00", ""},
		{"beside an id", "customer_id,customer_name,date,amount\n7,Ann,2026-01-05,10.00\n8,Bo,2026-01-09,25.00\n7,Ann,2026-02-05,20.00\n0,TOTAL,2026-02-28,55.00\n", "7 2/30.00; 8 1/25.00", ""},
		{"of what counts", "date,customer,status,total\n2026-01-05,Ann,paid,10.00\n2026-01-09,Bo,cancelled,25.00\n2026-01-15,Bo,paid,5.00\n2026-02-05,Ann,paid,20.00\n2026-02-28,Total,paid,35.00\n", "Ann 2/30.00; Bo 1/5.00", ""},
		{"that does not agree", "Fecha;Cliente;Importe\n05/01/2026;Ana;10,00\n15/01/2026;Luis;20,00\n28/02/2026;Suma total;57,00\n", "Ana 1/10.00; Luis 1/20.00", "Line 4 says that the rows above it come to 57.00; they come to 30.00."},
		{"that could be somebody", "Fecha;Cliente;Importe\n05/01/2026;Ana;10,00\n15/01/2026;Luis;20,00\n28/02/2026;Total;57,00\n", "Ana 1/10.00; Luis 1/20.00; Total 1/57.00", "1 row is of “Total”"},
		{"firms called so", "date,customer,total\n2026-01-02,Total Fitness,50.00\n2026-01-03,TotalEnergies,40.00\n2026-02-02,Total Fitness,50.00\n2026-02-03,Summa Health,41.00\n", "Summa Health 1/41.00; Total Fitness 2/100.00; TotalEnergies 1/40.00", ""},
		{"firms one of which is called like the other's total", "date,customer,amount\n2026-01-05,Office Ltd,50.00\n2026-01-06,Total Office Ltd,100.00\n", "Office Ltd 1/50.00; Total Office Ltd 1/100.00", ""},
		{"a client called Total", "date,customer,amount\n2026-01-02,Total,25.00\n2026-01-03,Ann,10.00\n2026-01-09,Total,35.00\n2026-02-09,Total,30.00\n", "Ann 1/10.00; Total 3/90.00", "3 rows are of “Total”"},
		{"a treatment called like one", "Data;Cliente;Trattamento;Importo\n05/01/2026;Ana;Viso;40,00\n06/01/2026;Bea;Corpo;60,00\n15/01/2026;Ana;Mani;20,00\n20/02/2026;Bea;Viso;45,00\n", "Ana 2/60.00; Bea 2/105.00", "2 rows are of “Viso”"},
		{"a brand called Total", "date,customer,brand,amount\n2026-01-05,Ann,Total,40.00\n2026-01-06,Bo,Shell,60.00\n2026-02-05,Ann,Esso,20.00\n2026-02-06,Bo,Total,30.00\n", "Ann 2/60.00; Bo 2/90.00", "2 rows are of “Total”"},
		{"of clients, called so beside them", "date,customer,item,amount\n2026-01-05,Ann,A,40.00\n2026-01-06,Ann,B,60.00\n2026-01-06,Ann,Total,100.00\n2026-02-05,Bo,Esso,20.00\n2026-02-06,Bo,Total,20.00\n", "Ann 2/100.00; Bo 1/20.00", ""},
		{"of orders, above their lines", "order,date,customer,item,amount\n1,2026-01-05,Ann,Total,100.00\n1,2026-01-05,Ann,A,40.00\n1,2026-01-05,Ann,B,60.00\n2,2026-02-05,Bo,Total,50.00\n2,2026-02-05,Bo,Esso,20.00\n2,2026-02-05,Bo,C,30.00\n", "Ann 1/100.00; Bo 1/50.00", ""},
		{"that do not agree, without a day", "date,customer,item,amount\n2026-01-05,Ann,A,40.00\n2026-01-06,Ann,B,60.00\n,Ann,Total,110.00\n2026-02-05,Bo,Esso,20.00\n,Bo,Total,21.00\n", "Ann 2/100.00; Bo 1/20.00", ""},
	} {
		c.try(t, Options{})
	}
}

// A total beyond the sample is one, too, and the receipt has its reason.
func TestATotalBelowManyRows(t *testing.T) {
	var b strings.Builder
	b.WriteString("date,customer,amount\n")
	for i := range 2 * sampleRows {
		fmt.Fprintf(&b, "2026-01-%02d,C%d,1.50\n", i%28+1, i%900)
	}
	fmt.Fprintf(&b, "2026-01-31,Total,%d.00\n", 3*sampleRows)
	p, err := Inspect(t.Context(), text(b.String()), Options{})
	if err != nil {
		t.Fatal(err)
	}
	s, err := p.Survey(t.Context(), Bounds{})
	if err != nil || s.Accounts != 900 || s.Left != 1 || say.English.Fill(s.Reasons[0].What) != "this row is the sum of others" {
		t.Errorf("%v: %+v", err, s)
	}
}

// What may be a sum by its beginnings is every word for one, in each case of letters, alone and
// beside a name.
func TestEveryWordForASumIsLookedAt(t *testing.T) {
	for word := range eachCase(surelySums + "|" + perhapsSums) {
		for _, cell := range []string{word, word + ":", word + " Acme", "Acme " + word, strings.ToUpper(word)} {
			if kind, _ := sumOf(cell); kind == noSum || !mayBeSum([]byte(cell)) {
				t.Errorf("%q is not known for a sum: %d", cell, kind)
			}
		}
	}
	for word := range eachCase("Gutschrift zu 7|credit note 7|avoir sur F7|rückerstattung|nota de crédito 3|faktura korygująca|возврат") {
		if !isCreditText([]byte(word)) {
			t.Errorf("%q is not known for a credit note", word)
		}
	}
}
