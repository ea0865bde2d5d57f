package evidence

import (
	"context"
	"strings"
	"testing"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/say"
)

const mapFile = "firm_id,client_id,When,Unit Price,Qty,Discount,\"Total, net\",Person - Name\nF1,C1,2024-01-01,2.50,4,1,9,Ann\nF1,C2,2024-01-02,1.00,3,,3,Bo\n"

func TestMap(t *testing.T) {
	cases := []struct{ with, want string }{
		{"account=firm_id+client_id,at=When,amount=Unit Price*Qty-Discount", "F1+C1 2024-01-01 order 9.00 XXX\nF1+C2 2024-01-02 order 3.00 XXX"},
		{"account=firm_id + client_id, at=when, amount=(unit price + 1) * Qty * 2", "F1+C1 2024-01-01 order 28.00 XXX\nF1+C2 2024-01-02 order 12.00 XXX"},
		{`account=Person - Name,at=When,amount="Total, net",discount=`, "Ann 2024-01-01 order 9.00 XXX\nBo 2024-01-02 order 3.00 XXX"},
		{"customer=clientid,date=When,amount=,price=,quantity=", "C1 2024-01-01 order\nC2 2024-01-02 order"},
	}
	for _, c := range cases {
		p, entries, rejects := readAll(t, text(mapFile), Options{Map: c.with})
		if trimLines(brief(entries)) != c.want || len(rejects) > 0 {
			t.Errorf("%s:\n%s\nwant\n%s\n%+v", c.with, brief(entries), c.want, rejects)
		}
		// What the plan shows is what it can be told.
		_, again, _ := readAll(t, text(mapFile), Options{Map: p.Map(), Door: p.Door})
		if brief(again) != brief(entries) {
			t.Errorf("%s: its own map %s gives\n%s", c.with, p.Map(), brief(again))
		}
	}
}

func TestMapFaults(t *testing.T) {
	for with, want := range map[string]string{
		"account=Custmer":              "no column",
		"account=cliend_id":            "“client_id” is meant",
		"nonsense=Qty":                 "no field",
		"account":                      "does not say",
		"account=firm_id,account=When": "twice",
		"amount=(Qty":                  "does not close",
		"amount=Qty*":                  "ends where",
		"amount=5":                     "names no column",
		"account=firm_id*Qty":          "only numbers",
		"amount=\"Qty":                 "does not close",
		"amount=Qty / 2":               "no column",
		"amount=" + strings.Repeat("(", 200) + "Qty": "too many brackets",
	} {
		_, err := Inspect(context.Background(), text(mapFile), Options{Map: with})
		if clientele.KindOf(err) != clientele.Invalid || !strings.Contains(say.English.Fill(err.Error()), want) {
			t.Errorf("%s: %v", with, err)
		}
	}
	for _, o := range []Options{{Door: "window"}, {DateOrder: "ydm"}, {Currency: "EURO"}} {
		if _, err := Inspect(context.Background(), text(mapFile), o); clientele.KindOf(err) != clientele.Invalid {
			t.Errorf("%+v: %v", o, err)
		}
	}
}

func TestOptions(t *testing.T) {
	_, entries, _ := readAll(t, text(mapFile), Options{Currency: "eur", Line: "Tax", Map: "account=client_id,at=When"})
	if e := entries[0]; e.Line != "Tax" || e.Body.(clientele.Order).Total.Currency != "EUR" {
		t.Errorf("%+v", e)
	}
}
