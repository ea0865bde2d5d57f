package evidence

import (
	"context"
	"testing"
)

// A known export without the column that says whose, when or how much is asked about, unless
// another column bears a good name.
func TestShapesThatLostAColumn(t *testing.T) {
	for _, c := range []struct{ name, about, csv string }{
		{"PayPal without the gross", "amount", "Date,Time,TimeZone,Name,Type,Status,Currency,Fee,Net,From Email Address,To Email Address,Transaction ID\n" +
			"03/15/2024,10:00:00,PDT,Ann Finch,Payment,Completed,USD,-3.20,96.80,ann@finch.example,shop@example.com,T1\n" +
			"03/16/2024,10:00:00,PDT,Bo Lark,Payment,Completed,USD,-1.20,48.80,bo@lark.example,shop@example.com,T2\n"},
		{"Harvest without the client", "account", "Date,Project,Task,Notes,Hours,Billable?,First Name,Last Name,Employee?\n" +
			"2026-03-14,Site,Design,First,6.5,Yes,Ada,Staff,Yes\n2026-03-15,App,Design,Second,0.25,Yes,Bo,Staff,Yes\n"},
		{"ING without the sign", "amount", "\"Datum\";\"Naam / Omschrijving\";\"Rekening\";\"Tegenrekening\";\"Code\";\"Bedrag (EUR)\";\"Mutatiesoort\";\"Mededelingen\"\n" +
			"20240315;Finch BV;NL00INGB0000000001;NL00RABO0000000002;OV;100,00;Overschrijving;Factuur 1\n" +
			"20240316;Huur BV;NL00INGB0000000001;NL00RABO0000000003;OV;900,00;Overschrijving;Huur\n"},
		{"Harvest for customers", "", "Date,Customer,Project,Task,Notes,Hours,Billable?,First Name,Last Name,Employee?\n" +
			"2026-03-14,Finch Ltd,Site,Design,First,6.5,Yes,Ada,Staff,Yes\n2026-03-15,Lark Inc,App,Design,Second,0.25,Yes,Bo,Staff,Yes\n"},
	} {
		p, err := Inspect(context.Background(), Bytes("test.csv", []byte(c.csv)), Options{})
		if err != nil {
			t.Fatal(c.name, err)
		}
		about := ""
		for _, q := range p.Questions {
			about += q.About
		}
		if about != c.about {
			t.Errorf("%s: asks about %q, not %q\n%s", c.name, about, c.about, p.Map())
		}
	}
}
