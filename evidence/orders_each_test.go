package evidence

import "testing"

// The price of one is not what a row comes to: how many there were is read, asked, or said to be one.
func TestThePriceOfOne(t *testing.T) {
	for _, c := range []toldFile{
		{"Norwegian pieces", "Ordrenr;Dato;Kunde;Vare;Antall;Enhetspris;Rabatt %\n501;04.03.2024;Fjord AS;Kaffe;10;79,00;10\n501;04.03.2024;Fjord AS;Te;5;49,00;0\n502;21.03.2024;Berg AS;Kaffe;20;79,00;15\n503;13.03.2024;Dal AS;Te;2;49,00;0\n",
			"Berg AS 1/1343.00; Dal AS 1/98.00; Fjord AS 1/956.00", ""},
		{"Latvian pieces", "Datums;Klients;Prece;Skaits;Vienības cena\n14.03.2024;Ozols;Tēja;3;10,00\n15.03.2024;Bērzs;Kafija;2;7,50\n", "Bērzs 1/15.00; Ozols 1/30.00", ""},
		{"pieces by a strange name", "Invoice,Date,Customer,Bolts sold,Unit price\n1,2024-03-14,Ash,30,0.50\n2,2024-03-15,Bly,12,0.75\n3,2024-03-19,Ash,8,0.50\n", "asks amount", `Does "Bolts sold" say how many there were?`},
		{"hours from and to", "Client;Date;Start;End;Break;Rate\nAcme;2024-03-04;09:00;12:30;0:30;80\nBirch;2024-03-04;13:00;15:00;0:00;90\nAcme;2024-03-06;10:00;17:00;1:00;80\n", "asks amount", "is the price of an hour"},
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
	toldFile{"debits", file, "Acme 1/450.00; Birch 1/80.00", "CR in \"Amount\" is read as money given back"}.try(t, Options{Sold: "debit"})
	toldFile{"credits", file, "Acme 1/-450.00; Birch 0/-80.00", "CR in \"Amount\" is read as money that came in"}.try(t, Options{Sold: "credit"})
}

func TestSignsOfPages(t *testing.T) {
	toldFile{"entities", "Order,Date,Customer,Total\n1,2024-03-14,Marks &amp; Sons,100.00\n2,2024-03-15,O&#039;Hara,40.00\n3,2024-03-19,Marks & Sons,60.00\n4,2024-03-21,Bread&copy Co,75.00\n",
		"Bread&copy Co 1/75.00; Marks & Sons 2/160.00; O'Hara 1/40.00", ""}.try(t, Options{})
}

func TestProformasInFurtherLanguages(t *testing.T) {
	toldFile{"Hungarian", "Számlaszám;Vevő;Kelt;Típus;Bruttó összeg\n1;Kovács;2024.03.04.;Számla;127 000\n2;Szabó;2024.03.06.;Számla;50 800\n3;Szabó;2024.03.17.;Sztornó számla;-50 800\n4;Kovács;2024.04.02.;Díjbekérő;63 500\n",
		"Kovács 1/127000.00; Szabó 1/0.00", ""}.try(t, Options{})
}
