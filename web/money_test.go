package web

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/crm/engagements"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
	"github.com/clientele-crm/clientele/jobs"
)

// A won deal and the order that is written down for it are the same money: the order says it as long
// as it stands, whichever of the two is written first, and the deal says it again when it does not.
func TestADealAndItsOrderCountOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newSeller(t, d)
		before := s.brought()
		gained := func(when string, want int64) {
			t.Helper()
			if got := s.brought() - before; got != want {
				t.Errorf("%s: the book says %d more, and it is %d", when, got, want)
			}
		}
		id := s.deal("Won", nil)
		gained("won", 100_000)
		page := fmt.Sprintf("/orders/new?deal=%d", id)
		if body := s.do(get(fmt.Sprintf("/deals/%d", id)), s.sign).Body.String(); !strings.Contains(body, `href="`+page) {
			t.Error("the deal does not offer to write down its order")
		}
		if body := s.do(get(page), s.sign).Body.String(); !strings.Contains(body, "Kettle Works") || !strings.Contains(body, `value="1000.00 EUR"`) || !strings.Contains(body, fmt.Sprintf(`<option value="%d" selected`, id)) {
			t.Errorf("the form does not begin with what the deal says: %s", clipBody(body))
		}
		done := s.did(s.sign, "order-take", fmt.Sprintf(`{"deal": %d, "items": ["Roof"], "items.quantity": ["1"], "items.price": ["1200 EUR"]}`, id))
		order := clientele.Ref{Type: "order", ID: done.ID}
		r, err := s.crm.Records.Get(t.Context(), access.System("a test"), order)
		s.ok(err)
		if r.Account != s.account {
			t.Errorf("the order is for %d", r.Account)
		}
		gained("its order is written down", 120_000)
		if body := s.do(get(fmt.Sprintf("/deals/%d", id)), s.sign).Body.String(); strings.Contains(body, page+`"`) && strings.Contains(body, "until its order") {
			t.Error("the deal still offers to write it down")
		}
		s.api.must(200, "PATCH", fmt.Sprintf("/orders/%d", done.ID), `{"state": "cancelled"}`)
		gained("called off", 100_000)
		s.api.must(200, "PATCH", fmt.Sprintf("/orders/%d", done.ID), `{"state": "ordered"}`)
		gained("ordered after all", 120_000)
		other := s.deal("Won", map[string]any{"name": "Wall", "value": map[string]any{"minor": 50_000, "currency": "EUR"}})
		gained("another is won", 170_000)
		s.api.must(200, "PATCH", fmt.Sprintf("/orders/%d", done.ID), fmt.Sprintf(`{"deal": %d}`, other))
		gained("it was the order of the other", 220_000)
		s.api.must(200, "PATCH", fmt.Sprintf("/orders/%d", done.ID), fmt.Sprintf(`{"deal": %d}`, id))
		s.api.must(200, "PATCH", fmt.Sprintf("/deals/%d", id), `{"value": {"minor": 110000, "currency": "EUR"}}`)
		gained("the deal is written, and says nothing", 170_000)
		s.api.must(200, "DELETE", fmt.Sprintf("/orders/%d", done.ID), "")
		gained("the order is put away", 160_000)
		open := s.deal("New", map[string]any{"name": "Door"})
		s.record("order", map[string]any{"deal": open, "account": s.account, "currency": "EUR", "items": []any{map[string]any{"text": "Door", "quantity": 1, "price": map[string]any{"minor": 7_000, "currency": "EUR"}}}})
		gained("ordered before it was won", 167_000)
		s.api.must(200, "PATCH", fmt.Sprintf("/deals/%d", open), fmt.Sprintf(`{"stage": %d}`, s.stages["Won"]))
		gained("won after that", 167_000)
		stranger := s.record("account", map[string]any{"name": "Stranger"})
		if said := fmt.Sprint(s.api.must(422, "POST", "/orders", fmt.Sprintf(`{"account": %d, "deal": %d, "currency": "EUR", "items": [{"text": "x", "price": {"minor": 1, "currency": "EUR"}}]}`, stranger, id))); !strings.Contains(said, "somebody else's") {
			t.Errorf("an order of somebody else's deal: %s", said)
		}
	})
}

