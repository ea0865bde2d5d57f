package evidence

import (
	"testing"

	"github.com/clientele-crm/clientele"
)

// The price of one is not what a row comes to: how many there were is read, asked, or said to be one.
func TestThePriceOfOne(t *testing.T) {
	for _, c := range []toldFile{
		{"Norwegian pieces", "Ordrenr;Dato;Kunde;Vare;Antall;Enhetspris;Rabatt %\n501;04.03.2024;Fjord AS;Kaffe;10;79,00;10\n501;04.03.2024;Fjord AS;Te;5;49,00;0\n502;21.03.2024;Berg AS;Kaffe;20;79,00;15\n503;13.03.2024;Dal AS;Te;2;49,00;0\n",
			"Berg AS 1/1343.00; Dal AS 1/98.00; Fjord AS 1/956.00", ""},
		{"Latvian pieces", "Datums;Klients;Prece;Skaits;Vienības cena\n14.03.2024;Ozols;Tēja;3;10,00\n15.03.2024;Bērzs;Kafija;2;7,50\n", "Bērzs 1/15.00; Ozols 1/30.00", ""},
		{"pieces by a strange name", "Invoice,Date,Customer,Bolts sold,Unit price\n1,2024-03-14,Ash,30,0.50\n2,2024-03-15,Bly,12,0.75\n3,2024-03-19,Ash,8,0.50\n", "asks amount", "Does “Bolts sold” say how many there were?"},
		{"hours from and to", "Client;Date;Start;End;Break;Rate\nAcme;2024-03-04;09:00;12:30;0:30;80\nBirch;2024-03-04;13:00;15:00;0:00;90\nAcme;2024-03-06;10:00;17:00;1:00;80\n", "asks amount", "is the price of an hour"},
		{"metres", "Auftrag;Datum;Kunde;Artikel;Laufmeter;Preis je lfm\n1;14.03.2024;Huber;Kabel;25;1,20\n2;15.03.2024;Ott;Kabel;100;1,10\n3;22.04.2024;Huber;Rohr;10;4,50\n", "asks amount", "Does “Laufmeter” say how many there were?"},
		{"one each", "Invoice,Date,Customer,Unit price\n1,2024-03-14,Ash,30.00\n2,2024-03-15,Bly,12.50\n", "Ash 1/30.00; Bly 1/12.50", "no column says how many"},
		{"a rate of exchange", "Invoice,Date,Customer,Amount,Rate\n1,2024-03-14,Ash,30.00,0.85\n2,2024-03-15,Bly,12.50,0.84\n", "Ash 1/30.00; Bly 1/12.50", ""},
	} {
		c.try(t, Options{})
	}
}

// A deposit is a part of what was agreed, and a package is what was bought.
func TestDepositsAreAPart(t *testing.T) {
	toldFile{"weddings", "Couple,Shoot date,Package,Quote,Deposit paid,Balance due\nLee & Park,2024-05-11,Full day,2400,600,1800\nOrtiz & Webb,2024-06-18,Half day,1500,375,1125\nNair & Holm,2024-06-22,Full day,2400,600,1800\n",
		"Lee & Park 1/2400.00; Nair & Holm 1/2400.00; Ortiz & Webb 1/1500.00", ""}.try(t, Options{})
}

// Behind an amount DR and CR are sides, of which only a person knows the sale where no balance tells it.
func TestSidesBehindAmounts(t *testing.T) {
	const file = "Invoice,Date,Customer,Amount\n1,2024-03-14,Acme,500.00 DR\n2,2024-03-16,Birch,80.00 DR\n3,2024-03-22,Acme,50.00 CR\n"
	toldFile{"asked", file, "asks sold", "Which of them are sales?"}.try(t, Options{})
	toldFile{"debits", file, "Acme 1/450.00; Birch 1/80.00", "CR in “Amount” is read as money given back"}.try(t, Options{Sold: "debit"})
	toldFile{"credits", file, "Acme 1/-450.00; Birch 0/-80.00", "CR in “Amount” is read as money that came in"}.try(t, Options{Sold: "credit"})
}

