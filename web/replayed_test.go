package web

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
	"github.com/clientele-crm/clientele/page"
)

// TestAKeyThatComesAgainShowsNothingBehindAWall: what was answered before a wall went up
// is not answered after it, and nothing is done again.
func TestAKeyThatComesAgainShowsNothingBehindAWall(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		c := callerOf(h)
		member := h.as(c, h.member)
		hidden := c.must(201, "POST", "/accounts", `{"name": "Hush"}`)["id"]
		plain := c.must(201, "POST", "/accounts", `{"name": "Plain"}`)["id"]
		goes := member.must(201, "POST", "/people", fmt.Sprintf(`{"name": "Rare Two", "account": %v}`, hidden))["id"]
		once := func(c *caller, status int, key, method, path, body string) string {
			t.Helper()
			return fmt.Sprint(c.must(status, method, path, body, "Idempotency-Key", key))
		}
		make := fmt.Sprintf(`{"name": "Rare One", "account": %v}`, hidden)
		once(member, 201, "make", "POST", "/people", make)
		made := member.must(201, "POST", "/people", make, "Idempotency-Key", "make")["id"]
		open := once(member, 201, "open", "POST", "/people", fmt.Sprintf(`{"name": "Open", "account": %v}`, plain))
		at := fmt.Sprintf("/people/%v", made)
		asked := map[string][3]string{
			"make": {"POST", "/people", make}, "change": {"PATCH", at, `{"note": "Rare note"}`},
			"merge":   {"POST", at + "/merge", fmt.Sprintf(`{"other": %v}`, goes)},
			"unmerge": {"POST", at + "/unmerge", ""}, "away": {"DELETE", at, ""},
		}
		once(member, 200, "change", "PATCH", at, asked["change"][2])
		merge := member.must(200, "POST", at+"/merge", asked["merge"][2], "Idempotency-Key", "merge")["merge"]
		asked["unmerge"] = [3]string{"POST", at + "/unmerge", fmt.Sprintf(`{"merge": %v}`, merge)}
		once(member, 200, "unmerge", "POST", at+"/unmerge", asked["unmerge"][2])
		once(member, 200, "away", "DELETE", at, "")
		bulk := fmt.Sprintf(`{"ids": [%v, %v], "set": {"owner": 999999}}`, goes, made)
		if first := once(member, 200, "bulk", "POST", "/people/bulk", bulk); !strings.Contains(first, fmt.Sprintf("id:%v", goes)) {
			t.Fatalf("nothing was refused: %s", first)
		}
		form := url.Values{"name": {"Rare Three"}, "accounts": {fmt.Sprintf("#%v", hidden)}, page.KeyField: {"form"}}
		signed := h.session(h.member)
		if w := h.do(post("/do/person-create", form), signed); w.Code != 303 {
			t.Fatalf("%d %s", w.Code, clipBody(w.Body.String()))
		}
		c.must(200, "PUT", fmt.Sprintf("/accounts/%v/wall", hidden), fmt.Sprintf(`{"users": [%q]}`, ownerEmail))

		for key, a := range asked {
			if got := once(member, 404, key, a[0], a[1], a[2]); strings.Contains(got, "Rare") {
				t.Errorf("%s again: %s", key, got)
			}
		}
		if got := once(member, 200, "bulk", "POST", "/people/bulk", bulk); strings.Contains(got, fmt.Sprintf("id:%v", goes)) || !strings.Contains(got, "refused:[]") {
			t.Errorf("the bulk edit again: %s", got)
		}
		if again := once(member, 201, "open", "POST", "/people", fmt.Sprintf(`{"name": "Open", "account": %v}`, plain)); again != open {
			t.Errorf("what is seen still is answered as %s, was %s", again, open)
		}
		w := h.do(post("/do/person-create", form), signed)
		if w.Code != 303 {
			t.Fatalf("the form again: %d", w.Code)
		}
		r := get(w.Header().Get("Location"))
		for _, cookie := range w.Result().Cookies() {
			r.AddCookie(cookie)
		}
		if body := h.do(r, signed).Body.String(); strings.Contains(body, "Rare") || !strings.Contains(body, "That was done already.") {
			t.Errorf("the form again says: %s", clipBody(body))
		}
		c.must(200, "DELETE", fmt.Sprintf("/accounts/%v/wall", hidden), "")
		if again := member.must(201, "POST", "/people", make, "Idempotency-Key", "make"); again["id"] != made || again["name"] != "Rare One" {
			t.Errorf("the wall is gone: %v", again)
		}
		if n := c.counted("name+starts+Rare"); n != "map[exact:true n:2]" { // the third of the archive
			t.Errorf("something was done twice: %s", n)
		}
	})
}

// TestALinkThatIsHiddenSinceIsNotAnsweredAgain: the record is seen still, what it leads to is not.
func TestALinkThatIsHiddenSinceIsNotAnsweredAgain(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		c := callerOf(h)
		member := h.as(c, h.member)
		hidden := c.must(201, "POST", "/accounts", `{"name": "Hush"}`)["id"]
		jo := member.must(201, "POST", "/people", fmt.Sprintf(`{"name": "Jo", "account": %v}`, hidden), "Idempotency-Key", "jo")
		c.must(200, "PATCH", fmt.Sprintf("/people/%v", jo["id"]), `{"accounts": []}`)
		c.must(200, "PUT", fmt.Sprintf("/accounts/%v/wall", hidden), fmt.Sprintf(`{"users": [%q]}`, ownerEmail))
		again := member.must(201, "POST", "/people", fmt.Sprintf(`{"name": "Jo", "account": %v}`, hidden), "Idempotency-Key", "jo")
		if again["id"] != jo["id"] || again["account"] != nil || fmt.Sprint(again["accounts"]) != "[]" {
			t.Errorf("%v", again)
		}
	})
}
