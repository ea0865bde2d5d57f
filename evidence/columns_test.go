package evidence

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/clientele-crm/clientele/say"
)

// row of examples by the sort of column, so that a header alone makes a file.
func fileOf(header string, rows ...string) Source {
	return text(header + "\n" + strings.Join(rows, "\n") + "\n")
}

func TestColumns(t *testing.T) {
	cases := []struct {
		name, door, header string
		rows               []string
		want               string
	}{
		{"UCI online retail II", "orders", "Invoice,StockCode,Description,Quantity,InvoiceDate,Price,Customer ID,Country",
			[]string{"489434,85048,LIGHTS,12,2009-12-01 07:45:00,6.95,13085,UK", "489434,79323P,CHERRY,12,2009-12-01 07:45:00,6.75,13085,UK", "489435,22350,CAT,12,2009-12-01 07:46:00,2.55,13086,UK"},
			"account=Customer ID,at=InvoiceDate,amount=Quantity*Price,order=Invoice,product=StockCode,text=Description,quantity=Quantity,price=Price,country=Country"},
		{"quantity is not multiplied with an amount", "orders", "customer_id,date,cds,dollars",
			[]string{"1,1997-01-01,1,11.77", "2,1997-01-12,1,12.00", "2,1997-01-12,5,77.00"}, "account=customer_id,at=date,amount=dollars,quantity=cds"},
		{"superstore", "orders", "Row ID,Order ID,Order Date,Ship Date,Ship Mode,Customer ID,Customer Name,Segment,Country,City,Region,Product ID,Category,Sub-Category,Product Name,Sales,Quantity,Discount,Profit",
			[]string{"1,CA-2016-152156,11/8/2016,11/11/2016,Second,CG-12520,Claire Gute,Consumer,US,Henderson,South,FUR-BO,Furniture,Bookcases,Bush,261.96,2,0,41.9",
				"2,CA-2016-152157,11/18/2016,11/21/2016,Second,CG-12521,Claire Ute,Consumer,US,Henderson,South,FUR-BX,Furniture,Bookcases,Bush,261.97,2,0.2,41.9", "3,CA-2016-152158,11/19/2016,11/21/2016,Second,CG-12521,Claire Ute,Consumer,US,Henderson,South,FUR-BY,Furniture,Bookcases,Bush,261.98,3,0.2,41.9"},
			"account=Customer ID,at=Order Date,amount=Sales,order=Order ID,product=Product ID,text=Product Name,quantity=Quantity,country=Country,name=Customer Name"},
		{"German", "orders", "Rechnungsnummer;Kundennummer;Rechnungsdatum;Bezeichnung;Menge;Einzelpreis;Gesamtpreis",
			[]string{"1;K1;01.02.2024;Rohr;2;1,50;3,00", "2;K2;02.02.2024;Rohr;2;1,50;3,00"},
			"account=Kundennummer,at=Rechnungsdatum,amount=Gesamtpreis,order=Rechnungsnummer,text=Bezeichnung,quantity=Menge,price=Einzelpreis"},
		{"French", "orders", "N° commande;Code client;Date de commande;Désignation;Quantité;Prix unitaire;Montant TTC",
			[]string{"1;C1;13/02/2024;Tuyau;2;1,50;3,60", "2;C2;14/02/2024;Tuyau;2;1,50;3,60"},
			"account=Code client,at=Date de commande,amount=Montant TTC,order=N° commande,text=Désignation,quantity=Quantité,price=Prix unitaire"},
		{"Spanish", "orders", "Número de factura;Cliente;Fecha;Importe", []string{"1;Ana;13/02/2024;3,60", "2;Eva;14/02/2024;4,60"}, "account=Cliente,at=Fecha,amount=Importe,order=Número de factura"},
		{"Italian", "orders", "Numero ordine;Codice cliente;Data ordine;Articolo;Quantità;Prezzo unitario", []string{"1;A;13/02/2024;X;2;3,60", "2;B;14/02/2024;Y;1;4,60"},
			"account=Codice cliente,at=Data ordine,amount=Quantità*Prezzo unitario,order=Numero ordine,product=Articolo,quantity=Quantità,price=Prezzo unitario"},
		{"Dutch", "orders", "Factuurnummer;Klantnummer;Factuurdatum;Bedrag", []string{"1;A;13-02-2024;3,60", "2;B;14-02-2024;4,60"}, "account=Klantnummer,at=Factuurdatum,amount=Bedrag,order=Factuurnummer"},
		{"e-mail is the account", "orders", "Order Number,Email,Date,Total", []string{"1,a@x.org,2024-01-01,5", "2,b@x.org,2024-01-02,6"}, "account=Email,at=Date,amount=Total,order=Order Number,email=Email"},
		{"fees of periods are invoices", "orders", "period_start,period_end,firm_id,client_id,amount,filed",
			[]string{"2014-01-01,2014-03-31,F1,C1,515.0,2014-04-17", "2014-04-01,2014-06-30,F1,C1,515.0,2014-07-17", "2014-04-01,2014-06-30,F2,C2,515.0,2014-07-17"}, "account=client_id,at=period_end,amount=amount"},
		{"date and time apart", "orders", "Transaction ID,Customer ID,Date,Time,Amount", []string{"1,A,2024-01-01,13:45:00,5.00", "2,B,2024-01-02,14:00:00,6.00"}, "account=Customer ID,at=Date+Time,amount=Amount,order=Transaction ID"},
		{"Excel day numbers", "orders", "Customer,Order Date,Amount", []string{"A,40513,5.00", "B,40514.5,6.00"}, "account=Customer,at=Order Date,amount=Amount"},
		{"tickets are interactions", "interactions", "ticket_id,account_id,submitted_at,closed_at,priority", []string{"T1,A,2024-01-01,2024-01-02 3:00,high", "T2,B,2024-01-02,2024-01-03 3:00,low"}, "account=account_id,at=submitted_at,ref=ticket_id"},
		{"call log", "interactions", "Call ID,Customer ID,Call Date,Direction,Duration (sec),Agent", []string{"1,A,2024-01-01 10:00,Inbound,125,Tom", "2,B,2024-01-02 11:00,Outbound,30,Tom"}, "account=Customer ID,at=Call Date,direction=Direction,person=Agent,minutes=Duration (sec),ref=Call ID"},
		{"subscriptions", "engagements", "subscription_id,account_id,start_date,end_date,plan_tier,seats,mrr_amount,arr_amount,billing_frequency",
			[]string{"S1,A,2023-12-23,2024-04-12,Pro,14,2786,33432,monthly", "S2,B,2024-06-11,,Pro,17,833,9996,annual"}, "account=account_id,start=start_date,end=end_date,fee=mrr_amount,period=billing_frequency,ref=subscription_id"},
	}
	for _, c := range cases {
		p, err := Inspect(context.Background(), fileOf(c.header, c.rows...), Options{})
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		got := strings.ReplaceAll(p.Map(), `"`, "")
		if p.Door != c.door || got != c.want {
			t.Errorf("%s: %s\n got %s\nwant %s", c.name, p.Door, got, c.want)
		}
		for _, f := range p.Fields {
			if f.Why == "" || f.Sure <= 0 || f.Sure > 1 {
				t.Errorf("%s: %+v", c.name, f)
			}
		}
		if len(p.Questions) > 0 {
			t.Errorf("%s: %+v", c.name, p.Questions)
		}
	}
}