func TestSignsOfPages(t *testing.T) {
	toldFile{"entities", "Order,Date,Customer,Total\n1,2024-03-14,Marks &amp; Sons,100.00\n2,2024-03-15,O&#039;Hara,40.00\n3,2024-03-19,Marks & Sons,60.00\n4,2024-03-21,Bread&copy Co,75.00\n",
		"Bread&copy Co 1/75.00; Marks & Sons 2/160.00; O'Hara 1/40.00", ""}.try(t, Options{})
}

func TestProformasInFurtherLanguages(t *testing.T) {
	toldFile{"Polish", "Numer;Data;Nabywca;Rodzaj;Brutto\n1;2024-03-14;Alfa;Faktura VAT;1230,00\n2;2024-03-15;Beta;Faktura pro forma;615,00\n3;2024-03-18;Beta;Faktura VAT;615,00\n", "Alfa 1/1230.00; Beta 1/615.00", ""}.try(t, Options{})
	toldFile{"Hungarian", "Számlaszám;Vevő;Kelt;Típus;Bruttó összeg\n1;Kovács;2024.03.04.;Számla;127 000\n2;Szabó;2024.03.06.;Számla;50 800\n3;Szabó;2024.03.17.;Sztornó számla;-50 800\n4;Kovács;2024.04.02.;Díjbekérő;63 500\n",
		"Kovács 1/127000.00; Szabó 1/0.00", ""}.try(t, Options{})
}

// The kinds of a second round of files.
func TestWhatIsNoSaleByAWord(t *testing.T) {
	for _, c := range []toldFile{
		{"all billed", "Matter,Client,Billed on,Fees,Disbursements,VAT,Total billed,Paid to date\nM1,Roe plc,14/03/2024,1000.00,50.00,210.00,1260.00,1260.00\nM2,Mrs Coe,18/03/2024,400.00,0.00,80.00,480.00,0.00\nM1,Roe plc,22/04/2024,600.00,20.00,124.00,744.00,300.00\n", "Mrs Coe 1/480.00; Roe plc 2/2004.00", ""},
		{"Greek", "Αρ. Παραστατικού;Ημερομηνία;Πελάτης;Σύνολο;Τύπος\n1;14/03/2024;Νίκος ΑΕ;124,00;Τιμολόγιο\n2;18/03/2024;Μαρία ΟΕ;62,00;Τιμολόγιο\n3;20/03/2024;Νίκος ΑΕ;24,80;Πιστωτικό τιμολόγιο\n", "Μαρία ΟΕ 1/62.00; Νίκος ΑΕ 1/99.20", ""},
		{"all of one side", "Invoice,Date,Customer,Amount\n1,2024-03-14,Ann,100.00 Dr\n2,2024-03-15,Bob,50.00 Dr\n3,2024-04-04,Ann,70.00 Dr\n", "Ann 2/170.00; Bob 1/50.00", "behind every number"},
		{"tickets", "Ticket ID,Opened,Requester,Organisation,Subject,Channel,Satisfaction\n1,2024-03-14 10:00,Ann,Acme,Broken,email,good\n2,2024-03-15 11:00,Bob,Birch,How to,chat,\n3,2024-03-18 09:00,Ann,Acme,Again,phone,bad\n", "asks door", ""},
		{"pieces in Indonesian", "No. Invoice;Tanggal;Pelanggan;Jumlah;Harga Satuan;Total\n1;14/03/2024;Toko Maju;10;Rp 15.000;Rp 150.000\n2;15/03/2024;CV Jaya;3;Rp 20.000;Rp 60.000\n3;20/03/2024;Toko Maju;1;Rp 15.000;Rp 15.000\n", "CV Jaya 1/60000.00; Toko Maju 2/165000.00", ""},
		{"a sum in Indonesian", "No. Invoice;Tanggal;Pelanggan;Jumlah\n1;14/03/2024;Toko Maju;Rp 150.000\n2;15/03/2024;CV Jaya;Rp 60.000\n", "CV Jaya 1/60000.00; Toko Maju 1/150000.00", ""},
		{"an opening balance", "Date,Customer,Reference,Amount\n2024-01-01,Ann,Opening balance,500.00\n2024-03-14,Ann,INV-1,100.00\n2024-03-15,Bob,INV-2,50.00\n2024-04-04,Ann,INV-3,70.00\n", "Ann 2/170.00; Bob 1/50.00", ""},
		{"Saldovortrag", "Datum;Kunde;Buchungstext;Betrag\n01.01.2024;Huber;Saldovortrag;500,00\n14.03.2024;Huber;Honorar;100,00\n25.03.2024;Ott;Honorar;50,00\n", "Huber 1/100.00; Ott 1/50.00", ""},
		{"cxl", "Booking,Date,Guest,Price,CXL\n1,2024-03-14,Ann,100.00,\n2,2024-03-15,Bob,50.00,CXL\n3,2024-03-20,Ann,70.00,\n4,2024-03-21,Cat,90.00,\n", "Ann 2/170.00; Cat 1/90.00", ""},
		{"called off beside the amount", "Booking,Date,Guest,Price\n1,2024-03-14,Ann,100.00\n2,2024-03-15,Bob,50.00 (cancelled)\n3,2024-03-20,Ann,70.00\n4,2024-03-21,Cat,90.00 refunded\n5,2024-03-23,Ann,70.00\n6,2024-03-24,Ann,70.00\n7,2024-03-25,Ann,70.00\n8,2024-03-26,Ann,70.00\n", "Ann 6/450.00", ""},
	} {
		c.try(t, Options{})
	}
}

