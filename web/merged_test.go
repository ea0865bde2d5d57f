package web

import (
	"fmt"
	"strings"
	"testing"

	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
)

// Two entries of one person are merged, one is changed, and they are parted again with
// nothing lost.
func TestMergeByREST(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := newCaller(t, d)
		at := func(x map[string]any) string { return fmt.Sprintf("/people/%v", x["id"]) }
		acme := c.must(201, "POST", "/accounts", `{"name": "Acme Ltd"}`)
		jo := c.must(201, "POST", "/people", fmt.Sprintf(`{"name": "Jo Bell", "email": "jo@acme.example", "phone": "020 7946 0991", "account": %v, "tags": ["vip"]}`, acme["id"]))
		joanna := c.must(201, "POST", "/people", `{"name": "Joanna Bell", "email": "joanna@home.example", "phone": "020 7946 0992", "industry": "Law", "note": "likes tea", "tags": ["press"]}`)
		task := c.must(201, "POST", "/tasks", fmt.Sprintf(`{"title": "Call", "person": %v}`, joanna["id"]))

		for _, bad := range []string{`{}`, `{"other": 99999}`, fmt.Sprintf(`{"other": %v}`, jo["id"]), `{"other": "x"}`, fmt.Sprintf(`{"other": %v, "choose": {"nose": 1}}`, joanna["id"]), fmt.Sprintf(`{"other": %v, "choose": {"phone": 7}}`, joanna["id"])} {
			c.must(422, "POST", at(jo)+"/merge", bad)
		}
		body := fmt.Sprintf(`{"other": %v, "choose": {"phone": %v}}`, joanna["id"], joanna["id"])
		one := c.must(200, "POST", at(jo)+"/merge", body, "Idempotency-Key", "m1")
		again := c.must(200, "POST", at(jo)+"/merge", body, "Idempotency-Key", "m1")
		if one["merge"] == nil || again["merge"] != one["merge"] || one["name"] != "Jo Bell" || one["phone"] != "020 7946 0992" || one["email"] != "jo@acme.example" ||
			one["note"] != "likes tea" || one["industry"] != "Law" || fmt.Sprint(one["tags"]) != "[vip press]" {
			t.Errorf("merged: %v", one)
		}
		c.must(404, "GET", at(joanna), "")
		if list := c.must(200, "GET", "/people?count=1", ""); fmt.Sprint(list["count"]) != "map[exact:true n:1]" {
			t.Errorf("listed: %v", list["count"])
		}
		if moved := c.must(200, "GET", fmt.Sprintf("/tasks/%v", task["id"]), ""); moved["person"] != jo["id"] {
			t.Errorf("the task is of %v", moved["person"])
		}
		c.must(200, "PATCH", at(jo), `{"note": "likes coffee", "name": "Jo A. Bell"}`)
		c.must(404, "POST", at(jo)+"/unmerge", `{"merge": 1}`)
		both := c.must(200, "POST", at(jo)+"/unmerge", fmt.Sprintf(`{"merge": %v}`, one["merge"]))
		c.must(404, "POST", at(jo)+"/unmerge", fmt.Sprintf(`{"merge": %v}`, one["merge"]))

		stays, back := c.must(200, "GET", at(jo), ""), c.must(200, "GET", at(joanna), "")
		if fmt.Sprint(both["stays"]) != fmt.Sprint(stays) || fmt.Sprint(both["back"]) != fmt.Sprint(back) {
			t.Errorf("answered %v", both)
		}
		if fmt.Sprint(back) != fmt.Sprint(joanna) {
			t.Errorf("came back as %v, was %v", back, joanna)
		}
		if stays["name"] != "Jo A. Bell" || stays["note"] != "likes coffee" || stays["phone"] != "020 7946 0991" || stays["industry"] != nil || fmt.Sprint(stays["tags"]) != "[vip]" {
			t.Errorf("stays as %v", stays)
		}
		if moved := c.must(200, "GET", fmt.Sprintf("/tasks/%v", task["id"]), ""); moved["person"] != joanna["id"] {
			t.Errorf("the task is of %v", moved["person"])
		}
	})
}

// What happened with two accounts is one history while they are merged, and two again after.
func TestMergedAccountsHaveOneHistory(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := newCaller(t, d)
		list := c.must(200, "GET", "/accounts?sort=name&limit=2", "")["rows"].([]any)
		a, b := list[0].(map[string]any), list[1].(map[string]any)
		orders := func(x map[string]any) int {
			page := c.must(200, "GET", fmt.Sprintf("/accounts/%v/page", x["id"]), "")
			n := 0
			for _, m := range page["months"].([]any) {
				n += int(m.(map[string]any)["orders"].(float64))
			}
			return n
		}
		na, nb := orders(a), orders(b)
		// said is what is measured of an account, but for the day.
		said := func(x map[string]any) string {
			lines, _ := c.must(200, "GET", fmt.Sprintf("/accounts/%v/page", x["id"]), "")["lines"].([]any)
			var all []string
			for _, l := range lines {
				standing, _ := l.(map[string]any)["standing"].(map[string]any)
				all = append(all, fmt.Sprint(standing["orders"], standing["client_prob"], standing["expected_orders"]))
			}
			return strings.Join(all, "; ")
		}
		saidA, saidB := said(a), said(b)
		one := c.must(200, "POST", fmt.Sprintf("/accounts/%v/merge", a["id"]), fmt.Sprintf(`{"other": %v}`, b["id"]))
		if got := said(a); got == saidA || got == "" {
			t.Errorf("merged, it is still measured as before: %q", got)
		}
		if n := orders(a); na == 0 || nb == 0 || n != na+nb {
			t.Errorf("%d orders of %d and %d", n, na, nb)
		}
		c.must(200, "POST", fmt.Sprintf("/accounts/%v/unmerge", a["id"]), fmt.Sprintf(`{"merge": %v}`, one["merge"]))
		if gotA, gotB := said(a), said(b); gotA != saidA || gotB != saidB || saidA == "" || saidB == "" {
			t.Errorf("parted, they are measured as %q and %q, before as %q and %q", gotA, gotB, saidA, saidB)
		}
		if x, y := orders(a), orders(b); x != na || y != nb {
			t.Errorf("%d and %d orders, were %d and %d", x, y, na, nb)
		}
	})
}