// A file without a date or an account is asked about, not refused.
func TestQuestions(t *testing.T) {
	p, err := Inspect(context.Background(), text("segment,year,pct\nhigh,0,100\nhigh,1,86.9\nlow,0,100\n"), Options{})
	if err != nil || len(p.Questions) == 0 || len(p.Questions[0].Choices) != 3 {
		t.Fatalf("%v, %+v", err, p)
	}
	if _, _, err := drain(p); err == nil || !strings.Contains(say.English.Fill(err.Error()), "--map") {
		t.Errorf("read all the same: %v", err)
	}
}

const shopify = `Name,Email,Financial Status,Paid at,Fulfillment Status,Currency,Subtotal,Shipping,Taxes,Total,Discount Code,Discount Amount,Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku,Billing Name,Billing Country,Cancelled at,Refunded Amount,Id,Lineitem discount
#1001,ann@example.org,paid,2024-01-02 10:00:00 +0100,fulfilled,EUR,30.00,5.00,0,35.00,,0.00,2024-01-02 09:59:00 +0100,1,Mug,10.00,MUG,Ann Lee,DE,,0.00,111,0
#1001,ann@example.org,,,,,,,,,,,2024-01-02 09:59:00 +0100,2,Plate,10.00,PLT,,,,,,0
#1002,bob@example.org,refunded,2024-01-03 10:00:00 +0100,fulfilled,EUR,10.00,5.00,0,15.00,,0.00,2024-01-03 09:59:00 +0100,1,Mug,10.00,MUG,Bob Ray,FR,,15.00,112,0
#1003,bob@example.org,paid,2024-01-04 10:00:00 +0100,,EUR,10.00,5.00,0,15.00,,0.00,2024-01-04 09:59:00 +0100,1,Mug,10.00,MUG,Bob Ray,FR,2024-01-05 08:00:00 +0100,0.00,113,0
#1004,ann@example.org,partially_refunded,2024-01-06 10:00:00 +0100,fulfilled,EUR,20.00,0,0,20.00,,0.00,2024-01-06 09:59:00 +0100,2,Mug,10.00,MUG,Ann Lee,DE,,5.00,114,0
#1005,cat@example.org,expired,,,EUR,20.00,0,0,20.00,,0.00,2024-01-07 09:59:00 +0100,2,Mug,10.00,MUG,Cat,DE,,0.00,115,0
#1005,cat@example.org,,,,,,,,,,,2024-01-07 09:59:00 +0100,2,Plate,10.00,PLT,,,,,,0
`

