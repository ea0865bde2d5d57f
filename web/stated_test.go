package web

import (
	"fmt"
	"strings"
	"testing"

	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
)

// What of an order came back is taken back with the act that said it, stays when a line above is
// taken out, and holds its own line in the order.
func TestWhatCameBackOfAnOrder(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		c := callerOf(h)
		money := `{"minor": 1000, "currency": "EUR"}`
		made := c.must(201, "POST", "/orders", fmt.Sprintf(`{"account": %d, "currency": "EUR", "items": [{"text": "Tea", "price": %s}, {"text": "Coffee", "price": %s, "quantity": 2}]}`, h.account, money, money))
		path := fmt.Sprintf("/orders/%v", made["id"])
		back := func() string { return h.facts("return") }
		c.must(200, "PATCH", path, fmt.Sprintf(`{"items": [{"text": "Tea", "price": %s}, {"text": "Coffee", "price": %s, "quantity": 2, "returned": 1}]}`, money, money))
		if got := back(); got != "2026-000001 1000" {
			t.Fatalf("came back: %q", got)
		}
		past := c.must(200, "GET", path+"/changes", "")["rows"].([]any)
		c.must(200, "POST", fmt.Sprintf("%s/changes/%v/undo", path, past[0].(map[string]any)["id"]), "")
		if got := back(); got != "" {
			t.Errorf("taken back, the book still has %q", got)
		}
		c.must(200, "PATCH", path, fmt.Sprintf(`{"items": [{"text": "Tea", "price": %s}, {"text": "Coffee", "price": %s, "quantity": 2, "returned": 1}]}`, money, money))
		c.must(200, "PATCH", path, fmt.Sprintf(`{"items": [{"text": "Coffee", "price": %s, "quantity": 2}]}`, money))
		if got := back(); got != "2026-000001 1000" {
			t.Errorf("without the other line: %q", got)
		}
		if got := fmt.Sprint(c.must(422, "PATCH", path, fmt.Sprintf(`{"items": [{"text": "Tea", "price": %s}]}`, money))); !strings.Contains(got, "came back") {
			t.Errorf("its own line taken out: %s", got)
		}
	})
}

// Numbers that people gave otherwise are no part of the run; a quote is an order of the day on which
// it becomes one, by whichever way; and what is for nobody any more is no order of whom it was for.
func TestAnOrdersNumberAndDay(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		c := callerOf(h)
		order := func(more string) map[string]any {
			return c.must(201, "POST", "/orders", fmt.Sprintf(`{"account": %d, "currency": "EUR", "items": [{"text": "Tea", "price": {"minor": 1000}}]%s}`, h.account, more))
		}
		order("")
		for _, odd := range []string{"2026-RE0001", "2026-1A2345", "2026-0"} {
			order(fmt.Sprintf(`, "number": %q`, odd))
		}
		if got := order("")["number"]; got != "2026-000002" {
			t.Errorf("the next is %v", got)
		}
		order(`, "number": "2026-999999"`)
		if got := order("")["number"]; got != "2026-1000000" {
			t.Errorf("after the last of six digits: %v", got)
		}
		if got := order("")["number"]; got != "2026-1000001" {
			t.Errorf("and then: %v", got)
		}
		quote := order(`, "state": "quote", "day": "2026-01-05", "valid_until": "2026-12-31"`)
		if got := c.must(200, "PATCH", fmt.Sprintf("/orders/%v", quote["id"]), `{"state": "ordered"}`)["day"]; got != h.crm.Clock.Today().String() {
			t.Errorf("the quote is an order of %v", got)
		}
		if got := fmt.Sprint(c.must(422, "POST", "/orders", fmt.Sprintf(`{"account": %d, "currency": "EUR", "items": [{"text": "Tea", "price": {"minor": 900000000000000}, "quantity": 900}]}`, h.account))); !strings.Contains(got, "more than an order holds") {
			t.Errorf("too much: %s", got)
		}
	})
}

// A deal that was lost and is won after all is an order of the day on which it was won; a stage in
// which deals stand says nothing else of them.
func TestAStageStaysWhatItIs(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newSeller(t, d)
		id := s.deal("Lost", map[string]any{"closed": "2026-01-05", "opened": "2026-01-02"})
		s.did(s.sign, "deal-move", fmt.Sprintf(`{"id": %d, "to": "%d"}`, id, s.stages["Won"]))
		if got := fmt.Sprint(s.get(id).Values["closed"]); got != s.crm.Clock.Today().String() {
			t.Errorf("won on %s", got)
		}
		before := s.brought()
		stage := fmt.Sprintf("/stages/%d", s.stages["Won"])
		s.api.must(409, "PATCH", stage, `{"state": "lost"}`)
		s.api.must(200, "PATCH", stage, `{"name": "Signed"}`)
		if s.brought() != before {
			t.Error("what was won counts otherwise")
		}
		s.api.must(200, "PATCH", fmt.Sprintf("/stages/%d", s.stages["New"]), `{"state": "lost"}`) // nobody stands in it
	})
}

// In the archive nothing of an engagement counts, however often it was agreed anew.
func TestAnEngagementOfManyStretchesIsPutAway(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		a := newAgreeing(t, d)
		id := a.agree(`"name": "Care", "begins": "2025-01-01", "stage": "running", "fee": {"minor": 100, "currency": "EUR"}, "period": "month"`)
		for i := range 12 {
			a.did(a.sign, "amend-engagement", fmt.Sprintf(`{"id": %d, "since": "2025-%02d-02", "fee": "%d EUR"}`, id, i+1, i+2))
		}
		if n := len(a.engaged("")); n != 13 {
			t.Fatalf("%d stretches", n)
		}
		a.c.must(200, "DELETE", fmt.Sprintf("/engagements/%d", id), "")
		a.same("in the archive", a.engaged(""))
		a.c.must(200, "POST", fmt.Sprintf("/engagements/%d/restore", id), "")
		if n := len(a.engaged("")); n != 13 {
			t.Errorf("brought back: %d stretches", n)
		}
	})
}

// A day that no fact of the book may have is refused with its field, and keeps no other row out.
func TestADayTooLongAgo(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newSeller(t, d)
		for path, body := range map[string]string{
			"/orders":      `{"account": %d, "day": "1899-12-30", "currency": "EUR", "items": [{"text": "Tea", "price": {"minor": 1000}}]}`,
			"/deals":       fmt.Sprintf(`{"account": %%d, "name": "Roof", "stage": %d, "closed": "1899-12-30", "opened": "1899-12-30"}`, s.stages["Won"]),
			"/engagements": `{"account": %d, "name": "Care", "begins": "1899-12-30"}`,
			"/events":      `{"account": %d, "title": "Lunch", "begins": "1969-12-30T12:00"}`,
		} {
			if got := fmt.Sprint(s.api.must(422, "POST", path, fmt.Sprintf(body, s.account))); !strings.Contains(got, "too long ago") {
				t.Errorf("%s: %s", path, got)
			}
		}
	})
}
