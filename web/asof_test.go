package web

import (
	"encoding/json"
	"fmt"
	"html"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
	"github.com/clientele-crm/clientele/page"
)

// A firm whose evidence ended long ago is told so once a page, and all days count from there;
// one that lives is not told. What would change a standing is always still to come.
func TestOldDataSaysItsDayOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		h.furnish()
		owner := h.session(h.owner)
		pages := []string{"/", "/relationships", "/balance", "/balance/moved", "/accounts/" + h.account.String()}
		shown := func(at string) string {
			return strings.Join(strings.Fields(html.UnescapeString(notShown.ReplaceAllString(h.do(get(at), owner).Body.String(), " "))), " ")
		}
		for _, at := range pages {
			if text := shown(at); strings.Contains(text, "As of") {
				t.Errorf("%s of a firm that lives: %s", at, text)
			}
		}
		if h.ahead(t, owner) == 0 {
			t.Error("nothing would change it")
		}
		h.clock.add(3 * 365 * 24 * time.Hour)
		owner = h.session(h.owner)
		h.ahead(t, owner)
		for _, at := range pages {
			text := shown(at)
			if n := strings.Count(text, "As of"); n != 1 {
				t.Errorf("%s says its day %d times: %s", at, n, text)
			}
			for _, odd := range []string{"3 years ago", "2 years ago", "4 years ago"} {
				if strings.Contains(text, odd) {
					t.Errorf("%s counts from today: %s", at, odd)
				}
			}
		}
	})
}

// A person's word changes by another's word alone: nothing that may happen is said beside it.
func TestNothingIsSaidToChangeAPersonsWord(t *testing.T) {
	h := newHouse(t, dbtest.SQLite(t), Config{})
	h.furnish()
	owner := h.session(h.owner)
	before := h.ahead(t, owner)
	h.did(owner, "overrule", fmt.Sprintf(`{"account": %d, "kind": "client", "reason": "they said so", "until": "2026-12-31"}`, h.account))
	if n := h.ahead(t, owner); before == 0 || n != 0 {
		t.Errorf("%d before, and %d beside a person's word", before, n)
	}
}

// ahead checks that what would change the account's standing lies in days to come, and counts it.
func (h *testHouse) ahead(t *testing.T, owner func(*http.Request)) (n int) {
	t.Helper()
	var out struct {
		Lines []struct {
			WhatIfs []struct{ Day clientele.Day } `json:"what_ifs"`
		}
	}
	for _, p := range page.Pages(h.crm.All) {
		if p.Name != "account" {
			continue
		}
		_, api := h.paths(p)
		if err := json.Unmarshal(h.do(get(api), owner).Body.Bytes(), &out); err != nil {
			t.Fatal(err)
		}
	}
	for _, l := range out.Lines {
		for _, w := range l.WhatIfs {
			if n++; w.Day <= h.crm.Clock.Today() {
				t.Errorf("%s is past", w.Day)
			}
		}
	}
	return n
}
