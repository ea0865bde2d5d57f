package evidence

import "testing"

// A credit note whose amount has no sign is taken off where its sort, its number or its text
// says that it is one; where they leave it open it is said; and none is taken off twice.
func TestCreditNotes(t *testing.T) {
	for _, c := range []toldFile{
		{"numbers", "Number,Customer,Date,Total\nINV-1001,Ann,2026-01-05,200.00\nINV-1002,Bo,2026-01-06,30.00\nCN-3,Ann,2026-01-20,50.00\n", "Ann 1/150.00; Bo 1/30.00", "1 row is a credit note by “Number”, such as “CN-3”: what it comes to, 50.00, is taken off"},
		{"numbers of years", "Date,Doc No,Customer,Net,VAT,Gross\n2026-01-05,SI-2024-001,Ann,100.00,20.00,120.00\n2026-01-06,SI-2024-002,Bo,41.67,8.33,50.00\n2026-01-15,CR-2024-001,Ann,25.00,5.00,30.00\n", "Ann 1/90.00; Bo 1/50.00", ""},
		{"numbers beside plain ones", "Rechnungsnr;Kunde;Datum;Betrag\n1001;Meier;05.01.2026;100,00\n1002;Huber;06.01.2026;50,00\nGS-17;Meier;20.01.2026;20,00\n", "Huber 1/50.00; Meier 1/80.00", ""},
		{"a text", "Kunde;Datum;Verwendungszweck;Betrag\nMeier;05.01.2026;Rechnung 1001;100,00\nHuber;06.01.2026;Rechnung 1002;50,00\nMeier;20.01.2026;Gutschrift zu Rechnung 1001;20,00\n", "Huber 1/50.00; Meier 1/80.00", ""},
		{"a text in French", "N° pièce;Date;Client;Libellé;Montant TTC\nFA001;05/01/2026;Dupont;Vente;80,00\nFA002;06/01/2026;Leroy;Vente;40,00\nAV001;15/01/2026;Dupont;Avoir sur FA001;20,00\n", "Dupont 1/60.00; Leroy 1/40.00", ""},
		{"a refund", "Date,Customer,Description,Amount\n2026-01-05,Ann,Website design,100.00\n2026-01-06,Bo,Hosting,30.00\n2026-01-09,Ann,Refund for website design,10.00\n", "Ann 1/90.00; Bo 1/30.00", ""},
		{"sorts in Spanish", "Fecha;Cliente;Tipo;Importe\n05/01/2026;Ana;Factura;80,00\n06/01/2026;Luis;Factura;20,00\n15/01/2026;Ana;Abono;20,00\n", "Ana 1/60.00; Luis 1/20.00", ""},
		{"codes", "Data;Cliente;Tipo documento;Numero;Totale documento\n05/01/2026;Rossi;TD01;1;100,00\n06/01/2026;Bianchi;TD01;2;50,00\n20/01/2026;Rossi;TD04;3;25,00\n", "Bianchi 1/50.00; Rossi 1/75.00", ""},
		{"sorts in Polish", "Nr dokumentu;Data;Kontrahent;Rodzaj;Wartość brutto\nFV/1/2026;2026-01-05;Nowak;Faktura;100,00\nFV/2/2026;2026-01-06;Kowalski;Faktura;50,00\nKOR/1/2026;2026-01-20;Nowak;Korekta;20,00\n", "Kowalski 1/50.00; Nowak 1/80.00", ""},
		{"codes in numbers", "ID,IssueDate,InvoiceTypeCode,Customer,PayableAmount\n1,2026-01-05,380,Ann,100.00\n2,2026-01-06,380,Bo,40.00\n3,2026-01-20,381,Ann,10.00\n", "Ann 1/90.00; Bo 1/40.00", ""},
		{"a yes", "order,date,customer,amount,is_credit_note\n1,2026-01-05,Ann,100.00,false\n2,2026-01-06,Bo,50.00,false\n3,2026-01-20,Ann,20.00,true\n", "Ann 1/80.00; Bo 1/50.00", ""},
		{"a flag", "date,customer,amount,return_flag\n2026-01-05,Ann,30.00,0\n2026-01-09,Bo,25.00,0\n2026-01-20,Ann,10.00,1\n", "Ann 1/20.00; Bo 1/25.00", ""},
		{"a reversal", "date,customer,description,amount\n2026-01-05,Ann,Subscription,30.00\n2026-01-20,Ann,Subscription,30.00\n2026-01-21,Ann,Reversal of subscription,30.00\n", "Ann 2/30.00", ""},
		{"sorts in Japanese", "伝票日付,得意先,区分,金額\n2026/01/05,山田,売上,1000\n2026/01/06,鈴木,売上,500\n2026/01/20,山田,返品,100\n2026/01/31,鈴木,入金,500\n", "山田 1/900.00; 鈴木 1/500.00", ""},
		{"below zero already", "Number,Customer,Date,Type,Total\nINV-1,Ann,2026-01-05,Invoice,200.00\nINV-2,Bo,2026-01-06,Invoice,30.00\nCN-1,Ann,2026-01-20,Credit Note,-50.00\n", "Ann 1/150.00; Bo 1/30.00", ""},
		{"below zero by their numbers", "Number,Customer,Date,Total\nINV-1,Ann,2026-01-05,200.00\nINV-2,Bo,2026-01-06,30.00\nCN-1,Ann,2026-01-20,-50.00\n", "Ann 1/150.00; Bo 1/30.00", ""},
		{"nothing but such numbers", "Reference,Customer,Date,Total\nCN-1,Ann,2026-01-05,20.00\nCN-2,Bo,2026-01-06,30.00\n", "Ann 1/20.00; Bo 1/30.00", "2 rows are in “Reference” numbered as credit notes often are"},
		{"goods", "order,date,customer,item,total\n1,2026-01-05,Ann,Credit report,20.00\n2,2026-01-06,Bo,Refund protection,30.00\n3,2026-01-07,Bo,Avoir une belle vie,10.00\n", "Ann 1/20.00; Bo 2/40.00", ""},
		{"letters by chance", "booking,date,customer,total\nX4CN9,2026-01-05,Ann,20.00\nCN81K,2026-01-06,Bo,30.00\nPQ2ZZ,2026-01-07,Bo,10.00\nT7RRL,2026-01-07,Ann,10.00\n9KLMB,2026-01-08,Ann,10.00\nGS5TR,2026-01-08,Bo,10.00\nVVB22,2026-01-08,Bo,10.00\nWM3AA,2026-01-08,Bo,10.00\n5HHQW,2026-01-09,Bo,10.00\n", "Ann 3/40.00; Bo 6/80.00", ""},
	} {
		c.try(t, Options{})
	}
}
