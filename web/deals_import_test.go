package web

import (
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/crm/deals"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
	"github.com/clientele-crm/clientele/record"
)

// exports are deals as other programs give them out, a few rows of each.
var exports = map[string]string{
	"hubspot": "Record ID,Deal Name,Deal Stage,Pipeline,Close Date,Create Date,Amount,Deal owner,Associated Company,Associated Contact,Closed Lost Reason\n" +
		"101,Roof,Appointment scheduled (Sales Pipeline),Sales Pipeline,2026-05-20 10:00,2026-03-01 09:00,12500.50,Mo,Acme Ltd,Jo Bell,\n" +
		"102,Wall,Closed won (Sales Pipeline),Sales Pipeline,2026-02-10 10:00,2026-01-01 09:00,800,Somebody Else,Acme Ltd,,\n" +
		"103,Door,Closed lost (Sales Pipeline),Sales Pipeline,2026-02-11 10:00,2026-01-01 09:00,300,,Borough Inc,,Too expensive\n",
	"salesforce": "Opportunity ID,Opportunity Name,Account Name,Stage,Amount,Amount Currency,Close Date,Created Date,Opportunity Owner,Lead Source\n" +
		"006A,Roof,Acme Ltd,Prospecting,\"12,500.50\",EUR,5/20/2026,2/15/2026,Olga,Web\n" +
		"006B,Wall,Acme Ltd,Closed Won,800.00,EUR,2/13/2026,1/15/2026,Olga,Web\n" +
		"006C,Door,Borough Inc,Closed Lost,300.00,EUR,2/14/2026,1/15/2026,Olga,Phone\n",
	"pipedrive": "Deal - ID,Deal - Title,Deal - Value,Deal - Currency of Value,Deal - Organization,Deal - Contact person,Deal - Stage,Deal - Status,Deal - Pipeline,Deal - Deal created,Deal - Won time,Deal - Lost time,Deal - Expected close date,Deal - Lost reason,Deal - Owner\n" +
		"1,Roof,12500.5,EUR,Acme Ltd,Jo Bell,Negotiations,Open,Building,2026-03-01 09:00:00,,,2026-05-20,,Olga\n" +
		"2,Wall,800,EUR,Acme Ltd,,Negotiations,Won,Building,2026-01-01 09:00:00,2026-02-10 10:00:00,,2026-05-20,,Olga\n" +
		"3,Door,300,EUR,Borough Inc,,Contacted,Lost,Building,2026-01-01 09:00:00,,2026-02-11 10:00:00,,Competitor,Olga\n",
	"zoho": "Record Id,Deal Name,Account Name,Contact Name,Stage,Amount,Currency,Closing Date,Deal Owner,Created Time,Lead Source,Reason For Loss\n" +
		"zcrm_1,Roof,Acme Ltd,Jo Bell,Needs Analysis,12500.50,EUR,2026-05-20,Olga,2026-03-01 09:00:00,Web,\n" +
		"zcrm_2,Wall,Acme Ltd,,Closed Won,800,EUR,2026-02-10,Olga,2026-01-01 09:00:00,Web,\n" +
		"zcrm_3,Door,Borough Inc,,Closed Lost,300,EUR,2026-02-11,Olga,2026-01-01 09:00:00,Web,Price\n",
	"freshsales": "Deal id,Deal name,Account name,Deal stage,Deal pipeline,Deal value,Currency,Expected close date,Closed date,Created at,Sales owner,Lost reason\n" +
		"1,Roof,Acme Ltd,Demo,Default,12500.50,EUR,2026-05-20,,2026-03-01,Olga,\n" +
		"2,Wall,Acme Ltd,Won,Default,800,EUR,2026-02-20,2026-02-10,2026-01-01,Olga,\n" +
		"3,Door,Borough Inc,Lost,Default,300,EUR,2026-02-20,2026-02-11,2026-01-01,Olga,No budget\n",
}

// brings brings a file of deals in and gives its receipt.
func (c *caller) brings(h *testHouse, content string) map[string]any {
	c.Helper()
	asked := c.must(200, "POST", "/batch-confirm", fmt.Sprintf(`{"type": "deals", "upload": %q}`, h.handedIn("deals.csv", content)))
	h.ok(h.crm.Jobs.Queue.Drain(h.Context(), nil))
	return c.must(200, "GET", fmt.Sprintf("/batches/%v", asked["id"]), "")["batch"].(map[string]any)
}

// deals are those of a house, in words.
func (h *testHouse) deals() (list []string) {
	h.Helper()
	err := h.crm.Records.Each(h.Context(), access.System("a test"), record.Query{Type: "deal", Sort: "name"}, func(p record.Page) error {
		for _, r := range p.Rows {
			stage, err := h.crm.Records.Get(h.Context(), access.System("a test"), clientele.Ref{Type: "stage", ID: r.Values["stage"].(clientele.ID)})
			h.ok(err)
			value, _ := r.Values["value"].(clientele.Money)
			closed, _ := r.Values["closed"].(clientele.Day)
			expected, _ := r.Values["expected"].(clientele.Day)
			list = append(list, fmt.Sprintf("%s %s %s %d %s%s %s", r.Text("name"), r.Text("state"), stage.Text("name"), value.Minor, closed, expected, r.Text("lost_because")))
		}
		return nil
	})
	h.ok(err)
	return list
}

