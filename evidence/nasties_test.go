package evidence

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/say"
)

// The same two facts in many dresses.
func TestDresses(t *testing.T) {
	const want = "A 2024-03-01 order 12.50 XXX\nB 2024-04-01 order 7.00 XXX"
	for name, file := range map[string]string{
		"year-month":                "customer,month,amount\nA,2024-03,12.50\nB,2024-04,7\n",
		"month/year":                "customer,month,amount\nA,03/2024,12.50\nB,4/2024,7\n",
		"month in letters":          "customer,order month,revenue\nA,Mar 2024,12.50\nB,Apr-24,7\n",
		"yyyymm":                    "customer,yyyymm,amount\nA,202403,12.50\nB,202404,7\n",
		"CJK dates":                 "customer,date,amount\nA,2024年3月1日,12.50\nB,2024년 4월 1일,7\n",
		"Hungarian dates":           "customer;date;amount\nA;2024.03.01.;12,50\nB;2024. 04. 01.;7,00\n",
		"the year at the end":       "customer,date,amount\nA,Fri Mar 01 08:26:00 UTC 2024,12.50\nB,Mon Apr 01 08:26:00 2024,7\n",
		"JavaScript":                "customer,date,amount\nA,Fri Mar 01 2024 08:26:00 GMT+0000 (Coordinated Universal Time),12.50\nB,Mon Apr 01 2024 08:26:00 GMT+0000 (UTC),7\n",
		"clock with dots":           "customer,date,amount\nA,1.3.2024 8.30,12.50\nB,1.4.2024 18.30.15,7\n",
		"clock with a. m.":          "customer,date,amount\nA,01.03.2024 8:30:00 a. m.,12.50\nB,01.04.2024 8:30:00 p. m.,7\n",
		"names and numbers mixed":   "customer,date,amount\nA,2024-03-01,12.50\nB,\"Apr 1, 2024\",7\n",
		"formulas that keep zeros":  "customer,date,amount\n=\"A\",=\"2024-03-01\",12.50\n=\"B\",=\"2024-04-01\",7\n",
		"single quotation marks":    "'customer','date','amount'\n'A','2024-03-01','12.50'\n'B','2024-04-01','7'\n",
		"cents":                     "customer,date,amount_cents\nA,2024-03-01,1250\nB,2024-04-01,700\n",
		"gross before net":          "customer,date,Net amount,Total amount\nA,2024-03-01,10.50,12.50\nB,2024-04-01,6.00,7.00\n",
		"total before what is paid": "customer,date,Amount Paid,Invoice Total\nA,2024-03-01,0,12.50\nB,2024-04-01,7.00,7.00\n",
		"NULL is nobody":            "customer,date,amount\nA,2024-03-01,12.50\nNULL,2024-03-02,5\nnan,2024-03-02,5\nB,2024-04-01,7\n",
		"event log":                 "user_id,event_time,event,price\nA,2024-03-01,purchase,12.50\nA,2024-03-02,view,5\nB,2024-04-01,purchase,7\nB,2024-04-01,cart,7\n",
		"mixed ends of lines":       "customer,date,amount\rA,2024-03-01,12.50\nB,2024-04-01,7\r",
		"report head":               "Report;;\nFrom 1.3.24;to 1.4.24;\n;;\ncustomer;date;amount\nA;2024-03-01;12,50\nB;2024-04-01;7\n",
		"Xero":                      "*ContactName,*InvoiceNumber,*InvoiceDate,*Quantity,*UnitAmount\nA,1,2024-03-01,2,6.25\nB,2,2024-04-01,1,7\n",
		"sales document":            "Sold-to party,Sales document,Customer,Created on,Net value\nX,17,A,2024-03-01,12.50\nX,18,B,2024-04-01,7\n",
	} {
		p, entries, _ := readAll(t, text(file), Options{})
		if brief(entries) != want {
			t.Errorf("%s:\n%s\n%s", name, p.Describe(), brief(entries))
		}
	}
}

// A week is its Monday.
func TestWeeks(t *testing.T) {
	p, entries, _ := readAll(t, text("customer,week,amount\nA,2024-W09,1\nB,2024W14,7\nB,1969-W01,7\nB,1970-W53,7\n"), Options{})
	expect(t, p.Map(), brief(entries), "A 2024-02-26 order 1.00 XXX\nB 2024-04-01 order 7.00 XXX\nB 1968-12-30 order 7.00 XXX\nB 1970-12-28 order 7.00 XXX")
}

func TestSigns(t *testing.T) {
	_, entries, _ := readAll(t, text("customer;date;amount\nA;2024-03-01;1 250,50 Ft\nB;2024-04-01;7,00 Ft\n"), Options{})
	expect(t, "forint", brief(entries), "A 2024-03-01 order 1250.50 HUF\nB 2024-04-01 order 7.00 HUF")
}

// A family is not a person.
func TestFirstAndLastName(t *testing.T) {
	for _, header := range []string{"First Name,Last Name", "Vorname,Name", "Prénom,Nom", "Billing First Name,Billing Last Name"} {
		p, entries, _ := readAll(t, text(header+",Date,Total\nAnn,Lee,2024-03-01,1.50\nBob,Lee,2024-03-02,2.50\nAnn,Lee,2024-03-03,3.50\n,Ray,2024-03-03,3.50\n"), Options{})
		expect(t, p.Map(), brief(entries), "Ann Lee 2024-03-01 order 1.50 XXX\nBob Lee 2024-03-02 order 2.50 XXX\nAnn Lee 2024-03-03 order 3.50 XXX\nRay 2024-03-03 order 3.50 XXX")
	}
}

