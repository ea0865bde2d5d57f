package web

import (
	"bytes"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
)

// A condition is asked as its field wants it: a choice as a choice, users by name, a day with its echo; one in
// force is changed by the words of its chip, and the rest of the list stays. What no form asks is only taken away.
func TestConditionForm(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		h.furnish()
		owner := h.session(h.owner)
		h.send(owner, "POST", "/fields", `{"type": "people", "name": "tier", "kind": "choice", "choices": ["gold", "plain"], "listed": true}`)
		h.send(owner, "POST", "/fields", `{"type": "people", "name": "since", "kind": "day", "listed": true}`)
		shows := func(path string, want, not []string) {
			t.Helper()
			w := h.do(get(path), owner)
			for _, s := range want {
				if w.Code != 200 || !strings.Contains(w.Body.String(), s) {
					t.Errorf("%s: %d, %q is not there: %s", path, w.Code, s, clipBody(w.Body.String()))
				}
			}
			for _, s := range not {
				if strings.Contains(w.Body.String(), s) {
					t.Errorf("%s: %q is there", path, s)
				}
			}
		}
		shows("/people/condition?add=custom.tier", []string{`<option value="gold"`, ">is not empty<"}, []string{">contains<", "is more than"})
		shows("/people/condition?add=custom.since", []string{`data-day="next"`, ">is before<"}, []string{">contains<"})
		shows("/people/condition?add=owner", []string{`<option value="me"`, ">Mo<"}, []string{">contains<"})
		shows("/people/condition?add=name", []string{">contains<", "begins with"}, []string{"is before"})
		both := url.QueryEscape(`custom.tier = gold and name contains "bell"`)
		shows("/people?sort=-name&filter="+both, []string{"nth=1", "nth=2", "/people/condition?filter="}, nil)
		shows("/people/condition?sort=-name&nth=2&filter="+both, []string{`value="bell"`, `name="sort" value="-name"`, `name="all" value="true"`, "custom.tier = gold"}, []string{`name contains`})
		shows("/people/condition?nth=1&filter="+url.QueryEscape("accounts has "+fmt.Sprint(int64(h.account))), []string{"#" + fmt.Sprint(int64(h.account))}, nil)
		shows("/people?filter="+url.QueryEscape("name = Bo or name = Cy"), []string{"Take away: "}, []string{"nth="})
		shows("/people/condition?nth=9", []string{"condition-add"}, nil)
	})
}

// A list is given out as it is shown: its columns in their order, by the names of what they lead to, sorted and
// filtered as the list is.
func TestExportAsShown(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		h.furnish()
		owner := h.session(h.owner)
		h.record("person", map[string]any{"name": "Ann Able", "tags": []string{"vip"}, "owner": h.member, "account": h.account})
		h.record("person", map[string]any{"name": "Zoe Zest", "tags": []string{"vip"}})
		body := h.do(get("/people?sort=-name&columns=owner&columns=tags&columns=accounts&filter=tags+has+vip"), owner).Body.String()
		_, rest, _ := strings.Cut(body, `class="item" href="/api/v1/people/export`)
		at, _, _ := strings.Cut(rest, `"`)
		at = "/api/v1/people/export" + strings.ReplaceAll(at, "&amp;", "&")
		page := h.do(get(fmt.Sprintf("/api/v1/accounts/%d?fields=name", h.account)), owner).Body.String()
		_, account, _ := strings.Cut(page, `"name":"`)
		account, _, _ = strings.Cut(account, `"`)
		want := "name,owner,tags,accounts\nZoe Zest,,vip,\nAnn Able,Mo,vip," + account + "\n"
		if got := h.do(get(at), owner).Body.String(); got != want {
			t.Errorf("%s:\n%s\nwant\n%s", at, got, want)
		}
		x, err := excelize.OpenReader(bytes.NewReader(h.do(get(strings.Replace(at, "format=csv", "format=xlsx", 1)), owner).Body.Bytes()))
		h.ok(err)
		if rows, err := x.GetRows("Sheet1"); err != nil || len(rows) != 3 || strings.Join(rows[2], ",") != "Ann Able,Mo,vip,"+account {
			t.Errorf("%v %v", rows, err)
		}
	})
}
