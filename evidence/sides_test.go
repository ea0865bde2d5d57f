package evidence

import (
	"fmt"
	"strings"
	"testing"
)

// Which way an amount went stands beside it in many words: a sign is followed, what went out
// is no sale, and what only its owner knows is asked, with what each answer comes to.
func TestSidesOfAmounts(t *testing.T) {
	const bank = "Date,Payee,Amount,DR/CR\n2026-01-05,Ann,100.00,CR\n2026-01-09,Landlord,25.00,DR\n2026-02-05,Ann,20.00,CR\n2026-02-09,Ann,5.00,DR\n"
	const owed = "Kunde;Datum;Belegnr;Betrag;S/H\nMeier;05.01.2026;1001;100,00;S\nHuber;06.01.2026;1002;50,00;S\nMeier;20.01.2026;Z1;100,00;H\n"
	for _, c := range []struct {
		sold string
		toldFile
	}{
		{"", toldFile{"a sign", "date,customer,amount,+/-\n2026-01-05,Ann,60.00,+\n2026-01-06,Bo,30.00,+\n2026-01-20,Ann,10.00,-\n", "Ann 1/50.00; Bo 1/30.00", `What is taken off: 1 row with - (10.00)`}},
		{"", toldFile{"a minus and nothing", "date,customer,amount,sign\n2026-01-05,Ann,60.00,\n2026-01-06,Bo,30.00,\n2026-01-20,Ann,10.00,-\n", "Ann 1/50.00; Bo 1/30.00", ""}},
		{"", toldFile{"one and minus one", "date;customer;amount;sign\n2026-01-05;Ann;60.00;1\n2026-01-06;Bo;30.00;1\n2026-01-20;Ann;10.00;-1\n", "Ann 1/50.00; Bo 1/30.00", ""}},
		{"", toldFile{"a sign twice", "date,customer,amount,+/-\n2026-01-05,Ann,60.00,+\n2026-01-06,Bo,30.00,+\n2026-01-20,Ann,-10.00,-\n", "Ann 1/50.00; Bo 1/30.00", ""}},
		{"", toldFile{"messages of banks", "BookingDate,Name,Amount,CdtDbtInd\n2026-01-05,Ann,100.00,CRDT\n2026-01-06,Hosting,15.00,DBIT\n2026-02-05,Ann,120.00,CRDT\n2026-02-06,Ann,20.00,DBIT\n", "Ann 2/200.00", "What went out: 2 rows with DBIT (35.00)"}},
		{"", toldFile{"a bank's, or a ledger's", bank, "asks sold", "came in and sold: 2 rows with CR (120.00), as on a bank statement; went out: 2 rows with DR (30.00)"}},
		{"credit", toldFile{"a bank's", bank, "Ann 2/115.00", ""}},
		{"debit", toldFile{"a ledger's", bank, "Ann 1/5.00; Landlord 1/25.00", ""}},
		{"", toldFile{"what is owed", owed, "asks sold", "--sold debit"}},
		{"debit", toldFile{"what is owed", owed, "Huber 1/50.00; Meier 1/100.00", "What was paid, and does not count: 1 row with H (100.00)"}},
		{"", toldFile{"a balance that grows by debits", "Customer,Date,Amount,D/C,Balance\nAnn,2026-01-05,100.00,D,100.00\nAnn,2026-01-20,100.00,C,0.00\nAnn,2026-02-05,50.00,D,50.00\nAnn,2026-02-25,20.00,C,30.00\n", "Ann 2/150.00", ""}},
		{"", toldFile{"one side alone", "Customer,Date,Amount,D/C\nAnn,2026-01-05,100.00,C\nAnn,2026-01-20,100.00,C\n", "Ann 2/200.00", ""}},
		{"", toldFile{"cards", "Customer,Date,Amount,Card type\nAnn,2026-01-05,100.00,Credit\nAnn,2026-01-20,100.00,Debit\nBo,2026-01-20,100.00,Debit\n", "Ann 2/200.00; Bo 1/100.00", ""}},
		{"", toldFile{"two columns", "Customer,Date,Debit,Credit\nAnn,2026-01-05,100.00,\nAnn,2026-01-20,,100.00\nBo,2026-02-05,50.00,\n", "asks amount", "“Credit” comes to 100.00 in 1 row, and “Debit” comes to 150.00 in 2 rows"}},
		{"", toldFile{"two columns of a bank", "Datum;Naam;Af;Bij\n2026-01-05;De Vries;;100,00\n2026-01-06;Energie BV;60,00;\n2026-02-05;De Vries;;50,00\n2026-02-15;De Vries;20,00;\n", "De Vries 2/130.00", ""}},
		{"", toldFile{"two columns in Swedish", "Datum;Kund;Debet;Kredit\n2026-01-05;Lind;100,00;\n2026-01-20;Lind;;100,00\n2026-02-05;Berg;50,00;\n", "asks amount", "'amount=Debet'"}},
		{"", toldFile{"types in Chinese", "日期,客户,类型,金额\n2026-01-05,张三,销售,100.00\n2026-01-06,李四,销售,50.00\n2026-01-20,张三,退款,10.00\n", "张三 1/90.00; 李四 1/50.00", ""}},
		{"", toldFile{"the newest first", "Date,First name,Last name,Amount,CdtDbtInd\n2026-02-06,Ann,Lee,20.00,DBIT\n2026-02-05,Bo,Ng,100.00,CRDT\n2026-01-05,Ann,Lee,100.00,CRDT\n", "Ann Lee 1/80.00; Bo Ng 1/100.00", ""}},
		{"", toldFile{"the newest first, by address", "Date,Customer,Amount,CdtDbtInd\n2026-02-06,Ann Lee <ann@example.org>,20.00,DBIT\n2026-02-05,Bo <bo@example.org>,100.00,CRDT\n2026-01-05,Ann Lee <ann@example.org>,100.00,CRDT\n", "ann@example.org 1/80.00; bo@example.org 1/100.00", ""}},
		{"", toldFile{"in and out", "Customer,Date,Money in,Money out\nAnn,2026-01-05,100.00,\nAnn,2026-01-20,,10.00\nBo,2026-02-05,50.00,\n", "Ann 1/90.00; Bo 1/50.00", ""}},
		{"", toldFile{"a header that names both", "Data;Cliente;Importo;D/A\n05/01/2026;Rossi;100,00;D\n15/01/2026;Rossi;100,00;A\n20/01/2026;Bianchi;60,00;D\n", "asks sold", ""}},
		{"", toldFile{"a type of in and out", "Date;Tiers;Type;Montant\n05/01/2026;Dupont;Encaissement;100,00\n06/01/2026;EDF;Décaissement;45,00\n07/02/2026;Leroy;Encaissement;30,00\n", "Dupont 1/100.00; Leroy 1/30.00", ""}},
		{"", toldFile{"sorts called transactions", "Date,Customer,Transaction,Amount\n2026-01-05,Ann,Sale,30.00\n2026-01-06,Bo,Sale,10.00\n2026-01-09,Ann,Return,5.00\n", "Ann 1/25.00; Bo 1/10.00", ""}},
		{"", toldFile{"payments below invoices", "Date,Customer,Type,No,Amount\n2026-01-05,Ann,Invoice,1,100.00\n2026-01-25,Ann,Payment,P1,100.00\n2026-02-05,Bo,Invoice,2,50.00\n", "Ann 1/100.00; Bo 1/50.00", "1 row is of “Payment” in “Type” beside invoices"}},
	} {
		c.try(t, Options{Sold: c.sold})
	}
}

