package evidence

import (
	"context"
	"strings"
	"testing"

	"github.com/clientele-crm/clientele/say"
)

// What one cell leaves open is decided by all that is known of the file; what that leaves
// open is asked, with both readings; and each decision is said.
func TestWholeColumnsDecide(t *testing.T) {
	cases := []struct{ name, file, want, said string }{ // said begins with ? where it is asked
		{"German headers", "Kunde;Datum;Betrag\nA;01.03.2024;1.200\nB;02.03.2024;950\n", "1200.00 XXX|950.00 XXX", "by the language of the headers"},
		{"a point of thousands nobody decides", "Customer,Date,Amount\nA,2024-03-01,1.200\nB,2024-03-02,950\n", "", `?Is 1.200 in the column “Amount” 1,200.00 or 1.20? 1 of its 2 cells is written so`},
		{"thousands without a mark", "Customer,Date,Amount\nA,2024-03-01,1.204\nB,2024-03-02,9500\n", "1.20 XXX|9500.00 XXX", "If that is wrong, say --decimal comma"},
		{"sums", "Customer,Date,Qty,Price,Amount\nA,2024-03-01,2,600,1.200\nB,2024-03-02,5,500,2.500\nC,2024-03-05,3,300,900\nD,2024-03-06,4,500,2.000\n",
			"1200.00 XXX|2500.00 XXX|900.00 XXX|2000.00 XXX", "because the columns then add up"},
		{"sums the other way", "Customer,Date,Qty,Price,Amount\nA,2024-03-01,2,0.602,1.204\nB,2024-03-02,5,0.501,2.505\nC,2024-03-05,3,1.001,3.003\n", "1.20 XXX|2.51 XXX|3.00 XXX", ""},
		{"yen", "Customer,Date,Amount,Currency\nA,2024-03-01,1.200,JPY\nB,2024-03-02,950,JPY\n", "1200 JPY|950 JPY", "written without fractions"},
		{"a column written in two ways", "Customer;Date;Amount\nA;2024-03-01;12,50\nB;2024-03-02;9.75\nC;2024-03-02;1.234,50\n", "12.50 XXX|9.75 XXX|1234.50 XXX", "each is read as it can only be"},
		{"a sign that nobody knows", "Customer,Date,Amount\nA,2024-03-01,Zz 500\nB,2024-03-02,Zz 70.50\n", "500.00 XXX|70.50 XXX", "“Zz” stands beside numbers"},
		{"a letter before digits", "Customer,Date,Amount\nA,2024-03-01,\"R1,250.00\"\nB,2024-03-02,R500\n", "1250.00 ZAR|500.00 ZAR", ""},
		{"neighbours with a sign", "Customer,Date,Amount\nA,2024-03-01,€5.00\nB,2024-03-02,6.00\n", "5.00 EUR|6.00 EUR", "1 of the amounts in"},
		{"several signs", "Customer,Date,Amount\nA,2024-03-01,€5.00\nB,2024-03-02,£6.00\nC,2024-03-02,7\n", "5.00 EUR|6.00 GBP|7.00 XXX", "names no currency beside others in several"},
		{"a sign in the column beside", "Customer,Date,Amount,Fee\nA,2024-03-01,5,$1.00\nB,2024-03-02,6,$1.10\n", "5.00 USD|6.00 USD", "by the signs in “Fee”"},
		{"the header's sign", "Kunde;Datum;Betrag (€)\nA;01.03.2024;5,00\n", "5.00 EUR", "by the name of “Betrag (€)”"},
		{"a dollar of Spanish speakers", "Cliente;Fecha;Importe\nA;13/03/2024;$5,50\n", "5.50 XXX", "dollars of several countries or pesos"},
		{"yuan", "Customer,Date,Amount\nA,2024-03-01,¥5.50\nB,2024-03-01,¥6\n", "5.50 CNY|6.00 CNY", "yen have no fractions"},
		{"credit beside plain numbers", "Customer,Date,Amount\nA,2024-03-01,100.00\nB,2024-03-02,20.00 CR\n", "100.00 XXX|-20.00 XXX", "given back"},
		{"credit and debit", "Customer,Date,Amount\nA,2024-03-01,100.00 CR\nB,2024-03-02,20.00 DR\n", "100.00 XXX|-20.00 XXX", "came in"},
		{"a refund twice said", "Customer,Date,Quantity,Unit Price\nA,2024-03-01,-1,-2.50\nB,2024-03-02,2,2.50\n", "-2.50 XXX|5.00 XXX", ""},
		{"amounts that are none", "Customer,Date,Amount\nA,2024-03-01,see inv 12/3\nB,2024-03-02,inv 7/8\n", "", `?“Amount” cannot be read as amounts: “see inv 12/3”`},
		{"dates that are none", "Customer,Date,Amount\nA,week of the 3rd,5\nB,later 2,6\n", "", `?“Date” cannot be read as dates: in 2 of 2 cells stands something else, such as “later 2”`},
	}
	for _, c := range cases {
		p, err := Inspect(context.Background(), text(c.file), Options{})
		if err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		if asked, ok := strings.CutPrefix(c.said, "?"); ok {
			if len(p.Questions) != 1 || !strings.Contains(say.English.Fill(p.Questions[0].Ask), asked) {
				t.Errorf("%s: %+v, want a question with %s", c.name, p.Questions, asked)
			}
			continue
		}
		entries, rejects, err := drain(p)
		var got []string
		for _, line := range strings.Split(brief(entries), "\n") {
			parts := strings.Fields(line)
			if len(parts) < 5 {
				continue
			}
			sign := map[string]string{"return": "-"}[parts[2]]
			got = append(got, sign+parts[3]+" "+parts[4])
		}
		if strings.Join(got, "|") != c.want || err != nil || len(rejects) > 0 {
			t.Errorf("%s: %v, want %s; %v %+v\n%s", c.name, got, c.want, err, rejects, p.Describe())
		}
		if !strings.Contains(saidNotes(p), c.said) {
			t.Errorf("%s: %q is not said: %q", c.name, c.said, p.Notes)
		}
	}
}