func TestShopify(t *testing.T) {
	p, entries, rejects := readAll(t, text(shopify), Options{})
	expect(t, p.Map(), brief(entries), `ann@example.org 2024-01-02 order 35.00 EUR
		bob@example.org 2024-01-03 order 0.00 EUR
		bob@example.org 2024-01-04 order 0.00 EUR
		ann@example.org 2024-01-06 order 15.00 EUR`)
	if len(rejects) != 2 || entries[0].Who.Name != "Ann Lee" || entries[0].Who.Country != "DE" {
		t.Errorf("%+v %+v", rejects, entries[0].Who)
	}
}

func TestStripe(t *testing.T) {
	_, entries, rejects := readAll(t, text(`id,Created date (UTC),Amount,Amount Refunded,Currency,Captured,Converted Amount,Converted Currency,Fee,Status,Customer ID,Customer Email,Description
ch_1,2024-01-02 10:00:00,50.00,0.00,usd,true,46.00,eur,1.0,Paid,cus_1,a@x.org,Chair
ch_2,2024-01-03 10:00:00,60.00,60.00,usd,true,55.00,eur,1.0,Refunded,cus_1,a@x.org,Table
ch_3,2024-01-04 10:00:00,70.00,0.00,usd,false,65.00,eur,1.0,Failed,cus_2,b@x.org,Lamp
`), Options{})
	expect(t, "Stripe", brief(entries), "cus_1 2024-01-02 order 50.00 USD\ncus_1 2024-01-03 order 0.00 USD")
	if len(rejects) != 1 || entries[0].Who.Email != "a@x.org" {
		t.Errorf("%+v", rejects)
	}
}