// Money that goes out stands below zero in many lists of payments.
func TestMoneyGoesOut(t *testing.T) {
	rows := "date,payee,amount\n"
	for i := range 9 {
		rows += fmt.Sprintf("2024-03-0%d,A,-5.00\n", i+1)
	}
	p, entries, _ := readAll(t, text(strings.Replace(rows, "payee", "vendor", 1)+"2024-03-11,A,2.00\n"), Options{})
	if len(entries) != 10 || entries[0].Body.EntryKind() != clientele.KindOrder || entries[9].Body.EntryKind() != clientele.KindReturn || len(p.Notes) == 0 {
		t.Errorf("%s\n%s", p.Describe(), brief(entries))
	}
}

// An id that is new on each order is not who bought, where another comes back.
func TestAccountThatReturns(t *testing.T) {
	var rows, floats strings.Builder
	rows.WriteString("order_id,customer_id,customer_unique_id,order_purchase_timestamp,payment_value\n")
	floats.WriteString("CustomerID,date,amount\n")
	for i := range 40 {
		fmt.Fprintf(&rows, "%c%031x,k%d,u%d,2024-03-01 10:%02d:00,5.00\n", "0c"[i%2], i*16, i, i%25, i)
		fmt.Fprintf(&floats, "%d%s,2024-03-01,5.00\n", 17850+i%5, []string{"", ".0"}[i%2])
	}
	p, entries, _ := readAll(t, text(rows.String()), Options{})
	if p.fields["account"].From != "customer_unique_id" || len(entries) != 40 || entries[1].Body.EntryKind() != clientele.KindOrder {
		t.Errorf("%s\n%s", p.Describe(), brief(entries))
	}
	_, entries, _ = readAll(t, text(floats.String()), Options{})
	names := map[string]bool{}
	for _, e := range entries {
		names[e.Who.Key] = true
	}
	if len(names) != 5 || !names["17850"] {
		t.Errorf("%v", names)
	}
}

// A quotation mark that opens a cell by mistake takes no rows with it.
func TestStrayMarks(t *testing.T) {
	_, entries, rejects := readAll(t, text("customer\tdate\titem\tamount\nA\t2024-03-01\t\"inch pipe\t1.50\nB\t2024-03-02\tpipe\t2.50\nC\t2024-03-03\t\"half pipe\t3.50\nD\t2024-03-04\t\"a\nb\"\t4.50\n"), Options{})
	if len(rejects) > 0 {
		t.Error(rejects)
	}
	expect(t, "marks", brief(entries), "A 2024-03-01 order 1.50 XXX\nB 2024-03-02 order 2.50 XXX\nC 2024-03-03 order 3.50 XXX\nD 2024-03-04 order 4.50 XXX")
}

// What could be something else is asked.
func TestAsked(t *testing.T) {
	for about, file := range map[string]string{
		"door":    "session_id,user_id,page,timestamp\n1,A,/x,2024-03-01\n2,A,/y,2024-03-02\n3,B,/y,2024-03-02\n",
		"amount":  "TRANSACTION_DT,CUSTOMER_ID,PRODUCT_ID,AMOUNT,SALES_PRICE\n2024-03-01,A,p1,1,50\n2024-03-01,A,p2,1,60\n2024-03-02,B,p1,2,100\n2024-03-02,C,p1,1,100\n2024-03-02,C,p4,1,100\n",
		"account": "product_id,name,price,created_at\n1,a,9.99,2024-03-01\n2,b,9.99,2024-03-01\n3,c,9.99,2024-03-01\n4,d,9.99,2024-03-01\n5,e,9.99,2024-03-01\n",
	} {
		p, err := Inspect(context.Background(), text(file), Options{})
		if err != nil || len(p.Questions) == 0 || p.Questions[0].About != about {
			t.Errorf("%s: %v %+v", about, err, p)
		}
	}
	if _, entries, _ := readAll(t, text("session_id,user_id,page,timestamp\n1,A,/x,2024-03-01\n2,A,/y,2024-03-02\n"), Options{Door: "orders"}); len(entries) != 2 {
		t.Error(brief(entries))
	}
}

// Files that are no tables are called by their name.
func TestNoTables(t *testing.T) {
	for content, says := range map[string]string{
		"<!DOCTYPE html>\n<p>a, b</p>": "web page", "<?xml version=\"1.0\"?>\n<a b=\"1\"/>\n": "XML", `[{"a": 1, "b": 2}]`: "JSON", "{\"a\": 1, \"b\": 2}\n{\"a\": 1, \"b\": 2}\n": "JSON",
		"PAR1\x15\x04,\n": "Parquet", "BZh91AY&SY": "bzip2", "SQLite format 3\x00": "database", "\x89PNG\r\n": "picture", "PK\x03\x04": "spreadsheet",
		"\x01\x02,\x03\n\x04\x05,\x06\n\x01\x02,\x03\n": "program", "customer,date,amount\n": "no row below",
	} {
		_, err := Inspect(context.Background(), text(content), Options{})
		var fault *clientele.Fault
		if !errors.As(err, &fault) || !strings.Contains(say.English.Fill(fault.What), says) || fault.Remedy == "" {
			t.Errorf("%q: %v", content, err)
		}
	}
}
