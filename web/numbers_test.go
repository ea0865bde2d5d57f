package web

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/clientele-crm/clientele/crm/find"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
	"github.com/clientele-crm/clientele/jobs"
)

// An order is found by its number as the shop wrote it, and opens at its place on the
// timeline; behind a wall, or once its import is taken back, it is found by nobody.
func TestAnOrderIsFoundByItsNumber(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		h.furnish()
		log := "order_id,customer_id,customer_name,date,amount\n"
		for n := range 60 {
			log += fmt.Sprintf("#A%d,C-9,Quince & Daughters,2026-01-%02d,12.50\n", 1000+n, 1+n%28)
		}
		up, err := h.crm.Receive(t.Context(), "shop.csv", strings.NewReader(log))
		h.ok(err)
		done, err := h.crm.Jobs.ImportNow(t.Context(), jobs.ImportArgs{Path: up.Path, Name: "shop.csv"}, ownerEmail, nil)
		h.ok(err)
		found := func(number string, as func(*http.Request)) (rows []find.SearchRow) {
			t.Helper()
			var out find.SearchOut
			h.ok(json.Unmarshal(h.do(get("/api/v1/search?q="+url.QueryEscape(number)), as).Body.Bytes(), &out))
			return slices.DeleteFunc(out.Rows, func(r find.SearchRow) bool { return r.Type != find.Fact })
		}
		member := h.session(h.member)
		for _, number := range []string{"#A1004", "A1004", "a1004"} {
			rows := found(number, member)
			if len(rows) != 1 || !strings.Contains(rows[0].Title, "A1004") || rows[0].Of != "Quince & Daughters" || rows[0].Text == "" {
				t.Fatalf("%s finds %+v", number, rows)
			}
			href, anchor, _ := strings.Cut(rows[0].Href, "#")
			if page := h.do(get(href), member).Body.String(); !strings.Contains(page, `id="`+anchor+`"`) {
				t.Errorf("%s is not on %s", anchor, href)
			}
		}
		for _, number := range []string{"A100", "100", "A1004 x", "A99999"} {
			if rows := found(number, member); len(rows) > 0 {
				t.Errorf("%s finds %+v", number, rows)
			}
		}
		account := found("A1004", member)[0].Href
		account = strings.TrimPrefix(account[:strings.IndexAny(account, "?#")], "/accounts/")
		wall := postJSON("/api/v1/accounts/"+account+"/wall", fmt.Sprintf(`{"users": [%q]}`, ownerEmail))
		wall.Method = "PUT"
		if w := h.do(wall, h.session(h.owner)); w.Code != 200 {
			t.Fatal(w.Code, w.Body)
		}
		if rows := found("A1004", member); len(rows) > 0 {
			t.Errorf("behind a wall: %+v", rows)
		}
		if rows := found("A1004", h.session(h.owner)); len(rows) != 1 {
			t.Errorf("who may pass the wall finds %+v", rows)
		}
		_, err = h.crm.Book.UndoImport(t.Context(), done.ID, ownerEmail)
		h.ok(err)
		if rows := found("A1004", h.session(h.owner)); len(rows) > 0 {
			t.Errorf("taken back: %+v", rows)
		}
	})
}
