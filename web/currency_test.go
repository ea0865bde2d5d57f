package web

import (
	"net/url"
	"strings"
	"testing"

	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
)

// Amounts of a file that names no currency are in the firm's own, and the preview says so;
// what the file names goes before it.
func TestAmountsThatNameNoCurrencyAreTheFirms(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		h.furnish()
		owner := h.session(h.owner)
		h.ok(h.crm.Access.SetSettings(t.Context(), map[string]string{"currency": "GBP"}))
		for file, want := range map[string]string{"who,day,amount\nAnn,2026-01-02,5\nBob,2026-01-03,7\n": "GBP", "who,day,amount (€)\nCyd,2026-01-02,5\nDan,2026-01-03,7\n": "EUR"} {
			at := h.handIn("orders.csv", []byte(file), owner).Header().Get("Location")
			body := h.do(get(at), owner).Body.String()
			if !strings.Contains(body, `placeholder="`+want+`"`) {
				t.Errorf("%q is not previewed in %s", file, want)
			}
			_, ticket, _ := strings.Cut(at, "upload=")
			h.do(post("/do/import-confirm", url.Values{"upload": {ticket}, "door": {"orders"}, "columns": {"account", "at", "amount"}, "back": {at}}), owner)
			h.ok(h.crm.Jobs.Queue.Drain(t.Context(), nil))
		}
		list := h.do(get("/api/v1/relationships?q=ann"), owner).Body.String()
		if !strings.Contains(list, `"GBP"`) {
			t.Errorf("nothing is in the firm's currency: %s", clipBody(list))
		}
	})
}