// The answers to two columns of an account are read as they say.
func TestTwoColumnsOfAnAccount(t *testing.T) {
	const file = "Customer,Date,Debit,Credit\nAnn,2026-01-05,100.00,\nAnn,2026-01-20,,40.00\nBo,2026-02-05,50.00,\n"
	for answer, want := range map[string]string{"Debit": "Ann 1/100.00; Bo 1/50.00", "Debit-Credit": "Ann 1/60.00; Bo 1/50.00", "Credit-Debit": "Ann 1/-60.00"} {
		toldFile{answer, file, want, ""}.try(t, Options{Map: "amount=" + answer})
	}
}

// What one walk through a file learns of who bought is nothing to the next walk.
func TestSidesAreReadAlikeTwice(t *testing.T) {
	var b strings.Builder
	b.WriteString("Date,Name,Amount,CdtDbtInd\n2026-01-01,Late,5.00,DBIT\n")
	for i := range 2 * sampleRows {
		fmt.Fprintf(&b, "2026-01-%02d,C%d,1.50,%s\n", i%28+1, i%900, []string{"CRDT", "DBIT"}[i%2])
	}
	b.WriteString("2026-01-31,Late,10.00,CRDT\n")
	p, err := Inspect(t.Context(), text(b.String()), Options{})
	if err != nil {
		t.Fatal(err)
	}
	first, left, err := drain(p)
	again, leftAgain, errAgain := drain(p)
	if err != nil || errAgain != nil || len(first) != len(again) || len(left) != len(leftAgain) {
		t.Errorf("%d entries and %d rows left out (%v), then %d and %d (%v)", len(first), len(left), err, len(again), len(leftAgain), errAgain)
	}
}
