package evidence

import (
	"context"
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/say"
)

// census counts what a file gives, without keeping it.
type census struct {
	kinds    map[clientele.EntryKind]int
	accounts map[string]bool
	rejects  map[string]int
	keys     uint64 // a hash over all keys in their order
	minor    int64
	items    int
}

func count(t *testing.T, p *Plan) census {
	t.Helper()
	c := census{kinds: map[clientele.EntryKind]int{}, accounts: map[string]bool{}, rejects: map[string]int{}}
	for e, err := range p.Entries(context.Background()) {
		var reject *Reject
		if errors.As(err, &reject) {
			c.rejects[say.English.Fill(reject.What)]++
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		c.kinds[e.Body.EntryKind()]++
		c.accounts[e.Who.Key] = true
		c.keys = mix(c.keys ^ hashOf(e.Key))
		if o, ok := e.Body.(clientele.Order); ok {
			c.minor += o.Total.Minor
			c.items += len(o.Items)
		}
	}
	return c
}

// The counts of rows and accounts are those of shared/data/README.md.
func TestRealData(t *testing.T) {
	cases := []struct {
		file, with               string
		orders, returns, engaged int
		contacts, accounts       int
		rejected                 int
		fields                   string
	}{
		{file: "cdnow_master.csv", orders: 69_659, accounts: 23_570, fields: "account=customer_id,at=date,amount=dollars,quantity=cds"},
		{file: "cdnow_sample.csv", orders: 6_919, accounts: 2_357, fields: "account=master_id,at=date,amount=dollars,quantity=cds"},
		{file: "online_retail.csv.gz", orders: 18_536, returns: 3_654, accounts: 4_372, rejected: 135_080,
			fields: "account=CustomerID,at=InvoiceDate,amount=Quantity*UnitPrice,order=InvoiceNo,product=StockCode,text=Description,quantity=Quantity,price=UnitPrice,country=Country"},
		{file: "online_retail.csv.gz", with: "account=CustomerID,at=InvoiceDate,amount=Quantity*UnitPrice", orders: 18_536, returns: 3_654, accounts: 4_372, rejected: 135_080},
		{file: "advisory_fees.csv", orders: 10_835, accounts: 989, fields: "account=client_id,at=period_end,amount=amount"},
		{file: "advisory_fees.csv", with: "account=firm_id+client_id,at=period_end", orders: 10_827, accounts: 1_214, rejected: 8},
		{file: "supplier_payments.csv.gz", orders: 144_944, returns: 490, accounts: 5_233, fields: "account=supplier_id,at=date,amount=amount,text=category"},
		{file: "maven_crm_sales_pipeline.csv", orders: 4_238, accounts: 85, rejected: 4_562,
			fields: "account=account,at=close_date,amount=close_value,order=opportunity_id,product=product,status=deal_stage"},
		{file: "saas_synthetic_subscriptions.csv", engaged: 5_000, accounts: 500},
		{file: "saas_synthetic_support_tickets.csv", contacts: 2_000, accounts: 492},
	}
	for _, c := range cases {
		path := "../../shared/data/" + c.file
		if _, err := os.Stat(path); err != nil {
			t.Skip("no data at", path)
		}
		p, err := Inspect(context.Background(), File(path), Options{Map: c.with})
		if err != nil {
			t.Fatal(err)
		}
		if c.fields != "" && p.Map() != c.fields {
			t.Errorf("%s:\n got %s\nwant %s", c.file, p.Map(), c.fields)
		}
		got := count(t, p)
		again := got
		if c.with == "" {
			again = count(t, p)
		}
		rejected := 0
		for _, n := range got.rejects {
			rejected += n
		}
		k := got.kinds
		if k[clientele.KindOrder] != c.orders || k[clientele.KindReturn] != c.returns || k[clientele.KindEngagement] != c.engaged || k[clientele.KindInteraction] != c.contacts {
			t.Errorf("%s: %v", c.file, k)
		}
		if len(got.accounts) != c.accounts || rejected != c.rejected {
			t.Errorf("%s: %d accounts, %d rejected: %v", c.file, len(got.accounts), rejected, got.rejects)
		}
		if got.keys != again.keys {
			t.Errorf("%s: other keys the second time", c.file)
		}
		if read, size := p.Progress(); read != size {
			t.Errorf("%s: read %d of %d", c.file, read, size)
		}
	}
}

// Files that are no orders, contacts or agreements are asked about.
func TestTablesAroundIt(t *testing.T) {
	for _, file := range []string{"donors_1995_bgbb.csv", "retention_sbg.csv", "maven_crm_accounts.csv", "maven_crm_products.csv", "maven_crm_sales_teams.csv", "maven_crm_data_dictionary.csv", "saas_synthetic_accounts.csv", "saas_synthetic_churn_events.csv"} {
		path := "../../shared/data/" + file
		if _, err := os.Stat(path); err != nil {
			t.Skip("no data at", path)
		}
		p, err := Inspect(context.Background(), File(path), Options{})
		if err != nil {
			continue
		}
		if len(p.Questions) == 0 {
			t.Errorf("%s is read without a question:\n%s", file, p.Describe())
		}
		if strings.Contains(p.Describe(), "evidence.") {
			t.Error(p.Describe())
		}
	}
}