// Deals of other programs come in with their stages, days, amounts and ends, twice without
// doubling; all of it is taken back.
func TestDealsOfOthersComeIn(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		c := callerOf(h)
		h.ok(h.crm.Access.SetSettings(t.Context(), map[string]string{"currency": "EUR"}))
		h.record("person", map[string]any{"name": "Jo Bell"})
		for _, from := range []string{"hubspot", "salesforce", "pipedrive", "zoho", "freshsales"} {
			b := c.brings(h, exports[from])
			if fmt.Sprint(b["made"], b["refused"]) != "3 0" {
				t.Errorf("%s: %v", from, b)
			}
			got := h.deals()
			for i, want := range []string{"Door lost * 30000 2026-02-1", "Roof open * 1250050 2026-05-20", "Wall won * 80000 2026-02-1"} {
				parts := strings.Split(want, "*")
				if i >= len(got) || !strings.HasPrefix(got[i], parts[0]) || !strings.Contains(got[i], parts[1]) {
					t.Errorf("%s: %q, want %q", from, got, want)
				}
			}
			if again := c.brings(h, exports[from]); fmt.Sprint(again["made"], again["same"]) != "0 3" {
				t.Errorf("%s again: %v", from, again)
			}
			found := c.must(200, "GET", "/accounts?filter="+url.QueryEscape(`name = "Acme Ltd" or name = "Borough Inc"`), "")["rows"].([]any)
			if len(found) != 2 {
				t.Errorf("%s: accounts %v", from, found)
			}
			c.must(200, "POST", "/batch-undo", fmt.Sprintf(`{"id": %v}`, b["id"]))
			h.ok(h.crm.Jobs.Queue.Drain(t.Context(), nil))
			if left := h.deals(); len(left) != 0 {
				t.Errorf("%s, undone: %q", from, left)
			}
		}
	})
}

// 8,800 deals of a real shape come in, and each sum is that of the file.
func TestMavenComesIn(t *testing.T) {
	raw, err := os.ReadFile("../../shared/data/maven_crm_sales_pipeline.csv")
	if err != nil {
		t.Skip("the data are not here")
	}
	h := newHouse(t, dbtest.SQLite(t), Config{})
	c := callerOf(h)
	h.ok(h.crm.Access.SetSettings(t.Context(), map[string]string{"currency": "USD"}))
	b := c.brings(h, string(raw))
	if fmt.Sprint(b["lines"], b["made"], b["refused"]) != "8800 8800 0" {
		t.Fatalf("%v", b)
	}
	groups, err := h.crm.Records.Groups(t.Context(), access.System("a test"), record.Query{Type: "deal"}, "stage", "value")
	h.ok(err)
	var got []string
	for _, g := range groups {
		sum := ""
		for _, m := range g.Sums {
			if m.Minor != 0 {
				sum = m.Plain() + " " + m.Currency
			}
		}
		got = append(got, fmt.Sprintf("%d %s", g.N, sum))
	}
	slices.Sort(got)
	if want := "1589 ; 2473 ; 4238 10005534.00 USD; 500 "; strings.Join(got, "; ") != want {
		t.Errorf("%q, want %q", strings.Join(got, "; "), want)
	}
	n, err := db.One[int](t.Context(), h.crm.DB, "SELECT count(*) FROM deals WHERE account <> 0")
	if h.ok(err); n != 7375 {
		t.Errorf("%d with an account", n)
	}
	h.learnt(c)
	c.must(200, "POST", "/batch-undo", fmt.Sprintf(`{"id": %v}`, b["id"]))
	h.ok(h.crm.Jobs.Queue.Drain(t.Context(), nil))
	if left := h.deals(); len(left) != 0 {
		t.Errorf("undone: %d left", len(left))
	}
}

// learnt looks at what was learnt from the file: the stage of the open ones says of how many it is
// told, and forecasts of the past are set beside what came.
func (h *testHouse) learnt(c *caller) {
	h.Helper()
	var out deals.ForecastOut
	h.ok(json.Unmarshal(h.do(get("/api/v1/forecast"), h.session(h.owner)).Body.Bytes(), &out))
	h.Log(out.Sentence)
	h.Log(out.Basis, out.Left)
	if !strings.Contains(out.Basis, "6,711 deals of yours") || len(out.Months) != 6 || out.Open.N != 2089 {
		h.Errorf("%+v", out)
	}
	for _, s := range out.Stages {
		h.Logf("%s: %.2f (%.2f to %.2f) %s; three of four leave within %d days, %d stand longer", s.Name, s.Share, s.Low, s.High, s.From, s.Usual, s.Old.N)
	}
	sentence := c.must(200, "GET", "/deals/page", "")["sentence"]
	if h.Log(sentence); !strings.Contains(fmt.Sprint(sentence), "stand longer than usual") {
		h.Errorf("it says %v", sentence)
	}
}
