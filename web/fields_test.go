package web

import (
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/clientele-crm/clientele/crm/fields"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
)

// An owner adds 'tier' to relationships: it stands on the form and in the list at once,
// and the list is filtered by it. Taken away, it is nowhere; brought back, it has its values.
func TestTierIsAddedAndFilteredBy(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		h.furnish()
		owner := h.session(h.owner)
		act := func(name string, form url.Values, want int) {
			t.Helper()
			if w := h.do(post("/do/"+name, form), owner); w.Code != want {
				t.Fatalf("%s: %d %s", name, w.Code, clipBody(w.Body.String()))
			}
		}
		page := func(path string) string { return h.do(get(path), owner).Body.String() }
		if first := page("/own-fields"); !strings.Contains(first, "Nothing of your own yet") {
			t.Errorf("the empty page: %s", clipBody(first))
		}
		tier := url.Values{"of": {"accounts"}, "label": {"Tier"}, "kind": {"choice"}, "choices": {"gold\nsilver\n"}, "listed": {"yes"}, "back": {"/own-fields"}}
		if w := h.do(post("/do/add-field", tier), h.session(h.member)); w.Code != 403 {
			t.Errorf("a member adds a field: %d", w.Code)
		}
		act("add-field", url.Values{"of": {"accounts"}, "label": {"Tier"}, "kind": {"choice"}, "back": {"/own-fields"}}, 422)
		act("add-field", tier, 303)
		act("add-field", url.Values{"of": {"accounts"}, "label": {"Tier!"}, "kind": {"text"}, "listed": {"yes"}}, 303) // gets another name for filters
		if !strings.Contains(page("/accounts/new"), `name="custom.tier"`) || !strings.Contains(page("/accounts"), ">Tier<") {
			t.Error("the form or the list has no tier")
		}
		act("account-change", url.Values{"id": {fmt.Sprint(int64(h.account))}, "custom.tier": {"gold"}}, 303)
		gold := "/accounts?filter=" + url.QueryEscape(`tier = "gold"`)
		address := fmt.Sprintf(`href="/accounts/%d/record"`, h.account)
		if list := page(gold); strings.Count(list, "data-href=") != 1 || !strings.Contains(list, address) {
			t.Errorf("the list of the golden: %s", clipBody(list))
		}
		own := func() fields.OwnFieldsOut {
			t.Helper()
			var out fields.OwnFieldsOut
			h.ok(json.Unmarshal([]byte(page("/api/v1/own-fields?of=accounts")), &out))
			return out
		}
		rows := own().Rows
		if len(rows) != 2 || rows[0].Name != "tier" || rows[1].Name != "tier_2" || rows[0].Href != gold {
			t.Fatalf("%+v", rows)
		}
		id := fmt.Sprint(int64(rows[0].ID))
		act("change-field", url.Values{"id": {id}, "label": {"Rank"}, "choices": {"gold\nsilver\nbronze"}, "listed": {"yes"}, "revision": {fmt.Sprint(rows[0].Revision)}}, 303)
		act("move-field", url.Values{"id": {id}}, 303)
		if rows = own().Rows; rows[1].Label != "Rank" || len(rows[1].Choices) != 3 || rows[0].Name != "tier_2" {
			t.Errorf("renamed and moved: %+v", rows)
		}
		if form := page("/accounts/new"); strings.Index(form, "custom.tier_2") > strings.Index(form, `custom.tier"`) {
			t.Error("the form has another order")
		}
		act("archive-field", url.Values{"id": {id}}, 303)
		if list := page(gold); !strings.Contains(list, "cannot be understood") || strings.Contains(page("/accounts/new"), `name="custom.tier"`) {
			t.Error("taken away, and still there")
		}
		act("restore-field", url.Values{"id": {id}}, 303)
		if list := page(gold); strings.Count(list, "data-href=") != 1 {
			t.Error("its values did not come back")
		}
	})
}