// Rows are no contacts because a colleague stands in them.
func TestWhetherRowsAreContacts(t *testing.T) {
	for _, c := range []toldFile{
		{"a garage", "Job no,Reg,Owner,Date in,Date out,Labour,Parts,VAT,Invoice total\n1,AB12,Ann Lee,14/03/2024,15/03/2024,100.00,50.00,30.00,180.00\n2,CD34,Bo Ray,18/03/2024,18/03/2024,60.00,0.00,12.00,72.00\n3,AB12,Ann Lee,20/06/2024,21/06/2024,80.00,20.00,20.00,120.00\n", "asks door", "“Invoice total” looks like what was paid"},
		{"leads", "Lead,Company,Created,Source,Score,Owner\nJo Reed,Acme,2024-03-14,Web,55,Zoe\nKim Fay,Birch,2024-03-15,Fair,70,Yan\nSam Orr,Cove,2024-03-16,Web,20,Zoe\n", "asks door", "Nothing says of these rows that they are contacts"},
		{"calls that are charged", "Call no,Date,Customer,Technician,Minutes,Charge\n1,2024-03-14,Ann,Zoe,30,50.00\n2,2024-03-15,Bob,Yan,60,100.00\n3,2024-03-20,Ann,Zoe,45,75.00\n", "asks door", "“Charge” looks like what was paid"},
		{"calls", "Call time,Contact,Company,Duration\n2024-03-14 09:12,Jo,Acme,04:31\n2024-03-15 10:00,Kim,Birch,01:00\n", "", ""},
	} {
		c.try(t, Options{})
	}
}

func TestFeesInThousands(t *testing.T) {
	p, entries, _ := readAll(t, text("Deal,Client,Signed,Fee (£'000)\n1,Ann,2024-03-14,12.5\n2,Bob,2024-03-15,8\n"), Options{})
	if len(entries) != 2 || entries[0].Body.(clientele.Engagement).Fee.Minor != 1_250_000 {
		t.Errorf("%+v\n%s", entries, p.Describe())
	}
}
