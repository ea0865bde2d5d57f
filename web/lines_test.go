package web

import (
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/crm/lines"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
	"github.com/clientele-crm/clientele/ledger/standings"
)

// Lines of business are made, named, put together and taken apart again, and nothing of what lies
// in them is lost; addresses and entries keep the line they named.
func TestLinesOfBusiness(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		h.furnish()
		owner, member := h.session(h.owner), h.session(h.member)
		act := func(name string, want int, form ...string) {
			t.Helper()
			values := url.Values{}
			for i := 0; i < len(form); i += 2 {
				values.Set(form[i], form[i+1])
			}
			if w := h.do(post("/do/"+name, values), owner); w.Code != want {
				t.Fatalf("%s %v: %d %s", name, form, w.Code, clipBody(w.Body.String()))
			}
		}
		buy := func(line clientele.Line, minor int64) {
			t.Helper()
			h.ok(h.crm.Book.InTx(t.Context(), func(tx *db.Tx) error {
				e := clientele.Entry{Account: h.account, Line: line, At: clientele.InstantOf(h.clock.now().AddDate(0, 0, -1)), Body: clientele.Order{Total: clientele.Money{Minor: minor, Currency: "EUR"}}}
				r, err := h.crm.Book.Append(t.Context(), tx, []clientele.Entry{e})
				if err != nil {
					return err
				}
				return h.crm.Jobs.Renew(t.Context(), tx, r.Touched, "test")
			}))
		}
		list := func() lines.LinesOut {
			t.Helper()
			var out lines.LinesOut
			h.ok(json.Unmarshal(h.do(get("/api/v1/lines/page"), owner).Body.Bytes(), &out))
			return out
		}
		told := func() (all []string) {
			t.Helper()
			rows, _, err := h.crm.Book.For(access.System("a test")).Relationships(t.Context(), standings.Filter{Limit: 50})
			h.ok(err)
			for _, r := range rows {
				if r.Account == h.account {
					all = append(all, fmt.Sprintf("%s %d", r.Line, r.Revenue.Minor))
				}
			}
			return all
		}
		if w := h.do(post("/do/add-line", url.Values{"name": {"Tax"}}), member); w.Code != 403 {
			t.Errorf("a member adds a line: %d", w.Code)
		}
		act("add-line", 303, "name", "Tax")
		act("add-line", 422, "name", "Tax")
		act("add-line", 303, "name", "Audit")
		buy("Tax", 10_000)
		buy("Audit", 3_000)
		if w := h.do(postJSON("/api/v1/add-interaction", fmt.Sprintf(`{"account": %d, "line": "Taxx", "channel": "call", "direction": "out", "text": "x"}`, h.account)), owner); w.Code != 422 {
			t.Errorf("a slip of the pen opens a line: %d", w.Code)
		}
		h.ok(h.crm.Jobs.Measure(t.Context(), "test", nil))
		apart := told()
		if s := strings.Join(apart, ", "); !strings.Contains(s, "Tax 10000") || !strings.Contains(s, "Audit 3000") {
			t.Fatalf("before: %s", s)
		}

		act("name-line", 303, "line", "Audit", "name", "Auditing & more")
		at := fmt.Sprintf("/accounts/%d?line=Audit", h.account)
		if body := h.do(get(at), owner).Body.String(); !strings.Contains(body, "Auditing &amp; more") {
			t.Error("the account says another name")
		}
		act("merge-lines", 303, "line", "Tax", "into", "Audit")
		h.work()
		h.work()
		if s := strings.Join(told(), ", "); !strings.Contains(s, "Audit 13000") || strings.Contains(s, "Tax") {
			t.Errorf("put together: %s", s)
		}
		if body := h.do(get(at), owner).Body.String(); !strings.Contains(body, "€100") || !strings.Contains(body, "€30") {
			t.Error("what happened in either is not told of the one line")
		}
		out := list()
		row := out.Rows[0]
		if len(out.Rows) != 1 || row.Name != "Auditing & more" || len(row.Parts) != 1 || row.Parts[0].Name != "Tax" || row.Count != 1 {
			t.Fatalf("the page: %+v", out)
		}
		buy("Tax", 700) // as a file would name it still
		if s := strings.Join(told(), ", "); !strings.Contains(s, "Audit 13700") {
			t.Errorf("bought under the old name: %s", s)
		}
		act("part-lines", 303, "line", "Audit", "merge", row.Parts[0].Merge.String())
		h.work()
		h.work()
		if s := strings.Join(told(), ", "); !strings.Contains(s, "Audit 3000") || !strings.Contains(s, "Tax 10700") {
			t.Errorf("taken apart: %s, at first %v", s, apart)
		}
		act("archive-line", 303, "line", "Tax")
		if out := list(); len(out.Rows) != 1 || len(out.Away) != 1 {
			t.Errorf("put away: %+v", out)
		}
		act("restore-line", 303, "line", "Tax")
		act("merge-lines", 422, "line", "Tax", "into", "Tax")
		act("name-line", 404, "line", "Nothing", "name", "Something")
		problems, err := h.crm.Book.Check(t.Context())
		h.ok(err)
		for _, p := range problems {
			t.Errorf("doctor: %+v", p)
		}
	})
}
