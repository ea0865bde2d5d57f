package web

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
)

// That two are not the same stands in the book with who said so, on the pages of both, and is
// taken back there; who may not see one of them learns nothing of it.
func TestWhoSaidThatTwoAreNotTheSame(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		c := callerOf(h)
		account := c.must(201, "POST", "/accounts", `{"name": "Hush"}`)["id"]
		one := c.must(201, "POST", "/people", `{"name": "Ann Lee", "email": "ann@lee.example"}`)["id"]
		other := c.must(201, "POST", "/people", fmt.Sprintf(`{"name": "Anne Lee", "email": "ann@lee.example", "account": %v}`, account))["id"]
		owner, member := h.session(h.owner), h.session(h.member)
		form := url.Values{"type": {"person"}, "one": {fmt.Sprint(one)}, "other": {fmt.Sprint(other)}, "back": {"/duplicates"}}
		if w := h.do(post("/do/not-the-same", form), member); w.Code != 303 {
			t.Fatal(w.Code, clipBody(w.Body.String()))
		}
		for _, at := range []string{fmt.Sprintf("/people/%v", one), fmt.Sprintf("/people/%v", other)} {
			if body := h.do(get(at), owner).Body.String(); !strings.Contains(body, "Not the same as Ann") || !strings.Contains(body, "by Mo") || !strings.Contains(body, "/do/propose-again") {
				t.Errorf("%s does not tell it", at)
			}
		}
		if all := fmt.Sprint(h.trailOf("", owner).Rows); !strings.Contains(all, "Said who is another than Ann Lee") || !strings.Contains(all, "not the same as Anne Lee") {
			t.Errorf("the trail does not tell it: %s", all)
		}
		c.must(200, "PUT", fmt.Sprintf("/accounts/%v/wall", account), fmt.Sprintf(`{"users": [%q]}`, ownerEmail))
		if body := h.do(get(fmt.Sprintf("/people/%v", one)), member).Body.String(); strings.Contains(body, "Not the same as") || strings.Contains(body, "Anne Lee") {
			t.Error("it tells of somebody behind a wall")
		}
		if w := h.do(post("/do/propose-again", form), owner); w.Code != 303 {
			t.Fatal(w.Code, clipBody(w.Body.String()))
		}
		if body := h.do(get(fmt.Sprintf("/people/%v", one)), owner).Body.String(); !strings.Contains(body, "Taken back on") || strings.Contains(body, "/do/propose-again") {
			t.Error("taken back, and it still holds")
		}
		if all := fmt.Sprint(h.trailOf("", owner).Rows); !strings.Contains(all, "Said no longer who is another than") {
			t.Error("the trail does not tell that it was taken back")
		}
	})
}