// What comes back of an order on several days is a fact of each of them, and an undo takes the last
// one back alone.
func TestReturnsOfSeveralDays(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		c := callerOf(h)
		owner := h.session(h.owner)
		h.account = h.record("account", map[string]any{"name": "Tea House"})
		id := h.record("order", map[string]any{"account": h.account, "currency": "EUR", "items": []any{
			map[string]any{"text": "Tea", "quantity": 5, "price": map[string]any{"minor": 1_000}}, map[string]any{"text": "Cup", "quantity": 2, "price": map[string]any{"minor": 500}}}})
		back := func() string {
			t.Helper()
			key := fmt.Sprintf("order/%d/return", id)
			entries, err := h.crm.Book.Holding(t.Context(), []string{key, key + "/2", key + "/3"})
			h.ok(err)
			slices.SortFunc(entries, func(a, b clientele.Entry) int { return int(b.Day - a.Day) })
			var all []string
			for _, e := range entries {
				b := e.Body.(clientele.Return)
				said := fmt.Sprintf("%s %d", e.Day, b.Total.Minor)
				for _, it := range b.Items {
					said += fmt.Sprintf(" %s×%d=%d", it.Text, it.QuantityMilli, it.TotalMinor)
				}
				all = append(all, said)
			}
			return strings.Join(all, "; ")
		}
		today := h.crm.Clock.Today()
		first := fmt.Sprintf("%s 1000 Tea×1000=1000", today)
		h.did(owner, "order-return", fmt.Sprintf(`{"id": %d, "line": 1, "quantity": "1"}`, id))
		h.same("once", []string{back()}, first)
		h.clock.add(40 * 24 * time.Hour)
		later, owner := h.crm.Clock.Today(), h.session(h.owner)
		h.did(owner, "order-return", fmt.Sprintf(`{"id": %d, "line": 1, "quantity": "2"}`, id))
		done := h.did(owner, "order-return", fmt.Sprintf(`{"id": %d, "line": 2}`, id))
		h.same("on two days", []string{back()}, fmt.Sprintf("%s 3000 Tea×2000=2000 Cup×2000=1000; %s", later, first))
		h.undone(owner, done)
		h.same("the last one taken back", []string{back()}, fmt.Sprintf("%s 2000 Tea×2000=2000; %s", later, first))
		c.must(200, "PATCH", fmt.Sprintf("/orders/%d", id), `{"items": [{"text": "Tea", "quantity": 5, "price": {"minor": 1000, "currency": "EUR"}, "returned": 2}, {"text": "Cup", "quantity": 2, "price": {"minor": 500, "currency": "EUR"}}]}`)
		h.same("less came back", []string{back()}, fmt.Sprintf("%s 1000 Tea×1000=1000; %s", later, first))
		c.must(200, "PATCH", fmt.Sprintf("/orders/%d", id), `{"items": [{"text": "Tea", "quantity": 5, "price": {"minor": 1000, "currency": "EUR"}, "returned": 0}, {"text": "Cup", "quantity": 2, "price": {"minor": 500, "currency": "EUR"}}]}`)
		h.same("nothing came back", []string{back()}, "")
		r, err := h.crm.Records.Get(t.Context(), access.System("a test"), clientele.Ref{Type: "order", ID: id})
		h.ok(err)
		if r.Values["returns"] != nil || r.Values["returned_on"] != nil {
			t.Errorf("the order keeps %v on %v", r.Values["returns"], r.Values["returned_on"])
		}
	})
}

// What a file told of an agreement goes with the file: taken back while a record looks after the
// agreement, it does not come back with the record's going; taken back after that, it is gone too.
func TestAnUndoneFileDoesNotComeBack(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		a := newAgreeing(t, d)
		ctx := t.Context()
		bring := func(customer string) (clientele.ID, clientele.ID, engagements.AdoptOut) {
			t.Helper()
			up, err := a.crm.Receive(ctx, "agreed.csv", strings.NewReader("CustomerID,Kind,Start,Fee,Period\n"+customer+",retainer,2025-02-01,300.00,month\n"))
			a.ok(err)
			imp, err := a.crm.Jobs.ImportNow(ctx, jobs.ImportArgs{Path: up.Path, Name: "agreed.csv"}, ownerEmail, nil)
			a.ok(err)
			a.account = telling{a.testHouse, access.System("a test")}.called(customer)[0].ID
			var out engagements.AdoptOut
			a.ok(json.Unmarshal(a.do(get(fmt.Sprintf("/api/v1/engagements/adopt/page?account=%d&kind=retainer&start=2025-02-01", a.account)), a.sign).Body.Bytes(), &out))
			return a.account, imp.ID, out
		}
		undo := func(imp clientele.ID) {
			t.Helper()
			_, err := a.crm.Book.UndoImport(ctx, imp, ownerEmail)
			a.ok(err)
		}
		_, imp, out := bring("A01")
		a.same("told", a.engaged(""), "retainer 2025-02-01– 300.00 month")
		kept := a.did(a.sign, "adopt-engagement", fmt.Sprintf(`{"entry": %d}`, out.Entry))
		a.c.must(200, "DELETE", fmt.Sprintf("/engagements/%d", kept.ID), "")
		a.same("the record is away, the file speaks", a.engaged(""), "retainer 2025-02-01– 300.00 month")
		undo(imp)
		a.same("the file is taken back", a.engaged(""))
		_, imp, out = bring("A02")
		kept = a.did(a.sign, "adopt-engagement", fmt.Sprintf(`{"entry": %d}`, out.Entry))
		undo(imp)
		a.same("taken back, the record speaks", a.engaged(""), "retainer 2025-02-01– 300.00 month")
		a.c.must(200, "DELETE", fmt.Sprintf("/engagements/%d", kept.ID), "")
		a.same("both are away", a.engaged(""))
		_, imp, out = bring("A03")
		undo(imp)
		if w := a.do(postJSON("/api/v1/adopt-engagement", fmt.Sprintf(`{"entry": %d}`, out.Entry)), a.sign); w.Code != 404 {
			t.Errorf("looked after what was taken back: %d", w.Code)
		}
	})
}