// An order's total that stands on each of its lines is taken once.
func TestTotalOfTheOrderOnEachLine(t *testing.T) {
	_, entries, _ := readAll(t, text(`order_id,customer_email,order_date,product,qty,item_price,order_total
1,a@x.org,2024-01-01,mug,1,10,30
1,a@x.org,2024-01-01,plate,2,10,30
2,b@x.org,2024-01-02,mug,1,10,20
2,b@x.org,2024-01-02,cup,1,10,20
3,b@x.org,2024-01-03,mug,1,10,25
3,b@x.org,2024-01-03,bowl,1,15,25
`), Options{})
	expect(t, "once", brief(entries), "a@x.org 2024-01-01 order 30.00 XXX\nb@x.org 2024-01-02 order 20.00 XXX\nb@x.org 2024-01-03 order 25.00 XXX")
}

// Names that nobody listed: the content decides, and it is called a guess.
func TestColumnsByContent(t *testing.T) {
	p, entries, _ := readAll(t, text("wer|wann|was_es_war\nK1|2024-01-01|5.50\nK2|2024-01-02|6.00\nK1|2024-01-09|7.25\n"), Options{})
	expect(t, p.Map(), brief(entries), "K1 2024-01-01 order 5.50 XXX\nK2 2024-01-02 order 6.00 XXX\nK1 2024-01-09 order 7.25 XXX")
	if d := p.Describe(); !strings.Contains(d, "a guess") || !strings.Contains(d, "--map amount=") {
		t.Error(d)
	}
}

// The classic layout of such logs: no header, columns of blanks, id, day, units, amount.
func TestNoHeaderAndBlanks(t *testing.T) {
	var b strings.Builder
	for i := range 30 {
		fmt.Fprintf(&b, " %05d 199701%02d %3d %8.2f\n", 10+i/3, 1+i%28, 1+i%4, 10.5+float64(i))
	}
	p, entries, rejects := readAll(t, text(b.String()), Options{})
	if len(entries) != 30 || len(rejects) != 0 || entries[3].Who.Key != "00011" || entries[3].At.Day().String() != "1997-01-04" {
		t.Fatalf("%s\n%s", p.Describe(), brief(entries))
	}
}

func TestDiscounts(t *testing.T) {
	for header, want := range map[string]string{"Discount;0,2;0,1": "16.00 9.00", "Discount %;20;10": "16.00 9.00", "Discount;20%;10%": "16.00 9.00", "Discount;2;1,5": "18.00 8.50"} {
		h := strings.Split(header, ";")
		_, entries, _ := readAll(t, text("customer;date;sku;qty;unit price;"+h[0]+"\nA;2024-01-01;x;2;10,00;"+h[1]+"\nB;2024-01-02;x;1;10,00;"+h[2]+"\n"), Options{})
		lines := strings.Split(brief(entries), "\n")
		if got := strings.Fields(lines[0])[3] + " " + strings.Fields(lines[1])[3]; got != want {
			t.Errorf("%s: %s, want %s", header, got, want)
		}
	}
}

// An id of each row is not the id of an order where rows belong together.
func TestRowIDs(t *testing.T) {
	p, entries, _ := readAll(t, text("id,user_id,created_at,product,price\n1,A,2024-01-01 10:00,x,1\n2,A,2024-01-01 10:00,y,2\n3,B,2024-01-02 10:00,x,1\n4,B,2024-01-02 10:00,y,2\n"), Options{})
	expect(t, p.Map(), brief(entries), "A 2024-01-01 order 3.00 XXX\nB 2024-01-02 order 3.00 XXX")
	_, entries, _ = readAll(t, text("id,user_id,created_at,price\n1,A,2024-01-01 10:00,1\n2,A,2024-01-01 10:00,2\n"), Options{})
	if len(entries) != 2 || entries[0].Key != "order/orders/1" {
		t.Error(keysOf(entries))
	}
}
