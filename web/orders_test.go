package web

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/crm/account"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
	"github.com/clientele-crm/clientele/page"
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

// An order that was taken by its rows is placed, ordered again, given back in part, and each is
// taken back in one act; more than was bought does not come back, and a quote lapses.
func TestAnOrderIsTaken(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		h.furnish()
		owner := h.session(h.owner)
		h.did(owner, "set-receipts", `{"pricing": "net", "paper": "A4", "address": "1 High Street\nLeeds", "tax_id": "GB 123", "bank": "IBAN GB00", "foot": "Thank you"}`)
		tea := h.record("product", map[string]any{"name": "Tee Łódź", "code": "T1", "tax": 19, "price": map[string]any{"minor": 1000, "currency": "EUR"}})
		take := func(quote string) page.Done {
			return h.did(owner, "order-take", fmt.Sprintf(`{"account": %d, "items": ["Tee Łódź #%d", "T1"], "items.quantity": ["2", "1"], "items.discount": ["", "10"]%s}`, h.account, tea, quote))
		}
		done := take(`, "quote": true, "valid_until": "2026-04-02"`)
		if n := h.facts("order"); n != "" {
			t.Errorf("a quote is in the book: %q", n)
		}
		placed := h.did(owner, "order-state", fmt.Sprintf(`{"id": %d, "state": "ordered"}`, done.ID))
		if n := h.facts("order"); n != "2026-000001 3451" { // 2900 and 19 %
			t.Errorf("placed, the book has %q: %s", n, placed.Sentence)
		}
		h.undone(owner, placed)
		if n := h.facts("order"); n != "" {
			t.Errorf("taken back, the book has %q", n)
		}
		h.clock.add(72 * time.Hour)
		if w := h.do(postJSON("/api/v1/order-state", fmt.Sprintf(`{"id": %d, "state": "ordered"}`, done.ID)), owner); w.Code != 422 || !strings.Contains(w.Body.String(), "lapsed") {
			t.Errorf("a quote that lapsed: %d %s", w.Code, w.Body)
		}
		again := h.did(owner, "order-again", fmt.Sprintf(`{"id": %d}`, done.ID))
		if n := h.facts("order"); n != "2026-000002 3451" {
			t.Errorf("again, the book has %q", n)
		}
		back := h.did(owner, "order-return", fmt.Sprintf(`{"id": %d, "line": 1, "quantity": "1"}`, again.ID))
		if n := h.facts("return"); n != "2026-000002 1190" {
			t.Errorf("one came back, the book has %q: %s", n, back.Sentence)
		}
		if w := h.do(postJSON("/api/v1/order-return", fmt.Sprintf(`{"id": %d, "line": 1, "quantity": "2"}`, again.ID)), owner); w.Code != 422 || !strings.Contains(w.Body.String(), "would come back") {
			t.Errorf("more than was bought: %d %s", w.Code, w.Body)
		}
		h.undone(owner, back)
		if n := h.facts("return"); n != "" {
			t.Errorf("taken back, the book has %q", n)
		}
		h.did(owner, "order-return", fmt.Sprintf(`{"id": %d}`, again.ID))
		if n := h.facts("return"); n != "2026-000002 3451" {
			t.Errorf("all came back, the book has %q", n)
		}
		h.printed(owner, again.ID)
		h.undone(owner, again)
		if n := h.facts("order"); n != "" {
			t.Errorf("not again, the book has %q", n)
		}
		for at, word := range map[string]string{fmt.Sprintf("/orders/new?account=%d", h.account): `name="items.quantity"`, fmt.Sprintf("/products/%d", tea): "Who buys it",
			fmt.Sprintf("/accounts/%d", h.account): "Order again", "/receipts": "1 High Street", fmt.Sprintf("/orders/beside?account=%d&items=T1&items.quantity=3", h.account): "35.70"} {
			if w := h.do(get(at), owner); w.Code != 200 || !strings.Contains(w.Body.String(), word) {
				t.Errorf("%s: %d, without %q: %s", at, w.Code, word, clipBody(w.Body.String()))
			}
		}
	})
}

// printed reads back what is printed of an order.
func (h *testHouse) printed(sign func(*http.Request), id clientele.ID) {
	h.Helper()
	w := h.do(get(fmt.Sprintf("/orders/%d/print", id)), sign)
	if w.Code != 200 || w.Header().Get("Content-Type") != "application/pdf" || !strings.HasPrefix(w.Body.String(), "%PDF-") {
		h.Fatalf("on paper: %d %s", w.Code, clipBody(w.Body.String()))
	}
	reads, err := exec.LookPath("pdftotext")
	if err != nil {
		return // nobody here reads PDF
	}
	at := filepath.Join(h.TempDir(), "receipt.pdf")
	h.ok(os.WriteFile(at, w.Body.Bytes(), 0o600))
	text, err := exec.Command(reads, "-layout", at, "-").Output()
	h.ok(err)
	for _, word := range []string{"Kettle & Sons", "1 High Street", "GB 123", "Receipt 2026-000002", "Tee Łódź (T1)", "20.00", "19 %", "34.51", "IBAN GB00", "page 1 of 1"} {
		if !strings.Contains(strings.ReplaceAll(string(text), "\u00a0", " "), word) {
			h.Errorf("the receipt does not say %q:\n%s", word, text)
		}
	}
}