// The answer to the question decides.
func TestDecimalAnswered(t *testing.T) {
	const file = "Customer,Date,Amount\nA,2024-03-01,1.200\n"
	for answer, want := range map[string]string{"comma": "1200.00", "point": "1.20"} {
		_, entries, _ := readAll(t, text(file), Options{Decimal: answer})
		if got := strings.Fields(brief(entries))[3]; got != want {
			t.Errorf("%s: %s, want %s", answer, got, want)
		}
	}
	if _, err := Inspect(context.Background(), text(file), Options{Decimal: "dot"}); err == nil {
		t.Error("a mark that is none was taken")
	}
}

// Where day and month could be either, the other dates of the file say it, and the language.
func TestDateOrderBeside(t *testing.T) {
	cases := []struct{ name, file, want, said string }{
		{"another column", "Customer,Order Date,Due Date,Amount\nA,3/4/2024,3/24/2024,5\n", "2024-03-04", "as those in “Due Date”"},
		{"the language", "Kunde;Datum;Betrag\nA;3/4/2024;5,00\n", "2024-04-03", "by the language of the headers"},
		{"nothing", "Customer,Date,Amount\nA,3/4/2024,5\n", "", ""},
		{"a dot at the end", "Customer,Date,Amount\nA,24. 3. 25.,5\n", "", ""},
		{"a dot at the end, decided", "Customer,Date,Amount\nA,24. 3. 25.,5\nB,24. 3. 32.,5\n", "2032-03-24", ""},
	}
	for _, c := range cases {
		p, err := Inspect(context.Background(), text(c.file), Options{})
		if err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		if c.want == "" {
			if len(p.Questions) != 1 || p.Questions[0].About != "date_order" {
				t.Errorf("%s: %+v", c.name, p.Questions)
			}
			continue
		}
		entries, _, err := drain(p)
		if err != nil || len(entries) == 0 || !strings.Contains(saidNotes(p), c.said) {
			t.Fatalf("%s: %v, %q", c.name, err, p.Notes)
		}
		last := entries[len(entries)-1]
		if last.Day.String() != c.want {
			t.Errorf("%s: %s, want %s", c.name, last.Day, c.want)
		}
	}
}
