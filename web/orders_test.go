package web

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/crm/account"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
	"github.com/clientele-crm/clientele/record"
)

// An order adds itself up, says what does not go, states itself in the book, and takes that back.
func TestAnOrder(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		c := callerOf(h)
		tea := c.must(201, "POST", "/products", `{"name": "Tea", "code": "T1", "price": {"minor": 1190, "currency": "EUR"}, "tax": 19}`)["id"]
		c.must(201, "POST", "/prices", fmt.Sprintf(`{"product": %v, "from_quantity": 10, "amount": {"minor": 1000, "currency": "EUR"}}`, tea))
		made := c.must(201, "POST", "/orders", fmt.Sprintf(`{"account": %d, "currency": "EUR", "items": [{"product": %v, "quantity": 2}, {"text": "Gift wrap", "price": {"minor": 250}, "quantity": 1.5, "discount": 10}]}`, h.account, tea))
		if total := fmt.Sprint(made["total"]); total != "map[currency:EUR minor:2718]" { // 2380 + 337.5
			t.Errorf("it comes to %v of %v", total, made["items"])
		}
		if made["number"] != "2026-000001" {
			t.Errorf("number %v", made["number"])
		}
		path := fmt.Sprintf("/orders/%v", made["id"])
		if n := h.facts("order"); n != "2026-000001 2718" {
			t.Errorf("the book has %q", n)
		}
		many := c.must(201, "POST", "/orders", fmt.Sprintf(`{"account": %d, "currency": "EUR", "state": "quote", "items": ["12 x T1"]}`, h.account))
		if total := fmt.Sprint(many["total"]); total != "map[currency:EUR minor:12000]" || many["number"] != "2026-000002" {
			t.Errorf("twelve come to %v, number %v: %v", total, many["number"], many["items"])
		}
		for body, says := range map[string]string{
			`{"currency": "EUR", "items": [{"product": %v}]}`: "whom the order is for",
			fmt.Sprintf(`{"account": %d, "currency": "EUR", "items": [{"product": %%v, "price": {"minor": 5, "currency": "USD"}}]}`, h.account): "in USD, and the order in EUR",
			fmt.Sprintf(`{"account": %d, "currency": "EUR", "items": [{"product": %%v, "quantity": 0}]}`, h.account):                            "quantity of nothing",
			fmt.Sprintf(`{"account": %d, "currency": "EUR", "items": [{"product": %%v, "quantity": -2}]}`, h.account):                           "quantity of nothing",
			fmt.Sprintf(`{"account": %d, "currency": "EUR", "items": [{"product": %%v, "discount": 101}]}`, h.account):                          "discount below 0 or above 100",
			fmt.Sprintf(`{"account": %d, "currency": "EUR", "items": [{"product": %%v, "returned": 2}]}`, h.account):                            "would come back",
		} {
			if got := fmt.Sprint(c.must(422, "POST", "/orders", fmt.Sprintf(body, tea))); !strings.Contains(got, says) {
				t.Errorf("%s: %s", body, got)
			}
		}
		c.must(200, "PATCH", path, `{"state": "cancelled"}`)
		if n := h.facts("order"); n != "" {
			t.Errorf("called off, the book has %q", n)
		}
		past := c.must(200, "GET", path+"/changes", "")["rows"].([]any)
		c.must(200, "POST", fmt.Sprintf("%s/changes/%v/undo", path, past[0].(map[string]any)["id"]), "")
		if n := h.facts("order"); n != "2026-000001 2718" {
			t.Errorf("taken back, the book has %q", n)
		}
		c.must(200, "DELETE", path, "")
		if n := h.facts("order"); n != "" {
			t.Errorf("put away, the book has %q", n)
		}
		if found := fmt.Sprint(c.must(200, "GET", fmt.Sprintf("/orders?filter=items+has+%v", tea), "")["rows"]); !strings.Contains(found, "2026-000002") {
			t.Errorf("who ordered it: %s", found)
		}
	})
}

// facts are the facts of a kind of the account that orders state, by number and amount.
func (h *testHouse) facts(kind string) string {
	h.Helper()
	var out account.AccountOut
	h.ok(json.Unmarshal(h.do(get(fmt.Sprintf("/api/v1/accounts/%d/page?kind=%s", h.account, kind)), h.session(h.owner)).Body.Bytes(), &out))
	var all []string
	for _, day := range out.Timeline {
		for _, e := range day.Entries {
			if _, number, ok := strings.Cut(e.Title, "2026-"); ok {
				all = append(all, fmt.Sprintf("2026-%s %d", number, e.Amount.Minor))
			}
		}
	}
	return strings.Join(all, "; ")
}

// sold is a product, a price or a quote of the house, made when it is first asked for.
func (h *testHouse) sold(of string) clientele.ID {
	h.Helper()
	found, err := h.crm.Records.Query(context.Background(), access.System("a test"), record.Query{Type: of, Limit: 1})
	h.ok(err)
	if len(found.Rows) > 0 {
		return found.Rows[0].ID
	}
	money := map[string]any{"minor": 500, "currency": "EUR"}
	if of == "product" {
		return h.record(of, map[string]any{"name": "Tea", "code": "T1", "price": money})
	}
	if of == "price" {
		return h.record(of, map[string]any{"product": h.sold("product"), "price_list": "Trade", "amount": money})
	}
	return h.record(of, map[string]any{"account": h.account, "state": "quote", "currency": "EUR", "items": []any{map[string]any{"product": h.sold("product")}}})
}