// Orders that a file told of stand beside the account with those that were taken here, the latest
// first, and are ordered once more in one act where the file told what was bought.
func TestOrdersOfFilesStandBesideTheAccount(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		callerOf(h)
		owner := h.session(h.owner)
		up, err := h.crm.Receive(t.Context(), "shop.csv", strings.NewReader("OrderID,CustomerID,InvoiceDate,Product,Quantity,UnitPrice,Currency\n"+
			"A-7,Q1,2026-01-05,Green tea,3,4.00,EUR\nA-7,Q1,2026-01-05,Cup,1,9.00,EUR\n"))
		h.ok(err)
		_, err = h.crm.Jobs.ImportNow(t.Context(), jobs.ImportArgs{Path: up.Path, Name: "shop.csv"}, ownerEmail, nil)
		h.ok(err)
		h.account = telling{h, access.System("a test")}.called("Q1")[0].ID
		h.record("order", map[string]any{"account": h.account, "currency": "EUR", "day": "2026-01-02", "items": []any{map[string]any{"text": "Pot", "price": map[string]any{"minor": 3_000, "currency": "EUR"}}}})
		at := fmt.Sprintf("/accounts/%d", h.account)
		body := h.do(get(at), owner).Body.String()
		panel := body[max(0, strings.Index(body, `id="aside-orders"`)):]
		first, second := strings.Index(panel, "A-7"), strings.Index(panel, "2026-000001")
		if first < 0 || second < first || !strings.Contains(panel, "3 × Green tea, 1 × Cup") || !strings.Contains(panel, "€21.00") {
			t.Fatalf("beside the account: %s", clipBody(panel))
		}
		_, entry, _ := strings.Cut(panel, `name="entry" value="`)
		entry, _, _ = strings.Cut(entry, `"`)
		done := h.did(owner, "order-again", fmt.Sprintf(`{"account": %d, "entry": %s}`, h.account, entry))
		r, err := h.crm.Records.Get(t.Context(), access.System("a test"), clientele.Ref{Type: "order", ID: done.ID})
		h.ok(err)
		if total, _ := r.Values["total"].(clientele.Money); total.Minor != 2_100 {
			t.Errorf("ordered again, it comes to %v of %v", total, r.Values["items"])
		}
	})
}

// The newest picture of a product stands on its page, in the list and among what the form of an order
// offers, given out by its file; a text is no picture, and one in the archive is not shown.
func TestProductsHavePictures(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		c := callerOf(h)
		owner := h.session(h.owner)
		tea := h.record("product", map[string]any{"name": "Tea", "code": "T1"})
		h.record("product", map[string]any{"name": "Pot"})
		pages := func(src string, shown bool) {
			t.Helper()
			for _, at := range []string{fmt.Sprintf("/products/%d", tea), "/products", "/api/v1/orders/products?q=te"} {
				body := h.do(get(at), owner).Body.String()
				if strings.Contains(body, src) != shown {
					t.Errorf("%s: that it has %q is %v", at, src, !shown)
				}
			}
		}
		h.fileOf("product", tea, "tea.png", "not a picture at all")
		for _, at := range []string{fmt.Sprintf("/products/%d", tea), "/products"} {
			if body := h.do(get(at), owner).Body.String(); strings.Contains(body, "<img") {
				t.Errorf("%s shows a text as a picture", at)
			}
		}
		old := h.fileOf("product", tea, "old.png", "\x89PNG\r\n\x1a\n"+strings.Repeat("x", 40))
		pages(fmt.Sprintf("/files/%d/content", old), true)
		newer := h.fileOf("product", tea, "new.webp", "RIFF\x24\x00\x00\x00WEBPVP8 "+strings.Repeat("x", 40))
		pages(fmt.Sprintf("/files/%d/content", newer), true)
		if body := h.do(get(fmt.Sprintf("/products/%d", tea)), owner).Body.String(); !strings.Contains(body, `alt="Picture of Tea"`) || strings.Count(body, "<img") != 1 {
			t.Errorf("the page of the product: %d pictures", strings.Count(body, "<img"))
		}
		if w := h.do(get(fmt.Sprintf("/files/%d/content", newer)), owner); w.Header().Get("Content-Type") != "image/webp" {
			t.Errorf("given out as %q", w.Header().Get("Content-Type"))
		}
		c.must(200, "DELETE", fmt.Sprintf("/files/%d", newer), "")
		pages(fmt.Sprintf("src=\"/files/%d/content", newer), false)
	})
}