// A field that search finds by: at once for what is there already, and no more once it is taken away.
func TestSearchFindsByAFieldOfOnesOwn(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		h.furnish()
		owner := h.session(h.owner)
		act := func(name string, form url.Values) {
			t.Helper()
			if w := h.do(post("/do/"+name, form), owner); w.Code != 303 {
				t.Fatalf("%s: %d %s", name, w.Code, clipBody(w.Body.String()))
			}
			h.work()
		}
		found := func() bool { return strings.Contains(h.do(get("/search?q=Kiswahili"), owner).Body.String(), "Jo Bell") }
		act("add-field", url.Values{"of": {"people"}, "label": {"Language"}, "kind": {"text"}})
		act("person-change", url.Values{"id": {fmt.Sprint(int64(h.person))}, "custom.language": {"Kiswahili"}})
		if found() {
			t.Error("found by a field that search does not know")
		}
		var out fields.OwnFieldsOut
		h.ok(json.Unmarshal(h.do(get("/api/v1/own-fields?of=people"), owner).Body.Bytes(), &out))
		id := fmt.Sprint(int64(out.Rows[0].ID))
		act("change-field", url.Values{"id": {id}, "label": {"Language"}, "searched": {"yes"}})
		if !found() {
			t.Error("not found")
		}
		act("archive-field", url.Values{"id": {id}})
		if found() {
			t.Error("found by a field that was taken away")
		}
	})
}

// work does what waits in the background.
func (h *testHouse) work() {
	h.Helper()
	h.ok(h.crm.Jobs.Queue.Drain(h.Context(), nil))
}

// A share and a number of the firm's own: the share is typed as people write it (in filters
// its name means something else, so it gets another), and no two relationships have the same number.
func TestShareAndOwnNumber(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		h.furnish()
		owner := h.session(h.owner)
		act := func(name string, form url.Values, want int) string {
			t.Helper()
			w := h.do(post("/do/"+name, form), owner)
			if w.Code != want {
				t.Fatalf("%s: %d %s", name, w.Code, clipBody(w.Body.String()))
			}
			return w.Body.String()
		}
		page := func(path string) string { return h.do(get(path), owner).Body.String() }
		act("add-field", url.Values{"of": {"accounts"}, "label": {"Share"}, "kind": {"percentage"}, "listed": {"yes"}}, 303)
		act("add-field", url.Values{"of": {"accounts"}, "label": {"Number"}, "kind": {"text"}, "single": {"yes"}}, 303)
		act("add-field", url.Values{"of": {"accounts"}, "label": {"Stars"}, "kind": {"rating"}, "single": {"yes"}}, 422)
		if own := page("/own-fields?of=accounts"); !strings.Contains(own, "no two have the same") {
			t.Errorf("the page of fields: %s", clipBody(own))
		}
		id := fmt.Sprint(int64(h.account))
		act("account-change", url.Values{"id": {id}, "custom.share_2": {"7.5 %"}, "custom.number": {"K-1"}}, 303)
		for filter, want := range map[string]int{"share_2 > 5%": 1, "share_2 > 8": 0, "number = K-1": 1} {
			if list := page("/accounts?filter=" + url.QueryEscape(filter)); strings.Count(list, "data-href=") != want || want > 0 && !strings.Contains(list, "7.5\u00a0%") {
				t.Errorf("%s: %s", filter, clipBody(list))
			}
		}
		if says := act("account-create", url.Values{"name": {"Another"}, "custom.number": {"K-1"}}, 422); !strings.Contains(says, "has this") {
			t.Errorf("a second of the same number: %s", clipBody(says))
		}
		act("account-create", url.Values{"name": {"Another"}, "custom.number": {"K-2"}, "custom.share_2": {".5"}}, 303)
		if list := page("/accounts?filter=" + url.QueryEscape("share_2 < 1")); strings.Count(list, "data-href=") != 1 || !strings.Contains(list, "0.5\u00a0%") {
			t.Errorf("half a hundredth: %s", clipBody(list))
		}
	})
}
